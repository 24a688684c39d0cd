#include "frontends/mxnet/quant.h"

#include <algorithm>

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "frontends/mxnet/pool.h"
#include "frontends/mxnet/window.h"
#include "ops/conv.h"
#include "ops/elementwise.h"
#include "ops/kernels.h"
#include "ops/quant.h"
#include "ops/reduce.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

constexpr std::string_view sums_are_values = "its result, a sum of 32 bits with a range that it computes, is not covered";

double top_of(DType dtype) {
  return dtype == DType::uint8 ? 255.5 : 127.5;
}

Values values_of(const OnGrid& x) {
  return {x.integers, x.range.low, x.range.high};
}

// Of int8 MXNet makes ranges symmetric.
Range symmetric(NodeContext& context, const Range& range) {
  const Value high = magnitude(context, range, "magnitude");
  return {context.add("neg", {high}, {}, "low"), high};
}

Range range_of_elements(NodeContext& context, Value data) {
  const auto extreme = [&](std::string_view op) {
    return context.reshape(context.add(op, {data}, ops::ReduceAttrs{{}, false}, op), {1}, std::string(op) + "_list");
  };
  return {extreme("reduce_min"), extreme("reduce_max")};
}

// Where in one dimension a window begins, and how many it has.
struct Line {
  std::int64_t size = 0;
  std::int64_t kernel = 0;
  std::int64_t stride = 1;
  std::int64_t pad = 0;
  std::int64_t pad_end = 0;  // enlarged where a last window stands out
  std::int64_t count = 0;

  std::int64_t covered(std::int64_t i) const {
    const std::int64_t begin = i * stride - pad;
    return std::min(begin + kernel, size) - std::max<std::int64_t>(begin, 0);
  }
};

Line line_of(std::int64_t size, std::int64_t kernel, std::int64_t stride, std::int64_t pad, bool full) {
  if (kernel < 1 || stride < 1 || pad < 0 || pad >= kernel || kernel > size + 2 * pad) {
    fail(ErrorCode::invalid_file, "a window of {} with stride {} and padding {} over {} elements", kernel, stride, pad, size);
  }
  Line line{size, kernel, stride, pad, pad, 0};
  const std::int64_t room = size + 2 * pad - kernel;
  line.count = (full ? room + stride - 1 : room) / stride + 1;
  line.pad_end = std::max(pad, (line.count - 1) * stride + kernel - size - pad);
  return line;
}

Value counts_of(NodeContext& context, const Line& line, std::vector<std::int64_t> dims) {
  std::vector<float> counts;
  for (std::int64_t i = 0; i < line.count; ++i) counts.push_back(static_cast<float>(line.covered(i)));
  return context.constant(Array::of<float>(std::move(dims), counts));
}

// 1 / number of elements of each window without padding, as [rows, columns].
Value reciprocal_counts(NodeContext& context, const Line& rows, const Line& columns) {
  const Value of_rows = counts_of(context, rows, {rows.count, 1});
  const Value counts = context.add("mul", {of_rows, counts_of(context, columns, {1, columns.count})}, {}, "counts");
  return context.add("reciprocal", {counts}, {}, "shares");
}

// Sums as a convolution with ones, each channel as an image by itself.
Value window_sums(NodeContext& context, Value x, const Line& rows, const Line& columns) {
  const std::vector<std::int8_t> ones(static_cast<std::size_t>(ops::checked_multiply(rows.kernel, columns.kernel)), 1);
  const Value weight = context.constant(Array::of<std::int8_t>({1, 1, rows.kernel, columns.kernel}, ones));
  const Value images = context.add_fixed("reshape", {x}, ops::ReshapeAttrs{{-1, 1, rows.size, columns.size}}, "images");
  const ops::ConvAttrs attributes{{rows.stride, columns.stride}, {rows.pad, columns.pad, rows.pad_end, columns.pad_end}, {1, 1}, 1};
  const Value sums =
      as_type(context, context.add("integer_conv", {images, weight}, attributes, "image_sums"), DType::float32, "float_sums");
  return context.add_fixed("reshape", {sums}, ops::ReshapeAttrs{{-1, context.size(x, 1), rows.count, columns.count}}, "sums");
}

Value windowed_average(NodeContext& context, Value x, const std::string& convention, bool count_include_pad) {
  const Tuple kernel = context.attr<Tuple>("kernel");
  if (kernel.size() != 2 || context.rank(x) != 4) context.refuse("average pooling of integers is covered in two dimensions only");
  const Tuple stride = spatial_attr(context, "stride", 2, 1);
  const Tuple pad = spatial_attr(context, "pad", 2, 0);
  const bool full = convention == "full";
  const Line rows = line_of(context.size(x, 2), kernel[0], stride[0], pad[0], full);
  const Line columns = line_of(context.size(x, 3), kernel[1], stride[1], pad[1], full);
  const Value sums = window_sums(context, x, rows, columns);
  const Value share =
      count_include_pad ? number(context, 1.0F / static_cast<float>(kernel[0] * kernel[1])) : reciprocal_counts(context, rows, columns);
  return context.add_fixed("mul", {sums, share}, {}, "means");
}

