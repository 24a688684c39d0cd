#include "ops/quant.h"

#include <iterator>

#include "ops/quant_parts.h"

namespace nnfront::ops {

void check_eight_bits(std::string_view operand, const TensorType& type) {
  if (type.dtype != DType::int8 && type.dtype != DType::uint8) {
    violated(eight_bit_operands.label, "{}: got {}, wanted int8 or uint8", operand, name(type.dtype));
  }
}

void check_one_element(std::string_view label, std::string_view operand, const TensorType& type) {
  for (const Dim& dim : type.shape) {
    if (!compatible(dim, 1)) violated(label, "{}: got {}, wanted one element", operand, text(type));
  }
}

void check_scale_types(const InferContext& context, int i, DType zero_point) {
  check_same_dtype(float_scales.label, "scale", context.input(i), DType::float32);
  check_same_dtype(zero_point_types.label, "zero point", context.input(i + 1), zero_point);
}

void check_single_grid(const InferContext& context, int i, DType zero_point) {
  check_scale_types(context, i, zero_point);
  check_one_element(single_scales.label, "scale", context.input(i));
  check_one_element(single_scales.label, "zero point", context.input(i + 1));
}

DType check_result_grid(const InferContext& context, int i) {
  const DType dtype = context.input(i + 1).dtype;
  if (dtype != DType::int8 && dtype != DType::uint8) {
    violated(zero_point_types.label, "y_zero_point: got {}, wanted int8 or uint8", name(dtype));
  }
  check_single_grid(context, i, dtype);
  return dtype;
}

float scalar_of(const Array& scale) {
  ensure(scale.size() == 1, "a scale of one element");
  return scale.as<float>()[0];
}

std::vector<std::int64_t> centred(const Array& x, const Array* zero_point, const std::vector<std::int64_t>& zero_point_dims) {
  std::vector<std::int64_t> elements = to_integers(x);
  if (zero_point == nullptr) return elements;
  const std::vector<std::int64_t> zeros = to_integers(*zero_point);
  for_each_offset<1>(x.dims(), {broadcast_strides(zero_point_dims, x.dims())},
                     [&](std::int64_t i, const std::array<std::int64_t, 1>& offsets) {
                       elements[static_cast<std::size_t>(i)] -= zeros[static_cast<std::size_t>(offsets[0])];
                     });
  return elements;
}

std::vector<Operand> one_quantized_operand(std::string_view x_doc) {
  return {{"x", x_doc},
          {"x_scale", "float32, one element"},
          {"x_zero_point", "one element, of the type of x"},
          y_scale_operand,
          y_zero_point_operand};
}

void check_one_quantized_operand(const InferContext& context) {
  const DType dtype = context.input(0).dtype;
  check_eight_bits("x", context.input(0));
  check_single_grid(context, 1, dtype);
  check_result_grid(context, 3);
  check_same_dtype(same_type_result.label, "y_zero_point", context.input(4), dtype);
}

std::vector<Operator> quant_operators() {
  std::vector<Operator> all = quantize_operators();
  const auto append = [&](std::vector<Operator> part) { std::move(part.begin(), part.end(), std::back_inserter(all)); };
  append(quantized_conv_operators());
  append(quantized_matmul_operators());
  append(quantized_pointwise_operators());
  append(quantized_pool_operators());
  return all;
}

}  // namespace nnfront::ops
