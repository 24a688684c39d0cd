#include "frontends/mxnet/input_types.h"

#include <array>

#include "frontends/mxnet/attribute_text.h"
#include "frontends/mxnet/graph_builder.h"
#include "ops/pool.h"
#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

// Usual sizes of images that classifiers are trained on: ImageNet's, Inception's, CIFAR's.
constexpr std::int64_t size_of_imagenet = 224;
constexpr std::array<std::int64_t, 3> usual_sizes = {size_of_imagenet, 299, 32};

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

// Where a classifier leaves space behind: the map that the last pooling or flattening reads, and how it reads it.
struct LastMap {
  enum class Reader { global_pool, average_window, other };
  std::int64_t height = 0;
  std::int64_t width = 0;
  Reader reader = Reader::other;
};

LastMap::Reader reader_of(const Node& node, std::int64_t height, std::int64_t width) {
  if (node.op->name == "global_average_pool" || node.op->name == "global_max_pool") return LastMap::Reader::global_pool;
  if (!node.attributes.is<ops::AveragePoolAttrs>()) return LastMap::Reader::other;
  const bool whole = node.attributes.as<ops::AveragePoolAttrs>().windows.kernel == std::vector<std::int64_t>{height, width};
  return whole ? LastMap::Reader::average_window : LastMap::Reader::other;
}

bool is_pool(const Node& node) {
  return node.op->family == "pool";
}

std::optional<LastMap> last_map(const Graph& graph) {
  const NodeIndex index(graph);
  for (auto node = graph.nodes().rbegin(); node != graph.nodes().rend(); ++node) {
    if (node->inputs.empty() || !node->inputs[0]) continue;
    const auto dims = integers(index.type(*node->inputs[0]).shape);
    const auto out = integers(node->outputs[0].type.shape);
    if (!dims || !out || dims->size() != 4) continue;
    // Layers behind the pool see one position; a pool that does is the end of a network that was made for larger images.
    if ((*dims)[2] == 1 && (*dims)[3] == 1 && !is_pool(*node)) continue;
    const bool leaves_space = out->size() == 2 || (out->size() == 4 && (*out)[2] == 1 && (*out)[3] == 1);
    if (!leaves_space) return std::nullopt;
    return LastMap{(*dims)[2], (*dims)[3], reader_of(*node, (*dims)[2], (*dims)[3])};
  }
  return std::nullopt;
}

// The end of a network speaks for the size of its input where a window covers just the map, where a global pool reads a map as
// classifiers have it (7x7 of 224, 8x8 of 32), and where what is flattened has as many elements as a stored weight wants.
bool speaks_for_its_size(const LastMap& map, const Parameters& parameters) {
  constexpr std::int64_t smallest_window = 4;
  switch (map.reader) {
    case LastMap::Reader::global_pool:
      return map.height >= 7 && map.height <= 8 && map.height == map.width;
    case LastMap::Reader::average_window:
      return map.height >= smallest_window;
    case LastMap::Reader::other:
      return !parameters.all().empty();
  }
  return false;
}

// What a network makes of an input of some type. Nothing where a shape contradicts a weight, or an operator is refused.
struct Trial {
  std::optional<LastMap> map;
  std::int64_t classes = 0;  // of a result [1, classes] or [1, classes, 1, 1]; else 0
};

std::optional<Trial> trial(const SourceGraph& source, const Parameters& parameters, const std::string& input, const TensorType& type) {
  try {
    const BuiltGraph built = build_graph(source, parameters, {{input, type}});
    for (const OperatorReport& entry : built.operators) {
      if (entry.fate == Fate::refused) return std::nullopt;
    }
    const auto result = integers(NodeIndex(built.graph).type(built.graph.outputs().front().value).shape);
    const bool one_row = result && result->size() >= 2 && element_count(*result) == (*result)[1];
    return Trial{last_map(built.graph), one_row ? (*result)[1] : 0};
  } catch (const Error&) {
    return std::nullopt;
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

struct Recognised {
  TensorType type;
  std::string why;
};

// Nothing unless one usual size alone fits what the network says of itself. A network of ImageNet's 1,000 classes that takes any size is
// taken as made for 224, as nearly all are.
std::optional<Recognised> recognised(const SourceGraph& source, const Parameters& parameters, const std::string& input,
                                     const FirstUse& use) {
  constexpr std::int64_t classes_of_imagenet = 1000;
  const Dim rgb(3);
  if (!use.convolution || !ends_as_classifier(source) || use.channels.value_or(rgb) != rgb) return std::nullopt;
  const auto type_of = [&](std::int64_t size) { return TensorType{use.dtype.value_or(DType::float32), {1, 3, size, size}}; };
  std::vector<std::int64_t> fitting;
  bool any_size = false;  // a network for ImageNet that pools whatever map there is
  for (const std::int64_t size : usual_sizes) {
    const auto found = trial(source, parameters, input, type_of(size));
    if (!found || !found->map) continue;
    const bool for_imagenet = found->classes == classes_of_imagenet;
    if (for_imagenet && size < size_of_imagenet) continue;
    if (speaks_for_its_size(*found->map, parameters)) fitting.push_back(size);
    any_size = any_size || (for_imagenet && size == size_of_imagenet && found->map->reader == LastMap::Reader::global_pool);
  }
  if (fitting.size() == 1)
    return Recognised{type_of(fitting.front()), "of the usual sizes of images (224, 299, 32) the one that its layers fit"};
  if (fitting.empty() && any_size) return Recognised{type_of(size_of_imagenet), "as is usual for 1,000 classes; its layers take any size"};
  return std::nullopt;
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
    const auto assumed = inputs.size() == 1 ? recognised(source, parameters, node.name, use) : std::nullopt;
    if (assumed) {
      result.notes.push_back(fmt::format("the file does not say the shape of input '{}'; {} is assumed: {} (--input {}:... for another)",
                                         printable(node.name), text(assumed->type.shape), assumed->why, printable(node.name)));
      result.types[node.name] = assumed->type;
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
