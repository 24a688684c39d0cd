// What convolutions of every number format share with conv: the shape of the output, the sum over taps, cost.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ops/conv.h"
#include "ops/kernels.h"

namespace nnfront::ops {

// The label of each condition.
struct ConvLabels {
  std::string_view rank;      // x has rank 3 or more and the weight has the same rank
  std::string_view channels;  // the weight has input channels / groups channels
  std::string_view groups;    // groups is positive and divides the output channels
  std::string_view windows;   // strides and dilations
  std::string_view pads;
  std::string_view fits;    // the window fits into the padded input
  std::string_view kernel;  // no dimension of the weight is empty, its kernel is not too large
};

// Checks x, weight and attributes (not their types) and returns the shape of the output.
Shape conv_shape(const ConvLabels& labels, const TensorType& x, const TensorType& weight, const ConvAttrs& attrs);

struct ConvDims {
  std::vector<std::int64_t> x;
  std::vector<std::int64_t> weight;
  std::vector<std::int64_t> y;
};

// sums[N,Cout,O...] += every product of a weight and the element of x that its tap meets; padding adds nothing. T is double or
// std::int64_t, whose sums wrap.
template <class T>
void add_convolution(const ConvAttrs& attrs, const ConvDims& dims, std::span<const T> x, std::span<const T> weight, std::span<T> sums);
extern template void add_convolution(const ConvAttrs&, const ConvDims&, std::span<const double>, std::span<const double>,
                                     std::span<double>);
extern template void add_convolution(const ConvAttrs&, const ConvDims&, std::span<const std::int64_t>, std::span<const std::int64_t>,
                                     std::span<std::int64_t>);

// The cost of a convolution whose weight is input `weight_input`.
Cost conv_cost(const ConvAttrs& attrs, const ConvDims& dims, int weight_input);

}  // namespace nnfront::ops
