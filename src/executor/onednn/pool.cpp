#include "ops/pool.h"

#include "executor/onednn/families.h"
#include "executor/onednn/post_ops.h"

namespace nnfront::executor::onednn {

namespace {

using dnnl::algorithm;

struct Pool {
  algorithm method;
  Dims kernel;
  Dims strides;
  Dims dilations;  // 0 is dense
  Dims pad_begin;
  Dims pad_end;
};

// Pooling attributes as they are, the end padding stretched to where the last window ends.
template <class Attrs>
Pool windowed(const Attrs& attrs, algorithm method, const Dims& input, const Dims& output) {
  const std::size_t rank = attrs.kernel.size();
  Pool pool{method, attrs.kernel, attrs.strides, attrs.dilations, {}, {}};
  for (std::size_t d = 0; d < rank; ++d) {
    --pool.dilations[d];
    pool.pad_begin.push_back(attrs.pads[d]);
    const std::int64_t reach = (output[d + 2] - 1) * attrs.strides[d] + attrs.dilations[d] * (attrs.kernel[d] - 1) + 1;
    pool.pad_end.push_back(std::max(attrs.pads[d + rank], reach - input[d + 2] - attrs.pads[d]));
  }
  return pool;
}

// Windows that tile the input: global pooling, or an adaptive one whose output divides the input.
std::optional<Pool> tiling(algorithm method, const Dims& input, const Dims& output) {
  Pool pool{method, {}, {}, {}, {}, {}};
  for (std::size_t d = 2; d < input.size(); ++d) {
    if (input[d] % output[d] != 0) return std::nullopt;
    pool.kernel.push_back(input[d] / output[d]);
    pool.strides.push_back(input[d] / output[d]);
    pool.dilations.push_back(0);
    pool.pad_begin.push_back(0);
    pool.pad_end.push_back(0);
  }
  return pool;
}

bool pads_less_than_kernel(const Pool& pool) {
  for (std::size_t d = 0; d < pool.kernel.size(); ++d) {
    const std::int64_t reach = (pool.dilations[d] + 1) * (pool.kernel[d] - 1) + 1;
    if (pool.pad_begin[d] >= reach || pool.pad_end[d] >= reach) return false;
  }
  return true;
}

std::optional<Pool> pool_of(const Operation& operation, std::string& reason) {
  const Dims& input = operation.input().dims;
  const Dims output = operation.output_dims();
  const std::string_view op = operation.op->name;
  if (op == "global_max_pool" || op == "adaptive_max_pool") {
    reason = "windows of different sizes";
    return tiling(algorithm::pooling_max, input, output);
  }
  if (op == "global_average_pool" || op == "adaptive_average_pool") {
    reason = "windows of different sizes";
    return tiling(algorithm::pooling_avg_exclude_padding, input, output);
  }
  reason = "padding as wide as the window";
  if (op == "max_pool") return windowed(operation.attrs<ops::PoolAttrs>(), algorithm::pooling_max, input, output);
  const auto& attrs = operation.attrs<ops::AveragePoolAttrs>();
  if (!attrs.count_include_pad) return windowed(attrs, algorithm::pooling_avg_exclude_padding, input, output);
  Pool pool = windowed(attrs, algorithm::pooling_avg_include_padding, input, output);
  const std::size_t rank = attrs.kernel.size();
  const Dims declared(attrs.pads.begin() + static_cast<std::ptrdiff_t>(rank), attrs.pads.end());
  if (pool.pad_end == declared) return pool;
  reason = "a window past the end padding, whose taps must not count";
  return std::nullopt;
}

}  // namespace

std::optional<Lowered> lower_pool(Lowering& lowering, const Operation& operation, std::string& reason) {
  const auto pool = pool_of(operation, reason);
  if (!pool || !pads_less_than_kernel(*pool)) return std::nullopt;
  const Dims& input = operation.input().dims;
  const Dims output = operation.output_dims();
  const Operand source = lowering.read(operation.input(), blocked_desc(input));
  const Desc layout = blocked_desc(output);
  const PostOps post_ops = post_ops_for(lowering, operation, layout, Absorb::nothing);
  using Pooling = dnnl::pooling_v2_forward;
  const Pooling::primitive_desc description(Pooling::desc(dnnl::prop_kind::forward_inference, pool->method, source.desc, layout,
                                                          pool->strides, pool->kernel, pool->dilations, pool->pad_begin, pool->pad_end),
                                            post_ops.attributes, lowering.engine());
  const Operand target = lowering.fresh(layout);
  lowering.add(operation, Pooling(description), description, {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, target}});
  return Lowered{{Lowering::located(target, output)}};
}

}  // namespace nnfront::executor::onednn
