#include "ops/pool.h"

#include <algorithm>
#include <limits>

#include "emit/mxnet/op_table.h"
#include "emit/mxnet/pad.h"
#include "ops/window.h"

namespace nnfront::emit::mxnet {

namespace {

// Where windows stand by MXNet's two conventions: "valid" rounds down, "full" up. Others are made even by pads in front.
struct Placed {
  Integers kernel;
  Integers strides;
  Integers pad;
  bool full = false;
  Integers pads_in_front;  // begins, then ends; empty for none
};

std::int64_t count_of(const ops::PoolAttrs& windows, std::size_t d, std::int64_t size, ops::PoolRounding rounding) {
  const std::size_t rank = windows.kernel.size();
  const ops::Window window{windows.kernel[d], windows.strides[d], 1, windows.pads[d], windows.pads[rank + d]};
  return ops::window_positions("pool_c5", size, windows.kernel[d], window, rounding).integer();
}

// Ends that are long enough for as many windows as there are in the result.
Integers stretched_pads(const NodeContext& context, const ops::PoolAttrs& windows) {
  const std::size_t rank = windows.kernel.size();
  const Integers made = context.output_dims();
  Integers pads = windows.pads;
  for (std::size_t d = 0; d < rank; ++d) {
    const std::int64_t covered = (made[d + 2] - 1) * windows.strides[d] + windows.kernel[d];
    pads[rank + d] = std::max(pads[rank + d], covered - context.size(0, static_cast<std::int64_t>(d) + 2) - pads[d]);
  }
  return pads;
}

// Whether rounding so gives as many windows as there are.
bool all_counts_are(const NodeContext& context, const ops::PoolAttrs& windows, ops::PoolRounding rounding) {
  const Integers made = context.output_dims();
  for (std::size_t d = 0; d < windows.kernel.size(); ++d) {
    const std::int64_t size = context.size(0, static_cast<std::int64_t>(d) + 2);
    if (count_of(windows, d, size, rounding) != made[d + 2]) return false;
  }
  return true;
}

void check(const NodeContext& context, const ops::PoolAttrs& windows) {
  if (windows.kernel.size() > 3) context.refuse("{} spatial dimensions, at most 3", windows.kernel.size());
  if (!context.is_floating(0)) context.refuse("integers");
  for (const std::int64_t dilation : windows.dilations) {
    if (dilation != 1) context.refuse("windows with dilation");
  }
}

Placed placed(const NodeContext& context, const ops::PoolAttrs& windows) {
  using enum ops::PoolRounding;
  check(context, windows);
  Placed result{windows.kernel, windows.strides, begins_of(windows.pads), windows.rounding == ceil, {}};
  bool is_stretched = false;
  if (windows.rounding == ceil_inside && !all_counts_are(context, windows, floor)) {
    result.full = all_counts_are(context, windows, ceil);
    is_stretched = !result.full;
  }
  if (is_symmetric(windows.pads) && !is_stretched) return result;
  result.pads_in_front = is_stretched ? stretched_pads(context, windows) : windows.pads;
  result.pad.assign(result.pad.size(), 0);
  return result;
}

NodeAttributes attributes_of(const Placed& placed, const char* type) {
  return {attribute("kernel", placed.kernel), attribute("stride", placed.strides), attribute("pad", placed.pad),
          attribute("pool_type", type), attribute("pooling_convention", placed.full ? "full" : "valid")};
}

Entry padded(NodeContext& context, Entry data, const Placed& placed, double value) {
  if (placed.pads_in_front.empty()) return data;
  return context.add_steps(data, spatial_pad_steps(context, placed.pads_in_front, value));
}

void max_pool(NodeContext& context) {
  const Placed windows = placed(context, context.attrs<ops::PoolAttrs>());
  const Entry data = padded(context, context.input(0), windows, -std::numeric_limits<double>::infinity());
  context.emit("Pooling", {data}, attributes_of(windows, "max"));
}

// Pads in front would count as elements: the mean of the padded data is divided by that of padded ones.
void average_of_real_elements(NodeContext& context, const Placed& windows, const Integers& counted) {
  NodeAttributes attributes = attributes_of(windows, "avg");
  attributes.push_back(attribute("count_include_pad", true));
  const Entry data = context.input(0);
  Entry ones = context.add("ones_like", {data}, {}, "ones");
  if (!counted.empty()) ones = context.add_steps(ones, spatial_pad_steps(context, counted, 1.0));
  Integers rest = windows.pads_in_front;
  for (std::size_t i = 0; i < counted.size(); ++i) rest[i] -= counted[i];
  ones = context.add_steps(ones, spatial_pad_steps(context, rest, 0.0));
  const Entry share = context.add("Pooling", {ones}, attributes, "share");
  const Entry mean = context.add("Pooling", {padded(context, data, windows, 0.0)}, std::move(attributes), "mean");
  context.emit("elemwise_div", {mean, share});
}

void average_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::AveragePoolAttrs>();
  const Placed windows = placed(context, attrs.windows);
  const bool is_even = windows.pads_in_front == attrs.windows.pads && attrs.count_include_pad;
  if (!windows.pads_in_front.empty() && !is_even) {
    return average_of_real_elements(context, windows, attrs.count_include_pad ? attrs.windows.pads : Integers{});
  }
  NodeAttributes attributes = attributes_of(windows, "avg");
  attributes.push_back(attribute("count_include_pad", attrs.count_include_pad));
  context.emit("Pooling", {padded(context, context.input(0), windows, 0.0)}, std::move(attributes));
}

// MXNet takes no absolute value before it raises to the power.
Entry magnitudes(NodeContext& context, std::int64_t p) {
  if (p < 1 || p > 3) context.refuse("a power of {}", p);
  return p == 2 ? context.input(0) : context.add("abs", {context.input(0)}, {}, "abs");
}

void lp_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LpPoolAttrs>();
  const Placed windows = placed(context, attrs.windows);
  NodeAttributes attributes = attributes_of(windows, "lp");
  attributes.push_back(attribute("p_value", attrs.p));
  context.emit("Pooling", {padded(context, magnitudes(context, attrs.p), windows, 0.0)}, std::move(attributes));
}

