#include "ops/shape.h"

#include <algorithm>

#include "emit/torch/op_table.h"
#include "ops/matrix.h"

namespace nnfront::emit::torch {

namespace {

// The leading dimensions as they are and all others as one.
std::optional<std::size_t> flattened_from(const NodeContext& context, const Shape& entries) {
  if (entries.empty() || context.rank(0) < static_cast<std::int64_t>(entries.size())) return std::nullopt;
  const std::size_t last = entries.size() - 1;
  for (std::size_t d = 0; d < last; ++d) {
    if (!(entries[d] == ops::input_dimension(d))) return std::nullopt;
  }
  Dim rest(1);
  for (std::size_t d = last; d < static_cast<std::size_t>(context.rank(0)); ++d) rest = rest * ops::input_dimension(d);
  return entries[last] == Dim(-1) || entries[last] == rest ? std::optional(last) : std::nullopt;
}

// One entry that would have to be computed is -1, where there are elements.
std::vector<std::string> target_of(NodeContext& context, const Shape& entries) {
  const auto is_left_over = [&](std::size_t i) { return !entries[i].is_integer() && !(entries[i] == ops::input_dimension(i)); };
  const bool has_rest = std::any_of(entries.begin(), entries.end(), [](const Dim& entry) { return entry == Dim(-1) || entry == Dim(0); });
  std::size_t computed = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) computed += is_left_over(i) ? 1 : 0;
  std::vector<std::string> texts = context.sizes(entries);
  if (computed != 1 || has_rest) return texts;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_left_over(i)) texts[i] = "-1";
  }
  return texts;
}

void reshape(NodeContext& context) {
  const auto given = context.has_input(1) ? context.constant_integers(1, "a shape") : std::vector<std::int64_t>{};
  const Shape entries = context.has_input(1) ? shape_of(given) : context.attrs<ops::ReshapeAttrs>().shape;
  if (context.type(0).ranked) {
    if (const auto from = flattened_from(context, entries)) {
      return context.returns(fmt::format("{}.flatten({})", context.input(0), *from == 0 ? "" : literal(static_cast<std::int64_t>(*from))));
    }
  }
  std::vector<std::string> sizes = target_of(context, entries);
  if (sizes.empty()) sizes.emplace_back("()");
  context.returns(call(context.input(0) + ".reshape", sizes));
}

void squeeze(NodeContext& context) {
  const auto axes = context.integers_of(1, context.attrs<ops::SqueezeAttrs>().axes, "axes");
  context.returns(call(context.input(0) + ".squeeze", axes.empty()       ? std::vector<std::string>{}
                                                      : axes.size() == 1 ? std::vector<std::string>{literal(axes.front())}
                                                                         : std::vector<std::string>{python::tuple(axes)}));
}

// Dimensions of the result, in rising order.
void unsqueeze(NodeContext& context) {
  std::vector<std::int64_t> axes = context.integers_of(1, context.attrs<ops::SqueezeAttrs>().axes, "axes");
  const std::size_t rank = static_cast<std::size_t>(context.rank(0)) + axes.size();
  for (std::int64_t& axis : axes) axis = ops::from_front(axis, rank);
  std::sort(axes.begin(), axes.end());
  std::string x = context.input(0);
  for (const std::int64_t axis : axes) x += fmt::format(".unsqueeze({})", axis);
  context.returns(x);
}

// Sizes of x stay where the target has 1.
void broadcast_to(NodeContext& context) {
  const Shape entries =
      context.has_input(1) ? shape_of(context.constant_integers(1, "a shape")) : context.attrs<ops::BroadcastToAttrs>().shape;
  const auto rank = static_cast<std::size_t>(context.rank(0));
  std::vector<std::string> sizes = context.sizes(entries);
  if (rank > sizes.size()) context.refuse("fewer dimensions than there are");
  for (std::size_t d = 0; d < rank; ++d) {
    const std::size_t place = sizes.size() - rank + d;
    if (entries[place] == Dim(1)) sizes[place] = "-1";
  }
  context.returns(call(context.input(0) + ".expand", sizes));
}

void transpose(NodeContext& context) {
  std::vector<std::string> axes;
  for (const std::int64_t axis : context.attrs<ops::TransposeAttrs>().permutation) axes.push_back(literal(axis));
  if (axes.empty()) axes.emplace_back("()");
  context.returns(call(context.input(0) + ".permute", axes));
}

