#include "ops/norm.h"

#include "emit/rearrange.h"
#include "emit/tensorflow/op_table.h"
#include "ir/elements.h"

namespace nnfront::emit::tensorflow {

namespace {

// As many ones as `count` says, of the type of input 0.
std::string ones(NodeContext& context, std::int64_t count) {
  const std::vector<Element> elements(static_cast<std::size_t>(count), Element(1.0));
  return context.constant(array_of_elements(context.dtype(), {count}, elements), "gamma");
}

// (x - mean) * (gamma / sqrt(var + epsilon)) + beta
void batch_norm_of_parts(NodeContext& context, const ops::BatchNormAttrs& attrs) {
  const auto along_axis = [&](int i, std::string_view part) {
    const std::int64_t behind = context.rank(0) - 1 - context.axis(attrs.axis);
    if (behind == 0) return context.input(i);
    Integers dims(static_cast<std::size_t>(behind + 1), 1);
    dims[0] = -1;
    return context.reshaped(context.input(i), dims, part);
  };
  const std::string centred = context.math("Sub", {context.input(0), along_axis(3, "mean")}, "centred");
  const std::string raised = context.math("AddV2", {context.input(4), context.number(attrs.epsilon, "epsilon")}, "raised");
  std::string scale = context.math("Rsqrt", {raised}, "rsqrt");
  if (!attrs.fix_gamma) scale = context.math("Mul", {scale, context.input(1)}, "scale");
  const std::int64_t behind = context.rank(0) - 1 - context.axis(attrs.axis);
  if (behind > 0) {
    Integers dims(static_cast<std::size_t>(behind + 1), 1);
    dims[0] = -1;
    scale = context.reshaped(scale, dims, "column");
  }
  const std::string scaled = context.math("Mul", {centred, scale}, "scaled");
  context.yield(context.math("AddV2", {scaled, along_axis(2, "beta")}, "shifted"));
}

// Of float32 and four dimensions with the channels last TensorFlow has the operator itself.
void batch_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BatchNormAttrs>();
  const bool is_channels = context.axis(attrs.axis) == context.rank(0) - 1;
  if (!is_channels || context.rank(0) != 4 || context.dtype() != DType::float32) return batch_norm_of_parts(context, attrs);
  const std::string gamma = attrs.fix_gamma ? ones(context, context.size(3, 0)) : context.input(1);
  context.yield(context.add("FusedBatchNormV3", {context.input(0), gamma, context.input(2), context.input(3), context.input(4)},
                            {attribute("T", DType::float32), attribute("U", DType::float32), attribute("epsilon", attrs.epsilon),
                             text_attribute("data_format", "NHWC"), attribute("is_training", false)},
                            "normal"));
}

// (x - mean) / sqrt(var + epsilon) over these axes of a tensor of the type of input 0.
std::string standardized(NodeContext& context, const std::string& x, const Integers& stored_axes, double epsilon) {
  const std::string mean = context.reduced("Mean", x, stored_axes, "mean");
  const std::string centred = context.math("Sub", {x, mean}, "centred");
  const std::string variance = context.reduced("Mean", context.math("Square", {centred}, "squares"), stored_axes, "variance");
  const std::string raised = context.math("AddV2", {variance, context.number(epsilon, "epsilon")}, "raised");
  return context.math("Mul", {centred, context.math("Rsqrt", {raised}, "rsqrt")}, "normal");
}

void yield_scaled(NodeContext& context, std::string value, const std::string& gamma, const std::string& beta) {
  if (!gamma.empty()) value = context.math("Mul", {value, gamma}, "scaled");
  if (!beta.empty()) value = context.math("AddV2", {value, beta}, "shifted");
  context.yield(value);
}

std::string given(NodeContext& context, int i) {
  return context.has_input(i) ? context.input(i) : "";
}

std::string given_column(NodeContext& context, int i, std::string_view part) {
  return context.has_input(i) ? context.column(i, part) : "";
}

Integers from(std::int64_t axis, std::int64_t rank) {
  Integers axes;
  for (std::int64_t d = axis; d < rank; ++d) axes.push_back(d);
  return axes;
}

void layer_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LayerNormAttrs>();
  const std::string normal = standardized(context, context.input(0), from(context.axis(attrs.axis), context.rank(0)), attrs.epsilon);
  yield_scaled(context, normal, given(context, 1), given(context, 2));
}

