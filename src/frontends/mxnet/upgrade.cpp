#include "frontends/mxnet/upgrade.h"

#include <unordered_set>

#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

bool keeps_running_statistics(const SourceNode& node) {
  return node.op == "BatchNorm" || node.op == "BatchNorm_v1" || node.op == "CuDNNBatchNorm";
}

bool lacks_running_statistics(const SourceNode& node) {
  return keeps_running_statistics(node) && node.inputs.size() == 3;
}

// The variables go right before their node, so every later index moves up.
SourceGraph with_running_statistics(SourceGraph graph) {
  std::unordered_set<std::string> variables;
  for (const SourceNode& node : graph.nodes) {
    if (node.is_variable()) variables.insert(node.name);
  }
  std::vector<SourceNode> nodes;
  std::vector<std::int64_t> moved;
  for (SourceNode& node : graph.nodes) {
    for (Entry& input : node.inputs) input.node = moved[static_cast<std::size_t>(input.node)];
    if (lacks_running_statistics(node)) {
      for (const char* suffix : {"_moving_mean", "_moving_var"}) {
        SourceNode variable;
        variable.op = "null";
        variable.name = node.name + suffix;
        if (!variables.insert(variable.name).second) {
          fail(ErrorCode::invalid_file, "'{}' ({}) needs a variable '{}', which is taken", printable(node.name), node.op,
               printable(variable.name));
        }
        node.inputs.push_back({static_cast<std::int64_t>(nodes.size()), 0});
        nodes.push_back(std::move(variable));
      }
    }
    moved.push_back(static_cast<std::int64_t>(nodes.size()));
    nodes.push_back(std::move(node));
  }
  for (Entry& head : graph.heads) head.node = moved[static_cast<std::size_t>(head.node)];
  graph.nodes = std::move(nodes);
  return graph;
}

void drop_axis_minus_one(SourceGraph& graph) {
  for (SourceNode& node : graph.nodes) {
    if (node.op != "argmax" && node.op != "argmin") continue;
    const auto axis = node.attributes.find("axis");
    if (axis != node.attributes.end() && axis->second == "-1") node.attributes.erase(axis);
  }
}

}  // namespace

SourceGraph upgraded(SourceGraph graph) {
  if (graph.version < 900) graph = with_running_statistics(std::move(graph));
  if (graph.version < 905) drop_axis_minus_one(graph);
  return graph;
}

}  // namespace nnfront::frontends::mxnet
