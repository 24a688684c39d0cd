#include "ir/verify.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "ir/attribute_inputs.h"
#include "ir/infer.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront {

namespace {

// Numbers in JSON are exact up to here everywhere.
constexpr std::int64_t highest_id = std::int64_t{1} << 53;

using ValueSet = std::unordered_set<Value>;

bool is_op(const Node& node, std::string_view name) {
  return node.op != nullptr && node.op->name == name;
}

bool has_nan(const AttrValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return std::isnan(*number);
  if (const auto* numbers = std::get_if<std::vector<double>>(&value)) {
    return std::any_of(numbers->begin(), numbers->end(), [](double each) { return std::isnan(each); });
  }
  return false;
}

// The ids of a block's nodes, found out at the first question: only a graph that is not valid makes one.
class BlockIds {
 public:
  explicit BlockIds(const Block& block) : block_(block) {}
  bool contains(std::int64_t id) {
    if (!ids_) {
      ids_.emplace();
      for (const Node& node : block_.nodes) ids_->insert(node.id);
    }
    return ids_->contains(id);
  }

 private:
  const Block& block_;
  std::optional<std::unordered_set<std::int64_t>> ids_;
};

class Verifier {
 public:
  explicit Verifier(const Graph& graph) : graph_(graph), index_(graph) {}

  std::vector<std::string> run() {
    collect();
    if (graph_.next_id < 0 || graph_.next_id > highest_id) add("next_id is {}, wanted 0 to 2^53", graph_.next_id);
    check_block(graph_.block(), {}, "the graph");
    check_entry_points();
    check_aliases();
    check_state();
    return std::move(problems_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    problems_.push_back(fmt::format(format, std::forward<Args>(args)...));
  }
  template <class... Args>
  void add_at(const Node& node, fmt::format_string<Args...> format, Args&&... args) {
    problems_.push_back(node_label(node) + ": " + fmt::format(format, std::forward<Args>(args)...));
  }

  // What is unique over the whole file: ids, parameter keys, values inside epilogues.
  void collect() {
    std::unordered_set<std::int64_t> ids;
    for_each_block(graph_, [&](const Block& block) {
      for (const Node& node : block.nodes) {
        if (!ids.insert(node.id).second) {
          add_at(node, "its id is another node's too");
          repeated_.insert(node.id);
        }
        collect_key(node);
        for (const EpilogueStep& step : node.epilogue) {
          if (!epilogue_values_.insert(step.value).second) add_at(node, "epilogue value {} stands in two epilogues", text(step.value));
        }
      }
    });
  }

  void collect_key(const Node& node) {
    if (!node.attributes.is<ParameterAttrs>()) return;
    const auto& key = node.attributes.as<ParameterAttrs>().key;
    if (key.empty()) add_at(node, "a parameter without a key");
    if (!keys_.insert(key).second) add_at(node, "key '{}' is another parameter's too", printable(key));
  }

  bool exists(Value value) const {
    const Node* node = index_.find(value.node);
    return node != nullptr && value.output >= 0 && static_cast<std::size_t>(value.output) < node->outputs.size();
  }

  // `visible`: what may be read from outside, before the block's own nodes.
  void check_block(const Block& block, ValueSet visible, const std::string& what) {
    BlockIds of_block(block);
    for (const Node& node : block.nodes) {
      check_node(node, visible, of_block);
      for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) visible.insert(node.value(i));
    }
    check_inputs_of(block, what);
    check_outputs_of(block, visible, what);
  }

  void check_inputs_of(const Block& block, const std::string& what) {
    ValueSet listed;
    for (const Value value : block.inputs) {
      if (!listed.insert(value).second) add("{}: input {} is listed twice", what, text(value));
    }
    std::set<std::string> names;
    for (const Node& node : block.nodes) {
      if (!is_op(node, "input")) continue;
      if (listed.erase(node.value()) == 0) add_at(node, "it is not among the inputs of {}", what);
      if (!names.insert(node.name).second) add_at(node, "another input of {} has its name", what);
    }
    for (const Value value : block.inputs) {
      if (listed.erase(value) != 0) add("{}: input {} is no input node of it", what, text(value));
    }
  }

