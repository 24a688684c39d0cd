#include "frontends/mxnet/node_loop.h"

#include <algorithm>

#include "frontends/mxnet/node_context.h"
#include "frontends/mxnet/op_table.h"
#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

class Loop {
 public:
  explicit Loop(Scope& scope)
      : scope_(scope), source_(scope.graph()), reachable_(reachable_nodes(source_)), read_(outputs_read(source_, reachable_)) {}

  bool run() {
    for (std::size_t n = 0; n < source_.nodes.size(); ++n) {
      const SourceNode& node = source_.nodes[n];
      if (!reachable_[n] || node.is_variable()) continue;
      try {
        scope_.set(n, operation(n));
      } catch (const Error& error) {
        throw error.in(fmt::format("node '{}' ({})", printable(node.name), printable(node.op)));
      }
    }
    return complete_;
  }

 private:
  std::vector<Value> operation(std::size_t n) {
    const SourceNode& node = source_.nodes[n];
    const OperatorRow* row = find_row(node.op);
    if (row == nullptr) return refused(n, unknown(node.op));
    if (row->translate == nullptr) return refused(n, refusal_reason(node.op));
    NodeContext context(*row, node, scope_);
    try {
      const std::vector<Value> values = row->translate(context);
      if (!node.subgraphs.empty() && !context.has_read_subgraphs()) context.refuse("a node with graphs inside is not covered");
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
    std::map<std::string, std::string>& reasons = scope_.translation().unknown;
    const auto [place, is_new] = reasons.emplace(op, refusal_reason(op));
    if (!is_new || reasons.size() > most_compared) return place->second;
    place->second += did_you_mean_operator(op);
    return place->second;
  }

  void report(const SourceNode& node, const OperatorRow* row, const std::string& how) {
    const bool rewritten = row->fate == Fate::rewritten || !how.empty();
    const std::string reason = how.empty() && rewritten ? std::string(row->note) : how;
    scope_.translation().operators.push_back({node.name, node.op, rewritten ? Fate::rewritten : Fate::exact, reason});
  }

  std::vector<Value> refused(std::size_t n, const std::string& reason) {
    const SourceNode& node = source_.nodes[n];
    scope_.translation().operators.push_back({node.name, node.op, Fate::refused, reason});
    return opaque(n, reason);
  }

  // Keeps the place of a node that was not understood. Its parameters are left out: nothing is known of them.
  std::vector<Value> opaque(std::size_t n, const std::string& reason) {
    complete_ = false;
    const SourceNode& node = source_.nodes[n];
    std::vector<std::optional<Value>> inputs;
    for (const Entry& entry : node.inputs) {
      const std::vector<Value>& made = scope_.made(entry.node);
      const bool present = entry.output < static_cast<std::int64_t>(made.size());
      if (present) inputs.emplace_back(made[static_cast<std::size_t>(entry.output)]);
    }
    const std::int64_t count = read_[n];
    scope_.builder().add("opaque", std::move(inputs), OpaqueAttrs{node.op, reason, count}, node.name);
    Node& added = scope_.builder().block().nodes.back();
    added.outputs.assign(static_cast<std::size_t>(count), Output{TensorType::unranked(), std::nullopt});
    std::vector<Value> values;
    for (int i = 0; i < count; ++i) values.push_back(added.value(i));
    return values;
  }

  Scope& scope_;
  const SourceGraph& source_;
  const std::vector<bool> reachable_;
  const std::vector<std::int64_t> read_;
  bool complete_ = true;
};

}  // namespace

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

bool translate_nodes(Scope& scope) {
  return Loop(scope).run();
}

}  // namespace nnfront::frontends::mxnet
