// Typed attributes of operators. An operator's attributes are a plain struct with one static function
//
//   struct ConvAttrs {
//     std::vector<std::int64_t> strides;
//     std::int64_t groups = 1;
//     static void fields(auto& self, auto&& visit) {
//       visit("strides", self.strides);
//       visit("groups", self.groups);
//     }
//   };
//
// which drives JSON, text, equality, documentation and Python alike. `Attributes` holds any such struct by value.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "ir/dim.h"
#include "nnfront/dtype.h"
#include "support/fail.h"

namespace nnfront {

// An attribute as data: what JSON, the text form and Python read and write. monostate is an optional field without a value.
// An enumeration is its name; a DType is its name.
using AttrValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::int64_t>, std::vector<double>,
                               std::vector<std::string>, Shape>;

// What a field accepts, for schemas and documentation.
enum class AttrKind { boolean, integer, number, text, integers, numbers, texts, shape, choice };

struct AttrField {
  std::string name;
  AttrKind kind;
  bool optional = false;
  std::vector<std::string> choices;  // for AttrKind::choice
  AttrValue value;
};

// An enumeration that can be an attribute specialises this with its names in order of value:
//   template <> struct EnumNames<PoolRounding> { static constexpr std::string_view names[] = {"floor", "ceil"}; };
template <class E>
struct EnumNames;

template <>
struct EnumNames<DType> {
  static std::vector<std::string> list();
};

namespace detail {

template <class E>
std::vector<std::string> enum_names() {
  if constexpr (std::is_same_v<E, DType>) {
    return EnumNames<DType>::list();
  } else {
    return {std::begin(EnumNames<E>::names), std::end(EnumNames<E>::names)};
  }
}

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
constexpr AttrKind attr_kind() {
  if constexpr (std::is_same_v<T, bool>) {
    return AttrKind::boolean;
  } else if constexpr (std::is_enum_v<T>) {
    return AttrKind::choice;
  } else if constexpr (std::is_integral_v<T>) {
    return AttrKind::integer;
  } else if constexpr (std::is_floating_point_v<T>) {
    return AttrKind::number;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return AttrKind::text;
  } else if constexpr (std::is_same_v<T, std::vector<std::int64_t>>) {
    return AttrKind::integers;
  } else if constexpr (std::is_same_v<T, std::vector<double>>) {
    return AttrKind::numbers;
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    return AttrKind::texts;
  } else {
    static_assert(std::is_same_v<T, Shape>, "not a type that an attribute can have");
    return AttrKind::shape;
  }
}

template <class T>
AttrValue to_attr_value(const T& field) {
  if constexpr (IsOptional<T>::value) {
    return field ? to_attr_value(*field) : AttrValue{};
  } else if constexpr (std::is_enum_v<T>) {
    return enum_names<T>().at(static_cast<std::size_t>(field));
  } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    return static_cast<std::int64_t>(field);
  } else {
    return field;
  }
}

[[noreturn]] void bad_attr_value(std::string_view name, AttrKind kind, const AttrValue& got, const std::vector<std::string>& choices);
// Widens what a text format cannot tell apart: an integer where a number is wanted, an empty list for any list.
AttrValue coerced(AttrValue value, AttrKind kind);

template <class T>
void from_attr_value(std::string_view name, T& field, const AttrValue& given) {
  if constexpr (IsOptional<T>::value) {
    if (std::holds_alternative<std::monostate>(given)) {
      field.reset();
      return;
    }
    typename T::value_type inner{};
    from_attr_value(name, inner, given);
    field = std::move(inner);
  } else {
    constexpr AttrKind kind = attr_kind<T>();
    const AttrValue value = coerced(given, kind);
    if constexpr (std::is_enum_v<T>) {
      const auto names = enum_names<T>();
      if (const auto* text = std::get_if<std::string>(&value)) {
        for (std::size_t i = 0; i < names.size(); ++i) {
          if (names[i] == *text) {
            field = static_cast<T>(i);
            return;
          }
        }
      }
      bad_attr_value(name, kind, given, names);
    } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      const auto* number = std::get_if<std::int64_t>(&value);
      if (number == nullptr || !std::in_range<T>(*number)) bad_attr_value(name, kind, given, {});
      field = static_cast<T>(*number);
    } else {
      const auto* held = std::get_if<T>(&value);
      if (held == nullptr) bad_attr_value(name, kind, given, {});
      field = *held;
    }
  }
}

}  // namespace detail

// For operators without attributes.
struct NoAttrs {
  static void fields(auto&, auto&&) {}
};

class Attributes {
 public:
  Attributes() : Attributes(NoAttrs{}) {}
  template <class T>
  requires requires(T& t) {
    T::fields(t, [](std::string_view, auto&) {});
  }
  Attributes(T attrs)  // NOLINT: a struct of attributes is attributes
      : held_(std::make_shared<const T>(std::move(attrs))), table_(&table_of<T>) {}

  // The struct. InternalError where T is not what is held.
  template <class T>
  const T& as() const {
    ensure(table_ == &table_of<T>, "attributes are of another operator");
    return *static_cast<const T*>(held_.get());
  }
  template <class T>
  bool is() const {
    return table_ == &table_of<T>;
  }

  // The fields in order of declaration, with their present values.
  std::vector<AttrField> fields() const { return table_->fields(held_.get()); }
  // A copy with one field set. Error (invalid_file) for an unknown name or a value of another kind.
  Attributes with(std::string_view field, const AttrValue& value) const;

  friend bool operator==(const Attributes& a, const Attributes& b);

 private:
  struct Table {
    std::vector<AttrField> (*fields)(const void*);
    // The changed copy; null where there is no such field.
    std::shared_ptr<const void> (*with)(const void*, std::string_view, const AttrValue&);
  };
  template <class T>
  static const Table table_of;

  Attributes(std::shared_ptr<const void> held, const Table* table) : held_(std::move(held)), table_(table) {}

  std::shared_ptr<const void> held_;
  const Table* table_;
};

template <class T>
const Attributes::Table Attributes::table_of = {
    [](const void* held) {
      std::vector<AttrField> result;
      T::fields(*static_cast<const T*>(held), [&](std::string_view name, const auto& field) {
        using Field = std::remove_cvref_t<decltype(field)>;
        constexpr bool optional = detail::IsOptional<Field>::value;
        using Inner = typename std::conditional_t<optional, Field, std::optional<Field>>::value_type;
        std::vector<std::string> choices;
        if constexpr (std::is_enum_v<Inner>) choices = detail::enum_names<Inner>();
        result.push_back({std::string(name), detail::attr_kind<Inner>(), optional, std::move(choices), detail::to_attr_value(field)});
      });
      return result;
    },
    [](const void* held, std::string_view wanted, const AttrValue& value) -> std::shared_ptr<const void> {
      auto copy = std::make_shared<T>(*static_cast<const T*>(held));
      bool found = false;
      T::fields(*copy, [&](std::string_view name, auto& field) {
        if (name != wanted) return;
        detail::from_attr_value(name, field, value);
        found = true;
      });
      if (!found) return nullptr;
      return copy;
    },
};

}  // namespace nnfront
