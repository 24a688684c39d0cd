#include "nnfront/model.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "api/import.h"
#include "api/value_info.h"
#include "cost/complexity.h"
#include "executor/executor.h"
#include "formats/json.h"
#include "frontends/file_kind.h"
#include "frontends/frontend.h"
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
  std::vector<std::string> keys;
  std::vector<ValueInfo> info;
};

namespace {

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

// Something that a run returns: what it is called, the value that was asked for, and the one of this graph that stands for it.
struct Wanted {
  std::string key;
  Value asked;
  Value value;
};

std::vector<Wanted> every_activation(const Graph& graph) {
  std::set<Value> outputs;
  for (const NamedValue& output : graph.outputs()) outputs.insert(output.value);
  std::vector<Wanted> wanted;
  const auto add = [&](Value value) {
    if (outputs.count(value) == 0) wanted.push_back({text(value), value, value});
  };
  for (const Node& node : graph.nodes()) {
    if (is_constant(node)) continue;
    for (const EpilogueStep& step : node.epilogue) add(step.value);
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) add(node.value(i));
  }
  return wanted;
}

// The value of an output or of the one node that is called so.
Value value_called(const Graph& graph, const std::string& name) {
  for (const NamedValue& output : graph.outputs()) {
    if (output.name == name) return output.value;
  }
  std::vector<std::string> found;
  std::vector<std::string> names;
  Value value;
  for (const Node& node : graph.nodes()) {
    if (is_constant(node)) continue;
    names.push_back(node.name);
    if (node.name != name) continue;
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) found.push_back(text(value = node.value(i)));
  }
  if (found.size() == 1) return value;
  if (found.empty()) {
    fail(ErrorCode::invalid_argument, "value '{}' is not in this graph (it may have been folded away){}", printable(name),
         did_you_mean(name, names));
  }
  fail(ErrorCode::invalid_argument, "value '{}': {} values are called so, ask for one by its id: {}", printable(name), found.size(),
       fmt::join(found, ", "));
}

bool is_value_id(const std::string& word) {
  const std::size_t colon = word.find(':');
  return colon != std::string::npos && word.find_first_not_of("0123456789:") == std::string::npos;
}

Wanted wanted_value(const Graph& graph, const std::string& word) {
  if (!is_value_id(word)) {
    const Value value = value_called(graph, word);
    return {word, value, value};
  }
  const Value asked = parse_value(word);
  const auto value = resolve(graph, asked);
  if (!value) fail(ErrorCode::invalid_argument, "value '{}' is not in this graph (it may have been folded away)", printable(word));
  return {text(asked), asked, *value};
}

// Outputs first; the others in the order of `words`, none twice.
std::vector<Wanted> wanted_values(const Graph& graph, const std::vector<std::string>& words) {
  std::vector<Wanted> wanted;
  std::map<std::string, Value> keys;
  const auto add = [&](Wanted each) {
    const auto [known, is_new] = keys.emplace(each.key, each.value);
    if (is_new)
      wanted.push_back(std::move(each));
    else if (known->second != each.value)
      fail(ErrorCode::invalid_argument, "value '{}': an output is called so; ask for another value by its id", printable(each.key));
  };
  for (const NamedValue& output : graph.outputs()) wanted.push_back({output.name, output.value, output.value});
  for (const Wanted& output : wanted) keys.emplace(output.key, output.value);
  for (const std::string& word : words) {
    if (word != "all") {
      add(wanted_value(graph, word));
      continue;
    }
    for (Wanted& each : every_activation(graph)) add(std::move(each));
  }
  return wanted;
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

// What a symbol stands for, and where that was seen first.
struct SymbolSize {
  std::int64_t size;
  std::size_t input;
  std::size_t dimension;
};

// A symbol stands for the same number everywhere.
void tie_symbols(std::size_t input, const std::string& name, const Shape& declared, const Array& array,
                 std::map<std::string, SymbolSize>& sizes) {
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (declared[i].is_integer()) continue;
    const auto [known, is_new] = sizes.emplace(declared[i].text(), SymbolSize{array.dims()[i], input, i});
    if (is_new || known->second.size == array.dims()[i]) continue;
    const SymbolSize& first = known->second;
    fail(ErrorCode::invalid_argument, "input '{}': {} is {} in dimension {} and {} in {}", printable(name), known->first, array.dims()[i],
         i, first.size, first.input == input ? fmt::format("dimension {}", first.dimension) : "another input");
  }
}

