#include "ops/reduce.h"

#include <algorithm>

#include "emit/torch/op_table.h"

namespace nnfront::emit::torch {

namespace {

using Integers = std::vector<std::int64_t>;

// The axes from the front; all where there are none.
Integers axes_of(const NodeContext& context, const ops::ReduceAttrs& attrs) {
  Integers axes;
  for (const std::int64_t axis : context.integers_of(1, attrs.axes, "axes")) axes.push_back(context.axis(axis));
  if (!axes.empty()) return axes;
  for (std::int64_t d = 0; d < context.rank(0); ++d) axes.push_back(d);
  return axes;
}

std::string axes_text(const Integers& axes) {
  return axes.size() == 1 ? literal(axes.front()) : python::tuple(axes);
}

// "x.sum((2, 3), keepdim=True)". A scalar has nothing to reduce along.
std::string along(const NodeContext& context, const std::string& x, std::string_view method, const ops::ReduceAttrs& attrs) {
  const Integers axes = axes_of(context, attrs);
  std::vector<std::string> operands = {axes_text(axes)};
  if (attrs.keep_dims) operands.push_back(named("keepdim", "True"));
  return call(fmt::format("{}.{}", x, method), operands);
}

void check_rank(const NodeContext& context) {
  if (context.rank(0) == 0) context.refuse("a scalar");
}

// Sums of integers stay in their type.
std::string in_its_type(const NodeContext& context, const std::string& sum) {
  return is_integer(context.type(0).dtype) ? fmt::format("{}.to({})", sum, context.dtype(context.type(0).dtype)) : sum;
}

void reduction(NodeContext& context) {
  check_rank(context);
  const auto& attrs = context.attrs<ops::ReduceAttrs>();
  if (context.target() == "mean" && !context.is_floating_input(0)) context.refuse("the mean of integers");
  context.returns(in_its_type(context, along(context, context.input(0), context.target(), attrs)));
}

// Along one dimension after the other.
std::string product(const NodeContext& context, std::string x, const ops::ReduceAttrs& attrs) {
  Integers axes = axes_of(context, attrs);
  std::sort(axes.rbegin(), axes.rend());
  for (const std::int64_t axis : axes) x += fmt::format(".prod({}{})", axis, attrs.keep_dims ? ", keepdim=True" : "");
  return in_its_type(context, x);
}

void reduce_prod(NodeContext& context) {
  context.returns(product(context, context.input(0), context.attrs<ops::ReduceAttrs>()));
}

void reduce_nan_prod(NodeContext& context) {
  const std::string x = context.input(0);
  const std::string numbers = context.let(fmt::format("torch.where({0}.isnan(), 1.0, {0})", x));
  context.returns(product(context, numbers, context.attrs<ops::ReduceAttrs>()));
}

void reduce_l1(NodeContext& context) {
  check_rank(context);
  context.returns(in_its_type(context, along(context, context.input(0) + ".abs()", "sum", context.attrs<ops::ReduceAttrs>())));
}

void reduce_l2(NodeContext& context) {
  if (!context.is_floating_input(0)) context.refuse("integers");
  check_rank(context);
  context.returns(along(context, context.input(0) + ".square()", "sum", context.attrs<ops::ReduceAttrs>()) + ".sqrt()");
}

// Of equal ones torch gives the first.
void arg_extreme(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ArgAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  const std::string keep = attrs.keep_dims ? ", keepdim=True" : "";
  const std::string x = context.input(0);
  if (!attrs.last) return context.returns(fmt::format("{}.{}({}{})", x, context.target(), axis, keep));
  context.returns(fmt::format("{0}.shape[{1}] - 1 - {0}.flip({1}).{2}({1}{3})", x, axis, context.target(), keep));
}

std::string sorted(const std::string& x, std::int64_t axis, bool descending) {
  return fmt::format("{}.sort({}{}, stable=True)", x, named("dim", literal(axis)), descending ? ", descending=True" : "");
}

// topk of torch leaves open which of equal elements comes first.
void topk(NodeContext& context) {
  const auto& attrs = context.attrs<ops::TopkAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  const std::string all = context.let(sorted(context.input(0), axis, attrs.largest));
  const std::int64_t k = context.integer_of(1, attrs.k, "a number of elements");
  context.returns_each(
      {fmt::format("{}.values.narrow({}, 0, {})", all, axis, k), fmt::format("{}.indices.narrow({}, 0, {})", all, axis, k)});
}

void sort(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SortAttrs>();
  context.returns(sorted(context.input(0), context.axis(attrs.axis), attrs.descending));
}

// An exclusive sum is the inclusive one moved by an element.
void cumulative(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CumsumAttrs>();
  const std::int64_t axis = context.axis(context.integer_of(1, attrs.axis, "an axis"));
  std::string x = context.input(0);
  if (attrs.reverse) x = fmt::format("{}.flip({})", x, axis);
  std::string sum = in_its_type(context, fmt::format("{}.{}({})", x, context.target(), axis));
  if (attrs.exclusive) {
    const std::string all = context.let(sum);
    const std::string neutral =
        fmt::format("{}_like({}.narrow({}, 0, 1))", context.target() == "cumsum" ? "torch.zeros" : "torch.ones", all, axis);
    sum = fmt::format("torch.cat(({0}, {1}.narrow({2}, 0, {1}.shape[{2}] - 1)), dim={2})", neutral, all, axis);
  }
  context.returns(attrs.reverse ? fmt::format("{}.flip({})", sum, axis) : sum);
}

}  // namespace

std::vector<OperatorRow> reduce_rows() {
  return {
      {"reduce_sum", reduction, "sum"},
      {"reduce_mean", reduction, "mean"},
      {"reduce_nan_sum", reduction, "nansum"},
      {"reduce_min", reduction, "amin"},
      {"reduce_max", reduction, "amax"},
      {"reduce_log_sum_exp", reduction, "logsumexp"},
      {"reduce_prod", reduce_prod},
      {"reduce_nan_prod", reduce_nan_prod},
      {"reduce_l1", reduce_l1},
      {"reduce_l2", reduce_l2},
      {"argmin", arg_extreme, "argmin"},
      {"argmax", arg_extreme, "argmax"},
      {"topk", topk},
      {"sort", sort},
      {"cumsum", cumulative, "cumsum"},
      {"cumprod", cumulative, "cumprod"},
  };
}

}  // namespace nnfront::emit::torch