NodeAttributes global_attributes(const NodeContext& context, const char* type) {
  if (!context.is_floating(0)) context.refuse("integers");
  const std::int64_t spatial = context.rank(0) - 2;
  if (spatial > 3) context.refuse("{} spatial dimensions, at most 3", spatial);
  return {attribute("kernel", Integers(static_cast<std::size_t>(spatial), 1)), attribute("global_pool", true),
          attribute("pool_type", type)};
}

void global_pool(NodeContext& context) {
  const char* type = context.op() == "global_max_pool" ? "max" : "avg";
  context.emit("Pooling", {context.input(0)}, global_attributes(context, type));
}

void global_lp_pool(NodeContext& context) {
  const std::int64_t p = context.attrs<ops::GlobalLpPoolAttrs>().p;
  NodeAttributes attributes = global_attributes(context, "lp");
  attributes.push_back(attribute("p_value", p));
  context.emit("Pooling", {magnitudes(context, p)}, std::move(attributes));
}

// Where each output reads as many elements as every other it is a pool with windows of one size.
void adaptive_of_equal_windows(NodeContext& context, const char* type) {
  const Integers& wanted = context.attrs<ops::AdaptivePoolAttrs>().output_size;
  Placed windows;
  for (std::size_t d = 0; d < wanted.size(); ++d) {
    const std::int64_t size = context.size(0, static_cast<std::int64_t>(d) + 2);
    if (size % wanted[d] != 0) context.refuse("windows of different sizes");
    windows.kernel.push_back(size / wanted[d]);
    windows.pad.push_back(0);
  }
  if (windows.kernel.size() > 3) context.refuse("{} spatial dimensions, at most 3", windows.kernel.size());
  windows.strides = windows.kernel;
  context.emit("Pooling", {context.input(0)}, attributes_of(windows, type));
}

void adaptive_average_pool(NodeContext& context) {
  const Integers& wanted = context.attrs<ops::AdaptivePoolAttrs>().output_size;
  if (wanted.size() != 2) return adaptive_of_equal_windows(context, "avg");
  context.emit("_contrib_AdaptiveAvgPooling2D", {context.input(0)}, {attribute("output_size", wanted)});
}

void adaptive_max_pool(NodeContext& context) {
  adaptive_of_equal_windows(context, "max");
}

}  // namespace

std::vector<OperatorRow> pool_rows() {
  return {
      {"max_pool", max_pool},
      {"average_pool", average_pool},
      {"lp_pool", lp_pool},
      {"global_max_pool", global_pool},
      {"global_average_pool", global_pool},
      {"global_lp_pool", global_lp_pool},
      {"adaptive_max_pool", adaptive_max_pool},
      {"adaptive_average_pool", adaptive_average_pool},
  };
}

}  // namespace nnfront::emit::mxnet
