// The type of a value: element type and shape, and the grid it lies on where it is quantized.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ir/dim.h"
#include "nnfront/dtype.h"

namespace nnfront {

struct TensorType {
  DType dtype = DType::float32;
  Shape shape;
  // False where even the rank depends on something unknown (data, or an operator that was not understood); shape is then empty.
  bool ranked = true;

  static TensorType unranked(DType dtype = DType::float32) { return {dtype, {}, false}; }
  friend bool operator==(const TensorType&, const TensorType&) = default;
};

// "float32[1,3,224,224]"; "float32[...]" without a rank.
std::string text(const TensorType& type);
// What arrays of either type are: dimensions that differ are unknown; no rank where the ranks differ. The element type is that of `a`.
TensorType common_type(const TensorType& a, const TensorType& b);

// A value of the graph: output `output` of node `node`. Text: "12:0".
struct Value {
  std::int64_t node = -1;
  int output = 0;
  friend auto operator<=>(const Value&, const Value&) = default;
};

std::string text(Value value);
// Throws Error (invalid_file) unless the text is "id:output", both not negative.
Value parse_value(std::string_view text);

// The integer grid of a quantized value. Per-channel arrays are parameters: the field then names a parameter's key.
struct Quantization {
  std::string scheme;  // symmetry_max, scale_shift, minmax, imported, ...
  int bits = 8;
  double scale = 1.0;
  std::int64_t zero_point = 0;
  std::optional<int> axis;
  std::string scale_key;       // instead of scale, where axis is set
  std::string zero_point_key;  // instead of zero_point, where axis is set
  friend bool operator==(const Quantization&, const Quantization&) = default;
};

// Integer rescaling of an accumulator (dyadic, q31 or float). Per channel: keys.
struct Requantization {
  std::string kind;
  std::int64_t multiplier = 1;
  int shift = 0;
  std::string multiplier_key;
  std::string shift_key;
  friend bool operator==(const Requantization&, const Requantization&) = default;
};

}  // namespace nnfront

template <>
struct std::hash<nnfront::Value> {
  std::size_t operator()(const nnfront::Value& value) const noexcept {
    return std::hash<std::uint64_t>()(static_cast<std::uint64_t>(value.node) * 64 + static_cast<std::uint64_t>(value.output));
  }
};
