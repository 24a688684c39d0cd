#include "ops/pool.h"

#include <algorithm>

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

// Since opset 19 ceil_mode drops a last window that would start behind the input and its begin padding (our ceil_inside); before, what
// became of it was left to the runtime, and they dropped it, too. Our plain ceil keeps it, which ONNX cannot say.
std::int64_t ceil_mode(const NodeContext& context, const ops::PoolAttrs& windows) {
  if (windows.rounding == ops::PoolRounding::floor) return 0;
  const bool is_inside = windows.rounding == ops::PoolRounding::ceil_inside;
  const std::size_t rank = windows.kernel.size();
  for (std::size_t d = 0; d < rank; ++d) {
    const Dim& size = context.dim(0, static_cast<std::int64_t>(d) + 2);
    const Dim& made = context.output_type().shape[d + 2];
    if (!size.is_integer() || !made.is_integer()) {
      if (is_inside) continue;
      context.refuse("sizes rounded up with windows behind the input, for sizes that are not known");
    }
    const std::int64_t behind = size.integer() + windows.pads[d];
    const std::int64_t last = (made.integer() - 1) * windows.strides[d];
    if (!is_inside && last >= behind) context.refuse("a window starts behind the input");
    const std::int64_t span = behind + windows.pads[rank + d] - windows.dilations[d] * (windows.kernel[d] - 1) - 1;
    // The checker counts a window that is left out until then.
    if (is_inside && last < span && last + windows.strides[d] >= behind)
      context.need_opset(22, "a window behind the input that is left out");
  }
  return 1;
}

NodeAttributes windows_of(const NodeContext& context, const ops::PoolAttrs& windows, bool with_dilations) {
  NodeAttributes attributes = {attribute("ceil_mode", ceil_mode(context, windows)), attribute("kernel_shape", windows.kernel),
                               attribute("pads", windows.pads), attribute("strides", windows.strides)};
  if (with_dilations) attributes.push_back(attribute("dilations", windows.dilations));
  return attributes;
}

bool is_dilated(const ops::PoolAttrs& windows) {
  return std::any_of(windows.dilations.begin(), windows.dilations.end(), [](std::int64_t dilation) { return dilation != 1; });
}

void max_pool(NodeContext& context) {
  context.emit("MaxPool", {context.input(0)}, windows_of(context, context.attrs<ops::PoolAttrs>(), true));
}

void average_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::AveragePoolAttrs>();
  const bool dilated = is_dilated(attrs.windows);
  if (dilated) context.need_opset(19, "AveragePool with dilations");
  NodeAttributes attributes = windows_of(context, attrs.windows, dilated);
  attributes.push_back(flag("count_include_pad", attrs.count_include_pad));
  context.emit("AveragePool", {context.input(0)}, std::move(attributes));
}

void lp_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LpPoolAttrs>();
  const bool is_plain = !is_dilated(attrs.windows) && attrs.windows.rounding == ops::PoolRounding::floor;
  if (!is_plain) context.need_opset(18, "LpPool with dilations or sizes rounded up");
  NodeAttributes attributes = windows_of(context, attrs.windows, !is_plain);
  if (is_plain) attributes.erase(attributes.begin());  // ceil_mode came with opset 18
  attributes.push_back(attribute("p", attrs.p));
  context.emit("LpPool", {context.input(0)}, std::move(attributes));
}

void global_lp_pool(NodeContext& context) {
  context.emit("GlobalLpPool", {context.input(0)}, {attribute("p", context.attrs<ops::GlobalLpPoolAttrs>().p)});
}

// The windows of one dimension one by one, and joined again: a mean of means is right where all windows beside it are of one size.
std::string pooled_along(NodeContext& context, const std::string& data, std::int64_t axis, std::int64_t size, std::int64_t wanted) {
  constexpr std::int64_t most = 1024;
  if (wanted > most) context.refuse("{} windows of different sizes", wanted);
  Inputs parts;
  for (std::int64_t o = 0; o < wanted; ++o) {
    const std::int64_t begin = o * size / wanted;
    const std::int64_t end = ((o + 1) * size + wanted - 1) / wanted;
    const std::string window =
        context.add("Slice", {data, context.integers({begin}, "begin"), context.integers({end}, "end"), context.integers({axis}, "axis")},
                    {}, "window");
    const bool is_average = context.target() == "AveragePool";
    parts.push_back(context.reduced(is_average ? "ReduceMean" : "ReduceMax", window, {axis}, true, "pooled"));
  }
  return parts.size() == 1 ? parts.front() : context.add("Concat", parts, {attribute("axis", axis)}, "joined");
}

void adaptive_by_windows(NodeContext& context, const std::vector<std::int64_t>& wanted) {
  std::string data = context.input(0);
  for (std::size_t d = 0; d < wanted.size(); ++d) {
    const auto axis = static_cast<std::int64_t>(d) + 2;
    const Dim& size = context.dim(0, axis);
    if (!size.is_integer()) context.refuse("windows of sizes that are not known");
    if (size.integer() == 0 || wanted[d] == 0) context.refuse("nothing to pool");
    data = pooled_along(context, data, axis, size.integer(), wanted[d]);
  }
  context.emit("Identity", {data});
}

// Where each output reads as many elements as every other it is a pool with windows of one size.
void adaptive(NodeContext& context) {
  const auto& wanted = context.attrs<ops::AdaptivePoolAttrs>().output_size;
  if (std::all_of(wanted.begin(), wanted.end(), [](std::int64_t size) { return size == 1; })) {
    return context.emit("Global" + std::string(context.target()), {context.input(0)});
  }
  std::vector<std::int64_t> kernel;
  for (std::size_t d = 0; d < wanted.size(); ++d) {
    const Dim& size = context.dim(0, static_cast<std::int64_t>(d) + 2);
    if (!size.is_integer() || wanted[d] == 0 || size.integer() % wanted[d] != 0) return adaptive_by_windows(context, wanted);
    kernel.push_back(size.integer() / wanted[d]);
  }
  context.emit(context.target(), {context.input(0)}, {attribute("kernel_shape", kernel), attribute("strides", kernel)});
}

}  // namespace

std::vector<OperatorRow> pool_rows() {
  return {
      {"max_pool", max_pool, "", 1, Widening::keeps},
      {"average_pool", average_pool, "", 1, Widening::floats},
      {"lp_pool", lp_pool, "", 1, Widening::floats},
      {"global_max_pool", plain, "GlobalMaxPool", 1, Widening::keeps},
      {"global_average_pool", plain, "GlobalAveragePool", 1, Widening::floats},
      {"global_lp_pool", global_lp_pool, "", 1, Widening::floats},
      {"adaptive_max_pool", adaptive, "MaxPool", 1, Widening::keeps},
      {"adaptive_average_pool", adaptive, "AveragePool", 1, Widening::floats},
  };
}

}  // namespace nnfront::emit::onnx
