#include "ops/pool.h"

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "frontends/mxnet/pool.h"
#include "ops/reduce.h"

namespace nnfront::frontends::mxnet {

namespace {

ops::PoolAttrs window_of(NodeContext& context, const std::string& convention) {
  ops::PoolAttrs window;
  window.kernel = context.attr<Tuple>("kernel");
  const std::size_t rank = window.kernel.size();
  if (rank < 1 || rank > 3) fail(ErrorCode::invalid_file, "attribute 'kernel' has {} entries, wanted 1 to 3", rank);
  window.strides = context.attr<Tuple>("stride", {});
  if (window.strides.empty()) window.strides.assign(rank, 1);
  Tuple pad = context.attr<Tuple>("pad", {});
  if (pad.empty()) pad.assign(rank, 0);
  if (window.strides.size() != rank || pad.size() != rank) {
    fail(ErrorCode::invalid_file, "'stride' has {} entries and 'pad' {}, wanted {} as the kernel has", window.strides.size(), pad.size(),
         rank);
  }
  window.dilations.assign(rank, 1);
  window.pads = pad;
  window.pads.insert(window.pads.end(), pad.begin(), pad.end());
  if (convention == "full") window.rounding = ops::PoolRounding::ceil;
  return window;
}

std::int64_t norm_order(NodeContext& context) {
  const auto order = context.attr<std::optional<std::int64_t>>("p_value", std::nullopt);
  if (!order) fail(ErrorCode::invalid_file, "attribute 'p_value' is missing");
  // MXNet raises to the power without taking the absolute value first.
  if (*order != 2) context.refuse("pool_type 'lp' with p_value {} is not covered, only 2", *order);
  return *order;
}

Values global(NodeContext& context, const std::string& type) {
  const Value data = context.input(0);
  if (type == "max") return {context.add("global_max_pool", {data})};
  if (type == "avg") return {context.add("global_average_pool", {data})};
  if (type == "lp") return {context.add("global_lp_pool", {data}, ops::GlobalLpPoolAttrs{norm_order(context)})};
  context.rewritten("a sum over the spatial dimensions");
  std::vector<std::int64_t> axes;
  for (std::int64_t d = 2; d < context.rank(data); ++d) axes.push_back(d);
  return {context.add("reduce_sum", {data}, ops::ReduceAttrs{axes, true})};
}

Value average(NodeContext& context, const ops::PoolAttrs& window, bool count_include_pad, std::string_view part) {
  return context.add("average_pool", {context.input(0)}, ops::AveragePoolAttrs{window, count_include_pad}, part);
}

// The mean with padding counted, times the number of taps; with windows that are clipped that number is not the same everywhere.
Value sum(NodeContext& context, const ops::PoolAttrs& window) {
  if (window.rounding != ops::PoolRounding::floor) context.refuse("pool_type 'sum' with pooling_convention 'full' is not covered");
  double taps = 1.0;
  for (const std::int64_t size : window.kernel) taps *= static_cast<double>(size);
  context.rewritten("the average times the size of the window");
  const Value mean = average(context, window, true, "average");
  return context.add("mul", {mean, context.scalar(taps, context.dtype(mean))});
}

Values adaptive_average_pooling(NodeContext& context) {
  Tuple size = context.attr<Tuple>("output_size", {});
  if (size.empty()) size = {1};
  if (size.size() == 1) size.push_back(size[0]);
  if (size.size() != 2) fail(ErrorCode::invalid_file, "attribute 'output_size' has {} entries, wanted 1 or 2", size.size());
  return {context.add("adaptive_average_pool", {context.input(0)}, ops::AdaptivePoolAttrs{size})};
}

}  // namespace

Values pooling(NodeContext& context) {
  const std::string type = context.choice("pool_type", {"max", "avg", "sum", "lp"}, "max");
  const std::string convention = context.choice("pooling_convention", {"valid", "full"}, "valid");
  const bool count_include_pad = context.attr<std::optional<bool>>("count_include_pad", std::nullopt).value_or(true);
  context.choice("layout", {"None", "NCW", "NCHW", "NCDHW"}, "None");
  context.ignore({"kernel", "stride", "pad", "p_value"});
  if (context.attr<bool>("global_pool", false)) return global(context, type);
  const ops::PoolAttrs window = window_of(context, convention);
  if (type == "avg") return {average(context, window, count_include_pad, {})};
  if (type == "sum") return {sum(context, window)};
  if (type == "max") return {context.add("max_pool", {context.input(0)}, window)};
  return {context.add("lp_pool", {context.input(0)}, ops::LpPoolAttrs{window, norm_order(context)})};
}

std::vector<OperatorRow> pool_rows() {
  using enum Fate;
  return {
      {{"Pooling", "Pooling_v1", "_npx_pooling"},
       {"data"},
       exact,
       pooling,
       "max_pool",
       "max, avg, sum, lp with p_value 2; not pooling_convention 'same'"},
      {{"_contrib_AdaptiveAvgPooling2D"}, {"data"}, exact, adaptive_average_pooling, "adaptive_average_pool", ""},
  };
}

}  // namespace nnfront::frontends::mxnet