void rms_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RmsNormAttrs>();
  const std::string squares = context.math("Square", {context.input(0)}, "squares");
  const std::string mean = context.reduced("Mean", squares, from(context.axis(attrs.axis), context.rank(0)), "mean");
  const std::string raised = context.math("AddV2", {mean, context.number(attrs.epsilon, "epsilon")}, "raised");
  yield_scaled(context, context.math("Mul", {context.input(0), context.math("Rsqrt", {raised}, "rsqrt")}, "normal"), given(context, 1), "");
}

// Groups as a dimension of their own: [N, groups, C/groups * rest], or channels-last [N, rest, groups, C/groups].
void group_norm(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GroupNormAttrs>();
  const std::int64_t each = context.size(0, 1) / attrs.groups;
  const Shape shape = context.stored_shape();
  const bool last = context.is_channels_last();
  const Dim batch = shape[0].is_integer() ? shape[0] : Dim(-1);
  if (!batch.is_integer() || (batch == Dim(-1) && !integers(Shape(shape.begin() + 1, shape.end()))))
    context.refuse("several dimensions that are not known");
  std::int64_t rest = 1;
  for (std::int64_t d = 2; d < context.rank(0); ++d) rest *= context.size(0, d);
  const std::int64_t samples = batch.integer();
  const Integers grouped = last ? Integers{samples, rest, attrs.groups, each} : Integers{samples, attrs.groups, each * rest};
  const std::string groups = context.reshaped(context.input(0), grouped, "groups");
  const std::string normal = standardized(context, groups, last ? Integers{1, 3} : Integers{2}, attrs.epsilon);
  const std::string restored = context.math("Reshape", {normal, context.target_shape(shape, true)}, "restored");
  yield_scaled(context, restored, given_column(context, 1, "gamma"), given_column(context, 2, "beta"));
}

void instance_norm(NodeContext& context) {
  const std::string normal =
      standardized(context, context.input(0), context.spatial_axes(), context.attrs<ops::InstanceNormAttrs>().epsilon);
  yield_scaled(context, normal, given_column(context, 1, "gamma"), given_column(context, 2, "beta"));
}

// TensorFlow sums over a radius on both sides, in four dimensions.
void lrn(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LrnAttrs>();
  if (attrs.size % 2 == 0) context.refuse("an even number of channels, TensorFlow has as many on both sides");
  if (context.rank(0) != 4) context.refuse("{} dimensions, TensorFlow has it for 4", context.rank(0));
  context.emit("LRN", {context.input(0)},
               {attribute("T", context.dtype()), attribute("depth_radius", attrs.size / 2), attribute("bias", attrs.bias),
                attribute("alpha", attrs.alpha / static_cast<double>(attrs.size)), attribute("beta", attrs.beta)});
}

// x / sqrt(sum of squares + epsilon)
void l2_normalize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::L2NormalizeAttrs>();
  const std::string squares = context.math("Square", {context.input(0)}, "squares");
  const std::string sum = context.reduced("Sum", squares, context.axes_or_all(attrs.axes), "sum");
  const std::string raised = context.math("AddV2", {sum, context.number(attrs.epsilon, "epsilon")}, "raised");
  context.yield(context.math("RealDiv", {context.input(0), context.math("Sqrt", {raised}, "length")}, "quotient"));
}

// A line of zeros stays as it is.
void lp_normalize(NodeContext& context) {
  const auto& attrs = context.attrs<ops::LpNormalizeAttrs>();
  const Integers axes = context.axes({attrs.axis});
  const std::string powers = context.math(attrs.p == 1 ? "Abs" : "Square", {context.input(0)}, "powers");
  const std::string sum = context.reduced("Sum", powers, axes, "sum");
  const std::string norm = attrs.p == 1 ? sum : context.math("Sqrt", {sum}, "norm");
  context.yield(context.math("DivNoNan", {context.input(0), norm}, "quotient"));
}

}  // namespace

std::vector<OperatorRow> norm_rows() {
  return {
      {"batch_norm", Types::floating, batch_norm},       {"layer_norm", Types::floating, layer_norm},
      {"rms_norm", Types::floating, rms_norm},           {"group_norm", Types::floating, group_norm},
      {"instance_norm", Types::floating, instance_norm}, {"lrn", Types::single, lrn},
      {"l2_normalize", Types::floating, l2_normalize},   {"lp_normalize", Types::real, lp_normalize},
  };
}

}  // namespace nnfront::emit::tensorflow
