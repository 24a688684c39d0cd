#include "emit/onnx/element_types.h"

#include <algorithm>
#include <array>
#include <utility>

#include "emit/onnx/node_context.h"
#include "formats/onnx_tensor.h"
#include "support/fail.h"

namespace nnfront::emit::onnx {

namespace {

constexpr ElementTypes one(DType dtype) {
  return ElementTypes{1} << static_cast<unsigned>(dtype);
}

constexpr ElementTypes float16 = one(DType::float16);
constexpr ElementTypes float32 = one(DType::float32);
constexpr ElementTypes float64 = one(DType::float64);
constexpr ElementTypes bfloat16 = one(DType::bfloat16);
constexpr ElementTypes float8 =
    one(DType::float8_e4m3fn) | one(DType::float8_e4m3fnuz) | one(DType::float8_e5m2) | one(DType::float8_e5m2fnuz);
constexpr ElementTypes float4 = one(DType::float4_e2m1);
constexpr ElementTypes int16 = one(DType::int16);
constexpr ElementTypes int32 = one(DType::int32);
constexpr ElementTypes int64 = one(DType::int64);
constexpr ElementTypes uint16 = one(DType::uint16);
constexpr ElementTypes boolean = one(DType::boolean);
constexpr ElementTypes floats = float16 | float32 | float64;
constexpr ElementTypes wide_floats = floats | bfloat16;
constexpr ElementTypes half_or_single = float16 | bfloat16 | float32;
constexpr ElementTypes indices = int32 | int64;
constexpr ElementTypes eight_bits = one(DType::int8) | one(DType::uint8);
constexpr ElementTypes four_bits = one(DType::int4) | one(DType::uint4);
constexpr ElementTypes signed_integers = one(DType::int8) | int16 | int32 | int64;
constexpr ElementTypes unsigned_integers = one(DType::uint8) | uint16 | one(DType::uint32) | one(DType::uint64);
constexpr ElementTypes wide_integers = int32 | int64 | one(DType::uint32) | one(DType::uint64);
constexpr ElementTypes integers = signed_integers | unsigned_integers;
constexpr ElementTypes numbers = integers | floats;
constexpr ElementTypes everything = numbers | boolean | one(DType::string);

using Result = ElementTypeRow::Result;

constexpr Result like(int input) {
  return {input, std::nullopt, ""};
}
constexpr Result is(DType dtype) {
  return {0, dtype, ""};
}
constexpr Result by(std::string_view attribute, int otherwise_like = 0) {
  return {otherwise_like, std::nullopt, attribute};
}
constexpr Result window = {0, DType::float32, "output_datatype"};

std::vector<ElementTypeRow> rows() {
  return {
      {"Abs", 13, {numbers | bfloat16}},
      {"Acos", 7, {floats}},
      {"Acos", 22, {wide_floats}},
      {"Acosh", 9, {floats}},
      {"Acosh", 22, {wide_floats}},
      {"Add", 13, {floats | wide_integers | bfloat16}},
      {"Add", 14, {numbers | bfloat16}},
      {"AffineGrid", 20, {wide_floats, int64}},
      {"And", 7, {boolean}, is(DType::boolean)},
      {"ArgMax", 13, {numbers | bfloat16}, is(DType::int64)},
      {"ArgMin", 13, {numbers | bfloat16}, is(DType::int64)},
      {"Asin", 7, {floats}},
      {"Asin", 22, {wide_floats}},
      {"Asinh", 9, {floats}},
      {"Asinh", 22, {wide_floats}},
      {"Atan", 7, {floats}},
      {"Atan", 22, {wide_floats}},
      {"Atanh", 9, {floats}},
      {"Atanh", 22, {wide_floats}},
      {"Attention", 23, {wide_floats, wide_floats, wide_floats, numbers | bfloat16 | boolean, wide_floats}},
      {"AveragePool", 11, {floats}},
      {"AveragePool", 22, {wide_floats}},
      {"BatchNormalization", 9, {floats}},
      {"BatchNormalization", 14, {wide_floats}},
      {"BitShift", 11, {unsigned_integers}},
      {"BitwiseAnd", 18, {integers}},
      {"BitwiseNot", 18, {integers}},
      {"BitwiseOr", 18, {integers}},
      {"BitwiseXor", 18, {integers}},
      {"BlackmanWindow", 17, {indices}, window},
      {"Cast", 13, {everything | bfloat16}, by("to")},
      {"Cast", 19, {everything | float8 | bfloat16}, by("to")},
      {"Cast", 21, {everything | float8 | four_bits | bfloat16}, by("to")},
      {"Cast", 23, {everything | float8 | four_bits | bfloat16 | float4}, by("to")},
      {"Ceil", 13, {wide_floats}},
      {"Celu", 12, {float32}},
      {"Clip", 13, {numbers | bfloat16}},
      {"Col2Im", 18, {everything | bfloat16, int64}},
      {"Compress", 11, {everything, boolean}},
      {"Concat", 13, {everything | bfloat16}},
      {"Conv", 11, {floats}},
      {"Conv", 22, {wide_floats}},
      {"ConvInteger", 10, {eight_bits}, is(DType::int32)},
      {"ConvTranspose", 11, {floats}},
      {"ConvTranspose", 22, {wide_floats}},
      {"Cos", 7, {floats}},
      {"Cos", 22, {wide_floats}},
      {"Cosh", 9, {floats}},
      {"Cosh", 22, {wide_floats}},
      {"CumSum", 11, {wide_integers | float64 | float32, indices}},
      {"CumSum", 14, {floats | wide_integers | bfloat16, indices}},
      {"DFT", 17, {wide_floats, indices}},
      {"DFT", 20, {wide_floats, indices, int64}},
      {"DeformConv", 19, {floats}},
      {"DeformConv", 22, {wide_floats}},
      {"DepthToSpace", 13, {everything | bfloat16}},
      {"DequantizeLinear", 13, {eight_bits | int32, float32, eight_bits | int32}, like(1)},
      {"DequantizeLinear", 19, {eight_bits | float8 | int32, half_or_single, eight_bits | float8 | int32}, like(1)},
      {"DequantizeLinear",
       21,
       {eight_bits | float8 | four_bits | int16 | int32 | uint16, half_or_single, eight_bits | float8 | four_bits | int16 | int32 | uint16},
       like(1)},
      {"DequantizeLinear",
       23,
       {eight_bits | float8 | four_bits | float4 | int16 | int32 | uint16, half_or_single,
        eight_bits | float8 | four_bits | float4 | int16 | int32 | uint16},
       by("output_dtype", 1)},
      {"Det", 11, {floats}},
      {"Det", 22, {wide_floats}},
      {"Div", 13, {floats | wide_integers | bfloat16}},
      {"Div", 14, {numbers | bfloat16}},
      {"Dropout", 13, {wide_floats, floats, boolean}},
      {"Dropout", 22, {floats | float8 | bfloat16, floats | float8 | bfloat16, boolean}},
      {"DynamicQuantizeLinear", 11, {float32}, is(DType::uint8)},
      {"Einsum", 12, {numbers}},
      {"Elu", 6, {floats}},
      {"Elu", 22, {wide_floats}},
      {"Equal", 13, {numbers | bfloat16 | boolean}, is(DType::boolean)},
      {"Equal", 19, {everything | bfloat16}, is(DType::boolean)},
      {"Erf", 13, {wide_floats}},
      {"Exp", 13, {wide_floats}},
      {"Expand", 13, {everything | bfloat16, int64}},
      {"EyeLike", 9, {numbers | boolean}, by("dtype")},
      {"EyeLike", 22, {numbers | bfloat16 | boolean}, by("dtype")},
      {"Floor", 13, {wide_floats}},
      {"GRU", 7, {floats, floats, floats, floats, int32, floats}},
      {"GRU", 22, {wide_floats, wide_floats, wide_floats, wide_floats, int32, wide_floats}},
      {"Gather", 13, {everything | bfloat16, indices}},
      {"GatherElements", 13, {everything | bfloat16, indices}},
      {"GatherND", 13, {everything | bfloat16, int64}},
      {"Gelu", 20, {wide_floats}},
      {"Gemm", 13, {floats | wide_integers | bfloat16}},
      {"GlobalAveragePool", 1, {floats}},
      {"GlobalAveragePool", 22, {wide_floats}},
      {"GlobalLpPool", 2, {floats}},
      {"GlobalLpPool", 22, {wide_floats}},
      {"GlobalMaxPool", 1, {floats}},
      {"GlobalMaxPool", 22, {wide_floats}},
      {"Greater", 13, {numbers | bfloat16}, is(DType::boolean)},
      {"GreaterOrEqual", 12, {numbers}, is(DType::boolean)},
      {"GreaterOrEqual", 16, {numbers | bfloat16}, is(DType::boolean)},
      {"GridSample", 16, {everything, floats}},
      {"GridSample", 22, {everything | bfloat16, wide_floats}},
      {"GroupNormalization", 18, {wide_floats}},
      {"HammingWindow", 17, {indices}, window},
      {"HannWindow", 17, {indices}, window},
      {"HardSigmoid", 6, {floats}},
      {"HardSigmoid", 22, {wide_floats}},
      {"HardSwish", 14, {floats}},
      {"HardSwish", 22, {wide_floats}},
      {"Hardmax", 13, {wide_floats}},
      {"Identity", 13, {everything | bfloat16}},
      {"Identity", 19, {everything | float8 | bfloat16}},
      {"Identity", 21, {everything | float8 | four_bits | bfloat16}},
      {"Identity", 23, {everything | float8 | four_bits | bfloat16 | float4}},
      {"If", 13, {boolean}},
      {"InstanceNormalization", 6, {floats}},
      {"InstanceNormalization", 22, {wide_floats}},
      {"IsInf", 10, {float64 | float32}, is(DType::boolean)},
      {"IsInf", 20, {floats | float8 | bfloat16}, is(DType::boolean)},
      {"IsNaN", 13, {wide_floats}, is(DType::boolean)},
      {"IsNaN", 20, {floats | float8 | bfloat16}, is(DType::boolean)},
      {"LRN", 13, {wide_floats}},
      {"LSTM", 7, {floats, floats, floats, floats, int32, floats}},
      {"LSTM", 22, {wide_floats, wide_floats, wide_floats, wide_floats, int32, wide_floats}},
      {"LayerNormalization", 17, {wide_floats}},
      {"LeakyRelu", 6, {floats}},
      {"LeakyRelu", 16, {wide_floats}},
      {"Less", 13, {numbers | bfloat16}, is(DType::boolean)},
      {"LessOrEqual", 12, {numbers}, is(DType::boolean)},
      {"LessOrEqual", 16, {numbers | bfloat16}, is(DType::boolean)},
      {"Log", 13, {wide_floats}},
      {"LogSoftmax", 13, {wide_floats}},
      {"Loop", 13, {int64, boolean, everything}},
      {"Loop", 16, {int64, boolean, everything | bfloat16}},
      {"Loop", 19, {int64, boolean, everything | float8 | bfloat16}},
      {"Loop", 21, {int64, boolean, everything | float8 | four_bits | bfloat16}},
      {"Loop", 23, {int64, boolean, everything | float8 | four_bits | bfloat16 | float4}},
      {"LpNormalization", 1, {floats}},
      {"LpNormalization", 22, {wide_floats}},
      {"LpPool", 11, {floats}},
      {"LpPool", 22, {wide_floats}},
      {"MatMul", 13, {floats | wide_integers | bfloat16}},
      {"MatMulInteger", 10, {eight_bits}, is(DType::int32)},
      {"Max", 13, {numbers | bfloat16}},
      {"MaxPool", 12, {floats | eight_bits}},
      {"MaxPool", 22, {floats | eight_bits | bfloat16}},
      {"MaxRoiPool", 1, {floats}},
      {"MaxRoiPool", 22, {wide_floats}},
      {"MaxUnpool", 11, {floats, int64}},
      {"MaxUnpool", 22, {wide_floats, int64}},
      {"MelWeightMatrix", 17, {indices, indices, indices, wide_floats}, window},
      {"Min", 13, {numbers | bfloat16}},
      {"Mish", 18, {floats}},
      {"Mish", 22, {wide_floats}},
      {"Mod", 13, {numbers | bfloat16}},
      {"Mul", 13, {floats | wide_integers | bfloat16}},
      {"Mul", 14, {numbers | bfloat16}},
      {"Neg", 13, {floats | signed_integers | bfloat16}},
      {"NonMaxSuppression", 11, {float32, float32, int64, float32}, is(DType::int64)},
      {"NonZero", 13, {everything | bfloat16}, is(DType::int64)},
      {"Not", 1, {boolean}},
      {"OneHot", 11, {numbers, numbers, everything}, like(2)},
      {"Or", 7, {boolean}, is(DType::boolean)},
      {"PRelu", 9, {floats | wide_integers}},
      {"PRelu", 16, {floats | wide_integers | bfloat16}},
      {"Pad", 13, {everything | bfloat16, int64, everything | bfloat16}},
      {"Pad", 18, {everything | bfloat16, int64, everything | bfloat16, indices}},
      {"Pad", 21, {everything | float8 | four_bits | bfloat16, int64, everything | float8 | four_bits | bfloat16, indices}},
      {"Pad",
       23,
       {everything | float8 | four_bits | bfloat16 | float4, int64, everything | float8 | four_bits | bfloat16 | float4, indices}},
      {"Pow", 13, {floats | indices | bfloat16, numbers}},
      {"Pow", 15, {floats | indices | bfloat16, numbers | bfloat16}},
      {"QLinearConv", 10, {eight_bits, float32, eight_bits, eight_bits, float32, eight_bits, float32, eight_bits, int32}, like(7)},
      {"QLinearMatMul", 10, {eight_bits, float32, eight_bits, eight_bits, float32, eight_bits, float32, eight_bits}, like(7)},
      {"QLinearMatMul",
       21,
       {eight_bits | float8, half_or_single, eight_bits | float8, eight_bits | float8, half_or_single, eight_bits | float8, half_or_single,
        eight_bits | float8},
       like(7)},
      {"QuantizeLinear", 13, {float32 | int32, float32, eight_bits}, like(2)},
      {"QuantizeLinear", 19, {half_or_single | int32, half_or_single | int32, eight_bits | float8}, like(2)},
      {"QuantizeLinear",
       21,
       {half_or_single | int32, half_or_single | int32, eight_bits | float8 | four_bits | int16 | uint16},
       by("output_dtype", 2)},
      {"QuantizeLinear",
       23,
       {half_or_single | int32, half_or_single | int32, eight_bits | float8 | four_bits | float4 | int16 | uint16},
       by("output_dtype", 2)},
      {"RMSNormalization", 23, {wide_floats}, like(1)},
      {"RNN", 7, {floats, floats, floats, floats, int32, floats}},
      {"RNN", 22, {wide_floats, wide_floats, wide_floats, wide_floats, int32, wide_floats}},
      {"Range", 11, {indices | float64 | float32 | int16}},
      {"Reciprocal", 13, {wide_floats}},
      {"ReduceL1", 13, {floats | wide_integers | bfloat16}},
      {"ReduceL1", 18, {floats | wide_integers | bfloat16, int64}},
      {"ReduceL2", 13, {floats | wide_integers | bfloat16}},
      {"ReduceL2", 18, {floats | wide_integers | bfloat16, int64}},
      {"ReduceLogSumExp", 13, {floats | wide_integers | bfloat16}},
      {"ReduceLogSumExp", 18, {floats | wide_integers | bfloat16, int64}},
      {"ReduceMax", 13, {floats | wide_integers | eight_bits | bfloat16}},
      {"ReduceMax", 18, {floats | wide_integers | eight_bits | bfloat16, int64}},
      {"ReduceMax", 20, {floats | wide_integers | eight_bits | bfloat16 | boolean, int64}},
      {"ReduceMean", 13, {floats | wide_integers | bfloat16}},
      {"ReduceMean", 18, {floats | wide_integers | bfloat16, int64}},
      {"ReduceMin", 13, {floats | wide_integers | eight_bits | bfloat16}},
      {"ReduceMin", 18, {floats | wide_integers | eight_bits | bfloat16, int64}},
      {"ReduceMin", 20, {floats | wide_integers | eight_bits | bfloat16 | boolean, int64}},
      {"ReduceProd", 13, {floats | wide_integers | bfloat16}},
      {"ReduceProd", 18, {floats | wide_integers | bfloat16, int64}},
      {"ReduceSum", 13, {floats | wide_integers | bfloat16, int64}},
      {"Relu", 13, {wide_floats}},
      {"Relu", 14, {floats | signed_integers | bfloat16}},
      {"Reshape", 13, {everything | bfloat16, int64}},
      {"Reshape", 19, {everything | float8 | bfloat16, int64}},
      {"Reshape", 21, {everything | float8 | four_bits | bfloat16, int64}},
      {"Reshape", 23, {everything | float8 | four_bits | bfloat16 | float4, int64}},
      {"Resize", 13, {everything | bfloat16, floats, float32, int64}},
      {"ReverseSequence", 10, {everything, int64}},
      {"RoiAlign", 10, {floats, floats, int64}},
      {"RoiAlign", 22, {wide_floats, wide_floats, int64}},
      {"RotaryEmbedding", 23, {half_or_single, half_or_single, half_or_single, int64}},
      {"Round", 11, {floats}},
      {"Round", 22, {wide_floats}},
      {"STFT", 17, {wide_floats, indices, wide_floats, indices}},
      {"Scan", 11, {everything}},
      {"Scan", 16, {everything | bfloat16}},
      {"Scan", 19, {everything | float8 | bfloat16}},
      {"Scan", 21, {everything | float8 | four_bits | bfloat16}},
      {"Scan", 23, {everything | float8 | four_bits | bfloat16 | float4}},
      {"ScatterElements", 13, {everything | bfloat16, indices, everything | bfloat16}},
      {"ScatterND", 13, {everything | bfloat16, int64, everything | bfloat16}},
      {"Selu", 6, {floats}},
      {"Selu", 22, {wide_floats}},
      {"Shape", 13, {everything | bfloat16}, is(DType::int64)},
      {"Shape", 19, {everything | float8 | bfloat16}, is(DType::int64)},
      {"Shape", 21, {everything | float8 | four_bits | bfloat16}, is(DType::int64)},
      {"Shape", 23, {everything | float8 | four_bits | bfloat16 | float4}, is(DType::int64)},
      {"Shrink", 9, {numbers}},
      {"Sigmoid", 13, {wide_floats}},
      {"Sign", 13, {numbers | bfloat16}},
      {"Sin", 7, {floats}},
      {"Sin", 22, {wide_floats}},
      {"Sinh", 9, {floats}},
      {"Sinh", 22, {wide_floats}},
      {"Size", 13, {everything | bfloat16}, is(DType::int64)},
      {"Size", 19, {everything | float8 | bfloat16}, is(DType::int64)},
      {"Size", 21, {everything | float8 | four_bits | bfloat16}, is(DType::int64)},
      {"Size", 23, {everything | float8 | four_bits | bfloat16 | float4}, is(DType::int64)},
      {"Slice", 13, {everything | bfloat16, indices}},
      {"Softmax", 13, {wide_floats}},
      {"Softplus", 1, {floats}},
      {"Softplus", 22, {wide_floats}},
      {"Softsign", 1, {floats}},
      {"Softsign", 22, {wide_floats}},
      {"SpaceToDepth", 13, {everything | bfloat16}},
      {"Split", 13, {everything | bfloat16, int64}},
      {"Sqrt", 13, {wide_floats}},
      {"Squeeze", 13, {everything | bfloat16, int64}},
      {"Squeeze", 21, {everything | float8 | four_bits | bfloat16, int64}},
      {"Squeeze", 23, {everything | float8 | four_bits | bfloat16 | float4, int64}},
      {"Sub", 13, {floats | wide_integers | bfloat16}},
      {"Sub", 14, {numbers | bfloat16}},
      {"Tan", 7, {floats}},
      {"Tan", 22, {wide_floats}},
      {"Tanh", 13, {wide_floats}},
      {"ThresholdedRelu", 10, {floats}},
      {"ThresholdedRelu", 22, {wide_floats}},
      {"Tile", 13, {everything | bfloat16, int64}},
      {"TopK", 11, {numbers, int64}},
      {"Transpose", 13, {everything | bfloat16}},
      {"Transpose", 21, {everything | float8 | four_bits | bfloat16}},
      {"Transpose", 23, {everything | float8 | four_bits | bfloat16 | float4}},
      {"Trilu", 14, {everything | bfloat16, int64}},
      {"Unique", 11, {everything}},
      {"Unsqueeze", 13, {everything | bfloat16, int64}},
      {"Unsqueeze", 21, {everything | float8 | four_bits | bfloat16, int64}},
      {"Unsqueeze", 23, {everything | float8 | four_bits | bfloat16 | float4, int64}},
      {"Where", 9, {boolean, everything}, like(1)},
      {"Where", 16, {boolean, everything | bfloat16}, like(1)},
      {"Xor", 7, {boolean}, is(DType::boolean)},
  };
}

const ElementTypeRow* row_of(std::string_view op, std::int64_t opset) {
  const ElementTypeRow* found = nullptr;
  for (const ElementTypeRow& row : element_type_rows()) {
    if (row.op == op && row.since <= opset) found = &row;
  }
  return found;
}

// Where it takes elements of that type at all, from the set on that it does so.
std::string since_when(std::string_view op, std::size_t input, DType dtype) {
  for (const ElementTypeRow& row : element_type_rows()) {
    if (row.op == op && takes(row, input, dtype)) return fmt::format(" (it does since opset {})", row.since);
  }
  return "";
}

// No value where it is that of an input that is left out.
std::optional<DType> result_of(const ElementTypeRow& row, std::span<const std::optional<DType>> inputs, const NodeAttributes& attributes) {
  for (const auto& attribute : attributes) {
    const auto* value = std::get_if<std::int64_t>(&attribute.value);
    if (row.result.attribute.empty() || attribute.name != row.result.attribute || value == nullptr) continue;
    const auto dtype = formats::onnx_dtype(static_cast<std::int32_t>(*value));
    ensure(dtype.has_value(), "an emitter gives element types that ONNX has");
    return *dtype;
  }
  if (row.result.fixed) return *row.result.fixed;
  const auto like = static_cast<std::size_t>(row.result.like);
  return like < inputs.size() ? inputs[like] : std::nullopt;
}

}  // namespace

std::span<const ElementTypeRow> element_type_rows() {
  static const std::vector<ElementTypeRow> table = rows();
  return table;
}

bool takes(const ElementTypeRow& row, std::size_t input, DType dtype) {
  return (row.inputs[std::min(input, row.inputs.size() - 1)] & one(dtype)) != 0;
}

std::optional<DType> output_element_type(std::string_view op, std::int64_t opset, std::span<const std::optional<DType>> inputs,
                                         const std::vector<formats::onnx_file::Attribute>& attributes) {
  const ElementTypeRow* row = row_of(op, opset);
  ensure(row != nullptr, fmt::format("{} stands in the table of element types for opset {}", op, opset));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i] || takes(*row, i, *inputs[i])) continue;
    throw ElementTypeError(
        fmt::format("{} of opset {} does not take {} as input {}{}", op, opset, name(*inputs[i]), i, since_when(op, i, *inputs[i])));
  }
  if (op == "If" || op == "Loop" || op == "Scan") return std::nullopt;
  const std::optional<DType> made = result_of(*row, inputs, attributes);
  if (op == "Cast" && made && !takes(*row, 0, *made)) {
    throw ElementTypeError(fmt::format("Cast of opset {} does not make {}{}", opset, name(*made), since_when(op, 0, *made)));
  }
  return made;
}

}  // namespace nnfront::emit::onnx
