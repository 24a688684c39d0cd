#include "emit/tensorflow/indices.h"

#include <algorithm>

#include "ops/elements.h"

namespace nnfront::emit::tensorflow {

namespace {

bool has_negatives(const NodeContext& context, int i) {
  if (!is_signed(context.type(i).dtype)) return false;
  const auto content = context.content(i);
  if (!content) return true;
  const auto numbers = ops::to_numbers<std::int64_t>(content->evaluate());
  return std::any_of(numbers.begin(), numbers.end(), [](std::int64_t index) { return index < 0; });
}

}  // namespace

DType index_type(const NodeContext& context, int i) {
  return context.type(i).dtype == DType::int32 ? DType::int32 : DType::int64;
}

std::string indices(NodeContext& context, int i) {
  return context.cast(context.input(i), context.type(i).dtype, index_type(context, i), "indices");
}

std::string wrapped_indices(NodeContext& context, int i, const std::string& sizes) {
  const std::string given = indices(context, i);
  if (!has_negatives(context, i)) return given;
  const DType dtype = index_type(context, i);
  const NodeAttributes of_indices = {attribute("T", dtype)};
  const std::string is_negative = context.add("Less", {given, context.scalar(0.0, dtype, "zero")}, of_indices, "is_negative");
  const std::string moved = context.add("AddV2", {given, sizes}, of_indices, "moved");
  return context.add("SelectV2", {is_negative, moved, given}, of_indices, "from_front");
}

std::string counted_from_front(NodeContext& context, int i, std::int64_t stored_axis) {
  if (!has_negatives(context, i)) return indices(context, i);
  const Dim size = context.stored_shape()[static_cast<std::size_t>(stored_axis)];
  const DType dtype = index_type(context, i);
  if (size.is_integer()) return wrapped_indices(context, i, context.scalar(static_cast<double>(size.integer()), dtype, "size"));
  const std::string entry = context.entries(context.shape_list(), stored_axis, stored_axis + 1, "size");
  const std::string scalar = context.add("Reshape", {entry, context.integers({}, "scalar")}, {attribute("T", DType::int32)}, "count");
  return wrapped_indices(context, i, context.cast(scalar, DType::int32, dtype, "wide_size"));
}

}  // namespace nnfront::emit::tensorflow
