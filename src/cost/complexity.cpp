#include "cost/complexity.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "ir/infer.h"
#include "ir/input_shapes.h"
#include "ir/leaf.h"
#include "ops/control.h"
#include "ops/kernels.h"
#include "ops/padding.h"
#include "support/fail.h"

namespace nnfront::cost {

Figures& Figures::operator+=(const Figures& other) {
  macs += other.macs;
  padded_macs += other.padded_macs;
  sparse_macs += other.sparse_macs;
  elementwise += other.elementwise;
  residual_adds += other.residual_adds;
  weights += other.weights;
  nonzero += other.nonzero;
  parameter_bytes += other.parameter_bytes;
  activation_bytes += other.activation_bytes;
  return *this;
}

std::vector<const NodeComplexity*> Complexity::uncounted() const {
  std::vector<const NodeComplexity*> list;
  for (const NodeComplexity& node : nodes) {
    if (!node.counted) list.push_back(&node);
  }
  return list;
}

double Figures::sparsity() const {
  if (weights == 0) return 0.0;
  return 1.0 - static_cast<double>(nonzero) / static_cast<double>(weights);
}

namespace {

bool is_leaf(const Node& node) {
  return is_constant(node) || node.attributes.is<InputAttrs>();
}

std::int64_t bytes_of(const TensorType& type) {
  const auto dims = integers(type.shape);
  ensure(dims.has_value(), "shapes were checked to be concrete");
  return static_cast<std::int64_t>(storage_bytes(type.dtype, element_count(*dims)));
}

bool is_known(const TensorType& type) {
  return type.ranked && integers(type.shape).has_value();
}

// Whether all sizes that the node reads and makes are numbers.
bool sizes_are_known(const Node& node, const NodeIndex& index) {
  bool known = std::all_of(node.outputs.begin(), node.outputs.end(), [](const Output& output) { return is_known(output.type); });
  for_each_input(node, [&](Value input) { known = known && is_known(index.type(input)); });
  return known;
}

std::string operator_text(const Node& node) {
  std::string text(node.op->name);
  for (const EpilogueStep& step : node.epilogue) text += fmt::format("+{}", step.op->name);
  return text;
}

// One operator application: a node, or one step of an epilogue.
struct Application {
  const Operator* op;
  std::vector<const TensorType*> inputs;
  std::vector<const Node*> producers;
  std::span<const TensorType> outputs;
  Attributes attributes;
};

// Figures of some nodes, and the weights that were used first among them.
struct Tally {
  Figures total;
  std::vector<NodeComplexity> nodes;
  std::map<std::string, OperatorComplexity> by_op;
  std::vector<std::int64_t> first_uses;
};

Figures times(Figures figures, std::int64_t trips) {
  for (std::int64_t* each : {&figures.macs, &figures.padded_macs, &figures.sparse_macs, &figures.elementwise, &figures.residual_adds,
                             &figures.parameter_bytes, &figures.activation_bytes}) {
    *each = ops::checked_multiply(*each, trips);
  }
  return figures;
}

class Counter {
 public:
  explicit Counter(const Graph& graph) : graph_(graph), index_(graph) {}

  Complexity count() {
    Tally tally;
    count_block(graph_.block(), 1, tally);
    for (const EntryPoint& entry : graph_.entry_points) count_block(entry.block, 1, tally);
    Complexity result{tally.total, std::move(tally.nodes), {}, {}};
    for (auto& [op, entry] : tally.by_op) result.by_op.push_back(entry);
    if (result.uncounted().empty()) result.conventions = other_conventions(graph_, result.by_op);
    return result;
  }

 private:
  // A block that is run `trips` times.
  void count_block(const Block& block, std::int64_t trips, Tally& tally) {
    for (const Node& node : block.nodes) {
      if (is_leaf(node)) continue;
      if (sizes_are_known(node, index_))
        count_node(node, trips, tally);
      else
        count_parameters_of(node, trips, tally);
      if (!node.graphs.empty()) count_subgraphs(node, trips, tally);
    }
  }

