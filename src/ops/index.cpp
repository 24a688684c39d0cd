// Operators that pick elements by position: slice, gather, pad, tile, flip; and those that write positions: one_hot, arange.
#include <algorithm>
#include <cmath>
#include <limits>

#include "ops/arithmetic.h"
#include "ops/shape.h"
#include "ops/shape_parts.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

constexpr std::int64_t to_the_end = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t to_the_start = std::numeric_limits<std::int64_t>::min();
// Sources with 32-bit indices write their largest number for "to the end".
constexpr std::int64_t beyond_any_end = std::numeric_limits<std::int32_t>::max();

// ---- slice

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

// One range per dimension, the whole of those that are not named.
std::vector<Range> ranges_of(const SliceAttrs& attrs, std::size_t rank) {
  std::vector<Range> ranges(rank, Range{0, to_the_end, 1});
  for (std::size_t i = 0; i < attrs.axes.size(); ++i) {
    const auto axis = static_cast<std::size_t>(normal_axis("slice_c2", attrs.axes[i], rank));
    ranges[axis] = {attrs.starts[i], attrs.stops[i], attrs.steps[i]};
  }
  return ranges;
}

std::vector<TensorType> infer_slice(const InferContext& context) {
  TensorType type = context.input(0);
  const auto& attrs = context.attrs<SliceAttrs>();
  check_length("slice_c1", "starts", attrs.starts.size(), attrs.axes.size());
  check_length("slice_c1", "stops", attrs.stops.size(), attrs.axes.size());
  check_length("slice_c1", "steps", attrs.steps.size(), attrs.axes.size());
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

Operator slice() {
  Operator op =
      mover("slice",
            "NumPy's x[start:stop:step] on some axes: negative positions count from the end, those outside are clipped, and a stop of "
            "the largest int64 (the lowest for negative steps) means to the end. Where a dimension is a symbol it is taken to be as "
            "large as the positions named.");
  op.constraints = {{"slice_c1", "axes, starts, stops and steps are of the same length"},
                    {"slice_c2", "axes are dimensions of x, each once"},
                    {"slice_c3", "no step is 0"}};
  op.defaults = SliceAttrs{};
  op.infer = infer_slice;
  op.eval = eval_slice;
  op.source = "numpy.org/doc/stable/user/basics.indexing.html";
  return op;
}

// ---- gather

std::vector<TensorType> infer_gather(const InferContext& context) {
  const TensorType& x = context.input(0);
  const TensorType& indices = context.input(1);
  check_dtype("gather_c1", "indices", indices, DTypeClass::integer);
  const int axis = normal_axis("gather_c2", context.attrs<GatherAttrs>().axis, x.shape.size());
  Shape shape(x.shape.begin(), x.shape.begin() + axis);
  shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
  shape.insert(shape.end(), x.shape.begin() + axis + 1, x.shape.end());
  return {{x.dtype, shape}};
}

// The indices of an array of any integer type; those of uint64 that int64 lacks become the largest one.
std::vector<std::int64_t> indices_of(const Array& array) {
  std::vector<std::int64_t> indices = to_integers(array);
  if (array.dtype() != DType::uint64) return indices;
  for (std::int64_t& index : indices) index = index < 0 ? to_the_end : index;
  return indices;
}

std::int64_t gathered(std::int64_t index, std::int64_t size, bool clip) {
  if (clip && size > 0) return std::clamp<std::int64_t>(index, 0, size - 1);
  const std::int64_t placed = index < 0 ? index + size : index;
  if (placed < 0 || placed >= size)
    fail(ErrorCode::invalid_argument, "gather: got index {}, wanted one from {} to {}", index, -size, size - 1);
  return placed;
}

std::vector<Array> eval_gather(const EvalContext& context) {
  const Array& x = context.input(0);
  const Array& indices = context.input(1);
  const auto& attrs = context.attrs<GatherAttrs>();
  const int axis = normal_axis("gather_c2", attrs.axis, x.dims().size());
  const AxisView view = view_around(x.dims(), axis);
  std::vector<std::int64_t> dims(x.dims().begin(), x.dims().begin() + axis);
  dims.insert(dims.end(), indices.dims().begin(), indices.dims().end());
  dims.insert(dims.end(), x.dims().begin() + axis + 1, x.dims().end());
  std::vector<std::int64_t> positions = indices_of(indices);
  for (std::int64_t& position : positions) position = gathered(position, view.size, attrs.clip);
  std::vector<std::int64_t> sources;
  sources.reserve(static_cast<std::size_t>(element_count(dims)));
  for (std::int64_t o = 0; o < view.outer; ++o) {
    for (const std::int64_t position : positions) {
      for (std::int64_t i = 0; i < view.inner; ++i) sources.push_back((o * view.size + position) * view.inner + i);
    }
  }
  return {take_elements(x, dims, sources)};
}

Operator gather() {
  Operator op = mover("gather",
                      "NumPy's take: the elements of x at indices along axis. Negative indices count from the end and those outside are an "
                      "error; with clip every index below 0 is 0 and every index past the end is the last.");
  op.inputs = {{"x", "any type, at least one dimension"}, {"indices", "any integer type and shape"}};
  op.outputs = {{"y", "type of x; the indices' shape in the place of axis"}};
  op.constraints = {{"gather_c1", "indices are of an integer type"}, {"gather_c2", "axis is a dimension of x"}};
  op.defaults = GatherAttrs{};
  op.infer = infer_gather;
  op.eval = eval_gather;
  op.source = "numpy.org/doc/stable/reference/generated/numpy.take.html";
  return op;
}

// ---- pad

std::int64_t floor_remainder(std::int64_t a, std::int64_t b) {
  const std::int64_t rest = a % b;
  return rest < 0 ? rest + b : rest;
}

// Where element `at`, counted from the first that is kept of `size`, is read: negative for the constant.
std::int64_t padded_source(std::int64_t at, std::int64_t size, PadMode mode) {
  if (at >= 0 && at < size) return at;
  switch (mode) {
    case PadMode::constant:
      return -1;
    case PadMode::edge:
      return at < 0 ? 0 : size - 1;
    case PadMode::wrap:
      return floor_remainder(at, size);
    case PadMode::reflect:
      break;
  }
  if (size == 1) return 0;
  const std::int64_t period = 2 * (size - 1);
  const std::int64_t within = floor_remainder(at, period);
  return std::min(within, period - within);
}

// What is left of one dimension after cropping, and where the output's index 0 lies relative to its begin.
struct PaddedDimension {
  std::int64_t first_kept = 0;
  std::int64_t kept = 0;
  std::int64_t origin = 0;
};

PaddedDimension padded_dimension(std::int64_t size, std::int64_t begin, std::int64_t end) {
  const std::int64_t first = std::max<std::int64_t>(0, -begin);
  const std::int64_t last = size + std::min<std::int64_t>(0, end);
  return {first, std::max<std::int64_t>(0, last - first), -std::max<std::int64_t>(0, begin)};
}

// Beyond this a sum of sizes could overflow; no array is that long.
constexpr std::int64_t largest_pad = std::int64_t{1} << 48;

Dim padded_size(const Dim& size, std::int64_t begin, std::int64_t end, PadMode mode) {
  const Dim padded = size + begin + end;
  if (!padded.is_integer()) return padded;
  if (padded.integer() < 0)
    violated("pad_c3", "got {} elements with pads {} and {}, wanted at least 0 to be left", size.text(), begin, end);
  const bool from_nothing = padded.integer() > 0 && padded_dimension(size.integer(), begin, end).kept == 0;
  if (mode != PadMode::constant && from_nothing) {
    violated("pad_c4", "got {} elements with pads {} and {}, wanted one to pad from", size.text(), begin, end);
  }
  return padded;
}

std::vector<TensorType> infer_pad(const InferContext& context) {
  TensorType type = context.input(0);
  const auto& attrs = context.attrs<PadAttrs>();
  const std::size_t rank = type.shape.size();
  check_dtype("pad_c1", "x", type, DTypeClass::number_or_bool);
  check_length("pad_c2", "pads", attrs.pads.size(), 2 * rank);
  for (const std::int64_t pad : attrs.pads) {
    if (pad < -largest_pad || pad > largest_pad) violated("pad_c2", "pads: got {}, wanted at most 2^48 either way", pad);
  }
  for (std::size_t d = 0; d < rank; ++d) type.shape[d] = padded_size(type.shape[d], attrs.pads[d], attrs.pads[rank + d], attrs.mode);
  return {type};
}

std::vector<Array> eval_pad(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<PadAttrs>();
  const std::size_t rank = x.dims().size();
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  std::vector<std::int64_t> dims;
  std::vector<PaddedDimension> dimensions;
  for (std::size_t d = 0; d < rank; ++d) {
    const std::int64_t begin = attrs.pads[d];
    const std::int64_t end = attrs.pads[rank + d];
    dims.push_back(padded_size(x.dims()[d], begin, end, attrs.mode).integer());
    dimensions.push_back(padded_dimension(x.dims()[d], begin, end));
  }
  const auto source = [&](std::span<const std::int64_t> index) -> std::int64_t {
    std::int64_t offset = 0;
    for (std::size_t d = 0; d < rank; ++d) {
      const std::int64_t at = padded_source(dimensions[d].origin + index[d], dimensions[d].kept, attrs.mode);
      if (at < 0) return -1;
      offset += (dimensions[d].first_kept + at) * strides[d];
    }
    return offset;
  };
  return {move_elements(x, dims, source, attrs.value)};
}

Operator pad() {
  Operator op =
      mover("pad",
            "Elements added before and behind every dimension, or cropped where a pad is negative (first). constant: value, rounded to "
            "the type; edge: the outermost element; reflect: mirrored at it, without repeating it, as often as needed; wrap: from the "
            "other side.");
  op.inputs = {{"x", "any type but string"}};
  op.constraints = {{"pad_c1", "x is no string"},
                    {"pad_c2", "pads holds a begin for every dimension, then an end for every dimension, of at most 2^48"},
                    {"pad_c3", "no more is cropped than there is"},
                    {"pad_c4", "reflect, edge and wrap have an element to start from"}};
  op.defaults = PadAttrs{};
  op.infer = infer_pad;
  op.eval = eval_pad;
  op.source = "numpy.org/doc/stable/reference/generated/numpy.pad.html";
  return op;
}

// ---- tile, flip

Operator tile() {
  Operator op = mover("tile", "x repeated along every dimension.");
  op.constraints = {{"tile_c1", "repeats holds one number per dimension, each at least 0"}};
  op.defaults = TileAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    TensorType type = context.input(0);
    const auto& repeats = context.attrs<TileAttrs>().repeats;
    check_length("tile_c1", "repeats", repeats.size(), type.shape.size());
    check_all_at_least("tile_c1", "repeats", repeats, 0);
    for (std::size_t d = 0; d < repeats.size(); ++d) type.shape[d] = type.shape[d] * repeats[d];
    return {type};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    const auto& repeats = context.attrs<TileAttrs>().repeats;
    const std::vector<std::int64_t> strides = strides_of(x.dims());
    std::vector<std::int64_t> dims = x.dims();
    for (std::size_t d = 0; d < dims.size(); ++d) dims[d] = checked_multiply(dims[d], repeats[d]);
    return {move_elements(x, dims, [&](std::span<const std::int64_t> index) {
      std::int64_t offset = 0;
      for (std::size_t d = 0; d < index.size(); ++d) offset += index[d] % x.dims()[d] * strides[d];
      return offset;
    })};
  };
  return op;
}

