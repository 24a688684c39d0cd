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
Pool windowed(const ops::PoolAttrs& attrs, algorithm method, const Dims& input, const Dims& output) {
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
  const auto& average = operation.attrs<ops::AveragePoolAttrs>();
  const ops::PoolAttrs& attrs = average.windows;
  if (!average.count_include_pad) return windowed(attrs, algorithm::pooling_avg_exclude_padding, input, output);
  Pool pool = windowed(attrs, algorithm::pooling_avg_include_padding, input, output);
  const std::size_t rank = attrs.kernel.size();
  const Dims declared(attrs.pads.begin() + static_cast<std::ptrdiff_t>(rank), attrs.pads.end());
  if (pool.pad_end == declared) return pool;
  reason = "a window past the end padding, whose taps must not count";
  return std::nullopt;
}

// Some channels of what lies in blocks of channels.
Operand channels_of(const Operand& operand, Dims dims, std::int64_t first, std::int64_t count) {
  if (count == dims[1]) return operand;
  const std::int64_t pixels = element_count(dims) / dims[1];
  dims[1] = count;
  return {operand.buffer, blocked_desc(dims), static_cast<std::size_t>(first * pixels) * sizeof(float)};
}

}  // namespace

std::optional<Lowered> lower_pool(Lowering& lowering, const Operation& operation, std::string& reason) {
  const auto pool = pool_of(operation, reason);
  if (!pool || !pads_less_than_kernel(*pool)) return std::nullopt;
  const Dims& input = operation.input().dims;
  const Dims output = operation.output_dims();
  const Operand source = lowering.read(operation.input(), blocked_desc(input));
  const Operand target = lowering.fresh(blocked_desc(output));
  std::vector<Piece> pieces;
  const std::int64_t block = channel_block();
  const bool divisible = input[0] == 1 && source.desc != plain_desc(input);
  for (const auto& [first, last] : parts_of((input[1] + block - 1) / block, divisible ? fixed_pieces(input[1]) : 1)) {
    const std::int64_t channels = std::min(last * block, input[1]) - first * block;
    const Operand from = channels_of(source, input, first * block, channels);
    const Operand to = channels_of(target, output, first * block, channels);
    const PostOps none = post_ops_for(lowering, operation, to.desc, Absorb::nothing);
    using Pooling = dnnl::pooling_v2_forward;
    const Pooling::primitive_desc description(Pooling::desc(dnnl::prop_kind::forward_inference, pool->method, from.desc, to.desc,
                                                            pool->strides, pool->kernel, pool->dilations, pool->pad_begin, pool->pad_end),
                                              none.attributes, lowering.engine());
    pieces.push_back(lowering.piece(Pooling(description), description, {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to}}));
  }
  lowering.add(operation, std::move(pieces));
  return Lowered{{Lowering::located(target, output)}};
}

}  // namespace nnfront::executor::onednn
