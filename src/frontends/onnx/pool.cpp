#include "ops/pool.h"

#include "frontends/onnx/elementwise.h"
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/window.h"

namespace nnfront::frontends::onnx {

namespace {

Values lp_pooled(NodeContext& context, std::int64_t p) {
  const Value data = context.input(0);
  const Window window = window_of(context, data, kernel_shape(context, data));
  const ops::LpPoolAttrs attributes{{window.kernel, window.strides, window.pads, window.dilations, rounding_of(context)}, p};
  return {add_windowed(context, "lp_pool", {data}, attributes, window.fixed)};
}

// Before opset 2 the exponent is a number with a fraction.
std::int64_t whole_exponent(NodeContext& context) {
  const double p = context.attr<double>("p", 2.0);
  if (p != static_cast<double>(static_cast<std::int64_t>(p))) context.refuse("the exponent {} is not covered, only whole ones", p);
  return static_cast<std::int64_t>(p);
}

Values max_pool(NodeContext& context) {
  const Value data = context.input(0);
  const Window window = window_of(context, data, kernel_shape(context, data));
  const ops::PoolAttrs attributes{window.kernel, window.strides, window.pads, window.dilations, rounding_of(context)};
  const bool column_major = context.attr<bool>("storage_order", false);  // of the indices
  const Value largest = add_windowed(context, "max_pool", {data}, attributes, window.fixed);
  if (!context.has_output(1)) return {largest};
  const ops::MaxPoolIndicesAttrs places{attributes, column_major};
  return {largest, add_windowed(context, "max_pool_indices", {data}, places, window.fixed, "indices")};
}

Values average_pool(NodeContext& context) {
  const Value data = context.input(0);
  const Window window = window_of(context, data, kernel_shape(context, data));
  const bool with_pads = context.attr<bool>("count_include_pad", false);
  const ops::AveragePoolAttrs attributes{{window.kernel, window.strides, window.pads, window.dilations, rounding_of(context)}, with_pads};
  return {add_windowed(context, "average_pool", {data}, attributes, window.fixed)};
}

Values lp_pool_1(NodeContext& context) {
  return lp_pooled(context, whole_exponent(context));
}

Values lp_pool(NodeContext& context) {
  return lp_pooled(context, context.attr<std::int64_t>("p", 2));
}

Values global_lp_pool_1(NodeContext& context) {
  return {context.add("global_lp_pool", {context.input(0)}, ops::GlobalLpPoolAttrs{whole_exponent(context)})};
}

Values global_lp_pool(NodeContext& context) {
  return {context.add("global_lp_pool", {context.input(0)}, ops::GlobalLpPoolAttrs{context.attr<std::int64_t>("p", 2)})};
}

}  // namespace

std::vector<OperatorRow> pool_rows() {
  using enum Fate;
  return {
      {"", "MaxPool", exact, {{1, max_pool}}, "", "indices as a node of their own"},
      {"", "AveragePool", exact, {{1, average_pool}}, "", ""},
      {"", "LpPool", exact, {{1, lp_pool_1}, {2, lp_pool}}, "", ""},
      {"", "GlobalMaxPool", exact, {{1, unary}}, "global_max_pool", ""},
      {"", "GlobalAveragePool", exact, {{1, unary}}, "global_average_pool", ""},
      {"", "GlobalLpPool", exact, {{1, global_lp_pool_1}, {2, global_lp_pool}}, "", "", beside_onnxruntime()},
      {"com.microsoft", "MaxpoolWithMask", refused, {}, "", not_written_by_onnxruntime},
      {"com.microsoft", "NhwcMaxPool", refused, {}, "", not_written_by_onnxruntime},
  };
}

}  // namespace nnfront::frontends::onnx
