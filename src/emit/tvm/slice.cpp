// Parts, joins and repetitions.
#include <algorithm>
#include <numeric>

#include "emit/tvm/op_table.h"
#include "ops/shape.h"

namespace nnfront::emit::tvm {

namespace {

using python::literal;

std::string part(const NodeContext& context, const Integers& axes, const Integers& begins, const Integers& ends, const Integers& steps) {
  return call("strided_slice", {context.input(0), named("axes", python::list(axes)), named("begin", python::list(begins)),
                                named("end", python::list(ends)), named("strides", python::list(steps))});
}

// Forwards, with begins and ends inside: of known sizes alone.
void slice(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SliceAttrs>();
  for (int i = 1; i < context.input_count(); ++i) {
    if (context.has_input(i)) context.refuse("places that the model computes");
  }
  Integers axes = attrs.axes;
  if (axes.empty()) {
    axes.resize(attrs.starts.size());
    std::iota(axes.begin(), axes.end(), 0);
  }
  Integers begins;
  Integers ends;
  Integers steps = attrs.steps;
  if (steps.empty()) steps.assign(axes.size(), 1);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    axes[i] = context.axis(axes[i]);
    if (steps[i] < 1) context.refuse("a slice backwards");
    const std::int64_t size = context.size(0, axes[i]);
    const auto inside = [&](std::int64_t at) { return std::clamp(at < 0 ? at + size : at, std::int64_t{0}, size); };
    begins.push_back(inside(attrs.starts[i]));
    ends.push_back(std::max(begins.back(), inside(attrs.stops[i])));
  }
  context.returns(part(context, axes, begins, ends, steps));
}

void split(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SplitAttrs>();
  if (context.has_input(1)) context.refuse("sizes that the model computes");
  const std::int64_t axis = context.axis(attrs.axis);
  const std::int64_t size = context.size(0, axis);
  std::vector<std::string> parts;
  std::int64_t begin = 0;
  for (int i = 0; i < context.output_count(); ++i) {
    const std::int64_t length = attrs.sizes.empty() ? size / attrs.parts : attrs.sizes[static_cast<std::size_t>(i)];
    parts.push_back(part(context, {axis}, {begin}, {begin + length}, {1}));
    begin += length;
  }
  context.returns_each(parts);
}

void flip(NodeContext& context) {
  std::string value = context.input(0);
  for (const std::int64_t axis : context.attrs<ops::FlipAttrs>().axes)
    value = context.let(call("flip", {value, named("axis", literal(context.axis(axis)))}));
  context.returns(value);
}

// Indices from the end, or outside, are brought in first.
void gather(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  const std::int64_t size = context.size(0, axis);
  const auto constant = [&](std::int64_t value) { return context.constant(static_cast<double>(value), DType::int64); };
  std::string places = context.let(call("astype", {context.input(1), literal("int64")}));
  if (attrs.clip) {
    places = context.let(call("minimum", {context.let(call("maximum", {places, constant(0)})), constant(size - 1)}));
  } else {
    const std::string is_negative = context.let(call("less", {places, constant(0)}));
    places = context.let(call("where", {is_negative, context.let(call("add", {places, constant(size)})), places}));
  }
  context.returns(call("take", {context.input(0), places, named("axis", literal(axis))}));
}

void tile(NodeContext& context) {
  const Integers& repeats = context.integers_of(1, context.attrs<ops::TileAttrs>().repeats);
  context.returns(call("tile", {context.input(0), named("repeats", python::list(repeats))}));
}

void pad(NodeContext& context) {
  const auto& attrs = context.attrs<ops::PadAttrs>();
  for (int i = 1; i < context.input_count(); ++i) {
    if (context.has_input(i)) context.refuse("pads that the model computes");
  }
  if (attrs.mode != ops::PadMode::constant) context.refuse("a border that is not one number");
  const auto rank = static_cast<std::size_t>(context.rank(0));
  Integers widths(2 * rank, 0);
  const std::size_t count = attrs.pads.size() / 2;
  for (std::size_t i = 0; i < count; ++i) {
    const auto axis = static_cast<std::size_t>(attrs.axes.empty() ? static_cast<std::int64_t>(i) : context.axis(attrs.axes[i]));
    widths[2 * axis] = attrs.pads[i];
    widths[2 * axis + 1] = attrs.pads[count + i];
  }
  if (std::any_of(widths.begin(), widths.end(), [](std::int64_t width) { return width < 0; })) context.refuse("pads that crop");
  context.returns(call("nn.pad", {context.input(0), named("pad_width", python::list(widths)), named("pad_value", literal(attrs.value))}));
}

}  // namespace

std::vector<OperatorRow> slice_rows() {
  return {{"slice", slice}, {"split", split}, {"flip", flip}, {"gather", gather}, {"tile", tile}, {"pad", pad}};
}

}  // namespace nnfront::emit::tvm
