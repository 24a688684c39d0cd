#include "ops/norm.h"

#include "emit/onnx/op_table.h"
#include "ir/elements.h"

namespace nnfront::emit::onnx {

namespace {

// A list of `count` times the same number, of the data's type.
std::string filled(NodeContext& context, const Dim& count, double value, std::string_view part) {
  if (!count.is_integer()) context.refuse("the number of channels is not known");
  const std::vector<Element> elements(static_cast<std::size_t>(count.integer()), Element(value));
  return context.constant(array_of_elements(context.type(0).dtype, {count.integer()}, elements), part);
}

// Input i, or where it is left out one number per channel.
std::string per_channel(NodeContext& context, int i, const Dim& channels, std::string_view part, double value) {
  return context.has_input(i) ? context.input(i) : filled(context, channels, value, part);
}

std::vector<std::int64_t> axes_from(const NodeContext& context, std::int64_t axis) {
  std::vector<std::int64_t> axes;
  for (std::int64_t d = axis; d < context.rank(0); ++d) axes.push_back(d);
  return axes;
}

// With gamma as 1 where the source takes it so.
void batch_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BatchNormAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  Inputs inputs = context.inputs();
  if (attrs.fix_gamma) inputs[1] = filled(context, context.dim(0, axis), 1.0, "gamma");
  const NodeAttributes attributes = {attribute("epsilon", attrs.epsilon), attribute("momentum", attrs.momentum)};
  if (axis == 1) return context.emit("BatchNormalization", std::move(inputs), attributes);
  // ONNX has the channels in dimension 1.
  std::vector<std::int64_t> swapped = axes_from(context, 0);
  if (swapped.size() < 2) context.refuse("of a list");
  std::swap(swapped[1], swapped[static_cast<std::size_t>(axis)]);
  const NodeAttributes permutation = {attribute("perm", swapped)};
  inputs[0] = context.add("Transpose", {context.input(0)}, permutation, "channels_first");
  context.emit("Transpose", {context.add("BatchNormalization", std::move(inputs), attributes, "normal")}, permutation);
}

// x / sqrt(mean(x^2) + epsilon) * gamma over the dimensions from `axis`, for sets of operators without the operator itself.
void rms_norm_of_parts(NodeContext& context, std::int64_t axis, double epsilon) {
  const std::string squares = context.add("Mul", {context.input(0), context.input(0)}, {}, "squares");
  const std::string mean = context.reduced("ReduceMean", squares, axes_from(context, axis), true, "mean");
  const std::string raised = context.add("Add", {mean, context.number(epsilon, "epsilon")}, {}, "raised");
  const std::string deviation = context.add("Sqrt", {raised}, {}, "deviation");
  if (!context.has_input(1)) return context.emit("Div", {context.input(0), deviation});
  context.emit("Mul", {context.add("Div", {context.input(0), deviation}, {}, "normal"), context.input(1)});
}

// (x - mean) / sqrt(variance + epsilon) * gamma + beta, for sets of operators without the operator and for a gamma that is left out.
void layer_norm_of_parts(NodeContext& context, std::int64_t axis, double epsilon) {
  const std::vector<std::int64_t> axes = axes_from(context, axis);
  const std::string mean = context.reduced("ReduceMean", context.input(0), axes, true, "mean");
  const std::string centered = context.add("Sub", {context.input(0), mean}, {}, "centered");
  const std::string squares = context.add("Mul", {centered, centered}, {}, "squares");
  const std::string variance = context.reduced("ReduceMean", squares, axes, true, "variance");
  const std::string raised = context.add("Add", {variance, context.number(epsilon, "epsilon")}, {}, "raised");
  const std::string deviation = context.add("Sqrt", {raised}, {}, "deviation");
  const bool has_gamma = context.has_input(1);
  const bool has_beta = context.has_input(2);
  if (!has_gamma && !has_beta) return context.emit("Div", {centered, deviation});
  std::string result = context.add("Div", {centered, deviation}, {}, "normal");
  if (has_gamma && !has_beta) return context.emit("Mul", {result, context.input(1)});
  if (has_gamma) result = context.add("Mul", {result, context.input(1)}, {}, "scaled");
  context.emit("Add", {result, context.input(2)});
}

void layer_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LayerNormAttrs>();
  const std::int64_t axis = context.axis(attrs.axis);
  const bool has_gamma = context.has_input(1) || (axis + 1 == context.rank(0) && context.dim(0, axis).is_integer());
  if (context.opset() < 17 || !has_gamma) return layer_norm_of_parts(context, axis, attrs.epsilon);
  const std::string gamma = per_channel(context, 1, context.dim(0, axis), "gamma", 1.0);
  context.emit("LayerNormalization", {context.input(0), gamma, context.input(2)},
               {attribute("axis", attrs.axis), attribute("epsilon", attrs.epsilon)});
}

