#include "ops/pool.h"

#include <algorithm>
#include <limits>

#include "emit/tensorflow/op_table.h"
#include "emit/tensorflow/windows.h"
#include "ops/arithmetic.h"

namespace nnfront::emit::tensorflow {

namespace {

// What no element is below.
double lowest(DType dtype) {
  if (is_floating(dtype)) return -std::numeric_limits<double>::infinity();
  return static_cast<double>(ops::integer_range<std::int64_t>(dtype).first);
}

// As much padding behind as makes the number of windows that the rounding wants.
std::int64_t padding_behind(const NodeContext& context, const ops::Window& window, const Dim& size, const Dim& made,
                            ops::PoolRounding rounding) {
  if (size.is_integer() && made.is_integer()) {
    const std::int64_t reach = window.dilation * (window.kernel - 1) + 1;
    return std::max<std::int64_t>((made.integer() - 1) * window.stride + reach - size.integer() - window.pad_begin, 0);
  }
  if (rounding == ops::PoolRounding::floor) return window.pad_end;
  if (rounding == ops::PoolRounding::ceil_inside) context.refuse("sizes rounded up, where they are not known");
  return window.pad_end + window.stride - 1;
}

std::vector<ops::Window> given_windows(const ops::PoolAttrs& attrs) {
  return ops::windows(attrs.kernel, attrs.strides, attrs.pads, attrs.dilations);
}

Windows rounded_windows(const NodeContext& context, const ops::PoolAttrs& attrs) {
  std::vector<ops::Window> each = given_windows(attrs);
  context.rank(0);
  for (std::size_t d = 0; d < each.size(); ++d) {
    each[d].pad_end = padding_behind(context, each[d], context.type(0).shape[d + 2], context.output_type().shape[d + 2], attrs.rounding);
  }
  Windows windows = windows_of(context, std::move(each));
  if (windows.is_3d() && context.dtype() != DType::float32) context.refuse("pools of three dimensions of {}", name(context.dtype()));
  return windows;
}

std::string pooled(NodeContext& context, std::string_view op, const Padded& input, const Windows& windows) {
  return context.add(windows.is_3d() ? fmt::format("{}3D", op) : std::string(op), {input.data},
                     {attribute("T", context.dtype()), data_format(windows), attribute("ksize", windows.listed(&ops::Window::kernel)),
                      attribute("strides", windows.listed(&ops::Window::stride)), text_attribute("padding", input.padding)},
                     "pooled");
}

Integers made_sizes(const NodeContext& context, const Windows& windows) {
  Integers made = windows.is_1d ? Integers{1} : Integers{};
  for (std::size_t d = 2; d < context.output_type().shape.size(); ++d) {
    const Dim& dim = context.output_type().shape[d];
    if (!dim.is_integer()) context.refuse("windows with gaps, where sizes are not known");
    made.push_back(dim.integer());
  }
  return made;
}

// What one tap of every window reads: `taps` has its place in each dimension.
std::string tap(NodeContext& context, const std::string& data, const Windows& windows, const Integers& made, const Integers& taps) {
  Integers begins = {0};
  Integers ends = {0};
  for (std::size_t d = 0; d < taps.size(); ++d) {
    begins.push_back(taps[d] * windows.each[d].dilation);
    ends.push_back(begins.back() + (made[d] - 1) * windows.each[d].stride + 1);
  }
  begins.push_back(0);
  ends.push_back(0);
  const std::int64_t batch_and_channels = 1 | (std::int64_t{1} << (taps.size() + 1));
  return context.add("StridedSlice",
                     {data, context.integers(begins, "begin"), context.integers(ends, "end"),
                      context.integers(windows.listed(&ops::Window::stride), "step")},
                     {attribute("T", context.dtype()), attribute("Index", DType::int32), attribute("end_mask", batch_and_channels)}, "tap");
}

// Windows with gaps, which TensorFlow's pools lack: tap by tap.
std::string combined_taps(NodeContext& context, std::string_view op, const std::string& data, const Windows& windows) {
  const Integers made = made_sizes(context, windows);
  Integers taps(windows.each.size(), 0);
  std::string result = tap(context, data, windows, made, taps);
  for (;;) {
    std::size_t d = taps.size();
    while (d > 0 && ++taps[d - 1] == windows.each[d - 1].kernel) taps[--d] = 0;
    if (d == 0) return result;
    result = context.math(op, {result, tap(context, data, windows, made, taps)}, "combined");
  }
}

void max_pool(NodeContext& context) {
  const Windows windows = rounded_windows(context, context.attrs<ops::PoolAttrs>());
  const std::string data = widened(context, windows);
  const double filling = lowest(context.dtype());
  const std::string result = windows.has_dilation()
                                 ? combined_taps(context, "Maximum", padded_by_node(context, data, windows, filling), windows)
                                 : pooled(context, "MaxPool", padded(context, data, windows, filling), windows);
  context.yield(narrowed(context, windows, result));
}

std::int64_t tap_count(const Windows& windows) {
  std::int64_t count = 1;
  for (const ops::Window& window : windows.each) count *= window.kernel;
  return count;
}

// The mean of every window over all its taps, zeros where they read padding.
std::string mean_with_zeros(NodeContext& context, const std::string& data, const Windows& windows) {
  const std::string input = padded_by_node(context, data, windows);
  if (!windows.has_dilation()) return pooled(context, "AvgPool", {input, "VALID"}, windows);
  const std::string sum = combined_taps(context, "AddV2", input, windows);
  return context.math("RealDiv", {sum, context.number(static_cast<double>(tap_count(windows)), "taps")}, "mean");
}

// The divisors of the windows along one dimension.
std::vector<double> divisors(const ops::Window& window, std::int64_t size, std::int64_t made, bool count_include_pad) {
  ops::Window counted = window;
  if (count_include_pad) counted.pad_begin = 0;
  const std::int64_t counted_size = count_include_pad ? size + window.pad_begin + window.pad_end : size;
  std::vector<double> result;
  for (std::int64_t position = 0; position < made; ++position) {
    result.push_back(static_cast<double>(ops::real_taps_at(counted, position, counted_size).size()));
  }
  return result;
}

// What makes of the mean over all taps that over the counted ones: all taps divided by the counted ones, [1, made..., 1]; none where
// they are the same.
std::optional<Array> corrections(const NodeContext& context, const ops::AveragePoolAttrs& attrs, const Windows& windows) {
  const std::vector<ops::Window> given = given_windows(attrs.windows);
  std::vector<double> factors = {1.0};
  Integers dims = windows.is_1d ? Integers{1, 1} : Integers{1};
  for (std::size_t d = 0; d < given.size(); ++d) {
    const std::int64_t made = context.output_type().shape[d + 2].integer();
    std::vector<double> product;
    for (const double factor : factors) {
      for (const double divisor : divisors(given[d], context.type(0).shape[d + 2].integer(), made, attrs.count_include_pad))
        product.push_back(factor * static_cast<double>(given[d].kernel) / divisor);
    }
    factors = std::move(product);
    dims.push_back(made);
  }
  dims.push_back(1);
  if (std::all_of(factors.begin(), factors.end(), [](double factor) { return factor == 1.0; })) return std::nullopt;
  return ops::from_numbers<double>(context.dtype(), dims, factors);
}

bool sizes_are_known(const NodeContext& context) {
  const auto known = [](const TensorType& type) {
    return std::all_of(type.shape.begin() + 2, type.shape.end(), [](const Dim& dim) { return dim.is_integer(); });
  };
  return known(context.type(0)) && known(context.output_type());
}

// For sizes that are not known: the same mean of ones.
std::string counted_mean(NodeContext& context, const ops::AveragePoolAttrs& attrs, const Windows& windows, const std::string& data) {
  const std::string mean = mean_with_zeros(context, data, windows);
  const bool has_pads = std::any_of(attrs.windows.pads.begin(), attrs.windows.pads.end(), [](std::int64_t pad) { return pad != 0; });
  const bool is_floor = attrs.windows.rounding == ops::PoolRounding::floor;
  if (is_floor && (attrs.count_include_pad || !has_pads)) return mean;
  if (attrs.count_include_pad) context.refuse("windows past the padding, where sizes are not known");
  return context.math("RealDiv", {mean, mean_with_zeros(context, context.math("OnesLike", {data}, "ones"), windows)}, "counted");
}

void average_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::AveragePoolAttrs>();
  const Windows windows = rounded_windows(context, attrs.windows);
  const std::string data = widened(context, windows);
  const auto yield = [&](const std::string& result) { context.yield(narrowed(context, windows, result)); };
  // What SAME pads does not count.
  if (!attrs.count_include_pad && !windows.has_dilation() && is_same(windows))
    return yield(pooled(context, "AvgPool", {data, "SAME"}, windows));
  if (!sizes_are_known(context)) return yield(counted_mean(context, attrs, windows, data));
  const std::string mean = mean_with_zeros(context, data, windows);
  const auto factors = corrections(context, attrs, windows);
  yield(factors ? context.math("Mul", {mean, context.constant(*factors, "corrections")}, "counted") : mean);
}

// ---- p-norms.

std::string to_power(NodeContext& context, const std::string& value, double p, std::string_view part) {
  if (p == 1.0) return context.math("Abs", {value}, part);
  if (p == 2.0) return context.math("Square", {value}, part);
  return context.math("Pow", {context.math("Abs", {value}, "size"), context.number(p, "p")}, part);
}

std::string root_of(NodeContext& context, const std::string& sum, double p) {
  if (p == 1.0) return sum;
  if (p == 2.0) return context.math("Sqrt", {sum}, "norm");
  return context.math("Pow", {sum, context.number(1.0 / p, "root")}, "norm");
}

void lp_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LpPoolAttrs>();
  const auto p = static_cast<double>(attrs.p);
  const Windows windows = rounded_windows(context, attrs.windows);
  const std::string powers = to_power(context, widened(context, windows), p, "powers");
  const std::string mean = mean_with_zeros(context, powers, windows);
  const std::string sum = context.math("Mul", {mean, context.number(static_cast<double>(tap_count(windows)), "taps")}, "sum");
  context.yield(narrowed(context, windows, root_of(context, sum, p)));
}

