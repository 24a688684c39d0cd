#include <algorithm>
#include <unordered_map>

#include "ir/elements.h"
#include "ir/infer.h"
#include "ir/leaf.h"
#include "ir/text.h"
#include "ir/text_cursor.h"
#include "ir/text_values.h"
#include "ir/verify.h"
#include "support/number_text.h"

namespace nnfront {

namespace {

constexpr std::size_t largest_eager_content = std::size_t{1} << 20;

class TextParser {
 public:
  TextParser(std::string_view text, const OperatorSet& operators) : in_(text), values_(in_), operators_(operators), graph_(operators) {}

  Graph parse() {
    if (!in_.accept("graph")) in_.wrong("wanted 'graph'");
    graph_.kind = kind();
    in_.expect('{');
    while (!in_.accept('}')) {
      if (!head_line() && !block_line(graph_.block(), 0)) in_.wrong("wanted a node, an output or '}}'");
    }
    if (in_.peek() != '\0') in_.wrong("something stands behind the graph");
    infer();
    if (!next_id_given_) graph_.next_id = lowest_next_id(graph_);
    verify(graph_);
    return std::move(graph_);
  }

 private:
  GraphKind kind() {
    const std::size_t position = in_.position();
    const std::string_view spelled = in_.word("reconstruct, fused or quantized");
    const auto names = detail::enum_names<GraphKind>();
    const auto found = std::find(names.begin(), names.end(), spelled);
    if (found == names.end()) in_.wrong_at(position, fmt::format("got '{}', wanted reconstruct, fused or quantized", printable(spelled)));
    return static_cast<GraphKind>(found - names.begin());
  }

  // One line of what only the whole graph has.
  bool head_line() {
    if (in_.accept("producer")) {
      graph_.producer = in_.quoted("a producer");
    } else if (in_.accept("source")) {
      graph_.source.framework = in_.quoted("a framework");
      graph_.source.version = in_.quoted("a version");
    } else if (in_.accept("file")) {
      std::string name = in_.quoted("a file's name");
      const std::int64_t bytes = in_.integer("its bytes");
      if (bytes < 0) in_.wrong("a file of {} bytes", bytes);
      graph_.source.files.push_back({std::move(name), static_cast<std::uint64_t>(bytes), in_.quoted("its sha256")});
    } else if (in_.accept("preprocess")) {
      preprocess();
    } else if (in_.accept("next_id")) {
      graph_.next_id = in_.integer("an id");
      next_id_given_ = true;
    } else if (in_.accept("alias")) {
      const Value removed = values_.value();
      in_.expect('=');
      if (!graph_.aliases.emplace(removed, values_.value()).second) in_.wrong("{} has two aliases", text(removed));
    } else if (in_.accept("state")) {
      const Value parameter = values_.value();
      in_.expect('=');
      graph_.state.push_back({parameter, values_.value()});
    } else if (in_.accept("entry")) {
      graph_.entry_points.push_back({in_.quoted("a name"), {}});
      in_.expect('{');
      block(graph_.entry_points.back().block, 1);
    } else {
      return false;
    }
    return true;
  }

  void preprocess() {
    Preprocess& preprocess = graph_.preprocess.emplace();
    while (in_.at_word()) {
      const std::size_t position = in_.position();
      const std::string_view name = in_.word("a name");
      if (!in_.accept('=')) return in_.go_back(position);
      if (name == "resize") {
        preprocess.resize = values_.integers_list();
      } else if (name == "crop") {
        preprocess.crop = values_.integers_list();
      } else if (name == "mean") {
        preprocess.mean = values_.numbers_list();
      } else if (name == "std") {
        preprocess.std_dev = values_.numbers_list();
      } else if (name == "channel_order") {
        preprocess.channel_order = in_.quoted("a channel order");
      } else if (name == "interpolation") {
        preprocess.interpolation = in_.quoted("an interpolation");
      } else {
        in_.wrong_at(position, fmt::format("preprocess has no '{}'", printable(name)));
      }
    }
  }

  // The lines of a block up to and with its '}'.
  void block(Block& block, int depth) {
    while (!in_.accept('}')) {
      if (!block_line(block, depth)) in_.wrong("wanted a node, an output or '}}'");
    }
  }

  bool block_line(Block& block, int depth) {
    if (depth > deepest_nesting) in_.wrong("graphs nest deeper than {}", deepest_nesting);
    if (in_.peek() == '%') {
      node(block, depth);
    } else if (in_.accept("output")) {
      std::string name = in_.quoted("a name");
      block.outputs.push_back({std::move(name), values_.value()});
    } else if (in_.accept("inputs")) {
      block.inputs = values_.values();
    } else {
      return false;
    }
    return true;
  }

