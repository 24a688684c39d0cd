#include "tests/ir/operators.h"

#include "ir/graph.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront::ir_test {

namespace {

using Types = std::vector<TensorType>;

template <class Attrs>
Types declared(const InferContext& context) {
  return {{context.attrs<Attrs>().dtype, context.attrs<Attrs>().shape}};
}

std::size_t opaque_outputs(const Attributes& attributes) {
  return static_cast<std::size_t>(attributes.as<OpaqueAttrs>().output_count);
}

Types opaque(const InferContext& context) {
  return Types(opaque_outputs(context.attributes), TensorType::unranked());
}

Types same(const InferContext& context) {
  return {context.input(0)};
}

Types infer_add(const InferContext& context) {
  if (!compatible(context.input(0).shape, context.input(1).shape)) {
    violated("add_c1", "got {} and {}, wanted equal shapes", text(context.input(0)), text(context.input(1)));
  }
  return {context.input(0)};
}

Types infer_conv(const InferContext& context) {
  const TensorType& x = context.input(0);
  const TensorType& w = context.input(1);
  const auto& attrs = context.attrs<ConvAttrs>();
  if (x.shape.size() != w.shape.size() || x.shape.size() < 3) violated("conv_c1", "got {} and {}", text(x), text(w));
  if (!compatible(x.shape[1], w.shape[1] * attrs.groups)) violated("conv_c2", "got {} and {}", text(x), text(w));
  if (attrs.strides.size() != x.shape.size() - 2) violated("conv_c3", "got {} strides", attrs.strides.size());
  Shape shape = {x.shape[0], w.shape[0]};
  for (std::size_t i = 2; i < x.shape.size(); ++i) shape.push_back(floor_div(x.shape[i] - w.shape[i], attrs.strides[i - 2]) + 1);
  return {{x.dtype, shape}};
}

Types infer_split(const InferContext& context) {
  const auto parts = context.attrs<SplitAttrs>().parts;
  TensorType type = context.input(0);
  if (parts < 1 || parts > 100 || type.shape.size() < 2) violated("split_c1", "got {} parts of {}", parts, text(type));
  type.shape[1] = floor_div(type.shape[1], parts);
  return Types(static_cast<std::size_t>(parts), type);
}

Types infer_reshape(const InferContext& context) {
  return {{context.input(0).dtype, context.attrs<ReshapeAttrs>().shape}};
}

Types infer_reshape_by_input(const InferContext& context) {
  const auto content = context.content(1);
  if (content) return {{context.input(0).dtype, content->entries}};
  return {{context.input(0).dtype, Shape(static_cast<std::size_t>(context.input(1).shape[0].integer()), Dim::unknown())}};
}

Types infer_shape_of(const InferContext& context) {
  return {{DType::int64, {static_cast<std::int64_t>(context.input(0).shape.size())}}};
}

const Output* find_output(const Block& block, Value value) {
  for (const Node& node : block.nodes) {
    if (node.id == value.node && static_cast<std::size_t>(value.output) < node.outputs.size()) {
      return &node.outputs[static_cast<std::size_t>(value.output)];
    }
  }
  return nullptr;
}

Types infer_if(const InferContext& context) {
  if (context.node == nullptr || context.node->graphs.size() != 2) violated("if_c1", "wanted two graphs");
  const Block& block = context.node->graphs[0].block;
  Types types;
  for (const NamedValue& output : block.outputs) {
    const Output* found = find_output(block, output.value);
    if (found == nullptr) violated("if_c2", "output {} is not made in the graph", output.name);
    types.push_back(found->type);
  }
  return types;
}

Operator leaf(std::string_view name, Attributes defaults, Types (*infer)(const InferContext&)) {
  Operator op;
  op.name = name;
  op.family = "leaf";
  op.doc = "a leaf";
  op.outputs = {{"value", ""}};
  op.defaults = std::move(defaults);
  op.infer = infer;
  return op;
}

Operator record(std::string_view name, std::vector<Operand> inputs, Attributes defaults, Types (*infer)(const InferContext&),
                EpilogueRole role = EpilogueRole::none) {
  Operator op;
  op.name = name;
  op.family = "test";
  op.doc = "an operator of the tests";
  op.inputs = std::move(inputs);
  op.outputs = {{"y", ""}};
  op.defaults = std::move(defaults);
  op.infer = infer;
  op.epilogue_role = role;
  return op;
}

// Inputs that stand for the attributes of the same names, in this order.
Operator with_attribute_inputs(Operator op, std::vector<std::pair<std::string_view, std::string_view>> named) {
  for (const auto& [input, attribute] : named) {
    op.attribute_inputs.push_back({static_cast<int>(op.inputs.size()), attribute});
    op.inputs.push_back({input, "", Operand::Arity::optional});
  }
  return op;
}

Operator reshape() {
  Operator op = with_attribute_inputs(record("reshape", {{"x", ""}}, ReshapeAttrs{}, infer_reshape), {{"target", "shape"}});
  op.infer_unresolved = infer_reshape_by_input;
  return op;
}

Operator shape_of_operator() {
  Operator op = record("shape_of", {{"x", ""}}, NoAttrs{}, infer_shape_of);
  op.content = [](const ContentContext& context) -> std::optional<Content> { return Content{context.inputs[0]->shape}; };
  return op;
}

Operator everything() {
  return with_attribute_inputs(record("everything", {{"x", ""}}, EverythingAttrs{}, same), {{"flag", "flag"},
                                                                                            {"count", "count"},
                                                                                            {"ratio", "ratio"},
                                                                                            {"sizes", "sizes"},
                                                                                            {"weights", "weights"},
                                                                                            {"target", "target"},
                                                                                            {"limit", "limit"}});
}

Operator counted(Operator op, std::size_t (*output_count)(const Attributes&)) {
  op.output_count = output_count;
  return op;
}

}  // namespace

const OperatorSet& operators() {
  using Arity = Operand::Arity;
  static const OperatorSet set({
      leaf("input", InputAttrs{}, declared<InputAttrs>),
      leaf("parameter", ParameterAttrs{}, declared<ParameterAttrs>),
      leaf("constant", ConstantAttrs{}, declared<ConstantAttrs>),
      counted(record("opaque", {{"x", "", Arity::variadic}}, OpaqueAttrs{}, opaque), opaque_outputs),
      record("relu", {{"x", ""}}, NoAttrs{}, same, EpilogueRole::activation),
      record("add", {{"a", ""}, {"b", ""}}, NoAttrs{}, infer_add, EpilogueRole::residual),
      record("conv", {{"x", ""}, {"w", ""}, {"bias", "", Arity::optional}}, ConvAttrs{}, infer_conv),
      record("split", {{"x", ""}}, SplitAttrs{}, infer_split),
      record("if", {{"condition", ""}}, NoAttrs{}, infer_if),
      reshape(),
      shape_of_operator(),
      everything(),
  });
  return set;
}

}  // namespace nnfront::ir_test
