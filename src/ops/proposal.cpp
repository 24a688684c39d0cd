// The regions that a region proposal network finds. Ren et al., Faster R-CNN, arXiv:1506.01497, section 3.1.
#include <algorithm>
#include <cmath>

#include "ops/detection_parts.h"
#include "ops/kernels.h"
#include "ops/window.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

void check_anchors(std::string_view attribute, const std::vector<double>& numbers) {
  if (numbers.empty()) violated("proposal_c3", "{}: got none, wanted one or more", attribute);
  for (const double number : numbers) {
    if (!(number > 0) || std::isinf(number)) violated("proposal_c3", "{}: got {}, wanted finite numbers above 0", attribute, number);
  }
}

void check_attributes(const ProposalAttrs& attrs) {
  check_anchors("scales", attrs.scales);
  check_anchors("ratios", attrs.ratios);
  check_at_least("proposal_c4", "post_nms_top_n", attrs.post_nms_top_n, 1);
  check_at_least("proposal_c4", "feature_stride", attrs.feature_stride, 1);
  if (attrs.post_nms_top_n > largest_window_entry || attrs.feature_stride > largest_window_entry) {
    violated("proposal_c4", "got post_nms_top_n {} and feature_stride {}, wanted at most {}", attrs.post_nms_top_n, attrs.feature_stride,
             largest_window_entry);
  }
  check_finite("proposal_c4", "nms_threshold", attrs.nms_threshold);
  check_finite("proposal_c4", "min_size", attrs.min_size);
}

std::vector<TensorType> infer_proposal(const InferContext& context) {
  const auto& attrs = context.attrs<ProposalAttrs>();
  const TensorType& probability = context.input(0);
  const std::string_view names[] = {"class_probability", "location", "image_info"};
  check_floating_boxes(context, names);
  check_attributes(attrs);
  const auto anchors = static_cast<std::int64_t>(attrs.scales.size() * attrs.ratios.size());
  check_rank("proposal_c1", "class_probability", probability, 4);
  const Shape& shape = probability.shape;
  check_dim("proposal_c1", "channels of class_probability", shape[1], 2 * anchors);
  for (const std::size_t d : {std::size_t{2}, std::size_t{3}}) {
    if (shape[d] == Dim(0)) violated("proposal_c1", "class_probability: got {}, wanted at least one cell", text(probability));
  }
  check_shape("proposal_c2", "location", context.input(1).shape, {shape[0], 4 * anchors, shape[2], shape[3]});
  check_shape("proposal_c2", "image_info", context.input(2).shape, {shape[0], 3});
  const Dim rows = shape[0] * attrs.post_nms_top_n;
  return {{probability.dtype, {rows, 5}}, {probability.dtype, {rows, 1}}};
}

template <class F>
struct Region {
  Corners<F> box;
  F score = 0;

  F width() const { return box.x2 - box.x1 + 1; }
  F height() const { return box.y2 - box.y1 + 1; }
};

// The anchors of the first cell, ratio by ratio and scale by scale.
template <class F>
std::vector<Corners<F>> anchors_of(const ProposalAttrs& attrs) {
  const auto stride = static_cast<F>(attrs.feature_stride);
  const F middle = (stride - 1) / 2;
  std::vector<Corners<F>> anchors;
  for (const double ratio : attrs.ratios) {
    const F width = std::floor(std::sqrt(std::floor(stride * stride / static_cast<F>(ratio))) + F(0.5));
    const F height = std::floor(width * static_cast<F>(ratio) + F(0.5));
    for (const double scale : attrs.scales) {
      const F half_width = (width * static_cast<F>(scale) - 1) / 2;
      const F half_height = (height * static_cast<F>(scale) - 1) / 2;
      anchors.push_back({middle - half_width, middle - half_height, middle + half_width, middle + half_height});
    }
  }
  return anchors;
}