  const Operator& op() {
    const std::size_t position = in_.position();
    const std::string_view name = in_.word("an operator");
    return values_.placed(position, [&]() -> const Operator& { return operators_.at(name); });
  }

  // Where a node's own words end, the next line begins: it has no '=' behind its first word.
  bool at_attribute() {
    const std::size_t before = in_.position();
    const bool result = in_.at_word() && !in_.word("").empty() && in_.peek() == '=';
    in_.go_back(before);
    return result;
  }

  void node(Block& block, int depth) {
    const std::size_t position = in_.position();
    Node& node = block.nodes.emplace_back();
    in_.expect('%');
    node.id = in_.integer("an id");
    if (node.id < 0 || node.id >= text_id_limit) in_.wrong_at(position, fmt::format("id {} is not in 0 to 2^53", node.id));
    if (!positions_.emplace(node.id, position).second) in_.wrong_at(position, fmt::format("%{} is defined twice", node.id));
    const std::int64_t declared = in_.accept_adjacent(':') ? in_.integer("a number of outputs") : 1;
    in_.expect('=');
    node.op = &op();
    node.attributes = node.op->defaults;
    node.inputs = values_.operands();
    named_ = false;
    node_words(node);
    if (!named_ && node.attributes.is<ParameterAttrs>()) node.name = node.attributes.as<ParameterAttrs>().key;
    types(node, declared, position);
    while (in_.accept('{')) subgraph(node, depth);
  }

  void node_words(Node& node) {
    while (true) {
      const std::size_t position = in_.position();
      if (at_attribute()) {
        const std::string_view name = in_.word("a name");
        in_.expect('=');
        if (!node_extra(node, name)) values_.attribute(node.attributes, name, position);
      } else if (in_.accept("requant")) {
        node.requant = values_.requantization();
      } else if (in_.accept("then")) {
        node.epilogue.push_back(step());
      } else if (in_.accept('=')) {
        content_positions_[node.id] = in_.position();
        skip_content();
      } else {
        return;
      }
    }
  }

  bool node_extra(Node& node, std::string_view name) {
    if (name == "name") {
      node.name = in_.quoted("a name");
      named_ = true;
    } else if (name == "swallowed") {
      node.swallowed = values_.integers_list();
    } else if (name == "fixed") {
      node.fixed = values_.boolean();
    } else if (name == "dialect") {
      node.dialect = in_.quoted("a dialect");
    } else if (name == "acc_bound") {
      node.acc_bound = in_.quoted("a bound");
    } else {
      return false;
    }
    return true;
  }

  EpilogueStep step() {
    EpilogueStep step;
    step.op = &op();
    step.attributes = step.op->defaults;
    step.inputs = values_.operands();
    if (!step.inputs.empty() && step.inputs.front()) step.value = *step.inputs.front();
    while (true) {
      const std::size_t position = in_.position();
      if (at_attribute()) {
        const std::string_view name = in_.word("a name");
        in_.expect('=');
        if (name == "value") {
          step.value = values_.value();
        } else {
          values_.attribute(step.attributes, name, position);
        }
      } else if (in_.accept("quant")) {
        step.quant = values_.quantization();
      } else if (in_.accept("requant")) {
        step.requant = values_.requantization();
      } else {
        return step;
      }
    }
  }

  void types(Node& node, std::int64_t declared, std::size_t position) {
    if (in_.accept(':')) {
      do {
        node.outputs.push_back({values_.type(), std::nullopt});
        if (in_.accept("quant")) node.outputs.back().quant = values_.quantization();
      } while (in_.accept(','));
      if (!std::cmp_equal(declared, node.outputs.size())) {
        in_.wrong_at(position, fmt::format("%{} has {} types, wanted {}", node.id, node.outputs.size(), declared));
      }
    }
    declared_[node.id] = declared;
    leaf(node, position);
  }

  // The type of a leaf is its attributes; only now can its content be read.
  void leaf(Node& node, std::size_t position) {
    const bool input = node.attributes.is<InputAttrs>();
    const bool parameter = node.attributes.is<ParameterAttrs>();
    const bool constant = node.attributes.is<ConstantAttrs>();
    const auto content = content_positions_.find(node.id);
    if (content != content_positions_.end() && !parameter && !constant)
      in_.wrong_at(content->second, "only parameters and constants have content");
    if (!input && !parameter && !constant) return;
    if (node.outputs.size() != 1 || !node.outputs[0].type.ranked) in_.wrong_at(position, fmt::format("{} wants a type", node.op->name));
    const TensorType& type = node.outputs[0].type;
    node.attributes = node.attributes.with("dtype", std::string(name(type.dtype))).with("shape", type.shape);
    if (content == content_positions_.end()) return;
    const std::size_t behind = in_.position();
    in_.go_back(content->second);
    node.tensor = values_.placed(content->second, [&] { return this->content(type); });
    in_.go_back(behind);
  }

