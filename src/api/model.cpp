#include "nnfront/model.h"

#include <map>
#include <mutex>

#include "cost/complexity.h"
#include "executor/executor.h"
#include "formats/json.h"
#include "ir/input_shapes.h"
#include "ir/leaf.h"
#include "ir/serialize.h"
#include "ir/text.h"
#include "ops/op_table.h"
#include "support/fail.h"
#include "support/parallel.h"

namespace nnfront {

// The last prepared form. `graph` differs from the model's where the inputs' sizes do.
struct Model::Cache {
  std::mutex mutex;
  std::string key;
  std::shared_ptr<const Graph> graph;
  executor::Prepared prepared;
  std::vector<ValueInfo> info;
};

namespace {

ValueInfo info_of(Value value, std::string name, const TensorType& type) {
  return {text(value), std::move(name), std::string(nnfront::name(type.dtype)), type.ranked ? text(type.shape) : "[...]"};
}

// The type of any addressable value: an epilogue value has the type of its node's output.
struct Addressed {
  std::string name;
  TensorType type;
};

Addressed addressed(const Graph& graph, Value value) {
  std::optional<Addressed> found;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      for (const EpilogueStep& step : node.epilogue) {
        if (step.value == value) found = Addressed{node.name + " before " + std::string(step.op->name), node.outputs.front().type};
      }
      if (node.id == value.node && value.output < static_cast<int>(node.outputs.size())) {
        found = Addressed{node.name, node.outputs[static_cast<std::size_t>(value.output)].type};
      }
    }
  });
  ensure(found.has_value(), "a value that was resolved is in the graph");
  return *found;
}

std::vector<Value> every_activation(const Graph& graph) {
  std::vector<Value> values;
  for (const Node& node : graph.nodes()) {
    if (is_constant(node)) continue;
    for (const EpilogueStep& step : node.epilogue) values.push_back(step.value);
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) values.push_back(node.value(i));
  }
  return values;
}

std::vector<Value> wanted_values(const Graph& graph, const std::vector<std::string>& wanted) {
  if (wanted.size() == 1 && wanted.front() == "all") return every_activation(graph);
  std::vector<Value> values;
  for (const std::string& each : wanted) {
    const auto value = resolve(graph, parse_value(each));
    if (!value) fail(ErrorCode::invalid_argument, "value '{}' is not in this graph (it may have been folded away)", printable(each));
    values.push_back(*value);
  }
  return values;
}

// The model's declared shape with the array's sizes where they may differ.
Shape fitted_shape(const std::string& name, const TensorType& declared, const Array& array) {
  const auto refuse = [&] {
    fail(ErrorCode::invalid_argument, "input '{}': got {}{}, wanted {}", printable(name), nnfront::name(array.dtype()),
         text(shape_of(array.dims())), text(declared));
  };
  if (array.dtype() != declared.dtype || array.dims().size() != declared.shape.size()) refuse();
  Shape shape;
  for (std::size_t i = 0; i < array.dims().size(); ++i) {
    const Dim& dim = declared.shape[i];
    if (i > 0 && dim.is_integer() && dim.integer() != array.dims()[i]) refuse();
    shape.emplace_back(array.dims()[i]);
  }
  return shape;
}

// A symbol stands for the same number in every input.
void tie_symbols(const std::string& name, const Shape& declared, const Array& array, std::map<std::string, std::int64_t>& sizes) {
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (declared[i].is_integer()) continue;
    const auto [known, is_new] = sizes.emplace(declared[i].text(), array.dims()[i]);
    if (is_new || known->second == array.dims()[i]) continue;
    fail(ErrorCode::invalid_argument, "input '{}': {} is {} here and {} in another input", printable(name), known->first, array.dims()[i],
         known->second);
  }
}

std::vector<Shape> fitted_shapes(const Graph& graph, const std::vector<Array>& inputs) {
  if (inputs.size() != graph.inputs().size()) {
    std::string names;
    const NodeIndex index(graph);
    for (const Value input : graph.inputs()) names += (names.empty() ? "" : ", ") + printable(index.producer(input).name);
    fail(ErrorCode::invalid_argument, "got {} inputs, the model has {}: {}", inputs.size(), graph.inputs().size(), names);
  }
  const NodeIndex index(graph);
  std::vector<Shape> shapes;
  std::map<std::string, std::int64_t> sizes_of_symbols;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Node& input = index.producer(graph.inputs()[i]);
    shapes.push_back(fitted_shape(input.name, input.outputs[0].type, inputs[i]));
    tie_symbols(input.name, input.outputs[0].type.shape, inputs[i], sizes_of_symbols);
  }
  return shapes;
}

std::shared_ptr<const Graph> resized(const std::shared_ptr<const Graph>& graph, const std::vector<Shape>& shapes) {
  if (input_shapes(*graph) == shapes) return graph;
  auto copy = std::make_shared<Graph>(*graph);
  set_input_shapes(*copy, shapes);
  return copy;
}

std::string cache_key(const std::vector<Shape>& shapes, const RunOptions& options, int threads) {
  std::string key = fmt::format("{} {}", options.engine, threads);
  for (const Shape& shape : shapes) key += text(shape);
  for (const std::string& value : options.values) key += " " + value;
  return key;
}

void check_has_content(const Graph& graph) {
  for_each_block(graph, [](const Block& block) {
    for (const Node& node : block.nodes) {
      if (!is_constant(node) || node.tensor.has_content()) continue;
      fail(ErrorCode::invalid_argument, "parameter '{}' has no content: the graph was loaded without its parameter file",
           printable(node.name));
    }
  });
}

