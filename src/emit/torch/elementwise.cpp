#include "ops/elementwise.h"

#include "emit/torch/op_table.h"

namespace nnfront::emit::torch {

namespace {

bool is_constant_number(const NodeContext& context, int i) {
  return context.has_input(i) && context.constant_number(i).has_value();
}

// `x op y`, in which one of the two may be a number.
void infix(NodeContext& context) {
  context.check_arithmetic();
  const std::string a = is_constant_number(context, 1) ? context.input(0) : context.operand(0);
  context.returns(fmt::format("{} {} {}", a, context.target(), context.operand(1)));
}

void function(NodeContext& context) {
  context.check_arithmetic();
  plain(context);
}

void div(NodeContext& context) {
  context.check_arithmetic();
  if (context.is_floating_input(0)) return infix(context);
  context.returns(call("torch.div", {context.input(0), context.input(1), named("rounding_mode", literal("trunc"))}));
}

void mod(NodeContext& context) {
  context.check_arithmetic();
  const bool truncate = context.attrs<ops::ModAttrs>().rounding == ops::ModRounding::truncate;
  context.returns(call(truncate ? "torch.fmod" : "torch.remainder", {context.input(0), context.input(1)}));
}

// By the width of the type or more C leaves open what becomes of it.
void bit_shift(NodeContext& context) {
  context.check_arithmetic();
  const bool left = context.attrs<ops::BitShiftAttrs>().direction == ops::ShiftDirection::left;
  const std::string x = context.input(0);
  const std::string amount = context.input(1);
  const int width = bits(context.type(0).dtype);
  const std::string shifted = fmt::format("{} {} {}.clamp(max={})", x, left ? "<<" : ">>", amount, width - 1);
  if (!left && is_signed(context.type(0).dtype)) return context.returns(shifted);
  context.returns(fmt::format("torch.where({} >= {}, 0, {})", amount, width, shifted));
}

void square(NodeContext& context) {
  context.check_arithmetic();
  const std::string x = context.input(0);
  context.returns(fmt::format("{} * {}", x, x));
}

void reciprocal(NodeContext& context) {
  context.returns(fmt::format("1.0 / {}", context.input(0)));
}

// |x|^(1/3) with the sign of x.
void cbrt(NodeContext& context) {
  const std::string x = context.input(0);
  context.returns(fmt::format("{0}.sign() * {0}.abs() ** (1 / 3)", x));
}

void rcbrt(NodeContext& context) {
  const std::string x = context.input(0);
  context.returns(fmt::format("{0}.sign() * {0}.abs() ** (-1 / 3)", x));
}

// Integers are whole already.
void whole(NodeContext& context) {
  if (is_integer(context.type(0).dtype)) return context.returns_input(0);
  context.returns(call(context.target(), {context.input(0)}));
}

void round_by_helper(NodeContext& context) {
  if (is_integer(context.type(0).dtype)) return context.returns_input(0);
  context.returns(call(context.helper(context.target()), {context.input(0)}));
}

void by_helper(NodeContext& context) {
  context.returns(call(context.helper(context.target()), {context.input(0)}));
}

bool is_narrow(DType dtype) {
  return is_floating(dtype) && bits(dtype) <= 8;
}

// What does not fit an integer torch leaves to the processor.
void cast(NodeContext& context) {
  const DType to = context.attrs<ops::CastAttrs>().to;
  if (is_narrow(to) && context.type(0).dtype != to) context.refuse("to {}, which torch rounds in a way of its own", name(to));
  context.returns(fmt::format("{}.to({})", context.input(0), context.dtype(to)));
}

void identity(NodeContext& context) {
  context.returns_input(0);
}

void dropout(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DropoutAttrs>();
  if (attrs.axes.empty() && attrs.scaled) {
    return context.returns(call("F.dropout", {context.input(0), literal(attrs.rate), named("training", "self.training")}));
  }
  std::vector<std::string> operands = {context.input(0), literal(attrs.rate), "self.training"};
  if (!attrs.axes.empty()) operands.push_back(named("shared", python::tuple(attrs.axes)));
  if (!attrs.scaled) operands.push_back(named("scaled", "False"));
  context.returns(call(context.helper("dropout"), operands));
}

}  // namespace

std::vector<OperatorRow> elementwise_rows() {
  return {
      {"add", infix, "+"},
      {"sub", infix, "-"},
      {"mul", infix, "*"},
      {"div", div, "/"},
      {"pow", function, "torch.pow"},
      {"mod", mod},
      {"minimum", function, "torch.minimum"},
      {"maximum", function, "torch.maximum"},
      {"equal", infix, "=="},
      {"not_equal", infix, "!="},
      {"less", infix, "<"},
      {"less_equal", infix, "<="},
      {"greater", infix, ">"},
      {"greater_equal", infix, ">="},
      {"logical_and", infix, "&"},
      {"logical_or", infix, "|"},
      {"logical_xor", infix, "^"},
      {"logical_not", plain, "torch.logical_not"},
      {"where", plain, "torch.where"},
      {"bit_and", infix, "&"},
      {"bit_or", infix, "|"},
      {"bit_xor", infix, "^"},
      {"bit_not", function, "torch.bitwise_not"},
      {"bit_shift", bit_shift},
      {"abs", function, "torch.abs"},
      {"neg", function, "torch.neg"},
      {"sign", function, "torch.sign"},
      {"square", square},
      {"exp", plain, "torch.exp"},
      {"expm1", plain, "torch.expm1"},
      {"log", plain, "torch.log"},
      {"log1p", plain, "torch.log1p"},
      {"log2", plain, "torch.log2"},
      {"log10", plain, "torch.log10"},
      {"sqrt", plain, "torch.sqrt"},
      {"rsqrt", plain, "torch.rsqrt"},
      {"cbrt", cbrt},
      {"rcbrt", rcbrt},
      {"reciprocal", reciprocal},
      {"floor", whole, "torch.floor"},
      {"ceil", whole, "torch.ceil"},
      {"round", whole, "torch.round"},
      {"round_away", round_by_helper, "round_away"},
      {"round_half_down", round_by_helper, "round_half_down"},
      {"trunc", whole, "torch.trunc"},
      {"sin", plain, "torch.sin"},
      {"cos", plain, "torch.cos"},
      {"tan", plain, "torch.tan"},
      {"asin", plain, "torch.asin"},
      {"acos", plain, "torch.acos"},
      {"atan", plain, "torch.atan"},
      {"sinh", plain, "torch.sinh"},
      {"cosh", plain, "torch.cosh"},
      {"asinh", plain, "torch.asinh"},
      {"acosh", plain, "torch.acosh"},
      {"atanh", plain, "torch.atanh"},
      {"erf", plain, "torch.erf"},
      {"erfinv", plain, "torch.erfinv"},
      {"gamma", by_helper, "gamma"},
      {"lgamma", plain, "torch.lgamma"},
      {"digamma", plain, "torch.digamma"},
      {"is_nan", plain, "torch.isnan"},
      {"is_inf", plain, "torch.isinf"},
      {"cast", cast},
      {"identity", identity},
      {"dropout", dropout},
  };
}

}  // namespace nnfront::emit::torch
