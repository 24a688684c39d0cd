// Parts, joins and repetitions.
#include <numeric>

#include "emit/onnx/op_table.h"
#include "ops/shape.h"

namespace nnfront::emit::onnx {

namespace {

using Integers = std::vector<std::int64_t>;

void split(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SplitAttrs>();
  NodeAttributes attributes = {attribute("axis", attrs.axis)};
  if (context.has_input(1) || !attrs.sizes.empty()) {
    return context.emit("Split", {context.input(0), context.integers_of(1, attrs.sizes, "sizes")}, std::move(attributes));
  }
  if (context.opset() >= 18) attributes.push_back(attribute("num_outputs", std::int64_t{context.output_count()}));
  context.emit("Split", {context.input(0)}, std::move(attributes));
}

Integers first_axes(std::size_t count) {
  Integers axes(count);
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

// How many positions there are, where starts are an input.
std::size_t count_of_starts(const NodeContext& context, const ops::SliceAttrs& attrs) {
  if (!context.has_input(1)) return attrs.starts.size();
  const Dim& count = context.dim(1, 0);
  if (!count.is_integer()) context.refuse("a number of axes that is not known");
  return static_cast<std::size_t>(count.integer());
}

void slice(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SliceAttrs>();
  const bool axes_are_first = attrs.axes.empty() && !context.has_input(3);
  const std::string starts = context.integers_of(1, attrs.starts, "starts");
  const std::string stops = context.integers_of(2, attrs.stops, "stops");
  const std::string axes = context.integers_of(3, axes_are_first ? first_axes(count_of_starts(context, attrs)) : attrs.axes, "axes");
  const bool has_steps = context.has_input(4) || !attrs.steps.empty();
  context.emit("Slice", {context.input(0), starts, stops, axes, has_steps ? context.integers_of(4, attrs.steps, "steps") : ""});
}

// From the last element to the first, to the one in front of it.
void flip(NodeContext& context) {
  const Integers& axes = context.attrs<ops::FlipAttrs>().axes;
  if (axes.empty()) return context.emit("Identity", {context.input(0)});
  const auto all = [&](std::int64_t value) { return Integers(axes.size(), value); };
  context.emit("Slice", {context.input(0), context.integers(all(-1), "starts"), context.integers(all(INT64_MIN), "stops"),
                         context.integers(axes, "axes"), context.integers(all(-1), "steps")});
}

std::string clipped(NodeContext& context, std::int64_t axis) {
  const std::string raised = context.add("Max", {context.indices(1), context.integer(0, "first")}, {}, "raised");
  const std::string last = context.add("Sub", {context.size(0, axis, "size"), context.integer(1, "one")}, {}, "last");
  return context.add("Min", {raised, last}, {}, "clipped");
}

// Gather takes int32, too.
std::string placed_indices(NodeContext& context, const ops::GatherAttrs& attrs) {
  if (attrs.clip) return clipped(context, context.axis(attrs.axis));
  return context.type(1).dtype == DType::int32 ? context.input(1) : context.indices(1);
}

void gather(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherAttrs>();
  context.emit("Gather", {context.input(0), placed_indices(context, attrs)}, {attribute("axis", attrs.axis)});
}

void tile(NodeContext& context) {
  context.emit("Tile", {context.input(0), context.integers_of(1, context.attrs<ops::TileAttrs>().repeats, "repeats")});
}

// The IR calls the modes as ONNX does.
std::string mode_name(NodeContext& context, ops::PadMode mode) {
  if (mode == ops::PadMode::wrap) context.need_opset(19, "Pad that wraps");
  return name_of(mode);
}

// For every dimension where there are no axes, or where the set of operators has none.
Integers all_pads(const NodeContext& context, const ops::PadAttrs& attrs) {
  if (attrs.axes.empty()) return attrs.pads;
  const auto rank = static_cast<std::size_t>(context.rank(0));
  Integers pads(2 * rank, 0);
  for (std::size_t i = 0; i < attrs.axes.size(); ++i) {
    const auto axis = static_cast<std::size_t>(context.axis(attrs.axes[i]));
    pads[axis] = attrs.pads[i];
    pads[rank + axis] = attrs.pads[attrs.axes.size() + i];
  }
  return pads;
}

// Ours mirrors as often as needed, ONNX's once.
void check_reflection(const NodeContext& context, const ops::PadAttrs& attrs) {
  if (attrs.mode != ops::PadMode::reflect || context.has_input(1) || context.has_input(3)) return;
  const std::vector<std::int64_t> pads = all_pads(context, attrs);
  const auto rank = static_cast<std::size_t>(context.rank(0));
  for (std::size_t d = 0; d < 2 * rank; ++d) {
    const Dim& size = context.dim(0, static_cast<std::int64_t>(d % rank));
    if (size.is_integer() && pads[d] >= size.integer())
      context.refuse("{} elements mirrored at a dimension of {}", pads[d], size.integer());
  }
}

void pad(NodeContext& context) {
  const auto& attrs = context.attrs<ops::PadAttrs>();
  check_reflection(context, attrs);
  const NodeAttributes attributes = {attribute("mode", mode_name(context, attrs.mode))};
  const bool with_value = attrs.mode == ops::PadMode::constant && (context.has_input(2) || attrs.value != 0.0);
  const auto value = [&]() -> std::string {
    if (!with_value) return "";
    return context.has_input(2) ? context.scalar_input(2, "value") : context.number(attrs.value, "value");
  };
  if (!context.has_input(1) && !context.has_input(3)) {
    const std::string pads = context.integers(all_pads(context, attrs), "pads");
    return context.emit("Pad", {context.input(0), pads, value()}, attributes);
  }
  if (context.has_input(3) || !attrs.axes.empty()) context.need_opset(18, "Pad along some axes");
  const std::string pads = context.integers_of(1, attrs.pads, "pads");
  const std::string filling = value();
  const bool has_axes = context.has_input(3) || !attrs.axes.empty();
  context.emit("Pad", {context.input(0), pads, filling, has_axes ? context.integers_of(3, attrs.axes, "axes") : ""}, attributes);
}

}  // namespace

std::vector<OperatorRow> slice_rows() {
  return {
      {"split", split, "", 1, Widening::keeps},   {"slice", slice, "", 1, Widening::keeps}, {"flip", flip, "", 1, Widening::keeps},
      {"gather", gather, "", 1, Widening::keeps}, {"tile", tile, "", 1, Widening::keeps},   {"pad", pad, "", 1, Widening::keeps},
  };
}

}  // namespace nnfront::emit::onnx
