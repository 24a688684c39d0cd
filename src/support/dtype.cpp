#include "nnfront/dtype.h"

#include <array>

#include "support/fail.h"

namespace nnfront {

namespace {

struct DTypeFacts {
  DType dtype;
  std::string_view name;
  int bits;
  enum class Kind { floating, integer, other } kind;
  bool is_signed;
};

using Kind = DTypeFacts::Kind;

constexpr std::array<DTypeFacts, 22> facts = {{
    {DType::float16, "float16", 16, Kind::floating, true},
    {DType::float32, "float32", 32, Kind::floating, true},
    {DType::float64, "float64", 64, Kind::floating, true},
    {DType::bfloat16, "bfloat16", 16, Kind::floating, true},
    {DType::float8_e4m3fn, "float8_e4m3fn", 8, Kind::floating, true},
    {DType::float8_e4m3fnuz, "float8_e4m3fnuz", 8, Kind::floating, true},
    {DType::float8_e5m2, "float8_e5m2", 8, Kind::floating, true},
    {DType::float8_e5m2fnuz, "float8_e5m2fnuz", 8, Kind::floating, true},
    {DType::float8_e8m0, "float8_e8m0", 8, Kind::floating, false},
    {DType::float4_e2m1, "float4_e2m1", 4, Kind::floating, true},
    {DType::int8, "int8", 8, Kind::integer, true},
    {DType::int16, "int16", 16, Kind::integer, true},
    {DType::int32, "int32", 32, Kind::integer, true},
    {DType::int64, "int64", 64, Kind::integer, true},
    {DType::uint8, "uint8", 8, Kind::integer, false},
    {DType::uint16, "uint16", 16, Kind::integer, false},
    {DType::uint32, "uint32", 32, Kind::integer, false},
    {DType::uint64, "uint64", 64, Kind::integer, false},
    {DType::int4, "int4", 4, Kind::integer, true},
    {DType::uint4, "uint4", 4, Kind::integer, false},
    {DType::boolean, "bool", 8, Kind::other, false},
    {DType::string, "string", 0, Kind::other, false},
}};

const DTypeFacts& facts_of(DType dtype) {
  const auto index = static_cast<std::size_t>(dtype);
  ensure(index < facts.size() && facts[index].dtype == dtype, "an element type outside its enumeration");
  return facts[index];
}

}  // namespace

std::string_view name(DType dtype) {
  return facts_of(dtype).name;
}

std::optional<DType> dtype_from_name(std::string_view wanted) {
  for (const DTypeFacts& each : facts) {
    if (each.name == wanted) return each.dtype;
  }
  return std::nullopt;
}

std::span<const DType> all_dtypes() {
  static constexpr auto list = [] {
    std::array<DType, facts.size()> result{};
    for (std::size_t i = 0; i < facts.size(); ++i) result[i] = facts[i].dtype;
    return result;
  }();
  return list;
}

int bits(DType dtype) {
  return facts_of(dtype).bits;
}

std::size_t storage_bytes(DType dtype, std::int64_t count) {
  return (static_cast<std::size_t>(count) * facts_of(dtype).bits + 7) / 8;
}

bool is_floating(DType dtype) {
  return facts_of(dtype).kind == Kind::floating;
}
bool is_signed(DType dtype) {
  return facts_of(dtype).is_signed;
}
bool is_integer(DType dtype) {
  return facts_of(dtype).kind == Kind::integer;
}

}  // namespace nnfront
