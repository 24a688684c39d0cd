// Makes graphs node by node: for front ends, tests and decompositions. Types are inferred as nodes are added.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"
#include "ir/leaf.h"

namespace nnfront {

class Builder {
 public:
  // Appends to the main block of `graph`.
  explicit Builder(Graph& graph);
  // Appends to `block`, which stands in `graph` already; what it reads from outside is for the caller to list as captures.
  Builder(Graph& graph, Block& block);
  // Appends to `block`, which will be a subgraph of a node that `outer`, which must outlive this, has yet to add.
  Builder(const Builder& outer, Block& block);

  Value input(std::string name, TensorType type);
  // A parameter with content, or (the first form) one whose content is not at hand.
  Value parameter(ParameterAttrs attributes, Tensor tensor);
  Value parameter(std::string key, Tensor tensor, ParameterRole role = ParameterRole::weight, bool trainable = true);
  // A small constant that stands in the graph file.
  Value constant(Array array, std::string name = {});
  // One node. Absent optional inputs are nullopt. `name` may be empty. Error where inference refuses; where an input has no
  // rank, the outputs have none either and inference is not asked.
  std::vector<Value> add(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes = {}, std::string name = {});
  // The same for one output.
  Value add1(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes = {}, std::string name = {});
  // One node that owns `graphs`. Their inputs take the types that they have by the node's inputs, which may be wider than what they were
  // built with, and what is in them is inferred again; captures are listed.
  std::vector<Value> add_owner(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes,
                               std::vector<Subgraph> graphs, std::string name = {});
  void output(std::string name, Value value);

  const TensorType& type(Value value) const;
  // Everything that was added so far.
  const NodeIndex& index() const { return index_; }
  // Whether the node that makes `value` can be read here.
  bool knows(Value value) const { return index_.find(value.node) != nullptr; }
  // The node that makes `value`.
  const Node& producer(Value value) const { return index_.producer(value); }
  Graph& graph() { return graph_; }
  // What it appends to.
  Block& block() { return block_; }

 private:
  Node& append(Node node);
  Graph& graph_;
  Block& block_;
  NodeIndex index_;
};

}  // namespace nnfront