template <class F>
Corners<F> moved(const Corners<F>& anchor, const F (&location)[4], bool iou_loss) {
  if (iou_loss) return {anchor.x1 + location[0], anchor.y1 + location[1], anchor.x2 + location[2], anchor.y2 + location[3]};
  const F width = anchor.x2 - anchor.x1 + 1;
  const F height = anchor.y2 - anchor.y1 + 1;
  const F center_x = location[0] * width + anchor.x1 + (width - 1) / 2;
  const F center_y = location[1] * height + anchor.y1 + (height - 1) / 2;
  const F half_width = (std::exp(location[2]) * width - 1) / 2;
  const F half_height = (std::exp(location[3]) * height - 1) / 2;
  return {center_x - half_width, center_y - half_height, center_x + half_width, center_y + half_height};
}

// The numbers of one image: probabilities of objects [A, H, W], location [4*A, H, W].
template <class F>
struct Cells {
  const F* probability;
  const F* location;
  std::int64_t rows;
  std::int64_t columns;
  F image_height;
  F image_width;
  F scale;
};

template <class F>
Corners<F> inside(const Corners<F>& box, const Cells<F>& cells) {
  const auto clipped = [](F coordinate, F size) { return std::max(std::min(coordinate, size - 1), F{0}); };
  return {clipped(box.x1, cells.image_width), clipped(box.y1, cells.image_height), clipped(box.x2, cells.image_width),
          clipped(box.y2, cells.image_height)};
}

template <class F>
Region<F> grown_where_small(Region<F> region, F lowest) {
  if (!(region.width() < lowest) && !(region.height() < lowest)) return region;
  const F half = lowest / 2;
  region.box = {region.box.x1 - half, region.box.y1 - half, region.box.x2 + half, region.box.y2 + half};
  region.score = -1;
  return region;
}

// One region for every row, column and anchor, in this order.
template <class F>
std::vector<Region<F>> regions_of(const Cells<F>& cells, const ProposalAttrs& attrs) {
  const std::vector<Corners<F>> anchors = anchors_of<F>(attrs);
  const auto stride = static_cast<F>(attrs.feature_stride);
  const std::int64_t plane = cells.rows * cells.columns;
  std::vector<Region<F>> regions;
  for (std::int64_t cell = 0; cell < plane; ++cell) {
    const std::int64_t whole_rows = cell / cells.columns;
    const auto row = static_cast<F>(whole_rows);
    const auto column = static_cast<F>(cell % cells.columns);
    const bool filling = row >= std::trunc(cells.image_height / stride) || column >= std::trunc(cells.image_width / stride);
    for (std::size_t a = 0; a < anchors.size(); ++a) {
      const auto channel = static_cast<std::int64_t>(a);
      const F dx = column * stride;
      const F dy = row * stride;
      const Corners<F> anchor = {anchors[a].x1 + dx, anchors[a].y1 + dy, anchors[a].x2 + dx, anchors[a].y2 + dy};
      const F* const first = cells.location + 4 * channel * plane + cell;
      const F location[] = {first[0], first[plane], first[2 * plane], first[3 * plane]};
      const Region<F> region{inside(moved(anchor, location, attrs.iou_loss), cells),
                             filling ? F{-1} : cells.probability[channel * plane + cell]};
      regions.push_back(grown_where_small(region, static_cast<F>(attrs.min_size) * cells.scale));
    }
  }
  return regions;
}

template <class F>
bool overlap_above(const Region<F>& a, const Region<F>& b, F threshold) {
  const F width = std::max(F{0}, std::min(a.box.x2, b.box.x2) - std::max(a.box.x1, b.box.x1) + 1);
  const F height = std::max(F{0}, std::min(a.box.y2, b.box.y2) - std::max(a.box.y1, b.box.y1) + 1);
  const F shared = width * height;
  return shared / (a.width() * a.height() + b.width() * b.height() - shared) > threshold;
}