void global_pool(NodeContext& context) {
  context.yield(context.reduced(context.target(), context.input(0), context.spatial_axes(), "pooled"));
}

void global_lp_pool(NodeContext& context) {
  const auto p = static_cast<double>(context.attrs<ops::GlobalLpPoolAttrs>().p);
  const std::string powers = to_power(context, context.input(0), p, "powers");
  context.yield(root_of(context, context.reduced("Sum", powers, context.spatial_axes(), "sum"), p));
}

// ---- Adaptive: window o reads [floor(o*size/out), ceil((o+1)*size/out)). A mean over a box is a mean of means, dimension by dimension.

std::string adapted_along(NodeContext& context, const std::string& data, std::int64_t stored_axis, std::int64_t size, std::int64_t out) {
  if (out == size) return data;
  if (out == 1) return context.reduced(context.target(), data, {stored_axis}, "pooled");
  Inputs parts;
  for (std::int64_t o = 0; o < out; ++o) {
    const std::int64_t begin = o * size / out;
    const std::int64_t end = ((o + 1) * size + out - 1) / out;
    parts.push_back(context.reduced(context.target(), context.sliced(data, stored_axis, begin, end, 1, "window"), {stored_axis}, "part"));
  }
  return context.concatenated(std::move(parts), stored_axis, "pooled");
}

