// What matrix products of every number format share with matmul: the shape of the output, the sums, cost.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ops/kernels.h"
#include "ops/matmul.h"

namespace nnfront::ops {

// The label of each condition.
struct ProductLabels {
  std::string_view rank;   // both factors have rank 2 or more
  std::string_view depth;  // b has as many rows as a has columns
  std::string_view batch;  // the leading dimensions broadcast
};

// Checks the factors (not their types) and returns the shape of the product.
Shape product_shape(const ProductLabels& labels, const TensorType& a, const TensorType& b, const MatmulAttrs& attrs);

struct ProductOperands {
  std::vector<std::int64_t> a;
  std::vector<std::int64_t> b;
  std::vector<std::int64_t> y;
};

// The products of the last two dimensions of a and b, which have these dims. T is double or std::int64_t, whose sums wrap.
template <class T>
std::vector<T> matrix_products(const MatmulAttrs& attrs, const ProductOperands& dims, std::span<const T> a, std::span<const T> b);
extern template std::vector<double> matrix_products(const MatmulAttrs&, const ProductOperands&, std::span<const double>,
                                                    std::span<const double>);
extern template std::vector<std::int64_t> matrix_products(const MatmulAttrs&, const ProductOperands&, std::span<const std::int64_t>,
                                                          std::span<const std::int64_t>);

// The cost of the product of inputs a_input and b_input: the one that is a parameter is the weight; of two the right one, as in a layer.
Cost matmul_cost(const CostContext& context, const MatmulAttrs& attrs, int a_input, int b_input);

}  // namespace nnfront::ops