  void check_outputs_of(const Block& block, const ValueSet& visible, const std::string& what) {
    std::set<std::string> names;
    for (const NamedValue& output : block.outputs) {
      if (!visible.contains(output.value)) {
        add("{}: output '{}' is {}, which does not exist there", what, printable(output.name), text(output.value));
      }
      if (!names.insert(output.name).second) add("{}: two outputs are called '{}'", what, printable(output.name));
    }
  }

  void check_node(const Node& node, const ValueSet& visible, BlockIds& of_block) {
    if (node.op == nullptr || !node.op->infer) {
      add_at(node, "it has no operator that can be checked");
      return;
    }
    if (node.id < 0 || node.id >= graph_.next_id) add_at(node, "its id is not below next_id {}", graph_.next_id);
    check_attributes(node, node.attributes);
    const std::size_t before = problems_.size();
    for_each_input(node, [&](Value value) { check_read(node, value, visible, of_block); });
    check_epilogue(node);
    check_subgraphs(node, visible);
    check_swallowed(node);
    check_quantization(node);
    check_content(node);
    if (problems_.size() == before && !repeated_.contains(node.id)) check_types(node);
  }

  void check_read(const Node& node, Value value, const ValueSet& visible, BlockIds& of_block) {
    if (visible.contains(value)) return;
    const Node* made_by = index_.find(value.node);
    if (made_by == nullptr) {
      add_at(node, "it reads {}, which no node makes", text(value));
    } else if (!exists(value)) {
      add_at(node, "it reads {}, but that node has {} outputs", text(value), made_by->outputs.size());
    } else if (of_block.contains(value.node)) {
      add_at(node, "it reads {}, which is made behind it: the nodes form a cycle or are out of order", text(value));
    } else {
      add_at(node, "it reads {}, which is made in another block and not captured", text(value));
    }
  }

  void check_attributes(const Node& node, const Attributes& attributes) {
    // Most nodes hold the attributes of an operator without numbers, or few.
    for (const AttrField& field : attributes.fields()) {
      if (has_nan(field.value)) add_at(node, "attribute '{}' is not a number (nan)", field.name);
    }
    if (!attributes.is<ParameterAttrs>()) return;
    const auto& parameter = attributes.as<ParameterAttrs>();
    if (parameter.sparsity_pattern.empty() && has_sparsity_fields(parameter)) {
      add_at(node, "sparsity is given without a pattern");
    }
    check_key(node, "sparsity mask", parameter.sparsity_mask);
  }

  static bool has_sparsity_fields(const ParameterAttrs& parameter) {
    return parameter.sparsity_target != 0.0 || !parameter.sparsity_mask.empty() || parameter.sparsity_storage != SparseStorage::dense;
  }

  void check_key(const Node& node, std::string_view what, const std::string& key) {
    if (!key.empty() && !keys_.contains(key)) add_at(node, "{} '{}' is no parameter's key", what, printable(key));
  }

  void check_epilogue(const Node& node) {
    for (const EpilogueStep& step : node.epilogue) {
      if (step.op == nullptr || !step.op->infer || step.op->epilogue_role == EpilogueRole::none) {
        add_at(node, "{} cannot stand in an epilogue", step.op == nullptr ? "nothing" : step.op->name);
        continue;
      }
      check_attributes(node, step.attributes);
      if (step.value.node < 0 || step.value.output < 0 || step.value.node >= graph_.next_id) {
        add_at(node, "epilogue value {} is not below next_id {}", text(step.value), graph_.next_id);
      }
      if (exists(step.value)) add_at(node, "epilogue value {} is a node's output too", text(step.value));
      if (std::find(step.inputs.begin(), step.inputs.end(), step.value) == step.inputs.end()) {
        add_at(node, "epilogue {} does not read the running value {}", step.op->name, text(step.value));
      }
    }
  }

