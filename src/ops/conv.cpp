#include "ops/conv.h"

#include <algorithm>

#include "ops/conv_parts.h"
#include "ops/window.h"

namespace nnfront::ops {

namespace {

constexpr std::size_t batch_and_channels = 2;

// The dims behind the first two: the spatial ones of activations and of weights alike.
std::span<const std::int64_t> spatial(const std::vector<std::int64_t>& dims) {
  return std::span(dims).subspan(batch_and_channels);
}

// ---- Inference.

void check_types(std::string_view label, const InferContext& context) {
  const TensorType& x = context.input(0);
  check_dtype(label, "x", x, DTypeClass::number);
  check_same_dtype(label, "weight", context.input(1), x.dtype);
  if (context.has(2)) check_same_dtype(label, "bias", context.input(2), x.dtype);
}

// What both directions demand.
template <class Attrs>
void check_common(const ConvLabels& labels, const TensorType& x, const TensorType& weight, const Attrs& attrs) {
  check_min_rank(labels.rank, "x", x, batch_and_channels + 1);
  check_rank(labels.rank, "weight", weight, x.shape.size());
  check_at_least(labels.groups, "groups", attrs.groups, 1);
  const std::size_t dimensions = x.shape.size() - batch_and_channels;
  check_window_attribute(labels.windows, "strides", attrs.strides, dimensions, 1);
  check_window_attribute(labels.windows, "dilations", attrs.dilations, dimensions, 1);
  check_window_attribute(labels.pads, "pads", attrs.pads, 2 * dimensions, 0);
  for (const Dim& dim : weight.shape) {
    if (dim.is_integer() && dim.integer() < 1) violated(labels.kernel, "weight: got {}, wanted no empty dimension", text(weight));
  }
  for (std::size_t d = batch_and_channels; d < weight.shape.size(); ++d) {
    const Dim& dim = weight.shape[d];
    if (dim.is_integer() && dim.integer() > largest_window_entry) {
      violated(labels.kernel, "weight: got {}, wanted a kernel of {} or less", text(weight), largest_window_entry);
    }
  }
}

void check_divisible(std::string_view label, std::string_view what, const Dim& channels, std::int64_t groups) {
  if (channels.is_integer() && channels.integer() % groups != 0) {
    violated(label, "got {} {} in {} groups, wanted a multiple", channels.text(), what, groups);
  }
}

template <class Attrs>
Window window_at(const Attrs& attrs, std::size_t d) {
  return {1, attrs.strides[d], attrs.dilations[d], attrs.pads[d], attrs.pads[attrs.strides.size() + d]};
}

std::vector<TensorType> infer_conv(const InferContext& context) {
  const TensorType& x = context.input(0);
  const TensorType& weight = context.input(1);
  Shape shape =
      conv_shape({"conv_c1", "conv_c3", "conv_c4", "conv_c5", "conv_c6", "conv_c8", "conv_c9"}, x, weight, context.attrs<ConvAttrs>());
  check_types("conv_c2", context);
  if (context.has(2)) check_shape("conv_c7", "bias", context.input(2).shape, {weight.shape[0]});
  return {{x.dtype, std::move(shape)}};
}

std::vector<TensorType> infer_conv_transpose(const InferContext& context) {
  const ConvTransposeAttrs& attrs = context.attrs<ConvTransposeAttrs>();
  const ConvLabels labels = {"conv_transpose_c1", "conv_transpose_c3", "conv_transpose_c4", "conv_transpose_c5",
                             "conv_transpose_c6", "conv_transpose_c8", "conv_transpose_c9"};
  const TensorType& x = context.input(0);
  const Shape& weight = context.input(1).shape;
  check_common(labels, x, context.input(1), attrs);
  check_types("conv_transpose_c2", context);
  check_dim(labels.channels, "weight input channels", weight[0], x.shape[1]);
  check_divisible(labels.groups, "input channels", weight[0], attrs.groups);
  const Dim channels = weight[1] * attrs.groups;
  if (context.has(2)) check_shape("conv_transpose_c7", "bias", context.input(2).shape, {channels});
  check_window_attribute("conv_transpose_c10", "output_padding", attrs.output_padding, attrs.strides.size(), 0);
  Shape shape = {x.shape[0], channels};
  for (std::size_t d = 0; d < attrs.strides.size(); ++d) {
    const std::int64_t limit = std::max(attrs.strides[d], attrs.dilations[d]);
    if (attrs.output_padding[d] >= limit) {
      violated("conv_transpose_c10", "output_padding: got {}, wanted less than stride or dilation, {}", attrs.output_padding[d], limit);
    }
    const std::size_t at = d + batch_and_channels;
    shape.push_back(transposed_size(labels.fits, x.shape[at], weight[at], window_at(attrs, d), attrs.output_padding[d]));
  }
  return {{x.dtype, std::move(shape)}};
}

// ---- Kernels. Both directions pair a position o of the window (output of conv, input of conv_transpose) with the element
// o*stride - pad + k*dilation of a plane (input of conv, output of conv_transpose).

struct Sliding {
  std::vector<Window> windows;
  std::vector<std::int64_t> kernel;
  std::vector<std::int64_t> positions;
  std::vector<std::int64_t> plane;
};

template <class Attrs>
Sliding sliding(const Attrs& attrs, std::span<const std::int64_t> kernel, std::span<const std::int64_t> positions,
                std::span<const std::int64_t> plane) {
  return {windows(kernel, attrs.strides, attrs.pads, attrs.dilations),
          {kernel.begin(), kernel.end()},
          {positions.begin(), positions.end()},
          {plane.begin(), plane.end()}};
}

std::span<const std::int64_t> all_but_last(const std::vector<std::int64_t>& dims) {
  return std::span(dims).first(dims.size() - 1);
}

// A row of the kernel and the row of the plane that it meets, as offsets within one channel.
struct RowPair {
  std::int64_t kernel = 0;
  std::int64_t plane = 0;
};

// The rows that meet real data when the window stands at `position` (all dimensions but the last).
std::vector<RowPair> meeting_rows(const Sliding& at, std::span<const std::int64_t> position) {
  const std::vector<std::int64_t> plane_strides = strides_of(at.plane);
  std::vector<RowPair> rows;
  std::int64_t kernel_row = 0;
  for_each_index(all_but_last(at.kernel), [&](std::span<const std::int64_t> tap) {
    std::int64_t plane_offset = 0;
    bool real = true;
    for (std::size_t d = 0; d < tap.size(); ++d) {
      const Window& window = at.windows[d];
      const std::int64_t read = position[d] * window.stride - window.pad_begin + tap[d] * window.dilation;
      real = real && read >= 0 && read < at.plane[d];
      plane_offset += read * plane_strides[d];
    }
    if (real) rows.push_back({kernel_row, plane_offset});
    kernel_row += at.kernel.back();
  });
  return rows;
}

// Along the last dimension: for each tap the positions where it meets real data, and the element it meets at position 0.
struct RowTap {
  Range positions;
  std::int64_t offset = 0;
};

std::vector<RowTap> row_taps(const Sliding& at) {
  const Window& window = at.windows.back();
  std::vector<RowTap> taps;
  for (std::int64_t k = 0; k < window.kernel; ++k) {
    taps.push_back({real_positions(window, k, at.positions.back(), at.plane.back()), k * window.dilation - window.pad_begin});
  }
  return taps;
}

// sums[o] += weight * plane[o*stride + offset]; the case of stride 1 apart so that it is vectorised.
template <class T>
void gather_row(T* sums, const T* plane, T weight, const RowTap& tap, std::int64_t stride) {
  if (stride == 1) {
    for (std::int64_t o = tap.positions.begin; o < tap.positions.end; ++o) sums[o] = add_product(sums[o], weight, plane[o + tap.offset]);
    return;
  }
  for (std::int64_t o = tap.positions.begin; o < tap.positions.end; ++o) {
    sums[o] = add_product(sums[o], weight, plane[o * stride + tap.offset]);
  }
}

// sums[o*stride + offset] += weight * row[o]
template <class T>
void scatter_row(T* sums, const T* row, T weight, const RowTap& tap, std::int64_t stride) {
  for (std::int64_t o = tap.positions.begin; o < tap.positions.end; ++o) {
    T& sum = sums[o * stride + tap.offset];
    sum = add_product(sum, weight, row[o]);
  }
}

// Zeros, or the bias of each channel, over [N, C, plane].
template <class T>
std::vector<T> start_sums(const EvalContext& context, const std::vector<std::int64_t>& dims) {
  std::vector<T> sums(static_cast<std::size_t>(product(dims)));
  if (!context.has(2)) return sums;
  const std::vector<T> bias = to_numbers<T>(context.input(2));
  const std::int64_t plane = product(spatial(dims));
  for (std::size_t i = 0; i < sums.size(); ++i) {
    sums[i] = bias[(i / static_cast<std::size_t>(plane)) % bias.size()];
  }
  return sums;
}

template <class T>
Array convolve(const EvalContext& context) {
  const ConvDims dims = {context.input(0).dims(), context.input(1).dims(), output_dims(context)};
  const std::vector<T> x = to_numbers<T>(context.input(0));
  const std::vector<T> weight = to_numbers<T>(context.input(1));
  std::vector<T> y = start_sums<T>(context, dims.y);
  add_convolution<T>(context.attrs<ConvAttrs>(), dims, x, weight, y);
  return from_numbers<T>(context.input(0).dtype(), dims.y, y);
}

template <class T>
Array convolve_transposed(const EvalContext& context) {
  const ConvTransposeAttrs& attrs = context.attrs<ConvTransposeAttrs>();
  const std::vector<std::int64_t>& x_dims = context.input(0).dims();
  const std::vector<std::int64_t>& w_dims = context.input(1).dims();
  const std::vector<std::int64_t> y_dims = output_dims(context);
  const std::vector<T> x = to_numbers<T>(context.input(0));
  const std::vector<T> weight = to_numbers<T>(context.input(1));
  std::vector<T> y = start_sums<T>(context, y_dims);

  const Sliding at = sliding(attrs, spatial(w_dims), spatial(x_dims), spatial(y_dims));
  const std::vector<RowTap> taps = row_taps(at);
  const std::int64_t x_plane = product(at.positions);
  const std::int64_t y_plane = product(at.plane);
  const std::int64_t kernel_size = product(at.kernel);
  const std::int64_t channels_in = w_dims[0];
  const std::int64_t channels_in_per_group = channels_in / attrs.groups;
  const std::int64_t channels_out = w_dims[1];

  std::int64_t x_row = 0;
  for_each_index(all_but_last(at.positions), [&](std::span<const std::int64_t> position) {
    const std::vector<RowPair> rows = meeting_rows(at, position);
    for (std::int64_t plane = 0; plane < x_dims[0] * channels_in; ++plane) {
      const std::int64_t n = plane / channels_in;
      const std::int64_t ci = plane % channels_in;
      const T* const x_data = x.data() + plane * x_plane + x_row;
      for (std::int64_t co = 0; co < channels_out; ++co) {
        const std::int64_t y_channel = n * y_dims[1] + ci / channels_in_per_group * channels_out + co;
        T* const y_channel_data = y.data() + y_channel * y_plane;
        const T* const kernel = weight.data() + (ci * channels_out + co) * kernel_size;
        for (const RowPair& row : rows) {
          for (std::size_t k = 0; k < taps.size(); ++k) {
            scatter_row(y_channel_data + row.plane, x_data, kernel[row.kernel + static_cast<std::int64_t>(k)], taps[k],
                        attrs.strides.back());
          }
        }
      }
    }
    x_row += at.positions.back();
  });
  return from_numbers<T>(context.input(0).dtype(), y_dims, y);
}

std::vector<Array> eval_conv(const EvalContext& context) {
  return {with_number_type(context.input(0).dtype(), [&]<class T>() { return convolve<T>(context); })};
}

std::vector<Array> eval_conv_transpose(const EvalContext& context) {
  return {with_number_type(context.input(0).dtype(), [&]<class T>() { return convolve_transposed<T>(context); })};
}

// ---- Cost.

// Per element of one kernel, the positions at which it meets real data: the product over the dimensions.
std::vector<std::int64_t> uses_per_tap(const Sliding& at) {
  std::vector<std::vector<std::int64_t>> taps;
  for (std::size_t d = 0; d < at.windows.size(); ++d) taps.push_back(real_taps(at.windows[d], at.positions[d], at.plane[d]));
  std::vector<std::int64_t> uses;
  for_each_index(at.kernel, [&](std::span<const std::int64_t> tap) {
    std::int64_t count = 1;
    for (std::size_t d = 0; d < tap.size(); ++d) count *= taps[d][static_cast<std::size_t>(tap[d])];
    uses.push_back(count);
  });
  return uses;
}

std::int64_t macs_of_nonzeros(const Array& weight, const std::vector<std::int64_t>& uses) {
  const std::vector<double> elements = to_doubles(weight);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (elements[i] != 0.0) sum += uses[i % uses.size()];
  }
  return sum;
}

Cost cost_of(const Sliding& at, std::int64_t batch, std::int64_t weight_size, int weight_input) {
  std::int64_t real = checked_multiply(batch, weight_size / element_count(at.kernel));
  for (std::size_t d = 0; d < at.windows.size(); ++d) {
    real = checked_multiply(real, real_tap_count(at.windows[d], at.positions[d], at.plane[d]));
  }
  Cost cost;
  cost.macs = real;
  cost.padded_macs = checked_multiply(checked_multiply(batch, weight_size), element_count(at.positions));
  cost.weight_input = weight_input;
  cost.sparse_macs = [at, batch, weight_size](const Array& weight) {
    ensure(weight.size() == weight_size, "the weight has the dims that the cost was asked for");
    return batch * macs_of_nonzeros(weight, uses_per_tap(at));
  };
  return cost;
}

Cost cost_conv(const CostContext& context) {
  return conv_cost(context.attrs<ConvAttrs>(), {context.input_dims(0), context.input_dims(1), context.output_dims(0)}, 1);
}

Cost cost_conv_transpose(const CostContext& context) {
  const std::vector<std::int64_t> x = context.input_dims(0);
  const std::vector<std::int64_t> weight = context.input_dims(1);
  const std::vector<std::int64_t> y = context.output_dims(0);
  return cost_of(sliding(context.attrs<ConvTransposeAttrs>(), spatial(weight), spatial(x), spatial(y)), x[0], element_count(weight), 1);
}

// ---- Records.

Operator conv() {
  return {
      .name = "conv",
      .family = "conv",
      .doc = "Convolution (cross-correlation) over any number of spatial dimensions, with groups, dilation and uneven padding",
      .inputs = {{"x", "[N, Cin, spatial...]"},
                 {"weight", "[Cout, Cin/groups, kernel...]"},
                 {"bias", "[Cout], added to each output channel", Operand::Arity::optional}},
      .outputs = {{"y", "[N, Cout, spatial...], each size floor((size + pads - dilation*(kernel-1) - 1) / stride) + 1"}},
      .constraints = {{"conv_c1", "x has rank 3 or more and the weight has the same rank"},
                      {"conv_c2", "x, weight and bias have one floating or integer type"},
                      {"conv_c3", "the weight has input channels / groups channels"},
                      {"conv_c4", "groups is positive and divides the output channels"},
                      {"conv_c5", "strides and dilations are positive, one per spatial dimension"},
                      {"conv_c6", "pads are not negative, two per spatial dimension"},
                      {"conv_c7", "the bias has one element per output channel"},
                      {"conv_c8", "the window fits into the padded input"},
                      {"conv_c9", "no dimension of the weight is empty and none of its kernel passes 2147483647"}},
      .defaults = ConvAttrs{},
      .infer = infer_conv,
      .eval = eval_conv,
      .cost = cost_conv,
      .source = "Dumoulin and Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285, section 2",
  };
}

Operator conv_transpose() {
  return {
      .name = "conv_transpose",
      .family = "conv",
      .doc = "Transposed convolution: the gradient of a convolution with respect to its input, as a layer",
      .inputs = {{"x", "[N, Cin, spatial...]"},
                 {"weight", "[Cin, Cout/groups, kernel...]"},
                 {"bias", "[Cout], added to each output channel", Operand::Arity::optional}},
      .outputs = {{"y", "[N, Cout, spatial...], each size (size-1)*stride + dilation*(kernel-1) + 1 + output_padding - pads"}},
      .constraints = {{"conv_transpose_c1", "x has rank 3 or more and the weight has the same rank"},
                      {"conv_transpose_c2", "x, weight and bias have one floating or integer type"},
                      {"conv_transpose_c3", "the weight's first dimension is the input channels"},
                      {"conv_transpose_c4", "groups is positive and divides the input channels"},
                      {"conv_transpose_c5", "strides and dilations are positive, one per spatial dimension"},
                      {"conv_transpose_c6", "pads are not negative, two per spatial dimension"},
                      {"conv_transpose_c7", "the bias has one element per output channel"},
                      {"conv_transpose_c8", "the pads leave at least one output element"},
                      {"conv_transpose_c9", "no dimension of the weight is empty and none of its kernel passes 2147483647"},
                      {"conv_transpose_c10",
                       "output_padding is not negative and smaller than the stride or the dilation, one per spatial dimension"}},
      .defaults = ConvTransposeAttrs{},
      .infer = infer_conv_transpose,
      .eval = eval_conv_transpose,
      .cost = cost_conv_transpose,
      .source = "Dumoulin and Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285, section 4",
  };
}

}  // namespace

