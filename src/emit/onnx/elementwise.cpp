#include "ops/elementwise.h"

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

void not_equal(NodeContext& context) {
  context.emit("Not", {context.add("Equal", context.inputs(), {}, "equal")});
}

// Mod of floating types has the dividend's sign alone: where that is not the divisor's, the divisor is added.
void mod(NodeContext& context) {
  const bool truncate = context.attrs<ops::ModAttrs>().rounding == ops::ModRounding::truncate;
  const bool floating = is_floating(context.type(0).dtype);
  if (truncate || !floating) return context.emit("Mod", context.inputs(), {flag("fmod", truncate)});
  const std::string rest = context.add("Mod", context.inputs(), {flag("fmod", true)}, "rest");
  const std::string zero = context.number(0.0, "zero");
  const std::string is_negative = context.add("Less", {rest, zero}, {}, "is_negative");
  const std::string differs =
      context.add("Xor", {is_negative, context.add("Less", {context.input(1), zero}, {}, "divisor")}, {}, "differs");
  const std::string is_rest = context.add("Not", {context.add("Equal", {rest, zero}, {}, "is_none")}, {}, "is_rest");
  const std::string moved = context.add("Add", {rest, context.input(1)}, {}, "moved");
  context.emit("Where", {context.add("And", {is_rest, differs}, {}, "moves"), moved, rest});
}

DType without_sign(DType dtype) {
  switch (bits(dtype)) {
    case 8:
      return DType::uint8;
    case 16:
      return DType::uint16;
    case 32:
      return DType::uint32;
    default:
      return DType::uint64;
  }
}

// ONNX moves integers without a sign alone. To the left the bits are the same; to the right the sign would have to come after.
void bit_shift(NodeContext& context) {
  const DType dtype = context.type(0).dtype;
  const bool left = context.attrs<ops::BitShiftAttrs>().direction == ops::ShiftDirection::left;
  const NodeAttributes attributes = {attribute("direction", std::string(left ? "LEFT" : "RIGHT"))};
  if (!is_signed(dtype)) return context.emit("BitShift", context.inputs(), attributes);
  if (!left) context.refuse("a shift to the right of integers with a sign");
  const DType plain_type = without_sign(dtype);
  const std::string moved =
      context.add("BitShift", {context.cast(context.input(0), plain_type, "bits"), context.cast(context.input(1), plain_type, "amount")},
                  attributes, "moved");
  context.emit("Cast", {moved}, {element_type("to", dtype)});
}

void square(NodeContext& context) {
  context.emit("Mul", {context.input(0), context.input(0)});
}

// exp(x) - 1, log(1 + x): less exact near 0 than the functions themselves, which ONNX lacks.
void expm1(NodeContext& context) {
  context.emit("Sub", {context.add("Exp", {context.input(0)}, {}, "exp"), context.number(1.0, "one")});
}

void log1p(NodeContext& context) {
  context.emit("Log", {context.add("Add", {context.input(0), context.number(1.0, "one")}, {}, "raised")});
}

// The natural logarithm times 1 / log(base).
void log2(NodeContext& context) {
  context.emit("Mul", {context.add("Log", {context.input(0)}, {}, "log"), context.number(1.4426950408889634, "factor")});
}

void log10(NodeContext& context) {
  context.emit("Mul", {context.add("Log", {context.input(0)}, {}, "log"), context.number(0.4342944819032518, "factor")});
}

void rsqrt(NodeContext& context) {
  context.emit("Reciprocal", {context.add("Sqrt", {context.input(0)}, {}, "root")});
}

// |x|^(1/3) with the sign of x.
std::string cube_root(NodeContext& context, std::string_view part) {
  const std::string power =
      context.add("Pow", {context.add("Abs", {context.input(0)}, {}, "abs"), context.number(1.0 / 3.0, "third")}, {}, "power");
  return context.add("Mul", {context.add("Sign", {context.input(0)}, {}, "sign"), power}, {}, part);
}

void cbrt(NodeContext& context) {
  context.emit("Identity", {cube_root(context, "root")});
}

void rcbrt(NodeContext& context) {
  context.emit("Reciprocal", {cube_root(context, "root")});
}

// Integers are whole already.
void whole(NodeContext& context) {
  context.emit(is_integer(context.type(0).dtype) ? "Identity" : context.target(), {context.input(0)});
}

std::string towards_zero(NodeContext& context) {
  const std::string size = context.add("Floor", {context.add("Abs", {context.input(0)}, {}, "abs")}, {}, "size");
  return context.add("Mul", {context.add("Sign", {context.input(0)}, {}, "sign"), size}, {}, "whole");
}

void trunc(NodeContext& context) {
  context.emit("Identity", {is_integer(context.type(0).dtype) ? context.input(0) : towards_zero(context)});
}

// 1 where `rest`, what trunc leaves, compares so with `bound`, else 0. That difference is exact, x + 1/2 would not be.
std::string one_where(NodeContext& context, std::string_view comparison, const std::string& rest, double bound, std::string_view part) {
  const std::string holds = context.add(comparison, {rest, context.number(bound, "bound")}, {}, "holds");
  return context.cast(holds, context.type(0).dtype, part);
}

