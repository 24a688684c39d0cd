// Dai et al., Deformable Convolutional Networks, arXiv:1703.06211; Zhu et al., Deformable ConvNets v2, arXiv:1811.11168.
#include <algorithm>
#include <cmath>

#include "ops/interpolation.h"
#include "ops/kernels.h"
#include "ops/sampling.h"
#include "ops/sampling_parts.h"
#include "ops/window.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

constexpr std::size_t batch_and_channels = 2;
enum Operands { x_operand, weight_operand, offset_operand, bias_operand, mask_operand };

std::span<const std::int64_t> spatial(const std::vector<std::int64_t>& dims) {
  return std::span(dims).subspan(batch_and_channels);
}

// ---- Inference.

void check_types(const InferContext& context) {
  const TensorType& x = context.input(x_operand);
  check_min_rank("deformable_conv_c1", "x", x, batch_and_channels + 1);
  check_rank("deformable_conv_c1", "weight", context.input(weight_operand), x.shape.size());
  check_dtype("deformable_conv_c2", "x", x, DTypeClass::floating);
  for (int i = 1; i <= mask_operand; ++i) {
    if (context.has(i)) check_same_dtype("deformable_conv_c2", "weight, offset, bias and mask", context.input(i), x.dtype);
  }
}

void check_groups(const InferContext& context, const DeformableConvAttrs& attrs) {
  const Shape& x = context.input(x_operand).shape;
  const Shape& weight = context.input(weight_operand).shape;
  check_at_least("deformable_conv_c4", "groups", attrs.groups, 1);
  check_at_least("deformable_conv_c4", "offset_groups", attrs.offset_groups, 1);
  check_dim("deformable_conv_c3", "weight channels times groups", weight[1] * attrs.groups, x[1]);
  const bool outputs_divide = !weight[0].is_integer() || weight[0].integer() % attrs.groups == 0;
  const bool inputs_divide = !x[1].is_integer() || x[1].integer() % attrs.offset_groups == 0;
  if (!outputs_divide || !inputs_divide) {
    violated("deformable_conv_c4", "got {} output channels in {} groups and {} input channels in {}, wanted multiples", weight[0].text(),
             attrs.groups, x[1].text(), attrs.offset_groups);
  }
}

void check_windows(const Shape& weight, const DeformableConvAttrs& attrs) {
  const std::size_t dimensions = weight.size() - batch_and_channels;
  check_window_attribute("deformable_conv_c5", "strides", attrs.strides, dimensions, 1);
  check_window_attribute("deformable_conv_c5", "dilations", attrs.dilations, dimensions, 1);
  check_window_attribute("deformable_conv_c5", "pads", attrs.pads, 2 * dimensions, 0);
  for (std::size_t d = batch_and_channels; d < weight.size(); ++d) {
    if (!weight[d].is_integer()) continue;
    if (weight[d].integer() < 1 || weight[d].integer() > largest_window_entry) {
      violated("deformable_conv_c5", "weight: got a kernel of {}, wanted one from 1 to {}", weight[d].text(), largest_window_entry);
    }
  }
}

std::vector<TensorType> infer_deformable_conv(const InferContext& context) {
  const auto& attrs = context.attrs<DeformableConvAttrs>();
  check_types(context);
  check_groups(context, attrs);
  const Shape& x = context.input(x_operand).shape;
  const Shape& weight = context.input(weight_operand).shape;
  check_windows(weight, attrs);
  Shape shape = {x[0], weight[0]};
  Dim taps = 1;
  for (std::size_t d = 0; d < attrs.strides.size(); ++d) {
    const std::size_t at = d + batch_and_channels;
    const Window window = {1, attrs.strides[d], attrs.dilations[d], attrs.pads[d], attrs.pads[attrs.strides.size() + d]};
    shape.push_back(window_positions("deformable_conv_c6", x[at], weight[at], window));
    taps = taps * weight[at];
  }
  Shape guide = shape;
  guide[1] = taps * attrs.offset_groups * static_cast<std::int64_t>(attrs.strides.size());
  check_shape("deformable_conv_c7", "offset", context.input(offset_operand).shape, guide);
  if (context.has(bias_operand)) check_shape("deformable_conv_c8", "bias", context.input(bias_operand).shape, {weight[0]});
  guide[1] = taps * attrs.offset_groups;
  if (context.has(mask_operand)) check_shape("deformable_conv_c7", "mask", context.input(mask_operand).shape, guide);
  return {{context.input(x_operand).dtype, shape}};
}

