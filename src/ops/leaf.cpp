#include "ops/leaf.h"

#include "ir/graph.h"
#include "ops/kernels.h"

namespace nnfront::ops {

namespace {

// An opaque node states its own number of outputs; no operator of a source has more.
constexpr std::int64_t most_opaque_outputs = 1024;

void check_declared_size(std::string_view label, const Shape& shape) {
  for (const Dim& dim : shape) {
    if (dim.is_integer() && dim.integer() < 0) violated(label, "got shape {}, wanted no negative dimension", text(shape));
  }
}

void check_integers(std::string_view label, const Shape& shape) {
  check_declared_size(label, shape);
  if (!integers(shape)) violated(label, "got shape {}, wanted integers", text(shape));
}

std::vector<TensorType> infer_input(const InferContext& context) {
  const InputAttrs& attrs = context.attrs<InputAttrs>();
  check_declared_size("input_c1", attrs.shape);
  return {{attrs.dtype, attrs.shape}};
}

std::vector<TensorType> infer_parameter(const InferContext& context) {
  const ParameterAttrs& attrs = context.attrs<ParameterAttrs>();
  check_integers("parameter_c1", attrs.shape);
  if (attrs.key.empty()) violated("parameter_c2", "got an empty key, wanted the parameter's name");
  return {{attrs.dtype, attrs.shape}};
}

std::vector<TensorType> infer_constant(const InferContext& context) {
  const ConstantAttrs& attrs = context.attrs<ConstantAttrs>();
  check_integers("constant_c1", attrs.shape);
  const std::int64_t count = element_count(attrs.shape).integer();
  // Every element takes at least four bits, so a larger count need not be multiplied.
  const bool small = count <= static_cast<std::int64_t>(2 * largest_constant_bytes);
  if (!small || storage_bytes(attrs.dtype, count) > largest_constant_bytes) {
    violated("constant_c2", "got {}, wanted at most {} bytes (larger content is a parameter)", text(TensorType{attrs.dtype, attrs.shape}),
             largest_constant_bytes);
  }
  return {{attrs.dtype, attrs.shape}};
}

std::size_t opaque_outputs(const Attributes& attributes) {
  const std::int64_t count = attributes.as<OpaqueAttrs>().output_count;
  if (count < 1 || count > most_opaque_outputs) {
    violated("opaque_c1", "output_count: got {}, wanted 1 to {}", count, most_opaque_outputs);
  }
  return static_cast<std::size_t>(count);
}

std::vector<TensorType> infer_opaque(const InferContext& context) {
  return std::vector<TensorType>(opaque_outputs(context.attributes), TensorType::unranked());
}

std::vector<Array> eval_input(const EvalContext&) {
  ensure(false, "an input's array is given by who runs the graph");
  return {};
}

std::vector<Array> eval_parameter(const EvalContext& context) {
  ensure(context.node != nullptr, "a parameter's content is in its node");
  if (!context.node->tensor.has_content()) {
    fail(ErrorCode::invalid_argument, "parameter '{}' has no content, wanted the graph with its parameter file",
         context.attrs<ParameterAttrs>().key);
  }
  return {context.node->tensor.evaluate()};
}

std::vector<Array> eval_constant(const EvalContext& context) {
  ensure(context.node != nullptr && context.node->tensor.has_content(), "a constant's content is in its node");
  return {context.node->tensor.evaluate()};
}

std::vector<Array> eval_opaque(const EvalContext& context) {
  const OpaqueAttrs& attrs = context.attrs<OpaqueAttrs>();
  fail(ErrorCode::unsupported, "operator {} of the source is not covered: {}", attrs.source_op, attrs.reason);
}

Operator input() {
  return {
      .name = "input",
      .family = "leaf",
      .doc = "A tensor that the caller gives; the node's name is the input's name",
      .outputs = {{"y", "of the declared type"}},
      .constraints = {{"input_c1", "no dimension is negative"}},
      .defaults = InputAttrs{},
      .infer = infer_input,
      .eval = eval_input,
      .cost = no_cost,
      .deterministic = false,
  };
}

Operator parameter() {
  return {
      .name = "parameter",
      .family = "leaf",
      .doc = "A weight or another tensor of the model, by its key in the parameter file",
      .outputs = {{"y", "of the declared type"}},
      .constraints = {{"parameter_c1", "every dimension is an integer that is not negative"}, {"parameter_c2", "the key is not empty"}},
      .defaults = ParameterAttrs{},
      .infer = infer_parameter,
      .eval = eval_parameter,
      .cost = no_cost,
  };
}

Operator constant() {
  return {
      .name = "constant",
      .family = "leaf",
      .doc = "A small tensor whose content stands in the graph file",
      .outputs = {{"y", "of the declared type"}},
      .constraints = {{"constant_c1", "every dimension is an integer that is not negative"},
                      {"constant_c2", "the content takes at most 4096 bytes"}},
      .defaults = ConstantAttrs{},
      .infer = infer_constant,
      .eval = eval_constant,
      .cost = no_cost,
  };
}

Operator opaque() {
  return {
      .name = "opaque",
      .family = "leaf",
      .doc = "An operator of the source that is not covered, kept so that all of them are reported together",
      .inputs = {{"x", "as in the source", Operand::Arity::variadic}},
      .outputs = {{"y", "output_count of them, of unknown rank", Operand::Arity::variadic}},
      .constraints = {{"opaque_c1", "output_count lies in 1 to 1024"}},
      .defaults = OpaqueAttrs{},
      .infer = infer_opaque,
      .eval = eval_opaque,
      .cost = no_cost,
      .deterministic = false,
      .output_count = opaque_outputs,
  };
}

}  // namespace

std::vector<Operator> leaf_operators() {
  return {input(), parameter(), constant(), opaque()};
}

}  // namespace nnfront::ops
