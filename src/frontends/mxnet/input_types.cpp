#include "frontends/mxnet/input_types.h"

#include <array>

#include "frontends/mxnet/attribute_text.h"
#include "frontends/mxnet/graph_builder.h"
#include "ops/pool.h"
#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

// Usual sizes of images that classifiers are trained on: ImageNet's, Inception's, CIFAR's.
constexpr std::array<std::int64_t, 3> usual_sizes = {224, 299, 32};

// A file may have any number of inputs; what is done for each is worth it only for a few.
constexpr std::size_t most_followed = 64;
constexpr std::size_t most_listed = 8;

// What an input without a shape is fed to.
struct FirstUse {
  bool convolution = false;
  std::optional<Dim> channels;  // where the weight is known
  std::optional<DType> dtype;   // of that weight
};

bool has_type_of_its_weight(const SourceNode& node) {
  return node.op == "Convolution" || node.op == "Deconvolution" || node.op == "FullyConnected";
}

// Follows a variable through operators that keep channels to the first layer.
FirstUse first_use(const SourceGraph& source, const Variables& variables, std::size_t variable) {
  std::vector<bool> follows(source.nodes.size(), false);
  follows[variable] = true;
  for (std::size_t n = variable + 1; n < source.nodes.size(); ++n) {
    const SourceNode& node = source.nodes[n];
    if (node.inputs.empty() || !follows[static_cast<std::size_t>(node.inputs[0].node)]) continue;
    const bool keeps_channels = node.op == "BatchNorm" || node.op.find("_scalar") != std::string::npos || node.op.find("broadcast_") == 0 ||
                                node.op == "_copy" || node.op == "identity";
    follows[n] = keeps_channels;
    if (!has_type_of_its_weight(node) || node.inputs.size() < 2) continue;
    FirstUse use;
    use.convolution = node.op == "Convolution";
    const std::int64_t weight = node.inputs[1].node;
    const StoredParameter* stored = variables.at(weight).stored;
    if (stored == nullptr) return use;
    use.dtype = stored->tensor.dtype();
    const auto groups = node.attributes.find("num_group");
    const std::vector<std::int64_t>& dims = stored->tensor.dims();
    if (use.convolution && dims.size() > 1)
      use.channels = Dim(dims[1]) * Dim(groups == node.attributes.end() ? 1 : parse_int(groups->second));
    return use;
  }
  return {};
}

// Where a classifier leaves space behind: the map that the last pooling or flattening reads, and whether that proves its size.
struct LastMap {
  enum class Reader { global_pool, whole_window, flattening, other };
  std::int64_t height = 0;
  std::int64_t width = 0;
  Reader reader = Reader::other;
};

LastMap::Reader reader_of(const Node& node, std::int64_t height, std::int64_t width) {
  if (node.op->name == "global_average_pool" || node.op->name == "global_max_pool") return LastMap::Reader::global_pool;
  std::vector<std::int64_t> kernel;
  if (node.attributes.is<ops::AveragePoolAttrs>()) kernel = node.attributes.as<ops::AveragePoolAttrs>().windows.kernel;
  if (node.attributes.is<ops::PoolAttrs>()) kernel = node.attributes.as<ops::PoolAttrs>().kernel;
  if (kernel == std::vector<std::int64_t>{height, width}) return LastMap::Reader::whole_window;
  return node.op->name == "reshape" ? LastMap::Reader::flattening : LastMap::Reader::other;
}

std::optional<LastMap> last_map(const Graph& graph) {
  const NodeIndex index(graph);
  for (auto node = graph.nodes().rbegin(); node != graph.nodes().rend(); ++node) {
    if (node->inputs.empty() || !node->inputs[0]) continue;
    const auto dims = integers(index.type(*node->inputs[0]).shape);
    const auto out = integers(node->outputs[0].type.shape);
    if (!dims || !out || dims->size() != 4 || ((*dims)[2] == 1 && (*dims)[3] == 1)) continue;
    const bool leaves_space = out->size() == 2 || (out->size() == 4 && (*out)[2] == 1 && (*out)[3] == 1);
    if (!leaves_space) return std::nullopt;
    return LastMap{(*dims)[2], (*dims)[3], reader_of(*node, (*dims)[2], (*dims)[3])};
  }
  return std::nullopt;
}

