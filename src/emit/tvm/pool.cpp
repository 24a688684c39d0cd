#include "ops/pool.h"

#include <algorithm>

#include "emit/tvm/op_table.h"

namespace nnfront::emit::tvm {

namespace {

using python::literal;

std::int64_t spatial_rank(const NodeContext& context) {
  const std::int64_t rank = context.rank(0) - 2;
  if (rank < 1 || rank > 3) context.refuse("{} spatial dimensions", rank);
  return rank;
}

// By explicit pads, sizes rounded down: what rounding up adds stands in the pads, where a maximum never sees it.
std::vector<std::string> windows_of(const NodeContext& context, const ops::PoolAttrs& windows, const Integers& pads) {
  return {context.input(0), named("pool_size", python::list(windows.kernel)), named("strides", python::list(windows.strides)),
          named("padding", python::list(pads)), named("dilation", python::list(windows.dilations))};
}

// The end padding that makes the same windows with sizes rounded down.
Integers grown_pads(const NodeContext& context, const ops::PoolAttrs& windows) {
  Integers pads = windows.pads;
  const std::size_t rank = windows.kernel.size();
  for (std::size_t d = 0; d < rank && windows.rounding != ops::PoolRounding::floor; ++d) {
    const std::int64_t size = context.size(0, static_cast<std::int64_t>(d) + 2);
    const Dim& made = context.output_type().shape[d + 2];
    if (!made.is_integer()) context.refuse("sizes rounded up that are not known");
    const std::int64_t reach = (made.integer() - 1) * windows.strides[d] + windows.dilations[d] * (windows.kernel[d] - 1) + 1;
    pads[rank + d] = std::max(pads[rank + d], reach - size - pads[d]);
  }
  return pads;
}

void max_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::PoolAttrs>();
  context.returns(call(fmt::format("nn.max_pool{}d", spatial_rank(context)), windows_of(context, attrs, grown_pads(context, attrs))));
}

void average_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::AveragePoolAttrs>();
  const Integers pads = grown_pads(context, attrs.windows);
  // Taps behind the end padding count for nothing, which more padding could not say.
  if (attrs.count_include_pad && pads != attrs.windows.pads) context.refuse("sizes rounded up of windows whose padding counts");
  std::vector<std::string> operands = windows_of(context, attrs.windows, pads);
  operands.push_back(named("count_include_pad", literal(attrs.count_include_pad)));
  context.returns(call(fmt::format("nn.avg_pool{}d", spatial_rank(context)), operands));
}

void global(NodeContext& context) {
  Integers axes;
  for (std::int64_t d = 2; d < context.rank(0); ++d) axes.push_back(d);
  context.returns(call(context.target(), {context.input(0), named("axis", python::list(axes)), named("keepdims", "True")}));
}

void adaptive_average(NodeContext& context) {
  const Integers& size = context.attrs<ops::AdaptivePoolAttrs>().output_size;
  context.returns(
      call(fmt::format("nn.adaptive_avg_pool{}d", spatial_rank(context)), {context.input(0), named("output_size", python::list(size))}));
}

}  // namespace

std::vector<OperatorRow> pool_rows() {
  return {
      {"max_pool", max_pool},
      {"average_pool", average_pool},
      {"global_max_pool", global, "max"},
      {"global_average_pool", global, "mean"},
      {"adaptive_average_pool", adaptive_average},
  };
}

}  // namespace nnfront::emit::tvm
