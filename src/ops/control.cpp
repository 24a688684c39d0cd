#include "ops/control.h"

#include <algorithm>
#include <unordered_map>

#include "ir/leaf.h"
#include "ops/control_parts.h"
#include "ops/shape_parts.h"

namespace nnfront::ops {

namespace {

std::unordered_map<std::int64_t, const Node*> nodes_of(const Block& block) {
  std::unordered_map<std::int64_t, const Node*> nodes;
  for (const Node& node : block.nodes) nodes.emplace(node.id, &node);
  return nodes;
}

std::vector<TensorType> input_types(const Block& block) {
  const auto nodes = nodes_of(block);
  std::vector<TensorType> types;
  for (const Value input : block.inputs) {
    const auto found = nodes.find(input.node);
    const bool declared = found != nodes.end() && found->second->attributes.is<InputAttrs>();
    const InputAttrs attrs = declared ? found->second->attributes.as<InputAttrs>() : InputAttrs{};
    types.push_back(declared ? TensorType{attrs.dtype, attrs.shape} : TensorType::unranked());
  }
  return types;
}

// Whether every array of type `given` is one of type `declared`.
bool covers(const TensorType& declared, const TensorType& given) {
  return !declared.ranked || !given.ranked || (declared.dtype == given.dtype && common_type(declared, given) == declared);
}

}  // namespace

const Subgraph& subgraph_of(std::string_view label, const InferContext& context, std::size_t i, std::size_t wanted) {
  const std::size_t got = context.node == nullptr ? 0 : context.node->graphs.size();
  if (got != wanted) violated(label, "got {} subgraphs, wanted {}", got, wanted);
  return context.node->graphs[i];
}

std::vector<TensorType> output_types(const InferContext& context, const Block& block) {
  const auto nodes = nodes_of(block);
  std::vector<TensorType> types;
  for (const NamedValue& output : block.outputs) {
    const auto found = nodes.find(output.value.node);
    const auto at = static_cast<std::size_t>(output.value.output);
    const bool inside = found != nodes.end() && at < found->second->outputs.size();
    types.push_back(inside ? found->second->outputs[at].type : context.type_outside(output.value));
  }
  return types;
}

void check_number(std::string_view label, std::string_view operand, const TensorType& type, DType wanted) {
  if (!type.ranked) return;
  const bool one = std::all_of(type.shape.begin(), type.shape.end(), [](const Dim& dim) { return compatible(dim, Dim(1)); });
  if (type.dtype != wanted || !one) violated(label, "{}: got {}, wanted one element of {}", operand, text(type), name(wanted));
}

std::vector<TensorType> check_body(const BodyLabels& labels, const InferContext& context, const Block& body,
                                   const std::vector<SubgraphInput>& wanted, std::size_t least_outputs) {
  const std::vector<TensorType> declared = input_types(body);
  if (declared.size() != wanted.size()) violated(labels.inputs, "got {} inputs of the body, wanted {}", declared.size(), wanted.size());
  std::vector<TensorType> outputs = output_types(context, body);
  if (outputs.size() < least_outputs) {
    violated(labels.outputs, "got {} outputs of the body, wanted at least {}", outputs.size(), least_outputs);
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!covers(declared[i], wanted[i].type)) {
      violated(labels.types, "input {} of the body is declared as {}, but is {} on the first trip", i, text(declared[i]),
               text(wanted[i].type));
    }
    if (wanted[i].next < 0) continue;
    const TensorType& next = outputs[static_cast<std::size_t>(wanted[i].next)];
    if (!covers(declared[i], next)) {
      violated(labels.types, "input {} of the body is declared as {}, but the body hands on {}", i, text(declared[i]), text(next));
    }
  }
  return outputs;
}

TensorType with_dimension(TensorType type, int axis, Dim size) {
  if (type.ranked) type.shape.insert(type.shape.begin() + axis, std::move(size));
  return type;
}

