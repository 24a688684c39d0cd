// The figures of `nnfront complexity`, from the cost records of the operators and the real weights.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ir/graph.h"

namespace nnfront::cost {

struct NodeComplexity {
  std::int64_t id = 0;
  std::string name;
  std::string op;
  std::int64_t macs = 0;         // effective
  std::int64_t padded_macs = 0;
  std::int64_t sparse_macs = 0;  // effective, over non-zero weights
  std::int64_t elementwise = 0;
  std::int64_t residual_adds = 0;
  std::int64_t weights = 0;  // elements of the weight input, each weight counted at its first use only
  std::int64_t nonzero = 0;
  std::int64_t weight_bytes = 0;
  std::int64_t activation_bytes = 0;  // read and written
};

struct Complexity {
  std::int64_t weights = 0;  // of convolutions and fully connected layers, each weight once
  std::int64_t nnz = 0;
  double sparsity = 0.0;  // 1 - nnz / weights; 0 without weights
  std::int64_t macs = 0;
  std::int64_t padded_macs = 0;
  std::int64_t sparse_macs = 0;
  std::int64_t elementwise = 0;
  std::int64_t residual_adds = 0;
  std::int64_t weight_bytes = 0;
  std::int64_t activation_bytes = 0;
  std::vector<NodeComplexity> nodes;  // those that compute something
  std::map<std::string, NodeComplexity> by_op;

  // The convention of the printed line: effective MACs plus one per residual addition.
  double dense_flops() const { return static_cast<double>(macs + residual_adds); }
  double sparse_flops() const { return static_cast<double>(sparse_macs + residual_adds); }
  // What other counters print for the same network: name of the tool -> figure by its convention.
  std::map<std::string, std::int64_t> other_conventions;
};

// Needs all shapes as integers (Error otherwise). Parameters without content count as dense.
Complexity complexity(const Graph& graph);

// "nnz: 3522752, sparsity: 0.86187..., dense_flops: 3948251920.0, sparse_flops: ..."
std::string complexity_line(const Complexity& complexity);
// A table, one line per node.
std::string complexity_table(const Complexity& complexity);
std::string complexity_json(const Complexity& complexity);

}  // namespace nnfront::cost
