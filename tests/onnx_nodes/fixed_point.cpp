#include "tests/onnx_nodes/fixed_point.h"

#include <fmt/format.h>

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

// Text and contents, without what tells where a graph came from.
std::string canonical(Graph graph) {
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
