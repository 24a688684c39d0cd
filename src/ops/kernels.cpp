#include "ops/kernels.h"

#include <algorithm>
#include <cmath>

#include "ir/content.h"
#include "ops/axis.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

std::string_view text(DTypeClass wanted) {
  switch (wanted) {
    case DTypeClass::floating:
      return "a floating type";
    case DTypeClass::integer:
      return "an integer type";
    case DTypeClass::number:
      return "a floating or integer type";
    case DTypeClass::number_or_bool:
      return "a floating type, an integer type or bool";
    case DTypeClass::boolean:
      return "bool";
  }
  return {};
}

Dim broadcast_dim(std::string_view label, const Dim& a, const Dim& b, const Shape& left, const Shape& right) {
  if (a.is_integer() && a.integer() == 1) return b;
  if (b.is_integer() && b.integer() == 1) return a;
  if (!compatible(a, b)) violated(label, "got shapes {} and {}, wanted shapes that broadcast", text(left), text(right));
  if (a == b || a.is_integer()) return a;
  if (b.is_integer()) return b;
  return Dim::unknown();
}

}  // namespace

std::vector<std::int64_t> strides_of(std::span<const std::int64_t> dims) {
  std::vector<std::int64_t> strides(dims.size());
  std::int64_t stride = 1;
  for (std::size_t d = dims.size(); d-- > 0;) {
    strides[d] = stride;
    stride *= dims[d];
  }
  return strides;
}

std::vector<std::int64_t> broadcast_strides(std::span<const std::int64_t> dims, std::span<const std::int64_t> out) {
  ensure(dims.size() <= out.size(), "an array broadcasts to at least its rank");
  const std::vector<std::int64_t> own = strides_of(dims);
  const std::size_t missing = out.size() - dims.size();
  std::vector<std::int64_t> strides(out.size(), 0);
  for (std::size_t d = 0; d < dims.size(); ++d) {
    ensure(dims[d] == 1 || dims[d] == out[missing + d], "dimensions broadcast");
    strides[missing + d] = dims[d] == 1 ? 0 : own[d];
  }
  return strides;
}

std::int64_t product(std::span<const std::int64_t> dims) {
  std::int64_t result = 1;
  for (const std::int64_t dim : dims) result *= dim;
  return result;
}

AxisView view_around(std::span<const std::int64_t> dims, int axis) {
  const auto at = static_cast<std::size_t>(axis);
  ensure(axis >= 0 && at < dims.size(), "the axis is one of the dimensions");
  return {product(dims.first(at)), dims[at], product(dims.subspan(at + 1))};
}

std::vector<std::int64_t> output_dims(const EvalContext& context, int i) {
  const std::optional<std::vector<std::int64_t>> dims = integers(context.outputs[static_cast<std::size_t>(i)].shape);
  ensure(dims.has_value(), "a kernel runs on concrete shapes");
  return *dims;
}

int normal_axis(std::string_view label, std::int64_t axis, std::size_t rank) {
  const auto limit = static_cast<std::int64_t>(rank);
  if (axis < -limit || axis >= limit) violated(label, "got axis {}, wanted one of a tensor of rank {}", axis, rank);
  return static_cast<int>(from_front(axis, rank));
}

std::vector<int> normal_axes(std::string_view label, std::span<const std::int64_t> axes, std::size_t rank) {
  std::vector<int> result;
  for (const std::int64_t axis : axes) result.push_back(normal_axis(label, axis, rank));
  std::sort(result.begin(), result.end());
  const auto twice = std::adjacent_find(result.begin(), result.end());
  if (twice != result.end()) violated(label, "got axis {} twice, wanted each once", *twice);
  return result;
}

bool belongs(DType dtype, DTypeClass wanted) {
  const bool number = is_floating(dtype) || is_integer(dtype);
  switch (wanted) {
    case DTypeClass::floating:
      return is_floating(dtype);
    case DTypeClass::integer:
      return is_integer(dtype);
    case DTypeClass::number:
      return number;
    case DTypeClass::number_or_bool:
      return number || dtype == DType::boolean;
    case DTypeClass::boolean:
      return dtype == DType::boolean;
  }
  return false;
}

void check_dtype(std::string_view label, std::string_view operand, const TensorType& type, DTypeClass wanted) {
  if (!belongs(type.dtype, wanted)) violated(label, "{}: got {}, wanted {}", operand, name(type.dtype), text(wanted));
}

