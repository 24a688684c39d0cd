#include <algorithm>

#include "cost/complexity.h"
#include "formats/json.h"
#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront::cost {

namespace {

using formats::OrderedJson;

OrderedJson figures_json(const Figures& figures) {
  return {{"macs", figures.macs},
          {"padded_macs", figures.padded_macs},
          {"sparse_macs", figures.sparse_macs},
          {"elementwise_operations", figures.elementwise},
          {"residual_adds", figures.residual_adds},
          {"weights", figures.weights},
          {"nnz", figures.nonzero},
          {"sparsity", figures.sparsity()},
          {"parameter_bytes", figures.parameter_bytes},
          {"activation_bytes", figures.activation_bytes}};
}

std::string percent(const Figures& figures) {
  return figures.weights == 0 ? "" : fmt::format("{:.2f}%", 100 * figures.sparsity());
}

// Columns as wide as their widest cell; the first two to the left, numbers to the right.
std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += i < 2 ? fmt::format("{:<{}}  ", row[i], widths[i]) : fmt::format("{:>{}}  ", row[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::vector<std::string> cells(std::string first, std::string second, const Figures& figures) {
  return {std::move(first),
          std::move(second),
          with_thousands(figures.macs),
          with_thousands(figures.sparse_macs),
          with_thousands(figures.elementwise),
          with_thousands(figures.weights),
          with_thousands(figures.nonzero),
          percent(figures),
          byte_text(static_cast<std::uint64_t>(figures.parameter_bytes)),
          byte_text(static_cast<std::uint64_t>(figures.activation_bytes))};
}

std::vector<std::string> cells(const NodeComplexity& node) {
  auto row = cells(node.name.empty() ? fmt::format("{}", node.id) : printable(node.name), node.op, node.figures);
  if (!node.counted) row[2] = row[3] = row[4] = row[9] = "?";
  return row;
}

OrderedJson layer_json(const NodeComplexity& node) {
  OrderedJson layer = {{"id", node.id}, {"name", node.name}, {"op", node.op}, {"counted", node.counted}};
  layer.update(figures_json(node.figures));
  if (node.counted) return layer;
  for (const char* what : {"macs", "padded_macs", "sparse_macs", "elementwise_operations", "residual_adds", "activation_bytes"}) {
    layer[what] = nullptr;
  }
  return layer;
}

std::vector<std::string> header(std::string first, std::string second) {
  return {std::move(first), std::move(second), "MACs",       "sparse MACs", "element ops", "weights", "nnz",
          "sparsity",       "parameters",      "activations"};
}

}  // namespace

std::string complexity_line(const Complexity& complexity) {
  return fmt::format("nnz: {}, sparsity: {}, dense_flops: {}, sparse_flops: {}", complexity.nnz(), python_float(complexity.sparsity()),
                     python_float(complexity.dense_flops()), python_float(complexity.sparse_flops()));
}

std::string complexity_table(const Complexity& complexity) {
  std::vector<std::vector<std::string>> layers = {header("layer", "operator")};
  for (const NodeComplexity& node : complexity.nodes) {
    layers.push_back(cells(node));
  }
  layers.push_back(cells("total", "", complexity.total));
  std::vector<std::vector<std::string>> operators = {header("operator", "count")};
  for (const OperatorComplexity& entry : complexity.by_op)
    operators.push_back(cells(entry.op, fmt::format("{}", entry.count), entry.figures));
  std::string text = aligned(layers) + "\n" + aligned(operators);
  text += fmt::format("\nMACs without / with taps on zero padding: {} / {}\n", with_thousands(complexity.total.macs),
                      with_thousands(complexity.total.padded_macs));
  for (const Convention& convention : complexity.conventions) {
    text += fmt::format("as {} counts: {}\n", convention.tool, with_thousands(convention.figure));
  }
  return text;
}

std::string complexity_json(const Complexity& complexity, bool per_layer) {
  OrderedJson json = {{"nnz", complexity.nnz()},
                      {"sparsity", complexity.sparsity()},
                      {"dense_flops", complexity.dense_flops()},
                      {"sparse_flops", complexity.sparse_flops()},
                      {"total", figures_json(complexity.total)}};
  json["uncounted"] = OrderedJson::array();
  for (const NodeComplexity* node : complexity.uncounted()) {
    json["uncounted"].push_back({{"id", node->id}, {"name", node->name}, {"op", node->op}});
  }
  for (const OperatorComplexity& entry : complexity.by_op) {
    json["by_operator"][entry.op] = figures_json(entry.figures);
    json["by_operator"][entry.op]["count"] = entry.count;
  }
  for (const Convention& convention : complexity.conventions) json["other_conventions"][convention.tool] = convention.figure;
  if (per_layer) {
    json["layers"] = OrderedJson::array();
    for (const NodeComplexity& node : complexity.nodes) json["layers"].push_back(layer_json(node));
  }
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace nnfront::cost
