#include "frontends/onnx/graph_builder.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <unordered_set>
#include <utility>

#include "frontends/onnx/node_context.h"
#include "frontends/onnx/op_table.h"
#include "ops/op_table.h"
#include "support/fail.h"

namespace nnfront::frontends::onnx {

namespace {

constexpr int deepest_calls = 64;
// Nodes in graphs of nodes, each as often as it is translated.
constexpr std::size_t most_nodes_in_graphs = std::size_t{1} << 19;
// Those among them that come to stand in the place of nodes.
constexpr std::size_t most_nodes_in_place = std::size_t{1} << 16;
// Elements of all sequences together: every name has its own list.
constexpr std::size_t most_listed = std::size_t{1} << 22;

std::string listed(const std::vector<std::string_view>& names, std::size_t shown) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < shown; ++i) text += (i == 0 ? "" : ", ") + printable(names[i]);
  return names.size() > shown ? fmt::format("{}, ... ({} in all)", text, names.size()) : text;
}

// A value of the graph as an output, and the name it goes by.
struct WantedOutput {
  std::string name;
  std::string_view value;
};

class Loop {
 public:
  Loop(const SourceModel& model, ExternalFiles& external)
      : model_(model),
        external_(external),
        built_{Graph(ops::operators()), {}, {}},
        builder_(built_.graph),
        known_(builder_),
        initializers_(model.graph(), external, keys_, builder_),
        scope_(model.opsets(), {}),
        graphs_{[this](const OnnxGraph& graph, Scope& scope) { return in_place(graph, scope); },
                [this](const OnnxGraph& graph, Scope& scope, const std::string& name, std::vector<SubgraphInput> inputs) {
                  return apart(graph, scope, name, std::move(inputs));
                }},
        translation_{model, external, builder_, known_, keys_, graphs_},
        here_(&translation_) {
    scope_.initializers = &initializers_;
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  BuiltGraph run(const std::vector<GraphInput>& inputs, const std::vector<std::string>& cuts) {
    const std::vector<WantedOutput> outputs = wanted_outputs(cuts);
    std::vector<std::string_view> wanted;
    for (const WantedOutput& output : outputs) wanted.push_back(output.value);
    const std::vector<const OnnxNode*> nodes = ordered_nodes(model_.graph().nodes, wanted);
    add_inputs(inputs, nodes, wanted);
    translate(nodes, scope_);
    for (const WantedOutput& output : outputs) add_output(output);
    note_unused();
    if (nnfront::nesting(built_.graph) > deepest_nesting)
      fail(ErrorCode::invalid_file, "graphs of nodes nest deeper than {}", deepest_nesting);
    return std::move(built_);
  }

 private:
  std::vector<WantedOutput> wanted_outputs(const std::vector<std::string>& cuts) const {
    std::vector<WantedOutput> outputs;
    for (const std::string& cut : cuts) outputs.push_back({cut, value_called(cut)});
    if (!cuts.empty()) return outputs;
    for (const formats::OnnxValueInfo& info : model_.graph().outputs) outputs.push_back({std::string(info.name), info.name});
    return outputs;
  }

  // The value of that name, or the first output of the node.
  std::string_view value_called(const std::string& name) const {
    std::vector<std::string> names;
    std::string_view by_node;
    for (const OnnxNode& node : model_.graph().nodes) {
      for (const std::string_view output : node.outputs) {
        if (output == name) return output;
        names.emplace_back(output);
      }
      if (node.name == name && !node.outputs.empty()) by_node = node.outputs[0];
    }
    if (!by_node.empty()) return by_node;
    fail(ErrorCode::invalid_argument, "--output {}: no value and no node is called so{}", printable(name), did_you_mean(name, names));
  }

  void add_inputs(const std::vector<GraphInput>& inputs, const std::vector<const OnnxNode*>& nodes,
                  const std::vector<std::string_view>& wanted) {
    std::unordered_set<std::string_view> read(wanted.begin(), wanted.end());
    for (const OnnxNode* node : nodes) {
      for (const std::string_view name : names_read(*node)) read.insert(name);
    }
    std::vector<std::string_view> unused;
    for (const GraphInput& input : inputs) {
      if (read.count(input.name) == 0) {
        unused.push_back(input.name);
      } else if (input.refusal.empty()) {
        scope_.define(input.name, add_input(input));
      } else {
        built_.operators.push_back({std::string(input.name), "input", Fate::refused, input.refusal});
        scope_.define(input.name, add_opaque(std::string(input.name), "input", input.refusal, {}, 1).front());
      }
    }
    if (unused.empty()) return;
    built_.notes.push_back(
        fmt::format("{} input{} not read and left out: {}", unused.size(), unused.size() == 1 ? " is" : "s are", listed(unused, 5)));
  }

  Value add_input(const GraphInput& input) {
    const Value value = builder_.input(std::string(input.name), input.type);
    if (!input.type.ranked) built_.graph.nodes().back().outputs[0].type.ranked = false;
    return value;
  }

  void translate(const std::vector<const OnnxNode*>& nodes, Scope& scope) {
    for (const OnnxNode* node : nodes) {
      try {
        const Bindings results = operation(*node, scope);
        for (std::size_t i = 0; i < node->outputs.size(); ++i) {
          if (!node->outputs[i].empty()) bind(node->outputs[i], results.at(i), scope);
        }
      } catch (const Error& error) {
        // Once: the innermost node's name tells the calls around it.
        if (labelled_) throw;
        labelled_ = true;
        throw error.in(label(*node, scope));
      }
    }
  }

  void bind(std::string_view name, const Binding& binding, Scope& scope) {
    if (const auto* list = std::get_if<ValueList>(&binding)) listed_ += list->elements.size();
    if (listed_ > most_listed) fail(ErrorCode::invalid_file, "sequences come to more than {} elements", most_listed);
    scope.define(name, binding);
  }

  static std::string label(const OnnxNode& node, const Scope& scope) {
    return fmt::format("node '{}' ({}, opset {})", printable(node_name(node, scope)), printable(qualified_name(node.domain, node.op)),
                       scope.opsets().version(node.domain));
  }

  Bindings operation(const OnnxNode& node, Scope& scope) {
    if (const SourceFunction* function = model_.function_of(node)) return call(*function, node, scope);
    const OperatorRow* row = find_row(node.domain, node.op);
    if (row == nullptr) return refused(node, scope, refusal_reason(node.domain, node.op));
    if (row->versions.empty()) return refused(node, scope, std::string(row->note));
    const std::int64_t opset = scope.opsets().version(node.domain);
    const Version* version = find_version(*row, opset);
    if (version == nullptr) {
      return refused(node, scope, fmt::format("it came with opset {}, the model is written in {}", row->versions[0].since, opset));
    }
    return attempt(*row, *version, node, scope);
  }

  static Bindings translated(const Version& version, NodeContext& context) {
    if (const auto* translate = std::get_if<BindingTranslator>(&version.translate)) return (*translate)(context);
    return bindings(std::get<Translator>(version.translate)(context));
  }

  Bindings attempt(const OperatorRow& row, const Version& version, const OnnxNode& node, Scope& scope) {
    NodeContext context(row, node, scope, *here_);
    try {
      Bindings results = translated(version, context);
      for (const std::string& attribute : context.unread()) context.refuse("attribute '{}' is not known", printable(attribute));
      context.only_outputs(static_cast<int>(results.size()));
      report(node, scope, row, context.how());
      results.resize(std::max(results.size(), node.outputs.size()));  // outputs at the end that are not named
      return results;
    } catch (const UnrankedInput&) {
      report(node, scope, row, context.how());
      return bindings(opaque(node, scope, "what it reads has no known shape"));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::unsupported) throw;
      return refused(node, scope, error.what());
    }
  }

