#include "ops/pool.h"

#include <algorithm>
#include <limits>

#include "emit/torch/op_table.h"
#include "emit/torch/padding.h"

namespace nnfront::emit::torch {

namespace {

using Integers = std::vector<std::int64_t>;

// How a pool is said: what is padded in front of it, and the operands behind x.
struct Windows {
  Integers pads;  // by F.pad, all begins, then all ends; empty where nothing is
  std::vector<std::string> operands;
  Integers padding;  // the pool's own
  bool rounds_up = false;
};

std::int64_t extent(const ops::PoolAttrs& attrs, std::size_t d) {
  return attrs.dilations[d] * (attrs.kernel[d] - 1) + 1;
}

// No window can start behind the input, whatever its size: torch drops such a window, our plain `ceil` keeps it.
bool starts_inside(const ops::PoolAttrs& attrs) {
  for (std::size_t d = 0; d < attrs.kernel.size(); ++d) {
    if (attrs.strides[d] + attrs.pads[attrs.kernel.size() + d] > extent(attrs, d)) return false;
  }
  return true;
}

bool fits_own_padding(const ops::PoolAttrs& attrs) {
  if (!is_symmetric(attrs.pads)) return false;
  for (std::size_t d = 0; d < attrs.kernel.size(); ++d) {
    if (attrs.pads[d] > attrs.kernel[d] / 2) return false;
  }
  return true;
}

// What the last windows read behind the end padding, where sizes are known.
Integers overhang(const NodeContext& context, const ops::PoolAttrs& attrs) {
  Integers more;
  const std::size_t rank = attrs.kernel.size();
  for (std::size_t d = 0; d < rank; ++d) {
    const Dim& made = context.output_type().shape[d + 2];
    if (!made.is_integer()) context.refuse("sizes rounded up, for sizes that are not known");
    const std::int64_t read = (made.integer() - 1) * attrs.strides[d] + extent(attrs, d);
    const std::int64_t there = context.size(0, static_cast<std::int64_t>(d) + 2) + attrs.pads[d] + attrs.pads[rank + d];
    more.push_back(std::max<std::int64_t>(read - there, 0));
  }
  return more;
}

void check_rank(const NodeContext& context, std::size_t rank) {
  if (rank < 1 || rank > 3) context.refuse("{} spatial dimensions, torch has 1 to 3", rank);
}

// `overhang_counts`: padding that is put behind the end stands for nothing (it never wins a maximum).
Windows windows_of(const NodeContext& context, const ops::PoolAttrs& attrs, bool overhang_is_free) {
  check_rank(context, attrs.kernel.size());
  const bool up = attrs.rounding != ops::PoolRounding::floor;
  const bool as_it_is = !up || attrs.rounding == ops::PoolRounding::ceil_inside || starts_inside(attrs);
  Windows windows;
  if (fits_own_padding(attrs) && as_it_is) {
    windows.padding = begins(attrs.pads);
    windows.rounds_up = up;
  } else {
    windows.pads = attrs.pads;
    if (up) {
      const Integers more = overhang(context, attrs);
      if (!overhang_is_free && !all_are(more, 0)) context.refuse("windows that reach past an asymmetric padding");
      for (std::size_t d = 0; d < more.size(); ++d) windows.pads[more.size() + d] += more[d];
    }
  }
  windows.operands = {spatial(attrs.kernel)};
  if (attrs.strides != attrs.kernel) windows.operands.push_back(named("stride", spatial(attrs.strides)));
  if (!all_are(windows.padding, 0)) windows.operands.push_back(named("padding", spatial(windows.padding)));
  if (!all_are(attrs.dilations, 1)) windows.operands.push_back(named("dilation", spatial(attrs.dilations)));
  if (windows.rounds_up) windows.operands.push_back(named("ceil_mode", "True"));
  return windows;
}

std::string pooled(std::string_view function, std::size_t rank, const std::string& x, const std::vector<std::string>& operands) {
  std::vector<std::string> all = {x};
  all.insert(all.end(), operands.begin(), operands.end());
  return call(fmt::format("F.{}{}d", function, rank), all);
}

void max_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::PoolAttrs>();
  if (!context.is_floating_input(0)) context.refuse("integers");
  const Windows windows = windows_of(context, attrs, true);
  const std::string x = all_are(windows.pads, 0)
                            ? context.input(0)
                            : padded(context.input(0), windows.pads, literal(-std::numeric_limits<double>::infinity()));
  context.returns(pooled("max_pool", attrs.kernel.size(), x, windows.operands));
}

// Where torch has no such padding the sum over the real elements is divided by how many there are.
void average_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::AveragePoolAttrs>();
  if (!all_are(attrs.windows.dilations, 1)) context.refuse("windows with gaps");
  Windows windows = windows_of(context, attrs.windows, !attrs.count_include_pad);
  const bool has_padding = !all_are(attrs.windows.pads, 0);
  if (has_padding && windows.pads.empty() && !attrs.count_include_pad) windows.operands.push_back(named("count_include_pad", "False"));
  const std::size_t rank = attrs.windows.kernel.size();
  if (all_are(windows.pads, 0)) return context.returns(pooled("avg_pool", rank, context.input(0), windows.operands));
  const std::string sum = pooled("avg_pool", rank, padded(context.input(0), windows.pads), windows.operands);
  if (attrs.count_include_pad) return context.returns(sum);
  const std::string ones = context.let(call("torch.ones_like", {context.input(0) + "[:1, :1]"}));
  context.returns(fmt::format("{} / {}", sum, pooled("avg_pool", rank, padded(ones, windows.pads), windows.operands)));
}

