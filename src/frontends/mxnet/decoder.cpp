#include "frontends/mxnet/decoder.h"

#include <algorithm>
#include <array>
#include <set>

#include "formats/json_pieces.h"
#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

using formats::Json;

constexpr std::size_t most_nodes = 1 << 17;
constexpr std::size_t most_heads = 1 << 12;
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
Entry read_entry(const Json& value, std::string_view what) {
  if (!value.is_array() || value.size() < 2 || value.size() > 3) {
    fail(ErrorCode::invalid_file, "'{}': got {}, wanted a list of two or three integers", what,
         value.is_array() ? fmt::format("a list of {}", value.size()) : value.type_name());
  }
  return {formats::json_integer(value[0], what), formats::json_integer(value[1], what)};
}

Entry checked(const Entry& entry, std::string_view what, std::size_t node_count) {
  if (entry.node < 0 || entry.node >= static_cast<std::int64_t>(node_count)) {
    fail(ErrorCode::invalid_file, "'{}': node {} is out of range, there are {} before it", what, entry.node, node_count);
  }
  if (entry.output < 0 || entry.output >= most_outputs)
    fail(ErrorCode::invalid_file, "'{}': output {} is out of range", what, entry.output);
  return entry;
}

void check_is_list(const Json& value, std::string_view key) {
  if (!value.is_array()) fail(ErrorCode::invalid_file, "'{}': got {}, wanted a list", key, value.type_name());
}

const Json& list_at(const Json& object, std::string_view key) {
  const Json& list = formats::json_at(object, key);
  check_is_list(list, key);
  return list;
}

// "attrs": {"mxnet_version": ["int", 10400]}
int read_version(const Json& attributes) {
  if (!attributes.is_object() || !attributes.contains("mxnet_version")) return SourceGraph{}.version;
  const Json& entry = attributes.at("mxnet_version");
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

// Nodes inside nodes are as old as the file.
void set_version(SourceGraph& graph, int version) {
  graph.version = version;
  for (SourceNode& node : graph.nodes) {
    for (SourceGraph& inner : node.subgraphs) set_version(inner, version);
  }
}

// Takes a graph piece by piece, whatever the order of its members.
class GraphReader {
 public:
  // `nodes_read` counts over the whole file.
  explicit GraphReader(std::size_t& nodes_read) : nodes_read_(nodes_read) {}

  void element(std::string_view key, std::size_t index, const Json& value) {
    if (key == "nodes") add_node(index, value);
    if (key != "heads") return;
    if (index == most_heads) fail(ErrorCode::invalid_file, "'heads': more than {} outputs", most_heads);
    graph_.heads.push_back(read_entry(value, "heads"));
  }

  void member(std::string_view key, const Json& value) {
    if (key == "nodes" || key == "heads") check_is_list(value, key);
    if (key == "nodes") has_nodes_ = true;
    if (key == "heads") has_heads_ = true;
    if (key == "attrs") graph_.version = read_version(value);
  }

  SourceGraph finish() {
    if (!has_nodes_) fail(ErrorCode::invalid_file, "'nodes' is missing");
    if (!has_heads_) fail(ErrorCode::invalid_file, "'heads' is missing");
    check_variable_names(graph_.nodes);
    for (const Entry& head : graph_.heads) checked(head, "heads", graph_.nodes.size());
    if (graph_.heads.empty()) fail(ErrorCode::invalid_file, "'heads' is empty: the graph has no output");
    return std::move(graph_);
  }

 private:
  void add_node(std::size_t index, const Json& value) {
    if (++nodes_read_ > most_nodes) fail(ErrorCode::invalid_file, "more than {} nodes, so many are read at most", most_nodes);
    try {
      if (!value.is_object()) fail(ErrorCode::invalid_file, "got {}, wanted an object", value.type_name());
      graph_.nodes.push_back(node(value, index));
    } catch (const Error& error) {
      throw error.in(fmt::format("node {}", index));
    }
  }

  SourceNode node(const Json& object, std::size_t index) {
    SourceNode node;
    node.op = formats::json_string(formats::json_at(object, "op"), "op");
    node.name = formats::json_string(formats::json_at(object, "name"), "name");
    try {
      read_attributes(node, object);
      // Nodes stand in topological order, so only what is above may be read.
      for (const Json& input : list_at(object, "inputs")) node.inputs.push_back(checked(read_entry(input, "inputs"), "inputs", index));
      if (object.contains("subgraphs")) add_subgraphs(node, list_at(object, "subgraphs"));
      if (node.is_variable() && !node.inputs.empty()) fail(ErrorCode::invalid_file, "a variable has inputs");
      return node;
    } catch (const Error& error) {
      throw error.in(fmt::format("'{}' ({})", printable(node.name), printable(node.op)));
    }
  }

  // As deep as JSON may nest, no deeper.
  void add_subgraphs(SourceNode& node, const Json& list) {
    for (const Json& inner : list) {
      if (!inner.is_object()) fail(ErrorCode::invalid_file, "'subgraphs': got {}, wanted an object", inner.type_name());
      GraphReader reader(nodes_read_);
      for (const auto& [key, value] : inner.items()) {
        for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) reader.element(key, i, value[i]);
        reader.member(key, value);
      }
      node.subgraphs.push_back(reader.finish());
    }
  }

  SourceGraph graph_;
  std::size_t& nodes_read_;
  bool has_nodes_ = false;
  bool has_heads_ = false;
};

