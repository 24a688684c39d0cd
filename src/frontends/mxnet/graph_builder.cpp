#include "frontends/mxnet/graph_builder.h"

#include <algorithm>
#include <map>

#include "frontends/mxnet/node_context.h"
#include "frontends/mxnet/op_table.h"
#include "ops/op_table.h"
#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

// How many outputs of each node are read by what is needed.
std::vector<std::int64_t> outputs_read(const SourceGraph& source, const std::vector<bool>& reachable) {
  std::vector<std::int64_t> counts(source.nodes.size(), 1);
  const auto count = [&](const Entry& entry) {
    std::int64_t& known = counts[static_cast<std::size_t>(entry.node)];
    known = std::max(known, entry.output + 1);
  };
  for (std::size_t n = 0; n < source.nodes.size(); ++n) {
    if (!reachable[n]) continue;
    for (const Entry& input : source.nodes[n].inputs) count(input);
  }
  for (const Entry& head : source.heads) count(head);
  // A few bytes of a file can claim thousands of outputs.
  constexpr std::int64_t most_outputs = 1 << 20;
  std::int64_t all = 0;
  for (const std::int64_t each : counts) all += each;
  if (all > most_outputs + static_cast<std::int64_t>(counts.size())) {
    fail(ErrorCode::invalid_file, "the nodes have {} outputs in all, at most {} are read", all, most_outputs);
  }
  return counts;
}

class Loop {
 public:
  Loop(const SourceGraph& source, const Parameters& parameters, const std::map<std::string, TensorType>& input_types)
      : source_(source),
        input_types_(input_types),
        reachable_(reachable_nodes(source)),
        read_(outputs_read(source, reachable_)),
        variables_(source, reachable_, parameters),
        values_(source.nodes.size()),
        built_{Graph(ops::operators()), {}},
        builder_(built_.graph) {}

  BuiltGraph run() {
    for (std::size_t n = 0; n < source_.nodes.size(); ++n) {
      if (!reachable_[n]) continue;
      const SourceNode& node = source_.nodes[n];
      try {
        values_[n] = node.is_variable() ? variable(n) : operation(n);
      } catch (const Error& error) {
        throw error.in(fmt::format("node '{}' ({})", printable(node.name), printable(node.op)));
      }
    }
    add_outputs();
    return std::move(built_);
  }

 private:
  // Parameters are made where they are first read.
  std::vector<Value> variable(std::size_t n) {
    const SourceNode& node = source_.nodes[n];
    if (variables_.at(static_cast<std::int64_t>(n)).kind == Variable::Kind::parameter) return {};
    const auto found = input_types_.find(node.name);
    ensure(found != input_types_.end(), "every input has a type before the graph is built");
    const Value value = builder_.input(node.name, found->second);
    if (!found->second.ranked) built_.graph.nodes().back().outputs[0].type = TensorType::unranked();
    return {value};
  }

  std::vector<Value> operation(std::size_t n) {
    const SourceNode& node = source_.nodes[n];
    const OperatorRow* row = find_row(node.op);
    if (row == nullptr) return refused(n, unknown(node.op));
    if (row->translate == nullptr) return refused(n, refusal_reason(node.op));
    if (!node.subgraphs.empty()) return refused(n, "a node with graphs inside is not covered");
    NodeContext context(*row, source_, node, variables_, values_, builder_);
    try {
      const std::vector<Value> values = row->translate(context);
      for (const std::string& attribute : context.unread()) context.refuse("attribute '{}' is not known", printable(attribute));
      if (static_cast<std::int64_t>(values.size()) < read_[n]) {
        context.refuse("its output {} is read, {} {} covered", read_[n] - 1, values.size(), values.size() == 1 ? "is" : "are");
      }
      report(node, row, context.how());
      return values;
    } catch (const UnrankedInput&) {
      report(node, row, context.how());
      return opaque(n, "what it reads has no known shape");
    } catch (const Error& error) {
      if (error.code() != ErrorCode::unsupported) throw;
      return refused(n, error.what());
    }
  }

  // Each name is compared once, and only so many: a file may be full of them.
  const std::string& unknown(const std::string& op) {
    constexpr std::size_t most_compared = 100;
    const auto [place, is_new] = unknown_.emplace(op, refusal_reason(op));
    if (!is_new || unknown_.size() > most_compared) return place->second;
    place->second += did_you_mean_operator(op);
    return place->second;
  }

  void report(const SourceNode& node, const OperatorRow* row, const std::string& how) {
    const bool rewritten = row->fate == Fate::rewritten || !how.empty();
    const std::string reason = how.empty() && rewritten ? std::string(row->note) : how;
    built_.operators.push_back({node.name, node.op, rewritten ? Fate::rewritten : Fate::exact, reason});
  }

  std::vector<Value> refused(std::size_t n, const std::string& reason) {
    const SourceNode& node = source_.nodes[n];
    built_.operators.push_back({node.name, node.op, Fate::refused, reason});
    return opaque(n, reason);
  }

  // Keeps the place of a node that was not understood. Its parameters are left out: nothing is known of them.
  std::vector<Value> opaque(std::size_t n, const std::string& reason) {
    const SourceNode& node = source_.nodes[n];
    std::vector<std::optional<Value>> inputs;
    for (const Entry& entry : node.inputs) {
      const std::vector<Value>& made = values_[static_cast<std::size_t>(entry.node)];
      const bool present = entry.output < static_cast<std::int64_t>(made.size());
      if (present) inputs.emplace_back(made[static_cast<std::size_t>(entry.output)]);
    }
    const std::int64_t count = read_[n];
    builder_.add("opaque", std::move(inputs), OpaqueAttrs{node.op, reason, count}, node.name);
    Node& added = built_.graph.nodes().back();
    added.outputs.assign(static_cast<std::size_t>(count), Output{TensorType::unranked(), std::nullopt});
    std::vector<Value> values;
    for (int i = 0; i < count; ++i) values.push_back(added.value(i));
    return values;
  }

  void add_outputs() {
    std::map<std::string, int> copies;
    for (const Entry& head : source_.heads) {
      const SourceNode& node = source_.nodes[static_cast<std::size_t>(head.node)];
      const std::vector<Value>& made = values_[static_cast<std::size_t>(head.node)];
      const bool is_parameter = node.is_variable() && made.empty();
      const Value value =
          is_parameter ? variables_.parameter(builder_, head.node, std::nullopt, true) : made.at(static_cast<std::size_t>(head.output));
      // As MXNet: only outputs of a node with several are numbered.
      const std::string wanted =
          read_[static_cast<std::size_t>(head.node)] > 1 ? fmt::format("{}_output{}", node.name, head.output) : node.name;
      std::string name = wanted;
      while (++copies[name] > 1) name = fmt::format("{}#{}", wanted, copies[wanted]);
      builder_.output(name, value);
    }
  }

  const SourceGraph& source_;
  const std::map<std::string, TensorType>& input_types_;
  const std::vector<bool> reachable_;
  const std::vector<std::int64_t> read_;
  Variables variables_;
  std::vector<std::vector<Value>> values_;
  std::map<std::string, std::string> unknown_;  // reasons by operator
  BuiltGraph built_;
  Builder builder_;
};

}  // namespace

BuiltGraph build_graph(const SourceGraph& source, const Parameters& parameters, const std::map<std::string, TensorType>& input_types) {
  return Loop(source, parameters, input_types).run();
}

}  // namespace nnfront::frontends::mxnet
