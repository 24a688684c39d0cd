#include "emit/tvm/node_context.h"

#include <cmath>

namespace nnfront::emit::tvm {

using python::literal;

std::string NodeContext::input(int i) const {
  ensure(has_input(i), "an emitter reads an input that is there");
  return emission_.names.at(*operation().inputs[static_cast<std::size_t>(i)]);
}

std::string NodeContext::let(const std::string& expression) {
  const std::string variable = emission_.names.take(python::identifier(operation().name));
  emission_.lines.push_back(fmt::format("{} = {}", variable, expression));
  return variable;
}

void NodeContext::returns_each(const std::vector<std::string>& expressions) {
  ensure(static_cast<int>(expressions.size()) == output_count(), "an emitter says what every output is");
  for (std::size_t i = 0; i < expressions.size(); ++i) emission_.names.set(operation().outputs[i], let(expressions[i]));
}

std::string NodeContext::constant(double value, DType dtype) const {
  const bool whole = !is_floating(dtype);
  ensure(!whole || value == std::floor(value), "a number of an integer type is whole");
  const std::string text = dtype == DType::boolean ? literal(value != 0)
                           : whole                 ? literal(static_cast<std::int64_t>(value))
                                                   : literal(value);
  return fmt::format("R.const({}, {})", text, literal(dtype_text(dtype)));
}

std::string NodeContext::number(double value) const {
  return constant(value, type(0).dtype);
}

const Integers& NodeContext::integers_of(int i, const Integers& attribute) const {
  if (has_input(i)) refuse("input {}, which the model computes", i);
  return attribute;
}

std::int64_t NodeContext::size(int i, std::int64_t axis) const {
  const Dim& known = dim(i, axis);
  if (!known.is_integer()) refuse("dimension {} of input {} is not known", axis, i);
  return known.integer();
}

std::string NodeContext::shape(const Shape& dims) const {
  std::vector<std::string> texts;
  for (const Dim& each : dims) {
    if (each.is_unknown()) refuse("a dimension that depends on the data");
    texts.push_back(dim_text(each, emission_.symbols));
  }
  return python::tuple(texts);
}

std::string call(std::string_view function, const std::vector<std::string>& operands) {
  return fmt::format("R.{}({})", function, fmt::join(operands, ", "));
}

std::string named(std::string_view name, const std::string& value) {
  return fmt::format("{}={}", name, value);
}

std::string dtype_text(DType dtype) {
  switch (dtype) {
    case DType::float8_e4m3fn:
    case DType::float8_e4m3fnuz:
    case DType::float8_e5m2:
    case DType::float8_e5m2fnuz:
    case DType::float8_e8m0:
    case DType::float4_e2m1:
    case DType::int4:
    case DType::uint4:
    case DType::string:
      throw Error(ErrorCode::unsupported, fmt::format("elements of type {}", name(dtype)));
    default:
      return std::string(name(dtype));
  }
}

std::string dim_text(const Dim& dim, const std::map<std::string, std::string>& symbols) {
  if (dim.is_integer()) return literal(dim.integer());
  const std::string given = dim.text();
  std::string text;
  std::string word;
  const auto end_word = [&] {
    const auto found = symbols.find(word);
    text += found == symbols.end() ? word : found->second;
    word.clear();
  };
  for (const char c : given) {
    const bool of_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    if (of_word) {
      word += c;
      continue;
    }
    end_word();
    text += c == '/' ? std::string("//") : std::string(1, c);
  }
  end_word();
  return text;
}

}  // namespace nnfront::emit::tvm
