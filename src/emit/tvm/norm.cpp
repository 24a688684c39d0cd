#include "ops/norm.h"

#include "emit/tvm/op_table.h"

namespace nnfront::emit::tvm {

namespace {

using python::literal;

void batch_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BatchNormAttrs>();
  std::string gamma = context.input(1);
  if (attrs.fix_gamma) gamma = context.let(call("ones_like", {gamma}));
  const std::string all = context.let(call("nn.batch_norm", {context.input(0), gamma, context.input(2), context.input(3), context.input(4),
                                                             named("axis", literal(context.axis(attrs.axis))),
                                                             named("epsilon", literal(attrs.epsilon)), named("training", "False")}));
  context.returns(all + "[0]");
}

Integers axes_from(const NodeContext& context, std::int64_t axis) {
  Integers axes;
  for (std::int64_t d = axis; d < context.rank(0); ++d) axes.push_back(d);
  return axes;
}

std::string mean(NodeContext& context, const std::string& value, const Integers& axes) {
  return context.let(call("mean", {value, named("axis", python::list(axes)), named("keepdims", "True")}));
}

// x / sqrt(mean of squares over axes + epsilon)
std::string divided_by_deviation(NodeContext& context, const std::string& x, const Integers& axes, double epsilon) {
  const std::string variance = mean(context, context.let(call("square", {x})), axes);
  const std::string raised = context.let(call("add", {variance, context.number(epsilon)}));
  return context.let(call("divide", {x, context.let(call("sqrt", {raised}))}));
}

void scale_and_shift(NodeContext& context, std::string result, const std::vector<std::string>& dims) {
  const auto factor = [&](int i) {
    return dims.empty() ? context.input(i) : context.let(call("reshape", {context.input(i), python::tuple(dims)}));
  };
  if (context.has_input(1)) result = context.let(call("multiply", {result, factor(1)}));
  if (context.has_input(2)) result = context.let(call("add", {result, factor(2)}));
  context.returns(result);
}

void layer_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LayerNormAttrs>();
  const Integers axes = axes_from(context, context.axis(attrs.axis));
  const std::string centered = context.let(call("subtract", {context.input(0), mean(context, context.input(0), axes)}));
  scale_and_shift(context, divided_by_deviation(context, centered, axes, attrs.epsilon), {});
}

void rms_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RmsNormAttrs>();
  const Integers axes = axes_from(context, context.axis(attrs.axis));
  scale_and_shift(context, divided_by_deviation(context, context.input(0), axes, attrs.epsilon), {});
}

std::vector<std::string> per_channel(const NodeContext& context) {
  std::vector<std::string> dims(static_cast<std::size_t>(context.rank(0)), "1");
  if (dims.size() < 2) context.refuse("data without channels");
  dims[1] = "-1";
  return dims;
}

void group_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GroupNormAttrs>();
  const std::vector<std::string> dims = per_channel(context);
  Shape groups = {context.dim(0, 0), Dim(attrs.groups), Dim(context.size(0, 1) / attrs.groups)};
  for (std::int64_t d = 2; d < context.rank(0); ++d) groups.push_back(context.dim(0, d));
  const std::string rows = context.let(call("reshape", {context.input(0), context.shape(groups)}));
  Integers axes = axes_from(context, 2);
  axes.push_back(context.rank(0));
  const std::string centered = context.let(call("subtract", {rows, mean(context, rows, axes)}));
  const std::string normal = divided_by_deviation(context, centered, axes, attrs.epsilon);
  scale_and_shift(context, context.let(call("reshape", {normal, context.shape(context.type(0).shape)})), dims);
}

void instance_norm(NodeContext& context) {
  const Integers axes = axes_from(context, 2);
  const std::string centered = context.let(call("subtract", {context.input(0), mean(context, context.input(0), axes)}));
  const std::string normal = divided_by_deviation(context, centered, axes, context.attrs<ops::InstanceNormAttrs>().epsilon);
  scale_and_shift(context, normal, per_channel(context));
}

void l2_normalize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::L2NormalizeAttrs>();
  const std::string squares = context.let(call("square", {context.input(0)}));
  const std::string sum = context.let(call("sum", {squares, named("axis", python::list(attrs.axes)), named("keepdims", "True")}));
  const std::string raised = context.let(call("add", {sum, context.number(attrs.epsilon)}));
  context.returns(call("divide", {context.input(0), context.let(call("sqrt", {raised}))}));
}

}  // namespace

std::vector<OperatorRow> norm_rows() {
  return {
      {"batch_norm", batch_norm}, {"layer_norm", layer_norm},       {"rms_norm", rms_norm},
      {"group_norm", group_norm}, {"instance_norm", instance_norm}, {"l2_normalize", l2_normalize},
  };
}

}  // namespace nnfront::emit::tvm
