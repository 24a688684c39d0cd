// The figures of `nnfront complexity`, from the cost records of the operators and the real weights.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"

namespace nnfront::cost {

// Sums over some nodes. MAC and operation are defined in ir/cost.h.
struct Figures {
  std::int64_t macs = 0;  // effective
  std::int64_t padded_macs = 0;
  std::int64_t sparse_macs = 0;  // effective, over non-zero weights
  std::int64_t elementwise = 0;
  std::int64_t residual_adds = 0;
  std::int64_t weights = 0;  // elements of convolution and fully connected weights; a shared weight at its first use only
  std::int64_t nonzero = 0;
  std::int64_t parameter_bytes = 0;   // of all parameters read, once per use
  std::int64_t activation_bytes = 0;  // read and written

  // 1 - nonzero / weights; 0 without weights.
  double sparsity() const;
  Figures& operator+=(const Figures& other);
};

struct NodeComplexity {
  std::int64_t id = 0;
  std::string name;
  std::string op;  // with its epilogue: "conv+add+relu"
  Figures figures;
  bool counted = true;  // false: a size depends on the data, and of the figures only those of its parameters are known
};

struct OperatorComplexity {
  std::string op;
  std::int64_t count = 0;
  Figures figures;
};

// What another counter prints for this graph, by its own convention.
struct Convention {
  std::string tool;
  std::int64_t figure = 0;
};

struct Complexity {
  Figures total;
  std::vector<NodeComplexity> nodes;      // those that compute or move something, in order
  std::vector<OperatorComplexity> by_op;  // epilogue operators on their own; sorted by name
  std::vector<Convention> conventions;

  // Those that are not counted.
  std::vector<const NodeComplexity*> uncounted() const;
  std::int64_t nnz() const { return total.nonzero; }
  double sparsity() const { return total.sparsity(); }
  // The convention of the printed line: effective MACs plus one per residual addition.
  double dense_flops() const { return static_cast<double>(total.macs + total.residual_adds); }
  double sparse_flops() const { return static_cast<double>(total.sparse_macs + total.residual_adds); }
};

// What stands in a subgraph counts as often as it is run, its weights once (ir/cost.h); as once where the data decides how often. Error
// (invalid_argument) names the symbols where sizes are some: they can be given. What reads or makes a size that depends on the data is not
// counted, but for its weights, and no other tool's convention is given then. Weights are read one at a time, from the mask where one is
// stored; a parameter without content counts as dense.
Complexity complexity(const Graph& graph);
// "3 of 120 operators are not counted, sizes of theirs depend on the data: a (matmul), ..."; empty where all are. Looks at types alone.
std::string uncounted_text(const Graph& graph);

// "nnz: 3522752, sparsity: 0.86187..., dense_flops: 3948251920.0, sparse_flops: ..."
std::string complexity_line(const Complexity& complexity);
// A table for people: one line per node, sums per operator, other tools' figures.
std::string complexity_table(const Complexity& complexity);
std::string complexity_json(const Complexity& complexity, bool per_layer);

// The counters whose convention covers every operator of the graph (conventions.cpp has the rules and their sources).
std::vector<Convention> other_conventions(const Graph& graph, const std::vector<OperatorComplexity>& by_op);

}  // namespace nnfront::cost
