#include "frontends/onnx/op_table.h"

#include <map>

#include "frontends/onnx/decoder.h"
#include "frontends/onnx/translators.h"
#include "support/fail.h"

namespace nnfront::frontends::onnx {

namespace {

constexpr Fate exact = Fate::exact;
constexpr Fate rewritten = Fate::rewritten;
constexpr Fate refused = Fate::refused;

}  // namespace

// One line per operator of ai.onnx: domain, name, fate, translators by the version of the operator set they begin with, IR operator
// (where a translator serves several), note.
std::vector<OperatorRow> standard_rows() {
  return {
      // Convolutions
      {"", "Conv", exact, {{1, conv}}, "", ""},
      {"", "ConvTranspose", exact, {{1, conv_transpose}}, "", ""},
      {"", "ConvInteger", exact, {{10, conv_integer}}, "integer_conv", ""},
      {"", "QLinearConv", exact, {{10, qlinear_conv}}, "quantized_conv", ""},
      {"", "DeformConv", exact, {{19, deform_conv}}, "deformable_conv", ""},
      {"", "CausalConvWithState", rewritten, {{27, causal_conv}}, "", "a convolution behind what the state holds"},
      {"", "Col2Im", exact, {{18, col2im}}, "", ""},

      // Matrix products
      {"", "MatMul", exact, {{1, matmul}}, "", "a list as a matrix with one row or column"},
      {"", "Gemm", exact, {{1, gemm}}, "", "as dense where it is a fully connected layer, else as matmul"},
      {"", "MatMulInteger", exact, {{10, matmul_integer}}, "integer_matmul", ""},
      {"", "QLinearMatMul", exact, {{10, qlinear_matmul}}, "quantized_matmul", ""},
      {"", "Einsum", exact, {{12, einsum}}, "", ""},
      {"", "Det", exact, {{11, unary}}, "det", ""},

      // Pooling
      {"", "MaxPool", exact, {{1, max_pool}}, "", "indices as a node of their own"},
      {"", "AveragePool", exact, {{1, average_pool}}, "", ""},
      {"", "LpPool", exact, {{1, lp_pool_1}, {2, lp_pool}}, "", ""},
      {"", "GlobalMaxPool", exact, {{1, unary}}, "global_max_pool", ""},
      {"", "GlobalAveragePool", exact, {{1, unary}}, "global_average_pool", ""},
      {"", "GlobalLpPool", exact, {{1, global_lp_pool_1}, {2, global_lp_pool}}, "", ""},
      {"", "MaxUnpool", exact, {{9, max_unpool}}, "", ""},
      {"", "MaxRoiPool", exact, {{1, max_roi_pool}}, "roi_pool", ""},
      {"", "RoiAlign", exact, {{10, roi_align_10}, {16, roi_align}}, "", ""},

      // Normalizations
      {"", "BatchNormalization", exact, {{1, batch_norm}}, "", "with training_mode the statistics of the batch as means"},
      {"", "LayerNormalization", exact, {{17, layer_norm}}, "", ""},
      {"", "RMSNormalization", exact, {{23, rms_norm}}, "", ""},
      {"", "SimplifiedLayerNormalization", exact, {{1, rms_norm}}, "", "onnxruntime's name; without the deviation as an output"},
      {"",
       "GroupNormalization",
       exact,
       {{18, group_norm_18}, {21, group_norm}},
       "",
       "before opset 21 the scale of each group is repeated per channel"},
      {"", "InstanceNormalization", exact, {{1, instance_norm}}, "", ""},
      {"", "LRN", exact, {{1, lrn}}, "", ""},
      {"", "LpNormalization", rewritten, {{1, lp_normalization}}, "", "a division by the norm"},
      {"", "MeanVarianceNormalization", rewritten, {{9, mean_variance_norm}}, "", "from means and a division"},

      // Activations
      {"", "Relu", exact, {{1, unary}}, "relu", ""},
      {"", "LeakyRelu", exact, {{1, leaky_relu}}, "leaky_relu", ""},
      {"", "PRelu", exact, {{1, prelu}}, "prelu", "a slope that is not per channel as a where"},
      {"", "Elu", exact, {{1, elu}}, "elu", ""},
      {"", "Celu", exact, {{12, elu}}, "celu", ""},
      {"", "Selu", exact, {{1, selu_1}, {6, selu}}, "selu", ""},
      {"", "Gelu", exact, {{20, gelu}}, "gelu", ""},
      {"", "Sigmoid", exact, {{1, unary}}, "sigmoid", ""},
      {"", "HardSigmoid", exact, {{1, hard_sigmoid}}, "hard_sigmoid", ""},
      {"", "HardSwish", exact, {{14, unary}}, "hard_swish", ""},
      {"", "Swish", exact, {{24, swish}}, "silu", "another alpha than 1 as a product"},
      {"", "Mish", exact, {{18, unary}}, "mish", ""},
      {"", "Tanh", exact, {{1, unary}}, "tanh", ""},
      {"", "Softplus", exact, {{1, unary}}, "softplus", ""},
      {"", "Softsign", exact, {{1, unary}}, "softsign", ""},
      {"", "ThresholdedRelu", rewritten, {{1, thresholded_relu}}, "where", "a comparison and a where"},
      {"", "Shrink", rewritten, {{9, shrink}}, "where", "comparisons and where"},
      {"", "Clip", exact, {{1, clip_1}, {11, clip}}, "clip", "bounds in the file"},
      {"", "Softmax", exact, {{1, softmax_1}, {13, softmax}}, "softmax", "before opset 13 over several axes as exp and a division"},
      {"",
       "LogSoftmax",
       exact,
       {{1, softmax_1}, {13, softmax}},
       "log_softmax",
       "before opset 13 over several axes as a sum and a logarithm"},
      {"", "Hardmax", rewritten, {{1, hardmax_1}, {13, hardmax}}, "one_hot", "argmax and one_hot"},

      // Element by element, one operand
      {"", "Abs", exact, {{1, unary}}, "abs", ""},
      {"", "Neg", exact, {{1, unary}}, "neg", ""},
      {"", "Sign", exact, {{9, unary}}, "sign", ""},
      {"", "Exp", exact, {{1, unary}}, "exp", ""},
      {"", "Log", exact, {{1, unary}}, "log", ""},
      {"", "Sqrt", exact, {{1, unary}}, "sqrt", ""},
      {"", "Reciprocal", exact, {{1, unary}}, "reciprocal", ""},
      {"", "Floor", exact, {{1, unary}}, "floor", ""},
      {"", "Ceil", exact, {{1, unary}}, "ceil", ""},
      {"", "Round", exact, {{11, unary}}, "round", ""},
      {"", "Sin", exact, {{7, unary}}, "sin", ""},
      {"", "Cos", exact, {{7, unary}}, "cos", ""},
      {"", "Tan", exact, {{7, unary}}, "tan", ""},
      {"", "Asin", exact, {{7, unary}}, "asin", ""},
      {"", "Acos", exact, {{7, unary}}, "acos", ""},
      {"", "Atan", exact, {{7, unary}}, "atan", ""},
      {"", "Sinh", exact, {{9, unary}}, "sinh", ""},
      {"", "Cosh", exact, {{9, unary}}, "cosh", ""},
      {"", "Asinh", exact, {{9, unary}}, "asinh", ""},
      {"", "Acosh", exact, {{9, unary}}, "acosh", ""},
      {"", "Atanh", exact, {{9, unary}}, "atanh", ""},
      {"", "Erf", exact, {{9, unary}}, "erf", ""},
      {"", "IsNaN", exact, {{9, unary}}, "is_nan", ""},
      {"", "IsInf", exact, {{10, is_inf}}, "is_inf", "one sign alone as a comparison"},
      {"", "Not", exact, {{1, unary}}, "logical_not", ""},
      {"", "BitwiseNot", exact, {{18, unary}}, "bit_not", ""},
      {"", "Cast", exact, {{1, cast_1}, {6, cast}}, "cast", ""},
      {"", "CastLike", exact, {{15, cast_like}}, "cast", ""},
      {"", "BitCast", exact, {{26, bit_cast}}, "", ""},
      {"", "Identity", exact, {{1, identity}}, "identity", ""},
      {"", "Dropout", exact, {{1, dropout_1}, {7, dropout}, {12, dropout_12}}, "dropout", "as when predicting; the mask is all true"},

      // Element by element, several operands
      {"", "Add", exact, {{1, binary_1}, {7, binary}}, "add", ""},
      {"", "Sub", exact, {{1, binary_1}, {7, binary}}, "sub", ""},
      {"", "Mul", exact, {{1, binary_1}, {7, binary}}, "mul", ""},
      {"", "Div", exact, {{1, binary_1}, {7, binary}}, "div", ""},
      {"", "Pow", exact, {{1, binary_1}, {7, pow}}, "pow", "an exponent of another type is cast"},
      {"", "Mod", exact, {{10, mod}}, "mod", ""},
      {"", "Min", exact, {{1, variadic}}, "minimum", "several inputs one after the other"},
      {"", "Max", exact, {{1, variadic}}, "maximum", "several inputs one after the other"},
      {"", "Sum", exact, {{1, variadic}}, "add", "several inputs one after the other"},
      {"", "Mean", rewritten, {{1, mean}}, "add", "a sum and a division"},
      {"", "Equal", exact, {{1, binary_1}, {7, binary}}, "equal", ""},
      {"", "Less", exact, {{1, binary_1}, {7, binary}}, "less", ""},
      {"", "LessOrEqual", exact, {{12, binary}}, "less_equal", ""},
      {"", "Greater", exact, {{1, binary_1}, {7, binary}}, "greater", ""},
      {"", "GreaterOrEqual", exact, {{12, binary}}, "greater_equal", ""},
      {"", "And", exact, {{1, binary_1}, {7, binary}}, "logical_and", ""},
      {"", "Or", exact, {{1, binary_1}, {7, binary}}, "logical_or", ""},
      {"", "Xor", exact, {{1, binary_1}, {7, binary}}, "logical_xor", ""},
      {"", "BitwiseAnd", exact, {{18, binary}}, "bit_and", ""},
      {"", "BitwiseOr", exact, {{18, binary}}, "bit_or", ""},
      {"", "BitwiseXor", exact, {{18, binary}}, "bit_xor", ""},
      {"", "BitShift", exact, {{11, bit_shift}}, "", ""},
      {"", "Where", exact, {{9, where}}, "where", ""},

      // Losses
      {"", "NegativeLogLikelihoodLoss", rewritten, {{12, negative_log_likelihood_loss}}, "", "from one_hot, where and sums"},
      {"", "SoftmaxCrossEntropyLoss", rewritten, {{12, softmax_cross_entropy_loss}}, "", "from log_softmax, one_hot, where and sums"},

      // Reductions and order
      {"", "ReduceSum", exact, {{1, reduction_1}, {13, reduction}}, "reduce_sum", ""},
      {"", "ReduceMean", exact, {{1, reduction_1}, {18, reduction}}, "reduce_mean", ""},
      {"", "ReduceProd", exact, {{1, reduction_1}, {18, reduction}}, "reduce_prod", ""},
      {"", "ReduceMin", exact, {{1, reduction_1}, {18, reduction}}, "reduce_min", ""},
      {"", "ReduceMax", exact, {{1, reduction_1}, {18, reduction}}, "reduce_max", ""},
      {"", "ReduceL1", exact, {{1, reduction_1}, {18, reduction}}, "reduce_l1", ""},
      {"", "ReduceL2", exact, {{1, reduction_1}, {18, reduction}}, "reduce_l2", ""},
      {"", "ReduceLogSum", rewritten, {{1, reduction_1}, {18, reduction}}, "reduce_sum", "the logarithm of the sum"},
      {"", "ReduceLogSumExp", exact, {{1, reduction_1}, {18, reduction}}, "reduce_log_sum_exp", ""},
      {"", "ReduceSumSquare", rewritten, {{1, reduction_1}, {18, reduction}}, "reduce_sum", "the sum of the squares"},
      {"", "ArgMax", exact, {{1, arg_extreme}}, "argmax", ""},
      {"", "ArgMin", exact, {{1, arg_extreme}}, "argmin", ""},
      {"", "TopK", exact, {{1, topk_1}, {10, topk}}, "", ""},
      {"", "CumSum", exact, {{11, cumulative}}, "cumsum", ""},
      {"", "CumProd", exact, {{26, cumulative}}, "cumprod", ""},
      {"", "Unique", exact, {{11, unique}}, "", ""},
      {"", "NonZero", exact, {{9, unary}}, "non_zero", ""},

      // Shapes
      {"", "Reshape", exact, {{1, reshape_1}, {5, reshape}}, "", ""},
      {"", "Flatten", exact, {{1, flatten}}, "reshape", ""},
      {"", "Squeeze", exact, {{1, squeeze_1}, {13, squeeze}}, "", ""},
      {"", "Unsqueeze", exact, {{1, unsqueeze_1}, {13, unsqueeze}}, "", ""},
      {"", "Transpose", exact, {{1, transpose}}, "", ""},
      {"", "Expand", exact, {{8, expand}}, "broadcast_to", ""},
      {"", "DepthToSpace", exact, {{1, depth_to_space}}, "", ""},
      {"", "SpaceToDepth", exact, {{1, space_to_depth}}, "", ""},
      {"", "Shape", exact, {{1, shape}}, "shape_of", "a part of the shape as a slice"},
      {"", "Size", rewritten, {{1, size}}, "reduce_prod", "the product of the dimensions"},
      {"", "Concat", exact, {{1, concat_1}, {4, concat}}, "", ""},
      {"", "Split", exact, {{1, split_1}, {13, split}}, "", ""},
      {"", "Slice", exact, {{1, slice_1}, {10, slice}}, "", ""},
      {"", "Pad", exact, {{1, pad_1}, {2, pad_2}, {11, pad}}, "", ""},
      {"", "Tile", exact, {{1, tile_1}, {6, tile}}, "", ""},
      {"", "CenterCropPad", rewritten, {{18, center_crop_pad}}, "pad", "pads, negative ones where it crops"},
      {"", "Trilu", exact, {{14, trilu}}, "", ""},
      {"", "ReverseSequence", exact, {{10, reverse_sequence}}, "", ""},

      // Indices
      {"", "Gather", exact, {{1, gather}}, "", ""},
      {"", "GatherElements", exact, {{11, gather_elements}}, "", ""},
      {"", "GatherND", exact, {{11, gather_nd}}, "", ""},
      {"", "Scatter", exact, {{9, scatter_elements}}, "scatter_elements", ""},
      {"", "ScatterElements", exact, {{11, scatter_elements}}, "", ""},
      {"", "ScatterND", exact, {{11, scatter_nd}}, "", ""},
      {"", "TensorScatter", exact, {{24, tensor_scatter}}, "", ""},
      {"", "OneHot", exact, {{9, one_hot}}, "", "indices from the end counted from the start before"},
      {"", "Compress", exact, {{9, compress}}, "", ""},

      // Resampling
      {"", "Resize", exact, {{10, resize_10}, {11, resize}}, "", "align_corners by factors as ONNX's text and reference have it"},
      {"", "Upsample", exact, {{1, upsample_1}, {7, upsample_7}, {9, resize_10}}, "resize", ""},
      {"", "GridSample", exact, {{16, grid_sample}}, "", "cubic with border as PyTorch and onnxruntime have it, not ONNX's reference"},
      {"", "AffineGrid", exact, {{20, affine_grid}}, "", ""},

      // Constants
      {"", "Constant", exact, {{1, constant}}, "", "of numbers"},
      {"", "ConstantOfShape", rewritten, {{9, constant_of_shape}}, "broadcast_to", "one element, repeated"},
      {"", "Range", exact, {{11, range}}, "arange", ""},
      {"", "EyeLike", exact, {{9, eye_like}}, "", ""},

      // Detection
      {"", "NonMaxSuppression", exact, {{10, non_max_suppression}}, "", ""},

      // Quantization
      {"", "QuantizeLinear", exact, {{10, quantize_linear}}, "quantize", ""},
      {"", "DequantizeLinear", exact, {{10, dequantize_linear}}, "dequantize", ""},
      {"", "DynamicQuantizeLinear", exact, {{11, dynamic_quantize_linear}}, "dynamic_quantize", ""},

      // Recurrence and attention
      {"", "LSTM", exact, {{1, lstm}}, "", ""},
      {"", "GRU", exact, {{1, gru}}, "", ""},
      {"", "RNN", exact, {{1, rnn}}, "", ""},
      {"",
       "Attention",
       exact,
       {{23, attention}},
       "",
       "the soft cap before the masks, as since onnx 1.22; scores as an output: modes 0 and 3"},
      {"", "LinearAttention", rewritten, {{27, linear_attention}}, "", "a scan over the steps"},
      {"", "RotaryEmbedding", exact, {{23, rotary_embedding}}, "", ""},

      // Control flow
      {"", "If", exact, {{1, branch}}, "", "with sequences where the condition is known"},
      {"", "Loop", exact, {{1, loop}}, "", "with sequences where the trips are known; a carried value keeps its rank"},
      {"",
       "Scan",
       exact,
       {{8, scan_8}, {9, scan}},
       "",
       "until opset 8 without lengths of sequences: a scan over the samples around one over the steps"},

      // Sequences, optionals, strings
      {"", "SequenceConstruct", rewritten, {{11, sequence_construct}}, "", "a list of values"},
      {"", "SequenceEmpty", rewritten, {{11, sequence_empty}}, "", "a list of values"},
      {"", "SequenceAt", rewritten, {{11, sequence_at}}, "", "the element; positions in the file"},
      {"", "SequenceInsert", rewritten, {{11, sequence_insert}}, "", "a list of values; positions in the file"},
      {"", "SequenceErase", rewritten, {{11, sequence_erase}}, "", "a list of values; positions in the file"},
      {"", "SequenceLength", rewritten, {{11, sequence_length}}, "", "a constant"},
      {"", "SequenceMap", rewritten, {{17, sequence_map}}, "", "its graph once for every element"},
      {"", "SplitToSequence", rewritten, {{11, split_to_sequence}}, "", "a split; the number of parts in the file"},
      {"", "ConcatFromSequence", rewritten, {{11, concat_from_sequence}}, "", "concat or stack of the elements"},
      {"", "Optional", rewritten, {{15, optional}}, "", "its element, or nothing"},
      {"", "OptionalGetElement", rewritten, {{15, optional_get_element}}, "", "the element"},
      {"", "OptionalHasElement", rewritten, {{15, optional_has_element}}, "", "a constant"},
      {"", "StringConcat", refused, {}, "", "strings are not covered"},
      {"", "StringSplit", refused, {}, "", "strings are not covered"},
      {"", "StringNormalizer", refused, {}, "", "strings are not covered"},
      {"", "RegexFullMatch", refused, {}, "", "strings are not covered"},
      {"", "TfIdfVectorizer", refused, {}, "", "strings are not covered"},

      // Signals
      {"", "DFT", exact, {{17, dft_17}, {20, dft}}, "", ""},
      {"", "STFT", exact, {{17, stft}}, "", ""},
      {"", "HannWindow", exact, {{17, hann_window}}, "cosine_window", ""},
      {"", "HammingWindow", exact, {{17, hamming_window}}, "cosine_window", ""},
      {"", "BlackmanWindow", exact, {{17, blackman_window}}, "cosine_window", ""},
      {"", "MelWeightMatrix", exact, {{17, mel_weight_matrix}}, "", ""},

      // Random numbers and pictures
      {"", "RandomNormal", refused, {}, "", "random numbers are not covered"},
      {"", "RandomNormalLike", refused, {}, "", "random numbers are not covered"},
      {"", "RandomUniform", refused, {}, "", "random numbers are not covered"},
      {"", "RandomUniformLike", refused, {}, "", "random numbers are not covered"},
      {"", "Bernoulli", refused, {}, "", "random numbers are not covered"},
      {"", "Multinomial", refused, {}, "", "random numbers are not covered"},
      {"", "ImageDecoder", refused, {}, "", "pictures in files are not decoded"},
  };
}

namespace {

using RowsByName = std::map<std::pair<std::string_view, std::string_view>, const OperatorRow*>;

RowsByName by_name() {
  RowsByName rows;
  for (const OperatorRow& row : operator_rows()) rows.emplace(std::pair(row.domain, row.name), &row);
  return rows;
}

std::vector<OperatorRow> all_rows() {
  std::vector<OperatorRow> rows = standard_rows();
  const std::vector<OperatorRow> others = other_rows();
  rows.insert(rows.end(), others.begin(), others.end());
  return rows;
}

}  // namespace

std::span<const OperatorRow> operator_rows() {
  static const std::vector<OperatorRow> table = all_rows();
  return table;
}

const OperatorRow* find_row(std::string_view domain, std::string_view op) {
  static const RowsByName table = by_name();
  const auto found = table.find(std::pair(plain_domain(domain), op));
  return found == table.end() ? nullptr : found->second;
}

const Version* find_version(const OperatorRow& row, std::int64_t opset) {
  const Version* newest = nullptr;
  for (const Version& version : row.versions) {
    if (version.since <= opset) newest = &version;
  }
  return newest;
}

std::string refusal_reason(std::string_view domain, std::string_view op) {
  const OperatorRow* row = find_row(domain, op);
  if (row != nullptr) return std::string(row->note);
  if (plain_domain(domain).empty()) return "not an operator of ONNX";
  return fmt::format("not an operator that is known here (domain '{}')", printable(domain));
}

std::vector<OperatorCoverage> coverage() {
  std::vector<OperatorCoverage> result;
  for (const OperatorRow& row : operator_rows()) {
    result.push_back({{qualified_name(row.domain, row.name)}, row.fate, std::string(row.note)});
  }
  return result;
}

}  // namespace nnfront::frontends::onnx