// The p-th root of the sum of |x|^p; one dimension is a plane of one row, as the function of one has no divisor to choose.
void lp_pool(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LpPoolAttrs>();
  if (!all_are(attrs.windows.dilations, 1)) context.refuse("windows with gaps");
  const std::size_t rank = attrs.windows.kernel.size();
  if (rank == 1) context.refuse("one spatial dimension");
  Windows windows = windows_of(context, attrs.windows, true);
  windows.operands.push_back(named("divisor_override", "1"));
  const std::string powers = fmt::format("{}.abs() ** {}", context.input(0), attrs.p);
  const std::string x = all_are(windows.pads, 0) ? powers : padded(powers, windows.pads);
  context.returns(fmt::format("{} ** (1 / {})", pooled("avg_pool", rank, x, windows.operands), attrs.p));
}

std::string all_spatial(const NodeContext& context) {
  Integers axes;
  for (std::int64_t d = 2; d < context.rank(0); ++d) axes.push_back(d);
  return python::tuple(axes);
}

void global_pool(NodeContext& context) {
  context.returns(fmt::format("{}.{}({}, keepdim=True)", context.input(0), context.target(), all_spatial(context)));
}

void global_lp_pool(NodeContext& context) {
  const std::int64_t p = context.attrs<ops::GlobalLpPoolAttrs>().p;
  context.returns(
      call("torch.linalg.vector_norm", {context.input(0), literal(p), named("dim", all_spatial(context)), named("keepdim", "True")}));
}

void adaptive(NodeContext& context) {
  const auto& wanted = context.attrs<ops::AdaptivePoolAttrs>().output_size;
  check_rank(context, wanted.size());
  context.returns(pooled(context.target(), wanted.size(), context.input(0), {spatial(wanted)}));
}

}  // namespace

std::vector<OperatorRow> pool_rows() {
  return {
      {"max_pool", max_pool},
      {"average_pool", average_pool},
      {"lp_pool", lp_pool},
      {"global_max_pool", global_pool, "amax"},
      {"global_average_pool", global_pool, "mean"},
      {"global_lp_pool", global_lp_pool},
      {"adaptive_max_pool", adaptive, "adaptive_max_pool"},
      {"adaptive_average_pool", adaptive, "adaptive_avg_pool"},
  };
}

}  // namespace nnfront::emit::torch
