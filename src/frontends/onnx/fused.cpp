// What onnxruntime's optimiser makes of several operators is taken apart again: domain com.microsoft.
#include "frontends/onnx/conv.h"
#include "frontends/onnx/families.h"
#include "frontends/onnx/matmul.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/quant_operands.h"
#include "ops/activation.h"
#include "ops/elementwise.h"
#include "ops/matmul.h"
#include "ops/norm.h"
#include "ops/quant.h"
#include "ops/reduce.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

Value with_bias(NodeContext& context, Value x, int bias, std::string_view part) {
  const auto value = context.optional_input(bias, ParameterRole::bias);
  return value ? context.add("add", {x, *value}, {}, part) : x;
}

Values gelu_of(NodeContext& context, Value x, ops::GeluForm form) {
  return {context.add("gelu", {x}, ops::GeluAttrs{form})};
}

// The numbers of an activation, which stand in attributes of their own or in a list; those that are left out are what the activation
// takes by itself.
struct ActivationNumbers {
  std::optional<double> alpha = std::nullopt;
  std::optional<double> beta = std::nullopt;
  std::optional<double> gamma = std::nullopt;
};

std::optional<double> optional_number(NodeContext& context, std::string_view attribute) {
  return context.has_attr(attribute) ? std::optional(context.attr<double>(attribute)) : std::nullopt;
}

ActivationNumbers numbers_of(NodeContext& context) {
  return {optional_number(context, "activation_alpha"), optional_number(context, "activation_beta"),
          optional_number(context, "activation_gamma")};
}

// As onnxruntime's optimiser writes them behind a product or a convolution.
Value activated(NodeContext& context, Value x, const std::string& name, const ActivationNumbers& numbers) {
  constexpr std::pair<std::string_view, std::string_view> plain[] = {
      {"Relu", "relu"}, {"Tanh", "tanh"}, {"Sigmoid", "sigmoid"}, {"Softplus", "softplus"}, {"Softsign", "softsign"}};
  if (name.empty()) return x;
  for (const auto& [onnx, op] : plain) {
    if (name == onnx) return context.add(op, {x});
  }
  if (name == "LeakyRelu") return context.add("leaky_relu", {x}, ops::LeakyReluAttrs{numbers.alpha.value_or(0.01f)});
  if (name == "Elu") return context.add("elu", {x}, ops::EluAttrs{numbers.alpha.value_or(1.0)});
  if (name == "Selu") {
    const ops::SeluAttrs usual;
    return context.add("selu", {x}, ops::SeluAttrs{numbers.alpha.value_or(usual.alpha), numbers.gamma.value_or(usual.gamma)});
  }
  if (name == "HardSigmoid") {
    return context.add("hard_sigmoid", {x}, ops::HardSigmoidAttrs{numbers.alpha.value_or(0.2f), numbers.beta.value_or(0.5)});
  }
  if (name == "Clip" && numbers.alpha && numbers.beta) return context.add("clip", {x}, ops::ClipAttrs{*numbers.alpha, *numbers.beta});
  context.refuse("activation '{}' is not covered", printable(name));
}

// A permutation that moves the first dimension in front of the last.
std::vector<std::int64_t> batch_moved(std::int64_t rank) {
  std::vector<std::int64_t> permutation;
  for (std::int64_t d = 1; d < rank - 1; ++d) permutation.push_back(d);
  permutation.push_back(0);
  permutation.push_back(rank - 1);
  return permutation;
}

Value factor(NodeContext& context, int i, std::string_view batch_attribute, std::string_view part) {
  const Value x = context.input(i);
  const bool moves_batch = context.attr<bool>(batch_attribute, false);
  if (context.rank(x) < 2) context.refuse("factors without rows and columns are not covered");
  return moves_batch && context.rank(x) > 2 ? context.transpose(x, batch_moved(context.rank(x)), part) : x;
}

