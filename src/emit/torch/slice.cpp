// Parts, joins and repetitions.
#include <algorithm>
#include <limits>

#include "emit/torch/op_table.h"
#include "emit/torch/padding.h"
#include "ops/shape.h"

namespace nnfront::emit::torch {

namespace {

using Integers = std::vector<std::int64_t>;

void split(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SplitAttrs>();
  const Integers sizes = context.integers_of(1, attrs.sizes, "sizes");
  const std::int64_t axis = context.axis(attrs.axis);
  if (context.output_count() == 1) return context.returns_input(0);
  const bool equal = sizes.empty() || all_are(sizes, sizes.front());
  if (equal) return context.returns(fmt::format("{}.tensor_split({}, {})", context.input(0), context.output_count(), axis));
  context.returns(fmt::format("{}.split({}, {})", context.input(0), python::list(sizes), axis));
}

// "1:", ":-1", "::2" of a positive step.
std::string range_text(std::int64_t start, std::int64_t stop, std::int64_t step) {
  std::string text = start == 0 ? "" : literal(start);
  text += ":";
  if (stop != std::numeric_limits<std::int64_t>::max()) text += literal(stop);
  if (step != 1) text += ":" + literal(step);
  return text;
}

std::string on_axis(const std::string& x, std::int64_t axis, const std::string& index) {
  std::string text = x + "[";
  for (std::int64_t d = 0; d < axis; ++d) text += ":, ";
  return text + index + "]";
}

// torch has no negative steps: the elements in question, in rising order, are turned round.
std::string backwards(const NodeContext& context, const std::string& x, std::int64_t axis, std::int64_t start, std::int64_t stop,
                      std::int64_t step) {
  const std::int64_t size = context.size(0, axis);
  const auto placed = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? std::max(at, -size - 1) + size : at, -1, size - 1); };
  const std::int64_t first = placed(start);
  const std::int64_t end = stop == std::numeric_limits<std::int64_t>::min() ? -1 : placed(stop);  // not reached
  const std::int64_t count = first > end ? (first - end - 1) / -step + 1 : 0;
  const std::int64_t last = count == 0 ? 0 : first + (count - 1) * step;
  return fmt::format("{}.flip({})", on_axis(x, axis, range_text(last, count == 0 ? 0 : first + 1, -step)), axis);
}

void slice(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SliceAttrs>();
  const Integers starts = context.integers_of(1, attrs.starts, "a start");
  const Integers stops = context.integers_of(2, attrs.stops, "a stop");
  const Integers axes = context.integers_of(3, attrs.axes, "axes");
  const Integers steps = context.integers_of(4, attrs.steps, "a step");
  std::string x = context.input(0);
  std::vector<std::string> forward(static_cast<std::size_t>(context.rank(0)), ":");
  Integers turned;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::int64_t axis = axes.empty() ? static_cast<std::int64_t>(i) : context.axis(axes[i]);
    const std::int64_t step = steps.empty() ? 1 : steps[i];
    if (step > 0)
      forward[static_cast<std::size_t>(axis)] = range_text(starts[i], stops[i], step);
    else
      turned.push_back(static_cast<std::int64_t>(i));
  }
  for (const std::int64_t i : turned) {
    const auto at = static_cast<std::size_t>(i);
    x = backwards(context, x, axes.empty() ? i : context.axis(axes[at]), starts[at], stops[at], steps[at]);
  }
  while (!forward.empty() && forward.back() == ":") forward.pop_back();
  context.returns(forward.empty() ? x : fmt::format("{}[{}]", x, fmt::join(forward, ", ")));
}

void flip(NodeContext& context) {
  const Integers& axes = context.attrs<ops::FlipAttrs>().axes;
  if (axes.empty()) return context.returns_input(0);
  context.returns(fmt::format("{}.flip({})", context.input(0), python::tuple(axes)));
}

// Indexing counts from the end as ours does; an index that is a number leaves no dimension behind.
void gather(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  const auto number = context.rank(1) == 0 ? context.constant_number(1) : std::nullopt;
  if (number && !attrs.clip) return context.returns(on_axis(context.input(0), axis, literal(static_cast<std::int64_t>(*number))));
  std::string indices = context.input(1) + (context.type(1).dtype == DType::int64 ? "" : ".long()");
  if (attrs.clip) indices += fmt::format(".clamp(0, {}.shape[{}] - 1)", context.input(0), axis);
  context.returns(on_axis(context.input(0), axis, indices));
}

void tile(NodeContext& context) {
  std::vector<std::string> repeats;
  for (const std::int64_t count : context.integers_of(1, context.attrs<ops::TileAttrs>().repeats, "repetitions"))
    repeats.push_back(literal(count));
  if (repeats.empty()) repeats.emplace_back("()");
  context.returns(call(context.input(0) + ".repeat", repeats));
}

