// The anchors of a single-shot detector and what it makes of them: multibox_prior, multibox_detection.
// Liu et al., SSD: Single Shot MultiBox Detector, arXiv:1512.02325.
#include <algorithm>
#include <cmath>

#include "ops/detection_parts.h"
#include "ops/kernels.h"

namespace nnfront::ops {

namespace {

// ---- multibox_prior

void check_pair(std::string_view attribute, const std::vector<double>& pair) {
  check_length("multibox_prior_c3", attribute, pair.size(), 2);
  check_all_finite("multibox_prior_c3", attribute, pair);
}

std::int64_t boxes_per_cell(const MultiboxPriorAttrs& attrs) {
  return static_cast<std::int64_t>(attrs.sizes.size() + attrs.ratios.size()) - 1;
}

std::vector<TensorType> infer_multibox_prior(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto& attrs = context.attrs<MultiboxPriorAttrs>();
  check_dtype(floating_boxes.label, "x", x, DTypeClass::floating);
  check_rank("multibox_prior_c1", "x", x, 4);
  if (attrs.sizes.empty() || attrs.ratios.empty()) {
    violated("multibox_prior_c2", "got {} sizes and {} ratios, wanted one or more of each", attrs.sizes.size(), attrs.ratios.size());
  }
  check_all_finite("multibox_prior_c2", "sizes", attrs.sizes);
  check_all_finite("multibox_prior_c2", "ratios", attrs.ratios);
  for (const double ratio : attrs.ratios) {
    if (!(ratio > 0)) violated("multibox_prior_c2", "ratios: got {}, wanted numbers above 0", ratio);
  }
  check_pair("steps", attrs.steps);
  check_pair("offsets", attrs.offsets);
  return {{x.dtype, {1, x.shape[2] * x.shape[3] * boxes_per_cell(attrs), 4}}};
}

struct Size {
  double width;
  double height;
};

// The boxes of one cell.
std::vector<Size> sizes_of(const MultiboxPriorAttrs& attrs, double rows, double columns) {
  const auto box = [&](double size, double ratio) { return Size{size * rows / columns * std::sqrt(ratio), size / std::sqrt(ratio)}; };
  std::vector<Size> sizes;
  for (const double size : attrs.sizes) sizes.push_back(box(size, attrs.ratios[0]));
  for (std::size_t i = 1; i < attrs.ratios.size(); ++i) sizes.push_back(box(attrs.sizes[0], attrs.ratios[i]));
  return sizes;
}

std::vector<Array> eval_multibox_prior(const EvalContext& context) {
  const auto& attrs = context.attrs<MultiboxPriorAttrs>();
  const Array& x = context.input(0);
  const std::int64_t rows = x.dims()[2];
  const std::int64_t columns = x.dims()[3];
  const std::vector<std::int64_t> dims = output_dims(context);
  // Before memory is taken.
  if (element_count(dims) == 0) return {Array(x.dtype(), dims)};
  const bool given = attrs.steps[0] > 0 && attrs.steps[1] > 0;
  const double step_y = given ? attrs.steps[0] : 1 / static_cast<double>(rows);
  const double step_x = given ? attrs.steps[1] : 1 / static_cast<double>(columns);
  const std::vector<Size> sizes = sizes_of(attrs, static_cast<double>(rows), static_cast<double>(columns));
  std::vector<double> out;
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t column = 0; column < columns; ++column) {
      const double center_x = (static_cast<double>(column) + attrs.offsets[1]) * step_x;
      const double center_y = (static_cast<double>(row) + attrs.offsets[0]) * step_y;
      for (const Size& size : sizes) {
        out.insert(out.end(),
                   {center_x - size.width / 2, center_y - size.height / 2, center_x + size.width / 2, center_y + size.height / 2});
      }
    }
  }
  if (attrs.clip) {
    for (double& coordinate : out) coordinate = std::clamp(coordinate, 0.0, 1.0);
  }
  return {from_doubles(x.dtype(), dims, out)};
}

// ---- multibox_detection

