// Parts and repetitions.
#include <algorithm>
#include <limits>

#include "emit/mxnet/op_table.h"
#include "emit/mxnet/pad.h"
#include "ir/leaf.h"
#include "ops/elementwise.h"
#include "ops/indexing.h"

namespace nnfront::emit::mxnet {

namespace {

void split(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SplitAttrs>();
  if (context.has_input(1)) context.refuse("sizes that the model computes");
  const std::int64_t axis = context.axis(0, attrs.axis);
  if (context.output_count() == 1) return context.emit("_copy", {context.input(0)});
  if (attrs.sizes.empty()) {
    return context.emit("SliceChannel", {context.input(0)},
                        {attribute("num_outputs", attrs.parts), attribute("axis", axis), attribute("squeeze_axis", false)});
  }
  Integers starts = {0};
  for (std::size_t i = 0; i + 1 < attrs.sizes.size(); ++i) starts.push_back(starts.back() + attrs.sizes[i]);
  context.emit(
      "_split_v2", {context.input(0)},
      {attribute("indices", starts), attribute("axis", axis), attribute("squeeze_axis", false), attribute("sections", std::int64_t{0})});
}

// begin, end and step along one axis as MXNet takes them: inside the dimension, or "None" for its ends.
struct Range {
  std::string begin = "None";
  std::string end = "None";
  std::string step = "None";
};

// Where a position lies outside a known dimension, it is the nearest inside.
std::int64_t inside(const Dim& size, std::int64_t position) {
  return size.is_integer() ? std::clamp(position, -size.integer(), size.integer()) : position;
}

Range range_of(const Dim& size, std::int64_t start, std::int64_t stop, std::int64_t step) {
  constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t far_back = std::numeric_limits<std::int64_t>::min();
  Range range;
  const bool from_end = step < 0 && (start == far || (size.is_integer() && start >= size.integer()));
  if (!from_end) range.begin = std::to_string(inside(size, start));
  const bool beyond_front = step < 0 && (stop == far_back || (size.is_integer() && stop < -size.integer()));
  const bool to_end = step > 0 && stop == far;
  if (!beyond_front && !to_end) range.end = std::to_string(inside(size, stop));
  if (step != 1) range.step = std::to_string(step);
  return range;
}

// One for each dimension up to the last that is named.
std::vector<Range> ranges_of(const NodeContext& context, const ops::SliceAttrs& attrs) {
  std::vector<Range> ranges;
  for (std::size_t i = 0; i < attrs.starts.size(); ++i) {
    const std::int64_t axis = attrs.axes.empty() ? static_cast<std::int64_t>(i) : context.axis(0, attrs.axes[i]);
    const auto d = static_cast<std::size_t>(axis);
    if (ranges.size() <= d) ranges.resize(d + 1);
    ranges[d] = range_of(context.type(0).shape[d], attrs.starts[i], attrs.stops[i], attrs.steps.empty() ? 1 : attrs.steps[i]);
  }
  return ranges;
}

std::string listed(const std::vector<Range>& ranges, std::string Range::*field) {
  std::string list;
  for (const Range& range : ranges) list += range.*field + ",";
  return "(" + list + ")";
}

void slice(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SliceAttrs>();
  for (int i = 1; i < 5; ++i) {
    if (context.has_input(i)) context.refuse("positions that the model computes");
  }
  const Entry data = context.input(0);
  const std::vector<Range> ranges = ranges_of(context, attrs);
  if (ranges.empty()) return context.emit("_copy", {data});
  const bool is_single = attrs.starts.size() == 1 && ranges.back().step == "None";
  if (is_single) {
    return context.emit("slice_axis", {data},
                        {attribute("axis", static_cast<std::int64_t>(ranges.size()) - 1), attribute("begin", ranges.back().begin),
                         attribute("end", ranges.back().end)});
  }
  context.emit("slice", {data},
               {attribute("begin", listed(ranges, &Range::begin)), attribute("end", listed(ranges, &Range::end)),
                attribute("step", listed(ranges, &Range::step))});
}

void flip(NodeContext& context) {
  Integers axes;
  for (const std::int64_t each : context.attrs<ops::FlipAttrs>().axes) axes.push_back(context.axis(0, each));
  if (axes.empty()) return context.emit("_copy", {context.input(0)});
  context.emit("reverse", {context.input(0)}, {attribute("axis", axes)});
}

// Indices that are brought into the dimension by a remainder already: MXNet does that itself.
std::optional<Value> before_wrapping(const NodeContext& context, std::int64_t size) {
  const Node* node = context.producer(1);
  if (node == nullptr || node->op->name != "mod" || !node->epilogue.empty()) return std::nullopt;
  if (node->attributes.as<ops::ModAttrs>().rounding != ops::ModRounding::floor) return std::nullopt;
  const Node& divisor = context.maker(*node->inputs[1]);
  if (divisor.op->name != "constant" || divisor.tensor.size() != 1) return std::nullopt;
  return ops::indices_of(divisor.tensor.evaluate()).front() == size ? node->inputs[0] : std::nullopt;
}

// A lookup in a table of parameters.
bool is_embedding(const NodeContext& context, const ops::GatherAttrs& attrs, std::int64_t axis) {
  const Node* table = context.producer(0);
  return attrs.clip && axis == 0 && context.rank(0) == 2 && context.rank(1) > 0 && table != nullptr &&
         table->attributes.is<ParameterAttrs>() && context.is_floating(0);
}

// MXNet's clips indices, or takes the remainder, which counts negative ones from the end.
void gather(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherAttrs>();
  const std::int64_t axis = context.axis(0, attrs.axis);
  if (is_embedding(context, attrs, axis)) {
    return context.emit("Embedding", {context.index(1), context.input(0)},
                        {attribute("input_dim", context.size(0, 0)), attribute("output_dim", context.size(0, 1)),
                         attribute("dtype", context.type(0).dtype)});
  }
  Entry indices = context.index(1);
  if (!attrs.clip) {
    const auto source = before_wrapping(context, context.size(0, axis));
    if (source) indices = context.held(*source).entry;
  }
  const NodeAttributes attributes = {attribute("axis", axis), attribute("mode", attrs.clip ? "clip" : "wrap")};
  const Entry data = context.input(0);
  if (context.rank(1) > 0 || context.rank(0) == 1) return context.emit("take", {data, indices}, attributes);
  // An index without dimensions takes the axis away.
  context.emit("squeeze", {context.add("take", {data, indices}, attributes, "part")}, {attribute("axis", Integers{axis})});
}

void tile(NodeContext& context) {
  if (context.has_input(1)) context.refuse("numbers that the model computes");
  const Integers& repeats = context.attrs<ops::TileAttrs>().repeats;
  if (repeats.empty()) return context.emit("_copy", {context.input(0)});
  context.emit("tile", {context.input(0)}, {attribute("reps", repeats)});
}

// Begins and ends of all dimensions; what is negative is cut off first.
struct Pads {
  Integers added;
  std::vector<Range> cuts;
};

Pads pads_of(const NodeContext& context, const ops::PadAttrs& attrs) {
  const auto rank = static_cast<std::size_t>(context.rank(0));
  Pads pads{Integers(2 * rank, 0), {}};
  const std::size_t count = attrs.axes.empty() ? rank : attrs.axes.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto d = attrs.axes.empty() ? i : static_cast<std::size_t>(context.axis(0, attrs.axes[i]));
    pads.added[d] = attrs.pads[i];
    pads.added[rank + d] = attrs.pads[count + i];
  }
  const bool cuts = std::any_of(pads.added.begin(), pads.added.end(), [](std::int64_t pad) { return pad < 0; });
  for (std::size_t d = 0; d < rank && cuts; ++d) {
    Range range;
    const std::int64_t begin = std::min<std::int64_t>(pads.added[d], 0);
    const std::int64_t end = std::min<std::int64_t>(pads.added[rank + d], 0);
    if (begin < 0) range.begin = std::to_string(-begin);
    if (end < 0) range.end = std::to_string(end);
    pads.cuts.push_back(range);
  }
  for (std::int64_t& pad : pads.added) pad = std::max<std::int64_t>(pad, 0);
  return pads;
}

// Ours mirrors as often as needed, MXNet's once.
void check_reflection(const NodeContext& context, const Integers& pads) {
  const auto rank = static_cast<std::size_t>(context.rank(0));
  for (std::size_t i = 0; i < pads.size(); ++i) {
    const std::int64_t size = context.size(0, static_cast<std::int64_t>(i % rank));
    if (pads[i] >= size) context.refuse("{} elements mirrored at a dimension of {}", pads[i], size);
  }
}

void pad(NodeContext& context) {
  const auto& attrs = context.attrs<ops::PadAttrs>();
  for (int i = 1; i < 4; ++i) {
    if (context.has_input(i)) context.refuse("pads or a value that the model computes");
  }
  const Pads pads = pads_of(context, attrs);
  if (attrs.mode == ops::PadMode::reflect) check_reflection(context, pads.added);
  std::vector<Step> steps;
  if (!pads.cuts.empty()) {
    steps.push_back(
        {"slice", {attribute("begin", listed(pads.cuts, &Range::begin)), attribute("end", listed(pads.cuts, &Range::end))}, "cut"});
  }
  const bool adds = std::any_of(pads.added.begin(), pads.added.end(), [](std::int64_t pad) { return pad > 0; });
  if (adds) {
    const std::vector<Step> added = pad_steps(context, context.rank(0), pads.added, attrs.mode, attrs.value);
    steps.insert(steps.end(), added.begin(), added.end());
  }
  if (steps.empty()) return context.emit("_copy", {context.input(0)});
  context.emit_steps(context.input(0), steps);
}

}  // namespace

std::vector<OperatorRow> slice_rows() {
  return {
      {"split", split}, {"slice", slice}, {"flip", flip}, {"gather", gather}, {"tile", tile}, {"pad", pad},
  };
}

}  // namespace nnfront::emit::mxnet