Shape conv_shape(const ConvLabels& labels, const TensorType& x, const TensorType& weight, const ConvAttrs& attrs) {
  check_common(labels, x, weight, attrs);
  check_dim(labels.channels, "weight channels times groups", weight.shape[1] * attrs.groups, x.shape[1]);
  check_divisible(labels.groups, "output channels", weight.shape[0], attrs.groups);
  Shape shape = {x.shape[0], weight.shape[0]};
  for (std::size_t d = 0; d < attrs.strides.size(); ++d) {
    const std::size_t at = d + batch_and_channels;
    shape.push_back(window_positions(labels.fits, x.shape[at], weight.shape[at], window_at(attrs, d)));
  }
  return shape;
}

template <class T>
void add_convolution(const ConvAttrs& attrs, const ConvDims& dims, std::span<const T> x, std::span<const T> weight, std::span<T> sums) {
  const Sliding at = sliding(attrs, spatial(dims.weight), spatial(dims.y), spatial(dims.x));
  const std::vector<RowTap> taps = row_taps(at);
  const std::int64_t x_plane = product(at.plane);
  const std::int64_t y_plane = product(at.positions);
  const std::int64_t kernel_size = product(at.kernel);
  const std::int64_t channels_in = dims.weight[1];
  const std::int64_t channels_out = dims.weight[0];
  const std::int64_t channels_out_per_group = channels_out / attrs.groups;

  std::int64_t y_row = 0;
  for_each_index(all_but_last(at.positions), [&](std::span<const std::int64_t> position) {
    const std::vector<RowPair> rows = meeting_rows(at, position);
    for (std::int64_t plane = 0; plane < dims.x[0] * channels_out; ++plane) {
      const std::int64_t n = plane / channels_out;
      const std::int64_t co = plane % channels_out;
      T* const y = sums.data() + plane * y_plane + y_row;
      for (std::int64_t ci = 0; ci < channels_in; ++ci) {
        const std::int64_t x_channel = n * dims.x[1] + co / channels_out_per_group * channels_in + ci;
        const T* const x_channel_data = x.data() + x_channel * x_plane;
        const T* const kernel = weight.data() + (co * channels_in + ci) * kernel_size;
        for (const RowPair& row : rows) {
          for (std::size_t k = 0; k < taps.size(); ++k) {
            gather_row(y, x_channel_data + row.plane, kernel[row.kernel + static_cast<std::int64_t>(k)], taps[k], attrs.strides.back());
          }
        }
      }
    }
    y_row += at.positions.back();
  });
}

template void add_convolution(const ConvAttrs&, const ConvDims&, std::span<const double>, std::span<const double>, std::span<double>);
template void add_convolution(const ConvAttrs&, const ConvDims&, std::span<const std::int64_t>, std::span<const std::int64_t>,
                              std::span<std::int64_t>);

Cost conv_cost(const ConvAttrs& attrs, const ConvDims& dims, int weight_input) {
  const Sliding at = sliding(attrs, spatial(dims.weight), spatial(dims.y), spatial(dims.x));
  return cost_of(at, dims.x[0], element_count(dims.weight), weight_input);
}

std::vector<Operator> conv_operators() {
  return {conv(), conv_transpose()};
}

}  // namespace nnfront::ops
