#include "ops/elementwise.h"

#include <cmath>

#include "frontends/mxnet/translators.h"

namespace nnfront::frontends::mxnet {

namespace {

// MXNet's comparisons give 1 and 0 in the type of what they compare.
Value as_number(NodeContext& context, Value truth, DType dtype) {
  return context.add("cast", {truth}, ops::CastAttrs{dtype});
}

Value as_truth(NodeContext& context, Value number, std::string_view part) {
  return context.add("not_equal", {number, context.scalar(0.0, context.dtype(number))}, {}, part);
}

// The attribute `scalar` as a constant of the data's type.
Value scalar_operand(NodeContext& context, Value data) {
  const double scalar = context.attr<double>("scalar", 1.0);
  const bool is_integer_scalar = context.attr<bool>("is_int", true);
  const DType dtype = context.dtype(data);
  if (is_integer(dtype) && !is_integer_scalar) context.refuse("{} with a fractional scalar is not covered", nnfront::name(dtype));
  return context.scalar(scalar, dtype);
}

bool reversed(const NodeContext& context) {
  return context.op().substr(0, 2) == "_r";
}

}  // namespace

Values identity(NodeContext& context) {
  return {context.add("identity", {context.input(0)})};
}

Values dropout(NodeContext& context) {
  ops::DropoutAttrs attributes;
  attributes.rate = context.attr<double>("p", 0.5);
  attributes.axes = context.attr<Tuple>("axes", {});
  if (context.choice("mode", {"training", "always"}, "training") == "always")
    context.refuse("mode 'always' (random when predicting) is not covered");
  return {context.add("dropout", {context.input(0)}, attributes)};
}

Values unary(NodeContext& context) {
  return {context.add(context.target(), {context.input(0)})};
}

Values degrees_or_radians(NodeContext& context) {
  constexpr double degrees_per_radian = 57.295779513082320877;
  const Value data = context.input(0);
  const double factor = context.op() == "degrees" ? degrees_per_radian : 1.0 / degrees_per_radian;
  return {context.add("mul", {data, context.scalar(factor, context.dtype(data))})};
}

Values logical_not(NodeContext& context) {
  const Value data = context.input(0);
  const DType dtype = context.dtype(data);
  const Value truth = context.add("equal", {data, context.scalar(0.0, dtype)}, {}, "is_zero");
  return {as_number(context, truth, dtype)};
}

Values binary(NodeContext& context) {
  return {context.add(context.target(), {context.input(0), context.input(1)})};
}

Values hypot(NodeContext& context) {
  const Value a = context.input(0);
  const Value b = context.input_count() > 1 ? context.input(1) : scalar_operand(context, a);
  const Value squares =
      context.add("add", {context.add("square", {a}, {}, "square0"), context.add("square", {b}, {}, "square1")}, {}, "sum");
  return {context.add("sqrt", {squares})};
}

Values comparison(NodeContext& context) {
  const Value a = context.input(0);
  const Value truth = context.add(context.target(), {a, context.input(1)}, {}, "truth");
  return {as_number(context, truth, context.dtype(a))};
}

Values logical(NodeContext& context) {
  const Value a = context.input(0);
  const Value b = context.input_count() > 1 ? context.input(1) : scalar_operand(context, a);
  const Value truth = context.add(context.target(), {as_truth(context, a, "truth0"), as_truth(context, b, "truth1")}, {}, "truth");
  return {as_number(context, truth, context.dtype(a))};
}

// x op scalar, or scalar op x where the name begins with "_r".
Values scalar_arithmetic(NodeContext& context) {
  const Value data = context.input(0);
  const Value scalar = scalar_operand(context, data);
  if (reversed(context)) return {context.add(context.target(), {scalar, data})};
  return {context.add(context.target(), {data, scalar})};
}

Values scalar_comparison(NodeContext& context) {
  const Value data = context.input(0);
  const Value truth = context.add(context.target(), {data, scalar_operand(context, data)}, {}, "truth");
  return {as_number(context, truth, context.dtype(data))};
}

Values add_n(NodeContext& context) {
  const Values inputs = context.inputs();
  if (inputs.empty()) fail(ErrorCode::invalid_file, "there are no inputs");
  if (inputs.size() == 1) return {context.add("identity", {inputs[0]})};
  Value total = inputs[0];
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    const std::string part = i + 1 == inputs.size() ? "" : "sum" + std::to_string(i);
    total = context.add("add", {total, inputs[i]}, {}, part);
  }
  return {total};
}