  // The body's nodes in the place of the call.
  Bindings call(const SourceFunction& called, const OnnxNode& node, Scope& scope) {
    const OnnxFunction& function = *called.function;
    const Deeper deeper(calls_);
    if (calls_ > deepest_calls) fail(ErrorCode::invalid_file, "functions call each other more than {} deep", deepest_calls);
    if (node.inputs.size() > function.inputs.size() || node.outputs.size() > function.outputs.size()) {
      fail(ErrorCode::invalid_file, "got {} inputs and {} outputs, the function has {} and {}", node.inputs.size(), node.outputs.size(),
           function.inputs.size(), function.outputs.size());
    }
    Scope body(called.opsets, node_name(node, scope) + "/");
    bind_inputs(function, node, scope, body);
    bind_attributes(function, node, scope, body);
    translate(ordered_nodes(function.nodes, function.outputs), body);
    Bindings results;
    for (std::size_t i = 0; i < node.outputs.size(); ++i) results.push_back(binding_of(function.outputs[i], body));
    return results;
  }

  void bind_inputs(const OnnxFunction& function, const OnnxNode& node, Scope& scope, Scope& body) {
    for (std::size_t i = 0; i < function.inputs.size(); ++i) {
      const bool given = i < node.inputs.size() && !node.inputs[i].empty();
      bind(function.inputs[i], given ? binding_of(node.inputs[i], scope) : Binding(), body);
    }
  }

