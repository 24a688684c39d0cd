#include "ops/shape.h"

#include <algorithm>
#include <set>

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/reduce.h"

namespace nnfront::frontends::mxnet {

namespace {

// One dimension cut in two; at most one of the parts is -1.
void split_dim(NodeContext& context, const Tuple& codes, std::size_t& at, std::int64_t source, const Dim& size, Shape& target) {
  if (at + 2 >= codes.size()) fail(ErrorCode::invalid_file, "attribute 'shape': -4 wants two numbers behind it");
  const std::int64_t left = codes[++at];
  const std::int64_t right = codes[++at];
  const bool valid = (left > 0 || left == -1) && (right > 0 || right == -1) && (left > 0 || right > 0);
  if (!valid) fail(ErrorCode::invalid_file, "attribute 'shape': -4 splits into {} and {}", left, right);
  const std::int64_t known = (Dim(left > 0 ? left : 1) * Dim(right > 0 ? right : 1)).integer();
  if (size.is_integer() && size.integer() % known != 0) {
    fail(ErrorCode::invalid_file, "attribute 'shape': {} does not split into {} and {}", size.integer(), left, right);
  }
  if (left > 0 && right > 0 && !compatible(size, Dim(known))) {
    fail(ErrorCode::invalid_file, "attribute 'shape': {} does not split into {} and {}", size.text(), left, right);
  }
  if (!size.is_integer() && left > 0 && right > 0) context.refuse("a split of {} into two fixed sizes is not covered", size.text());
  target.push_back(left > 0 ? Dim(left) : floor_div(input_dim(source), Dim(right)));
  target.push_back(right > 0 ? Dim(right) : floor_div(input_dim(source), Dim(left)));
}

// MXNet's codes: 0 copies a dimension, -1 is what is left over, -2 copies all that are left, -3 joins two, -4 splits one.
// `codes` and `source(i)` run from the first dimension, or from the last where `reverse`.
Shape target_of(NodeContext& context, Value data, const Tuple& codes, bool reverse) {
  const std::int64_t rank = context.rank(data);
  const auto source = [&](std::int64_t i) {
    if (i < 0 || i >= rank)
      fail(ErrorCode::invalid_file, "attribute 'shape' asks for more dimensions than {} has", text(context.type(data)));
    return reverse ? rank - 1 - i : i;
  };
  Shape target;
  std::int64_t next = 0;
  for (std::size_t at = 0; at < codes.size(); ++at) {
    const std::int64_t code = codes[at];
    if (code < -4) fail(ErrorCode::invalid_file, "attribute 'shape' holds {}", code);
    if (code == 0) {
      target.push_back(input_dim(source(next++)));
    } else if (code == -2) {
      while (next < rank) target.push_back(input_dim(source(next++)));
    } else if (code == -3) {
      const std::int64_t first = source(next++);
      target.push_back(input_dim(first) * input_dim(source(next++)));
    } else if (code == -4) {
      const std::int64_t split = source(next++);
      split_dim(context, codes, at, split, context.dim(data, split), target);
    } else {
      target.emplace_back(code);
      ++next;
    }
  }
  if (std::count(codes.begin(), codes.end(), -1) > 1 && std::count(target.begin(), target.end(), Dim(-1)) > 1) {
    fail(ErrorCode::invalid_file, "attribute 'shape' leaves more than one dimension open");
  }
  if (reverse) std::reverse(target.begin(), target.end());
  return target;
}

// Before 0.9: target_shape, in which 0 is what is left over.
Shape legacy_target(NodeContext& context, const Tuple& target_shape, bool keep_first) {
  Shape target;
  for (std::size_t i = 0; i < target_shape.size(); ++i) {
    if (target_shape[i] < 0) context.refuse("target_shape with {} is not covered", target_shape[i]);
    target.push_back(keep_first && i == 0 ? input_dim(0) : Dim(target_shape[i] == 0 ? -1 : target_shape[i]));
  }
  return target;
}

Shape copied_dims(std::int64_t rank) {
  Shape shape;
  for (std::int64_t d = 0; d < rank; ++d) shape.push_back(input_dim(d));
  return shape;
}

std::int64_t block_of(NodeContext& context) {
  return context.attr<std::int64_t>("block_size");
}

Values reshape(NodeContext& context) {
  Tuple codes = context.attr<Tuple>("shape", {});
  const bool reverse = context.attr<bool>("reverse", false);
  const Tuple target_shape = context.attr<Tuple>("target_shape", {});
  const bool keep_first = context.attr<bool>("keep_highest", false);
  if (codes.empty() && target_shape.empty()) fail(ErrorCode::invalid_file, "attribute 'shape' is missing");
  const Value data = context.input(0);
  if (codes.empty()) return {context.reshape(data, legacy_target(context, target_shape, keep_first))};
  if (reverse) std::reverse(codes.begin(), codes.end());
  return {context.reshape(data, target_of(context, data, codes, reverse))};
}

Values flatten(NodeContext& context) {
  return {context.reshape(context.input(0), {input_dim(0), -1})};
}

// Some dimensions of the data replaced by some of the other tensor; all by all where nothing else is said.
Values reshape_like(NodeContext& context) {
  const Value data = context.input(0);
  const Value like = context.input(1);
  const auto range = [&](const std::string& side, std::int64_t rank) {
    const auto placed = [&](const std::string& which, std::int64_t fallback) {
      const std::int64_t index = context.attr<std::optional<std::int64_t>>(side + which, std::nullopt).value_or(fallback);
      return index < 0 ? index + rank : index;
    };
    const std::pair<std::int64_t, std::int64_t> found(placed("_begin", 0), placed("_end", rank));
    if (found.first < 0 || found.second > rank || found.first >= found.second) {
      fail(ErrorCode::invalid_file, "'{}_begin' and '{}_end' name dimensions {} to {} of {}", side, side, found.first, found.second, rank);
    }
    return found;
  };
  const auto replaced = range("lhs", context.rank(data));
  const auto taken = range("rhs", context.rank(like));
  Shape target;
  for (std::int64_t d = 0; d < replaced.first; ++d) target.push_back(input_dim(d));
  for (std::int64_t d = taken.first; d < taken.second; ++d) target.emplace_back(context.size(like, d));
  for (std::int64_t d = replaced.second; d < context.rank(data); ++d) target.push_back(input_dim(d));
  return {context.add_fixed("reshape", {data}, ops::ReshapeAttrs{target})};
}

Values expand_dims(NodeContext& context) {
  const std::int64_t axis = context.attr<std::int64_t>("axis");
  const Value data = context.input(0);
  const std::int64_t rank = context.rank(data);
  if (axis < -rank - 1 || axis > rank) fail(ErrorCode::invalid_file, "axis {} is outside {}", axis, text(context.type(data)));
  Shape target = copied_dims(rank);
  target.insert(target.begin() + (axis < 0 ? axis + rank + 1 : axis), Dim(1));
  return {context.reshape(data, target)};
}

// Where nothing is left, MXNet keeps one dimension.
Values squeeze(NodeContext& context) {
  const auto given = context.attr<std::optional<Tuple>>("axis", std::nullopt);
  const Value data = context.input(0);
  std::set<std::int64_t> dropped;
  for (const std::int64_t axis : given.value_or(Tuple{})) {
    const std::int64_t d = context.axis(data, axis);
    if (!compatible(context.dim(data, d), Dim(1))) fail(ErrorCode::invalid_file, "axis {} of {} is not 1", axis, text(context.type(data)));
    dropped.insert(d);
  }
  Shape target;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    const bool drop = given ? dropped.count(d) > 0 : context.size(data, d) == 1;
    if (!drop) target.push_back(input_dim(d));
  }
  if (target.empty()) target = {1};
  // Which dimensions are 1 is only known for these shapes.
  return {given ? context.reshape(data, target) : context.add_fixed("reshape", {data}, ops::ReshapeAttrs{target})};
}

Values transpose(NodeContext& context) {
  const Tuple axes = context.attr<Tuple>("axes", {});
  const Value data = context.input(0);
  ops::TransposeAttrs attributes;
  for (const std::int64_t axis : axes) attributes.permutation.push_back(context.axis(data, axis));
  for (std::int64_t d = context.rank(data); axes.empty() && d-- > 0;) attributes.permutation.push_back(d);
  return {context.add("transpose", {data}, attributes)};
}

Values swap_axis(NodeContext& context) {
  const std::int64_t first = context.attr<std::int64_t>("dim1", 0);
  const std::int64_t second = context.attr<std::int64_t>("dim2", 0);
  const Value data = context.input(0);
  ops::TransposeAttrs attributes;
  for (std::int64_t d = 0; d < context.rank(data); ++d) attributes.permutation.push_back(d);
  std::swap(attributes.permutation[static_cast<std::size_t>(context.axis(data, first))],
            attributes.permutation[static_cast<std::size_t>(context.axis(data, second))]);
  return {context.add("transpose", {data}, attributes)};
}

Values depth_to_space(NodeContext& context) {
  return {context.add("depth_to_space", {context.input(0)}, ops::DepthSpaceAttrs{block_of(context), ops::DepthOrder::depth_column_row})};
}

Values space_to_depth(NodeContext& context) {
  return {context.add("space_to_depth", {context.input(0)}, ops::DepthSpaceAttrs{block_of(context), ops::DepthOrder::depth_column_row})};
}

Values size_array(NodeContext& context) {
  const Value shape = context.add("shape_of", {context.input(0)}, {}, "shape");
  return {context.add("reduce_prod", {shape}, ops::ReduceAttrs{{0}, true})};
}

Values shape_array(NodeContext& context) {
  for (const char* bound : {"lhs_begin", "lhs_end"}) {
    if (context.attr<std::optional<std::int64_t>>(bound, std::nullopt)) context.refuse("{} is not covered", bound);
  }
  return {context.add("shape_of", {context.input(0)})};
}

}  // namespace

std::vector<OperatorRow> shape_rows() {
  using enum Fate;
  return {
      {{"Reshape", "reshape"}, {"data"}, exact, reshape, "reshape", "every code, and target_shape"},
      {{"Flatten", "flatten"}, {"data"}, exact, flatten, "reshape", ""},
      {{"reshape_like"}, {"data", "like"}, rewritten, reshape_like, "reshape", "the shape as numbers"},
      {{"expand_dims"}, {"data"}, exact, expand_dims, "reshape", ""},
      {{"squeeze"}, {"data"}, exact, squeeze, "reshape", ""},
      {{"transpose"}, {"data"}, exact, transpose, "transpose", ""},
      {{"SwapAxis", "swapaxes"}, {"data"}, exact, swap_axis, "transpose", ""},
      {{"depth_to_space"}, {"data"}, exact, depth_to_space, "depth_to_space", ""},
      {{"space_to_depth"}, {"data"}, exact, space_to_depth, "space_to_depth", ""},
      {{"shape_array"}, {"data"}, exact, shape_array, "shape_of", ""},
      {{"size_array"}, {"data"}, rewritten, size_array, "reduce_prod", "the product of the shape"},
  };
}

}  // namespace nnfront::frontends::mxnet
