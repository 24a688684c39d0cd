#include "ir/input_shapes.h"

#include "ir/infer.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront {

namespace {

std::vector<Shape> shapes_read(const Node& node, const NodeIndex& index) {
  std::vector<Shape> shapes;
  for_each_input(node, [&](Value value) { shapes.push_back(index.type(value).shape); });
  return shapes;
}

void for_each_fixed(const Graph& graph, const std::function<void(const Node&)>& visit) {
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      if (node.fixed) visit(node);
    }
  });
}

void reshape_inputs(Graph& graph, const std::vector<Shape>& shapes) {
  if (shapes.size() != graph.inputs().size()) {
    fail(ErrorCode::invalid_argument, "got shapes for {} inputs, the graph has {}", shapes.size(), graph.inputs().size());
  }
  std::vector<std::vector<Shape>> before;
  const NodeIndex index(graph);
  for_each_fixed(graph, [&](const Node& node) { before.push_back(shapes_read(node, index)); });
  const MutableNodeIndex mutable_index(graph);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    Node& input = mutable_index.producer(graph.inputs()[i]);
    input.attributes = InputAttrs{input.attributes.as<InputAttrs>().dtype, shapes[i]};
  }
  infer_types(graph);
  std::size_t fixed = 0;
  for_each_fixed(graph, [&](const Node& node) {
    if (shapes_read(node, index) == before[fixed++]) return;
    fail(ErrorCode::unsupported, "{} is only valid for the input shapes that the model was compiled with", node_label(node));
  });
}

}  // namespace

std::vector<Shape> input_shapes(const Graph& graph) {
  const NodeIndex index(graph);
  std::vector<Shape> shapes;
  for (const Value input : graph.inputs()) shapes.push_back(index.type(input).shape);
  return shapes;
}

void set_input_shapes(Graph& graph, const std::vector<Shape>& shapes) {
  Graph changed = graph;
  reshape_inputs(changed, shapes);
  graph = std::move(changed);
}

}  // namespace nnfront
