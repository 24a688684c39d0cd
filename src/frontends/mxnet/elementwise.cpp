#include "ops/elementwise.h"

#include "frontends/mxnet/elementwise.h"
#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"

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

}  // namespace

Values unary(NodeContext& context) {
  return {context.add(context.target(), {context.input(0)})};
}

std::vector<OperatorRow> elementwise_rows() {
  using enum Fate;
  return {
      // Element by element, one operand
      {{"_copy", "identity", "_np_copy"}, {"data"}, exact, identity, "identity", ""},
      {{"Dropout", "_npx_dropout"}, {"data"}, exact, dropout, "dropout", "mode 'training'"},
      {{"BlockGrad", "stop_gradient"}, {"data"}, rewritten, identity, "identity", "that gradients stop here is not kept"},
      {{"_CrossDeviceCopy"}, {"data"}, rewritten, identity, "identity", "there is one device"},
      {{"_identity_with_attr_like_rhs"}, {"data", "like"}, rewritten, identity, "identity", "its first operand"},
      {{"abs"}, {"data"}, exact, unary, "abs", ""},
      {{"negative"}, {"data"}, exact, unary, "neg", ""},
      {{"sign"}, {"data"}, exact, unary, "sign", ""},
      {{"exp"}, {"data"}, exact, unary, "exp", ""},
      {{"expm1"}, {"data"}, exact, unary, "expm1", ""},
      {{"log"}, {"data"}, exact, unary, "log", ""},
      {{"log1p"}, {"data"}, exact, unary, "log1p", ""},
      {{"log2"}, {"data"}, exact, unary, "log2", ""},
      {{"log10"}, {"data"}, exact, unary, "log10", ""},
      {{"sqrt"}, {"data"}, exact, unary, "sqrt", ""},
      {{"rsqrt"}, {"data"}, exact, unary, "rsqrt", ""},
      {{"cbrt"}, {"data"}, exact, unary, "cbrt", ""},
      {{"rcbrt"}, {"data"}, exact, unary, "rcbrt", ""},
      {{"reciprocal"}, {"data"}, exact, unary, "reciprocal", ""},
      {{"square"}, {"data"}, exact, unary, "square", ""},
      {{"floor"}, {"data"}, exact, unary, "floor", ""},
      {{"ceil"}, {"data"}, exact, unary, "ceil", ""},
      {{"round"}, {"data"}, exact, unary, "round_away", ""},
      {{"trunc"}, {"data"}, exact, unary, "trunc", ""},
      {{"fix"}, {"data"}, exact, unary, "trunc", ""},
      {{"sin"}, {"data"}, exact, unary, "sin", ""},
      {{"cos"}, {"data"}, exact, unary, "cos", ""},
      {{"tan"}, {"data"}, exact, unary, "tan", ""},
      {{"arcsin"}, {"data"}, exact, unary, "asin", ""},
      {{"arccos"}, {"data"}, exact, unary, "acos", ""},
      {{"arctan"}, {"data"}, exact, unary, "atan", ""},
      {{"sinh"}, {"data"}, exact, unary, "sinh", ""},
      {{"cosh"}, {"data"}, exact, unary, "cosh", ""},
      {{"tanh"}, {"data"}, exact, unary, "tanh", ""},
      {{"arcsinh"}, {"data"}, exact, unary, "asinh", ""},
      {{"arccosh"}, {"data"}, exact, unary, "acosh", ""},
      {{"arctanh"}, {"data"}, exact, unary, "atanh", ""},
      {{"erf"}, {"data"}, exact, unary, "erf", ""},
      {{"degrees"}, {"data"}, rewritten, degrees_or_radians, "mul", "a multiplication"},
      {{"radians"}, {"data"}, rewritten, degrees_or_radians, "mul", "a multiplication"},
      {{"logical_not"}, {"data"}, rewritten, logical_not, "equal", "a comparison with 0 and a cast"},
      {{"Cast", "cast"}, {"data"}, exact, cast, "cast", ""},
      {{"amp_cast"}, {"data"}, exact, cast, "cast", ""},
      {{"amp_multicast"}, {"data", "..."}, rewritten, amp_multicast, "cast", "a cast of each input"},
      {{"zeros_like"}, {"data"}, rewritten, filled_like, "where", "where(false, x, 0)"},
      {{"ones_like"}, {"data"}, rewritten, filled_like, "where", "where(false, x, 1)"},
      {{"smooth_l1"}, {"data"}, rewritten, smooth_l1, "where", "its two branches and a where"},
      {{"rint"}, {"data"}, exact, unary, "round_half_down", ""},
      {{"gamma"}, {"data"}, exact, unary, "gamma", ""},
      {{"gammaln"}, {"data"}, exact, unary, "lgamma", ""},
      {{"digamma"}, {"data"}, exact, unary, "digamma", "", no_proof(mxnet_lacks_it)},
      {{"erfinv"}, {"data"}, exact, unary, "erfinv", ""},

      // Element by element, two operands
      {{"elemwise_add", "_add", "_plus", "_Plus", "_grad_add"}, {"data", "..."}, exact, binary, "add", ""},
      {{"elemwise_sub", "_sub", "_minus", "_Minus"}, {"data", "..."}, exact, binary, "sub", ""},
      {{"elemwise_mul", "_mul", "_Mul"}, {"data", "..."}, exact, binary, "mul", ""},
      {{"elemwise_div", "_div", "_Div"}, {"data", "..."}, exact, binary, "div", ""},
      {{"broadcast_add", "broadcast_plus"}, {"data", "..."}, exact, binary, "add", ""},
      {{"broadcast_sub", "broadcast_minus"}, {"data", "..."}, exact, binary, "sub", ""},
      {{"broadcast_mul"}, {"data", "..."}, exact, binary, "mul", ""},
      {{"broadcast_div"}, {"data", "..."}, exact, binary, "div", ""},
      {{"broadcast_mod", "_mod", "_Mod"}, {"data", "..."}, exact, binary, "mod", "a divisor of 0 gives 0 in MXNet"},
      {{"broadcast_power", "_power", "_Power"}, {"data", "..."}, exact, binary, "pow", ""},
      {{"broadcast_maximum", "_maximum", "_Maximum"}, {"data", "..."}, exact, binary, "maximum", ""},
      {{"broadcast_minimum", "_minimum", "_Minimum"}, {"data", "..."}, exact, binary, "minimum", ""},
      {{"broadcast_hypot", "_hypot", "_Hypot"}, {"data", "..."}, rewritten, hypot, "sqrt", "the root of the sum of squares"},
      {{"broadcast_equal", "_equal", "_Equal"},
       {"data", "..."},
       rewritten,
       comparison,
       "equal",
       "and a cast: 1 and 0 in the type of the data"},
      {{"broadcast_not_equal", "_not_equal", "_Not_Equal"}, {"data", "..."}, rewritten, comparison, "not_equal", "and a cast"},
      {{"broadcast_greater", "_greater", "_Greater"}, {"data", "..."}, rewritten, comparison, "greater", "and a cast"},
      {{"broadcast_greater_equal", "_greater_equal", "_Greater_Equal"},
       {"data", "..."},
       rewritten,
       comparison,
       "greater_equal",
       "and a cast"},
      {{"broadcast_lesser", "_lesser", "_Lesser"}, {"data", "..."}, rewritten, comparison, "less", "and a cast"},
      {{"broadcast_lesser_equal", "_lesser_equal", "_Lesser_Equal"}, {"data", "..."}, rewritten, comparison, "less_equal", "and a cast"},
      {{"broadcast_logical_and", "_logical_and", "_Logical_And"},
       {"data", "..."},
       rewritten,
       logical,
       "logical_and",
       "of comparisons with 0, and a cast"},
      {{"broadcast_logical_or", "_logical_or", "_Logical_Or"},
       {"data", "..."},
       rewritten,
       logical,
       "logical_or",
       "of comparisons with 0, and a cast"},
      {{"broadcast_logical_xor", "_logical_xor", "_Logical_Xor"},
       {"data", "..."},
       rewritten,
       logical,
       "logical_xor",
       "of comparisons with 0, and a cast"},
      {{"add_n", "ElementWiseSum", "_sum"}, {"data", "..."}, rewritten, add_n, "add", "a chain of additions"},
      {{"where"}, {"condition", "x", "y"}, rewritten, where, "where", "a comparison of the condition with 0 first"},

      // Element by element, with a scalar
      {{"_plus_scalar", "_PlusScalar"}, {"data"}, exact, scalar_arithmetic, "add", ""},
      {{"_minus_scalar", "_MinusScalar"}, {"data"}, exact, scalar_arithmetic, "sub", ""},
      {{"_rminus_scalar", "_RMinusScalar"}, {"data"}, exact, scalar_arithmetic, "sub", ""},
      {{"_mul_scalar", "_MulScalar"}, {"data"}, exact, scalar_arithmetic, "mul", ""},
      {{"_div_scalar", "_DivScalar"}, {"data"}, exact, scalar_arithmetic, "div", ""},
      {{"_rdiv_scalar", "_RDivScalar"}, {"data"}, exact, scalar_arithmetic, "div", ""},
      {{"_mod_scalar", "_ModScalar"}, {"data"}, exact, scalar_arithmetic, "mod", "a divisor of 0 gives 0 in MXNet"},
      {{"_rmod_scalar", "_RModScalar"}, {"data"}, exact, scalar_arithmetic, "mod", "a divisor of 0 gives 0 in MXNet"},
      {{"_power_scalar", "_PowerScalar"}, {"data"}, exact, scalar_arithmetic, "pow", ""},
      {{"_rpower_scalar", "_RPowerScalar"}, {"data"}, exact, scalar_arithmetic, "pow", ""},
      {{"_maximum_scalar", "_MaximumScalar"}, {"data"}, exact, scalar_arithmetic, "maximum", ""},
      {{"_minimum_scalar", "_MinimumScalar"}, {"data"}, exact, scalar_arithmetic, "minimum", ""},
      {{"_hypot_scalar", "_HypotScalar"}, {"data"}, rewritten, hypot, "sqrt", "the root of the sum of squares"},
      {{"_equal_scalar", "_EqualScalar"}, {"data"}, rewritten, scalar_comparison, "equal", "and a cast"},
      {{"_not_equal_scalar", "_NotEqualScalar"}, {"data"}, rewritten, scalar_comparison, "not_equal", "and a cast"},
      {{"_greater_scalar", "_GreaterScalar"}, {"data"}, rewritten, scalar_comparison, "greater", "and a cast"},
      {{"_greater_equal_scalar", "_GreaterEqualScalar"}, {"data"}, rewritten, scalar_comparison, "greater_equal", "and a cast"},
      {{"_lesser_scalar", "_LesserScalar"}, {"data"}, rewritten, scalar_comparison, "less", "and a cast"},
      {{"_lesser_equal_scalar", "_LesserEqualScalar"}, {"data"}, rewritten, scalar_comparison, "less_equal", "and a cast"},
      {{"_logical_and_scalar", "_LogicalAndScalar"}, {"data"}, rewritten, logical, "logical_and", "of comparisons with 0, and a cast"},
      {{"_logical_or_scalar", "_LogicalOrScalar"}, {"data"}, rewritten, logical, "logical_or", "of comparisons with 0, and a cast"},
      {{"_logical_xor_scalar", "_LogicalXorScalar"}, {"data"}, rewritten, logical, "logical_xor", "of comparisons with 0, and a cast"},
  };
}

}  // namespace nnfront::frontends::mxnet