TensorType common_known(const TensorType& a, const TensorType& b) {
  return a.ranked ? common_type(a, b) : common_type(b, a);
}

std::int64_t single_integer(const Array& array, std::string_view what) {
  if (array.size() != 1) fail(ErrorCode::invalid_argument, "{}: got {} elements, wanted one", what, array.size());
  return to_integers(array).front();
}

void Scanned::add(Array array) {
  if (!parts_.empty() && array.dims() != parts_.front().dims()) {
    fail(ErrorCode::invalid_argument, "trip {} gives {}, wanted {} as on the first trip", parts_.size(), text(shape_of(array.dims())),
         text(shape_of(parts_.front().dims())));
  }
  parts_.push_back(std::move(array));
}

Array Scanned::stack(bool reversed) const {
  std::vector<const Array*> pointers;
  for (const Array& part : parts_) pointers.push_back(&part);
  if (reversed) std::reverse(pointers.begin(), pointers.end());
  if (!pointers.empty()) return stacked(pointers, normal_axis(label_, axis_, pointers.front()->dims().size() + 1));
  if (!type_.ranked) fail(ErrorCode::invalid_argument, "no trip was made, and the rank of what it would have given is not known");
  std::vector<std::int64_t> dims;
  for (const Dim& dim : type_.shape) dims.push_back(dim.is_integer() ? dim.integer() : 0);
  dims[static_cast<std::size_t>(normal_axis(label_, axis_, dims.size()))] = 0;
  return Array(type_.dtype, dims);
}

namespace {

std::vector<TensorType> infer_if(const InferContext& context) {
  check_number("if_c1", "condition", context.input(0), DType::boolean);
  const Block& taken = subgraph_of("if_c2", context, 0, 2).block;
  const Block& other = subgraph_of("if_c2", context, 1, 2).block;
  if (!taken.inputs.empty() || !other.inputs.empty()) violated("if_c2", "got a subgraph with inputs, wanted captured values alone");
  std::vector<TensorType> types = output_types(context, taken);
  const std::vector<TensorType> others = output_types(context, other);
  if (types.size() != others.size() || types.empty()) {
    violated("if_c3", "got {} and {} outputs, wanted equally many, at least one", types.size(), others.size());
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i].ranked && others[i].ranked && types[i].dtype != others[i].dtype) {
      violated("if_c4", "output {}: got {} and {}, wanted one element type", i, text(types[i]), text(others[i]));
    }
    types[i] = common_known(types[i], others[i]);
  }
  return types;
}

std::vector<Array> eval_if(const EvalContext& context) {
  const bool holds = single_integer(context.input(0), "condition") != 0;
  return context.run_graph(context.node->graphs[holds ? 0 : 1], {});
}

Operator if_operator() {
  return {
      .name = "if",
      .family = "control",
      .doc = "Runs one of two subgraphs: the first where the condition is true, the second where it is false.",
      .inputs = {{"condition", "bool, one element"}},
      .outputs = {{"results", "the outputs of the subgraph that is run; dimensions in which the two differ are unknown",
                   Operand::Arity::variadic}},
      .constraints = {{"if_c1", "condition is one bool"},
                      {"if_c2", "the node owns two subgraphs without inputs"},
                      {"if_c3", "both have equally many outputs, at least one"},
                      {"if_c4", "an output has one element type in both"}},
      .infer = infer_if,
      .eval = eval_if,
      .cost = no_cost,
      .source = "https://onnx.ai/onnx/operators/onnx__If.html",
  };
}

}  // namespace

std::optional<std::int64_t> known_trips(const InferContext& context) {
  ensure(context.node != nullptr && context.node->graphs.size() == 1, "trips are those of a loop or scan");
  return context.attributes.is<ScanAttrs>() ? known_scan_trips(context) : known_loop_trips(context);
}

std::vector<Operator> control_operators() {
  return {if_operator(), loop_operator(), scan_operator()};
}

}  // namespace nnfront::ops