// True where all shapes agree with the weights and the end speaks for this size: a window that covers just the map, a flattening
// whose weight has just so many inputs, or a global pool over a map as classifiers have it (7x7 of 224, 8x8 of 32).
bool fits(const SourceGraph& source, const Parameters& parameters, const std::string& input, const TensorType& type) {
  try {
    const BuiltGraph built = build_graph(source, parameters, {{input, type}});
    for (const OperatorReport& entry : built.operators) {
      if (entry.fate == Fate::refused) return false;
    }
    const auto map = last_map(built.graph);
    if (!map) return false;
    switch (map->reader) {
      case LastMap::Reader::global_pool:
        return map->height >= 7 && map->height <= 8 && map->height == map->width;
      case LastMap::Reader::whole_window:
        return true;
      case LastMap::Reader::flattening:
        return !parameters.all().empty();
      case LastMap::Reader::other:
        return false;
    }
    return false;
  } catch (const Error&) {
    return false;
  }
}

bool ends_as_classifier(const SourceGraph& source) {
  if (source.heads.size() != 1) return false;
  for (std::size_t n = source.nodes.size(); n-- > 0;) {
    const std::string& op = source.nodes[n].op;
    if (op == "FullyConnected" || op == "Flatten") return true;
    if (op == "Convolution" || op == "Concat") return false;
  }
  return false;
}

std::optional<TensorType> recognised(const SourceGraph& source, const Parameters& parameters, const std::string& input,
                                     const FirstUse& use) {
  const Dim rgb(3);
  if (!use.convolution || !ends_as_classifier(source) || use.channels.value_or(rgb) != rgb) return std::nullopt;
  std::optional<TensorType> found;
  for (const std::int64_t size : usual_sizes) {
    const TensorType type{use.dtype.value_or(DType::float32), {1, 3, size, size}};
    if (!fits(source, parameters, input, type)) continue;
    if (found) return std::nullopt;
    found = type;
  }
  return found;
}

std::string wanted_line(const std::string& input, const FirstUse& use) {
  const std::string channels = use.channels ? use.channels->text() : "C";
  return use.convolution ? fmt::format("--input {}:1,{},H,W", printable(input), channels)
                         : fmt::format("--input {}:1,...", printable(input));
}

void check_names(const ImportOptions& options, const std::vector<std::string>& names) {
  for (const auto& [name, shape] : options.input_shapes) {
    bool known = false;
    for (const std::string& each : names) known = known || each == name;
    if (known) continue;
    std::string list;
    for (const std::string& each : names) list += (list.empty() ? "" : ", ") + printable(each);
    fail(ErrorCode::invalid_argument, "--input {}: no input is called so (there are: {}){}", printable(name), list,
         did_you_mean(name, names));
  }
}

}  // namespace

InputTypes input_types(const SourceGraph& source, const Parameters& parameters, const ImportOptions& options) {
  const std::vector<bool> reachable = reachable_nodes(source);
  const Variables variables(source, reachable, parameters);
  std::vector<std::size_t> inputs;
  std::vector<std::string> names;
  for (std::size_t n = 0; n < source.nodes.size(); ++n) {
    if (variables.at(static_cast<std::int64_t>(n)).kind != Variable::Kind::input) continue;
    inputs.push_back(n);
    names.push_back(source.nodes[n].name);
  }
  check_names(options, names);
  InputTypes result;
  std::string lines;
  std::size_t open = 0;
  for (const std::size_t n : inputs) {
    const SourceNode& node = source.nodes[n];
    const FirstUse use = inputs.size() <= most_followed ? first_use(source, variables, n) : FirstUse{};
    const DType dtype = declared_dtype(node).value_or(use.dtype.value_or(DType::float32));
    const auto given = options.input_shapes.find(node.name);
    if (given != options.input_shapes.end()) {
      result.types[node.name] = {dtype, given->second};
      continue;
    }
    bool assumed_batch = false;
    if (const auto declared = declared_shape(node, &assumed_batch)) {
      result.types[node.name] = {dtype, *declared};
      if (assumed_batch)
        result.notes.push_back(fmt::format("input '{}': batch 1 is assumed, shape {}", printable(node.name), text(*declared)));
      continue;
    }
    const auto type = inputs.size() == 1 ? recognised(source, parameters, node.name, use) : std::nullopt;
    if (type) {
      result.notes.push_back(fmt::format("input '{}': shape {} is assumed, the one usual size of images that fits this classifier",
                                         printable(node.name), text(type->shape)));
      result.types[node.name] = {dtype, type->shape};
      continue;
    }
    if (++open <= most_listed) lines += (lines.empty() ? "" : " ") + wanted_line(node.name, use);
    if (open == most_listed + 1) lines += " ...";
    result.types[node.name] = TensorType::unranked();
  }
  if (!lines.empty()) result.missing = "the file does not say the shape of every input; add " + lines;
  return result;
}

}  // namespace nnfront::frontends::mxnet