  static void bind_attributes(const OnnxFunction& function, const OnnxNode& node, Scope& scope, Scope& body) {
    for (const OnnxAttribute& attribute : node.attributes) {
      if (const OnnxAttributeValue* value = scope.resolve(attribute)) body.arguments[attribute.name] = value;
    }
    for (const OnnxAttribute& attribute : function.defaults) body.arguments.emplace(attribute.name, &attribute.value);
  }

  static Binding binding_of(std::string_view name, Scope& scope) {
    std::optional<Binding> found = scope.find(name, ParameterRole::weight);
    if (!found) fail(ErrorCode::invalid_file, "nothing makes the value '{}'", printable(name));
    return *std::move(found);
  }

  void report(const OnnxNode& node, const Scope& scope, const OperatorRow& row, const std::string& how) {
    const bool rewritten = row.fate == Fate::rewritten || !how.empty();
    const std::string reason = how.empty() && rewritten ? std::string(row.note) : how;
    built_.operators.push_back(
        {node_name(node, scope), qualified_name(node.domain, node.op), rewritten ? Fate::rewritten : Fate::exact, reason});
  }

  Bindings refused(const OnnxNode& node, Scope& scope, const std::string& reason) {
    built_.operators.push_back({node_name(node, scope), qualified_name(node.domain, node.op), Fate::refused, reason});
    return bindings(opaque(node, scope, reason));
  }

  // Keeps the place of a node that was not understood. Initializers that only it reads are left out: nothing is known of them.
  std::vector<Value> opaque(const OnnxNode& node, Scope& scope, const std::string& reason) {
    constexpr std::size_t most_outputs = 1024;
    if (node.outputs.size() > most_outputs)
      fail(ErrorCode::invalid_file, "{} outputs, at most {} are read", node.outputs.size(), most_outputs);
    Operands inputs;
    for (const std::string_view name : node.inputs) {
      if (name.empty() || scope.is_initializer(name)) continue;
      const std::optional<Binding> found = scope.find(name, ParameterRole::weight);
      if (!found) fail(ErrorCode::invalid_file, "nothing makes the input '{}'", printable(name));
      add_tensors(*found, inputs);
    }
    return add_opaque(node_name(node, scope), qualified_name(node.domain, node.op), reason, std::move(inputs),
                      std::max<std::size_t>(1, node.outputs.size()));
  }

