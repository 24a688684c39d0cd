// Convolutions. Layout: activations [N, C, spatial...], any number of spatial dimensions.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// conv(x[N,Cin,D...], w[Cout,Cin/groups,K...], bias[Cout]?) -> [N,Cout,O...]
//   O = floor((D + pad_begin + pad_end - dilation*(K-1) - 1) / stride) + 1
struct ConvAttrs {
  std::vector<std::int64_t> strides;    // one per spatial dimension
  std::vector<std::int64_t> pads;       // all begins, then all ends; not negative
  std::vector<std::int64_t> dilations;  // one per spatial dimension
  std::int64_t groups = 1;
  static void fields(auto& self, auto&& visit) {
    visit("strides", self.strides);
    visit("pads", self.pads);
    visit("dilations", self.dilations);
    visit("groups", self.groups);
  }
};

// conv_transpose(x[N,Cin,D...], w[Cin,Cout/groups,K...], bias[Cout]?) -> [N,Cout,O...]
//   O = (D-1)*stride + dilation*(K-1) + 1 + output_padding - pad_begin - pad_end
struct ConvTransposeAttrs {
  std::vector<std::int64_t> strides;
  std::vector<std::int64_t> pads;
  std::vector<std::int64_t> dilations;
  std::vector<std::int64_t> output_padding;  // one per spatial dimension
  std::int64_t groups = 1;
  static void fields(auto& self, auto&& visit) {
    visit("strides", self.strides);
    visit("pads", self.pads);
    visit("dilations", self.dilations);
    visit("output_padding", self.output_padding);
    visit("groups", self.groups);
  }
};

std::vector<Operator> conv_operators();

}  // namespace nnfront::ops
