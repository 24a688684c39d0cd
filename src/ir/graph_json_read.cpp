#include <algorithm>
#include <cmath>
#include <exception>
#include <initializer_list>

#include "formats/json.h"
#include "ir/elements.h"
#include "ir/leaf.h"
#include "ir/serialize.h"
#include "ir/verify.h"
#include "support/fail.h"

namespace nnfront {

namespace {

using formats::Json;
using formats::json_at;
using formats::json_boolean;
using formats::json_integer;
using formats::json_number;
using formats::json_string;

constexpr std::uint64_t largest_graph_file = std::uint64_t{1} << 30;

// Error for a value that is no object, or a key in it that is not among `known`.
void check_keys(const Json& object, std::string_view what, std::initializer_list<std::string_view> known) {
  if (!object.is_object()) fail(ErrorCode::invalid_file, "'{}': wanted an object", what);
  for (const auto& item : object.items()) {
    if (std::find(known.begin(), known.end(), item.key()) != known.end()) continue;
    fail(ErrorCode::invalid_file, "{}: there is no field '{}'{}", what, printable(item.key()),
         did_you_mean(item.key(), {known.begin(), known.end()}));
  }
}

const Json::array_t& json_list(const Json& value, std::string_view what) {
  if (!value.is_array()) fail(ErrorCode::invalid_file, "'{}': wanted a list", what);
  return value.get_ref<const Json::array_t&>();
}

const Json* find(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

template <class Read>
auto read_list(const Json& value, std::string_view what, const Read& read) {
  const Json::array_t& list = json_list(value, what);
  std::vector<decltype(read(list.front()))> result;
  result.reserve(list.size());
  for (const Json& each : list) result.push_back(read(each));
  return result;
}

std::string read_string(const Json& object, std::string_view key) {
  return json_string(json_at(object, key), key);
}
std::int64_t read_integer(const Json& object, std::string_view key) {
  return json_integer(json_at(object, key), key);
}

int small_integer(const Json& value, std::string_view what) {
  const std::int64_t number = json_integer(value, what);
  if (!std::in_range<int>(number)) fail(ErrorCode::invalid_file, "'{}': got {}, wanted a 32-bit integer", what, number);
  return static_cast<int>(number);
}

double finite_number(const Json& value, std::string_view what) {
  const double number = json_number(value, what);
  if (!std::isfinite(number)) fail(ErrorCode::invalid_file, "'{}': got {}, wanted a finite number", what, number_text(number));
  return number;
}

Value read_value(const Json& value, std::string_view what) {
  return parse_value(json_string(value, what));
}

std::vector<Value> read_values(const Json& object, std::string_view key) {
  return read_list(json_at(object, key), key, [&](const Json& each) { return read_value(each, key); });
}

std::vector<std::optional<Value>> read_inputs(const Json& object) {
  return read_list(json_at(object, "inputs"), "inputs", [](const Json& each) -> std::optional<Value> {
    if (each.is_null()) return std::nullopt;
    return read_value(each, "inputs");
  });
}

Dim read_dim(const Json& value, std::string_view what) {
  if (value.is_string()) return Dim::parse(value.get_ref<const std::string&>());
  return json_integer(value, what);
}

Shape read_shape(const Json& value, std::string_view what) {
  return read_list(value, what, [&](const Json& each) { return read_dim(each, what); });
}

DType read_dtype(const Json& value) {
  const std::string& spelled = json_string(value, "dtype");
  if (const auto dtype = dtype_from_name(spelled)) return *dtype;
  fail(ErrorCode::invalid_file, "there is no element type '{}'{}", printable(spelled), did_you_mean(spelled, EnumNames<DType>::list()));
}

double attribute_number(const Json& value, std::string_view what) {
  const double number = json_number(value, what);
  if (std::isnan(number)) fail(ErrorCode::invalid_file, "attribute '{}' is not a number (nan)", what);
  return number;
}

AttrValue read_attribute(const Json& value, const AttrField& field) {
  if (value.is_null() && field.optional) return {};
  const std::string_view what = field.name;
  switch (field.kind) {
    case AttrKind::boolean:
      return json_boolean(value, what);
    case AttrKind::integer:
      return json_integer(value, what);
    case AttrKind::number:
      return attribute_number(value, what);
    case AttrKind::text:
    case AttrKind::choice:
      return json_string(value, what);
    case AttrKind::integers:
      return read_list(value, what, [&](const Json& each) { return json_integer(each, what); });
    case AttrKind::numbers:
      return read_list(value, what, [&](const Json& each) { return attribute_number(each, what); });
    case AttrKind::texts:
      return read_list(value, what, [&](const Json& each) { return std::string(json_string(each, what)); });
    case AttrKind::shape:
      return read_shape(value, what);
  }
  throw InternalError("an attribute kind outside its enumeration", __FILE__, __LINE__);
}

Quantization read_quantization(const Json& json) {
  check_keys(json, "quant", {"scheme", "bits", "scale", "zero_point", "axis"});
  Quantization quant;
  quant.scheme = read_string(json, "scheme");
  quant.bits = small_integer(json_at(json, "bits"), "bits");
  const Json& scale = json_at(json, "scale");
  const Json& zero_point = json_at(json, "zero_point");
  if (const Json* axis = find(json, "axis")) {
    quant.axis = small_integer(*axis, "axis");
    // Per channel: the keys of parameters. A scale is never infinite, so that a string is a key.
    if (scale.is_string()) quant.scale_key = json_string(scale, "scale");
    if (zero_point.is_string()) quant.zero_point_key = json_string(zero_point, "zero_point");
  }
  if (quant.scale_key.empty()) quant.scale = finite_number(scale, "scale");
  if (quant.zero_point_key.empty()) quant.zero_point = json_integer(zero_point, "zero_point");
  return quant;
}

Requantization read_requantization(const Json& json) {
  check_keys(json, "requant", {"kind", "m", "n"});
  Requantization requant;
  requant.kind = read_string(json, "kind");
  const Json& multiplier = json_at(json, "m");
  const Json& shift = json_at(json, "n");
  if (multiplier.is_string()) {
    requant.multiplier_key = json_string(multiplier, "m");
  } else {
    requant.multiplier = json_integer(multiplier, "m");
  }
  if (shift.is_string()) {
    requant.shift_key = json_string(shift, "n");
  } else {
    requant.shift = small_integer(shift, "n");
  }
  return requant;
}

Output read_output(const Json& json) {
  check_keys(json, "outputs", {"shape", "dtype", "quant"});
  Output output;
  const Json& shape = json_at(json, "shape");
  output.type.ranked = !shape.is_null();
  if (output.type.ranked) output.type.shape = read_shape(shape, "shape");
  output.type.dtype = read_dtype(json_at(json, "dtype"));
  if (const Json* quant = find(json, "quant")) output.quant = read_quantization(*quant);
  return output;
}

// As far as they can be told: "node 12 'conv0' (conv)".
std::string label_of(const Json& json, std::size_t position) {
  if (!json.is_object()) return fmt::format("nodes[{}]", position);
  const Json* id = find(json, "id");
  const Json* name = find(json, "name");
  const Json* op = find(json, "op");
  std::string result = id != nullptr && id->is_number_integer() ? "node " + id->dump() : fmt::format("nodes[{}]", position);
  if (name != nullptr && name->is_string() && !name->get_ref<const std::string&>().empty()) {
    result += " '" + printable(name->get_ref<const std::string&>()) + "'";
  }
  if (op != nullptr && op->is_string()) result += " (" + printable(op->get_ref<const std::string&>()) + ")";
  return result;
}

Element read_element(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (value.is_number_integer()) return value.get<std::int64_t>();
  return json_number(value, "content");
}

class Reader {
 public:
  explicit Reader(const OperatorSet& operators) : operators_(operators), graph_(operators) {}

  // The main block's nodes, in order and before read(): so that there is never a document of all of them. An Error waits for what must be
  // said first, as that it is no graph file.
  void read_main_node(const Json& json) {
    if (failure_ != nullptr) return;
    try {
      read_node_of(graph_.block(), graph_.nodes().size(), json);
    } catch (const Error&) {
      failure_ = std::current_exception();
    }
  }

  // The rest; the list of nodes is empty by now.
  Graph read(const Json& json) {
    check_format(json);
    check_keys(json, "graph file",
               {"format", "version", "kind", "producer", "source", "preprocess", "next_id", "aliases", "inputs", "outputs", "state",
                "nodes", "entry_points"});
    graph_.kind = read_kind(json);
    graph_.producer = read_string(json, "producer");
    graph_.source = read_source(json_at(json, "source"));
    if (const Json* preprocess = find(json, "preprocess")) graph_.preprocess = read_preprocess(*preprocess);
    graph_.next_id = read_integer(json, "next_id");
    read_aliases(json_at(json, "aliases"));
    read_block(json, graph_.block());
    if (failure_ != nullptr) std::rethrow_exception(failure_);
    if (const Json* state = find(json, "state")) graph_.state = read_state(*state);
    if (const Json* entries = find(json, "entry_points")) read_entry_points(*entries);
    verify(graph_);
    return std::move(graph_);
  }

 private:
  // Before anything else: a newer file may look different in every other field.
  static void check_format(const Json& json) {
    if (!json.is_object()) fail(ErrorCode::invalid_file, "not a graph file: wanted an object with \"format\": \"nnfront-ir\"");
    const Json* format = find(json, "format");
    if (format == nullptr || !format->is_string() || format->get_ref<const std::string&>() != "nnfront-ir") {
      fail(ErrorCode::invalid_file, "not a graph file: \"format\" is not \"nnfront-ir\"");
    }
    const std::int64_t version = read_integer(json, "version");
    if (version > graph_format_version) {
      fail(ErrorCode::unsupported, "graph format version {} is newer than {}, the newest that this nnfront reads", version,
           graph_format_version);
    }
    if (version < 1) fail(ErrorCode::invalid_file, "graph format version {}, wanted 1 to {}", version, graph_format_version);
  }

  static GraphKind read_kind(const Json& json) {
    const std::string kind = read_string(json, "kind");
    const auto names = detail::enum_names<GraphKind>();
    const auto found = std::find(names.begin(), names.end(), kind);
    if (found == names.end()) {
      fail(ErrorCode::invalid_file, "'kind': got '{}', wanted reconstruct, fused or quantized", printable(kind));
    }
    return static_cast<GraphKind>(found - names.begin());
  }

  static Source read_source(const Json& json) {
    check_keys(json, "source", {"framework", "version", "files"});
    Source source{read_string(json, "framework"), read_string(json, "version"), {}};
    for (const Json& file : json_list(json_at(json, "files"), "files")) {
      check_keys(file, "files", {"name", "bytes", "sha256"});
      const std::int64_t bytes = read_integer(file, "bytes");
      if (bytes < 0) fail(ErrorCode::invalid_file, "'bytes': got {}, wanted 0 or more", bytes);
      source.files.push_back({read_string(file, "name"), static_cast<std::uint64_t>(bytes), read_string(file, "sha256")});
    }
    return source;
  }

  static Preprocess read_preprocess(const Json& json) {
    check_keys(json, "preprocess", {"resize", "crop", "mean", "std", "channel_order", "interpolation"});
    const auto whole = [&](std::string_view key) {
      const Json* list = find(json, key);
      if (list == nullptr) return std::vector<std::int64_t>{};
      return read_list(*list, key, [&](const Json& each) { return json_integer(each, key); });
    };
    const auto real = [&](std::string_view key) {
      const Json* list = find(json, key);
      if (list == nullptr) return std::vector<double>{};
      return read_list(*list, key, [&](const Json& each) { return finite_number(each, key); });
    };
    const auto word = [&](std::string_view key) { return find(json, key) == nullptr ? std::string() : read_string(json, key); };
    return {whole("resize"), whole("crop"), real("mean"), real("std"), word("channel_order"), word("interpolation")};
  }

  void read_aliases(const Json& json) {
    if (!json.is_object()) fail(ErrorCode::invalid_file, "'aliases': wanted an object");
    for (const auto& item : json.items()) {
      // Two spellings of one value cannot be: parse_value accepts one.
      graph_.aliases.emplace(parse_value(item.key()), read_value(item.value(), "aliases"));
    }
  }

  static std::vector<StateUpdate> read_state(const Json& json) {
    return read_list(json, "state", [](const Json& each) {
      check_keys(each, "state", {"parameter", "next"});
      return StateUpdate{read_value(json_at(each, "parameter"), "parameter"), read_value(json_at(each, "next"), "next")};
    });
  }

  void read_entry_points(const Json& json) {
    for (const Json& each : json_list(json, "entry_points")) {
      check_keys(each, "entry_points", {"name", "inputs", "outputs", "nodes"});
      graph_.entry_points.push_back({read_string(each, "name"), {}});
      read_block(each, graph_.entry_points.back().block);
    }
  }

  void read_block(const Json& json, Block& block) {
    block.inputs = read_values(json, "inputs");
    block.outputs = read_list(json_at(json, "outputs"), "outputs", [](const Json& each) {
      check_keys(each, "outputs", {"name", "value"});
      return NamedValue{read_string(each, "name"), read_value(json_at(each, "value"), "value")};
    });
    std::size_t position = 0;
    for (const Json& each : json_list(json_at(json, "nodes"), "nodes")) read_node_of(block, position++, each);
  }

  void read_node_of(Block& block, std::size_t position, const Json& json) {
    try {
      read_node(json, block.nodes.emplace_back());
    } catch (const Error& error) {
      throw error.in(label_of(json, position));
    }
  }

  void read_node(const Json& json, Node& node) {
    check_keys(json, "node",
               {"id", "op", "name", "inputs", "attrs", "outputs", "content", "epilogue", "swallowed", "graphs", "fixed", "requant",
                "dialect", "acc_bound"});
    node.id = read_integer(json, "id");
    node.op = &operators_.at(json_string(json_at(json, "op"), "op"));
    node.name = read_string(json, "name");
    node.inputs = read_inputs(json);
    node.attributes = read_attributes(json_at(json, "attrs"), *node.op);
    node.outputs = read_list(json_at(json, "outputs"), "outputs", read_output);
    read_content(json, node);
    if (const Json* steps = find(json, "epilogue")) {
      node.epilogue = read_list(*steps, "epilogue", [&](const Json& each) { return read_step(each); });
    }
    if (const Json* ids = find(json, "swallowed")) {
      node.swallowed = read_list(*ids, "swallowed", [](const Json& each) { return json_integer(each, "swallowed"); });
    }
    if (const Json* graphs = find(json, "graphs")) read_subgraphs(*graphs, node);
    if (const Json* fixed = find(json, "fixed")) node.fixed = json_boolean(*fixed, "fixed");
    if (const Json* requant = find(json, "requant")) node.requant = read_requantization(*requant);
    if (const Json* dialect = find(json, "dialect")) node.dialect = json_string(*dialect, "dialect");
    if (const Json* bound = find(json, "acc_bound")) node.acc_bound = json_string(*bound, "acc_bound");
  }

  static void read_content(const Json& json, Node& node) {
    const Json* content = find(json, "content");
    if (!node.attributes.is<ConstantAttrs>()) {
      if (content != nullptr) fail(ErrorCode::invalid_file, "'content' is for constants alone");
      return;
    }
    const auto& attributes = node.attributes.as<ConstantAttrs>();
    const auto dims = integers(attributes.shape);
    if (!dims) fail(ErrorCode::invalid_file, "its shape is {}, wanted integers", text(attributes.shape));
    const auto elements = read_list(json_at(json, "content"), "content", read_element);
    node.tensor = Tensor(array_of_elements(attributes.dtype, *dims, elements));
  }

  EpilogueStep read_step(const Json& json) {
    check_keys(json, "epilogue", {"op", "attrs", "inputs", "value", "quant", "requant"});
    EpilogueStep step;
    step.op = &operators_.at(json_string(json_at(json, "op"), "op"));
    step.attributes = read_attributes(json_at(json, "attrs"), *step.op);
    step.inputs = read_inputs(json);
    step.value = read_value(json_at(json, "value"), "value");
    if (const Json* quant = find(json, "quant")) step.quant = read_quantization(*quant);
    if (const Json* requant = find(json, "requant")) step.requant = read_requantization(*requant);
    return step;
  }

  void read_subgraphs(const Json& json, Node& node) {
    const Json::array_t& list = json_list(json, "graphs");
    // Once: the nodes inside must not move while they are read.
    node.graphs.resize(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
      check_keys(list[i], "graphs", {"name", "captures", "inputs", "outputs", "nodes"});
      node.graphs[i].name = read_string(list[i], "name");
      node.graphs[i].captures = read_values(list[i], "captures");
      read_block(list[i], node.graphs[i].block);
    }
  }

  const std::vector<AttrField>& fields_of(const Operator& op) {
    const auto [found, is_new] = fields_.try_emplace(&op);
    if (is_new) found->second = op.defaults.fields();
    return found->second;
  }

  Attributes read_attributes(const Json& json, const Operator& op) {
    if (!json.is_object()) fail(ErrorCode::invalid_file, "'attrs': wanted an object");
    const std::vector<AttrField>& fields = fields_of(op);
    Attributes result = op.defaults;
    const bool parameter = result.is<ParameterAttrs>();
    std::size_t read = 0;
    for (const AttrField& field : fields) {
      if (parameter && is_sparsity(field.name)) continue;
      set(result, field, json_at(json, field.name));
      ++read;
    }
    const Json* sparsity = parameter ? find(json, "sparsity") : nullptr;
    if (sparsity != nullptr) {
      check_keys(*sparsity, "sparsity", {"pattern", "target", "mask", "storage"});
      for (const AttrField& field : fields) {
        if (is_sparsity(field.name)) set(result, field, json_at(*sparsity, std::string_view(field.name).substr(sparsity_prefix.size())));
      }
      ++read;
    }
    if (read != json.size()) unknown_attribute(json, fields, parameter);
    return result;
  }

  static bool is_sparsity(std::string_view name) { return name.starts_with(sparsity_prefix); }

  static void set(Attributes& attributes, const AttrField& field, const Json& json) {
    AttrValue value = read_attribute(json, field);
    // Most attributes are what the operator defaults to, and each change is a copy.
    if (value != field.value) attributes = attributes.with(field.name, value);
  }

  [[noreturn]] static void unknown_attribute(const Json& json, const std::vector<AttrField>& fields, bool parameter) {
    std::vector<std::string> names;
    for (const AttrField& field : fields) {
      if (!parameter || !is_sparsity(field.name)) names.push_back(field.name);
    }
    if (parameter) names.emplace_back("sparsity");
    for (const auto& item : json.items()) {
      if (std::find(names.begin(), names.end(), item.key()) != names.end()) continue;
      fail(ErrorCode::invalid_file, "there is no attribute '{}'{}", printable(item.key()), did_you_mean(item.key(), names));
    }
    throw InternalError("attributes were counted wrongly", __FILE__, __LINE__);
  }

  const OperatorSet& operators_;
  Graph graph_;
  std::exception_ptr failure_;  // of a node of the main block
  std::map<const Operator*, std::vector<AttrField>> fields_;
};

}  // namespace

Graph parse_graph_json(const ByteSource& json, const OperatorSet& operators) {
  Reader reader(operators);
  return reader.read(formats::parse_json(json, "nodes", [&](const Json& node) { reader.read_main_node(node); }));
}

Graph parse_graph_json(std::string_view json, const OperatorSet& operators) {
  return parse_graph_json(ByteSource(std::as_bytes(std::span(json))), operators);
}

Graph read_graph(const std::filesystem::path& path, const OperatorSet& operators) {
  const ByteSource content(File::open(path));
  content.check_size(largest_graph_file);
  try {
    return parse_graph_json(content, operators);
  } catch (const Error& error) {
    throw error.in(printable(path.string()));
  }
}

}  // namespace nnfront