// ---- Kernel.

// Linear between the elements around the place.
std::vector<Tap> taps_at(double place, std::int64_t size, DeformableBorder border) {
  const auto limit = static_cast<double>(size);
  std::vector<Tap> taps;
  if (border == DeformableBorder::cut) {
    if (!(place >= 0 && place < limit)) return taps;
    place = std::min(place, limit - 1);
  }
  if (!(place > -1 && place < limit)) return taps;
  const double base = std::floor(place);
  for (const double at : {base, base + 1}) {
    if (at >= 0 && at < limit) taps.push_back({static_cast<std::int64_t>(at), 1 - std::abs(place - at)});
  }
  return taps;
}

struct Geometry {
  std::vector<Window> windows;
  std::vector<std::int64_t> kernel;
  std::vector<std::int64_t> in;
  std::vector<std::int64_t> out;
};

Geometry geometry_of(const EvalContext& context) {
  const auto& attrs = context.attrs<DeformableConvAttrs>();
  const std::span<const std::int64_t> kernel = spatial(context.input(weight_operand).dims());
  const std::span<const std::int64_t> in = spatial(context.input(x_operand).dims());
  const std::vector<std::int64_t> y_dims = output_dims(context);
  const std::span<const std::int64_t> out = spatial(y_dims);
  return {windows(kernel, attrs.strides, attrs.pads, attrs.dilations),
          {kernel.begin(), kernel.end()},
          {in.begin(), in.end()},
          {out.begin(), out.end()}};
}

struct Sources {
  std::vector<double> x;
  std::vector<double> offset;
  std::vector<double> mask;  // empty: 1 everywhere
  std::int64_t channels;
};

Sources sources_of(const EvalContext& context) {
  return {to_doubles(context.input(x_operand)), to_doubles(context.input(offset_operand)),
          context.has(mask_operand) ? to_doubles(context.input(mask_operand)) : std::vector<double>(), context.input(x_operand).dims()[1]};
}

// What the taps read of sample n: [Cin, taps, positions].
std::vector<double> sampled(const Sources& sources, const Geometry& at, const DeformableConvAttrs& attrs, std::int64_t n) {
  const std::int64_t per_group = sources.channels / attrs.offset_groups;
  const std::int64_t taps = product(at.kernel);
  const std::int64_t positions = product(at.out);
  const std::int64_t plane = product(at.in);
  const std::size_t dimensions = at.kernel.size();
  const std::vector<std::int64_t> strides = strides_of(at.in);
  std::vector<double> columns(static_cast<std::size_t>(checked_multiply(sources.channels, checked_multiply(taps, positions))));
  std::vector<std::vector<Tap>> around(dimensions);
  std::vector<std::span<const Tap>> here(dimensions);
  // Counted over all samples and groups, as offset and mask are laid out.
  std::int64_t tap = n * attrs.offset_groups * taps;
  for (std::int64_t first = 0; first < sources.channels; first += per_group) {
    for_each_index(at.kernel, [&](std::span<const std::int64_t> k) {
      std::int64_t position = 0;
      for_each_index(at.out, [&](std::span<const std::int64_t> o) {
        for (std::size_t d = 0; d < dimensions; ++d) {
          const Window& window = at.windows[d];
          const std::int64_t start = o[d] * window.stride - window.pad_begin + k[d] * window.dilation;
          const std::size_t moved = (static_cast<std::size_t>(tap) * dimensions + d) * static_cast<std::size_t>(positions);
          const double place = static_cast<double>(start) + sources.offset[moved + static_cast<std::size_t>(position)];
          around[d] = taps_at(place, at.in[d], attrs.border);
          here[d] = around[d];
        }
        const double factor = sources.mask.empty() ? 1.0 : sources.mask[static_cast<std::size_t>(tap * positions + position)];
        for (std::int64_t c = first; c < first + per_group; ++c) {
          const double* const channel = sources.x.data() + (n * sources.channels + c) * plane;
          columns[static_cast<std::size_t>((c * taps + tap % taps) * positions + position)] = factor * weighted_sum(channel, strides, here);
        }
        ++position;
      });
      ++tap;
    });
  }
  return columns;
}

