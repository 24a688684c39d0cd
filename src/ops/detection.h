// Boxes: overlap, coding, suppression of the weaker of two that overlap, anchors, and the ends of detectors.
//
// What decides which boxes stay (scores, overlaps, thresholds, and the coordinates that they follow from) is computed in the precision of
// the boxes, float32 for narrower types: an overlap that equals the threshold is kept or dropped as it is where the network was trained.
// Orders by score are stable, and NaN is the lowest score.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// corner: x1, y1, x2, y2, the upper left and the lower right corner; center: x, y of the center, width, height.
enum class BoxFormat { corner, center };

// box_iou(a[A..., 4], b[B..., 4]) -> [A..., B...]: intersection over union, 0 where they do not meet; a box whose width or height is
// negative has no area.
struct BoxIouAttrs {
  BoxFormat format = BoxFormat::corner;
  static void fields(auto& self, auto&& visit) { visit("format", self.format); }
};

// box_encode(samples[B,N], matches[B,N], anchors[B,N,4], references[B,M,4], means[4], stds[4]) -> targets[B,N,4], masks[B,N,4]; boxes
// are corners. Where a sample is above 0.5 its mask is 1 and its target, with r the reference that matches[b,n] names and a its anchor:
//   ((r.x - a.x)/a.w - means[0])/stds[0], the same for y, (log(r.w/a.w) - means[2])/stds[2], the same for h.
// Elsewhere both are 0. Matches are of any integer type; one of a sample outside [0, M) is an error when the graph is run.

// box_decode(x[B,N,4], anchors[1 or B,N,4]) -> corners [B,N,4]: with x scaled by stds and the anchor as center, width and height, the
// center x0*w + x, x1*h + y and the size exp(x2)*w, exp(x3)*h, in which x2 and x3 are at most `clip`.
struct BoxDecodeAttrs {
  std::vector<double> stds = {1.0, 1.0, 1.0, 1.0};
  std::optional<double> clip;
  BoxFormat format = BoxFormat::center;  // of the anchors
  static void fields(auto& self, auto&& visit) {
    visit("stds", self.stds);
    visit("clip", self.clip);
    visit("format", self.format);
  }
};

// bipartite_matching(scores[..., N, M]) -> int64 rows [..., N], the column that each row is matched with, and columns [..., M], the
// row; -1 where there is none. Pairs of a free row and a free column are taken from the largest score down (ascending: from the
// smallest up), of equal ones the first in C order, until one is not above (below) the threshold or `limit` pairs are taken (-1: no
// limit).
struct BipartiteMatchingAttrs {
  bool ascending = false;
  double threshold = 0.0;
  std::int64_t limit = -1;
  static void fields(auto& self, auto&& visit) {
    visit("ascending", self.ascending);
    visit("threshold", self.threshold);
    visit("limit", self.limit);
  }
};

// non_max_suppression(boxes[N,B,4], scores[N,C,B], max_output_boxes_per_class?, iou_threshold?, score_threshold?) -> int64 [n, 3]: image,
// class, box of every box that stays, image by image, class by class, by falling score. Of a class a box is a candidate where its score is
// above score_threshold (without one: always). From the best candidate down one stays where its overlap with each that stayed already is at
// most iou_threshold, until max_output_boxes_per_class have stayed. corner: any two opposite corners, in x, y or in y, x order. Boxes
// without area overlap nothing.
struct NonMaxSuppressionAttrs {
  std::int64_t max_output_boxes_per_class = 0;
  double iou_threshold = 0.0;
  std::optional<double> score_threshold;
  BoxFormat format = BoxFormat::corner;
  static void fields(auto& self, auto&& visit) {
    visit("max_output_boxes_per_class", self.max_output_boxes_per_class);
    visit("iou_threshold", self.iou_threshold);
    visit("score_threshold", self.score_threshold);
    visit("format", self.format);
  }
};

// box_nms(x[..., B, K]) -> the same shape: of every group of B boxes those that stay, by falling score, then rows of -1.
//   A row holds a score, four coordinates from coord_start on and, where id_index is not negative, a class. It is a candidate where its
//   score is above valid_threshold and (with an id_index) its class is not background_id. Of the best topk candidates (-1: all) one
//   stays where its overlap with none that stayed is above overlap_threshold; without force_suppress and with an id_index only boxes of
//   the same class (rounded to zero) count. A topk of 0 leaves x as it is.
//   Where out_format is another than in_format the coordinates of the rows that stay are converted, but for rows whose first
//   coordinate is negative.
struct BoxNmsAttrs {
  double overlap_threshold = 0.5;
  double valid_threshold = 0.0;
  std::int64_t topk = -1;
  std::int64_t coord_start = 2;
  std::int64_t score_index = 1;
  std::int64_t id_index = -1;
  std::int64_t background_id = -1;
  bool force_suppress = false;
  BoxFormat in_format = BoxFormat::corner;
  BoxFormat out_format = BoxFormat::corner;
  static void fields(auto& self, auto&& visit) {
    visit("overlap_threshold", self.overlap_threshold);
    visit("valid_threshold", self.valid_threshold);
    visit("topk", self.topk);
    visit("coord_start", self.coord_start);
    visit("score_index", self.score_index);
    visit("id_index", self.id_index);
    visit("background_id", self.background_id);
    visit("force_suppress", self.force_suppress);
    visit("in_format", self.in_format);
    visit("out_format", self.out_format);
  }
};

