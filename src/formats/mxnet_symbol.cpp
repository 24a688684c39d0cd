#include "formats/mxnet_symbol.h"

#include <algorithm>

#include "formats/json.h"
#include "support/fail.h"

namespace nnfront::formats::mxnet_file {

namespace {

// The third number, a version of the variable, is 0 in every file that MXNet writes.
OrderedJson json_of(const Entry& entry) {
  return OrderedJson::array({entry.node, entry.output, 0});
}

OrderedJson json_of(const Node& node, std::size_t number) {
  OrderedJson object = {{"op", node.op}, {"name", node.name}};
  if (!node.attributes.empty()) {
    OrderedJson attributes = OrderedJson::object();
    for (const auto& [name, value] : node.attributes) attributes[name] = value;
    object["attrs"] = std::move(attributes);
  }
  OrderedJson inputs = OrderedJson::array();
  for (const Entry& input : node.inputs) {
    ensure(input.node < number, "nodes of a symbol stand in topological order");
    inputs.push_back(json_of(input));
  }
  object["inputs"] = std::move(inputs);
  return object;
}

std::vector<bool> needed(const Symbol& symbol) {
  std::vector<bool> marks(symbol.nodes.size(), false);
  for (const Entry& head : symbol.heads) marks[head.node] = true;
  for (std::size_t n = symbol.nodes.size(); n-- > 0;) {
    if (!marks[n]) continue;
    for (const Entry& input : symbol.nodes[n].inputs) marks[input.node] = true;
  }
  return marks;
}

}  // namespace

Symbol reachable(const Symbol& symbol, std::vector<std::size_t>* kept) {
  const std::vector<bool> marks = needed(symbol);
  std::vector<std::size_t> moved(symbol.nodes.size(), 0);
  Symbol result;
  for (std::size_t n = 0; n < symbol.nodes.size(); ++n) {
    if (!marks[n]) continue;
    moved[n] = result.nodes.size();
    result.nodes.push_back(symbol.nodes[n]);
    for (Entry& input : result.nodes.back().inputs) input.node = moved[input.node];
    if (kept != nullptr) kept->push_back(n);
  }
  for (const Entry& head : symbol.heads) result.heads.push_back({moved[head.node], head.output});
  return result;
}

std::string symbol_json(const Symbol& symbol) {
  OrderedJson nodes = OrderedJson::array();
  OrderedJson variables = OrderedJson::array();
  OrderedJson rows = OrderedJson::array({0});
  int row = 0;
  for (std::size_t n = 0; n < symbol.nodes.size(); ++n) {
    const Node& node = symbol.nodes[n];
    nodes.push_back(json_of(node, n));
    if (node.op == "null") variables.push_back(n);
    rows.push_back(row += node.outputs);
  }
  OrderedJson heads = OrderedJson::array();
  for (const Entry& head : symbol.heads) heads.push_back(json_of(head));
  const OrderedJson document = {{"nodes", std::move(nodes)},
                                {"arg_nodes", std::move(variables)},
                                {"node_row_ptr", std::move(rows)},
                                {"heads", std::move(heads)},
                                {"attrs", {{"mxnet_version", OrderedJson::array({"int", version})}}}};
  return document.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace nnfront::formats::mxnet_file