  void skip_content() {
    if (!in_.accept("random")) {
      values_.elements();
      return;
    }
    in_.expect('(');
    in_.integer("a seed");
    in_.expect(')');
  }

  Tensor content(const TensorType& type) {
    const auto dims = integers(type.shape);
    if (!dims) fail(ErrorCode::invalid_file, "content of shape {}, wanted integers", text(type.shape));
    if (!in_.accept("random")) return Tensor(array_of_elements(type.dtype, *dims, values_.elements()));
    in_.expect('(');
    const auto seed = static_cast<std::uint64_t>(in_.integer("a seed"));
    in_.expect(')');
    const DType dtype = type.dtype;
    if (dtype == DType::string) fail(ErrorCode::unsupported, "random strings");
    if (storage_bytes(dtype, element_count(*dims)) <= largest_eager_content) return Tensor(random_array(dtype, *dims, seed));
    const auto compute = [dtype, dims = *dims, seed](std::span<const Array>) { return random_array(dtype, dims, seed); };
    return Tensor(dtype, *dims, DeferredComputation{"random", {}, compute});
  }

  void subgraph(Node& node, int depth) {
    Subgraph& subgraph = node.graphs.emplace_back();
    subgraph.name = values_.text_or_word();
    subgraph.captures = values_.values();
    std::sort(subgraph.captures.begin(), subgraph.captures.end());
    block(subgraph.block, depth + 1);
  }

  void infer() {
    for_each_block(graph_, list_inputs);
    const NodeIndex index(graph_);
    infer_block(graph_.block(), index);
    for (EntryPoint& entry : graph_.entry_points) infer_block(entry.block, index);
  }

  // Where no line says otherwise, inputs stand in the order of their nodes.
  static void list_inputs(Block& block) {
    if (!block.inputs.empty()) return;
    for (const Node& node : block.nodes) {
      if (node.attributes.is<InputAttrs>()) block.inputs.push_back(node.value());
    }
  }

  void infer_block(Block& block, const NodeIndex& index) {
    for (Node& node : block.nodes) {
      for_each_input(node, [&](Value value) { check_read(node, value, index); });
      for (Subgraph& subgraph : node.graphs) {
        infer_block(subgraph.block, index);
        for (const NamedValue& output : subgraph.block.outputs) check_read(node, output.value, index);
      }
      infer_outputs(node, index);
    }
  }

  void check_read(const Node& node, Value value, const NodeIndex& index) {
    const Node* made_by = index.find(value.node);
    if (made_by != nullptr && static_cast<std::size_t>(value.output) < made_by->outputs.size()) return;
    in_.wrong_at(positions_.at(node.id), fmt::format("{} reads {}, which is not defined before it", node_label(node), text(value)));
  }

  void infer_outputs(Node& node, const NodeIndex& index) {
    const std::size_t position = positions_.at(node.id);
    const bool stated = !node.outputs.empty();
    if (!stated && node.attributes.is<OpaqueAttrs>()) node.outputs.resize(static_cast<std::size_t>(declared_.at(node.id)));
    const auto types = values_.placed(position, [&] { return infer_node(node, index); });
    if (!std::cmp_equal(types.size(), declared_.at(node.id))) {
      in_.wrong_at(position, fmt::format("{} has {} outputs, wanted {}", node_label(node), declared_.at(node.id), types.size()));
    }
    node.outputs.resize(types.size());
    for (std::size_t i = 0; i < types.size(); ++i) {
      TensorType& type = node.outputs[i].type;
      if (!stated) {
        type = types[i];
      } else if (!(type == types[i]) && !(type.dtype == types[i].dtype && compatible(type.shape, types[i].shape))) {
        in_.wrong_at(position,
                     fmt::format("{}: output {} is stated as {}, inferred as {}", node_label(node), i, text(type), text(types[i])));
      }
    }
  }

  TextCursor in_;
  TextValues values_;
  const OperatorSet& operators_;
  Graph graph_;
  bool next_id_given_ = false;
  bool named_ = false;  // the node that is being read has a name
  std::unordered_map<std::int64_t, std::size_t> positions_;
  std::unordered_map<std::int64_t, std::size_t> content_positions_;
  std::unordered_map<std::int64_t, std::int64_t> declared_;
};

}  // namespace

Graph parse_text(std::string_view text, const OperatorSet& operators) {
  return TextParser(text, operators).parse();
}

}  // namespace nnfront
