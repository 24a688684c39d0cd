// Elements read at places that data gives, and windows as columns: grid_sample, affine_grid, deformable_conv, correlation; im2col,
// col2im, max_unpool. Layout: activations [N, C, spatial...].
//
// A spatial transformer is grid_sample(x, affine_grid(theta)), linear, with zeros around and align_corners. A grid that stands
// channels-first, [N, 2, H, W] with x before y, is transposed to [N, H, W, 2] first. An optical flow f in elements is added to the grid
// of the unit transform as f * 2/(size - 1).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

enum class GridMode { linear, nearest, cubic };
// What lies around x: zeros; border: the outermost element; reflection: x mirrored as often as needed, at the centers of the outermost
// elements where align_corners, at their outer edges otherwise.
enum class GridPadding { zeros, border, reflection };

// grid_sample(x[N,C,D...], grid[N,O...,r]) -> [N,C,O...], for r spatial dimensions. The last dimension of grid names a place in x, the
// innermost dimension first (x, y, z), from -1 to 1: the centers of the outermost elements where align_corners, their outer edges
// otherwise. In elements it is (g + 1)*(size - 1)/2, or ((g + 1)*size - 1)/2, computed in the precision of grid (float32 for narrower
// types).
//   nearest: the place rounded (halves to even). reflection brings a place that lies outside inside, and so does border, but for cubic.
//   Then linear: between the two elements around it, along every dimension; cubic: of four, Keys' convolution with coefficient -0.75;
//   elements outside x are those that lie around it. A place that is no finite number: 0 with zeros, the first element otherwise.
struct GridSampleAttrs {
  GridMode mode = GridMode::linear;
  GridPadding padding = GridPadding::zeros;
  bool align_corners = false;
  static void fields(auto& self, auto&& visit) {
    visit("mode", self.mode);
    visit("padding", self.padding);
    visit("align_corners", self.align_corners);
  }
};

// affine_grid(theta[N,r,r+1], size?) -> [N, size..., r]: the places theta * (x, y, z, 1) of a regular grid of `size` (outermost dimension
// first) from -1 to 1, as grid_sample reads them. A single element along a dimension lies at 0.
struct AffineGridAttrs {
  std::vector<std::int64_t> size;
  bool align_corners = false;
  static void fields(auto& self, auto&& visit) {
    visit("size", self.size);
    visit("align_corners", self.align_corners);
  }
};

// What a place near the border is worth. fade: elements outside are 0, so that it fades out within one element of the outermost;
// cut: 0 before the first element and from `size` on, the last element in between.
enum class DeformableBorder { fade, cut };

// deformable_conv(x[N,Cin,D...], weight[Cout,Cin/groups,K...], offset[N,offset_groups*prod(K)*r,O...], bias[Cout]?,
// mask[N,offset_groups*prod(K),O...]?) -> [N,Cout,O...]: conv with each tap moved by its offset, read linearly between elements, and
// weighted by its mask. Channel (g*prod(K) + k)*r + d of offset moves tap k of the g-th part of the input channels along spatial
// dimension d; channel g*prod(K) + k of mask weights it.
struct DeformableConvAttrs {
  std::vector<std::int64_t> strides;
  std::vector<std::int64_t> pads;  // all begins, then all ends; not negative
  std::vector<std::int64_t> dilations;
  std::int64_t groups = 1;
  std::int64_t offset_groups = 1;
  DeformableBorder border = DeformableBorder::fade;
  static void fields(auto& self, auto&& visit) {
    visit("strides", self.strides);
    visit("pads", self.pads);
    visit("dilations", self.dilations);
    visit("groups", self.groups);
    visit("offset_groups", self.offset_groups);
    visit("border", self.border);
  }
};

// correlation(a[N,C,H,W], b[N,C,H,W]) -> [N, D*D, H', W'], D = 2*floor(max_displacement/stride2) + 1. Both are padded by pad_size zeros.
// Channel D*i + j at (y, x): the mean over all channels and a kernel_size square of a*b (is_multiply) or |a - b|, the square of a
// beginning at stride1*(y, x) + max_displacement, that of b moved by stride2*(i, j) less stride2*floor(max_displacement/stride2).
// H' = ceil((H + 2*pad_size - 2*(max_displacement + (kernel_size - 1)/2)) / stride1), and W' likewise. kernel_size is odd.
struct CorrelationAttrs {
  std::int64_t kernel_size = 1;
  std::int64_t max_displacement = 1;
  std::int64_t stride1 = 1;
  std::int64_t stride2 = 1;
  std::int64_t pad_size = 0;
  bool is_multiply = true;
  static void fields(auto& self, auto&& visit) {
    visit("kernel_size", self.kernel_size);
    visit("max_displacement", self.max_displacement);
    visit("stride1", self.stride1);
    visit("stride2", self.stride2);
    visit("pad_size", self.pad_size);
    visit("is_multiply", self.is_multiply);
  }
};

// im2col(x[N,C,D...]) -> [N, C*prod(kernel), L]: in row c*prod(kernel) + k what tap k reads of channel c at each of the L positions
// of the window, in C order; 0 in the padding.
struct Im2colAttrs {
  std::vector<std::int64_t> kernel;
  std::vector<std::int64_t> strides;
  std::vector<std::int64_t> pads;  // all begins, then all ends; not negative
  std::vector<std::int64_t> dilations;
  static void fields(auto& self, auto&& visit) {
    visit("kernel", self.kernel);
    visit("strides", self.strides);
    visit("pads", self.pads);
    visit("dilations", self.dilations);
  }
};

// col2im(x[N, C*prod(kernel), L], image_size?, kernel?) -> [N, C, image_size...]: every element of im2col's result added to where it was
// read from.
struct Col2imAttrs {
  std::vector<std::int64_t> image_size;
  std::vector<std::int64_t> kernel;
  std::vector<std::int64_t> strides;
  std::vector<std::int64_t> pads;
  std::vector<std::int64_t> dilations;
  static void fields(auto& self, auto&& visit) {
    visit("image_size", self.image_size);
    visit("kernel", self.kernel);
    visit("strides", self.strides);
    visit("pads", self.pads);
    visit("dilations", self.dilations);
  }
};

// max_unpool(x[N,C,D...], indices of the shape of x, output_size?) -> zeros with x[i] at element indices[i] of the flattened [N,C,S...],
// S = (D-1)*stride + kernel - pads; of several the last stays. output_size (empty: S) is S or larger along every dimension: zeros are
// added behind. An index outside [0, N*C*prod(S)) is an error when the graph is run.
struct MaxUnpoolAttrs {
  std::vector<std::int64_t> kernel;
  std::vector<std::int64_t> strides;
  std::vector<std::int64_t> pads;
  std::vector<std::int64_t> output_size;
  static void fields(auto& self, auto&& visit) {
    visit("kernel", self.kernel);
    visit("strides", self.strides);
    visit("pads", self.pads);
    visit("output_size", self.output_size);
  }
};

std::vector<Operator> sampling_operators();

}  // namespace nnfront::ops

template <>
struct nnfront::EnumNames<nnfront::ops::GridMode> {
  static constexpr std::string_view names[] = {"linear", "nearest", "cubic"};
};
template <>
struct nnfront::EnumNames<nnfront::ops::GridPadding> {
  static constexpr std::string_view names[] = {"zeros", "border", "reflection"};
};
template <>
struct nnfront::EnumNames<nnfront::ops::DeformableBorder> {
  static constexpr std::string_view names[] = {"fade", "cut"};
};
