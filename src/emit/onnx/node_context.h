// What an emitter sees of one node of the IR, or of one step of its epilogue, and where it puts the nodes that take its place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emit/operation.h"
#include "formats/onnx_writer.h"
#include "ir/graph.h"
#include "ops/axis.h"

namespace nnfront::emit::onnx {

using Inputs = std::vector<std::string>;
using NodeAttributes = std::vector<formats::onnx_file::Attribute>;

// A graph in the making.
struct Emission {
  const Graph& graph;
  const NodeIndex& index;
  std::int64_t opset;
  Names names;       // of values
  Names node_names;  // of nodes, which ONNX wants to differ, too
  formats::onnx_file::Graph target;
};

class NodeContext {
 public:
  // `target`: the row's operator of ONNX.
  NodeContext(Emission& emission, const Operation& operation, std::string_view target)
      : emission_(emission), operation_(operation), target_(target) {}

  std::string_view target() const { return target_; }
  std::int64_t opset() const { return emission_.opset; }
  template <class T>
  const T& attrs() const {
    return operation_.attrs<T>();
  }

  int input_count() const { return static_cast<int>(operation_.inputs.size()); }
  bool has_input(int i) const { return i < input_count() && operation_.inputs[static_cast<std::size_t>(i)].has_value(); }
  // The name of input i; "" where it is left out.
  std::string input(int i) const;
  // All of them, without those at the end that are left out.
  Inputs inputs() const;
  const TensorType& type(int i) const;
  // Error (unsupported) where not even the rank is known.
  std::int64_t rank(int i) const;
  // An axis of input 0 from the front.
  std::int64_t axis(std::int64_t given) const { return ops::from_front(given, static_cast<std::size_t>(rank(0))); }
  // A size of input i; Error (unsupported) where it has no such dimension, or none that is known.
  const Dim& dim(int i, std::int64_t axis) const;
  const TensorType& output_type(int i = 0) const { return operation_.types[static_cast<std::size_t>(i)]; }
  int output_count() const { return static_cast<int>(operation_.outputs.size()); }
  const std::string& output(int i = 0) const { return emission_.names.at(operation_.outputs[static_cast<std::size_t>(i)]); }

  // Adds the node that makes the outputs of this one.
  void emit(std::string_view op, Inputs inputs, NodeAttributes attributes = {});
  // Adds a node in front of it and returns the name of its output, which `part` describes.
  std::string add(std::string_view op, Inputs inputs, NodeAttributes attributes, std::string_view part);
  // Constants. A scalar of an integer type must be a whole number.
  std::string integers(const std::vector<std::int64_t>& values, std::string_view part);
  std::string integer(std::int64_t value, std::string_view part);
  std::string scalar(double value, DType dtype, std::string_view part);
  // Of the type of input 0.
  std::string number(double value, std::string_view part) { return scalar(value, type(0).dtype, part); }
  std::string constant(Array array, std::string_view part);
  // The input that stands for an attribute where it is given, else the attribute.
  std::string integers_of(int i, const std::vector<std::int64_t>& values, std::string_view part);
  // Input i, which is one number in a scalar or a list of one, as a scalar; as a list.
  std::string scalar_input(int i, std::string_view part);
  std::string list_input(int i, std::string_view part);
  // Input i, indices of any integer type, as int64.
  std::string indices(int i);
  // `list`, one number per channel, so that it broadcasts with input 0: [C, 1, ...].
  std::string column(const std::string& list, std::string_view part);
  std::string cast(const std::string& value, DType to, std::string_view part);

  // Whether the axes of a reduction are an input: since opset 18, of ReduceSum in every set that is written.
  bool axes_are_input(std::string_view reduction) const { return opset() >= 18 || reduction == "ReduceSum"; }

  // Throws Error (unsupported).
  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    throw Error(ErrorCode::unsupported, fmt::format(format, std::forward<Args>(args)...));
  }
  // Where the target's operator came with a later opset.
  void need_opset(std::int64_t since, std::string_view what) const;

 private:
  std::string fresh(std::string_view part);

  Emission& emission_;
  const Operation& operation_;
  std::string_view target_;
};

// What the IR calls a choice, where ONNX calls it so, too.
template <class E>
std::string name_of(E value) {
  return std::string(EnumNames<E>::names[static_cast<std::size_t>(value)]);
}

// "strides": [2, 2]
formats::onnx_file::Attribute attribute(std::string name, std::int64_t value);
formats::onnx_file::Attribute attribute(std::string name, double value);
formats::onnx_file::Attribute attribute(std::string name, std::string value);
formats::onnx_file::Attribute attribute(std::string name, std::vector<std::int64_t> value);

}  // namespace nnfront::emit::onnx
