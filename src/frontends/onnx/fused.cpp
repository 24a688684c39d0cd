// What onnxruntime's optimiser makes of several operators is taken apart again: domain com.microsoft.
#include "frontends/onnx/translators.h"
#include "ops/activation.h"
#include "ops/elementwise.h"
#include "ops/matmul.h"
#include "ops/norm.h"
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

// The numbers of an activation as attributes of their own, or as a list.
struct ActivationNumbers {
  double alpha = 0.0;
  double beta = 0.0;
};

Value activated(NodeContext& context, Value x, const std::string& name, const ActivationNumbers& numbers) {
  if (name.empty()) return x;
  if (name == "Relu") return context.add("relu", {x});
  if (name == "Tanh") return context.add("tanh", {x});
  if (name == "Sigmoid") return context.add("sigmoid", {x});
  if (name == "LeakyRelu") return context.add("leaky_relu", {x}, ops::LeakyReluAttrs{numbers.alpha});
  if (name == "HardSigmoid") return context.add("hard_sigmoid", {x}, ops::HardSigmoidAttrs{numbers.alpha, numbers.beta});
  if (name == "Clip") return context.add("clip", {x}, ops::ClipAttrs{numbers.alpha, numbers.beta});
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

// Embeddings of positions: those that are given, or the first ones.
Value position_rows(NodeContext& context, Value ids) {
  const Value table = context.input(3);
  if (context.has_input(8)) return context.add("gather", {table, context.input(8)}, ops::GatherAttrs{0, false}, "positions");
  const std::int64_t steps = context.size(ids, 1);
  return context.add("slice", {table}, ops::SliceAttrs{{0}, {0}, {steps}, {1}}, "positions");
}

}  // namespace

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
  if (axis != context.rank(sum) - 1) context.refuse("a softmax over several dimensions is not covered");
  context.ignore({"is_inner_broadcast"});
  return {context.add("softmax", {sum}, ops::SoftmaxAttrs{axis, 1.0})};
}

Values fused_matmul(NodeContext& context) {
  return {fused_product(context, "")};
}

Values fused_matmul_activation(NodeContext& context) {
  const ActivationNumbers numbers{context.attr<double>("activation_alpha", 0.01f), context.attr<double>("activation_beta", 0.0)};
  context.ignore({"activation_gamma", "activation_axis"});
  const auto name = context.attr<std::string>("activation", "");
  return {activated(context, fused_product(context, name.empty() ? "" : "factors"), name, numbers)};
}

Values fused_gemm(NodeContext& context) {
  const ActivationNumbers numbers{context.attr<double>("activation_alpha", 0.01f), context.attr<double>("activation_beta", 0.0)};
  context.ignore({"activation_gamma"});
  const auto name = context.attr<std::string>("activation", "");
  return {activated(context, gemm(context).front(), name, numbers)};
}

Values gemm_fast_gelu(NodeContext& context) {
  const Value product = context.add("matmul", {context.input(0), context.input(1)}, ops::MatmulAttrs{}, "product");
  return gelu_of(context, with_bias(context, product, 2, "sum"), ops::GeluForm::tanh);
}

Values fused_conv(NodeContext& context) {
  const auto numbers = context.attr<std::vector<double>>("activation_params", {});
  const auto at = [&](std::size_t i, double usual) { return i < numbers.size() ? numbers[i] : usual; };
  const auto name = context.attr<std::string>("activation", "");
  Value y = conv(context).front();
  if (context.has_input(3)) y = context.add("add", {y, context.input(3)}, {}, name.empty() ? "" : "sum");
  return {activated(context, y, name, {at(0, 0.01), at(1, 0.0)})};
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

// output, index of the mask, sum of the embeddings.
Values embed_layer_norm(NodeContext& context) {
  context.ignore({"mask_index_type"});
  const ops::GatherAttrs rows{0, false};
  const Value ids = context.input(0);
  Value sum = context.add("gather", {context.input(2), ids}, rows, "words");
  const bool has_segments = context.has_input(1) && context.has_input(4);
  sum = context.add("add", {sum, position_rows(context, ids)}, {}, has_segments ? "placed" : "sum");
  if (has_segments) {
    const Value segments = context.add("gather", {context.input(4), context.input(1)}, rows, "segments");
    sum = context.add("add", {sum, segments}, {}, "sum");
  }
  const ops::LayerNormAttrs attributes{-1, context.attr<double>("epsilon", 1e-12f)};
  Values results = {context.add("layer_norm", {sum, context.input(5), context.input(6, ParameterRole::bias)}, attributes), {}, sum};
  if (!context.has_output(1)) return results;
  if (!context.has_input(7)) context.refuse("the index of a mask that is left out is not covered");
  const Value mask = context.cast(context.input(7), DType::int32, "mask");
  results[1] = context.add("reduce_sum", {mask}, ops::ReduceAttrs{{1}, false}, "mask_index");
  return results;
}

}  // namespace nnfront::frontends::onnx