// torch's own functions have the channel in front of the position in the block.
void depth_to_space(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DepthSpaceAttrs>();
  if (context.rank(0) != 4) context.refuse("data of {} dimensions", context.rank(0));
  if (attrs.order == ops::DepthOrder::column_row_depth)
    return context.returns(call("F.pixel_shuffle", {context.input(0), literal(attrs.block)}));
  const std::string parts =
      fmt::format("{}.unflatten(1, ({}, {}, -1)).permute(0, 3, 4, 1, 5, 2)", context.input(0), attrs.block, attrs.block);
  context.returns(parts + ".flatten(4, 5).flatten(2, 3)");
}

void space_to_depth(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DepthSpaceAttrs>();
  if (context.rank(0) != 4) context.refuse("data of {} dimensions", context.rank(0));
  const std::string x = context.input(0);
  if (attrs.order == ops::DepthOrder::column_row_depth) return context.returns(call("F.pixel_unshuffle", {x, literal(attrs.block)}));
  const std::string parts = fmt::format("{}.unflatten(3, (-1, {})).unflatten(2, (-1, {}))", x, attrs.block, attrs.block);
  context.returns(parts + ".permute(0, 3, 5, 1, 2, 4).flatten(1, 3)");
}

void joined(NodeContext& context) {
  std::vector<std::string> parts;
  for (int i = 0; i < context.input_count(); ++i) parts.push_back(context.input(i));
  context.returns(call(context.target(), {python::tuple(parts), named("dim", literal(context.attrs<ops::AxisAttrs>().axis))}));
}

// Indices that name nothing give a row of `off` alone.
void one_hot(NodeContext& context) {
  const auto& attrs = context.attrs<ops::OneHotAttrs>();
  if (context.has_input(2) || context.has_input(3)) context.refuse("values that the model computes");
  const std::int64_t depth = context.integer_of(1, attrs.depth, "a depth");
  const std::int64_t axis = ops::from_front(attrs.axis, static_cast<std::size_t>(context.rank(0)) + 1);
  const std::string x = context.input(0);
  std::vector<std::int64_t> column(static_cast<std::size_t>(context.rank(0) - axis) + 1, 1);
  column[0] = -1;
  const std::string places = context.let(fmt::format("torch.arange({}, device={}.device).reshape{}", depth, x, python::tuple(column)));
  const std::string hits = context.let(fmt::format("{}.unsqueeze({}) == {}", x, axis, places));
  const std::string type = context.dtype(attrs.dtype);
  if (attrs.on == 1.0 && attrs.off == 0.0) return context.returns(fmt::format("{}.to({})", hits, type));
  context.returns(fmt::format("torch.where({}, {}, {}).to({})", hits, literal(attrs.on), literal(attrs.off), type));
}

void shape_of_x(NodeContext& context) {
  context.returns(fmt::format("torch.tensor({}.shape)", context.input(0)));
}

void arange(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ArangeAttrs>();
  std::vector<std::string> operands;
  int i = 0;
  for (const double value : {attrs.start, attrs.stop, attrs.step}) {
    const auto given = context.has_input(i) ? context.constant_number(i) : std::optional(value);
    if (!given) context.refuse("bounds that the model computes");
    operands.push_back(is_integer(attrs.dtype) ? literal(static_cast<std::int64_t>(*given)) : literal(*given));
    ++i;
  }
  operands.push_back(named("dtype", context.dtype(attrs.dtype)));
  context.returns(call("torch.arange", operands));
}

void eye(NodeContext& context) {
  const auto& attrs = context.attrs<ops::EyeAttrs>();
  const std::string ones = call("torch.ones", {literal(attrs.rows), literal(attrs.columns), named("dtype", context.dtype(attrs.dtype))});
  context.returns(fmt::format("{0}.triu({1}).tril({1})", ones, attrs.k));
}

}  // namespace

std::vector<OperatorRow> shape_rows() {
  return {
      {"reshape", reshape},
      {"squeeze", squeeze},
      {"unsqueeze", unsqueeze},
      {"broadcast_to", broadcast_to},
      {"transpose", transpose},
      {"depth_to_space", depth_to_space},
      {"space_to_depth", space_to_depth},
      {"shape_of", shape_of_x},
      {"concat", joined, "torch.cat"},
      {"stack", joined, "torch.stack"},
      {"one_hot", one_hot},
      {"arange", arange},
      {"eye", eye},
  };
}

}  // namespace nnfront::emit::torch