void rms_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RmsNormAttrs>();
  if (context.opset() < 23 || !context.has_input(1)) return rms_norm_of_parts(context, context.axis(attrs.axis), attrs.epsilon);
  context.emit("RMSNormalization", context.inputs(), {attribute("axis", attrs.axis), attribute("epsilon", attrs.epsilon)});
}

// Each group as a channel of an instance norm, then scale and shift per channel.
void group_norm_of_parts(NodeContext& context, const ops::GroupNormAttrs& attrs) {
  if (context.rank(0) < 2) context.refuse("data without channels");
  const Dim groups = attrs.groups;
  const std::string rows = context.add("Reshape", {context.input(0), context.integers({0, attrs.groups, -1}, "groups")}, {}, "grouped");
  const std::string normal =
      context.add("InstanceNormalization", {rows, filled(context, groups, 1.0, "ones"), filled(context, groups, 0.0, "zeros")},
                  {attribute("epsilon", attrs.epsilon)}, "normal");
  const std::string shape = context.add("Shape", {context.input(0)}, {}, "shape");
  if (!context.has_input(1) && !context.has_input(2)) return context.emit("Reshape", {normal, shape});
  std::string result = context.add("Reshape", {normal, shape}, {}, "restored");
  if (context.has_input(1)) {
    const std::string gamma = context.column(context.input(1), "gamma");
    if (!context.has_input(2)) return context.emit("Mul", {result, gamma});
    result = context.add("Mul", {result, gamma}, {}, "scaled");
  }
  context.emit("Add", {result, context.column(context.input(2), "beta")});
}

void group_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GroupNormAttrs>();
  if (context.opset() < 21) return group_norm_of_parts(context, attrs);
  const Dim& channels = context.dim(0, 1);
  context.emit("GroupNormalization",
               {context.input(0), per_channel(context, 1, channels, "gamma", 1.0), per_channel(context, 2, channels, "beta", 0.0)},
               {attribute("epsilon", attrs.epsilon), attribute("num_groups", attrs.groups)});
}

void instance_norm(NodeContext& context) {
  const Dim& channels = context.dim(0, 1);
  context.emit("InstanceNormalization",
               {context.input(0), per_channel(context, 1, channels, "gamma", 1.0), per_channel(context, 2, channels, "beta", 0.0)},
               {attribute("epsilon", context.attrs<ops::InstanceNormAttrs>().epsilon)});
}

void lrn(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LrnAttrs>();
  context.emit(
      "LRN", {context.input(0)},
      {attribute("alpha", attrs.alpha), attribute("beta", attrs.beta), attribute("bias", attrs.bias), attribute("size", attrs.size)});
}

// x / sqrt(sum of squares + epsilon)
void l2_normalize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::L2NormalizeAttrs>();
  const std::string squares = context.add("Mul", {context.input(0), context.input(0)}, {}, "squares");
  const std::string sum = context.reduced("ReduceSum", squares, attrs.axes, true, "sum");
  const std::string raised = context.add("Add", {sum, context.number(attrs.epsilon, "epsilon")}, {}, "raised");
  context.emit("Div", {context.input(0), context.add("Sqrt", {raised}, {}, "length")});
}

void lp_normalize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LpNormalizeAttrs>();
  context.emit("LpNormalization", {context.input(0)}, {attribute("axis", attrs.axis), attribute("p", attrs.p)});
}

}  // namespace

std::vector<OperatorRow> norm_rows() {
  return {
      {"batch_norm", batch_norm, "", 1, Widening::floats},       {"layer_norm", layer_norm, "", 1, Widening::floats},
      {"rms_norm", rms_norm, "", 1, Widening::floats},           {"group_norm", group_norm, "", 1, Widening::floats},
      {"instance_norm", instance_norm, "", 1, Widening::floats}, {"lrn", lrn, "", 1, Widening::floats},
      {"l2_normalize", l2_normalize, "", 1, Widening::floats},   {"lp_normalize", lp_normalize, "", 1, Widening::floats},
  };
}

}  // namespace nnfront::emit::onnx
