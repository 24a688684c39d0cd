#include <cmath>

#include "formats/extent.h"
#include "ir/elements.h"
#include "ir/infer.h"
#include "ir/leaf.h"
#include "ir/serialize.h"
#include "support/fail.h"

namespace nnfront {

namespace {

void append_quoted(std::string& out, std::string_view text) {
  if (!formats::is_utf8(text)) fail(ErrorCode::invalid_file, "'{}' is not UTF-8, which a graph file wants", printable(text));
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void append(std::string& out, const std::string& text) {
  append_quoted(out, text);
}
void append(std::string& out, std::int64_t number) {
  fmt::format_to(std::back_inserter(out), "{}", number);
}
void append(std::string& out, double number) {
  const std::string text = number_text(number);
  out += std::isfinite(number) ? text : '"' + text + '"';
}
void append(std::string& out, const Dim& dim) {
  if (dim.is_integer()) {
    append(out, dim.integer());
  } else {
    append_quoted(out, dim.text());
  }
}
void append(std::string& out, Value value) {
  fmt::format_to(std::back_inserter(out), "\"{}:{}\"", value.node, value.output);
}
void append(std::string& out, const std::optional<Value>& value) {
  if (value) {
    append(out, *value);
  } else {
    out += "null";
  }
}
void append(std::string&, bool) = delete;

template <class T, class Append>
void append_list(std::string& out, const std::vector<T>& list, const Append& each) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += ", ";
    each(list[i]);
  }
  out += ']';
}

template <class T>
void append(std::string& out, const std::vector<T>& list) {
  append_list(out, list, [&](const T& each) { append(out, each); });
}

void append(std::string& out, const AttrValue& value) {
  std::visit(
      [&](const auto& held) {
        using T = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          out += "null";
        } else if constexpr (std::is_same_v<T, bool>) {
          out += held ? "true" : "false";
        } else {
          append(out, held);
        }
      },
      value);
}

// Writes one object; keys in the order of the calls.
class ObjectText {
 public:
  explicit ObjectText(std::string& out) : out_(out) { out_ += '{'; }

