#include "emit/onnx/dims.h"

#include <algorithm>

#include "emit/dim_expression.h"
#include "ops/shape.h"

namespace nnfront::emit::onnx {

namespace {

// Quotients round down: Div rounds towards zero, Mod has the divisor's sign.
std::string combined(NodeContext& context, char sign, const std::string& a, const std::string& b) {
  if (sign == '+') return context.add("Add", {a, b}, {}, "sum");
  if (sign == '-') return context.add("Sub", {a, b}, {}, "difference");
  if (sign == '*') return context.add("Mul", {a, b}, {}, "product");
  const std::string remainder = context.add("Mod", {a, b}, {}, "remainder");
  if (sign == '%') return remainder;
  return context.add("Div", {context.add("Sub", {a, remainder}, {}, "multiple"), b}, {}, "quotient");
}

// `shape`: the dimensions that the expressions are in.
DimArithmetic arithmetic(NodeContext& context, const std::string& shape) {
  return {
      [&context](std::int64_t value) { return context.integers({value}, "number"); },
      [&context, shape](std::int64_t d) {
        return context.add("Gather", {shape, context.integers({d}, "index")}, {attribute("axis", std::int64_t{0})}, fmt::format("d{}", d));
      },
      [&context](const std::string& value) { return context.add("Neg", {value}, {}, "negative"); },
      [&context](char sign, const std::string& a, const std::string& b) { return combined(context, sign, a, b); }};
}

bool is_copy(const Dim& entry, std::size_t place) {
  return entry == ops::input_dimension(place);
}

}  // namespace

std::string dims_value(NodeContext& context, const Shape& entries, std::string_view part) {
  if (const auto known = integers(entries)) return context.integers(*known, part);
  const std::string shape = context.add("Shape", {context.input(0)}, {}, "shape");
  Inputs parts;
  for (const Dim& entry : entries) {
    if (entry.is_integer()) {
      parts.push_back(context.integers({entry.integer()}, "entry"));
      continue;
    }
    parts.push_back(compute(entry.text(), arithmetic(context, shape)));
  }
  return context.add("Concat", parts, {attribute("axis", std::int64_t{0})}, part);
}

std::string reshape_target(NodeContext& context, const Shape& entries) {
  const auto is_zero = [](const Dim& entry) { return entry == Dim(0); };
  const bool has_zero = std::any_of(entries.begin(), entries.end(), is_zero);
  std::vector<std::int64_t> target;
  int computed = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_copy(entries[i], i)) {
      target.push_back(0);
      continue;
    }
    const bool is_left_over = !entries[i].is_integer() || entries[i] == Dim(-1);
    computed += is_left_over ? 1 : 0;
    target.push_back(is_left_over ? -1 : entries[i].integer());
  }
  if (computed <= 1 && !has_zero) return context.integers(target, "target");
  return dims_value(context, entries, "target");
}

}  // namespace nnfront::emit::onnx