// For every dimension, all begins, then all ends.
Integers all_pads(const NodeContext& context, const ops::PadAttrs& attrs) {
  const Integers pads = context.integers_of(1, attrs.pads, "pads");
  const Integers axes = context.integers_of(3, attrs.axes, "axes");
  if (axes.empty()) return pads;
  const auto rank = static_cast<std::size_t>(context.rank(0));
  Integers all(2 * rank, 0);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto axis = static_cast<std::size_t>(context.axis(axes[i]));
    all[axis] = pads[i];
    all[rank + axis] = pads[axes.size() + i];
  }
  return all;
}

// Without the first dimensions that get nothing.
Integers trailing(const Integers& pads) {
  const std::size_t rank = pads.size() / 2;
  std::size_t first = 0;
  while (first < rank && pads[first] == 0 && pads[rank + first] == 0) ++first;
  Integers rest(pads.begin() + static_cast<std::ptrdiff_t>(first), pads.begin() + static_cast<std::ptrdiff_t>(rank));
  rest.insert(rest.end(), pads.begin() + static_cast<std::ptrdiff_t>(rank + first), pads.end());
  return rest;
}

std::string zero_or(const NodeContext& context, double value) {
  if (value == 0.0) return "";
  return is_floating(context.type(0).dtype) ? literal(value) : literal(static_cast<std::int64_t>(value));
}

std::string constant_value(const NodeContext& context, const ops::PadAttrs& attrs) {
  if (!context.has_input(2)) return zero_or(context, attrs.value);
  const auto number = context.constant_number(2);
  if (!number) context.refuse("a value that the model computes");
  return zero_or(context, *number);
}

std::string torch_mode(ops::PadMode mode) {
  if (mode == ops::PadMode::reflect) return "reflect";
  return mode == ops::PadMode::edge ? "replicate" : "circular";
}

// Ours mirrors and wraps as often as needed, torch once; and torch does it in the last dimensions of three to five.
void check_mode(const NodeContext& context, const ops::PadAttrs& attrs, const Integers& pads, std::size_t padded_rank) {
  const auto rank = static_cast<std::size_t>(context.rank(0));
  if (padded_rank > 3 || padded_rank + 1 > rank) context.refuse("{} dimensions padded by what is in them", padded_rank);
  if (attrs.mode == ops::PadMode::edge) return;
  for (std::size_t d = 0; d < 2 * rank; ++d) {
    if (pads[d] < 0) context.refuse("dimensions that are cut by what is in them");
    if (pads[d] == 0) continue;
    const std::int64_t size = context.size(0, static_cast<std::int64_t>(d % rank));
    if (pads[d] > size - (attrs.mode == ops::PadMode::reflect ? 1 : 0)) context.refuse("{} elements from a dimension of {}", pads[d], size);
  }
}

// Functions for that many dimensions want one or two in front of them.
std::string with_rank_for(const NodeContext& context, const std::string& x, std::size_t padded_rank, const std::string& operands) {
  const auto rank = static_cast<std::size_t>(context.rank(0));
  if (rank == padded_rank + 1 || rank == padded_rank + 2) return fmt::format("F.pad({}, {})", x, operands);
  const std::size_t front = rank - padded_rank - 1;  // made one dimension, which is restored
  return fmt::format("F.pad({0}.flatten(0, {1}), {2}).unflatten(0, {0}.shape[:{3}])", x, front - 1, operands, front);
}

void pad(NodeContext& context) {
  const auto& attrs = context.attrs<ops::PadAttrs>();
  const Integers all = all_pads(context, attrs);
  const Integers pads = trailing(all);
  if (pads.empty()) return context.returns_input(0);
  if (attrs.mode == ops::PadMode::constant) return context.returns(padded(context.input(0), pads, constant_value(context, attrs)));
  check_mode(context, attrs, all, pads.size() / 2);
  Integers reversed;
  for (std::size_t d = pads.size() / 2; d-- > 0;) {
    reversed.push_back(pads[d]);
    reversed.push_back(pads[pads.size() / 2 + d]);
  }
  const std::string operands = fmt::format("{}, {}", python::tuple(reversed), named("mode", literal(torch_mode(attrs.mode))));
  context.returns(with_rank_for(context, context.input(0), pads.size() / 2, operands));
}

}  // namespace

std::vector<OperatorRow> slice_rows() {
  return {
      {"split", split}, {"slice", slice}, {"flip", flip}, {"gather", gather}, {"tile", tile}, {"pad", pad},
  };
}

}  // namespace nnfront::emit::torch