  void check_subgraphs(const Node& node, const ValueSet& visible) {
    std::set<std::string> names;
    for (const Subgraph& subgraph : node.graphs) {
      const std::string what = fmt::format("{}: graph '{}'", node_label(node), printable(subgraph.name));
      if (!names.insert(subgraph.name).second) add("{}: another graph of the node has its name", what);
      for (std::size_t i = 0; i < subgraph.captures.size(); ++i) {
        const Value captured = subgraph.captures[i];
        if (!visible.contains(captured)) add("{}: it captures {}, which does not exist before the node", what, text(captured));
        if (i > 0 && !(subgraph.captures[i - 1] < captured)) add("{}: captures are not sorted, each once, at {}", what, text(captured));
      }
      check_block(subgraph.block, ValueSet(subgraph.captures.begin(), subgraph.captures.end()), what);
    }
  }

  void check_swallowed(const Node& node) {
    for (const std::int64_t id : node.swallowed) {
      if (id < 0 || id >= graph_.next_id) add_at(node, "swallowed id {} is not below next_id {}", id, graph_.next_id);
      if (index_.find(id) != nullptr) add_at(node, "swallowed id {} is a node of the graph", id);
      if (!swallowed_.insert(id).second) add_at(node, "swallowed id {} is listed twice", id);
    }
  }

  void check_quantization(const Node& node) {
    for (const Output& output : node.outputs) check_grid(node, output.quant);
    check_rescaling(node, node.requant);
    for (const EpilogueStep& step : node.epilogue) {
      check_grid(node, step.quant);
      check_rescaling(node, step.requant);
    }
  }

  void check_grid(const Node& node, const Boxed<Quantization>& grid) {
    if (!grid) return;
    if (grid->bits < 1 || grid->bits > 32) add_at(node, "quantization to {} bits, wanted 1 to 32", grid->bits);
    if (!std::isfinite(grid->scale) || grid->scale <= 0) add_at(node, "quantization scale is {}, wanted a positive number", grid->scale);
    if (!grid->axis && !(grid->scale_key + grid->zero_point_key).empty()) add_at(node, "quantization has keys but no axis");
    check_key(node, "scale", grid->scale_key);
    check_key(node, "zero point", grid->zero_point_key);
  }

  void check_rescaling(const Node& node, const Boxed<Requantization>& rescaling) {
    if (!rescaling) return;
    check_key(node, "multiplier", rescaling->multiplier_key);
    check_key(node, "shift", rescaling->shift_key);
  }

  void check_content(const Node& node) {
    const bool parameter = node.attributes.is<ParameterAttrs>();
    const bool constant = node.attributes.is<ConstantAttrs>();
    if (!parameter && !constant) {
      if (node.tensor.has_content()) add_at(node, "it has content but is neither parameter nor constant");
      return;
    }
    const DType dtype = parameter ? node.attributes.as<ParameterAttrs>().dtype : node.attributes.as<ConstantAttrs>().dtype;
    const Shape& shape = parameter ? node.attributes.as<ParameterAttrs>().shape : node.attributes.as<ConstantAttrs>().shape;
    if (!integers(shape)) add_at(node, "its shape is {}, wanted integers", text(shape));
    if (!node.tensor.has_content()) {
      if (constant) add_at(node, "a constant without content");
      return;
    }
    const TensorType declared{dtype, shape};
    const TensorType held{node.tensor.dtype(), shape_of(node.tensor.dims())};
    if (!(declared == held)) add_at(node, "its content is {}, wanted {}", text(held), text(declared));
    if (constant && node.tensor.bytes() > largest_constant_bytes) {
      add_at(node, "a constant of {} bytes, wanted at most {}", node.tensor.bytes(), largest_constant_bytes);
    }
  }

  void check_types(const Node& node) {
    try {
      const std::vector<TensorType> inferred = infer_unlabelled(node, index_);
      if (inferred.size() != node.outputs.size()) {
        add_at(node, "got {} outputs, wanted {}", node.outputs.size(), inferred.size());
        return;
      }
      for (std::size_t i = 0; i < inferred.size(); ++i) check_type(node, i, inferred[i]);
    } catch (const Error& error) {
      add_at(node, "{}", error.what());
    }
  }

