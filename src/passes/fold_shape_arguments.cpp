#include "passes/fold_shape_arguments.h"

#include <algorithm>
#include <map>
#include <set>

#include "ir/attribute_inputs.h"
#include "ir/content.h"
#include "ir/leaf.h"
#include "ops/shape.h"
#include "passes/rewriter.h"

namespace nnfront::passes {

namespace {

// ---- The same graph for inputs of any size.

// Names for sizes, none of which the graph uses.
class FreshSymbols {
 public:
  explicit FreshSymbols(const Graph& graph) {
    const NodeIndex index(graph);
    for (const Value input : graph.inputs()) {
      for (const Dim& dim : index.type(input).shape) {
        for (const std::string& symbol : dim.symbols()) used_.insert(symbol);
      }
    }
  }

  Dim next() {
    std::string name;
    do {
      name = fmt::format("size.{}", count_++);
    } while (used_.contains(name));
    return Dim::symbol(name);
  }

 private:
  std::set<std::string> used_;
  std::int64_t count_ = 0;
};

void name_sizes(Shape& shape, FreshSymbols& fresh, bool integers_too) {
  for (Dim& dim : shape) {
    if (dim.is_unknown() || (integers_too && dim.is_integer())) dim = fresh.next();
  }
}

// The types for inputs of any size. A size that is not known has a name too: it is the same wherever it is asked for. Where inference does
// not take symbols, and behind subgraphs, nothing but the rank is known.
std::vector<TensorType> types_for_any_size(const Node& node, const NodeIndex& index, FreshSymbols& fresh) {
  std::vector<TensorType> types;
  for (const Output& output : node.outputs) types.push_back(output.type);
  bool known = node.graphs.empty() && !node.attributes.is<InputAttrs>();
  if (known) {
    try {
      std::vector<TensorType> inferred = infer_node(node, index);
      if (inferred.size() == types.size()) types = std::move(inferred);
    } catch (const Error&) {
      known = false;
    }
  }
  for (TensorType& type : types) name_sizes(type.shape, fresh, !known);
  return types;
}

Graph for_any_size(const Graph& graph) {
  Graph any = graph;
  FreshSymbols fresh(graph);
  const NodeIndex index(any);
  for (Node& node : any.nodes()) {
    const std::vector<TensorType> types = types_for_any_size(node, index, fresh);
    for (std::size_t i = 0; i < types.size(); ++i) node.outputs[i].type = types[i];
  }
  return any;
}

// ---- Arguments in the dimensions of x.

std::optional<std::size_t> dimension_that_is(const Dim& entry, const Shape& x, std::size_t position) {
  if (position < x.size() && x[position] == entry) return position;
  const auto found = std::find(x.begin(), x.end(), entry);
  if (found == x.end()) return std::nullopt;
  return static_cast<std::size_t>(found - x.begin());
}

// No value where the entry depends on other sizes.
std::optional<Dim> in_dimensions_of(const Shape& x, const Dim& entry, std::size_t position) {
  if (entry.is_unknown()) return std::nullopt;
  if (entry.is_integer()) return entry;
  if (const auto dimension = dimension_that_is(entry, x, position)) return ops::input_dimension(*dimension);
  std::map<std::string, Dim> dimensions;
  for (std::size_t d = 0; d < x.size(); ++d) {
    const std::vector<std::string> symbols = x[d].symbols();
    if (symbols.size() == 1 && x[d] == Dim::symbol(symbols[0])) dimensions.emplace(symbols[0], ops::input_dimension(d));
  }
  for (const std::string& symbol : entry.symbols()) {
    if (!dimensions.contains(symbol)) return std::nullopt;
  }
  return entry.substitute(dimensions);
}

std::optional<Shape> target_in_dimensions_of(const Shape& x, const Shape& entries, bool rest_allowed) {
  Shape target;
  bool open = std::find(entries.begin(), entries.end(), Dim(-1)) != entries.end() || !rest_allowed;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto entry = in_dimensions_of(x, entries[i], i);
    if (!entry && open) return std::nullopt;
    open = open || !entry;
    target.push_back(entry.value_or(Dim(-1)));
  }
  return target;
}

// The attribute in the place of the input; no value where it cannot be said for inputs of any size.
std::optional<Attributes> folded(const Node& node, const AttributeInput& each, const NodeIndex& any) {
  const Value value = *node.inputs[static_cast<std::size_t>(each.input)];
  const Content* content = known_content(value, any);
  if (content == nullptr) return std::nullopt;
  if (const auto numbers = array_of_content(*content, DType::int64)) return with_content(*node.op, node.attributes, each, *numbers);
  const bool reshape = node.attributes.is<ops::ReshapeAttrs>();
  if (!reshape && !node.attributes.is<ops::BroadcastToAttrs>()) return std::nullopt;
  const TensorType& x = any.type(*node.inputs[0]);
  const auto target = x.ranked ? target_in_dimensions_of(x.shape, content->entries, reshape) : std::nullopt;
  if (!target) return std::nullopt;
  return node.attributes.with(each.attribute, *target);
}

bool says_less(const TensorType& type, const TensorType& than) {
  if (!than.ranked) return false;
  if (!type.ranked || type.shape.size() != than.shape.size()) return true;
  for (std::size_t d = 0; d < type.shape.size(); ++d) {
    if (type.shape[d].is_unknown() && !than.shape[d].is_unknown()) return true;
  }
  return false;
}

Node without_input(Node node, std::size_t input, Attributes attributes) {
  node.attributes = std::move(attributes);
  node.inputs[input] = std::nullopt;
  while (!node.inputs.empty() && !node.inputs.back()) node.inputs.pop_back();
  return node;
}

// The attributes that take the place of the input; no value where they cannot be said, or tell less of the sizes at hand than the input.
std::optional<Attributes> gained(const Node& node, const AttributeInput& each, const NodeIndex& index, const NodeIndex& any) {
  try {
    const auto attributes = folded(node, each, any);
    if (!attributes) return std::nullopt;
    const std::vector<TensorType> types = infer_node(without_input(node, static_cast<std::size_t>(each.input), *attributes), index);
    for (std::size_t i = 0; i < types.size(); ++i) {
      if (i >= node.outputs.size() || says_less(types[i], node.outputs[i].type)) return std::nullopt;
    }
    return attributes;
  } catch (const Error&) {  // the node may be invalid for other sizes, which is for inference to say when it sees them
    return std::nullopt;
  }
}

bool fold(Rewriter& rewriter, Node& node, const NodeIndex& index, const NodeIndex& any) {
  bool changed = false;
  for (const AttributeInput& each : node.op->attribute_inputs) {
    const auto i = static_cast<std::size_t>(each.input);
    if (i >= node.inputs.size() || !node.inputs[i]) continue;
    const auto attributes = gained(node, each, index, any);
    if (!attributes) continue;
    node.attributes = *attributes;
    rewriter.set_input(node, i, std::nullopt);
    changed = true;
  }
  while (changed && !node.inputs.empty() && !node.inputs.back()) node.inputs.pop_back();
  return changed;
}

}  // namespace

bool fold_shape_arguments(Graph& graph) {
  const auto may_fold = [](const Node& node) { return has_attribute_inputs(node); };
  if (std::none_of(graph.nodes().begin(), graph.nodes().end(), may_fold)) return false;
  const Graph any = for_any_size(graph);
  const NodeIndex any_index(any);
  const NodeIndex index(graph);
  Rewriter rewriter(graph);
  bool changed = false;
  rewriter.sweep(graph.block(), [&](Node& node) { changed = fold(rewriter, node, index, any_index) || changed; });
  rewriter.finish();
  if (changed) infer_types(graph);
  return changed;
}

}  // namespace nnfront::passes
