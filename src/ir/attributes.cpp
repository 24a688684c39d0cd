#include "ir/attributes.h"

#include <fmt/ranges.h>

namespace nnfront {

std::vector<std::string> EnumNames<DType>::list() {
  std::vector<std::string> names;
  for (const DType dtype : all_dtypes()) names.emplace_back(name(dtype));
  return names;
}

namespace {

std::string_view kind_name(AttrKind kind) {
  switch (kind) {
    case AttrKind::boolean:
      return "true or false";
    case AttrKind::integer:
      return "an integer";
    case AttrKind::number:
      return "a number";
    case AttrKind::text:
      return "a text";
    case AttrKind::integers:
      return "a list of integers";
    case AttrKind::numbers:
      return "a list of numbers";
    case AttrKind::texts:
      return "a list of texts";
    case AttrKind::shape:
      return "a list of dimensions";
    case AttrKind::choice:
      return "one of";
  }
  throw InternalError("an attribute kind outside its enumeration", __FILE__, __LINE__);
}

std::string_view kind_of(const AttrValue& value) {
  constexpr std::string_view names[] = {"nothing",           "true or false",   "an integer",
                                        "a number",          "a text",          "a list of integers",
                                        "a list of numbers", "a list of texts", "a list of dimensions"};
  return names[value.index()];
}

bool is_empty_list(const AttrValue& value) {
  return std::visit(
      [](const auto& held) {
        if constexpr (requires { held.empty(); } && !std::is_same_v<std::remove_cvref_t<decltype(held)>, std::string>) {
          return held.empty();
        } else {
          return false;
        }
      },
      value);
}

AttrValue empty_list(AttrKind kind) {
  if (kind == AttrKind::integers) return std::vector<std::int64_t>{};
  if (kind == AttrKind::numbers) return std::vector<double>{};
  if (kind == AttrKind::texts) return std::vector<std::string>{};
  return Shape{};
}

bool is_list(AttrKind kind) {
  return kind == AttrKind::integers || kind == AttrKind::numbers || kind == AttrKind::texts || kind == AttrKind::shape;
}

}  // namespace

namespace detail {

void bad_attr_value(std::string_view name, AttrKind kind, const AttrValue& got, const std::vector<std::string>& choices) {
  const std::string wanted = choices.empty() ? std::string(kind_name(kind)) : fmt::format("one of {}", fmt::join(choices, ", "));
  const auto* text = std::get_if<std::string>(&got);
  const std::string shown = text == nullptr ? std::string(kind_of(got)) : fmt::format("'{}'", printable(*text));
  fail(ErrorCode::invalid_file, "attribute '{}': got {}, wanted {}", name, shown, wanted);
}

AttrValue coerced(AttrValue value, AttrKind kind) {
  if (is_list(kind) && is_empty_list(value)) return empty_list(kind);
  if (const auto* integer = std::get_if<std::int64_t>(&value); integer != nullptr && kind == AttrKind::number) {
    return static_cast<double>(*integer);
  }
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value)) {
    if (kind == AttrKind::numbers) return std::vector<double>(integers->begin(), integers->end());
    if (kind == AttrKind::shape) return shape_of(*integers);
  }
  if (const auto* shape = std::get_if<Shape>(&value); shape != nullptr && kind == AttrKind::integers) {
    if (auto dims = integers(*shape)) return *dims;
  }
  return value;
}

}  // namespace detail

Attributes Attributes::with(std::string_view field, const AttrValue& value) const {
  auto changed = table_->with(held_.get(), field, value);
  if (changed == nullptr) {
    std::vector<std::string> names;
    for (const AttrField& each : fields()) names.push_back(each.name);
    fail(ErrorCode::invalid_file, "there is no attribute '{}'{}", printable(field), did_you_mean(field, names));
  }
  return {std::move(changed), table_};
}

bool operator==(const Attributes& a, const Attributes& b) {
  if (a.table_ != b.table_) return false;
  if (a.held_ == b.held_) return true;
  const auto a_fields = a.fields();
  const auto b_fields = b.fields();
  for (std::size_t i = 0; i < a_fields.size(); ++i) {
    if (a_fields[i].value != b_fields[i].value) return false;
  }
  return true;
}

}  // namespace nnfront