Value fused_product(NodeContext& context, std::string_view part) {
  const Value a = factor(context, 0, "transBatchA", "a");
  const Value b = factor(context, 1, "transBatchB", "b");
  const double alpha = context.attr<double>("alpha", 1.0);
  const ops::MatmulAttrs attributes{context.attr<bool>("transA", false), context.attr<bool>("transB", false)};
  const Value product = context.add("matmul", {a, b}, attributes, alpha == 1.0 ? part : "product");
  if (alpha == 1.0) return product;
  return context.add("mul", {product, context.scalar(alpha, context.dtype(product))}, {}, part);
}

// The sum that is normalized, which is an output too.
Value skip_sum(NodeContext& context, int bias) {
  const Value sum = context.add("add", {context.input(0), context.input(1)}, {}, context.has_input(bias) ? "skip" : "sum");
  return with_bias(context, sum, bias, "sum");
}

void refuse_statistics(const NodeContext& context) {
  if (context.has_output(1) || context.has_output(2)) context.refuse("statistics as outputs are not covered");
}

// Row by row of a table.
Value table_rows(NodeContext& context, Value table, Value ids, std::string_view part) {
  return context.add("gather", {table, ids}, ops::GatherAttrs{0, false}, part);
}

// Embeddings of the first positions.
Value first_rows(NodeContext& context, Value table, Value ids, std::string_view part) {
  return context.add("slice", {table}, ops::SliceAttrs{{0}, {0}, {context.size(ids, 1)}, {1}}, part);
}

// What is summed and how it is normalized.
struct Embeddings {
  Value words;
  Value positions;
  std::optional<Value> segments;
  Value gamma;
  Value beta;
};

// How many of each sample count: without a mask none.
Value mask_index(NodeContext& context) {
  const Value ids = context.input(0);
  const Value counted = context.has_input(7) ? context.input(7) : context.add("sub", {ids, ids}, {}, "no_mask");
  return context.add("reduce_sum", {context.cast(counted, DType::int32, "mask")}, ops::ReduceAttrs{{1}, false}, "mask_index");
}

// output, index of the mask, sum of the embeddings.
Values normalized(NodeContext& context, const Embeddings& embeddings) {
  context.ignore({"mask_index_type"});
  Value sum = context.add("add", {embeddings.words, embeddings.positions}, {}, embeddings.segments ? "placed" : "sum");
  if (embeddings.segments) sum = context.add("add", {sum, *embeddings.segments}, {}, "sum");
  const ops::LayerNormAttrs attributes{-1, context.attr<double>("epsilon", 1e-12f)};
  const Value y = context.add("layer_norm", {sum, embeddings.gamma, embeddings.beta}, attributes);
  return {y, context.has_output(1) ? mask_index(context) : Value{}, sum};
}

// Part `i` of QEmbedLayerNormalization's tables as real numbers.
Value real(NodeContext& context, Value rows, int scale, std::string_view part) {
  const Value zero_point = zero_point_input(context, scale + 5, context.dtype(rows));
  return context.add("dequantize", {rows, scale_input(context, scale), zero_point}, ops::DequantizeAttrs{0, 0, DType::float32}, part);
}

Values bias_gelu(NodeContext& context) {
  return gelu_of(context, context.add("add", {context.input(0), context.input(1, ParameterRole::bias)}, {}, "sum"), ops::GeluForm::erf);
}

Values fast_gelu(NodeContext& context) {
  return gelu_of(context, with_bias(context, context.input(0), 1, "sum"), ops::GeluForm::tanh);
}

Values quick_gelu(NodeContext& context) {
  const Value x = context.input(0);
  const Value scaled = context.add("mul", {x, context.scalar(context.attr<double>("alpha", 1.702f), context.dtype(x))}, {}, "scaled");
  return {context.add("mul", {x, context.add("sigmoid", {scaled}, {}, "gate")})};
}

