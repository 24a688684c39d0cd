// Element types of tensors, as they stand in the IR.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace nnfront {

enum class DType : std::uint8_t {
  float16,
  float32,
  float64,
  bfloat16,
  float8_e4m3fn,
  float8_e4m3fnuz,
  float8_e5m2,
  float8_e5m2fnuz,
  float8_e8m0,
  float4_e2m1,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  int4,
  uint4,
  boolean,
  string,
};

// "float32", ..., "bool", "string": the spelling in graph files.
std::string_view name(DType dtype);
std::optional<DType> dtype_from_name(std::string_view name);
// Every type, in the order of the enumeration.
std::span<const DType> all_dtypes();

// Bits of one element as stored: 4 for float4_e2m1, int4 and uint4. A string has none (0).
int bits(DType dtype);
// Bytes that `count` elements take: 4-bit types are packed in pairs, low nibble first.
std::size_t storage_bytes(DType dtype, std::int64_t count);

bool is_floating(DType dtype);
// True where the type has negative numbers: float8_e8m0 has none.
bool is_signed(DType dtype);
// Integers of any width; bool and string are not integers.
bool is_integer(DType dtype);

}  // namespace nnfront
