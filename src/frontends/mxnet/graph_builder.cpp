#include "frontends/mxnet/graph_builder.h"

#include <map>

#include "frontends/mxnet/node_loop.h"
#include "ops/op_table.h"
#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

// The variables that are inputs. Parameters are made where they are first read.
void add_inputs(Scope& scope, const Variables& variables, const std::map<std::string, TensorType>& input_types) {
  const SourceGraph& source = scope.graph();
  for (std::size_t n = 0; n < source.nodes.size(); ++n) {
    if (variables.at(static_cast<std::int64_t>(n)).kind != Variable::Kind::input) continue;
    const std::string& name = source.nodes[n].name;
    const auto found = input_types.find(name);
    ensure(found != input_types.end(), "every input has a type before the graph is built");
    const Value value = scope.builder().input(name, found->second);
    if (!found->second.ranked) scope.builder().block().nodes.back().outputs[0].type = TensorType::unranked();
    scope.set(n, {value});
  }
}

void add_outputs(Scope& scope, const std::vector<std::int64_t>& read) {
  std::map<std::string, int> copies;
  for (const Entry& head : scope.graph().heads) {
    const SourceNode& node = scope.node(head);
    const Value value = scope.value(head, "an output");
    // As MXNet: only outputs of a node with several are numbered.
    const std::string wanted =
        read[static_cast<std::size_t>(head.node)] > 1 ? fmt::format("{}_output{}", node.name, head.output) : node.name;
    std::string name = wanted;
    while (++copies[name] > 1) name = fmt::format("{}#{}", wanted, copies[wanted]);
    scope.builder().output(name, value);
  }
}

}  // namespace

BuiltGraph build_graph(const SourceGraph& source, const Parameters& parameters, const std::map<std::string, TensorType>& input_types) {
  const std::vector<bool> reachable = reachable_nodes(source);
  Variables variables(source, reachable, parameters);
  BuiltGraph built{Graph(ops::operators()), {}};
  Builder builder(built.graph);
  Translation translation;
  Scope scope(source, variables, builder, translation);
  add_inputs(scope, variables, input_types);
  translate_nodes(scope);
  add_outputs(scope, outputs_read(source, reachable));
  built.operators = std::move(translation.operators);
  return built;
}

}  // namespace nnfront::frontends::mxnet