Values bias_split_gelu(NodeContext& context) {
  const Value sum = context.add("add", {context.input(0), context.input(1, ParameterRole::bias)}, {}, "sum");
  const Values halves = context.add_all("split", {sum}, ops::SplitAttrs{-1, {}, 2}, "halves");
  return {context.add("mul", {halves[0], context.add("gelu", {halves[1]}, ops::GeluAttrs{}, "gate")})};
}

Values bias_add(NodeContext& context) {
  const Value sum = context.add("add", {context.input(0), context.input(1, ParameterRole::bias)}, {}, "sum");
  return {context.add("add", {sum, context.input(2)})};
}

Values bias_softmax(NodeContext& context) {
  const Value sum = context.add("add", {context.input(0), context.input(1)}, {}, "sum");
  const std::int64_t axis = context.axis(sum, context.attr<std::int64_t>("axis", 1));
  context.ignore({"is_inner_broadcast"});
  if (axis == context.rank(sum) - 1) return {context.add("softmax", {sum}, ops::SoftmaxAttrs{axis, 1.0})};
  // Over all dimensions from the axis on.
  Shape flattened;
  for (std::int64_t d = 0; d < axis; ++d) flattened.push_back(input_dim(d));
  flattened.emplace_back(-1);
  const Value rows = context.add("softmax", {context.reshape(sum, flattened, "rows")}, ops::SoftmaxAttrs{axis, 1.0}, "softmax");
  return {context.add("reshape", {rows, context.add("shape_of", {sum}, {}, "shape")}, ops::ReshapeAttrs{})};
}

Values fused_matmul(NodeContext& context) {
  return {fused_product(context, "")};
}

Values fused_matmul_activation(NodeContext& context) {
  const ActivationNumbers numbers = numbers_of(context);
  context.ignore({"activation_axis"});
  const auto name = context.attr<std::string>("activation", "");
  return {activated(context, fused_product(context, name.empty() ? "" : "factors"), name, numbers)};
}

Values fused_gemm(NodeContext& context) {
  const ActivationNumbers numbers = numbers_of(context);
  const auto name = context.attr<std::string>("activation", "");
  const Value product = gemm(context).front();
  if (!name.empty()) context.name_last("gemm");
  return {activated(context, product, name, numbers)};
}

Values gemm_fast_gelu(NodeContext& context) {
  const Value product = context.add("matmul", {context.input(0), context.input(1)}, ops::MatmulAttrs{}, "product");
  return gelu_of(context, with_bias(context, product, 2, "sum"), ops::GeluForm::tanh);
}

Values fused_conv(NodeContext& context) {
  const auto numbers = context.attr<std::vector<double>>("activation_params", {});
  const auto at = [&](std::size_t i) { return i < numbers.size() ? std::optional(numbers[i]) : std::nullopt; };
  const auto name = context.attr<std::string>("activation", "");
  Value y = conv(context).front();
  if (!name.empty() || context.has_input(3)) context.name_last("conv");
  if (context.has_input(3)) y = context.add("add", {y, context.input(3)}, {}, name.empty() ? "" : "sum");
  return {activated(context, y, name, {at(0), at(1)})};
}

// output, mean, inverse deviation, sum.
Values skip_layer_norm(NodeContext& context) {
  refuse_statistics(context);
  const Value sum = skip_sum(context, 4);
  const ops::LayerNormAttrs attributes{-1, context.attr<double>("epsilon", 1e-12f)};
  const Value y = context.add("layer_norm", {sum, context.input(2), context.optional_input(3, ParameterRole::bias)}, attributes);
  return {y, {}, {}, sum};
}

Values skip_rms_norm(NodeContext& context) {
  refuse_statistics(context);
  const Value sum = skip_sum(context, 3);
  const Value y = context.add("rms_norm", {sum, context.input(2)}, ops::RmsNormAttrs{-1, context.attr<double>("epsilon", 1e-12f)});
  return {y, {}, {}, sum};
}