// sums[channel, position] += weight[channel, i] * columns[the channel's group, i, position]
void add_products(std::span<double> sums, const std::vector<double>& weight, const std::vector<double>& columns, std::int64_t channels,
                  std::int64_t groups) {
  const std::int64_t positions = static_cast<std::int64_t>(sums.size()) / channels;
  const std::int64_t depth = static_cast<std::int64_t>(weight.size()) / channels;
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    const std::int64_t group = channel / (channels / groups);
    for (std::int64_t i = 0; i < depth; ++i) {
      const double factor = weight[static_cast<std::size_t>(channel * depth + i)];
      const double* const column = columns.data() + (group * depth + i) * positions;
      for (std::int64_t o = 0; o < positions; ++o) sums[static_cast<std::size_t>(channel * positions + o)] += factor * column[o];
    }
  }
}

std::vector<Array> eval_deformable_conv(const EvalContext& context) {
  const auto& attrs = context.attrs<DeformableConvAttrs>();
  const std::vector<std::int64_t> y_dims = output_dims(context);
  std::vector<double> y(static_cast<std::size_t>(product(y_dims)), 0.0);
  if (y.empty()) return {Array(context.input(x_operand).dtype(), y_dims)};
  const Geometry at = geometry_of(context);
  const Sources sources = sources_of(context);
  const std::vector<double> weight = to_doubles(context.input(weight_operand));
  const std::vector<double> bias = context.has(bias_operand) ? to_doubles(context.input(bias_operand)) : std::vector<double>();
  const std::size_t positions = static_cast<std::size_t>(product(at.out));
  for (std::size_t i = 0; i < y.size() && !bias.empty(); ++i) y[i] = bias[i / positions % bias.size()];
  const std::size_t per_sample = y.size() / static_cast<std::size_t>(y_dims[0]);
  for (std::int64_t n = 0; n < y_dims[0]; ++n) {
    const std::span<double> sums = std::span(y).subspan(static_cast<std::size_t>(n) * per_sample, per_sample);
    add_products(sums, weight, sampled(sources, at, attrs, n), y_dims[1], attrs.groups);
  }
  return {from_doubles(context.input(x_operand).dtype(), y_dims, y)};
}

// Where the taps read is data: every tap counts, in the padding too.
Cost cost_deformable_conv(const CostContext& context) {
  const std::vector<std::int64_t> weight = context.input_dims(weight_operand);
  const std::vector<std::int64_t> y = context.output_dims(0);
  const std::int64_t size = element_count(weight);
  const std::int64_t uses = checked_multiply(y[0], element_count(spatial(y)));
  Cost cost;
  cost.macs = checked_multiply(size, uses);
  cost.padded_macs = cost.macs;
  cost.weight_input = weight_operand;
  cost.sparse_macs = [uses, size](const Array& array) {
    ensure(array.size() == size, "the weight has the dims that the cost was asked for");
    return uses * count_nonzero(array);
  };
  return cost;
}

}  // namespace

Operator deformable_conv() {
  return {
      .name = "deformable_conv",
      .family = "sampling",
      .doc =
          "Convolution whose taps are moved by offsets that data gives, read linearly between elements, and weighted by a mask; every tap "
          "counts as a MAC, since where it reads is data.",
      .inputs = {{"x", "[N, Cin, spatial...]"},
                 {"weight", "[Cout, Cin/groups, kernel...]"},
                 {"offset", "[N, offset_groups*taps*dimensions, out...]: tap by tap, one per spatial dimension"},
                 {"bias", "[Cout]", Operand::Arity::optional},
                 {"mask", "[N, offset_groups*taps, out...]", Operand::Arity::optional}},
      .outputs = {{"y", "[N, Cout, out...], the sizes those of conv"}},
      .constraints = {{"deformable_conv_c1", "x has rank 3 or more and the weight has the same rank"},
                      {"deformable_conv_c2", "all operands have one floating type"},
                      {"deformable_conv_c3", "the weight has input channels / groups channels"},
                      {"deformable_conv_c4", "groups and offset_groups are positive and divide the output and the input channels"},
                      {"deformable_conv_c5", "strides, dilations and kernel are positive, pads not negative, for every spatial dimension"},
                      {"deformable_conv_c6", "the window fits into the padded input"},
                      {"deformable_conv_c7", "offset and mask have their numbers for every tap and position of the output"},
                      {"deformable_conv_c8", "the bias has one element per output channel"}},
      .defaults = DeformableConvAttrs{},
      .infer = infer_deformable_conv,
      .eval = eval_deformable_conv,
      .cost = cost_deformable_conv,
      .source = "Zhu et al., Deformable ConvNets v2, arXiv:1811.11168, section 3.2; https://onnx.ai/onnx/operators/onnx__DeformConv.html",
  };
}

}  // namespace nnfront::ops
