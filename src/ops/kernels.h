// What reference kernels and inference of every family share: walks over indices, axes, labelled checks, simple costs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ir/operator.h"
#include "ops/elements.h"

namespace nnfront::ops {

// ---- Indices.

// C order, in elements; the last is 1.
std::vector<std::int64_t> strides_of(std::span<const std::int64_t> dims);
// Strides with which an array of `dims` is read at indices of `out`, NumPy rules: 0 where it is stretched. InternalError where
// `dims` does not broadcast to `out`.
std::vector<std::int64_t> broadcast_strides(std::span<const std::int64_t> dims, std::span<const std::int64_t> out);
// Product of part of the dims, e.g. product(std::span(dims).subspan(2)); 1 for none.
std::int64_t product(std::span<const std::int64_t> dims);

// Calls body(index) for every index below `dims` in C order; once, with an empty index, for a scalar.
template <class Body>
void for_each_index(std::span<const std::int64_t> dims, Body&& body) {
  if (product(dims) == 0) return;
  std::vector<std::int64_t> index(dims.size(), 0);
  while (true) {
    body(std::span<const std::int64_t>(index));
    std::size_t d = dims.size();
    while (d > 0 && ++index[d - 1] == dims[d - 1]) index[--d] = 0;
    if (d == 0) return;
  }
}

// Calls body(i, offsets) for every element of `dims` in C order: i counts them, offsets[n] is the element's offset in operand n,
// by that operand's strides (one per dimension of `dims`).
template <std::size_t N, class Body>
void for_each_offset(std::span<const std::int64_t> dims, const std::array<std::vector<std::int64_t>, N>& strides, Body&& body) {
  if (product(dims) == 0) return;
  std::vector<std::int64_t> index(dims.size(), 0);
  std::array<std::int64_t, N> offsets{};
  for (std::int64_t i = 0;; ++i) {
    body(i, static_cast<const std::array<std::int64_t, N>&>(offsets));
    std::size_t d = dims.size();
    while (d > 0) {
      for (std::size_t n = 0; n < N; ++n) offsets[n] += strides[n][d - 1];
      if (++index[d - 1] < dims[d - 1]) break;
      for (std::size_t n = 0; n < N; ++n) offsets[n] -= strides[n][d - 1] * dims[d - 1];
      index[--d] = 0;
    }
    if (d == 0) return;
  }
}

// An array of `dims` seen as [outer, size, inner] around one axis.
struct AxisView {
  std::int64_t outer = 1;
  std::int64_t size = 1;
  std::int64_t inner = 1;
};
AxisView view_around(std::span<const std::int64_t> dims, int axis);

// Calls body(outer, inner, offsets of the elements of one line along the axis, in order) for every line.
template <class Body>
void for_each_line(const AxisView& view, Body&& body) {
  // Without a line its length may be anything.
  if (view.outer * view.inner == 0) return;
  std::vector<std::int64_t> line(static_cast<std::size_t>(view.size));
  for (std::int64_t o = 0; o < view.outer; ++o) {
    for (std::int64_t i = 0; i < view.inner; ++i) {
      for (std::int64_t k = 0; k < view.size; ++k) line[static_cast<std::size_t>(k)] = (o * view.size + k) * view.inner + i;
      body(o, i, std::span<const std::int64_t>(line));
    }
  }
}

// The dims inferred for output i. InternalError where one is not an integer.
std::vector<std::int64_t> output_dims(const EvalContext& context, int i = 0);

// ---- Labelled checks for inference: each throws violated(label, ...) that names the operand, says got and wanted.

// `axis` in [0, rank), counted from the end where negative.
int normal_axis(std::string_view label, std::int64_t axis, std::size_t rank);
// The same for several: sorted; an axis named twice is a violation. Empty stays empty.
std::vector<int> normal_axes(std::string_view label, std::span<const std::int64_t> axes, std::size_t rank);

enum class DTypeClass { floating, integer, number, number_or_bool, boolean };
bool belongs(DType dtype, DTypeClass wanted);
void check_dtype(std::string_view label, std::string_view operand, const TensorType& type, DTypeClass wanted);
void check_same_dtype(std::string_view label, std::string_view operand, const TensorType& type, DType wanted);
void check_rank(std::string_view label, std::string_view operand, const TensorType& type, std::size_t rank);
void check_min_rank(std::string_view label, std::string_view operand, const TensorType& type, std::size_t rank);
// compatible(); `what` reads like "weight dimension 1".
void check_dim(std::string_view label, std::string_view what, const Dim& got, const Dim& wanted);
void check_shape(std::string_view label, std::string_view operand, const Shape& got, const Shape& wanted);
// Length of a list attribute.
void check_length(std::string_view label, std::string_view attribute, std::size_t got, std::size_t wanted);
// lowest <= got
void check_at_least(std::string_view label, std::string_view attribute, std::int64_t got, std::int64_t lowest);
void check_all_at_least(std::string_view label, std::string_view attribute, std::span<const std::int64_t> got, std::int64_t lowest);
// A finite number.
void check_finite(std::string_view label, std::string_view attribute, double got);

// One dimension that two sizes share: the one that says more (an integer before a symbol before unknown). Violation where they differ.
Dim common_dim(std::string_view label, std::string_view what, const Dim& a, const Dim& b);
// NumPy broadcasting. A symbol against 1 is the symbol; a symbol against another integer is the integer; two different symbols
// are unknown.
Shape broadcast_shape(std::string_view label, const Shape& a, const Shape& b);

// ---- Inputs that stand for attributes.

// Appends the optional input `operand`, which stands for `attribute`.
void add_attribute_input(Operator& op, Operand operand, std::string_view attribute,
                         AttributeInput::Effect effect = AttributeInput::Effect::types);

// For infer_unresolved: the list attribute or, where `input` is given for it, what is known of that one's entries, unknown ones where only
// their number is. No value where not even that is known.
std::optional<Shape> list_argument(const InferContext& context, int input, const std::vector<std::int64_t>& attribute);
// The same for an integer.
Dim integer_argument(const InferContext& context, int input, std::int64_t attribute);

// ---- Cost.

// Cost of `count` element-wise operations and nothing else.
Cost elementwise_cost(std::int64_t count);
// One operation per element of output 0.
Cost cost_per_output_element(const CostContext& context);
// One operation per element of input 0.
Cost cost_per_input_element(const CostContext& context);
// Moves elements, computes nothing.
Cost no_cost(const CostContext& context);
// a * b, a + b of counts that are not negative. Error (invalid_file) "count overflow".
std::int64_t checked_multiply(std::int64_t a, std::int64_t b);
std::int64_t checked_add(std::int64_t a, std::int64_t b);

}  // namespace nnfront::ops
