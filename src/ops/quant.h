// Integers that stand for real numbers: q of a tensor with scale s and zero point z stands for s * (q - z). Integer arithmetic lives
// in this family and nowhere else; its scalar functions are in requantize.h.
//
// How a quantized model stands in the graph: the integers are ordinary values of type int8, uint8, ...; every scale and zero point is an
// operand (float32; the type of its tensor), so that it is kept to the bit and may be computed while the graph runs. What moves or
// compares integers (reshape, transpose, gather, split, concat on one grid, max_pool, ...) is the ordinary operator on them. An operator
// that has an integer form of its own is a `quantized_*` operator here; every other one stands between `dequantize` and `quantize` and is
// computed on real numbers, as does a whole model that comes with such pairs.
//
// The arithmetic of `quantized_*` is dialect `onnx`: integer sums modulo 2^32, multiplied by a float32 multiplier that is computed from
// the scales in float32, rounded to nearest even, saturated. It is that of onnxruntime 1.32 on x86-64 with FMA and VNNI, to the bit
// (tools/goldens/quantized_onnx.py), but where that is not defined to the bit itself:
//   quantized_softmax: there the order of the sum, and with it the last bit, depends on the instruction set; here it is computed in
//     double. One in some millions of results lies so close to a half that it is one off;
//   quantized_sigmoid: the function is computed in double and rounded once, there by an approximation; no difference has been seen.
// In the other dialects the integer operator is the ordinary one with `requant`,
// `quant` and `dialect` on the node (ir/graph.h), and its requantizing function is a further one in requantize.h.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ir/operator.h"
#include "ops/conv.h"
#include "ops/pool.h"

namespace nnfront::ops {

// quantize(x, scale, zero_point?): y = sat(zero_point + round(x / scale)), the quotient rounded to `precision`, then to the nearest
// integer, halves to even. Where dtype is a floating type of 8 bits or less the sum is rounded to it as a cast does.
// fake_quantize(x, scale, zero_point?): dequantize(quantize(x)), in the type of x. When trained it passes gradients straight through.
//   The scale: one element; or a vector along `axis`; or, where block_size is not 0, a tensor like x with ceil(size / block_size) along
//   `axis`, each for block_size elements of x. The zero point has the scale's shape and type dtype; left out it is 0.
struct QuantizeAttrs {
  std::int64_t axis = 1;
  std::int64_t block_size = 0;
  DType dtype = DType::uint8;
  bool saturate = true;  // of a floating dtype: CastRule in support/half.h
  DType precision = DType::float32;
  bool narrow = false;  // signed integers without the lowest: [-127, 127]
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("block_size", self.block_size);
    visit("dtype", self.dtype);
    visit("saturate", self.saturate);
    visit("precision", self.precision);
    visit("narrow", self.narrow);
  }
};

// dequantize(x, scale, zero_point?): scale * (x - zero_point), the difference and the product each rounded to float32 (float64 where
// dtype is), then to dtype. Shapes of scale and zero point as for quantize.
struct DequantizeAttrs {
  std::int64_t axis = 1;
  std::int64_t block_size = 0;
  DType dtype = DType::float32;
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("block_size", self.block_size);
    visit("dtype", self.dtype);
  }
};

// dynamic_quantize(x) -> y, scale, zero_point: the uint8 grid that x itself spans together with 0.

// integer_matmul(a, b, a_zero_point?, b_zero_point?) -> int32: the product of a - a_zero_point and b - b_zero_point.
// integer_conv(x, weight, x_zero_point?, weight_zero_point?) -> int32, attributes of conv; padding stands for 0, so it is the zero point.

// quantized_matmul(a, a_scale, a_zero_point, b, b_scale, b_zero_point, y_scale, y_zero_point, bias?): the multiplier of element (i, j) is
// ((alpha * a_scale_i) * b_scale_j) / y_scale. The bias is int32 on the grid of the accumulator.
struct QuantizedMatmulAttrs {
  bool transpose_a = false;
  bool transpose_b = false;
  double alpha = 1.0;
  static void fields(auto& self, auto&& visit) {
    visit("transpose_a", self.transpose_a);
    visit("transpose_b", self.transpose_b);
    visit("alpha", self.alpha);
  }
};

// quantized_conv(x, x_scale, x_zero_point, weight, weight_scale, weight_zero_point, y_scale, y_zero_point, bias?), attributes of conv.
// quantized_add, quantized_mul(a, a_scale, a_zero_point, b, b_scale, b_zero_point, y_scale, y_zero_point).
// requantize, quantized_leaky_relu, quantized_sigmoid, quantized_softmax, quantized_average_pool, quantized_global_average_pool
//   (x, x_scale, x_zero_point, y_scale, y_zero_point).

struct QuantizedSoftmaxAttrs {
  std::int64_t axis = -1;
  static void fields(auto& self, auto&& visit) { visit("axis", self.axis); }
};

std::vector<Operator> quant_operators();

}  // namespace nnfront::ops
