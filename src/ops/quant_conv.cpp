// Convolutions of integers.
#include <algorithm>

#include "ops/conv_parts.h"
#include "ops/quant_parts.h"

namespace nnfront::ops {

namespace {

// [Cout] or one element.
void check_per_channel(std::string_view label, std::string_view operand, const TensorType& type, const Dim& channels) {
  const bool one = std::all_of(type.shape.begin(), type.shape.end(), [](const Dim& dim) { return dim == Dim(1); });
  if (!one) check_shape(label, operand, type.shape, {channels});
}

Shape integer_conv_shape(const InferContext& context, int weight) {
  const ConvLabels labels = {"integer_conv_c1", "integer_conv_c2", "integer_conv_c3", "integer_conv_c4",
                             "integer_conv_c5", "integer_conv_c6", "integer_conv_c7"};
  Shape shape = conv_shape(labels, context.input(0), context.input(weight), context.attrs<ConvAttrs>());
  check_eight_bits("x", context.input(0));
  check_eight_bits("weight", context.input(weight));
  return shape;
}

std::vector<TensorType> infer_integer_conv(const InferContext& context) {
  Shape shape = integer_conv_shape(context, 1);
  if (context.has(2)) {
    check_same_dtype(zero_point_types.label, "x_zero_point", context.input(2), context.input(0).dtype);
    check_one_element(single_scales.label, "x_zero_point", context.input(2));
  }
  if (context.has(3)) {
    check_same_dtype(zero_point_types.label, "weight_zero_point", context.input(3), context.input(1).dtype);
    check_per_channel("integer_conv_c8", "weight_zero_point", context.input(3), shape[1]);
  }
  return {{DType::int32, std::move(shape)}};
}

std::vector<TensorType> infer_quantized_conv(const InferContext& context) {
  Shape shape = integer_conv_shape(context, 3);
  check_single_grid(context, 1, context.input(0).dtype);
  check_scale_types(context, 4, context.input(3).dtype);
  check_per_channel("integer_conv_c8", "weight_scale", context.input(4), shape[1]);
  check_per_channel("integer_conv_c8", "weight_zero_point", context.input(5), shape[1]);
  const DType dtype = check_result_grid(context, 6);
  if (context.has(8)) {
    check_same_dtype(integer_bias.label, "bias", context.input(8), DType::int32);
    check_shape("quantized_conv_c1", "bias", context.input(8).shape, {shape[1]});
  }
  return {{dtype, std::move(shape)}};
}

const Array* optional_input(const EvalContext& context, int i) {
  return context.has(i) ? &context.input(i) : nullptr;
}

// The dims at which a value per output channel is read: at the first dimension of the weight.
std::vector<std::int64_t> along_first(const Array* per_channel, std::size_t rank) {
  if (per_channel == nullptr || per_channel->size() == 1) return {};
  std::vector<std::int64_t> dims(rank, 1);
  dims[0] = per_channel->size();
  return dims;
}

// int32, modulo 2^32.
std::vector<std::int64_t> accumulate(const EvalContext& context, int weight, const Array* x_zero_point, const Array* weight_zero_point,
                                     const Array* bias) {
  const Array& x = context.input(0);
  const Array& w = context.input(weight);
  const ConvDims dims = {x.dims(), w.dims(), output_dims(context)};
  std::vector<std::int64_t> sums(static_cast<std::size_t>(product(dims.y)));
  // Padding adds nothing: it stands for 0, as the zero point does.
  const std::vector<std::int64_t> elements = centred(x, x_zero_point);
  const std::vector<std::int64_t> kernel = centred(w, weight_zero_point, along_first(weight_zero_point, w.dims().size()));
  add_convolution<std::int64_t>(context.attrs<ConvAttrs>(), dims, elements, kernel, sums);
  if (bias == nullptr) return sums;
  const std::vector<std::int64_t> added = to_integers(*bias);
  const std::int64_t plane = product(std::span(dims.y).subspan(2));
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += added[i / static_cast<std::size_t>(plane) % added.size()];
  return sums;
}

std::vector<Array> eval_integer_conv(const EvalContext& context) {
  const std::vector<std::int64_t> sums = accumulate(context, 1, optional_input(context, 2), optional_input(context, 3), nullptr);
  return {from_integers(DType::int32, output_dims(context), sums)};
}

std::vector<Array> eval_quantized_conv(const EvalContext& context) {
  std::vector<std::int64_t> y = accumulate(context, 3, &context.input(2), &context.input(5), optional_input(context, 8));
  const Grid grid = grid_of(context.input(7));
  const std::span<const float> weight_scales = context.input(4).as<float>();
  std::vector<float> multipliers;
  for (const float scale : weight_scales) {
    multipliers.push_back(float_multiplier(scalar_of(context.input(1)), scale, scalar_of(context.input(6))));
  }
  const std::vector<std::int64_t> dims = output_dims(context);
  const auto plane = static_cast<std::size_t>(product(std::span(dims).subspan(2)));
  const auto channels = static_cast<std::size_t>(dims[1]);
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t channel = multipliers.size() == 1 ? 0 : i / plane % channels;
    y[i] = requantize_float(accumulator_of(y[i]), multipliers[channel], grid);
  }
  return {from_integers(context.input(7).dtype(), dims, y)};
}

template <int weight>
Cost cost_integer_conv(const CostContext& context) {
  const ConvDims dims = {context.input_dims(0), context.input_dims(weight), context.output_dims(0)};
  return conv_cost(context.attrs<ConvAttrs>(), dims, weight);
}

std::vector<Constraint> integer_conv_constraints() {
  return {{"integer_conv_c1", "x has rank 3 or more and the weight has the same rank"},
          {"integer_conv_c2", "the weight has input channels / groups channels"},
          {"integer_conv_c3", "groups is positive and divides the output channels"},
          {"integer_conv_c4", "strides and dilations are positive, one per spatial dimension"},
          {"integer_conv_c5", "pads are not negative, two per spatial dimension"},
          {"integer_conv_c6", "the window fits into the padded input"},
          {"integer_conv_c7", "no dimension of the weight is empty and none of its kernel passes 2147483647"},
          {"integer_conv_c8", "scale and zero point of the weight have one element, or one per output channel"},
          eight_bit_operands,
          zero_point_types,
          single_scales};
}

constexpr Operand x_operand{"x", "[N, Cin, spatial...]"};
constexpr Operand weight_operand{"weight", "[Cout, Cin/groups, kernel...]"};

Operator integer_conv() {
  return {
      .name = "integer_conv",
      .family = "quant",
      .doc = "Convolution of integers less their zero points, summed modulo 2^32; padding is the zero point",
      .inputs = {x_operand,
                 weight_operand,
                 {"x_zero_point", "one element, of the type of x; 0 where left out", Operand::Arity::optional},
                 {"weight_zero_point", "one element or [Cout], of the type of the weight; 0 where left out", Operand::Arity::optional}},
      .outputs = {{"y", "int32 [N, Cout, spatial...], sizes as of conv"}},
      .constraints = integer_conv_constraints(),
      .defaults = ConvAttrs{},
      .infer = infer_integer_conv,
      .eval = eval_integer_conv,
      .cost = cost_integer_conv<1>,
      .source = "https://onnx.ai/onnx/operators/onnx__ConvInteger.html",
  };
}

Operator quantized_conv() {
  std::vector<Constraint> constraints = integer_conv_constraints();
  constraints.insert(constraints.end(), {float_scales, integer_bias, {"quantized_conv_c1", "the bias has one element per output channel"}});
  return {
      .name = "quantized_conv",
      .family = "quant",
      .doc =
          "Convolution on grids: (integer_conv + bias) * ((x_scale * weight_scale) / y_scale) in float32, rounded to even, moved by the "
          "zero "
          "point, saturated",
      .inputs = {x_operand,
                 {"x_scale", "float32, one element"},
                 {"x_zero_point", "one element, of the type of x"},
                 weight_operand,
                 {"weight_scale", "float32, one element or [Cout]"},
                 {"weight_zero_point", "one element or [Cout], of the type of the weight"},
                 y_scale_operand,
                 y_zero_point_operand,
                 {"bias", "int32 [Cout], on the grid x_scale * weight_scale", Operand::Arity::optional}},
      .outputs = {{"y", "[N, Cout, spatial...], sizes as of conv, of the type of y_zero_point"}},
      .constraints = std::move(constraints),
      .defaults = ConvAttrs{},
      .infer = infer_quantized_conv,
      .eval = eval_quantized_conv,
      .cost = cost_integer_conv<3>,
      .source = "https://onnx.ai/onnx/operators/onnx__QLinearConv.html",
  };
}

}  // namespace

std::vector<Operator> quantized_conv_operators() {
  return {integer_conv(), quantized_conv()};
}

}  // namespace nnfront::ops