Values cast(NodeContext& context) {
  const Value data = context.input(0);
  return {context.add("cast", {data}, ops::CastAttrs{context.dtype_attr("dtype", DType::float32)})};
}

// Every input is brought to the widest of their types, or the narrowest.
Values amp_multicast(NodeContext& context) {
  const bool narrow = context.attr<bool>("cast_narrow", false);
  context.ignore({"num_outputs"});
  const Values inputs = context.inputs();
  if (inputs.empty()) fail(ErrorCode::invalid_file, "there are no inputs");
  DType common = context.dtype(inputs[0]);
  for (const Value input : inputs) {
    const DType dtype = context.dtype(input);
    if (!is_floating(dtype)) context.refuse("an input of type {} is not covered", nnfront::name(dtype));
    if (narrow ? bits(dtype) < bits(common) : bits(dtype) > bits(common)) common = dtype;
  }
  Values outputs;
  for (const Value input : inputs) {
    outputs.push_back(context.add("cast", {input}, ops::CastAttrs{common}, "output" + std::to_string(outputs.size())));
  }
  return outputs;
}

// A condition with one dimension picks whole rows.
Values where(NodeContext& context) {
  Value condition = context.input(0);
  const Value a = context.input(1);
  const Value b = context.input(2);
  if (context.rank(condition) == 1 && context.rank(a) > 1) {
    Shape rows(static_cast<std::size_t>(context.rank(a)), Dim(1));
    rows[0] = input_dim(0);
    condition = context.reshape(condition, rows, "rows");
  }
  return {context.add("where", {as_truth(context, condition, "condition"), a, b})};
}

// Never taken from the data, so that infinities in it do no harm: where(false, x, value) has the shape of x.
Values filled_like(NodeContext& context) {
  context.ignore({"dtype"});  // as MXNet does: the type is that of the data
  const Value data = context.input(0);
  const DType dtype = context.dtype(data);
  const Value never = context.constant(Array(DType::boolean, {}));
  return {context.add("where", {never, data, context.scalar(context.op() == "ones_like" ? 1.0 : 0.0, dtype)})};
}

// |x| - 0.5/s^2 beyond 1/s^2, else 0.5 (s x)^2
Values smooth_l1(NodeContext& context) {
  const double sigma = context.attr<double>("scalar", 1.0);
  if (sigma == 0.0) fail(ErrorCode::invalid_file, "attribute 'scalar' is 0");
  const double squared = sigma * sigma;
  const Value data = context.input(0);
  const DType dtype = context.dtype(data);
  const Value size = context.add("abs", {data}, {}, "abs");
  const Value linear = context.add("sub", {size, context.scalar(0.5 / squared, dtype)}, {}, "linear");
  const Value square = context.add("square", {data}, {}, "square");
  const Value parabola = context.add("mul", {square, context.scalar(0.5 * squared, dtype)}, {}, "parabola");
  const Value is_large = context.add("greater", {size, context.scalar(1.0 / squared, dtype)}, {}, "is_large");
  return {context.add("where", {is_large, linear, parabola})};
}

Values div_sqrt_dim(NodeContext& context) {
  const Value data = context.input(0);
  const double last = static_cast<double>(context.size(data, -1));
  return {context.add_fixed("div", {data, context.scalar(std::sqrt(last), context.dtype(data))})};
}

}  // namespace nnfront::frontends::mxnet