  void count_subgraphs(const Node& node, std::int64_t trips, Tally& tally) {
    if (node.op->name == "if") {
      Tally larger;
      for (const Subgraph& branch : node.graphs) keep_larger(branch.block, trips, larger);
      enter(larger, tally);
      return;
    }
    std::optional<std::int64_t> known;
    if (node.op->subgraph_inputs) {
      with_infer_context(node, index_, [&](const InferContext& context) { known = ops::known_trips(context); });
    }
    for (const Subgraph& subgraph : node.graphs) count_block(subgraph.block, ops::checked_multiply(trips, known.value_or(1)), tally);
  }

  // Of two branches one is run: what only the smaller one uses is as good as not there.
  void keep_larger(const Block& branch, std::int64_t trips, Tally& larger) {
    for (const std::int64_t weight : larger.first_uses) seen_weights_.erase(weight);
    Tally tally;
    count_block(branch, trips, tally);
    for (const std::int64_t weight : tally.first_uses) seen_weights_.erase(weight);
    const auto size = [](const Tally& each) { return std::pair(each.total.macs, each.total.elementwise); };
    if (larger.nodes.empty() || size(larger) < size(tally)) larger = std::move(tally);
    seen_weights_.insert(larger.first_uses.begin(), larger.first_uses.end());
  }

  static void enter(Tally& from, Tally& to) {
    to.total += from.total;
    to.nodes.insert(to.nodes.end(), std::make_move_iterator(from.nodes.begin()), std::make_move_iterator(from.nodes.end()));
    for (auto& [name, entry] : from.by_op) {
      OperatorComplexity& sum = to.by_op[name];
      sum.op = entry.op;
      sum.count += entry.count;
      sum.figures += entry.figures;
    }
    to.first_uses.insert(to.first_uses.end(), from.first_uses.begin(), from.first_uses.end());
  }

  void count_node(const Node& node, std::int64_t trips, Tally& tally) {
    std::vector<TensorType> outputs;
    for (const Output& output : node.outputs) outputs.push_back(output.type);
    NodeComplexity entry{node.id, node.name, operator_text(node), {}};
    Figures figures = count_application(application_of(node, outputs), tally);
    for (const auto& input : node.inputs) count_bytes_read(input, figures);
    for (const TensorType& output : outputs) figures.activation_bytes += bytes_of(output);
    figures = times(figures, trips);
    enter_by_op(*node.op, trips, figures, tally);
    entry.figures += figures;
    const std::span<const TensorType> running(outputs.data(), std::min<std::size_t>(1, outputs.size()));
    for (const EpilogueStep& step : node.epilogue) {
      figures = count_application(application_of(step, running), tally);
      for (const auto& input : step.inputs) {
        if (input != step.value) count_bytes_read(input, figures);
      }
      figures = times(figures, trips);
      enter_by_op(*step.op, trips, figures, tally);
      entry.figures += figures;
    }
    tally.total += entry.figures;
    tally.nodes.push_back(std::move(entry));
  }

  // Which input is the weight does not depend on sizes: the unknown ones are taken as 1 to ask.
  void count_parameters_of(const Node& node, std::int64_t trips, Tally& tally) {
    NodeComplexity entry{node.id, node.name, operator_text(node), {}, false};
    for_each_input(node, [&](Value input) {
      const bool is_parameter = is_constant(index_.producer(input)) && is_known(index_.type(input));
      if (is_parameter) entry.figures.parameter_bytes += bytes_of(index_.type(input));
    });
    entry.figures = times(entry.figures, trips);
    const Figures weights = weights_of(node, tally);
    entry.figures += weights;
    enter_by_op(*node.op, trips, entry.figures, tally);
    for (const EpilogueStep& step : node.epilogue) enter_by_op(*step.op, trips, {}, tally);
    tally.total += entry.figures;
    tally.nodes.push_back(std::move(entry));
  }

