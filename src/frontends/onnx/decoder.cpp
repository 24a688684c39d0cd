#include "frontends/onnx/decoder.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "support/fail.h"

namespace nnfront::frontends::onnx {

namespace {

// Graphs in attributes of graphs: the reader has bounded how deep they nest.
void collect_names(const OnnxNode& node, std::vector<std::string_view>& names) {
  for (const std::string_view input : node.inputs) {
    if (!input.empty()) names.push_back(input);
  }
  for (const OnnxAttribute& attribute : node.attributes) {
    const auto* graph = std::get_if<std::shared_ptr<const OnnxGraph>>(&attribute.value);
    if (graph == nullptr) continue;
    for (const OnnxNode& inner : (*graph)->nodes) collect_names(inner, names);
    for (const formats::OnnxValueInfo& output : (*graph)->outputs) names.push_back(output.name);
  }
}

// Depth-first over what is needed; producers come out first.
class Ordering {
 public:
  explicit Ordering(std::span<const OnnxNode> nodes) : nodes_(nodes), states_(nodes.size(), State::untouched) {
    for (std::size_t n = 0; n < nodes.size(); ++n) {
      for (const std::string_view output : nodes[n].outputs) {
        if (output.empty() || producers_.emplace(output, n).second) continue;
        fail(ErrorCode::invalid_file, "two nodes make the value '{}'", printable(output));
      }
    }
  }

  std::vector<const OnnxNode*> run(std::span<const std::string_view> wanted) {
    const std::vector<bool> needed = reachable(wanted);
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      if (needed[n]) visit(n);
    }
    return std::move(ordered_);
  }

 private:
  enum class State { untouched, open, done };
  struct Open {
    std::size_t node;
    std::vector<std::size_t> producers;
    std::size_t next = 0;
  };

  std::vector<std::size_t> producers_of(std::size_t n) const {
    std::vector<std::size_t> found;
    for (const std::string_view name : names_read(nodes_[n])) {
      const auto producer = producers_.find(name);
      if (producer != producers_.end()) found.push_back(producer->second);
    }
    return found;
  }

  std::vector<bool> reachable(std::span<const std::string_view> wanted) const {
    std::vector<bool> needed(nodes_.size(), false);
    std::vector<std::size_t> waiting;
    const auto need = [&](std::size_t n) {
      if (!needed[n]) waiting.push_back(n);
      needed[n] = true;
    };
    for (const std::string_view name : wanted) {
      const auto producer = producers_.find(name);
      if (producer != producers_.end()) need(producer->second);
    }
    while (!waiting.empty()) {
      const std::size_t n = waiting.back();
      waiting.pop_back();
      for (const std::size_t producer : producers_of(n)) need(producer);
    }
    return needed;
  }

  void visit(std::size_t first) {
    std::vector<Open> stack;
    open(first, stack);
    while (!stack.empty()) {
      Open& top = stack.back();
      if (top.next < top.producers.size()) {
        open(top.producers[top.next++], stack);
        continue;
      }
      states_[top.node] = State::done;
      ordered_.push_back(&nodes_[top.node]);
      stack.pop_back();
    }
  }

  void open(std::size_t n, std::vector<Open>& stack) {
    if (states_[n] == State::done) return;
    if (states_[n] == State::open) {
      const OnnxNode& node = nodes_[n];
      fail(ErrorCode::invalid_file, "node '{}' ({}) waits for its own output", printable(node.name), printable(node.op));
    }
    states_[n] = State::open;
    stack.push_back({n, producers_of(n), 0});
  }

  std::span<const OnnxNode> nodes_;
  std::vector<State> states_;
  std::unordered_map<std::string_view, std::size_t> producers_;
  std::vector<const OnnxNode*> ordered_;
};

void collect_calls(std::span<const OnnxNode> nodes, const SourceModel& model, std::vector<const SourceFunction*>& calls) {
  for (const OnnxNode& node : nodes) {
    if (const SourceFunction* called = model.function_of(node)) calls.push_back(called);
    for (const OnnxAttribute& attribute : node.attributes) {
      const auto* graph = std::get_if<std::shared_ptr<const OnnxGraph>>(&attribute.value);
      if (graph != nullptr) collect_calls((*graph)->nodes, model, calls);
    }
  }
}

std::vector<const SourceFunction*> calls_in(std::span<const OnnxNode> nodes, const SourceModel& model) {
  std::vector<const SourceFunction*> calls;
  collect_calls(nodes, model, calls);
  return calls;
}

}  // namespace

