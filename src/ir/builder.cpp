#include "ir/builder.h"

#include "ir/infer.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront {

namespace {

std::vector<Value> values_of(const Node& node) {
  std::vector<Value> values;
  for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) values.push_back(node.value(i));
  return values;
}

}  // namespace

Builder::Builder(Graph& graph) : Builder(graph, graph.block()) {}

Builder::Builder(Graph& graph, Block& block) : graph_(graph), block_(block), index_(graph) {}

Builder::Builder(const Builder& outer, Block& block) : graph_(outer.graph_), block_(block), index_(&outer.index_) {}

Node& Builder::append(Node node) {
  node.id = graph_.take_id();
  for (const TensorType& type : infer_node(node, index_)) node.outputs.push_back({type, std::nullopt});
  block_.nodes.push_back(std::move(node));
  index_.add(block_.nodes.back());
  return block_.nodes.back();
}

Value Builder::input(std::string name, TensorType type) {
  Node node;
  node.op = &graph_.operators().at("input");
  node.name = std::move(name);
  node.attributes = InputAttrs{type.dtype, std::move(type.shape)};
  const Value value = append(std::move(node)).value();
  block_.inputs.push_back(value);
  return value;
}

Value Builder::parameter(ParameterAttrs attributes, Tensor tensor) {
  Node node;
  node.op = &graph_.operators().at("parameter");
  node.name = attributes.key;
  node.attributes = std::move(attributes);
  node.tensor = std::move(tensor);
  return append(std::move(node)).value();
}

Value Builder::parameter(std::string key, Tensor tensor, ParameterRole role, bool trainable) {
  ParameterAttrs attributes;
  attributes.key = std::move(key);
  attributes.dtype = tensor.dtype();
  attributes.shape = shape_of(tensor.dims());
  attributes.role = role;
  attributes.trainable = trainable;
  return parameter(std::move(attributes), std::move(tensor));
}

Value Builder::constant(Array array, std::string name) {
  ensure(array.bytes() <= largest_constant_bytes, "a constant is small; larger content is a parameter");
  Node node;
  node.op = &graph_.operators().at("constant");
  node.name = std::move(name);
  node.attributes = ConstantAttrs{array.dtype(), shape_of(array.dims())};
  node.tensor = Tensor(std::move(array));
  return append(std::move(node)).value();
}

std::vector<Value> Builder::add(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes, std::string name) {
  Node node;
  node.op = &graph_.operators().at(op);
  node.name = std::move(name);
  node.inputs = std::move(inputs);
  if (attributes.is<NoAttrs>()) attributes = node.op->defaults;
  node.attributes = std::move(attributes);
  return values_of(append(std::move(node)));
}

std::vector<Value> Builder::add_owner(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes,
                                      std::vector<Subgraph> graphs, std::string name) {
  Node node;
  node.op = &graph_.operators().at(op);
  node.name = std::move(name);
  node.inputs = std::move(inputs);
  if (attributes.is<NoAttrs>()) attributes = node.op->defaults;
  node.attributes = std::move(attributes);
  node.graphs = std::move(graphs);
  update_captures(node);
  // The nodes inside stay where they are when the node that owns them is moved.
  for (const Subgraph& subgraph : node.graphs) {
    for (const Node& inner : subgraph.block.nodes) index_.add(inner);
  }
  infer_inside(node, index_);
  return values_of(append(std::move(node)));
}

Value Builder::add1(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes, std::string name) {
  const std::vector<Value> values = add(op, std::move(inputs), std::move(attributes), std::move(name));
  ensure(values.size() == 1, fmt::format("{} has {} outputs where one was expected", op, values.size()));
  return values.front();
}

void Builder::output(std::string name, Value value) {
  block_.outputs.push_back({std::move(name), value});
}

const TensorType& Builder::type(Value value) const {
  return index_.type(value);
}

}  // namespace nnfront