  Figures weights_of(const Node& node, Tally& tally) {
    std::vector<TensorType> outputs;
    for (const Output& output : node.outputs) outputs.push_back(output.type);
    Application application = application_of(node, outputs);
    std::vector<TensorType> types;
    for (const TensorType* each : application.inputs) types.push_back(each == nullptr ? TensorType{} : with_ones(*each));
    for (TensorType& each : outputs) each = with_ones(each);
    for (std::size_t i = 0; i < types.size(); ++i) {
      if (application.inputs[i] == nullptr) continue;
      if (!types[i].ranked) return {};
      application.inputs[i] = &types[i];
    }
    if (std::any_of(outputs.begin(), outputs.end(), [](const TensorType& each) { return !each.ranked; })) return {};
    try {
      const Figures figures = count_application(application, tally);
      return {.weights = figures.weights, .nonzero = figures.nonzero};
    } catch (const Error&) {  // no size that the operator takes: then its weights are not known to be some
      return {};
    }
  }

  static TensorType with_ones(TensorType type) {
    for (Dim& dim : type.shape) {
      if (!dim.is_integer()) dim = 1;
    }
    return type;
  }

  static void enter_by_op(const Operator& op, std::int64_t trips, const Figures& figures, Tally& tally) {
    OperatorComplexity& entry = tally.by_op[std::string(op.name)];
    entry.op = op.name;
    entry.count += trips;
    entry.figures += figures;
  }

  void count_bytes_read(const std::optional<Value>& input, Figures& figures) const {
    if (!input) return;
    (is_constant(index_.producer(*input)) ? figures.parameter_bytes : figures.activation_bytes) += bytes_of(index_.type(*input));
  }

  Application application_of(const Node& node, std::span<const TensorType> outputs) const {
    Application result{node.op, {}, {}, outputs, node.attributes};
    for (const auto& input : node.inputs) add_input(result, input);
    look_through_padding(node, result);
    return result;
  }

  // Epilogue operators keep the shape of what they are applied to, so the running result has the node's own type.
  Application application_of(const EpilogueStep& step, std::span<const TensorType> running) const {
    Application result{step.op, {}, {}, running, step.attributes};
    for (const auto& input : step.inputs) {
      if (input && *input == step.value) {
        result.inputs.push_back(running.data());
        result.producers.push_back(nullptr);
      } else {
        add_input(result, input);
      }
    }
    return result;
  }

  void add_input(Application& application, const std::optional<Value>& input) const {
    application.inputs.push_back(input ? &index_.type(*input) : nullptr);
    application.producers.push_back(input ? &index_.producer(*input) : nullptr);
  }

  // Zeros that a pad node puts before a convolution are padding like the convolution's own: the fused form has them merged.
  void look_through_padding(const Node& node, Application& application) const {
    if (node.inputs.empty() || !node.inputs[0]) return;
    const Node& producer = index_.producer(*node.inputs[0]);
    const auto merged = ops::with_merged_padding(node, producer);
    if (!merged) return;
    application.attributes = *merged;
    application.inputs[0] = &index_.type(*producer.inputs[0]);
  }

  Figures count_application(const Application& application, Tally& tally) {
    const auto constant = std::make_unique<bool[]>(application.inputs.size());
    for (std::size_t i = 0; i < application.inputs.size(); ++i) {
      constant[i] = application.producers[i] != nullptr && is_constant(*application.producers[i]);
    }
    const CostContext context{application.inputs, application.outputs, application.attributes, {constant.get(), application.inputs.size()}};
    const Cost cost = application.op->cost(context);
    Figures figures;
    figures.macs = cost.macs;
    figures.padded_macs = cost.padded_macs;
    figures.sparse_macs = cost.macs;
    figures.elementwise = cost.elementwise;
    figures.residual_adds = cost.residual_adds;
    if (cost.weight_input < 0) return figures;
    const auto weight_input = static_cast<std::size_t>(cost.weight_input);
    const Node* weight = application.producers[weight_input];
    if (weight == nullptr || !is_constant(*weight)) return figures;
    count_weight(*weight, cost, figures, tally);
    return figures;
  }