std::string_view plain_domain(std::string_view domain) {
  return domain == "ai.onnx" ? std::string_view{} : domain;
}

std::string qualified_name(std::string_view domain, std::string_view op) {
  const std::string_view plain = plain_domain(domain);
  return plain.empty() ? std::string(op) : fmt::format("{}.{}", plain, op);
}

namespace {

// Far past what will ever be: a number above it is damage.
constexpr std::int64_t highest_opset = 1'000'000;

}  // namespace

Opsets::Opsets(std::span<const formats::OnnxOpset> opsets) {
  for (const formats::OnnxOpset& opset : opsets) {
    const std::string_view domain = plain_domain(opset.domain);
    if (opset.version < 1 || opset.version > highest_opset) {
      fail(ErrorCode::invalid_file, "operator set '{}' has version {}, wanted 1 to {}", printable(domain), opset.version, highest_opset);
    }
    const auto [place, is_new] = versions_.emplace(domain, opset.version);
    if (!is_new && place->second != opset.version) {
      fail(ErrorCode::invalid_file, "operator set '{}' is imported as version {} and as {}", printable(domain), place->second,
           opset.version);
    }
  }
}

std::int64_t Opsets::version(std::string_view domain) const {
  const auto found = versions_.find(plain_domain(domain));
  return found == versions_.end() ? 1 : found->second;
}

std::string Opsets::text() const {
  std::string text = std::to_string(version(""));
  for (const auto& [domain, number] : versions_) {
    if (!domain.empty()) text += fmt::format(", {} {}", printable(domain), number);
  }
  return text;
}

SourceModel::SourceModel(formats::OnnxModel model) : model_(std::move(model)), opsets_(model_.opsets) {
  for (const OnnxFunction& function : model_.functions) {
    const Key key(plain_domain(function.domain), function.name, function.overload);
    if (!functions_.emplace(key, SourceFunction{&function, Opsets(function.opsets)}).second) {
      fail(ErrorCode::invalid_file, "there are two functions '{}'", printable(qualified_name(function.domain, function.name)));
    }
  }
  check_calls();
}

const SourceFunction* SourceModel::function_of(const OnnxNode& node) const {
  if (functions_.empty()) return nullptr;
  const auto found = functions_.find(Key(plain_domain(node.domain), node.op, node.overload));
  return found == functions_.end() ? nullptr : &found->second;
}

// Functions are done one after the other whose calls are all of functions that are done; what remains calls in a circle.
void SourceModel::check_calls() const {
  std::unordered_map<const SourceFunction*, std::vector<const SourceFunction*>> callers;
  std::unordered_map<const SourceFunction*, std::size_t> open_calls;
  std::unordered_map<const SourceFunction*, std::int64_t> inlined;  // nodes that a call comes to
  std::vector<const SourceFunction*> done;
  for (const auto& [key, function] : functions_) {
    const std::vector<const SourceFunction*> calls = calls_in(function.function->nodes, *this);
    for (const SourceFunction* called : calls) callers[called].push_back(&function);
    open_calls[&function] = calls.size();
    inlined[&function] = static_cast<std::int64_t>(function.function->nodes.size());
    if (calls.empty()) done.push_back(&function);
  }
  std::size_t finished = 0;
  for (; finished < done.size(); ++finished) {
    for (const SourceFunction* caller : callers[done[finished]]) {
      inlined[caller] = std::min(inlined[caller] + inlined[done[finished]], most_inlined_nodes + 1);
      if (--open_calls[caller] == 0) done.push_back(caller);
    }
  }
  for (const auto& [key, function] : functions_) {
    if (finished == functions_.size() || open_calls[&function] == 0) continue;
    fail(ErrorCode::invalid_file, "function '{}' calls itself", printable(qualified_name(std::get<0>(key), std::get<1>(key))));
  }
  std::int64_t all = static_cast<std::int64_t>(model_.graph.nodes.size());
  for (const SourceFunction* called : calls_in(model_.graph.nodes, *this)) all = std::min(all + inlined[called], most_inlined_nodes + 1);
  if (all > most_inlined_nodes) fail(ErrorCode::invalid_file, "with functions in place there are more than {} nodes", most_inlined_nodes);
}

std::vector<std::string_view> names_read(const OnnxNode& node) {
  std::vector<std::string_view> names;
  collect_names(node, names);
  return names;
}

std::vector<const OnnxNode*> ordered_nodes(std::span<const OnnxNode> nodes, std::span<const std::string_view> wanted) {
  return Ordering(nodes).run(wanted);
}

}  // namespace nnfront::frontends::onnx
