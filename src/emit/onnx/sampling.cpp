// Elements read at places that data gives, and windows as columns.
#include "ops/sampling.h"

#include <algorithm>

#include "emit/onnx/op_table.h"
#include "ops/kernels.h"
#include "ops/pool.h"

namespace nnfront::emit::onnx {

namespace {

using Integers = std::vector<std::int64_t>;

// Opset 16 calls them bilinear and bicubic, and has them of two spatial dimensions alone.
std::string mode_name(NodeContext& context, ops::GridMode mode) {
  if (context.rank(0) != 4) context.need_opset(20, "GridSample of other than two dimensions");
  const bool is_new = context.opset() >= 20;
  if (mode == ops::GridMode::nearest) return "nearest";
  if (mode == ops::GridMode::linear) return is_new ? "linear" : "bilinear";
  return is_new ? "cubic" : "bicubic";
}

void grid_sample(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GridSampleAttrs>();
  context.emit("GridSample", context.inputs(),
               {flag("align_corners", attrs.align_corners), attribute("mode", mode_name(context, attrs.mode)),
                attribute("padding_mode", name_of(attrs.padding))});
}

// The place of element i of `size` on a regular grid from -1 to 1.
double place(std::int64_t i, std::int64_t size, bool align_corners) {
  if (align_corners) return size == 1 ? 0.0 : -1.0 + 2.0 * static_cast<double>(i) / static_cast<double>(size - 1);
  return (2.0 * static_cast<double>(i) + 1.0) / static_cast<double>(size) - 1.0;
}

// Rows (x, y, ..., 1) of every place of the regular grid, the innermost dimension first.
Array regular_grid(DType dtype, const Integers& size, bool align_corners) {
  std::vector<double> rows;
  const std::int64_t count = element_count(size);
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t rest = i;
    for (std::size_t d = size.size(); d-- > 0; rest /= size[d]) rows.push_back(place(rest % size[d], size[d], align_corners));
    rows.push_back(1.0);
  }
  return ops::from_doubles(dtype, {count, static_cast<std::int64_t>(size.size()) + 1}, rows);
}

// The regular grid times theta, for operator sets without the operator.
void affine_grid_of_parts(NodeContext& context, const ops::AffineGridAttrs& attrs) {
  if (context.has_input(1)) context.need_opset(20, "a grid of a size that the model computes");
  const std::string grid = context.constant(regular_grid(context.type(0).dtype, attrs.size, attrs.align_corners), "regular");
  const std::string theta = context.add("Transpose", {context.input(0)}, {attribute("perm", Integers{0, 2, 1})}, "theta");
  Integers target = {-1};
  target.insert(target.end(), attrs.size.begin(), attrs.size.end());
  target.push_back(static_cast<std::int64_t>(attrs.size.size()));
  context.emit("Reshape", {context.add("MatMul", {grid, theta}, {}, "places"), context.integers(target, "target")});
}

// The size that ONNX wants begins with samples and channels.
void affine_grid(NodeContext& context) {
  const auto& attrs = context.attrs<ops::AffineGridAttrs>();
  if (context.opset() < 20) return affine_grid_of_parts(context, attrs);
  const std::string samples = context.sizes(0, 0, 1, "samples");
  const std::string size = context.add("Concat", {samples, context.integers({1}, "channels"), context.integers_of(1, attrs.size, "size")},
                                       {attribute("axis", std::int64_t{0})}, "sizes");
  context.emit("AffineGrid", {context.input(0), size}, {flag("align_corners", attrs.align_corners)});
}

void deformable_conv(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DeformableConvAttrs>();
  if (attrs.border != ops::DeformableBorder::fade) context.refuse("a border at which elements are cut, not faded");
  context.emit("DeformConv", context.inputs(),
               {attribute("dilations", attrs.dilations), attribute("group", attrs.groups), attribute("offset_group", attrs.offset_groups),
                attribute("pads", attrs.pads), attribute("strides", attrs.strides)});
}

void col2im(NodeContext& context) {
  const auto& attrs = context.attrs<ops::Col2imAttrs>();
  const std::string size = context.integers_of(1, attrs.image_size, "image_size");
  context.emit("Col2Im", {context.input(0), size, context.integers_of(2, attrs.kernel, "kernel")},
               {attribute("dilations", attrs.dilations), attribute("pads", attrs.pads), attribute("strides", attrs.strides)});
}

std::string padded(NodeContext& context, const ops::Im2colAttrs& attrs) {
  if (std::all_of(attrs.pads.begin(), attrs.pads.end(), [](std::int64_t pad) { return pad == 0; })) return context.input(0);
  const std::size_t spatial = attrs.kernel.size();
  Integers pads(2 * (spatial + 2), 0);
  for (std::size_t d = 0; d < spatial; ++d) {
    pads[d + 2] = attrs.pads[d];
    pads[spatial + 4 + d] = attrs.pads[spatial + d];
  }
  return context.add("Pad", {context.input(0), context.integers(pads, "pads")}, {}, "padded");
}

// What tap `tap` reads at each position of the window: every stride-th element between what the taps in front of it and behind it skip.
std::string read_by_tap(NodeContext& context, const ops::Im2colAttrs& attrs, const std::string& data, const Integers& tap) {
  Integers axes;
  Integers starts;
  Integers stops;
  for (std::size_t d = 0; d < tap.size(); ++d) {
    const std::int64_t behind = (attrs.kernel[d] - 1 - tap[d]) * attrs.dilations[d];
    axes.push_back(static_cast<std::int64_t>(d) + 2);
    starts.push_back(tap[d] * attrs.dilations[d]);
    stops.push_back(behind == 0 ? INT64_MAX : -behind);
  }
  const std::string part = context.add("Slice",
                                       {data, context.integers(starts, "starts"), context.integers(stops, "stops"),
                                        context.integers(axes, "axes"), context.integers(attrs.strides, "steps")},
                                       {}, "tap");
  return context.add("Unsqueeze", {part, context.integers({2}, "place")}, {}, "row");
}

void im2col(NodeContext& context) {
  constexpr std::int64_t most_taps = 4096;
  const auto& attrs = context.attrs<ops::Im2colAttrs>();
  const std::int64_t taps = element_count(attrs.kernel);
  if (taps > most_taps) context.refuse("a window of {} elements", taps);
  const std::string data = padded(context, attrs);
  Inputs rows;
  for (std::int64_t i = 0; i < taps; ++i) {
    Integers tap(attrs.kernel.size());
    std::int64_t rest = i;
    for (std::size_t d = tap.size(); d-- > 0; rest /= attrs.kernel[d]) tap[d] = rest % attrs.kernel[d];
    rows.push_back(read_by_tap(context, attrs, data, tap));
  }
  const std::string stacked = context.add("Concat", rows, {attribute("axis", std::int64_t{2})}, "stacked");
  const Dim& channels = context.dim(0, 1);
  if (!channels.is_integer()) context.refuse("the number of channels is not known");
  context.emit("Reshape", {stacked, context.integers({0, channels.integer() * taps, -1}, "target")});
}

// Places in the flattened tensor, without the maxima themselves.
void max_pool_indices(NodeContext& context) {
  const auto& attrs = context.attrs<ops::MaxPoolIndicesAttrs>();
  if (attrs.windows.rounding == ops::PoolRounding::ceil) context.refuse("sizes rounded up with windows behind the input");
  context.emit_second(
      "MaxPool", {context.input(0)},
      {flag("ceil_mode", attrs.windows.rounding == ops::PoolRounding::ceil_inside), attribute("dilations", attrs.windows.dilations),
       attribute("kernel_shape", attrs.windows.kernel), attribute("pads", attrs.windows.pads), flag("storage_order", attrs.column_major),
       attribute("strides", attrs.windows.strides)},
      "maxima");
}

void max_unpool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::MaxUnpoolAttrs>();
  Inputs inputs = {context.input(0), context.indices(1)};
  if (context.has_input(2) || !attrs.output_size.empty()) {
    const std::string spatial = context.integers_of(2, attrs.output_size, "output_size");
    inputs.push_back(context.add("Concat", {context.sizes(0, 0, 2, "front"), spatial}, {attribute("axis", std::int64_t{0})}, "sizes"));
  }
  context.emit("MaxUnpool", std::move(inputs),
               {attribute("kernel_shape", attrs.kernel), attribute("pads", attrs.pads), attribute("strides", attrs.strides)});
}

}  // namespace

std::vector<OperatorRow> sampling_rows() {
  return {
      {"grid_sample", grid_sample, "GridSample", 16, Widening::floats},
      {"affine_grid", affine_grid, "", 1, Widening::floats},
      {"deformable_conv", deformable_conv, "DeformConv", 19, Widening::floats},
      {"im2col", im2col, "", 1, Widening::keeps},
      {"col2im", col2im, "Col2Im", 18, Widening::wraps},
      {"max_pool_indices", max_pool_indices, "", 1, Widening::keeps},
      {"max_unpool", max_unpool, "", 1, Widening::keeps},
  };
}

}  // namespace nnfront::emit::onnx