// Finds words in a text that is looked at window by window.
class WordSearch {
 public:
  explicit WordSearch(std::vector<std::string_view> words) : missing_(std::move(words)) {}

  bool done() const { return missing_.empty(); }
  void look_at(std::string_view window) {
    missing_.erase(std::remove_if(missing_.begin(), missing_.end(),
                                  [&](std::string_view word) { return window.find(word) != std::string_view::npos; }),
                   missing_.end());
  }

 private:
  std::vector<std::string_view> missing_;
};

// Whether a text begins an object that is no graph file of our own.
bool begins_symbol(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && text[start] == '{' && text.find("\"nnfront-ir\"") == std::string_view::npos;
}

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

SourceGraph decode_symbol(const ByteSource& json) {
  std::size_t nodes_read = 0;
  GraphReader reader(nodes_read);
  formats::JsonPieces pieces;
  pieces.outermost = "an object with 'nodes' and 'heads'";
  pieces.element = [&](const std::string& key, std::size_t index, const Json& value) { reader.element(key, index, value); };
  pieces.member = [&](const std::string& key, const Json& value) { reader.member(key, value); };
  formats::read_json_pieces(json, pieces);
  SourceGraph graph = reader.finish();
  set_version(graph, graph.version);
  return graph;
}

SourceGraph decode_symbol(std::string_view json) {
  return decode_symbol(ByteSource(std::as_bytes(std::span(json))));
}

std::string version_text(int version) {
  return fmt::format("{}.{}.{}", version / 10000, version / 100 % 100, version % 100);
}

bool looks_like_symbol(const ByteSource& json) {
  constexpr std::uint64_t window_bytes = 1 << 18;
  constexpr std::uint64_t overlap = 16;  // longer than every word
  WordSearch words({"\"nodes\"", "\"heads\"", "\"op\"", "\"null\""});
  std::string window;
  for (std::uint64_t at = 0; at < json.size() && !words.done(); at += window_bytes - overlap) {
    window.resize(static_cast<std::size_t>(std::min(window_bytes, json.size() - at)));
    json.read(at, std::as_writable_bytes(std::span(window)));
    if (at == 0 && !begins_symbol(window)) return false;
    if (at == 0 && begins_like_symbol(window)) return true;
    words.look_at(window);
  }
  return words.done();
}

}  // namespace nnfront::frontends::mxnet
