// What pools of every kind share: the shape of the output, which elements a position reads, the walk over planes, cost.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "ops/kernels.h"
#include "ops/pool.h"

namespace nnfront::ops {

inline constexpr std::size_t batch_and_channels = 2;

// The dims behind the first two.
inline std::span<const std::int64_t> spatial(const std::vector<std::int64_t>& dims) {
  return std::span(dims).subspan(batch_and_channels);
}

// ---- Inference.

// The label of each condition, in the order in which they are checked.
struct PoolLabels {
  std::string_view rank;     // x has rank 3 or more
  std::string_view windows;  // kernel, strides and dilations
  std::string_view pads;
  std::string_view fits;  // the window fits into the padded input
};

// Checks x and the attributes (not the type of x) and returns the output's type, whose dtype is that of x.
TensorType pooled_type(const PoolLabels& labels, const TensorType& x, const PoolAttrs& attrs);

// Throws violated(label, ...) where a spatial dimension of x is empty.
void check_planes_not_empty(std::string_view label, const TensorType& x);
// [N, C, 1...], with the dtype of x, whose rank was checked.
TensorType globally_pooled_type(const TensorType& x);

// ---- Which elements a position reads.

// Along one dimension, at one position: the input indices of the real taps, and the number of taps inside the padded input.
struct Taps {
  std::vector<std::int64_t> real;
  std::int64_t padded = 0;
};
// Per spatial dimension, per output position.
using TapTable = std::vector<std::vector<Taps>>;
// The table for the spatial dimensions of input and output.
using MakeTable = std::function<TapTable(std::span<const std::int64_t> in, std::span<const std::int64_t> out)>;

// Position o of `out` positions reads [floor(o*size/out), ceil((o+1)*size/out)). A global pool is that with a single position.
TapTable adaptive_taps(std::span<const std::int64_t> in, std::span<const std::int64_t> out);
// The taps of one output position over all dimensions, as offsets within a plane of the input, in C order.
Taps plane_taps(const TapTable& table, std::span<const std::int64_t> position, std::span<const std::int64_t> strides);

MakeTable sliding_table(const PoolAttrs& attrs);

// ---- Kernels.

// The elements of an array of y_dims, each reduce(plane, taps) of one plane of x. The table is made only where there is one: it is as
// large as the plane is, however many planes there are.
template <class T, class R, class Reduce>
std::vector<R> pool_planes(std::span<const T> x, const std::vector<std::int64_t>& x_dims, const std::vector<std::int64_t>& y_dims,
                           const MakeTable& make_table, Reduce&& reduce) {
  std::vector<R> y(static_cast<std::size_t>(product(y_dims)));
  if (y.empty()) return y;
  const TapTable table = make_table(spatial(x_dims), spatial(y_dims));
  const std::int64_t planes = x_dims[0] * x_dims[1];
  const std::int64_t x_plane = product(spatial(x_dims));
  const std::int64_t y_plane = product(spatial(y_dims));
  const std::vector<std::int64_t> strides = strides_of(spatial(x_dims));
  std::int64_t o = 0;
  for_each_index(spatial(y_dims), [&](std::span<const std::int64_t> position) {
    const Taps taps = plane_taps(table, position, strides);
    for (std::int64_t plane = 0; plane < planes; ++plane) {
      y[static_cast<std::size_t>(plane * y_plane + o)] = reduce(x.data() + plane * x_plane, taps);
    }
    ++o;
  });
  return y;
}

// ---- Cost: one operation per real tap.

// `taps` per plane.
Cost planes_cost(const std::vector<std::int64_t>& x, std::int64_t taps);

Cost cost_windows(const CostContext& context, const PoolAttrs& attrs);

}  // namespace nnfront::ops
