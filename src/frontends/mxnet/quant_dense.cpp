// Fully connected layers of integers: by themselves, with a sum of 32 bits as their result, and fused with what follows
// (src/operator/quantization/mkldnn/mkldnn_quantized_fully_connected.cc, src/operator/subgraph/mkldnn/mkldnn_fc.cc).
#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "frontends/mxnet/quant_fused.h"
#include "ops/reduce.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

constexpr double top_of_sums = 2147483648.0;  // 2^31 - 1 as float32

struct DenseLayer {
  std::int64_t units = 0;
  bool no_bias = false;
  bool flatten = true;
};

DenseLayer dense_layer(NodeContext& node) {
  DenseLayer layer;
  layer.units = node.attr<std::int64_t>("num_hidden");
  layer.no_bias = node.attr<bool>("no_bias", false);
  layer.flatten = node.attr<bool>("flatten", true);
  if (layer.units < 1) fail(ErrorCode::invalid_file, "attribute 'num_hidden' is {}, wanted at least 1", layer.units);
  return layer;
}

// The layer, and whether a relu follows.
struct FusedDense {
  DenseLayer layer;
  bool rectified = false;
};

FusedDense fused_dense_parts(NodeContext& context) {
  FusedDense fused;
  const SourceNode* layer = nullptr;
  for (const SourceNode& node : context.subgraphs(1).front().nodes) {
    if (node.is_variable()) continue;
    if (node.op == "FullyConnected" && layer == nullptr) {
      layer = &node;
    } else if (is_relu(node) && layer != nullptr && !fused.rectified) {
      fused.rectified = true;
    } else {
      context.refuse("'{}' at its place in an integer FullyConnected is not covered", printable(node.op));
    }
  }
  if (layer == nullptr) fail(ErrorCode::invalid_file, "there is no FullyConnected inside");
  NodeContext inner = context.of_inner(*layer);
  fused.layer = dense_layer(inner);
  check_all_read(context, inner);
  return fused;
}

// The data as the layer reads it, and how many features that has.
Value rows_of(NodeContext& context, Value data, bool flatten) {
  return flatten && context.rank(data) != 2 ? context.reshape(data, {input_dim(0), -1}, "flatten") : data;
}

Shape weight_shape(NodeContext& context, Value rows, const DenseLayer& layer) {
  return {layer.units, context.dim(rows, -1)};
}

// Sums of 32 bits.
Value products(NodeContext& context, Value rows, Value weight) {
  const Value columns = context.add("transpose", {weight}, ops::TransposeAttrs{{1, 0}}, "weight_columns");
  return context.add("integer_matmul", {rows, columns}, {}, "sums");
}

// Operands that are on grids already: the inputs are the integers, then the ranges of each of them in the same order.
struct OnGrids {
  OnGrid data;
  OnGrid weight;
  std::optional<OnGrid> bias;
};

OnGrid parameter_on_grid(NodeContext& context, int i, int base, const Shape& shape) {
  const Value integers = context.parameter(i, shape, false);
  if (context.dtype(integers) != DType::int8) {
    context.refuse("a weight or bias of type {} is not covered, only int8", name(context.dtype(integers)));
  }
  return {integers, {context.input(base + 2 * i), context.input(base + 2 * i + 1)}};
}

OnGrids operands_on_grids(NodeContext& context, const DenseLayer& layer) {
  const int base = layer.no_bias ? 2 : 3;
  OnGrids result{input_on_grid(context, 0, base, base + 1), {}, {}};
  result.data.integers = rows_of(context, result.data.integers, layer.flatten);
  result.weight = parameter_on_grid(context, 1, base, weight_shape(context, result.data.integers, layer));
  if (!layer.no_bias) result.bias = parameter_on_grid(context, 2, base, Shape{layer.units});
  return result;
}

// Halves away from 0.
Value nearest_away(NodeContext& context, Value value, const std::string& part) {
  const Value wide = as_type(context, value, DType::float64, part + "_wide");
  const Value half = context.scalar(0.5, DType::float64);
  const Value size = context.add("add", {context.add("abs", {wide}, {}, part + "_size"), half}, {}, part + "_and_half");
  const Value whole = context.add("floor", {size}, {}, part + "_whole");
  const Value nearest = context.add("mul", {whole, context.add("sign", {wide}, {}, part + "_sign")}, {}, part + "_nearest");
  return as_type(context, nearest, DType::float32, part + "_rounded");
}

// An accumulator in float32, the bias with it, and the steps of its grid's factors.
struct Accumulated {
  Value sums;
  Value data_steps;
  Value weight_steps;
};

Value float_sums(NodeContext& context, Value rows, Value weight) {
  return as_type(context, products(context, rows, weight), DType::float32, "float_sums");
}