  void check_type(const Node& node, std::size_t output, const TensorType& inferred) {
    const TensorType& stated = node.outputs[output].type;
    const bool agrees = stated == inferred || (has_attribute_inputs(node) && may_be(stated, inferred));
    if (!agrees) add_at(node, "output {} is stated as {}, inferred as {}", output, text(stated), text(inferred));
    std::vector<std::int64_t> known;
    for (const Dim& dim : stated.shape) {
      if (dim.is_integer()) known.push_back(dim.integer());
    }
    element_count(known);  // throws for what is negative or past every memory
  }

  // How much inference knows of what stands for attributes may change: content may stand in the parameter file, which need not be there,
  // or be found out by a pass.
  static bool may_be(const TensorType& stated, const TensorType& inferred) {
    return stated.dtype == inferred.dtype && (!stated.ranked || !inferred.ranked || compatible(stated.shape, inferred.shape));
  }

  // Weights stand in the main block once and are read from every entry point.
  void check_entry_points() {
    ValueSet shared;
    for (const Node& node : graph_.nodes()) {
      if (node.attributes.is<ParameterAttrs>()) shared.insert(node.value());
    }
    std::set<std::string> names;
    for (const EntryPoint& entry : graph_.entry_points) {
      if (!names.insert(entry.name).second) add("two entry points are called '{}'", printable(entry.name));
      check_block(entry.block, shared, fmt::format("entry point '{}'", printable(entry.name)));
    }
  }

  void check_aliases() {
    for (const auto& [removed, survivor] : graph_.aliases) {
      for (const Value value : {removed, survivor}) {
        if (value.node < 0 || value.output < 0 || value.node >= graph_.next_id) {
          add("alias {} = {}: {} is not below next_id {}", text(removed), text(survivor), text(value), graph_.next_id);
        }
      }
      if (exists(removed)) add("alias {} = {}: {} is a node's output", text(removed), text(survivor), text(removed));
      if (graph_.aliases.contains(survivor)) add("alias {} = {}: {} is an alias itself", text(removed), text(survivor), text(survivor));
    }
  }

  void check_state() {
    ValueSet updated;
    for (const StateUpdate& update : graph_.state) {
      const std::string what = fmt::format("state {} = {}", text(update.parameter), text(update.next));
      if (!exists(update.parameter) || !exists(update.next)) {
        add("{}: {} does not exist", what, text(exists(update.parameter) ? update.next : update.parameter));
        continue;
      }
      if (!index_.at(update.parameter.node).attributes.is<ParameterAttrs>()) add("{}: {} is no parameter", what, text(update.parameter));
      if (!updated.insert(update.parameter).second) add("{}: {} is updated twice", what, text(update.parameter));
      const TensorType& before = index_.type(update.parameter);
      const TensorType& after = index_.type(update.next);
      if (!(before.dtype == after.dtype && compatible(before.shape, after.shape))) {
        add("{}: got {}, wanted {}", what, text(after), text(before));
      }
    }
  }

  const Graph& graph_;
  NodeIndex index_;
  std::vector<std::string> problems_;
  std::unordered_set<std::int64_t> repeated_;
  std::set<std::string> keys_;
  ValueSet epilogue_values_;
  std::unordered_set<std::int64_t> swallowed_;
};

std::string summary(const std::vector<std::string>& found) {
  constexpr std::size_t most = 20;
  std::string result = found.size() == 1 ? "" : fmt::format("{} problems: ", found.size());
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i) result += (i > 0 ? "; " : "") + found[i];
  if (found.size() > most) result += fmt::format("; and {} more", found.size() - most);
  return result;
}

}  // namespace

std::vector<std::string> problems(const Graph& graph) {
  // First, because everything else recurses.
  if (const int depth = nesting(graph); depth > deepest_nesting) {
    return {fmt::format("graphs of nodes nest {} deep, wanted at most {}", depth, deepest_nesting)};
  }
  return Verifier(graph).run();
}

void verify(const Graph& graph) {
  const auto found = problems(graph);
  if (!found.empty()) fail(ErrorCode::invalid_file, "{}", summary(found));
}

void verify_after(const Graph& graph, std::string_view pass) {
  const auto found = problems(graph);
  if (!found.empty()) throw InternalError(fmt::format("after {}: {}", pass, summary(found)), __FILE__, __LINE__);
}

}  // namespace nnfront