std::vector<ValueInfo> described(const Graph& graph, const std::vector<Value>& values) {
  std::vector<ValueInfo> info;
  for (const NamedValue& output : graph.outputs()) info.push_back(info_of(output.value, output.name, addressed(graph, output.value).type));
  for (const Value value : values) {
    const Addressed found = addressed(graph, value);
    info.push_back(info_of(value, found.name, found.type));
  }
  return info;
}

formats::OrderedJson attribute_json(const AttrValue& value) {
  return std::visit(
      [](const auto& held) -> formats::OrderedJson {
        using Held = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          return nullptr;
        } else if constexpr (std::is_same_v<Held, Shape>) {
          formats::OrderedJson list = formats::OrderedJson::array();
          for (const Dim& dim : held)
            list.push_back(dim.is_integer() ? formats::OrderedJson(dim.integer()) : formats::OrderedJson(dim.text()));
          return list;
        } else if constexpr (std::is_same_v<Held, double>) {
          return formats::json_of(held);
        } else if constexpr (std::is_same_v<Held, std::vector<double>>) {
          formats::OrderedJson list = formats::OrderedJson::array();
          for (const double each : held) list.push_back(formats::json_of(each));
          return list;
        } else {
          return held;
        }
      },
      value);
}

NodeInfo node_info(const Node& node) {
  NodeInfo info{node.id, std::string(node.op->name), node.name, {}, {}, {}, {}};
  for (const auto& input : node.inputs) info.inputs.push_back(input ? text(*input) : "");
  for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
    info.outputs.push_back(info_of(node.value(i), node.name, node.outputs[static_cast<std::size_t>(i)].type));
  }
  formats::OrderedJson attributes = formats::OrderedJson::object();
  for (const AttrField& field : node.attributes.fields()) attributes[field.name] = attribute_json(field.value);
  info.attributes_json = attributes.dump();
  for (const EpilogueStep& step : node.epilogue) info.epilogue.emplace_back(step.op->name);
  return info;
}

}  // namespace

Model::Model() : Model(std::make_shared<const Graph>(ops::operators())) {}

Model::Model(std::shared_ptr<const Graph> graph) : graph_(std::move(graph)), cache_(std::make_shared<Cache>()) {}

Model Model::load(const std::filesystem::path& graph_json, const std::filesystem::path& parameters_npz) {
  auto graph = std::make_shared<Graph>(read_graph(graph_json, ops::operators()));
  if (!parameters_npz.empty()) attach_parameters(*graph, parameters_npz);
  return Model(std::move(graph));
}

void Model::save(const std::filesystem::path& graph_json, const std::filesystem::path& parameters_npz) const {
  check_has_content(*graph_);
  write_parameters(*graph_, parameters_npz);
  write_graph(*graph_, graph_json);
}

std::string Model::kind() const {
  return detail::enum_names<GraphKind>().at(static_cast<std::size_t>(graph_->kind));
}

std::vector<ValueInfo> Model::inputs() const {
  const NodeIndex index(*graph_);
  std::vector<ValueInfo> info;
  for (const Value input : graph_->inputs()) info.push_back(info_of(input, index.producer(input).name, index.type(input)));
  return info;
}

std::vector<ValueInfo> Model::outputs() const {
  return described(*graph_, {});
}

std::vector<NodeInfo> Model::nodes() const {
  std::vector<NodeInfo> info;
  for (const Node& node : graph_->nodes()) info.push_back(node_info(node));
  return info;
}

std::vector<std::string> Model::parameter_names() const {
  std::vector<std::string> names;
  for_each_block(*graph_, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      if (node.attributes.is<ParameterAttrs>()) names.push_back(node.attributes.as<ParameterAttrs>().key);
    }
  });
  return names;
}

Array Model::parameter(std::string_view name) const {
  const Node* node = find_parameter(*graph_, name);
  if (node == nullptr) {
    fail(ErrorCode::invalid_argument, "there is no parameter '{}'{}", printable(name), did_you_mean(name, parameter_names()));
  }
  if (!node->tensor.has_content())
    fail(ErrorCode::invalid_argument, "parameter '{}' has no content: the graph was loaded without its parameter file", name);
  return node->tensor.evaluate();
}

std::string Model::text() const {
  return print(*graph_);
}

std::string Model::complexity_line() const {
  return cost::complexity_line(cost::complexity(*graph_));
}
std::string Model::complexity_table() const {
  return cost::complexity_table(cost::complexity(*graph_));
}
std::string Model::complexity_json(bool per_layer) const {
  return cost::complexity_json(cost::complexity(*graph_), per_layer);
}

Model::RunResult Model::run(const std::vector<Array>& inputs, const RunOptions& options) const {
  const executor::Engine engine = executor::engine(options.engine);
  const std::vector<Shape> shapes = fitted_shapes(*graph_, inputs);
  const int threads = chosen_threads(options.threads);
  const std::string key = cache_key(shapes, options, threads);
  const std::lock_guard lock(cache_->mutex);
  if (cache_->key != key) {
    check_has_content(*graph_);
    cache_->key.clear();
    cache_->graph = resized(graph_, shapes);
    executor::PrepareOptions prepare;
    prepare.threads = threads;
    prepare.values = wanted_values(*cache_->graph, options.values);
    cache_->prepared = engine.prepare(*cache_->graph, prepare);
    cache_->info = described(*cache_->graph, prepare.values);
    cache_->key = key;
  }
  return {cache_->info, cache_->prepared.run(inputs), cache_->prepared.fallbacks};
}

}  // namespace nnfront
