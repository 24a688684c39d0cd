#include "ir/text_values.h"

#include <algorithm>
#include <charconv>

#include "support/number_text.h"

namespace nnfront {

namespace {

constexpr std::int64_t most_outputs = 1 << 16;

}  // namespace

Value TextValues::value() {
  in_.expect('%');
  const std::size_t position = in_.position();
  Value result{in_.integer("an id"), 0};
  if (in_.accept_adjacent(':')) {
    const std::int64_t output = in_.integer("an output");
    if (output < 0 || output >= most_outputs) in_.wrong_at(position, fmt::format("there is no output {}", output));
    result.output = static_cast<int>(output);
  }
  if (result.node < 0 || result.node >= text_id_limit) in_.wrong_at(position, fmt::format("id {} is not in 0 to 2^53", result.node));
  return result;
}

std::vector<Value> TextValues::values() {
  std::vector<Value> result;
  in_.expect('(');
  while (!in_.accept(')')) {
    if (!result.empty()) in_.expect(',');
    result.push_back(value());
  }
  return result;
}

std::vector<std::optional<Value>> TextValues::operands() {
  std::vector<std::optional<Value>> result;
  in_.expect('(');
  while (!in_.accept(')')) {
    if (!result.empty()) in_.expect(',');
    if (in_.accept("none")) {
      result.emplace_back();
    } else {
      result.emplace_back(value());
    }
  }
  return result;
}

double TextValues::number() {
  const std::size_t position = in_.position();
  const std::string_view spelled = in_.number("a number");
  const auto value = parse_float(spelled);
  if (!value) in_.wrong_at(position, fmt::format("got '{}', wanted a number", printable(spelled)));
  return *value;
}

std::vector<std::int64_t> TextValues::integers_list() {
  return list([&] { return in_.integer("an integer"); });
}
std::vector<double> TextValues::numbers_list() {
  return list([&] { return number(); });
}

Shape TextValues::shape() {
  return list([&] {
    const std::size_t position = in_.position();
    return placed(position, [&] { return Dim::parse(in_.list_item()); });
  });
}

bool TextValues::boolean() {
  const std::size_t position = in_.position();
  const std::string_view spelled = in_.word("true or false");
  if (spelled != "true" && spelled != "false") in_.wrong_at(position, fmt::format("got '{}', wanted true or false", printable(spelled)));
  return spelled == "true";
}

int TextValues::small_integer(std::string_view what) {
  const std::size_t position = in_.position();
  const std::int64_t value = in_.integer(what);
  if (!std::in_range<int>(value)) in_.wrong_at(position, fmt::format("{} does not fit 32 bits", value));
  return static_cast<int>(value);
}

std::string TextValues::text_or_word() {
  return in_.at_quoted() ? in_.quoted("a text") : std::string(in_.word("a text"));
}

AttrValue TextValues::attribute_value(const AttrField& field) {
  if (field.optional && in_.accept("none")) return {};
  switch (field.kind) {
    case AttrKind::boolean:
      return boolean();
    case AttrKind::integer:
      return in_.integer("an integer");
    case AttrKind::number:
      return number();
    case AttrKind::text:
      return in_.quoted("a text");
    case AttrKind::choice:
      return text_or_word();
    case AttrKind::integers:
      return integers_list();
    case AttrKind::numbers:
      return numbers_list();
    case AttrKind::texts:
      return list([&] { return in_.quoted("a text"); });
    case AttrKind::shape:
      return shape();
  }
  throw InternalError("an attribute kind outside its enumeration", __FILE__, __LINE__);
}

void TextValues::attribute(Attributes& attributes, std::string_view name, std::size_t position) {
  const auto fields = attributes.fields();
  const auto field = std::find_if(fields.begin(), fields.end(), [&](const AttrField& each) { return each.name == name; });
  const AttrValue value = field == fields.end() ? AttrValue{} : attribute_value(*field);
  // With an unknown name this says which there are.
  attributes = placed(position, [&] { return attributes.with(name, value); });
}

Quantization TextValues::quantization() {
  Quantization quant;
  named_values([&](std::string_view name) {
    if (name == "scheme") {
      quant.scheme = in_.quoted("a scheme");
    } else if (name == "bits") {
      quant.bits = small_integer("a number of bits");
    } else if (name == "axis") {
      quant.axis = small_integer("an axis");
    } else if (name == "scale" && in_.at_quoted()) {
      quant.scale_key = in_.quoted("a key");
    } else if (name == "scale") {
      quant.scale = number();
    } else if (name == "zero_point" && in_.at_quoted()) {
      quant.zero_point_key = in_.quoted("a key");
    } else if (name == "zero_point") {
      quant.zero_point = in_.integer("a zero point");
    } else {
      return false;
    }
    return true;
  });
  return quant;
}

Requantization TextValues::requantization() {
  Requantization requant;
  named_values([&](std::string_view name) {
    if (name == "kind") {
      requant.kind = in_.quoted("a kind");
    } else if (name == "m" && in_.at_quoted()) {
      requant.multiplier_key = in_.quoted("a key");
    } else if (name == "m") {
      requant.multiplier = in_.integer("a multiplier");
    } else if (name == "n" && in_.at_quoted()) {
      requant.shift_key = in_.quoted("a key");
    } else if (name == "n") {
      requant.shift = small_integer("a shift");
    } else {
      return false;
    }
    return true;
  });
  return requant;
}

TensorType TextValues::type() {
  const std::size_t position = in_.position();
  const std::string_view spelled = in_.word("an element type");
  const auto dtype = dtype_from_name(spelled);
  if (!dtype) in_.wrong_at(position, fmt::format("there is no element type '{}'", printable(spelled)));
  const std::size_t bracket = in_.position();
  in_.expect('[');
  if (in_.list_item() == "..." && in_.accept(']')) return {*dtype, {}, false};
  in_.go_back(bracket);
  return {*dtype, shape()};
}

Element TextValues::element() {
  if (in_.accept("true")) return true;
  if (in_.accept("false")) return false;
  const std::size_t position = in_.position();
  const std::string_view spelled = in_.number("an element");
  if (const auto integer = parse_integer(spelled)) return *integer;
  if (const auto natural = parse_natural(spelled)) return *natural;
  if (const auto real = parse_float(spelled)) return *real;
  in_.wrong_at(position, fmt::format("got '{}', wanted an element", printable(spelled)));
}

// Numbers between 2^63 and 2^64.
std::optional<std::uint64_t> TextValues::parse_natural(std::string_view spelled) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(spelled.data(), spelled.data() + spelled.size(), value);
  if (error != std::errc() || end != spelled.data() + spelled.size()) return std::nullopt;
  return value;
}

std::vector<Element> TextValues::elements() {
  return list([&] { return element(); });
}

}  // namespace nnfront