Values embed_layer_norm(NodeContext& context) {
  const Value ids = context.input(0);
  const bool has_segments = context.has_input(1) && context.has_input(4);
  Embeddings embeddings;
  embeddings.words = table_rows(context, context.input(2), ids, "words");
  embeddings.positions = context.has_input(8) ? table_rows(context, context.input(3), context.input(8), "positions")
                                              : first_rows(context, context.input(3), ids, "positions");
  if (has_segments) embeddings.segments = table_rows(context, context.input(4), context.input(1), "segments");
  embeddings.gamma = context.input(5);
  embeddings.beta = context.input(6, ParameterRole::bias);
  return normalized(context, embeddings);
}

// Tables of integers: scales from input 8 on, zero points from input 13 on.
Values quantized_embed_layer_norm(NodeContext& context) {
  const Value ids = context.input(0);
  Embeddings embeddings;
  embeddings.words = real(context, table_rows(context, context.input(2), ids, "words.rows"), 8, "words");
  embeddings.positions = real(context, first_rows(context, context.input(3), ids, "positions.rows"), 9, "positions");
  if (context.has_input(1) && context.has_input(4)) {
    embeddings.segments = real(context, table_rows(context, context.input(4), context.input(1), "segments.rows"), 10, "segments");
  }
  embeddings.gamma = real(context, context.input(5), 11, "gamma");
  embeddings.beta = real(context, context.input(6, ParameterRole::bias), 12, "beta");
  return normalized(context, embeddings);
}

}  // namespace

std::vector<OperatorRow> fused_rows() {
  using enum Fate;
  return {
      {"com.microsoft", "BiasAdd", rewritten, {{1, bias_add}}, "", "two additions"},
      {"com.microsoft", "BiasDropout", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "BiasGelu", rewritten, {{1, bias_gelu}}, "", "an addition and gelu"},
      {"com.microsoft", "BiasSoftmax", rewritten, {{1, bias_softmax}}, "", "an addition and softmax"},
      {"com.microsoft", "BiasSplitGelu", rewritten, {{1, bias_split_gelu}}, "", "an addition, two halves, one of them through gelu"},
      {"com.microsoft", "EmbedLayerNormalization", rewritten, {{1, embed_layer_norm}}, "", "rows of tables, their sum and layer_norm"},
      {"com.microsoft", "FastGelu", rewritten, {{1, fast_gelu}}, "", "an addition and gelu"},
      {"com.microsoft", "FusedConv", rewritten, {{1, fused_conv}}, "", "a convolution, an addition and an activation"},
      {"com.microsoft", "FusedGemm", rewritten, {{1, fused_gemm}}, "", "Gemm and an activation"},
      {"com.microsoft", "FusedMatMul", rewritten, {{1, fused_matmul}}, "", "a matrix product and a factor"},
      {"com.microsoft",
       "FusedMatMulActivation",
       rewritten,
       {{1, fused_matmul_activation}},
       "",
       "a matrix product, a factor and an activation"},
      {"com.microsoft", "GemmFastGelu", rewritten, {{1, gemm_fast_gelu}}, "", "a matrix product, an addition and gelu"},
      {"com.microsoft", "NhwcFusedConv", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft",
       "QEmbedLayerNormalization",
       rewritten,
       {{1, quantized_embed_layer_norm}},
       "",
       "rows of tables, dequantized, their sum and layer_norm"},
      {"com.microsoft", "QuickGelu", rewritten, {{1, quick_gelu}}, "", "x times the sigmoid of a multiple of x"},
      {"com.microsoft", "SkipGroupNorm", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "SkipLayerNormalization", rewritten, {{1, skip_layer_norm}}, "", "additions and layer_norm"},
      {"com.microsoft", "SkipSimplifiedLayerNormalization", rewritten, {{1, skip_rms_norm}}, "", "additions and rms_norm"},
      {"com.microsoft", "TransposeMatMul", rewritten, {{1, fused_matmul}}, "", "a matrix product and a factor"},
  };
}

}  // namespace nnfront::frontends::onnx