// What the symbols of a shape are called or how large they are in another one of the same rank.
void tell_symbols(const Shape& declared, const Shape& given, std::map<std::string, Dim>& sizes) {
  for (std::size_t i = 0; i < declared.size(); ++i) {
    const std::vector<std::string> symbols = declared[i].symbols();
    if (symbols.size() == 1 && declared[i] == Dim::symbol(symbols[0])) sizes.emplace(symbols[0], given[i]);
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
  std::map<std::string, SymbolSize> sizes_of_symbols;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Node& input = index.producer(graph.inputs()[i]);
    shapes.push_back(fitted_shape(input.name, input.outputs[0].type, inputs[i]));
    tie_symbols(i, input.name, input.outputs[0].type.shape, inputs[i], sizes_of_symbols);
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

std::vector<ValueInfo> described_outputs(const Graph& graph) {
  std::vector<ValueInfo> info;
  for (const NamedValue& output : graph.outputs())
    info.push_back(api::value_info(output.value, output.name, addressed(graph, output.value).type));
  return info;
}

formats::OrderedJson attribute_json(const AttrValue& value) {
  return std::visit(
      [](const auto& held) -> formats::OrderedJson {
        using Held = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          return nullptr;
        } else if constexpr (std::is_same_v<Held, Shape>) {
          return api::dims_json(held);
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
  NodeInfo info{node.id, std::string(node.op->name), node.name, {}, api::output_infos(node), {}, {}};
  for (const auto& input : node.inputs) info.inputs.push_back(input ? text(*input) : "");
  formats::OrderedJson attributes = formats::OrderedJson::object();
  for (const AttrField& field : node.attributes.fields()) attributes[field.name] = attribute_json(field.value);
  info.attributes_json = attributes.dump();
  for (const EpilogueStep& step : node.epilogue) info.epilogue.emplace_back(step.op->name);
  return info;
}

// A model as frameworks write it, where a graph file is wanted.
void refuse_source_model(const std::filesystem::path& path) {
  std::error_code error;
  if (frontends::is_graph_file(path) || !std::filesystem::is_regular_file(path, error)) return;
  for (const frontends::Frontend& frontend : frontends::frontends()) {
    if (!frontend.detect(path, -1)) continue;
    fail(ErrorCode::invalid_argument, "{}: an {} model, wanted the graph file that is made of it: nnfront compile {}",
         printable(path.string()), frontend.title, printable(path.string()));
  }
}

}  // namespace

Model::Model() : Model(std::make_shared<const Graph>(ops::operators())) {}

Model::Model(std::shared_ptr<const Graph> graph) : graph_(std::move(graph)), cache_(std::make_shared<Cache>()) {}

Model Model::load(const std::filesystem::path& graph_json, const std::filesystem::path& parameters_npz) {
  refuse_source_model(graph_json);
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
  for (const Value input : graph_->inputs()) info.push_back(api::value_info(input, index.producer(input).name, index.type(input)));
  return info;
}

std::vector<ValueInfo> Model::outputs() const {
  return described_outputs(*graph_);
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

Model Model::with_input_shapes(const std::map<std::string, std::string>& shapes) const {
  const std::map<std::string, Shape> given = api::import_options(shapes).input_shapes;
  std::vector<Shape> wanted = input_shapes(*graph_);
  std::vector<std::string> names;
  for (const ValueInfo& input : inputs()) names.push_back(input.name);
  std::map<std::string, Dim> sizes;
  for (const auto& [name, shape] : given) {
    const auto place = std::find(names.begin(), names.end(), name);
    if (place == names.end()) {
      fail(ErrorCode::invalid_argument, "--input {}: no input is called so (there are: {}){}", printable(name), fmt::join(names, ", "),
           did_you_mean(name, names));
    }
    Shape& declared = wanted[static_cast<std::size_t>(place - names.begin())];
    if (shape.size() != declared.size()) {
      fail(ErrorCode::invalid_argument, "--input {}: got {}, wanted {} dimensions as in {}", printable(name), nnfront::text(shape),
           declared.size(), nnfront::text(declared));
    }
    tell_symbols(declared, shape, sizes);
    declared = shape;
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (given.contains(names[i])) continue;
    for (Dim& dim : wanted[i]) dim = dim.substitute(sizes);
  }
  auto copy = std::make_shared<Graph>(*graph_);
  set_input_shapes(*copy, wanted);
  return Model(std::move(copy));
}

std::string Model::complexity_note() const {
  return cost::uncounted_text(*graph_);
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
    const std::vector<Wanted> wanted = wanted_values(*cache_->graph, options.values);
    cache_->keys.clear();
    cache_->info = described_outputs(*cache_->graph);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      cache_->keys.push_back(wanted[i].key);
      if (i < cache_->info.size()) continue;
      const Addressed found = addressed(*cache_->graph, wanted[i].value);
      cache_->info.push_back(api::value_info(wanted[i].asked, found.name, found.type));
      prepare.values.push_back(wanted[i].value);
    }
    cache_->prepared = engine.prepare(*cache_->graph, prepare);
    cache_->key = key;
  }
  return {cache_->keys, cache_->info, cache_->prepared.run(inputs), cache_->prepared.fallbacks};
}

}  // namespace nnfront