  // `"name": `, behind which the caller writes the value.
  std::string& key(std::string_view name) {
    if (!first_) out_ += ", ";
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\": ";
    return out_;
  }
  template <class T>
  void field(std::string_view name, const T& value) {
    append(key(name), value);
  }
  void close() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

void append_attributes(std::string& out, const Attributes& attributes) {
  const bool parameter = attributes.is<ParameterAttrs>();
  const std::vector<AttrField> fields = attributes.fields();
  ObjectText object(out);
  for (const AttrField& field : fields) {
    if (!parameter || !std::string_view(field.name).starts_with(sparsity_prefix)) object.field(field.name, field.value);
  }
  if (parameter && !attributes.as<ParameterAttrs>().sparsity_pattern.empty()) {
    ObjectText sparsity(object.key("sparsity"));
    for (const AttrField& field : fields) {
      if (std::string_view(field.name).starts_with(sparsity_prefix)) sparsity.field(field.name.substr(sparsity_prefix.size()), field.value);
    }
    sparsity.close();
  }
  object.close();
}

void append_quantization(std::string& out, const Quantization& quant) {
  ObjectText object(out);
  object.field("scheme", quant.scheme);
  object.field("bits", std::int64_t{quant.bits});
  if (quant.scale_key.empty()) {
    object.field("scale", quant.scale);
  } else {
    object.field("scale", quant.scale_key);
  }
  if (quant.zero_point_key.empty()) {
    object.field("zero_point", quant.zero_point);
  } else {
    object.field("zero_point", quant.zero_point_key);
  }
  if (quant.axis) object.field("axis", std::int64_t{*quant.axis});
  object.close();
}

void append_requantization(std::string& out, const Requantization& requant) {
  ObjectText object(out);
  object.field("kind", requant.kind);
  if (requant.multiplier_key.empty()) {
    object.field("m", requant.multiplier);
  } else {
    object.field("m", requant.multiplier_key);
  }
  if (requant.shift_key.empty()) {
    object.field("n", std::int64_t{requant.shift});
  } else {
    object.field("n", requant.shift_key);
  }
  object.close();
}

void append_output(std::string& out, const Output& output) {
  ObjectText object(out);
  object.field("shape", output.type.ranked ? AttrValue(output.type.shape) : AttrValue());
  object.field("dtype", std::string(name(output.type.dtype)));
  if (output.quant) append_quantization(object.key("quant"), *output.quant);
  object.close();
}

void append_step(std::string& out, const EpilogueStep& step) {
  ObjectText object(out);
  object.field("op", std::string(step.op->name));
  append_attributes(object.key("attrs"), step.attributes);
  object.field("inputs", step.inputs);
  object.field("value", step.value);
  if (step.quant) append_quantization(object.key("quant"), *step.quant);
  if (step.requant) append_requantization(object.key("requant"), *step.requant);
  object.close();
}

void append_content(std::string& out, const Array& array) {
  append_list(out, element_texts(array), [&](const std::string& text) {
    const bool word = text == "nan" || text == "inf" || text == "-inf";
    out += word ? '"' + text + '"' : text;
  });
}

void append_block(ObjectText& object, const Block& block, std::size_t indent);

void append_subgraph(std::string& out, const Subgraph& subgraph, std::size_t indent) {
  ObjectText object(out);
  object.field("name", subgraph.name);
  object.field("captures", subgraph.captures);
  append_block(object, subgraph.block, indent);
  object.close();
}

void append_fields(std::string& out, const Node& node, std::size_t indent) {
  ObjectText object(out);
  object.field("id", node.id);
  object.field("op", std::string(node.op->name));
  object.field("name", node.name);
  object.field("inputs", node.inputs);
  append_attributes(object.key("attrs"), node.attributes);
  append_list(object.key("outputs"), node.outputs, [&](const Output& output) { append_output(out, output); });
  if (node.attributes.is<ConstantAttrs>()) append_content(object.key("content"), node.tensor.evaluate());
  if (!node.epilogue.empty()) {
    append_list(object.key("epilogue"), node.epilogue, [&](const EpilogueStep& step) { append_step(out, step); });
  }
  if (!node.swallowed.empty()) object.field("swallowed", node.swallowed);
  if (!node.graphs.empty()) {
    append_list(object.key("graphs"), node.graphs, [&](const Subgraph& each) { append_subgraph(out, each, indent); });
  }
  if (node.fixed) object.key("fixed") += "true";
  if (node.requant) append_requantization(object.key("requant"), *node.requant);
  if (!node.dialect.empty()) object.field("dialect", node.dialect);
  if (!node.acc_bound.empty()) object.field("acc_bound", node.acc_bound);
  object.close();
}

void append_node(std::string& out, const Node& node, std::size_t indent) {
  try {
    if (node.attributes.is<OpaqueAttrs>()) {
      fail(ErrorCode::unsupported, "'{}' was not understood, so that the graph cannot be written",
           printable(node.attributes.as<OpaqueAttrs>().source_op));
    }
    append_fields(out, node, indent);
  } catch (const Error& error) {
    throw error.in(node_label(node));
  }
}

// One node per line: the file stays readable and differences between two files stay small.
void append_nodes(std::string& out, const std::list<Node>& nodes, std::size_t indent) {
  out += '[';
  for (const Node& node : nodes) {
    out += &node == &nodes.front() ? "\n" : ",\n";
    out.append(indent, ' ');
    append_node(out, node, indent + 2);
  }
  out += nodes.empty() ? "]" : "\n" + std::string(indent - 2, ' ') + "]";
}

void append_named(std::string& out, const std::vector<NamedValue>& values) {
  append_list(out, values, [&](const NamedValue& named) {
    ObjectText object(out);
    object.field("name", named.name);
    object.field("value", named.value);
    object.close();
  });
}

void append_block(ObjectText& object, const Block& block, std::size_t indent) {
  object.field("inputs", block.inputs);
  append_named(object.key("outputs"), block.outputs);
  append_nodes(object.key("nodes"), block.nodes, indent);
}

void append_source(std::string& out, const Source& source) {
  ObjectText object(out);
  object.field("framework", source.framework);
  object.field("version", source.version);
  append_list(object.key("files"), source.files, [&](const SourceFile& file) {
    ObjectText entry(out);
    entry.field("name", file.name);
    entry.key("bytes") += std::to_string(file.bytes);
    entry.field("sha256", file.sha256);
    entry.close();
  });
  object.close();
}

void append_preprocess(std::string& out, const Preprocess& preprocess) {
  ObjectText object(out);
  if (!preprocess.resize.empty()) object.field("resize", preprocess.resize);
  if (!preprocess.crop.empty()) object.field("crop", preprocess.crop);
  if (!preprocess.mean.empty()) object.field("mean", preprocess.mean);
  if (!preprocess.std_dev.empty()) object.field("std", preprocess.std_dev);
  if (!preprocess.channel_order.empty()) object.field("channel_order", preprocess.channel_order);
  if (!preprocess.interpolation.empty()) object.field("interpolation", preprocess.interpolation);
  object.close();
}

void append_aliases(std::string& out, const std::map<Value, Value>& aliases) {
  ObjectText object(out);
  for (const auto& [removed, survivor] : aliases) object.field(text(removed), survivor);
  object.close();
}

void append_state(std::string& out, const std::vector<StateUpdate>& state) {
  append_list(out, state, [&](const StateUpdate& update) {
    ObjectText object(out);
    object.field("parameter", update.parameter);
    object.field("next", update.next);
    object.close();
  });
}

void append_entry_points(std::string& out, const std::vector<EntryPoint>& entries) {
  append_list(out, entries, [&](const EntryPoint& entry) {
    ObjectText object(out);
    object.field("name", entry.name);
    append_block(object, entry.block, 4);
    object.close();
  });
}

// The outermost object: every key on a line of its own.
class HeadText {
 public:
  explicit HeadText(std::string& out) : out_(out) { out_ += '{'; }
  std::string& key(std::string_view name) {
    out_ += first_ ? "\n  \"" : ",\n  \"";
    first_ = false;
    out_ += name;
    out_ += "\": ";
    return out_;
  }
  void close() { out_ += "\n}\n"; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace

std::string graph_json(const Graph& graph) {
  std::string out;
  out.reserve(4096 + graph.nodes().size() * 384);
  HeadText head(out);
  head.key("format") += "\"nnfront-ir\"";
  append(head.key("version"), std::int64_t{graph_format_version});
  append(head.key("kind"), std::string(EnumNames<GraphKind>::names[static_cast<std::size_t>(graph.kind)]));
  append(head.key("producer"), graph.producer);
  append_source(head.key("source"), graph.source);
  if (graph.preprocess) append_preprocess(head.key("preprocess"), *graph.preprocess);
  append(head.key("next_id"), graph.next_id);
  append_aliases(head.key("aliases"), graph.aliases);
  append(head.key("inputs"), graph.inputs());
  append_named(head.key("outputs"), graph.outputs());
  if (!graph.state.empty()) append_state(head.key("state"), graph.state);
  append_nodes(head.key("nodes"), graph.nodes(), 4);
  if (!graph.entry_points.empty()) append_entry_points(head.key("entry_points"), graph.entry_points);
  head.close();
  return out;
}

void write_graph(const Graph& graph, const std::filesystem::path& path) {
  write_text_file(path, graph_json(graph));
}

}  // namespace nnfront
