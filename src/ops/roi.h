// Regions of a feature map pooled to one size: roi_pool, roi_align, psroi_pool.
//
// Which elements belong to a bin of a region is computed in the precision of the regions, float32 for narrower types: the edges of bins
// are rounded as they are where the network was trained. An image that does not exist: below 0 the region's result is zero; of roi_align
// and psroi_pool one of N or more is an error when the graph is run, of roi_pool its result is zero too.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// roi_pool(x[N,C,H,W], rois[R,5]) -> [R,C,pooled_size...]: image, x1, y1, x2, y2 of each region. Its corners times spatial_scale are
// rounded (halves away from zero) and belong to it; its height is y2 - y1 + 1 and at least 1. Bin b of P along an axis takes the rows
// from floor(b*height/P) up to ceil((b+1)*height/P) behind y1, as far as there are any: their maximum, 0 for none.
struct RoiPoolAttrs {
  std::vector<std::int64_t> pooled_size = {1, 1};
  double spatial_scale = 1.0;
  static void fields(auto& self, auto&& visit) {
    visit("pooled_size", self.pooled_size);
    visit("spatial_scale", self.spatial_scale);
  }
};

enum class RoiAlignMode { average, max };

// roi_align(x[N,C,H,W], rois[R,4], batch_indices[R]) -> [R,C,pooled_size...]: x1, y1, x2, y2 of each region and its image (any integer
// type). Corners times spatial_scale, less 0.5 where half_pixel; otherwise width and height are at least 1. Every bin is sampled at
// sampling_ratio places along each axis (0: the bin's size rounded up), in the middle of equal parts, linearly between elements; a place
// before -1 or behind the size counts 0, one between there and the outermost element has its value.
//   average: the mean of the samples, 0 for none. max: the largest of the four weighted elements of all samples (not of the samples).
//   position_sensitive: x has C*pooled_size[0]*pooled_size[1] channels, and bin (i, j) of channel c reads channel
//   (c*pooled_size[0] + i)*pooled_size[1] + j.
struct RoiAlignAttrs {
  std::vector<std::int64_t> pooled_size = {1, 1};
  double spatial_scale = 1.0;
  std::int64_t sampling_ratio = 0;
  RoiAlignMode mode = RoiAlignMode::average;
  bool half_pixel = false;
  bool position_sensitive = false;
  static void fields(auto& self, auto&& visit) {
    visit("pooled_size", self.pooled_size);
    visit("spatial_scale", self.spatial_scale);
    visit("sampling_ratio", self.sampling_ratio);
    visit("mode", self.mode);
    visit("half_pixel", self.half_pixel);
    visit("position_sensitive", self.position_sensitive);
  }
};

// psroi_pool(x[N, output_dim*group_size^2, H, W], rois[R,5]) -> [R,output_dim,pooled_size,pooled_size]: the mean of each bin, 0 for an
// empty one. Corners are rounded (halves away from zero), the second one grown by 1, then scaled; width and height are at least 0.1.
// Bin b takes the rows from floor(b*height/P + y1) up to ceil((b+1)*height/P + y1). Bin (i, j) of channel c reads channel
// (c*group_size + floor(i*group_size/P))*group_size + floor(j*group_size/P).
struct PsroiPoolAttrs {
  std::int64_t output_dim = 1;
  std::int64_t pooled_size = 1;
  std::int64_t group_size = 1;
  double spatial_scale = 1.0;
  static void fields(auto& self, auto&& visit) {
    visit("output_dim", self.output_dim);
    visit("pooled_size", self.pooled_size);
    visit("group_size", self.group_size);
    visit("spatial_scale", self.spatial_scale);
  }
};

std::vector<Operator> roi_operators();

}  // namespace nnfront::ops

template <>
struct nnfront::EnumNames<nnfront::ops::RoiAlignMode> {
  static constexpr std::string_view names[] = {"average", "max"};
};