  static void add_tensors(const Binding& binding, Operands& operands) {
    if (const auto* value = std::get_if<Value>(&binding)) operands.emplace_back(*value);
    if (const auto* list = std::get_if<ValueList>(&binding)) operands.insert(operands.end(), list->elements.begin(), list->elements.end());
  }

  std::vector<Value> add_opaque(const std::string& name, const std::string& op, const std::string& reason, Operands inputs,
                                std::size_t count) {
    here_->builder.add("opaque", std::move(inputs), OpaqueAttrs{op, reason, static_cast<std::int64_t>(count)}, name);
    Node& added = here_->builder.block().nodes.back();
    added.outputs.assign(count, Output{TensorType::unranked(), std::nullopt});
    std::vector<Value> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(added.value(static_cast<int>(i)));
    return values;
  }

  // ---- Graphs in attributes of nodes.

  GraphInPlace in_place(const OnnxGraph& graph, Scope& scope) {
    const auto initializers = std::make_shared<Initializers>(graph, external_, keys_, here_->builder);
    return [this, &graph, &scope, initializers](const Bindings& inputs, const std::string& prefix) {
      check_inputs(graph, graph.name, inputs.size());
      in_place_ += graph.nodes.size();
      if (in_place_ > most_nodes_in_place) {
        fail(ErrorCode::unsupported, "graphs that come to more than {} nodes in the place of nodes are not covered", most_nodes_in_place);
      }
      Scope inner = Scope::inside(scope, prefix);
      inner.initializers = initializers.get();
      for (std::size_t i = 0; i < inputs.size(); ++i) bind(graph.inputs[i].name, inputs[i], inner);
      return results_of(graph, inner);
    };
  }

  static void check_inputs(const OnnxGraph& graph, std::string_view name, std::size_t wanted) {
    if (graph.inputs.size() == wanted) return;
    fail(ErrorCode::invalid_file, "graph '{}' has {} inputs, wanted {}", printable(name), graph.inputs.size(), wanted);
  }

  TranslatedGraph apart(const OnnxGraph& graph, Scope& scope, const std::string& name, std::vector<SubgraphInput> inputs) {
    check_inputs(graph, name, inputs.size());
    const Deeper deeper(nesting_);
    if (nesting_ > deepest_nesting) fail(ErrorCode::invalid_file, "graphs of nodes nest deeper than {}", deepest_nesting);
    while (true) {
      const std::size_t reports = built_.operators.size();
      TranslatedGraph result = attempt_apart(graph, scope, name, inputs);
      if (!widen(inputs, result.outputs)) return result;
      built_.operators.erase(built_.operators.begin() + static_cast<std::ptrdiff_t>(reports), built_.operators.end());
    }
  }

