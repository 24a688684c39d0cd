// The parts that elementwise_operators() joins, and what they share.
#pragma once

#include <vector>

#include "ops/kernels.h"

namespace nnfront::ops {

std::vector<Operator> arithmetic_operators();  // binary.cpp: add ... maximum
std::vector<Operator> logic_operators();       // logic.cpp: comparisons, logical_*, where
std::vector<Operator> unary_operators();       // unary.cpp: abs ... is_inf
std::vector<Operator> bit_operators();         // bits.cpp: bit_and bit_or bit_xor bit_not bit_shift

inline constexpr Constraint number_operands{"elementwise_c1", "the operands are of an integer or floating type"};
inline constexpr Constraint same_type_operands{"elementwise_c2", "the operands are of the same type"};
inline constexpr Constraint broadcast_operands{"elementwise_c3", "the operands' shapes broadcast"};
inline constexpr Constraint floating_operand{"elementwise_c4", "x is of a floating type"};
inline constexpr Constraint boolean_operands{"elementwise_c5", "the operands are of type bool"};
inline constexpr Constraint comparable_operands{"elementwise_c6", "the operands are of an integer or floating type, or bool"};
inline constexpr Constraint integer_operands{"elementwise_c7", "the operands are of an integer type"};

// The type of a and b, checked to be one, with the shape that both broadcast to.
TensorType infer_broadcast(const InferContext& context, Constraint operand_types, DTypeClass wanted);

// The dims that arrays of these dims broadcast to.
std::vector<std::int64_t> broadcast_dims(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b);

// function(a, b) for every pair of elements, with a and b as T and the results as R, an array of type `dtype`.
template <class T, class R, class Function>
std::vector<R> combine(const Array& a, const Array& b, std::span<const std::int64_t> dims, std::span<const T> left,
                       std::span<const T> right, Function&& function) {
  std::vector<R> out(static_cast<std::size_t>(product(dims)));
  const std::array<std::vector<std::int64_t>, 2> strides{broadcast_strides(a.dims(), dims), broadcast_strides(b.dims(), dims)};
  for_each_offset(dims, strides, [&](std::int64_t i, const std::array<std::int64_t, 2>& offsets) {
    out[static_cast<std::size_t>(i)] = function(left[static_cast<std::size_t>(offsets[0])], right[static_cast<std::size_t>(offsets[1])]);
  });
  return out;
}

}  // namespace nnfront::ops
