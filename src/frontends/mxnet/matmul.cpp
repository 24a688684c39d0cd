#include "ops/matmul.h"

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"

namespace nnfront::frontends::mxnet {

namespace {

constexpr std::string_view no_function = "no operator of the IR computes this function";

ops::MatmulAttrs transposes(NodeContext& context) {
  ops::MatmulAttrs attributes;
  attributes.transpose_a = context.attr<bool>("transpose_a", false);
  attributes.transpose_b = context.attr<bool>("transpose_b", false);
  return attributes;
}

void refuse_sparse_result(NodeContext& context) {
  context.choice("forward_stype", {"None", "default"}, "None");
}

// All dimensions behind the first, multiplied.
Dim features_of(NodeContext& context, Value data) {
  Dim features = 1;
  for (std::int64_t d = 1; d < context.rank(data); ++d) features = features * context.dim(data, d);
  return features;
}

Values fully_connected(NodeContext& context) {
  const std::int64_t units = context.attr<std::int64_t>("num_hidden");
  const bool no_bias = context.attr<bool>("no_bias", false);
  const bool flatten = context.attr<bool>("flatten", true);
  if (units < 1) fail(ErrorCode::invalid_file, "attribute 'num_hidden' is {}, wanted at least 1", units);
  Value data = context.input(0);
  const Dim features = flatten ? features_of(context, data) : context.dim(data, -1);
  const Value weight = context.parameter(1, Shape{units, features});
  const std::optional<Value> bias = no_bias ? std::nullopt : std::optional(context.parameter(2, Shape{units}));
  if (flatten && context.rank(data) != 2) {
    context.rewritten("the data flattened first");
    data = context.reshape(data, {input_dim(0), -1}, "flatten");
  }
  return {context.add("dense", {data, weight, bias})};
}

// The last dimension of a with the first of b; with more than two dimensions that is a matrix product only where b is a matrix.
Values dot(NodeContext& context) {
  const ops::MatmulAttrs attributes = transposes(context);
  refuse_sparse_result(context);
  const Value a = context.input(0);
  const Value b = context.input(1);
  const bool matrices = context.rank(a) == 2 && context.rank(b) == 2;
  const bool rows = context.rank(a) > 2 && context.rank(b) == 2 && !attributes.transpose_a;
  if (!matrices && !rows) context.refuse("a product of {} and {} is not covered", text(context.type(a)), text(context.type(b)));
  return {context.add("matmul", {a, b}, attributes)};
}

Values batch_dot(NodeContext& context) {
  const ops::MatmulAttrs attributes = transposes(context);
  refuse_sparse_result(context);
  return {context.add("matmul", {context.input(0), context.input(1)}, attributes)};
}

Values linalg_gemm2(NodeContext& context) {
  const ops::MatmulAttrs attributes = transposes(context);
  const double alpha = context.attr<double>("alpha", 1.0);
  const std::int64_t axis = context.attr<std::int64_t>("axis", -2);
  if (axis != -2) context.refuse("axis {} is not covered, only -2", axis);
  const Value a = context.input(0);
  const Value b = context.input(1);
  if (alpha == 1.0) return {context.add("matmul", {a, b}, attributes)};
  context.rewritten("the product times alpha");
  const Value product = context.add("matmul", {a, b}, attributes, "product");
  return {context.add("mul", {product, context.scalar(alpha, context.dtype(product))})};
}

// alpha * A B + beta * C
Values linalg_gemm(NodeContext& context) {
  const ops::MatmulAttrs attributes = transposes(context);
  const double alpha = context.attr<double>("alpha", 1.0);
  const double beta = context.attr<double>("beta", 1.0);
  const std::int64_t axis = context.attr<std::int64_t>("axis", -2);
  if (axis != -2) context.refuse("axis {} is not covered, only -2", axis);
  const auto times = [&](Value value, double factor, std::string_view part) {
    return factor == 1.0 ? value : context.add("mul", {value, context.scalar(factor, context.dtype(value))}, {}, part);
  };
  const Value product = context.add("matmul", {context.input(0), context.input(1)}, attributes, "product");
  return {context.add("add", {times(product, alpha, "scaled"), times(context.input(2), beta, "added")})};
}

}  // namespace

std::vector<OperatorRow> matmul_rows() {
  using enum Fate;
  return {
      {{"FullyConnected", "_npx_fully_connected"},
       {"data", "weight", "bias"},
       exact,
       fully_connected,
       "dense",
       "flattens first where asked to"},
      {{"dot"}, {"data", "..."}, exact, dot, "matmul", "of matrices, and of rows with a matrix"},
      {{"batch_dot", "_npx_batch_dot"}, {"data", "..."}, exact, batch_dot, "matmul", ""},
      {{"_linalg_gemm2", "linalg_gemm2"}, {"data", "..."}, exact, linalg_gemm2, "matmul", "axis -2"},
      {{"_linalg_gemm", "linalg_gemm"},
       {"data", "..."},
       rewritten,
       linalg_gemm,
       "matmul",
       "a product, multiplications and an addition; axis -2"},
      {{"khatri_rao"}, {"data", "..."}, refused, nullptr, "", no_function},
  };
}

}  // namespace nnfront::frontends::mxnet
