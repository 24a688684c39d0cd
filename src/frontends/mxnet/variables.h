// The variables of a symbol: which are inputs, which are parameters, which only feed losses; and the nodes they become.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "frontends/mxnet/decoder.h"
#include "frontends/mxnet/parameters.h"
#include "ir/builder.h"

namespace nnfront::frontends::mxnet {

struct Variable {
  enum class Kind { unused, input, parameter };
  Kind kind = Kind::unused;
  ParameterRole role = ParameterRole::weight;
  const StoredParameter* stored = nullptr;  // null: no content
};

class Variables {
 public:
  // `reachable` tells for each node whether an output needs it; inputs of losses that are labels do not count as needs.
  Variables(const SourceGraph& graph, const std::vector<bool>& reachable, const Parameters& parameters);

  const Variable& at(std::int64_t node) const { return variables_[static_cast<std::size_t>(node)]; }
  // Names of parameters that have no content.
  std::vector<std::string> missing() const;
  // What the graph uses of the parameter file, and what it does not, in the file's order.
  std::set<const StoredParameter*> used() const;
  std::vector<const StoredParameter*> left_over() const;

  // The shape of a parameter by its content, or as the file declares it.
  std::optional<Shape> known_shape(std::int64_t node) const;

  // The parameter node of variable `node`, made on first use. `shape` is what the operator wants; Error (invalid_file) where
  // the content has another. Without content and shape the node has no rank.
  Value parameter(Builder& builder, std::int64_t node, const std::optional<Shape>& shape, bool trainable);

 private:
  const SourceGraph& graph_;
  const Parameters& parameters_;
  std::vector<Variable> variables_;
  std::map<std::int64_t, Value> made_;
};

// "__shape__" of a variable where it is complete (a leading 0, the batch, is taken as 1 and reported through `assumed_batch`).
std::optional<Shape> declared_shape(const SourceNode& variable, bool* assumed_batch = nullptr);
// "__dtype__" of a variable.
std::optional<DType> declared_dtype(const SourceNode& variable);

// For each node: does an output need it? Edges into label inputs are not followed.
std::vector<bool> reachable_nodes(const SourceGraph& graph);

}  // namespace nnfront::frontends::mxnet
