// The parts that quant_operators() joins, and what they share.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ops/kernels.h"
#include "ops/quant.h"
#include "ops/requantize.h"

namespace nnfront::ops {

std::vector<Operator> quantize_operators();             // quantize.cpp: quantize dequantize fake_quantize dynamic_quantize
std::vector<Operator> quantized_conv_operators();       // quant_conv.cpp: integer_conv quantized_conv
std::vector<Operator> quantized_matmul_operators();     // quant_matmul.cpp: integer_matmul quantized_matmul
std::vector<Operator> quantized_pointwise_operators();  // quant_pointwise.cpp: quantized_add ... quantized_softmax
std::vector<Operator> quantized_pool_operators();       // quant_pool.cpp: average pools

// ---- Conditions that several operators share.

inline constexpr Constraint eight_bit_operands{"quant_c1", "the quantized operands are of type int8 or uint8"};
inline constexpr Constraint zero_point_types{"quant_c2", "a zero point has the type of its tensor; that of the result is int8 or uint8"};
inline constexpr Constraint float_scales{"quant_c3", "scales are of type float32"};
inline constexpr Constraint single_scales{"quant_c4", "the scale and the zero point of an activation have one element"};
inline constexpr Constraint integer_bias{"quant_c5", "the bias is of type int32"};
inline constexpr Constraint same_type_result{"quant_c6", "the zero point of the result has the type of x"};

void check_eight_bits(std::string_view operand, const TensorType& type);
// Shape [], [1], [1, 1], ... as far as is known.
void check_one_element(std::string_view label, std::string_view operand, const TensorType& type);
// A float32 scale and a zero point of this type, at inputs i and i + 1.
void check_scale_types(const InferContext& context, int i, DType zero_point);
// The same with one element each.
void check_single_grid(const InferContext& context, int i, DType zero_point);
// Inputs i and i + 1: the scale and the zero point of the result. Returns the result's element type.
DType check_result_grid(const InferContext& context, int i);

// ---- Values.

// The only element of a float32 array.
float scalar_of(const Array& scale);

// An array of integers in int64, with its zero points subtracted; zero_point (null: 0) is read at zero_point_dims, which broadcast to the
// dims of x.
std::vector<std::int64_t> centred(const Array& x, const Array* zero_point, const std::vector<std::int64_t>& zero_point_dims = {});

// The quantized number q of every element, e.g. as a table: function(dequantized value) is quantized to the result's grid. Inputs: x,
// x_scale, x_zero_point, y_scale, y_zero_point.
template <class Function>
Array by_table(const EvalContext& context, Function&& function) {
  const Grid from = grid_of(context.input(2));
  const Grid to = grid_of(context.input(4));
  const float x_scale = scalar_of(context.input(1));
  const float y_scale = scalar_of(context.input(3));
  std::vector<std::int64_t> table;
  for (std::int64_t q = from.lowest; q <= from.highest; ++q) {
    table.push_back(quantized(function(dequantized(q, x_scale, from.zero_point)), y_scale, to));
  }
  std::vector<std::int64_t> elements = to_integers(context.input(0));
  for (std::int64_t& element : elements) element = table[static_cast<std::size_t>(element - from.lowest)];
  return from_integers(context.input(4).dtype(), context.input(0).dims(), elements);
}

// ---- Operands in records.

inline constexpr Operand y_scale_operand{"y_scale", "float32, one element"};
inline constexpr Operand y_zero_point_operand{"y_zero_point", "one element, of the type of y"};

// x, x_scale, x_zero_point, y_scale, y_zero_point
std::vector<Operand> one_quantized_operand(std::string_view x_doc);
// What by_table() and the pools demand: an 8-bit x with its grid, and the grid of a result of the same type.
void check_one_quantized_operand(const InferContext& context);

}  // namespace nnfront::ops
