#include "frontends/mxnet/decoder.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "formats/json.h"
#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

using formats::Json;

constexpr std::size_t most_nodes = 1 << 20;
constexpr std::size_t longest_attribute = 1 << 16;
constexpr std::int64_t most_outputs = 1 << 12;

// Attributes that belong to the node, not to its operator, written without underscores before 0.9 (MXNet's kHiddenKeys). With a
// prefix, "weight_lr_mult", they speak of an input.
constexpr std::array<std::string_view, 5> hidden_keys = {"ctx_group", "lr_mult", "wd_mult", "force_mirroring", "mirror_stage"};

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_dunder(std::string_view key) {
  return key.size() > 4 && key.substr(0, 2) == "__" && ends_with(key, "__");
}

bool is_hidden_key(std::string_view key) {
  for (const std::string_view hidden : hidden_keys) {
    if (ends_with(key, hidden)) return true;
  }
  return false;
}

void add_attribute(SourceNode& node, const std::string& key, const Json& value) {
  const std::string& text = formats::json_string(value, key);
  if (text.size() > longest_attribute) {
    fail(ErrorCode::invalid_file, "attribute '{}' is {} characters long, at most {} are read", printable(key), text.size(),
         longest_attribute);
  }
  const bool hidden = is_dunder(key) || is_hidden_key(key) || node.is_variable();
  const std::string name = is_dunder(key) ? key.substr(2, key.size() - 4) : key;
  const auto [place, is_new] = (hidden ? node.hidden : node.attributes).emplace(name, text);
  if (!is_new && place->second != text) {
    fail(ErrorCode::invalid_file, "attribute '{}' is given twice, as '{}' and as '{}'", printable(key), printable(place->second),
         printable(text));
  }
}

void read_attributes(SourceNode& node, const Json& object) {
  for (const char* spelling : {"param", "attr", "attrs"}) {
    const auto found = object.find(spelling);
    if (found == object.end() || found->is_null()) continue;
    if (!found->is_object()) fail(ErrorCode::invalid_file, "'{}': got {}, wanted an object", spelling, found->type_name());
    for (const auto& [key, value] : found->items()) add_attribute(node, key, value);
  }
}

// [node, output] or [node, output, version].
Entry read_entry(const Json& value, std::string_view what, std::size_t node_count) {
  if (!value.is_array() || value.size() < 2 || value.size() > 3) {
    fail(ErrorCode::invalid_file, "'{}': got {}, wanted a list of two or three integers", what,
         value.is_array() ? fmt::format("a list of {}", value.size()) : value.type_name());
  }
  const Entry entry{formats::json_integer(value[0], what), formats::json_integer(value[1], what)};
  if (entry.node < 0 || entry.node >= static_cast<std::int64_t>(node_count)) {
    fail(ErrorCode::invalid_file, "'{}': node {} is out of range, there are {} before it", what, entry.node, node_count);
  }
  if (entry.output < 0 || entry.output >= most_outputs)
    fail(ErrorCode::invalid_file, "'{}': output {} is out of range", what, entry.output);
  return entry;
}

const Json& list_at(const Json& object, std::string_view key) {
  const Json& list = formats::json_at(object, key);
  if (!list.is_array()) fail(ErrorCode::invalid_file, "'{}': got {}, wanted a list", key, list.type_name());
  return list;
}

SourceNode read_node(const Json& object, std::size_t index) {
  SourceNode node;
  node.op = formats::json_string(formats::json_at(object, "op"), "op");
  node.name = formats::json_string(formats::json_at(object, "name"), "name");
  try {
    read_attributes(node, object);
    // Nodes stand in topological order, so only what is above may be read.
    for (const Json& input : list_at(object, "inputs")) node.inputs.push_back(read_entry(input, "inputs", index));
    node.has_subgraphs = object.contains("subgraphs") && !object.at("subgraphs").empty();
    if (node.is_variable() && !node.inputs.empty()) fail(ErrorCode::invalid_file, "a variable has inputs");
    return node;
  } catch (const Error& error) {
    throw error.in(fmt::format("'{}' ({})", printable(node.name), printable(node.op)));
  }
}

