#include "ops/elementwise.h"

#include "emit/tensorflow/op_table.h"

namespace nnfront::emit::tensorflow {

namespace {

void div(NodeContext& context) {
  context.finish(is_floating(context.dtype()) ? "RealDiv" : "TruncateDiv", context.inputs());
}

// Integers to a negative power are an error in TensorFlow.
void pow(NodeContext& context) {
  if (context.type(1).dtype != context.dtype()) context.refuse("an exponent of another type");
  if (!is_floating(context.dtype())) context.refuse("powers of integers");
  context.finish("Pow", context.inputs());
}

// "Mod" has the dividend's sign: where that is not the divisor's, the divisor is added.
void mod(NodeContext& context) {
  if (context.dtype() == DType::float16) context.refuse("TensorFlow 1.15 has no kernel for float16");
  const bool truncate = context.attrs<ops::ModAttrs>().rounding == ops::ModRounding::truncate;
  if (truncate) return context.finish("Mod", context.inputs());
  if (is_integer(context.dtype())) return context.finish("FloorMod", context.inputs());
  const std::string rest = context.math("Mod", context.inputs(), "rest");
  const std::string zero = context.number(0.0, "zero");
  const std::string is_negative = context.math("Less", {rest, zero}, "is_negative");
  const std::string divisor = context.math("Less", {context.input(1), zero}, "divisor_is_negative");
  const std::string differs = context.add("NotEqual", {is_negative, divisor}, {attribute("T", DType::boolean)}, "differs");
  const std::string is_rest = context.math("NotEqual", {rest, zero}, "is_rest");
  const std::string moves = context.add("LogicalAnd", {is_rest, differs}, {}, "moves");
  context.yield(context.math("SelectV2", {moves, context.math("AddV2", {rest, context.input(1)}, "moved"), rest}, "remainder"));
}

// TensorFlow 1.15 compares no truth values but for equality.
void comparison(NodeContext& context) {
  context.finish(context.target(), context.inputs());
}

void equality(NodeContext& context) {
  if (context.dtype() != DType::boolean && !includes(Types::numbers, context.dtype()))
    context.refuse("TensorFlow 1.15 has no kernel for {}", name(context.dtype()));
  context.finish(context.target(), context.inputs());
}

void logical(NodeContext& context) {
  for (int i = 0; i < context.input_count(); ++i) {
    if (context.type(i).dtype != DType::boolean) context.refuse("truth of {}", name(context.type(i).dtype));
  }
  if (context.op() == "logical_xor") return context.finish("NotEqual", context.inputs());
  context.emit(context.target(), context.inputs(), {});
}

void where(NodeContext& context) {
  context.emit("SelectV2", context.inputs(), {attribute("T", context.type(1).dtype)});
}

void bitwise(NodeContext& context) {
  if (!is_integer(context.dtype())) context.refuse("bits of {}", name(context.dtype()));
  context.finish(context.target(), context.inputs());
}

// What TensorFlow shifts by the width of the type or more is not defined.
void bit_shift(NodeContext& context) {
  const Tensor amounts = context.known(1, "the amount");
  const Array content = amounts.evaluate();
  if (amounts.dtype() != context.dtype()) context.refuse("an amount of another type");
  const int width = bits(context.dtype());
  for (std::int64_t i = 0; i < content.size(); ++i) {
    const std::byte* element = content.data() + static_cast<std::size_t>(i * width / 8);
    for (int b = 1; b < width / 8; ++b) {
      if (element[b] != std::byte{0}) context.refuse("an amount of the type's width or more");
    }
    if (std::to_integer<int>(element[0]) >= width) context.refuse("an amount of the type's width or more");
  }
  const bool left = context.attrs<ops::BitShiftAttrs>().direction == ops::ShiftDirection::left;
  context.finish(left ? "LeftShift" : "RightShift", context.inputs());
}

// The natural logarithm times 1 / log(base).
void logarithm(NodeContext& context, double factor) {
  context.yield(context.math("Mul", {context.math("Log", {context.input(0)}, "log"), context.number(factor, "factor")}, "scaled"));
}

void log2(NodeContext& context) {
  logarithm(context, 1.4426950408889634);
}

void log10(NodeContext& context) {
  logarithm(context, 0.4342944819032518);
}

// |x|^(1/3) with the sign of x.
std::string cube_root(NodeContext& context) {
  const std::string power =
      context.math("Pow", {context.math("Abs", {context.input(0)}, "abs"), context.number(1.0 / 3.0, "third")}, "power");
  return context.math("Mul", {context.math("Sign", {context.input(0)}, "sign"), power}, "root");
}

void cbrt(NodeContext& context) {
  context.yield(cube_root(context));
}

void rcbrt(NodeContext& context) {
  context.yield(context.math("Reciprocal", {cube_root(context)}, "reciprocal"));
}

// Integers are whole already.
void whole(NodeContext& context) {
  if (is_integer(context.dtype())) return same(context);
  context.finish(context.target(), {context.input(0)});
}

std::string towards_zero(NodeContext& context) {
  const std::string size = context.math("Floor", {context.math("Abs", {context.input(0)}, "abs")}, "size");
  return context.math("Mul", {context.math("Sign", {context.input(0)}, "sign"), size}, "whole");
}

void trunc(NodeContext& context) {
  if (is_integer(context.dtype())) return same(context);
  context.yield(towards_zero(context));
}

// 1 where `rest`, what truncation leaves, compares so with `bound`, else 0. That difference is exact, x + 1/2 would not be.
std::string one_where(NodeContext& context, std::string_view comparison, const std::string& rest, double bound, std::string_view part) {
  const std::string holds = context.math(comparison, {rest, context.number(bound, "bound")}, "holds");
  return context.cast(holds, DType::boolean, context.dtype(), part);
}

void rounded(NodeContext& context, std::string_view upwards) {
  if (is_integer(context.dtype())) return same(context);
  const std::string base = towards_zero(context);
  const std::string rest = context.math("Sub", {context.input(0), base}, "rest");
  const std::string up = one_where(context, upwards, rest, 0.5, "up");
  const std::string down = one_where(context, "LessEqual", rest, -0.5, "down");
  context.yield(context.math("Sub", {context.math("AddV2", {base, up}, "raised"), down}, "rounded"));
}

void round_away(NodeContext& context) {
  rounded(context, "GreaterEqual");
}

// Halves towards -inf.
void round_half_down(NodeContext& context) {
  rounded(context, "Greater");
}

// What does not fit an integer TensorFlow leaves to the processor.
void cast(NodeContext& context) {
  const DType to = context.attrs<ops::CastAttrs>().to;
  if (!formats::graphdef::element_type(to)) context.refuse("to {}", name(to));
  context.emit("Cast", {context.input(0)}, {attribute("SrcT", context.dtype()), attribute("DstT", to)});
}

}  // namespace

std::vector<OperatorRow> elementwise_rows() {
  return {
      {"add", Types::numbers, plain, "AddV2"},
      {"sub", Types::numbers, plain, "Sub"},
      {"mul", Types::numbers, plain, "Mul"},
      {"div", Types::numbers, div},
      {"pow", Types::numbers, pow},
      {"mod", Types::numbers, mod},
      {"minimum", Types::numbers, plain, "Minimum"},
      {"maximum", Types::numbers, plain, "Maximum"},
      {"equal", Types::any, equality, "Equal"},
      {"not_equal", Types::any, equality, "NotEqual"},
      {"less", Types::numbers, comparison, "Less"},
      {"less_equal", Types::numbers, comparison, "LessEqual"},
      {"greater", Types::numbers, comparison, "Greater"},
      {"greater_equal", Types::numbers, comparison, "GreaterEqual"},
      {"logical_and", Types::any, logical, "LogicalAnd"},
      {"logical_or", Types::any, logical, "LogicalOr"},
      {"logical_xor", Types::any, logical},
      {"logical_not", Types::any, logical, "LogicalNot"},
      {"where", Types::any, where},
      {"bit_and", Types::any, bitwise, "BitwiseAnd"},
      {"bit_or", Types::any, bitwise, "BitwiseOr"},
      {"bit_xor", Types::any, bitwise, "BitwiseXor"},
      {"bit_not", Types::any, bitwise, "Invert"},
      {"bit_shift", Types::any, bit_shift},
      {"abs", Types::numbers, plain, "Abs"},
      {"neg", Types::numbers, plain, "Neg"},
      {"sign", Types::numbers, plain, "Sign"},
      {"square", Types::numbers, plain, "Square"},
      {"exp", Types::floating, plain, "Exp"},
      {"expm1", Types::floating, plain, "Expm1"},
      {"log", Types::floating, plain, "Log"},
      {"log1p", Types::floating, plain, "Log1p"},
      {"log2", Types::floating, log2},
      {"log10", Types::floating, log10},
      {"sqrt", Types::floating, plain, "Sqrt"},
      {"rsqrt", Types::floating, plain, "Rsqrt"},
      {"cbrt", Types::floating, cbrt},
      {"rcbrt", Types::floating, rcbrt},
      {"reciprocal", Types::floating, plain, "Reciprocal"},
      {"floor", Types::numbers, whole, "Floor"},
      {"ceil", Types::numbers, whole, "Ceil"},
      {"round", Types::numbers, whole, "Round"},
      {"round_away", Types::numbers, round_away},
      {"round_half_down", Types::numbers, round_half_down},
      {"trunc", Types::numbers, trunc},
      {"sin", Types::floating, plain, "Sin"},
      {"cos", Types::floating, plain, "Cos"},
      {"tan", Types::floating, plain, "Tan"},
      {"asin", Types::real, plain, "Asin"},
      {"acos", Types::real, plain, "Acos"},
      {"atan", Types::real, plain, "Atan"},
      {"sinh", Types::real, plain, "Sinh"},
      {"cosh", Types::real, plain, "Cosh"},
      {"asinh", Types::real, plain, "Asinh"},
      {"acosh", Types::real, plain, "Acosh"},
      {"atanh", Types::real, plain, "Atanh"},
      {"erf", Types::floating, plain, "Erf"},
      {"is_nan", Types::floating, plain, "IsNan"},
      {"is_inf", Types::floating, plain, "IsInf"},
      {"cast", Types::any, cast},
      {"identity", Types::any, same},
      {"dropout", Types::any, same},
  };
}

}  // namespace nnfront::emit::tensorflow
