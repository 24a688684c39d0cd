// One graph of a symbol while its nodes are translated: what its entries have become. A graph inside a node sees that of the node.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "frontends/frontend.h"
#include "frontends/mxnet/variables.h"

namespace nnfront::frontends::mxnet {

// What all graphs of a symbol share.
struct Translation {
  std::vector<OperatorReport> operators;
  std::map<std::string, std::string> unknown;  // reasons by operator
};

class Scope {
 public:
  // The outermost graph; `builder` adds to the main block.
  Scope(const SourceGraph& graph, Variables& variables, Builder& builder, Translation& translation)
      : graph_(graph), variables_(&variables), builder_(builder), translation_(translation), values_(graph.nodes.size()) {}
  // A graph inside a node of `outer`, which must outlive it. Its variables must be bound.
  Scope(const SourceGraph& graph, Scope& outer, Builder& builder)
      : graph_(graph), outer_(&outer), builder_(builder), translation_(outer.translation_), values_(graph.nodes.size()) {}

  const SourceGraph& graph() const { return graph_; }
  const SourceNode& node(const Entry& entry) const { return graph_.nodes[static_cast<std::size_t>(entry.node)]; }
  Builder& builder() { return builder_; }
  Translation& translation() { return translation_; }
  bool is_outermost() const { return outer_ == nullptr; }

  // What a node has become.
  void set(std::size_t node, std::vector<Value> values) { values_[node] = std::move(values); }
  const std::vector<Value>& made(std::int64_t node) const { return values_[static_cast<std::size_t>(node)]; }
  // A variable is what `entry` of the outer graph is.
  void bind_outside(std::size_t node, const Entry& entry) { outside_[static_cast<std::int64_t>(node)] = entry; }

  // A parameter of the model, perhaps of an outer graph.
  bool is_parameter(const Entry& entry) const;
  // The node of the variable there, made on first use: Variables::parameter().
  Value parameter(const Entry& entry, const std::optional<Shape>& shape, bool trainable);
  std::optional<Shape> known_parameter_shape(const Entry& entry) const;
  // Error (invalid_file), which begins with `what`, where the node has no such output.
  Value value(const Entry& entry, const std::string& what);

 private:
  // Null where the variable is none of the outer graph's.
  const Entry* outside(const Entry& entry) const;

  const SourceGraph& graph_;
  Scope* outer_ = nullptr;
  Variables* variables_ = nullptr;
  Builder& builder_;
  Translation& translation_;
  std::vector<std::vector<Value>> values_;
  std::map<std::int64_t, Entry> outside_;
};

}  // namespace nnfront::frontends::mxnet