// The bias moves to the grid of the sums. Where it would not fit there, the weight moves to a coarser grid.
Accumulated accumulated_on_grids(NodeContext& context, const OnGrids& x) {
  const Value data_steps = steps_of(context, x.data, "data_steps");
  const Value steps = steps_of(context, x.weight, "weight_steps");
  if (!x.bias) return {float_sums(context, x.data.integers, x.weight.integers), data_steps, steps};
  const Value bias_steps = steps_of(context, *x.bias, "bias_steps");
  const Value wanted = context.add("div", {context.add("mul", {data_steps, steps}, {}, "sum_steps"), bias_steps}, {}, "bias_factor");
  const Value room = context.add("div", {number(context, largest_bias), magnitude(context, x.bias->range, "largest_bias")}, {}, "room");
  const Value most = context.add("div", {room, bias_steps}, {}, "largest_bias_factor");
  const Value factor = context.add("minimum", {wanted, most}, {}, "bias_factor_that_fits");
  const Value coarser = context.add(
      "div",
      {context.add("div", {context.add("mul", {factor, bias_steps}, {}, "fitting_sum_steps"), data_steps}, {}, "fitting_steps"), steps}, {},
      "weight_factor_that_fits");
  const Value weight_factor =
      context.add("where", {context.add("greater", {wanted, most}, {}, "overflows"), coarser, number(context, 1.0)}, {}, "weight_factor");
  const Value moved = nearest_away(
      context, context.add("mul", {as_type(context, x.weight.integers, DType::float32, "float_weight"), weight_factor}, {}, "moved_weight"),
      "weight");
  const Value weight = as_type(context, moved, DType::int8, "weight");
  const Value scaled_bias =
      context.add("mul", {as_type(context, x.bias->integers, DType::float32, "float_bias"), factor}, {}, "scaled_bias");
  const Value sums =
      context.add("add", {float_sums(context, x.data.integers, weight), nearest_away(context, scaled_bias, "bias")}, {}, "biased");
  return {sums, data_steps, context.add("mul", {steps, weight_factor}, {}, "moved_weight_steps")};
}

// Weight and bias are real numbers; every unit has a grid of its own.
Accumulated accumulated_by_unit(NodeContext& context, const DenseLayer& layer) {
  const int base = layer.no_bias ? 2 : 3;
  const OnGrid x = input_on_grid(context, 0, base, base + 1);
  const Value rows = rows_of(context, x.integers, layer.flatten);
  RealLayer real{context.parameter(1, weight_shape(context, rows, layer)), std::nullopt};
  if (!layer.no_bias) real.bias = context.parameter(2, Shape{layer.units});
  const Value data_steps = steps_of(context, x, "data_steps");
  const Value steps = weight_steps(context, real, data_steps);
  const Value sums = float_sums(context, rows, integer_weight(context, real.weight, steps));
  if (!real.bias) return {sums, data_steps, steps};
  return {context.add("add", {sums, integer_bias(context, *real.bias, data_steps, steps)}, {}, "biased"), data_steps, steps};
}

// The numbers that sums stand for, times the steps of the grid that they are to lie on.
Value on_steps(NodeContext& context, const Accumulated& x, Value steps, std::string_view part = "scaled") {
  const Value ratio = context.add("div", {context.add("div", {steps, x.data_steps}, {}, "step_ratio"), x.weight_steps}, {}, "multiplier");
  return context.add("mul", {x.sums, ratio}, {}, part);
}

// (largest of the data / levels) * (largest of the weight / levels) for one step of the sums, times 2^31.
Range range_of_sums(NodeContext& context, const OnGrids& x) {
  const bool is_signed = context.dtype(x.data.integers) == DType::int8;
  const Value data = context.add("div", {magnitude(context, x.data.range, "data_size"), number(context, 127.0)}, {}, "data_level");
  const Value weight = context.add("div", {magnitude(context, x.weight.range, "weight_size"), number(context, is_signed ? 127.0 : 255.0)},
                                   {}, "weight_level");
  const Value level = context.add("mul", {data, weight}, {}, "level");
  const Value high = context.add("mul", {level, number(context, top_of_sums)}, {}, "high");
  return {context.add("neg", {high}, {}, "low"), high};
}

Values quantized_fully_connected(NodeContext& context) {
  const DenseLayer layer = dense_layer(context);
  const OnGrids x = operands_on_grids(context, layer);
  const Range range = range_of_sums(context, x);
  const Value sums = products(context, x.data.integers, x.weight.integers);
  context.rewritten("a product of integers, the bias on its grid");
  if (!x.bias) return {sums, range.low, range.high};
  const Value grid =
      context.add("mul", {steps_of(context, x.data, "data_steps"), steps_of(context, x.weight, "weight_steps")}, {}, "sum_steps");
  const Value sized = context.add("mul", {grid, magnitude(context, x.bias->range, "bias_size")}, {}, "sized");
  const Value factor = context.add("div", {sized, number(context, 127.5)}, {}, "bias_factor");
  const Value scaled = context.add("mul", {as_type(context, x.bias->integers, DType::float32, "float_bias"), factor}, {}, "scaled_bias");
  // Cut off, not rounded.
  const Value bias = as_type(context, scaled, DType::int32, "bias");
  return {context.add("add", {sums, bias}), range.low, range.high};
}