void rounded(NodeContext& context, std::string_view upwards) {
  if (is_integer(context.type(0).dtype)) return context.emit("Identity", {context.input(0)});
  const std::string base = towards_zero(context);
  const std::string rest = context.add("Sub", {context.input(0), base}, {}, "rest");
  const std::string up = one_where(context, upwards, rest, 0.5, "up");
  const std::string down = one_where(context, "LessOrEqual", rest, -0.5, "down");
  context.emit("Sub", {context.add("Add", {base, up}, {}, "raised"), down});
}

void round_away(NodeContext& context) {
  rounded(context, "GreaterOrEqual");
}

// Halves towards -inf.
void round_half_down(NodeContext& context) {
  rounded(context, "Greater");
}

// What does not fit an integer ONNX leaves to the runtime.
void cast(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CastAttrs>();
  if (attrs.to == DType::float8_e8m0) context.refuse("to {}", name(attrs.to));
  NodeAttributes attributes = {element_type("to", attrs.to)};
  const bool narrow = is_floating(attrs.to) && bits(attrs.to) <= 8;
  if (narrow && !attrs.saturate) {
    context.need_opset(19, "Cast without saturation");
    attributes.push_back(flag("saturate", false));
  }
  context.emit("Cast", {context.input(0)}, std::move(attributes));
}

// It stays where it is, as something that training turns on; a model that is run takes it for Identity.
void dropout(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DropoutAttrs>();
  if (!attrs.axes.empty() || !attrs.scaled) return context.emit("Identity", {context.input(0)});
  context.emit("Dropout", {context.input(0), context.scalar(attrs.rate, DType::float32, "ratio")});
}

}  // namespace

std::vector<OperatorRow> elementwise_rows() {
  return {
      {"add", plain, "Add", 1, Widening::wraps},
      {"sub", plain, "Sub", 1, Widening::wraps},
      {"mul", plain, "Mul", 1, Widening::wraps},
      {"div", plain, "Div", 1, Widening::keeps},
      {"pow", plain, "Pow", 1, Widening::floats},
      {"mod", mod, "", 1, Widening::keeps},
      {"minimum", plain, "Min", 1, Widening::keeps},
      {"maximum", plain, "Max", 1, Widening::keeps},
      {"equal", plain, "Equal", 1, Widening::keeps},
      {"not_equal", not_equal, "", 1, Widening::keeps},
      {"less", plain, "Less", 1, Widening::keeps},
      {"less_equal", plain, "LessOrEqual", 1, Widening::keeps},
      {"greater", plain, "Greater", 1, Widening::keeps},
      {"greater_equal", plain, "GreaterOrEqual", 1, Widening::keeps},
      {"logical_and", plain, "And"},
      {"logical_or", plain, "Or"},
      {"logical_xor", plain, "Xor"},
      {"logical_not", plain, "Not"},
      {"where", plain, "Where", 1, Widening::keeps},
      {"bit_and", plain, "BitwiseAnd", 18},
      {"bit_or", plain, "BitwiseOr", 18},
      {"bit_xor", plain, "BitwiseXor", 18},
      {"bit_not", plain, "BitwiseNot", 18},
      {"bit_shift", bit_shift},
      {"abs", plain, "Abs", 1, Widening::keeps},
      {"neg", plain, "Neg", 1, Widening::wraps},
      {"sign", plain, "Sign", 1, Widening::keeps},
      {"square", square, "", 1, Widening::wraps},
      {"exp", plain, "Exp", 1, Widening::floats},
      {"expm1", expm1, "", 1, Widening::floats},
      {"log", plain, "Log", 1, Widening::floats},
      {"log1p", log1p, "", 1, Widening::floats},
      {"log2", log2, "", 1, Widening::floats},
      {"log10", log10, "", 1, Widening::floats},
      {"sqrt", plain, "Sqrt", 1, Widening::floats},
      {"rsqrt", rsqrt, "", 1, Widening::floats},
      {"cbrt", cbrt, "", 1, Widening::floats},
      {"rcbrt", rcbrt, "", 1, Widening::floats},
      {"reciprocal", plain, "Reciprocal", 1, Widening::floats},
      {"floor", whole, "Floor", 1, Widening::floats},
      {"ceil", whole, "Ceil", 1, Widening::floats},
      {"round", whole, "Round", 1, Widening::floats},
      {"round_away", round_away, "", 1, Widening::floats},
      {"round_half_down", round_half_down, "", 1, Widening::floats},
      {"trunc", trunc, "", 1, Widening::floats},
      {"sin", plain, "Sin", 1, Widening::floats},
      {"cos", plain, "Cos", 1, Widening::floats},
      {"tan", plain, "Tan", 1, Widening::floats},
      {"asin", plain, "Asin", 1, Widening::floats},
      {"acos", plain, "Acos", 1, Widening::floats},
      {"atan", plain, "Atan", 1, Widening::floats},
      {"sinh", plain, "Sinh", 1, Widening::floats},
      {"cosh", plain, "Cosh", 1, Widening::floats},
      {"asinh", plain, "Asinh", 1, Widening::floats},
      {"acosh", plain, "Acosh", 1, Widening::floats},
      {"atanh", plain, "Atanh", 1, Widening::floats},
      {"erf", plain, "Erf", 1, Widening::floats},
      {"is_nan", plain, "IsNaN", 1, Widening::floats},
      {"is_inf", plain, "IsInf", 1, Widening::floats},
      {"cast", cast},
      {"identity", plain, "Identity", 1, Widening::keeps},
      {"dropout", dropout, "", 1, Widening::floats},
  };
}

}  // namespace nnfront::emit::onnx