Value whole_average(NodeContext& context, Value x) {
  std::vector<std::int64_t> axes;
  std::int64_t count = 1;
  for (std::int64_t d = 2; d < context.rank(x); ++d) {
    axes.push_back(d);
    count = ops::checked_multiply(count, context.size(x, d));
  }
  const Value sums = context.add("reduce_sum", {as_type(context, x, DType::float32, "float")}, ops::ReduceAttrs{axes, true}, "sums");
  return context.add_fixed("mul", {sums, number(context, 1.0F / static_cast<float>(count))}, {}, "means");
}

Value average(NodeContext& context, Value x, const std::string& convention) {
  const bool count_include_pad = context.attr<std::optional<bool>>("count_include_pad", std::nullopt).value_or(true);
  const bool whole = context.attr<bool>("global_pool", false);
  context.ignore({"kernel", "stride", "pad"});
  context.rewritten("sums times the reciprocal of their number, rounded to integers");
  const Value means = whole ? whole_average(context, x) : windowed_average(context, x, convention, count_include_pad);
  return nearest_integers(context, means, context.dtype(x));
}

Values quantize_v2(NodeContext& context) {
  const std::string type = context.choice("out_type", {"auto", "int8", "uint8"}, "int8");
  const auto low = context.attr<std::optional<double>>("min_calib_range", std::nullopt);
  const std::optional<Range> given = calibrated(context);
  const DType dtype = type == "uint8" || (type == "auto" && low && *low >= 0) ? DType::uint8 : DType::int8;
  if (dtype == DType::uint8 && !(low && *low >= 0)) context.refuse("out_type 'uint8' is covered for calibrated ranges from 0 on only");
  const Value data = context.input(0);
  if (context.dtype(data) != DType::float32) context.refuse("data of type {} is not covered, only float32", name(context.dtype(data)));
  const Range range = given ? *given : range_of_elements(context, data);
  context.rewritten("multiplied by the steps of its range and rounded to integers");
  const Value scaled = context.add("mul", {data, steps_of(context, dtype, range, "steps")}, {}, "scaled");
  const Value integers = nearest_integers(context, scaled, dtype);
  return values_of({integers, dtype == DType::int8 ? symmetric(context, range) : range});
}

Values dequantize(NodeContext& context) {
  context.choice("out_type", {"float32"}, "float32");
  const OnGrid x = input_on_grid(context, 0, 1, 2);
  const Value top = number(context, top_of(context.dtype(x.integers)));
  const Value scale = context.add("div", {magnitude(context, x.range, "magnitude"), top}, {}, "scale");
  return {context.add("dequantize", {x.integers, scale}, ops::DequantizeAttrs{})};
}

Values quantized_pooling(NodeContext& context) {
  const std::string type = context.choice("pool_type", {"max", "avg"}, "max");
  const OnGrid x = input_on_grid(context, 0, 1, 2);
  if (type == "max") return values_of({pooling(context).front(), x.range});
  const std::string convention = context.choice("pooling_convention", {"valid", "full"}, "valid");
  context.choice("layout", {"None", "NCHW"}, "None");
  return values_of({average(context, x.integers, convention), x.range});
}

// The range of the result is that of all inputs together with 0; what is on another grid moves to it.
Values quantized_concat(NodeContext& context) {
  const std::int64_t axis = context.attr<std::int64_t>("dim", 1);
  const int count = context.input_count() / 3;
  if (count < 1 || context.input_count() % 3 != 0) {
    fail(ErrorCode::invalid_file, "there are {} inputs, wanted three for each part", context.input_count());
  }
  std::vector<OnGrid> parts;
  for (int i = 0; i < count; ++i) parts.push_back(input_on_grid(context, i, count + 2 * i, count + 2 * i + 1));
  const bool is_signed =
      std::any_of(parts.begin(), parts.end(), [&](const OnGrid& part) { return context.dtype(part.integers) == DType::int8; });
  const DType dtype = is_signed ? DType::int8 : DType::uint8;
  Range range{number(context, 0.0), number(context, 0.0)};
  for (int i = 0; i < count; ++i) {
    const Range& of_part = parts[static_cast<std::size_t>(i)].range;
    range.low = context.add("minimum", {range.low, of_part.low}, {}, fmt::format("low{}", i));
    range.high = context.add("maximum", {range.high, of_part.high}, {}, fmt::format("high{}", i));
  }
  const Value steps = steps_of(context, dtype, range, "steps");
  context.rewritten("each part moved to the common grid, then joined");
  std::vector<std::optional<Value>> moved;
  for (int i = 0; i < count; ++i) {
    const OnGrid& part = parts[static_cast<std::size_t>(i)];
    const std::string label = fmt::format("part{}", i);
    const Value ratio = context.add("div", {steps, steps_of(context, part, label + "_steps")}, {}, label + "_ratio");
    const Value scaled =
        context.add("mul", {as_type(context, part.integers, DType::float32, label + "_float"), ratio}, {}, label + "_scaled");
    moved.emplace_back(nearest_integers(context, scaled, dtype, label));
  }
  const Value joined = context.add("concat", moved, ops::AxisAttrs{axis});
  return values_of({joined, is_signed ? symmetric(context, range) : range});
}