std::vector<TensorType> infer_multibox_detection(const InferContext& context) {
  const TensorType& probability = context.input(0);
  const auto& attrs = context.attrs<MultiboxDetectionAttrs>();
  const std::string_view names[] = {"class_probability", "location", "anchors"};
  check_floating_boxes(context, names);
  check_rank("multibox_detection_c1", "class_probability", probability, 3);
  const Dim& anchors = probability.shape[2];
  check_shape("multibox_detection_c2", "location", context.input(1).shape, {probability.shape[0], anchors * 4});
  check_shape("multibox_detection_c2", "anchors", context.input(2).shape, {1, anchors, 4});
  check_length("multibox_detection_c3", "variances", attrs.variances.size(), 4);
  check_all_finite("multibox_detection_c3", "variances", attrs.variances);
  check_finite("multibox_detection_c3", "threshold", attrs.threshold);
  check_finite("multibox_detection_c3", "nms_threshold", attrs.nms_threshold);
  return {{probability.dtype, {probability.shape[0], anchors, 6}}};
}

template <class F>
struct Detection {
  F class_id = -1;
  F score = -1;
  Corners<F> box{-1, -1, -1, -1};
};

template <class F>
Corners<F> decoded(const F* anchor, const F* location, const MultiboxDetectionAttrs& attrs) {
  const auto variance = [&](std::size_t i) { return static_cast<F>(attrs.variances[i]); };
  const F width = anchor[2] - anchor[0];
  const F height = anchor[3] - anchor[1];
  const F center_x = location[0] * variance(0) * width + (anchor[0] + anchor[2]) / 2;
  const F center_y = location[1] * variance(1) * height + (anchor[1] + anchor[3]) / 2;
  const F half_width = std::exp(location[2] * variance(2)) * width / 2;
  const F half_height = std::exp(location[3] * variance(3)) * height / 2;
  const auto clipped = [&](F coordinate) { return attrs.clip ? std::max(F{0}, std::min(F{1}, coordinate)) : coordinate; };
  return {clipped(center_x - half_width), clipped(center_y - half_height), clipped(center_x + half_width), clipped(center_y + half_height)};
}

// The numbers of one image.
template <class F>
struct Predictions {
  std::span<const F> probabilities;  // [C, A]
  const F* location;
  const F* anchors;
  std::size_t count;
};

template <class F>
std::vector<Detection<F>> detected(const Predictions<F>& image, const MultiboxDetectionAttrs& attrs) {
  std::vector<Detection<F>> rows;
  const std::size_t classes = image.probabilities.size() / image.count;
  for (std::size_t i = 0; i < image.count; ++i) {
    std::size_t best = 0;
    F score = -1;
    for (std::size_t c = 1; c < classes; ++c) {
      const F probability = image.probabilities[c * image.count + i];
      if (!(probability > score)) continue;
      score = probability;
      best = c;
    }
    if (best == 0 || score < static_cast<F>(attrs.threshold)) continue;
    rows.push_back({static_cast<F>(best - 1), score, decoded(image.anchors + 4 * i, image.location + 4 * i, attrs)});
  }
  return rows;
}

template <class F>
F overlap(const Corners<F>& a, const Corners<F>& b) {
  const F shared = intersection(a, b);
  const F together = (a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1) - shared;
  return together <= 0 ? F{0} : shared / together;
}

// The best `nms_topk` in order, the others behind them where they were, without a class.
template <class F>
std::vector<Detection<F>> sorted(const std::vector<Detection<F>>& rows, std::size_t kept) {
  std::vector<F> scores;
  for (const Detection<F>& row : rows) scores.push_back(row.score);
  const std::vector<std::int64_t> order = falling_order<F>(scores);
  std::vector<Detection<F>> result = rows;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i < kept) {
      result[i] = rows[static_cast<std::size_t>(order[i])];
    } else {
      result[i].class_id = -1;
    }
  }
  return result;
}

template <class F>
void suppress(std::span<Detection<F>> rows, const MultiboxDetectionAttrs& attrs) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].class_id < 0) continue;
    for (std::size_t j = i + 1; j < rows.size(); ++j) {
      if (rows[j].class_id < 0 || (!attrs.force_suppress && rows[i].class_id != rows[j].class_id)) continue;
      if (overlap(rows[i].box, rows[j].box) >= static_cast<F>(attrs.nms_threshold)) rows[j].class_id = -1;
    }
  }
}

