#include "tests/onnx_nodes/fixed_point.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "emit/onnx/emitter.h"
#include "frontends/onnx/importer.h"
#include "ir/text.h"
#include "nnfront/error.h"
#include "passes/pipeline.h"
#include "support/hash.h"

namespace nnfront::onnx_nodes {

namespace {

namespace fs = std::filesystem;

Graph reconstruct_form(const fs::path& path) {
  frontends::Import imported = frontends::onnx::import_model({path, {}}, {});
  const std::string refused = frontends::refusals(imported.report);
  if (!refused.empty()) throw Error(ErrorCode::unsupported, refused);
  passes::run_passes(imported.graph, passes::reconstruct_pipeline());
  return std::move(imported.graph);
}

// "%17" as "%n" for the n-th id that occurs.
std::string with_ids_in_order(std::string_view text) {
  std::map<std::string, std::size_t, std::less<>> numbers;
  std::string result;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = i > 0 && text[i - 1] == '\\';
    if (text[i] == '"' && !escaped) quoted = !quoted;
    result += text[i];
    if (quoted || text[i] != '%') continue;
    std::string id;
    while (i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9') id += text[++i];
    result += std::to_string(numbers.emplace(id, numbers.size()).first->second);
  }
  return result;
}

// Nodes in the order in which the outputs ask for them, behind the inputs: the order that a file has says nothing.
void sort_nodes(Block& block) {
  std::map<std::int64_t, std::list<Node>::iterator> left;
  for (auto node = block.nodes.begin(); node != block.nodes.end(); ++node) left.emplace(node->id, node);
  std::list<Node> sorted;
  const auto take = [&](std::int64_t id) {
    const auto found = left.find(id);
    sorted.splice(sorted.end(), block.nodes, found->second);
    left.erase(found);
  };
  const auto missing_in_front_of = [&](const Node& node) {
    std::vector<std::int64_t> missing;
    const auto ask = [&](Value input) {
      if (left.count(input.node) != 0) missing.push_back(input.node);
    };
    for_each_input(node, ask);
    for (const Subgraph& graph : node.graphs) std::for_each(graph.captures.begin(), graph.captures.end(), ask);
    return missing;
  };
  for (const Value input : block.inputs) take(input.node);
  std::vector<std::int64_t> wanted;
  for (auto output = block.outputs.rbegin(); output != block.outputs.rend(); ++output) wanted.push_back(output->value.node);
  while (!wanted.empty()) {
    const auto found = left.find(wanted.back());
    const std::vector<std::int64_t> missing = found == left.end() ? std::vector<std::int64_t>{} : missing_in_front_of(*found->second);
    wanted.insert(wanted.end(), missing.rbegin(), missing.rend());
    if (!missing.empty()) continue;
    if (found != left.end()) take(found->first);
    wanted.pop_back();
  }
  sorted.splice(sorted.end(), block.nodes);
  block.nodes = std::move(sorted);
}

// Text and contents, without what tells where a graph came from and without the names of small constants, which a source need not give.
std::string canonical(Graph graph) {
  for_each_block(graph, [](Block& block) {
    sort_nodes(block);
    for (Node& node : block.nodes) {
      if (node.op->name == "constant") node.name.clear();
    }
  });
  graph.source = {};
  graph.producer.clear();
  graph.aliases.clear();
  graph.next_id = lowest_next_id(graph);
  std::string text = with_ids_in_order(print(graph));
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      if (!is_constant(node)) continue;
      const Array content = node.tensor.evaluate();
      text += fmt::format("{} {}\n", node.name, sha256({content.data(), content.bytes()}));
    }
  });
  return text;
}

std::string first_difference(const std::string& a, const std::string& b) {
  std::size_t line = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i) {
    if (a[i] == '\n') line = i + 1;
  }
  const auto line_of = [&](const std::string& text) { return text.substr(line, text.find('\n', line) - line); };
  return fmt::format("got {}; wanted {}", line_of(b), line_of(a));
}

}  // namespace

FixedPoint fixed_point(const fs::path& model, const fs::path& rebuilt, std::int64_t opset) {
  FixedPoint result;
  result.verdict = Fixed::not_read;
  try {
    const Graph first = reconstruct_form(model);
    result.verdict = Fixed::not_written;
    emit::onnx::write(first, rebuilt, {opset});
    result.verdict = Fixed::no;
    const Graph second = reconstruct_form(rebuilt);
    const fs::path again = rebuilt.string() + ".again";
    emit::onnx::write(second, again, {opset});
    const std::string wanted = canonical(second);
    const std::string got = canonical(reconstruct_form(again));
    fs::remove(again);
    fs::remove(again.string() + ".data");
    if (got == wanted) return {Fixed::yes, {}};
    result.detail = first_difference(wanted, got);
  } catch (const std::exception& error) {
    result.detail = error.what();
  }
  return result;
}

}  // namespace nnfront::onnx_nodes