Values quantized_flatten(NodeContext& context) {
  const OnGrid x = input_on_grid(context, 0, 1, 2);
  return values_of({context.reshape(x.integers, {input_dim(0), -1}), x.range});
}

}  // namespace

Value number(NodeContext& context, double value) {
  const float element = static_cast<float>(value);
  return context.constant(Array::of<float>({1}, std::span<const float>(&element, 1)));
}

Value as_type(NodeContext& context, Value value, DType to, std::string_view part) {
  return context.add("cast", {value}, ops::CastAttrs{to}, part);
}

std::optional<Range> calibrated(NodeContext& context) {
  const auto low = context.attr<std::optional<double>>("min_calib_range", std::nullopt);
  const auto high = context.attr<std::optional<double>>("max_calib_range", std::nullopt);
  if (!low && !high) return std::nullopt;
  if (!low || !high || *low > *high || std::max(-*low, *high) <= 0) {
    fail(ErrorCode::invalid_file, "the attributes 'min_calib_range' and 'max_calib_range' are no range");
  }
  return Range{number(context, *low), number(context, *high)};
}

OnGrid input_on_grid(NodeContext& context, int integers, int low, int high) {
  const OnGrid x{context.input(integers), {context.input(low), context.input(high)}};
  const DType dtype = context.dtype(x.integers);
  if (dtype != DType::int8 && dtype != DType::uint8) context.refuse("integers of type {} are not covered", name(dtype));
  return x;
}

Value magnitude(NodeContext& context, const Range& range, std::string_view part) {
  const Value low = context.add("abs", {range.low}, {}, std::string(part) + "_low");
  const Value high = context.add("abs", {range.high}, {}, std::string(part) + "_high");
  return context.add("maximum", {low, high}, {}, part);
}

Value steps_of(NodeContext& context, DType dtype, const Range& range, const std::string& part) {
  return context.add("div", {number(context, top_of(dtype)), magnitude(context, range, part + "_magnitude")}, {}, part);
}

Value steps_of(NodeContext& context, const OnGrid& x, const std::string& part) {
  return steps_of(context, context.dtype(x.integers), x.range, part);
}

Value nearest_integers(NodeContext& context, Value steps, DType dtype, std::string_view part) {
  ops::QuantizeAttrs attributes;
  attributes.dtype = dtype;
  return context.add("quantize", {steps, number(context, 1.0)}, attributes, part);
}

std::vector<OperatorRow> quant_rows() {
  using enum Fate;
  return {
      {{"_contrib_quantize_v2"}, {"data"}, rewritten, quantize_v2, "quantize", "multiplied by the steps of its range, rounded to integers"},
      {{"_contrib_dequantize"}, {"data", "low", "high"}, exact, dequantize, "dequantize", "of int8 and uint8"},
      {{"_contrib_quantized_pooling"},
       {"data", "low", "high"},
       exact,
       quantized_pooling,
       "max_pool",
       "averages as sums times a reciprocal"},
      {{"_contrib_quantized_concat"},
       {"data", "..."},
       rewritten,
       quantized_concat,
       "concat",
       "each part moved to the common grid, then joined"},
      {{"_contrib_quantized_flatten"}, {"data", "low", "high"}, exact, quantized_flatten, "reshape", ""},
      {{"_contrib_quantize"},
       {"data", "..."},
       refused,
       nullptr,
       "",
       "quantization with ranges that are inputs is not covered, only quantize_v2"},
      {{"_contrib_quantized_conv"}, {"data", "weight", "bias", "range", "..."}, refused, nullptr, "", sums_are_values},
      {{"_contrib_quantized_elemwise_add"}, {"data", "..."}, refused, nullptr, "", sums_are_values},
      {{"_contrib_quantized_elemwise_mul"}, {"data", "..."}, refused, nullptr, "", sums_are_values},
      {{"_contrib_quantized_act"}, {"data", "..."}, refused, nullptr, "", "an activation of integers by itself is not covered"},
      {{"_contrib_quantized_batch_norm"}, {"data", "..."}, refused, nullptr, "", "a batch norm of integers by itself is not covered"},
      {{"_contrib_quantized_embedding"}, {"data", "..."}, refused, nullptr, "", "an embedding of integers is not covered"},
  };
}

}  // namespace nnfront::frontends::mxnet