Operator flip() {
  Operator op = mover("flip", "x with the order along axes reversed (none given: nothing changes).");
  op.constraints = {{"flip_c1", "axes are dimensions of x, each once"}};
  op.defaults = FlipAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    normal_axes("flip_c1", context.attrs<FlipAttrs>().axes, context.input(0).shape.size());
    return {context.input(0)};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    std::vector<bool> reversed(x.dims().size(), false);
    for (const int axis : normal_axes("flip_c1", context.attrs<FlipAttrs>().axes, x.dims().size()))
      reversed[static_cast<std::size_t>(axis)] = true;
    const std::vector<std::int64_t> strides = strides_of(x.dims());
    return {move_elements(x, x.dims(), [&](std::span<const std::int64_t> index) {
      std::int64_t offset = 0;
      for (std::size_t d = 0; d < index.size(); ++d) offset += (reversed[d] ? x.dims()[d] - 1 - index[d] : index[d]) * strides[d];
      return offset;
    })};
  };
  return op;
}

// ---- one_hot, arange

std::vector<TensorType> infer_one_hot(const InferContext& context) {
  const TensorType& indices = context.input(0);
  const auto& attrs = context.attrs<OneHotAttrs>();
  check_dtype("one_hot_c1", "indices", indices, DTypeClass::integer);
  const int axis = normal_axis("one_hot_c2", attrs.axis, indices.shape.size() + 1);
  check_at_least("one_hot_c3", "depth", attrs.depth, 0);
  check_dtype("one_hot_c4", "dtype", {attrs.dtype, {}}, DTypeClass::number_or_bool);
  Shape shape = indices.shape;
  shape.insert(shape.begin() + axis, Dim(attrs.depth));
  return {{attrs.dtype, shape}};
}