  TranslatedGraph attempt_apart(const OnnxGraph& graph, Scope& scope, const std::string& name, const std::vector<SubgraphInput>& inputs) {
    TranslatedGraph result;
    result.graph.name = name;
    Builder builder(here_->builder, result.graph.block);
    KnownContent known(builder, &here_->known);
    Translation translation{model_, external_, builder, known, keys_, graphs_};
    const Visit visit(here_, translation);
    Scope inner = Scope::inside(scope);
    Initializers initializers(graph, external_, keys_, builder);
    inner.initializers = &initializers;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      inner.define(graph.inputs[i].name, builder.input(std::string(graph.inputs[i].name), inputs[i].type));
    }
    const Bindings results = results_of(graph, inner);
    ParameterKeys names;  // a value may be handed out twice
    for (std::size_t i = 0; i < results.size(); ++i) {
      const Value value = as_tensor(results[i], fmt::format("an output of graph '{}'", printable(name)));
      builder.output(names.take(std::string(graph.outputs[i].name)), value);
      result.outputs.push_back(builder.type(value));
    }
    return result;
  }

  Bindings results_of(const OnnxGraph& graph, Scope& scope) {
    in_graphs_ += graph.nodes.size();
    if (in_graphs_ > most_nodes_in_graphs) {
      fail(ErrorCode::invalid_file, "graphs of nodes come to more than {} nodes until their types are settled", most_nodes_in_graphs);
    }
    std::vector<std::string_view> wanted;
    for (const formats::OnnxValueInfo& output : graph.outputs) wanted.push_back(output.name);
    translate(ordered_nodes(graph.nodes, wanted), scope);
    Bindings results;
    for (const std::string_view name : wanted) results.push_back(binding_of(name, scope));
    return results;
  }

  // What is handed on to the next run must fit as well as what came first. True where an input becomes wider for it.
  static bool widen(std::vector<SubgraphInput>& inputs, const std::vector<TensorType>& outputs) {
    bool changed = false;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const auto next = static_cast<std::size_t>(inputs[i].next);
      if (inputs[i].next < 0 || next >= outputs.size() || !outputs[next].ranked) continue;
      const TensorType both = common_type(inputs[i].type, outputs[next]);
      if (!both.ranked || both.dtype != outputs[next].dtype) {
        fail(ErrorCode::unsupported, "a value that is {} before the body and {} behind it is not covered", text(inputs[i].type),
             text(outputs[next]));
      }
      changed = changed || !(both == inputs[i].type);
      inputs[i].type = both;
    }
    return changed;
  }

  // An output is a value that a node of its own makes: inputs and parameters get an identity.
  void add_output(const WantedOutput& output) {
    Value value = output_value(output);
    const std::string_view op = builder_.producer(value).op->name;
    if (op == "input" || op == "parameter" || op == "constant") value = builder_.add1("identity", {value}, {}, output.name);
    builder_.output(output.name, value);
  }

  Value output_value(const WantedOutput& output) {
    const Binding binding = binding_of(output.value, scope_);
    if (const auto* value = std::get_if<Value>(&binding)) return *value;
    const std::string reason = fmt::format("an output that is {} is not covered", kind_of(binding));
    built_.operators.push_back({output.name, "output", Fate::refused, reason});
    Operands elements;
    add_tensors(binding, elements);
    return add_opaque(output.name, "output", reason, std::move(elements), 1).front();
  }

  void note_unused() {
    const std::vector<std::string_view> unused = initializers_.unused();
    if (unused.empty()) return;
    built_.notes.push_back(
        fmt::format("{} initializer{} not read: {}", unused.size(), unused.size() == 1 ? " is" : "s are", listed(unused, 5)));
  }

  // One more, as long as it lives.
  class Deeper {
   public:
    explicit Deeper(int& depth) : depth_(depth) { ++depth_; }
    ~Deeper() { --depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    int& depth_;
  };
  // Nodes go to another block, as long as it lives.
  class Visit {
   public:
    Visit(Translation*& here, Translation& there) : here_(here), back_(std::exchange(here, &there)) {}
    ~Visit() { here_ = back_; }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

   private:
    Translation*& here_;
    Translation* back_;
  };

  const SourceModel& model_;
  ExternalFiles& external_;
  BuiltGraph built_;
  Builder builder_;
  KnownContent known_;
  ParameterKeys keys_;
  Initializers initializers_;
  Scope scope_;
  GraphTranslators graphs_;
  Translation translation_;
  Translation* here_;  // the block that is being filled
  int calls_ = 0;
  int nesting_ = 0;
  std::size_t in_graphs_ = 0;
  std::size_t in_place_ = 0;
  std::size_t listed_ = 0;
  bool labelled_ = false;
};

}  // namespace

BuiltGraph build_graph(const SourceModel& model, const std::vector<GraphInput>& inputs, const std::vector<std::string>& outputs,
                       ExternalFiles& external) {
  return Loop(model, external).run(inputs, outputs);
}

}  // namespace nnfront::frontends::onnx
