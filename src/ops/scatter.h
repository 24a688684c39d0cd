// Elements read and written at places that data gives: gather_elements, gather_nd, scatter_elements, scatter_nd, tensor_scatter.
// Where nothing else is said an index from -size to -1 counts from the end and one further out is an error when the graph is run.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ir/operator.h"
#include "ops/indexing.h"

namespace nnfront::ops {

// gather_elements(x, indices) -> y of the type of x and the shape of indices, which has the rank of x:
//   y[i][j][k] = x[i][indices[i][j][k]][k] for axis 1 of three dimensions. Away from the axis indices may be smaller than x.
struct GatherElementsAttrs {
  std::int64_t axis = 0;
  OutOfBounds outside = OutOfBounds::error;
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("outside", self.outside);
  }
};

// gather_nd(x, indices[B..., Q..., k]) -> [B..., Q..., the dimensions of x behind B... and the k indexed ones]:
//   y[b..., q...] = x[b..., indices[b..., q..., 0], ..., indices[b..., q..., k-1]], with batch_dims dimensions b. k is 1 or more.
struct GatherNdAttrs {
  std::int64_t batch_dims = 0;
  static void fields(auto& self, auto&& visit) { visit("batch_dims", self.batch_dims); }
};

// How an update meets the element at its place. With `none` the update replaces it; of several updates of one element the last in C
// order stays. The others take the element and every update of it.
enum class ScatterReduction { none, add, mul, min, max };

// scatter_elements(x, indices, updates) -> x with updates written where gather_elements would read; indices and updates have one shape.
struct ScatterElementsAttrs {
  std::int64_t axis = 0;
  ScatterReduction reduction = ScatterReduction::none;
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("reduction", self.reduction);
  }
};

// scatter_nd(x, indices[Q..., k], updates[Q..., the dimensions of x behind the first k]) -> x with
//   y[indices[q..., 0], ..., indices[q..., k-1]] = updates[q...].
struct ScatterNdAttrs {
  ScatterReduction reduction = ScatterReduction::none;
  static void fields(auto& self, auto&& visit) { visit("reduction", self.reduction); }
};

enum class CacheMode { linear, circular };

// tensor_scatter(cache[B, ..., L, ...], update[B, ..., S, ...], write_indices[B]?) -> the cache with
//   y[b, ..., write_indices[b] + s, ...] = update[b, ..., s, ...] along axis, which is not the first. linear: an error where that
// leaves the cache; circular: modulo L. Without write_indices they are 0. S is at most L.
struct TensorScatterAttrs {
  std::int64_t axis = -2;
  CacheMode mode = CacheMode::linear;
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("mode", self.mode);
  }
};

std::vector<Operator> scatter_operators();

}  // namespace nnfront::ops

template <>
struct nnfront::EnumNames<nnfront::ops::ScatterReduction> {
  static constexpr std::string_view names[] = {"none", "add", "mul", "min", "max"};
};
template <>
struct nnfront::EnumNames<nnfront::ops::CacheMode> {
  static constexpr std::string_view names[] = {"linear", "circular"};
};