// "attrs": {"mxnet_version": ["int", 10400]}
int read_version(const Json& root) {
  const auto attrs = root.find("attrs");
  if (attrs == root.end() || !attrs->is_object() || !attrs->contains("mxnet_version")) return SourceGraph{}.version;
  const Json& entry = attrs->at("mxnet_version");
  if (!entry.is_array() || entry.size() != 2) fail(ErrorCode::invalid_file, "'mxnet_version': wanted a list of a type and a number");
  const std::int64_t version = formats::json_integer(entry[1], "mxnet_version");
  if (version < 0 || version > 100 * 10000) fail(ErrorCode::invalid_file, "'mxnet_version': {} is not a version", version);
  return static_cast<int>(version);
}

void check_variable_names(const std::vector<SourceNode>& nodes) {
  std::set<std::string_view> seen;
  for (const SourceNode& node : nodes) {
    if (node.is_variable() && !seen.insert(node.name).second) {
      fail(ErrorCode::invalid_file, "two variables are called '{}'", printable(node.name));
    }
  }
}

}  // namespace

SourceGraph decode_symbol(std::string_view json) {
  const Json root = formats::parse_json(json);
  if (!root.is_object()) fail(ErrorCode::invalid_file, "the JSON text is {}, wanted an object with 'nodes' and 'heads'", root.type_name());
  SourceGraph graph;
  graph.version = read_version(root);
  const Json& nodes = list_at(root, "nodes");
  if (nodes.size() > most_nodes) fail(ErrorCode::invalid_file, "{} nodes, at most {} are read", nodes.size(), most_nodes);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    try {
      if (!nodes[i].is_object()) fail(ErrorCode::invalid_file, "got {}, wanted an object", nodes[i].type_name());
      graph.nodes.push_back(read_node(nodes[i], i));
    } catch (const Error& error) {
      throw error.in(fmt::format("node {}", i));
    }
  }
  check_variable_names(graph.nodes);
  for (const Json& head : list_at(root, "heads")) graph.heads.push_back(read_entry(head, "heads", graph.nodes.size()));
  if (graph.heads.empty()) fail(ErrorCode::invalid_file, "'heads' is empty: the graph has no output");
  return graph;
}

std::string version_text(int version) {
  return fmt::format("{}.{}.{}", version / 10000, version / 100 % 100, version % 100);
}

namespace {

// Has the text the first keys of a symbol, `{"nodes": [{ ... "op"`, as far as it goes? A cut or broken file is still recognised by them.
bool begins_like_symbol(std::string_view json) {
  constexpr std::string_view spaces = " \t\r\n";
  constexpr std::array<std::string_view, 5> tokens = {"{", "\"nodes\"", ":", "[", "{"};
  constexpr std::size_t longest_first_node = 4096;
  std::size_t at = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    at = std::min(json.find_first_not_of(spaces, at), json.size());
    if (at == json.size()) return i > 1;
    if (json.substr(at, tokens[i].size()) != tokens[i]) return false;
    at += tokens[i].size();
  }
  const std::string_view node = json.substr(at, longest_first_node);
  return node.find("\"op\"") != std::string_view::npos || (node.size() < longest_first_node && node.find('}') == std::string_view::npos);
}

}  // namespace

bool looks_like_symbol(std::string_view json) {
  const std::size_t start = json.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos || json[start] != '{') return false;
  if (begins_like_symbol(json)) return true;
  const auto has = [&](std::string_view key) { return json.find(key) != std::string_view::npos; };
  return has("\"nodes\"") && has("\"heads\"") && has("\"op\"") && has("\"null\"") && !has("\"nnfront-ir\"");
}

}  // namespace nnfront::frontends::mxnet