  void count_weight(const Node& weight, const Cost& cost, Figures& figures, Tally& tally) {
    const Tensor content = mask_or_content(weight);
    const bool first_use = seen_weights_.insert(weight.id).second;
    if (first_use) tally.first_uses.push_back(weight.id);
    const auto dims = integers(weight.outputs[0].type.shape);
    const std::int64_t size = element_count(*dims);
    if (first_use) figures.weights = figures.nonzero = size;
    if (!content.has_content()) return;
    const Array elements = content.evaluate();
    figures.sparse_macs = cost.sparse_macs(elements);
    if (first_use) figures.nonzero = count_nonzero(elements);
  }

  Tensor mask_or_content(const Node& weight) const {
    if (!weight.attributes.is<ParameterAttrs>()) return weight.tensor;
    const std::string& mask_key = weight.attributes.as<ParameterAttrs>().sparsity_mask;
    if (mask_key.empty()) return weight.tensor;
    const Node* mask = find_parameter(graph_, mask_key);
    return mask != nullptr && mask->tensor.has_content() ? mask->tensor : weight.tensor;
  }

  const Graph& graph_;
  NodeIndex index_;
  std::set<std::int64_t> seen_weights_;
};

// Nothing where none was found.
std::optional<std::vector<Shape>> shapes_that_fit(const Graph& graph) {
  try {
    return input_shapes(graph, smallest_sizes(graph));
  } catch (const Error&) {  // the advice is left out: what is wrong is said all the same
    return std::nullopt;
  }
}

// "; give sizes with --input data:1,3,224,224": the inputs whose shapes have symbols, with numbers that the graph takes.
std::string sized_inputs(const Graph& graph) {
  const std::vector<Shape> declared = input_shapes(graph);
  const auto fitting = shapes_that_fit(graph);
  if (!fitting) return {};
  const NodeIndex index(graph);
  std::string text;
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (integers(declared[i])) continue;
    text += fmt::format("{} --input {}:", text.empty() ? "; give sizes with" : "", printable(index.producer(graph.inputs()[i]).name));
    for (std::size_t d = 0; d < declared[i].size(); ++d) text += (d == 0 ? "" : ",") + (*fitting)[i][d].text();
  }
  return text;
}

std::string symbols_text(const std::set<std::string>& symbols) {
  return fmt::format("'{}' {}", fmt::join(symbols, "', '"), symbols.size() == 1 ? "is a symbol" : "are symbols");
}

void check_no_symbols(const Graph& graph) {
  std::set<std::string> symbols;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      for (const Output& output : node.outputs) {
        for (const Dim& dim : output.type.shape) {
          for (const std::string& symbol : dim.symbols()) symbols.insert(symbol);
        }
      }
    }
  });
  if (!symbols.empty()) {
    fail(ErrorCode::invalid_argument, "complexity needs sizes, and {}{}", symbols_text(symbols), sized_inputs(graph));
  }
}

}  // namespace

Complexity complexity(const Graph& graph) {
  check_no_symbols(graph);
  return Counter(graph).count();
}

std::string uncounted_text(const Graph& graph) {
  constexpr std::size_t shown = 5;
  const NodeIndex index(graph);
  std::size_t all = 0;
  std::vector<std::string> names;
  for_each_block(graph, [&](const Block& block) {
    for (const Node& node : block.nodes) {
      if (is_leaf(node)) continue;
      ++all;
      if (!sizes_are_known(node, index)) names.push_back(fmt::format("{} ({})", printable(node.name), operator_text(node)));
    }
  });
  if (names.empty()) return {};
  const std::size_t count = names.size();
  names.resize(std::min(count, shown));
  if (count > shown) names.emplace_back("...");
  return fmt::format("{} of {} operators {} not counted, sizes of theirs depend on the data: {}", count, all, count == 1 ? "is" : "are",
                     fmt::join(names, ", "));
}

}  // namespace nnfront::cost
