// An ONNX model made ready for the loop over its nodes: versions of operator sets, functions by name, nodes in order.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "formats/onnx_model.h"

namespace nnfront::frontends::onnx {

using formats::OnnxAttribute;
using formats::OnnxAttributeValue;
using formats::OnnxFunction;
using formats::OnnxGraph;
using formats::OnnxNode;
using formats::OnnxTensor;

// "ai.onnx" is another spelling of "".
std::string_view plain_domain(std::string_view domain);
// "Conv", "com.microsoft.Gelu".
std::string qualified_name(std::string_view domain, std::string_view op);

// Versions of operator sets by domain.
class Opsets {
 public:
  // Error (invalid_file) for a version below 1 and two versions of one domain.
  explicit Opsets(std::span<const formats::OnnxOpset> opsets);
  // 1 for a domain that is not listed, as files from before operator sets have it.
  std::int64_t version(std::string_view domain) const;
  // "17", or "17, com.microsoft 1".
  std::string text() const;

 private:
  std::map<std::string_view, std::int64_t> versions_;
};

// A function of the model with the operator sets that its body is written in.
struct SourceFunction {
  const OnnxFunction* function = nullptr;
  Opsets opsets;
};

// Nodes that a model may come to when every call of a function is replaced by the function's body.
inline constexpr std::int64_t most_inlined_nodes = std::int64_t{1} << 18;

class SourceModel {
 public:
  // Error (invalid_file): two functions of one name, a function that calls itself, directly or through others, and calls that come to more
  // than most_inlined_nodes.
  explicit SourceModel(formats::OnnxModel model);
  SourceModel(SourceModel&&) = default;

  const formats::OnnxModel& file() const { return model_; }
  const OnnxGraph& graph() const { return model_.graph; }
  const Opsets& opsets() const { return opsets_; }
  // The function that a node calls; null where it is an operator.
  const SourceFunction* function_of(const OnnxNode& node) const;

 private:
  using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
  void check_calls() const;

  formats::OnnxModel model_;
  Opsets opsets_;
  std::map<Key, SourceFunction> functions_;
};

// The nodes that `wanted` values need, producers first and otherwise as they stand. What is read inside a node's graphs counts as read by
// the node. Error (invalid_file) for a value that two nodes make and for nodes that wait for each other.
std::vector<const OnnxNode*> ordered_nodes(std::span<const OnnxNode> nodes, std::span<const std::string_view> wanted);

// The names that a node reads, those of its graphs that come from outside included.
std::vector<std::string_view> names_read(const OnnxNode& node);

}  // namespace nnfront::frontends::onnx
