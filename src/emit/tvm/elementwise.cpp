#include "ops/elementwise.h"

#include "emit/tvm/op_table.h"

namespace nnfront::emit::tvm {

namespace {

using python::literal;

// Relax divides integers as it likes.
void div(NodeContext& context) {
  if (!context.is_floating_input(0)) context.refuse("a quotient of integers");
  plain(context);
}

// The remainder of the quotient rounded towards zero; where its sign is not the divisor's, the divisor is added.
void mod(NodeContext& context) {
  if (!context.is_floating_input(0)) context.refuse("a remainder of integers");
  const bool truncate = context.attrs<ops::ModAttrs>().rounding == ops::ModRounding::truncate;
  context.returns(call(truncate ? "mod" : "floor_mod", {context.input(0), context.input(1)}));
}

void reciprocal(NodeContext& context) {
  context.returns(call("divide", {context.number(1), context.input(0)}));
}

void log1p(NodeContext& context) {
  context.returns(call("log", {context.let(call("add", {context.input(0), context.number(1)}))}));
}

void scaled_log(NodeContext& context, double factor) {
  context.returns(call("multiply", {context.let(call("log", {context.input(0)})), context.number(factor)}));
}

// The natural logarithm times 1 / log(base).
void log2(NodeContext& context) {
  scaled_log(context, 1.4426950408889634);
}

void log10(NodeContext& context) {
  scaled_log(context, 0.4342944819032518);
}

void expm1(NodeContext& context) {
  context.returns(call("subtract", {context.let(call("exp", {context.input(0)})), context.number(1)}));
}

void same(NodeContext& context) {
  context.returns(context.input(0));
}

// What is whole already stays.
void whole(NodeContext& context) {
  if (context.is_floating_input(0)) return plain(context);
  same(context);
}

void cast(NodeContext& context) {
  const DType to = context.attrs<ops::CastAttrs>().to;
  context.returns(call("astype", {context.input(0), literal(dtype_text(to))}));
}

}  // namespace

std::vector<OperatorRow> elementwise_rows() {
  return {
      {"add", plain, "add"},
      {"sub", plain, "subtract"},
      {"mul", plain, "multiply"},
      {"div", div, "divide"},
      {"pow", plain, "power"},
      {"mod", mod},
      {"minimum", plain, "minimum"},
      {"maximum", plain, "maximum"},
      {"equal", plain, "equal"},
      {"not_equal", plain, "not_equal"},
      {"less", plain, "less"},
      {"less_equal", plain, "less_equal"},
      {"greater", plain, "greater"},
      {"greater_equal", plain, "greater_equal"},
      {"logical_and", plain, "logical_and"},
      {"logical_or", plain, "logical_or"},
      {"logical_xor", plain, "logical_xor"},
      {"logical_not", plain, "logical_not"},
      {"where", plain, "where"},
      {"bit_and", plain, "bitwise_and"},
      {"bit_or", plain, "bitwise_or"},
      {"bit_xor", plain, "bitwise_xor"},
      {"bit_not", plain, "bitwise_not"},
      {"abs", plain, "abs"},
      {"neg", plain, "negative"},
      {"sign", plain, "sign"},
      {"square", plain, "square"},
      {"exp", plain, "exp"},
      {"expm1", expm1},
      {"log", plain, "log"},
      {"log1p", log1p},
      {"log2", log2},
      {"log10", log10},
      {"sqrt", plain, "sqrt"},
      {"rsqrt", plain, "rsqrt"},
      {"reciprocal", reciprocal},
      {"floor", whole, "floor"},
      {"ceil", whole, "ceil"},
      {"trunc", whole, "trunc"},
      {"sin", plain, "sin"},
      {"cos", plain, "cos"},
      {"tan", plain, "tan"},
      {"asin", plain, "asin"},
      {"acos", plain, "acos"},
      {"atan", plain, "atan"},
      {"sinh", plain, "sinh"},
      {"cosh", plain, "cosh"},
      {"asinh", plain, "asinh"},
      {"acosh", plain, "acosh"},
      {"atanh", plain, "atanh"},
      {"erf", plain, "erf"},
      {"is_nan", plain, "isnan"},
      {"is_inf", plain, "isinf"},
      {"cast", cast},
      {"identity", same},
      {"dropout", same},
  };
}

}  // namespace nnfront::emit::tvm