template <class F>
std::vector<Detection<F>> detections(const Predictions<F>& image, const MultiboxDetectionAttrs& attrs) {
  std::vector<Detection<F>> rows = detected(image, attrs);
  const auto threshold = static_cast<F>(attrs.nms_threshold);
  if (threshold <= 0 || threshold > 1) return rows;
  const bool limited = attrs.nms_topk > 0 && static_cast<std::uint64_t>(attrs.nms_topk) < rows.size();
  const std::size_t kept = limited ? static_cast<std::size_t>(attrs.nms_topk) : rows.size();
  rows = sorted(rows, kept);
  suppress(std::span(rows).first(kept), attrs);
  return rows;
}

template <class F>
Array detection_array(const EvalContext& context) {
  const auto& attrs = context.attrs<MultiboxDetectionAttrs>();
  const std::vector<F> probabilities = own_numbers<F>(context.input(0));
  const std::vector<F> location = own_numbers<F>(context.input(1));
  const std::vector<F> anchors = own_numbers<F>(context.input(2));
  const auto count = static_cast<std::size_t>(context.input(0).dims()[2]);
  const std::size_t per_image = static_cast<std::size_t>(context.input(0).dims()[1]) * count;
  const std::vector<std::int64_t> dims = output_dims(context);
  std::vector<F> out(static_cast<std::size_t>(element_count(dims)), F{-1});
  for (std::size_t start = 0, image = 0; start < out.size(); start += 6 * count, ++image) {
    const Predictions<F> predictions{std::span(probabilities).subspan(image * per_image, per_image), location.data() + image * 4 * count,
                                     anchors.data(), count};
    F* row_out = out.data() + start;
    for (const Detection<F>& row : detections(predictions, attrs)) {
      const F numbers[] = {row.class_id, row.score, row.box.x1, row.box.y1, row.box.x2, row.box.y2};
      row_out = std::copy(std::begin(numbers), std::end(numbers), row_out);
    }
  }
  return own_array(context.input(0).dtype(), dims, out);
}

Operator multibox_prior() {
  return {
      .name = "multibox_prior",
      .family = "detection",
      .doc =
          "The anchors of a feature map, corners relative to the image: at every position a box of each size and the first ratio, then "
          "one of the first size and each other ratio.",
      .inputs = {{"x", "[N, C, H, W]; only its shape counts"}},
      .outputs = {{"y", "type of x, [1, H*W*(sizes + ratios - 1), 4]"}},
      .constraints = {floating_boxes,
                      {"multibox_prior_c1", "x has rank 4"},
                      {"multibox_prior_c2", "there are sizes and ratios, all finite, ratios above 0"},
                      {"multibox_prior_c3", "steps and offsets are two finite numbers each"}},
      .defaults = MultiboxPriorAttrs{},
      .infer = infer_multibox_prior,
      .eval = eval_multibox_prior,
      .cost = cost_per_output_element,
      .source = "Liu et al., SSD: Single Shot MultiBox Detector, arXiv:1512.02325, section 2.2",
  };
}

Operator multibox_detection() {
  return {
      .name = "multibox_detection",
      .family = "detection",
      .doc =
          "Class, score and corners of what a single-shot detector sees, by falling score; suppressed rows have class -1, those without a "
          "detection are -1.",
      .inputs = {{"class_probability", "[N, C, A], class 0 is the background"},
                 {"location", "[N, A*4]"},
                 {"anchors", "[1, A, 4], corners"}},
      .outputs = {{"y", "[N, A, 6]: class, score, x1, y1, x2, y2"}},
      .constraints = {floating_boxes,
                      {"multibox_detection_c1", "class_probability has rank 3"},
                      {"multibox_detection_c2", "location and anchors have four numbers per anchor"},
                      {"multibox_detection_c3", "variances are 4 finite numbers, the thresholds are finite"}},
      .defaults = MultiboxDetectionAttrs{},
      .infer = infer_multibox_detection,
      .eval = [](const EvalContext& context) -> std::vector<Array> {
        return {with_own_precision(context.input(0).dtype(), [&]<class F>() { return detection_array<F>(context); })};
      },
      .cost = cost_per_input_element,
      .source = "Liu et al., SSD: Single Shot MultiBox Detector, arXiv:1512.02325, section 2.2",
  };
}

}  // namespace

std::vector<Operator> multibox_operators() {
  return {multibox_prior(), multibox_detection()};
}

}  // namespace nnfront::ops
