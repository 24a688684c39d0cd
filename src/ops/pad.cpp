// pad: elements added before and behind the dimensions, or cropped.
#include <algorithm>

#include "ops/shape.h"
#include "ops/shape_parts.h"

namespace nnfront::ops {

namespace {

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

// Begin and end of one dimension.
struct Pads {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

// One entry per dimension of x; dimensions that are not among the axes stay as they are.
std::vector<Pads> pads_of(const PadAttrs& attrs, std::size_t rank) {
  const std::size_t count = attrs.axes.empty() ? rank : attrs.axes.size();
  normal_axes("pad_c5", attrs.axes, rank);
  check_length("pad_c2", "pads", attrs.pads.size(), 2 * count);
  std::vector<Pads> pads(rank);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t axis = attrs.axes.empty() ? i : static_cast<std::size_t>(normal_axis("pad_c5", attrs.axes[i], rank));
    pads[axis] = {attrs.pads[i], attrs.pads[count + i]};
  }
  return pads;
}

std::vector<TensorType> infer_pad(const InferContext& context) {
  TensorType type = context.input(0);
  const auto& attrs = context.attrs<PadAttrs>();
  check_dtype("pad_c1", "x", type, DTypeClass::number_or_bool);
  const std::vector<Pads> pads = pads_of(attrs, type.shape.size());
  for (const std::int64_t pad : attrs.pads) {
    if (pad < -largest_pad || pad > largest_pad) violated("pad_c2", "pads: got {}, wanted at most 2^48 either way", pad);
  }
  for (std::size_t d = 0; d < pads.size(); ++d) type.shape[d] = padded_size(type.shape[d], pads[d].begin, pads[d].end, attrs.mode);
  return {type};
}

std::vector<TensorType> infer_pad_by_inputs(const InferContext& context) {
  TensorType type = context.input(0);
  check_dtype("pad_c1", "x", type, DTypeClass::number_or_bool);
  const auto& attrs = context.attrs<PadAttrs>();
  const auto pads = list_argument(context, 1, attrs.pads);
  const auto axes = list_argument(context, 3, attrs.axes);
  const auto named = axes ? integers(*axes) : std::nullopt;
  if (!pads || !named) return {{type.dtype, Shape(type.shape.size(), Dim::unknown())}};
  const std::size_t count = named->empty() ? type.shape.size() : named->size();
  check_length("pad_c2", "pads", pads->size(), 2 * count);
  normal_axes("pad_c5", *named, type.shape.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t axis = named->empty() ? i : static_cast<std::size_t>(normal_axis("pad_c5", (*named)[i], type.shape.size()));
    const Dim padded = type.shape[axis] + (*pads)[i] + (*pads)[count + i];
    if (padded.is_integer()) check_at_least("pad_c3", "what is left", padded.integer(), 0);
    type.shape[axis] = padded;
  }
  return {type};
}

std::vector<Array> eval_pad(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<PadAttrs>();
  const std::size_t rank = x.dims().size();
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  std::vector<std::int64_t> dims;
  std::vector<PaddedDimension> dimensions;
  const std::vector<Pads> pads = pads_of(attrs, rank);
  for (std::size_t d = 0; d < rank; ++d) {
    dims.push_back(padded_size(x.dims()[d], pads[d].begin, pads[d].end, attrs.mode).integer());
    dimensions.push_back(padded_dimension(x.dims()[d], pads[d].begin, pads[d].end));
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
  Operator op = mover(
      "pad",
      "Elements added before and behind the dimensions at axes (none given: all of them), or cropped where a pad is negative (first). "
      "constant: value, rounded to the type; edge: the outermost element; reflect: mirrored at it, without repeating it, as often as "
      "needed; wrap: from the other side.");
  op.inputs = {{"x", "any type but string"}};
  add_attribute_input(op, {"pads", "a list of integers"}, "pads");
  add_attribute_input(op, {"value", "one number"}, "value", AttributeInput::Effect::elements);
  add_attribute_input(op, {"axes", "a list of integers"}, "axes");
  op.constraints = {{"pad_c1", "x is no string"},
                    {"pad_c2", "pads holds a begin for every axis, then an end for every axis, of at most 2^48"},
                    {"pad_c3", "no more is cropped than there is"},
                    {"pad_c4", "reflect, edge and wrap have an element to start from"},
                    {"pad_c5", "axes are dimensions of x, each once"}};
  op.defaults = PadAttrs{};
  op.infer = infer_pad;
  op.infer_unresolved = infer_pad_by_inputs;
  op.eval = eval_pad;
  op.source = "numpy.org/doc/stable/reference/generated/numpy.pad.html";
  return op;
}

}  // namespace

std::vector<Operator> pad_operators() {
  return {pad()};
}

}  // namespace nnfront::ops