// Windows of one size, one behind the other.
std::optional<Windows> even_windows(const NodeContext& context, const Integers& wanted) {
  std::vector<ops::Window> each;
  for (std::size_t d = 0; d < wanted.size(); ++d) {
    const std::int64_t size = context.size(0, static_cast<std::int64_t>(d) + 2);
    if (size % wanted[d] != 0) return std::nullopt;
    each.push_back({size / wanted[d], size / wanted[d]});
  }
  return windows_of(context, std::move(each));
}

void adaptive(NodeContext& context) {
  const Integers& wanted = context.attrs<ops::AdaptivePoolAttrs>().output_size;
  if (std::all_of(wanted.begin(), wanted.end(), [](std::int64_t size) { return size == 1; })) return global_pool(context);
  const auto even = wanted.size() <= 2 ? even_windows(context, wanted) : std::nullopt;
  if (even) {
    const Padded input{widened(context, *even), "VALID"};
    return context.yield(narrowed(context, *even, pooled(context, context.target() == "Mean" ? "AvgPool" : "MaxPool", input, *even)));
  }
  std::string result = context.input(0);
  for (std::size_t d = 0; d < wanted.size(); ++d) {
    const auto axis = static_cast<std::int64_t>(d) + 2;
    result = adapted_along(context, result, context.axis(axis), context.size(0, axis), wanted[d]);
  }
  context.yield(result);
}

}  // namespace

std::vector<OperatorRow> pool_rows() {
  return {
      {"max_pool", Types::counts, max_pool},
      {"average_pool", Types::floating, average_pool},
      {"lp_pool", Types::floating, lp_pool},
      {"global_max_pool", Types::counts, global_pool, "Max"},
      {"global_average_pool", Types::floating, global_pool, "Mean"},
      {"global_lp_pool", Types::floating, global_lp_pool},
      {"adaptive_max_pool", Types::floating, adaptive, "Max"},
      {"adaptive_average_pool", Types::floating, adaptive, "Mean"},
  };
}

}  // namespace nnfront::emit::tensorflow
