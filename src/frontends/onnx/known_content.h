// Content of values that is the same in every run: what exporters compute in the graph instead of writing it down.
#pragma once

#include <optional>
#include <unordered_map>

#include "ir/builder.h"
#include "nnfront/array.h"

namespace nnfront::frontends::onnx {

// Looks at constants and small parameters, and evaluates nodes of which all operands are known and small.
class KnownContent {
 public:
  // `outer` knows what stands around the block of `builder`; null where nothing does.
  explicit KnownContent(const Builder& builder, KnownContent* outer = nullptr) : builder_(builder), outer_(outer) {}

  // Nothing where the value depends on an input of the graph, is larger than largest_constant_bytes or has no content.
  std::optional<Array> find(Value value);

 private:
  using Known = std::optional<Array>;
  // The operands that must be known before `node`; nothing where the node cannot be evaluated whatever they are.
  std::optional<std::vector<Value>> unsettled(const Node& node) const;
  void settle(const Node& node);

  const Builder& builder_;
  KnownContent* outer_;
  std::unordered_map<Value, Known> settled_;
};

}  // namespace nnfront::frontends::onnx