void check_same_dtype(std::string_view label, std::string_view operand, const TensorType& type, DType wanted) {
  if (type.dtype != wanted) violated(label, "{}: got {}, wanted {}", operand, name(type.dtype), name(wanted));
}

void check_rank(std::string_view label, std::string_view operand, const TensorType& type, std::size_t rank) {
  if (type.shape.size() != rank) violated(label, "{}: got {}, wanted rank {}", operand, text(type), rank);
}

void check_min_rank(std::string_view label, std::string_view operand, const TensorType& type, std::size_t rank) {
  if (type.shape.size() < rank) violated(label, "{}: got {}, wanted rank {} or more", operand, text(type), rank);
}

void check_dim(std::string_view label, std::string_view what, const Dim& got, const Dim& wanted) {
  if (!compatible(got, wanted)) violated(label, "{}: got {}, wanted {}", what, got.text(), wanted.text());
}

void check_shape(std::string_view label, std::string_view operand, const Shape& got, const Shape& wanted) {
  if (!compatible(got, wanted)) violated(label, "{}: got {}, wanted {}", operand, text(got), text(wanted));
}

void check_length(std::string_view label, std::string_view attribute, std::size_t got, std::size_t wanted) {
  if (got != wanted) violated(label, "{}: got {} entries, wanted {}", attribute, got, wanted);
}

void check_at_least(std::string_view label, std::string_view attribute, std::int64_t got, std::int64_t lowest) {
  if (got < lowest) violated(label, "{}: got {}, wanted {} or more", attribute, got, lowest);
}

void check_all_at_least(std::string_view label, std::string_view attribute, std::span<const std::int64_t> got, std::int64_t lowest) {
  for (const std::int64_t entry : got) check_at_least(label, attribute, entry, lowest);
}

void check_finite(std::string_view label, std::string_view attribute, double got) {
  if (!std::isfinite(got)) violated(label, "{}: got {}, wanted a finite number", attribute, got);
}

Dim common_dim(std::string_view label, std::string_view what, const Dim& a, const Dim& b) {
  check_dim(label, what, a, b);
  if (a.is_integer()) return a;
  if (b.is_integer()) return b;
  return a.is_unknown() ? b : a;
}

Shape broadcast_shape(std::string_view label, const Shape& a, const Shape& b) {
  const std::size_t rank = std::max(a.size(), b.size());
  Shape result(rank);
  for (std::size_t d = 0; d < rank; ++d) {
    const Dim left = d + a.size() < rank ? Dim(1) : a[d + a.size() - rank];
    const Dim right = d + b.size() < rank ? Dim(1) : b[d + b.size() - rank];
    result[d] = broadcast_dim(label, left, right, a, b);
  }
  return result;
}

void add_attribute_input(Operator& op, Operand operand, std::string_view attribute, AttributeInput::Effect effect) {
  operand.arity = Operand::Arity::optional;
  op.attribute_inputs.push_back({static_cast<int>(op.inputs.size()), attribute, effect});
  op.inputs.push_back(operand);
}

std::optional<Shape> list_argument(const InferContext& context, int input, const std::vector<std::int64_t>& attribute) {
  if (!context.has(input)) return shape_of(attribute);
  if (const auto content = context.content(input)) return content->entries;
  const TensorType& type = context.input(input);
  if (!type.ranked || !type.shape[0].is_integer()) return std::nullopt;
  const std::int64_t count = type.shape[0].integer();
  if (count < 0 || count > most_content_entries) return std::nullopt;
  return Shape(static_cast<std::size_t>(count), Dim::unknown());
}

Dim integer_argument(const InferContext& context, int input, std::int64_t attribute) {
  if (!context.has(input)) return attribute;
  const auto content = context.content(input);
  return content && content->entries.size() == 1 ? content->entries[0] : Dim::unknown();
}

Cost elementwise_cost(std::int64_t count) {
  Cost cost;
  cost.elementwise = count;
  return cost;
}

Cost cost_per_output_element(const CostContext& context) {
  return elementwise_cost(element_count(context.output_dims(0)));
}

Cost cost_per_input_element(const CostContext& context) {
  return elementwise_cost(element_count(context.input_dims(0)));
}

Cost no_cost(const CostContext&) {
  return {};
}

std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) fail(ErrorCode::invalid_file, "count overflow: {} * {}", a, b);
  return result;
}

std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) fail(ErrorCode::invalid_file, "count overflow: {} + {}", a, b);
  return result;
}

}  // namespace nnfront::ops