// multibox_prior(x[N,C,H,W]) -> corners [1, H*W*(S + R - 1), 4] relative to the image, for S sizes and R ratios; of x only the shape
// counts. At every position, row by row, first a box of each size and the first ratio, then one of the first size and each other
// ratio: width size*sqrt(ratio)*H/W, height size/sqrt(ratio), center ((column + offsets[1])*steps[1], (row + offsets[0])*steps[0]).
// Steps of which one is 0 or less are 1/H and 1/W. clip: coordinates are brought into [0, 1].
struct MultiboxPriorAttrs {
  std::vector<double> sizes = {1.0};
  std::vector<double> ratios = {1.0};
  bool clip = false;
  std::vector<double> steps = {-1.0, -1.0};  // y, x
  std::vector<double> offsets = {0.5, 0.5};  // y, x
  static void fields(auto& self, auto&& visit) {
    visit("sizes", self.sizes);
    visit("ratios", self.ratios);
    visit("clip", self.clip);
    visit("steps", self.steps);
    visit("offsets", self.offsets);
  }
};

// multibox_detection(class_probability[N,C,A], location[N,A*4], anchors[1,A,4]) -> [N,A,6]: class, score, x1, y1, x2, y2.
//   Class 0 of C is the background, the first of the output is 0. An anchor is detected where the best of its other classes (of equal
//   ones the first) has a score of at least `threshold`. Its box: with the anchor's corners as center, width and height, the center
//   x0*variances[0]*w + x, the same for y, the size exp(x2*variances[2])*w, the same for h; clip: brought into [0, 1].
//   Detected anchors stand first, in their order; the remaining rows are -1. Where 0 < nms_threshold <= 1 the best nms_topk of them
//   (0 or less: all) are sorted by falling score, rows from nms_topk on get class -1 and stay as they were otherwise, and of the sorted
//   ones every row whose overlap with an earlier one of its class (force_suppress: of any) that was not suppressed is nms_threshold or
//   more gets class -1.
struct MultiboxDetectionAttrs {
  bool clip = true;
  double threshold = 0.01;
  double nms_threshold = 0.5;
  bool force_suppress = false;
  std::vector<double> variances = {0.1, 0.1, 0.2, 0.2};
  std::int64_t nms_topk = -1;
  static void fields(auto& self, auto&& visit) {
    visit("clip", self.clip);
    visit("threshold", self.threshold);
    visit("nms_threshold", self.nms_threshold);
    visit("force_suppress", self.force_suppress);
    visit("variances", self.variances);
    visit("nms_topk", self.nms_topk);
  }
};

// proposal(class_probability[N,2*A,H,W], location[N,4*A,H,W], image_info[N,3]) -> regions [N*post_nms_top_n, 5]: image, x1, y1, x2, y2
// in pixels, and their scores [N*post_nms_top_n, 1], by falling score. A is the number of ratios times that of scales; the second half
// of the probabilities are those of an object; image_info is height, width, scale. Corners belong to the box: its width is
// x2 - x1 + 1. Anchor ratio by ratio, scale by scale: of width w*scale and height round(w*ratio)*scale with
// w = round(sqrt(floor(stride^2/ratio))), around the middle of a cell; then moved by the stride to every column and row.
//   Its box: center x0*w + x, size exp(x2)*w (the same for y and h), or with iou_loss the corners plus x0 to x3; brought into the image;
//   score -1 in rows and columns of cells behind height/stride, width/stride. A box narrower or lower than min_size*scale has score -1
//   and grows by half of that at every side.
//   Of the pre_nms_top_n best (0 or less: all) one stays where its overlap with none that stayed is above nms_threshold, up to
//   post_nms_top_n; where fewer stay they are repeated.
struct ProposalAttrs {
  std::int64_t pre_nms_top_n = 6000;
  std::int64_t post_nms_top_n = 300;
  double nms_threshold = 0.7;
  double min_size = 16.0;
  std::vector<double> scales = {4.0, 8.0, 16.0, 32.0};
  std::vector<double> ratios = {0.5, 1.0, 2.0};
  std::int64_t feature_stride = 16;
  bool iou_loss = false;
  static void fields(auto& self, auto&& visit) {
    visit("pre_nms_top_n", self.pre_nms_top_n);
    visit("post_nms_top_n", self.post_nms_top_n);
    visit("nms_threshold", self.nms_threshold);
    visit("min_size", self.min_size);
    visit("scales", self.scales);
    visit("ratios", self.ratios);
    visit("feature_stride", self.feature_stride);
    visit("iou_loss", self.iou_loss);
  }
};

std::vector<Operator> detection_operators();

}  // namespace nnfront::ops

template <>
struct nnfront::EnumNames<nnfront::ops::BoxFormat> {
  static constexpr std::string_view names[] = {"corner", "center"};
};