Values requantize(NodeContext& context) {
  const std::string type = context.choice("out_type", {"auto", "int8", "uint8"}, "int8");
  const auto lowest = context.attr<std::optional<double>>("min_calib_range", std::nullopt);
  const std::optional<Range> given = calibrated(context);
  const DType dtype = type == "uint8" || (type == "auto" && lowest && *lowest >= 0) ? DType::uint8 : DType::int8;
  const Value sums = context.input(0);
  if (context.dtype(sums) != DType::int32) context.refuse("data of type {} is not covered, only int32", name(context.dtype(sums)));
  const Value size = magnitude(context, {context.input(1), context.input(2)}, "sum_size");
  const Value real = as_type(context, sums, DType::float32, "float_sums");
  Value high = size;
  if (given) {
    high = magnitude(context, *given, "size");
  } else {
    const Value largest = context.add("reduce_max", {context.add("abs", {real}, {}, "sizes")}, ops::ReduceAttrs{{}, false}, "largest_sum");
    const Value scaled = context.add("mul", {context.reshape(largest, {1}, "largest_list"), size}, {}, "scaled_largest");
    high = context.add("div", {scaled, number(context, top_of_sums)}, {}, "size");
  }
  const Value first = context.add("div", {size, number(context, top_of_sums)}, {}, "sum_level");
  const Value second = context.add("div", {number(context, dtype == DType::uint8 ? 255.0 : 127.0), high}, {}, "steps");
  const Value scaled = context.add("mul", {real, context.add("mul", {first, second}, {}, "factor")}, {}, "scaled");
  context.rewritten("multiplied by the ratio of the grids and rounded to integers");
  const Value low = dtype == DType::uint8 ? number(context, 0.0) : context.add("neg", {high}, {}, "low");
  return {nearest_integers(context, scaled, dtype), low, high};
}

Values integer_dense(NodeContext& context) {
  const bool by_unit = context.attr<std::optional<bool>>("channel_wise_quantize", std::nullopt).value_or(false);
  const bool is_float = context.attr<bool>("enable_float_output", false);
  const std::optional<Range> range = calibrated(context);
  const FusedDense fused = fused_dense_parts(context);
  if (!range && !is_float) context.refuse("an integer FullyConnected without a calibrated range of its result is not covered");
  const Accumulated x =
      by_unit ? accumulated_by_unit(context, fused.layer) : accumulated_on_grids(context, operands_on_grids(context, fused.layer));
  context.rewritten("a product of integers, a multiplication, rounded to integers");
  if (!range && !fused.rectified) return {on_steps(context, x, number(context, 1.0), "")};
  if (!range) return {context.add("relu", {on_steps(context, x, number(context, 1.0))})};
  if (!fused.rectified) {
    const Value y = on_steps(context, x, steps_of(context, DType::int8, *range, "result_steps"));
    return {nearest_integers(context, y, DType::int8), range->low, range->high};
  }
  // The relu is of real numbers.
  const Value y = context.add("relu", {on_steps(context, x, number(context, 1.0))}, {}, "rectified");
  const Value steps = context.add("mul", {y, steps_of(context, DType::uint8, *range, "result_steps")}, {}, "result");
  return {nearest_integers(context, steps, DType::uint8), range->low, range->high};
}

Values fused_dense(NodeContext& context) {
  ignore_what_is_fused(context);
  return context.attr<bool>("quantized", false) ? integer_dense(context) : inlined(context);
}

}  // namespace

std::vector<OperatorRow> quant_dense_rows() {
  using enum Fate;
  return {
      {{"_contrib_quantized_fully_connected"},
       {"data", "weight", "bias", "range", "..."},
       rewritten,
       quantized_fully_connected,
       "integer_matmul",
       "a product of integers, the bias on its grid; its result, a sum of 32 bits, goes into requantize"},
      {{"_contrib_requantize"},
       {"data", "low", "high"},
       rewritten,
       requantize,
       "quantize",
       "of sums of 32 bits: multiplied by the ratio of the grids, rounded to integers"},
      {{"_sg_mkldnn_fully_connected"},
       {"data", "weight", ""},
       rewritten,
       fused_dense,
       "integer_matmul",
       "the graph inside it; of integers, with a calibrated result or real numbers: a product of integers, a multiplication, rounded"},
  };
}

}  // namespace nnfront::frontends::mxnet