std::vector<Array> eval_one_hot(const EvalContext& context) {
  const Array& indices = context.input(0);
  const auto& attrs = context.attrs<OneHotAttrs>();
  std::vector<std::int64_t> dims = indices.dims();
  const int axis = normal_axis("one_hot_c2", attrs.axis, dims.size() + 1);
  dims.insert(dims.begin() + axis, attrs.depth);
  const AxisView view = view_around(dims, axis);
  const std::vector<std::int64_t> positions = indices_of(indices);
  const std::vector<double> choices{attrs.off, attrs.on};
  return {move_elements(from_doubles(attrs.dtype, {2}, choices), dims, [&, i = std::int64_t{0}](std::span<const std::int64_t>) mutable {
    const std::int64_t at = i++;
    const std::int64_t hot = positions[static_cast<std::size_t>(at / view.inner / view.size * view.inner + at % view.inner)];
    return at / view.inner % view.size == hot ? std::int64_t{1} : std::int64_t{0};
  })};
}

Operator one_hot() {
  Operator op =
      mover("one_hot",
            "A new dimension of size depth at axis: `on` where its position is the index, `off` elsewhere; an index outside [0, depth) "
            "gives `off` alone.");
  op.inputs = {{"indices", "any integer type and shape"}};
  op.outputs = {{"y", "dtype, one dimension more than indices"}};
  op.constraints = {{"one_hot_c1", "indices are of an integer type"},
                    {"one_hot_c2", "axis is a dimension of the result"},
                    {"one_hot_c3", "depth is at least 0"},
                    {"one_hot_c4", "dtype is not string"}};
  op.defaults = OneHotAttrs{};
  op.axes_of_input = false;
  op.infer = infer_one_hot;
  op.eval = eval_one_hot;
  return op;
}

