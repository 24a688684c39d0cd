// What operators that own subgraphs share. A value without a rank stands behind something that was not understood: nothing is asked of it.
#pragma once

#include <string_view>
#include <vector>

#include "ir/graph.h"
#include "ops/control.h"
#include "ops/kernels.h"

namespace nnfront::ops {

// Subgraph `i` of the `wanted` that the node must own.
const Subgraph& subgraph_of(std::string_view label, const InferContext& context, std::size_t i, std::size_t wanted);

// The types of the block's outputs, which may be captured values.
std::vector<TensorType> output_types(const InferContext& context, const Block& block);

// One element of type `wanted`.
void check_number(std::string_view label, std::string_view operand, const TensorType& type, DType wanted);

// What a body is told and gives, against what it must be: inputs as `wanted` says, at least `least_outputs` outputs. The types of the
// outputs.
struct BodyLabels {
  std::string_view inputs;
  std::string_view outputs;
  std::string_view types;
};
std::vector<TensorType> check_body(const BodyLabels& labels, const InferContext& context, const Block& body,
                                   const std::vector<SubgraphInput>& wanted, std::size_t least_outputs);

// `type` with a dimension put in at `axis`.
TensorType with_dimension(TensorType type, int axis, Dim size);
// common_type(), with the element type of one that has a rank.
TensorType common_known(const TensorType& a, const TensorType& b);

// Error (invalid_argument) where there is not one element.
std::int64_t single_integer(const Array& array, std::string_view what);

// What the trips gave for one output of the body, one array each, to be stacked along `axis`, which may count from the back.
class Scanned {
 public:
  // `type` is that of the stack. `label` names the condition that the axis breaks where it does.
  Scanned(TensorType type, std::int64_t axis, std::string_view label) : type_(std::move(type)), axis_(axis), label_(label) {}
  // Error (invalid_argument) where the shape is another than on the first trip.
  void add(Array array);
  // Where there was no trip, dimensions that are not known are 0.
  Array stack(bool reversed) const;

 private:
  TensorType type_;
  std::int64_t axis_;
  std::string_view label_;
  std::vector<Array> parts_;
};

std::optional<std::int64_t> known_loop_trips(const InferContext& context);
std::optional<std::int64_t> known_scan_trips(const InferContext& context);

Operator loop_operator();  // loop.cpp
Operator scan_operator();  // scan.cpp

}  // namespace nnfront::ops
