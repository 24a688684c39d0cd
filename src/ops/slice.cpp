// slice: part of an array by positions, which may be inputs that are computed from shapes.
#include <algorithm>
#include <limits>
#include <numeric>

#include "ops/content.h"
#include "ops/shape.h"
#include "ops/shape_parts.h"

namespace nnfront::ops {

namespace {

constexpr std::int64_t to_the_end = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t to_the_start = std::numeric_limits<std::int64_t>::min();
// Sources with 32-bit indices write their largest number for "to the end".
constexpr std::int64_t beyond_any_end = std::numeric_limits<std::int32_t>::max();

// ---- Ranges of numbers.

struct Range {
  std::int64_t start;
  std::int64_t stop;
  std::int64_t step;
};

// First index and number of elements.
struct Extent {
  std::int64_t start = 0;
  std::int64_t count = 0;
};

// Python's slice(start, stop, step).indices(size), with the two stops that mean "to the end".
Extent extent_of(Range range, std::int64_t size) {
  const bool forward = range.step > 0;
  const std::int64_t lowest = forward ? 0 : -1;
  const std::int64_t highest = forward ? size : size - 1;
  const auto placed = [&](std::int64_t index) {
    return std::clamp(index < 0 ? std::max(index, -size - 1) + size : index, lowest, highest);
  };
  const std::int64_t start = placed(range.start);
  const std::int64_t stop = !forward && range.stop == to_the_start ? -1 : placed(range.stop);
  const std::int64_t distance = forward ? stop - start : start - stop;
  if (distance <= 0) return {start, 0};
  // The step's magnitude, which for the lowest integer is none.
  const std::int64_t stride = forward ? range.step : range.step == to_the_start ? to_the_end : -range.step;
  return {start, (distance - 1) / stride + 1};
}

// The number of elements of a range in a dimension that is not an integer. Symbols are taken to be as large as the positions that
// the range names from the start and from the end; where a range may be clipped nothing is known.
Dim symbolic_count(Range range, const Dim& size) {
  if (range.step < 0) {
    const bool whole = range.stop == to_the_start && (range.start == -1 || range.start >= beyond_any_end);
    return whole && range.step != to_the_start ? ceil_div(size, -range.step) : Dim::unknown();
  }
  const bool open = range.stop >= beyond_any_end;
  if (size.is_symbolic() && range.start == -1 && open) return 1;
  if (size.is_symbolic() && range.start == 0 && range.stop == 1) return 1;
  if (range.start < 0 || (range.stop >= 0 && !open)) return Dim::unknown();
  const Dim end = open ? size : size + range.stop;
  return ceil_div(end - range.start, range.step);
}

Dim count_of(Range range, const Dim& size) {
  return size.is_integer() ? Dim(extent_of(range, size.integer()).count) : symbolic_count(range, size);
}

// The attributes with axes and steps written out.
SliceAttrs written_out(SliceAttrs attrs) {
  if (attrs.axes.empty()) {
    attrs.axes.resize(attrs.starts.size());
    std::iota(attrs.axes.begin(), attrs.axes.end(), 0);
  }
  if (attrs.steps.empty()) attrs.steps.assign(attrs.starts.size(), 1);
  return attrs;
}

// One range per dimension, the whole of those that are not named.
std::vector<Range> ranges_of(const SliceAttrs& given, std::size_t rank) {
  const SliceAttrs attrs = written_out(given);
  std::vector<Range> ranges(rank, Range{0, to_the_end, 1});
  for (std::size_t i = 0; i < attrs.axes.size(); ++i) {
    const auto axis = static_cast<std::size_t>(normal_axis("slice_c2", attrs.axes[i], rank));
    ranges[axis] = {attrs.starts[i], attrs.stops[i], attrs.steps[i]};
  }
  return ranges;
}

std::vector<TensorType> infer_slice(const InferContext& context) {
  TensorType type = context.input(0);
  const SliceAttrs attrs = written_out(context.attrs<SliceAttrs>());
  check_length("slice_c1", "axes", attrs.axes.size(), attrs.starts.size());
  check_length("slice_c1", "stops", attrs.stops.size(), attrs.starts.size());
  check_length("slice_c1", "steps", attrs.steps.size(), attrs.starts.size());
  normal_axes("slice_c2", attrs.axes, type.shape.size());
  for (const std::int64_t step : attrs.steps) {
    if (step == 0) violated("slice_c3", "steps: got 0, wanted another number");
  }
  const std::vector<Range> ranges = ranges_of(attrs, type.shape.size());
  for (std::size_t d = 0; d < ranges.size(); ++d) type.shape[d] = count_of(ranges[d], type.shape[d]);
  return {type};
}

std::vector<Array> eval_slice(const EvalContext& context) {
  const Array& x = context.input(0);
  const std::vector<Range> ranges = ranges_of(context.attrs<SliceAttrs>(), x.dims().size());
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  std::vector<std::int64_t> dims;
  std::vector<std::int64_t> starts;
  for (std::size_t d = 0; d < ranges.size(); ++d) {
    const Extent extent = extent_of(ranges[d], x.dims()[d]);
    dims.push_back(extent.count);
    starts.push_back(extent.start);
  }
  return {move_elements(x, dims, [&](std::span<const std::int64_t> index) {
    std::int64_t offset = 0;
    for (std::size_t d = 0; d < index.size(); ++d) offset += (starts[d] + index[d] * ranges[d].step) * strides[d];
    return offset;
  })};
}

std::optional<Content> content_of_slice(const ContentContext& context) {
  const Content* x = context.content(0);
  if (x == nullptr || x->scalar) return std::nullopt;
  const Range range = ranges_of(context.attrs<SliceAttrs>(), 1)[0];
  const Extent extent = extent_of(range, static_cast<std::int64_t>(x->entries.size()));
  Content content;
  for (std::int64_t i = 0; i < extent.count; ++i)
    content.entries.push_back(x->entries[static_cast<std::size_t>(extent.start + i * range.step)]);
  return content;
}

// ---- Ranges of numbers, symbols and what is not known.

struct SymbolicRange {
  Dim start;
  Dim stop;
  Dim step;
};

// The position counted from the start and clipped. A symbol is taken to lie inside a dimension of known size; where the size is a symbol
// a start from the start and a stop from the end are.
Dim placed(const Dim& position, const Dim& size, bool is_stop) {
  if (position.is_unknown() || size.is_unknown()) return Dim::unknown();
  if (is_at_least(Dim(0) - position, 1)) {
    const Dim from_start = size + position;
    return is_stop || size.is_integer() || is_at_least(from_start, 0) ? from_start : Dim::unknown();
  }
  if (!is_at_least(position, 0)) return Dim::unknown();
  const bool open = is_stop && position.is_integer() && position.integer() >= beyond_any_end;
  if (open || is_at_least(position - size, 0)) return size;
  const bool inside = is_at_least(size - position, 0) || (position.is_symbolic() && size.is_integer());
  return inside || !is_stop ? position : Dim::unknown();
}

Dim count_of(const SymbolicRange& range, const Dim& size) {
  if (!range.step.is_integer()) return Dim::unknown();
  const std::int64_t step = range.step.integer();
  if (range.start.is_integer() && range.stop.is_integer()) return count_of(Range{range.start.integer(), range.stop.integer(), step}, size);
  if (step < 1) return Dim::unknown();
  const Dim stop = placed(range.stop, size, true);
  const Dim distance = stop - placed(range.start, size, false);
  if (distance.is_integer()) return ceil_div(Dim(std::max<std::int64_t>(0, distance.integer())), step);
  // A start that is a symbol may lie behind the stop.
  const bool in_order = range.start.is_integer() || stop == size || is_at_least(distance, 0);
  return in_order ? ceil_div(distance, step) : Dim::unknown();
}

// The axes as far as they are numbers; no value where they are not known.
std::optional<std::vector<std::int64_t>> known_axes(const InferContext& context, std::optional<std::size_t> count) {
  const auto given = list_argument(context, 3, context.attrs<SliceAttrs>().axes);
  if (!given) return std::nullopt;
  if (context.has(3) || !given->empty()) return integers(*given);
  if (!count) return std::nullopt;
  std::vector<std::int64_t> first(*count);
  std::iota(first.begin(), first.end(), 0);
  return first;
}

Dim entry_at(const std::optional<Shape>& list, std::size_t i) {
  return list && i < list->size() ? (*list)[i] : Dim::unknown();
}

std::vector<TensorType> infer_slice_by_inputs(const InferContext& context) {
  TensorType type = context.input(0);
  const auto& attrs = context.attrs<SliceAttrs>();
  const auto starts = list_argument(context, 1, attrs.starts);
  const auto stops = list_argument(context, 2, attrs.stops);
  auto steps = list_argument(context, 4, attrs.steps);
  if (starts && stops) check_length("slice_c1", "stops", stops->size(), starts->size());
  const auto count = starts ? std::optional(starts->size()) : stops ? std::optional(stops->size()) : std::nullopt;
  const auto axes = known_axes(context, count);
  if (!axes) return {{type.dtype, Shape(type.shape.size(), Dim::unknown())}};
  if (count) check_length("slice_c1", "axes", axes->size(), *count);
  if (steps && steps->empty()) steps = Shape(axes->size(), Dim(1));
  normal_axes("slice_c2", *axes, type.shape.size());
  for (std::size_t i = 0; i < axes->size(); ++i) {
    Dim& size = type.shape[static_cast<std::size_t>(normal_axis("slice_c2", (*axes)[i], type.shape.size()))];
    if (entry_at(steps, i) == Dim(0)) violated("slice_c3", "steps: got 0, wanted another number");
    size = count_of(SymbolicRange{entry_at(starts, i), entry_at(stops, i), entry_at(steps, i)}, size);
  }
  return {type};
}

Operator slice() {
  Operator op =
      mover("slice",
            "NumPy's x[start:stop:step] on some axes (none given: the first ones): negative positions count from the end, those outside "
            "are clipped, and a stop of the largest int64 (the lowest for negative steps) means to the end. Where a dimension is a symbol "
            "it is taken to be as large as the positions named, and a position that is a symbol to lie inside a dimension of known size.");
  add_attribute_input(op, {"starts", "a list of integers"}, "starts");
  add_attribute_input(op, {"stops", "a list of integers"}, "stops");
  add_attribute_input(op, {"axes", "a list of integers"}, "axes");
  add_attribute_input(op, {"steps", "a list of integers"}, "steps");
  op.constraints = {{"slice_c1", "starts and stops are of the same length, and so are axes and steps where they are given"},
                    {"slice_c2", "axes are dimensions of x, each once"},
                    {"slice_c3", "no step is 0"}};
  op.defaults = SliceAttrs{};
  op.infer = infer_slice;
  op.infer_unresolved = infer_slice_by_inputs;
  op.eval = eval_slice;
  op.content = content_of_slice;
  op.source = "numpy.org/doc/stable/user/basics.indexing.html";
  return op;
}

}  // namespace

std::vector<Operator> slice_operators() {
  return {slice()};
}

}  // namespace nnfront::ops