constexpr double most_elements = 0x1p48;

bool is_whole(double value) {
  return std::trunc(value) == value;
}

std::int64_t arange_count(const ArangeAttrs& attrs) {
  check_finite("arange_c1", "start", attrs.start);
  check_finite("arange_c1", "stop", attrs.stop);
  check_finite("arange_c1", "step", attrs.step);
  if (attrs.step == 0) violated("arange_c1", "step: got 0, wanted another number");
  const double count = std::ceil((attrs.stop - attrs.start) / attrs.step);
  if (!(count <= most_elements)) violated("arange_c2", "got {} elements, wanted at most 2^48", count);
  return static_cast<std::int64_t>(std::max(count, 0.0));
}

std::vector<TensorType> infer_arange(const InferContext& context) {
  const auto& attrs = context.attrs<ArangeAttrs>();
  check_dtype("arange_c3", "dtype", {attrs.dtype, {}}, DTypeClass::number);
  const Dim count = arange_count(attrs);
  if (is_integer(attrs.dtype) && !(is_whole(attrs.start) && is_whole(attrs.step))) {
    violated("arange_c3", "got start {} and step {}, wanted whole numbers for {}", attrs.start, attrs.step, name(attrs.dtype));
  }
  return {{attrs.dtype, {count}}};
}

std::vector<Array> eval_arange(const EvalContext& context) {
  const auto& attrs = context.attrs<ArangeAttrs>();
  const std::int64_t count = arange_count(attrs);
  std::vector<double> elements(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = attrs.start + static_cast<double>(i) * attrs.step;
  return {from_doubles(attrs.dtype, {count}, elements)};
}

Operator arange() {
  Operator op = mover("arange", "start, start + step, start + 2*step, ... below stop (above it for a negative step).");
  op.inputs = {};
  op.outputs = {{"y", "dtype [ceil((stop - start) / step)]"}};
  op.constraints = {{"arange_c1", "start, stop and step are finite, step is not 0"},
                    {"arange_c2", "there are at most 2^48 elements"},
                    {"arange_c3", "dtype is an integer or floating type; for an integer type start and step are whole numbers"}};
  op.defaults = ArangeAttrs{};
  op.infer = infer_arange;
  op.eval = eval_arange;
  return op;
}

}  // namespace

std::vector<Operator> index_operators() {
  return {slice(), gather(), pad(), tile(), flip(), one_hot(), arange()};
}

}  // namespace nnfront::ops