// At least one, since nothing suppresses the first.
template <class F>
std::vector<Region<F>> kept_regions(const std::vector<Region<F>>& regions, const ProposalAttrs& attrs) {
  std::vector<F> scores;
  for (const Region<F>& region : regions) scores.push_back(region.score);
  const auto all = static_cast<std::int64_t>(regions.size());
  const std::int64_t looked_at = attrs.pre_nms_top_n > 0 ? std::min(attrs.pre_nms_top_n, all) : all;
  std::vector<std::int64_t> order = falling_order<F>(scores);
  order.resize(static_cast<std::size_t>(looked_at));
  std::vector<Region<F>> kept;
  for (const std::int64_t position : order) {
    if (static_cast<std::int64_t>(kept.size()) == attrs.post_nms_top_n) break;
    const Region<F>& region = regions[static_cast<std::size_t>(position)];
    const bool suppressed = std::any_of(kept.begin(), kept.end(), [&](const Region<F>& other) {
      return overlap_above(other, region, static_cast<F>(attrs.nms_threshold));
    });
    if (!suppressed) kept.push_back(region);
  }
  return kept;
}

template <class F>
std::vector<Array> proposals(const EvalContext& context) {
  const auto& attrs = context.attrs<ProposalAttrs>();
  const Array& probability = context.input(0);
  const std::vector<F> probabilities = own_numbers<F>(probability);
  const std::vector<F> location = own_numbers<F>(context.input(1));
  const std::vector<F> info = own_numbers<F>(context.input(2));
  const std::vector<std::int64_t>& dims = probability.dims();
  const std::int64_t of_image = dims[1] * dims[2] * dims[3];
  std::vector<F> boxes;
  std::vector<F> scores;
  for (std::int64_t image = 0; image < dims[0]; ++image) {
    const F* const image_info = info.data() + 3 * image;
    const Cells<F> cells{probabilities.data() + image * of_image + of_image / 2,
                         location.data() + 2 * image * of_image,
                         dims[2],
                         dims[3],
                         image_info[0],
                         image_info[1],
                         image_info[2]};
    const std::vector<Region<F>> kept = kept_regions(regions_of(cells, attrs), attrs);
    for (std::size_t i = 0; i < static_cast<std::size_t>(attrs.post_nms_top_n); ++i) {
      const Region<F>& region = kept[i % kept.size()];
      boxes.insert(boxes.end(), {static_cast<F>(image), region.box.x1, region.box.y1, region.box.x2, region.box.y2});
      scores.push_back(region.score);
    }
  }
  return {own_array(probability.dtype(), output_dims(context, 0), boxes), own_array(probability.dtype(), output_dims(context, 1), scores)};
}

}  // namespace

Operator proposal() {
  return {
      .name = "proposal",
      .family = "detection",
      .doc =
          "The regions of a region proposal network: anchors moved by what it predicts, brought into the image, the best that do not "
          "overlap a better one by more than nms_threshold; repeated where there are fewer than post_nms_top_n.",
      .inputs = {{"class_probability", "[N, 2*A, H, W], the second half that of an object; A is scales times ratios"},
                 {"location", "[N, 4*A, H, W]"},
                 {"image_info", "[N, 3]: height, width, scale"}},
      .outputs = {{"regions", "[N*post_nms_top_n, 5]: image, x1, y1, x2, y2"}, {"scores", "[N*post_nms_top_n, 1]"}},
      .constraints = {floating_boxes,
                      {"proposal_c1", "class_probability has rank 4, two channels per anchor and at least one cell"},
                      {"proposal_c2", "location has four channels per anchor, image_info three numbers per image"},
                      {"proposal_c3", "scales and ratios are given, finite and above 0"},
                      {"proposal_c4", "post_nms_top_n and feature_stride are from 1 to 2147483647, nms_threshold and min_size are finite"}},
      .defaults = ProposalAttrs{},
      .infer = infer_proposal,
      .eval = [](const EvalContext& context) -> std::vector<Array> {
        return with_own_precision(context.input(0).dtype(), [&]<class F>() { return proposals<F>(context); });
      },
      .cost = cost_per_input_element,
      .source = "Ren et al., Faster R-CNN, arXiv:1506.01497, section 3.1",
  };
}

}  // namespace nnfront::ops
