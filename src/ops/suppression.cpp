// Of boxes that overlap the best one: non_max_suppression (indices) and box_nms (rows).
#include <algorithm>
#include <cmath>

#include "ops/detection_parts.h"
#include "ops/kernels.h"

namespace nnfront::ops {

namespace {

// ---- non_max_suppression

std::vector<TensorType> infer_non_max_suppression(const InferContext& context) {
  const TensorType& boxes = context.input(0);
  const TensorType& scores = context.input(1);
  const auto& attrs = context.attrs<NonMaxSuppressionAttrs>();
  const std::string_view names[] = {"boxes", "scores"};
  check_floating_boxes(context, names);
  check_rank("non_max_suppression_c1", "boxes", boxes, 3);
  check_dim("non_max_suppression_c1", "last dimension of boxes", boxes.shape[2], 4);
  check_rank("non_max_suppression_c2", "scores", scores, 3);
  check_shape("non_max_suppression_c2", "scores", scores.shape, {boxes.shape[0], scores.shape[1], boxes.shape[1]});
  check_finite("non_max_suppression_c3", "iou_threshold", attrs.iou_threshold);
  if (attrs.score_threshold && is_not_a_number(*attrs.score_threshold)) {
    violated("non_max_suppression_c3", "score_threshold: got nan, wanted a number");
  }
  return {{DType::int64, {Dim::unknown(), 3}}};
}

// With the corners in order, whichever diagonal they are given on.
template <class F>
Corners<F> ordered_corners(const F* box, BoxFormat format) {
  if (format == BoxFormat::center) return corners_of(box, format);
  return {std::min(box[0], box[2]), std::min(box[1], box[3]), std::max(box[0], box[2]), std::max(box[1], box[3])};
}

// The numbers of the boxes of one class of one image that stay.
template <class F>
std::vector<std::int64_t> kept_boxes(const std::vector<Corners<F>>& boxes, std::span<const F> scores, const NonMaxSuppressionAttrs& attrs) {
  std::vector<std::int64_t> order = falling_order(scores);
  if (attrs.score_threshold) {
    const auto threshold = static_cast<F>(*attrs.score_threshold);
    order.erase(
        std::find_if(order.begin(), order.end(), [&](std::int64_t at) { return !(scores[static_cast<std::size_t>(at)] > threshold); }),
        order.end());
  }
  const auto limit = static_cast<F>(attrs.iou_threshold);
  return keep_best(order, attrs.max_output_boxes_per_class, [&](std::int64_t kept, std::int64_t candidate) {
    const F overlap = overlap_of_union(boxes[static_cast<std::size_t>(candidate)], boxes[static_cast<std::size_t>(kept)]);
    return overlap > 0 && overlap > limit;
  });
}

template <class F>
std::vector<std::int64_t> selected(const EvalContext& context) {
  const auto& attrs = context.attrs<NonMaxSuppressionAttrs>();
  const std::vector<F> coordinates = own_numbers<F>(context.input(0));
  const std::vector<F> scores = own_numbers<F>(context.input(1));
  const std::int64_t images = context.input(1).dims()[0];
  const std::int64_t classes = context.input(1).dims()[1];
  const auto count = static_cast<std::size_t>(context.input(1).dims()[2]);
  std::vector<std::int64_t> rows;
  if (scores.empty()) return rows;
  for (std::int64_t image = 0; image < images; ++image) {
    std::vector<Corners<F>> boxes;
    for (std::size_t b = 0; b < count; ++b) {
      boxes.push_back(ordered_corners(&coordinates[(static_cast<std::size_t>(image) * count + b) * 4], attrs.format));
    }
    for (std::int64_t c = 0; c < classes; ++c) {
      const std::span<const F> of_class = std::span(scores).subspan(static_cast<std::size_t>(image * classes + c) * count, count);
      for (const std::int64_t box : kept_boxes(boxes, of_class, attrs)) rows.insert(rows.end(), {image, c, box});
    }
  }
  return rows;
}

std::vector<Array> eval_non_max_suppression(const EvalContext& context) {
  const std::vector<std::int64_t> rows = with_own_precision(context.input(0).dtype(), [&]<class F>() { return selected<F>(context); });
  return {from_integers(DType::int64, {static_cast<std::int64_t>(rows.size()) / 3, 3}, rows)};
}

// ---- box_nms

// `column` is one of [0, width) and none of the coordinates.
void check_column(std::string_view name, std::int64_t column, const BoxNmsAttrs& attrs, const Dim& width) {
  const bool coordinate = column >= attrs.coord_start && column < attrs.coord_start + 4;
  const bool outside = column < 0 || (width.is_integer() && column >= width.integer());
  if (coordinate || outside) {
    violated("box_nms_c2", "{}: got {}, wanted another of {} columns than the coordinates from {} on", name, column, width.text(),
             attrs.coord_start);
  }
}

std::vector<TensorType> infer_box_nms(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto& attrs = context.attrs<BoxNmsAttrs>();
  check_dtype(floating_boxes.label, "x", x, DTypeClass::floating);
  check_min_rank("box_nms_c1", "x", x, 2);
  const Dim& width = x.shape.back();
  constexpr std::int64_t widest = std::int64_t{1} << 48;
  if (attrs.coord_start < 0 || attrs.coord_start > widest || (width.is_integer() && attrs.coord_start + 4 > width.integer())) {
    violated("box_nms_c2", "coord_start: got {}, wanted the first of four among {} columns", attrs.coord_start, width.text());
  }
  check_column("score_index", attrs.score_index, attrs, width);
  if (attrs.id_index >= 0) check_column("id_index", attrs.id_index, attrs, width);
  if (attrs.id_index == attrs.score_index) violated("box_nms_c2", "id_index: got {}, wanted another than score_index", attrs.id_index);
  check_finite("box_nms_c3", "overlap_threshold", attrs.overlap_threshold);
  if (is_not_a_number(attrs.valid_threshold)) violated("box_nms_c3", "valid_threshold: got nan, wanted a number");
  return {x};
}

// The boxes of one group, row by row.
template <class F>
struct Group {
  std::span<const F> elements;
  std::size_t width;
  const BoxNmsAttrs& attrs;

  std::size_t count() const { return elements.size() / width; }
  F at(std::int64_t row, std::int64_t column) const {
    return elements[static_cast<std::size_t>(row) * width + static_cast<std::size_t>(column)];
  }
  const F* box(std::int64_t row) const {
    return &elements[static_cast<std::size_t>(row) * width + static_cast<std::size_t>(attrs.coord_start)];
  }
  Corners<F> corners(std::int64_t row) const { return corners_of(box(row), attrs.in_format); }
  F area(std::int64_t row) const {
    const F* const b = box(row);
    const bool corner = attrs.in_format == BoxFormat::corner;
    const F width_of = corner ? b[2] - b[0] : b[2];
    const F height_of = corner ? b[3] - b[1] : b[3];
    return width_of < 0 || height_of < 0 ? F{0} : width_of * height_of;
  }
  bool is_candidate(std::int64_t row) const {
    if (!(at(row, attrs.score_index) > static_cast<F>(attrs.valid_threshold))) return false;
    return attrs.id_index < 0 || at(row, attrs.id_index) != static_cast<F>(attrs.background_id);
  }
  bool compete(std::int64_t a, std::int64_t b) const {
    if (attrs.force_suppress || attrs.id_index < 0) return true;
    return std::trunc(at(a, attrs.id_index)) == std::trunc(at(b, attrs.id_index));
  }
  bool overlap(std::int64_t a, std::int64_t b) const {
    const F shared = intersection(corners(a), corners(b));
    return shared / (area(a) + area(b) - shared) > static_cast<F>(attrs.overlap_threshold);
  }
};

template <class F>
std::vector<std::int64_t> kept_rows(const Group<F>& group) {
  std::vector<std::int64_t> candidates;
  std::vector<F> scores;
  for (std::int64_t row = 0; row < static_cast<std::int64_t>(group.count()); ++row) {
    if (!group.is_candidate(row)) continue;
    candidates.push_back(row);
    scores.push_back(group.at(row, group.attrs.score_index));
  }
  std::vector<std::int64_t> order = falling_order<F>(scores);
  if (group.attrs.topk >= 0 && group.attrs.topk < static_cast<std::int64_t>(order.size())) {
    order.resize(static_cast<std::size_t>(group.attrs.topk));
  }
  for (std::int64_t& each : order) each = candidates[static_cast<std::size_t>(each)];
  return keep_best(order, static_cast<std::int64_t>(order.size()),
                   [&](std::int64_t kept, std::int64_t row) { return group.compete(kept, row) && group.overlap(kept, row); });
}

template <class F>
void convert(F* box, BoxFormat to) {
  if (box[0] < 0) return;
  if (to == BoxFormat::corner) {
    const Corners<F> corners = corners_of(box, BoxFormat::center);
    const F numbers[] = {corners.x1, corners.y1, corners.x2, corners.y2};
    std::copy_n(numbers, 4, box);
    return;
  }
  const F numbers[] = {(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]};
  std::copy_n(numbers, 4, box);
}

template <class F>
std::vector<F> suppressed_rows(const std::vector<F>& elements, const std::vector<std::int64_t>& dims, const BoxNmsAttrs& attrs) {
  const auto width = static_cast<std::size_t>(dims.back());
  const std::size_t size = static_cast<std::size_t>(dims[dims.size() - 2]) * width;
  std::vector<F> out(elements.size(), F{-1});
  for (std::size_t start = 0; start < elements.size(); start += size) {
    const Group<F> group{std::span(elements).subspan(start, size), width, attrs};
    F* row_out = out.data() + start;
    for (const std::int64_t row : kept_rows(group)) {
      std::copy_n(group.elements.begin() + row * static_cast<std::int64_t>(width), width, row_out);
      if (attrs.in_format != attrs.out_format) convert(row_out + attrs.coord_start, attrs.out_format);
      row_out += width;
    }
  }
  return out;
}

std::vector<Array> eval_box_nms(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<BoxNmsAttrs>();
  if (attrs.topk == 0) return {x};
  return {with_own_precision(
      x.dtype(), [&]<class F>() { return own_array(x.dtype(), x.dims(), suppressed_rows(own_numbers<F>(x), x.dims(), attrs)); })};
}

Operator non_max_suppression() {
  Operator op = {
      .name = "non_max_suppression",
      .family = "detection",
      .doc =
          "Image, class and number of the boxes that stay: of every class from the best score (above score_threshold) down each that "
          "overlaps no better one that stayed by more than iou_threshold, up to max_output_boxes_per_class.",
      .inputs = {{"boxes", "[N, B, 4]: two opposite corners, or center and size"}, {"scores", "[N, C, B]"}},
      .outputs = {{"selected", "int64 [n, 3]: image, class, box"}},
      .constraints = {floating_boxes,
                      {"non_max_suppression_c1", "boxes have rank 3 and 4 coordinates"},
                      {"non_max_suppression_c2", "scores have rank 3, one for every class and box of every image"},
                      {"non_max_suppression_c3", "iou_threshold is finite and score_threshold a number"}},
      .defaults = NonMaxSuppressionAttrs{},
      .infer = infer_non_max_suppression,
      .eval = eval_non_max_suppression,
      .cost = cost_per_input_element,
      .source = "https://onnx.ai/onnx/operators/onnx__NonMaxSuppression.html",
  };
  add_attribute_input(op, {"max_output_boxes_per_class", "one integer"}, "max_output_boxes_per_class", AttributeInput::Effect::elements);
  add_attribute_input(op, {"iou_threshold", "one number"}, "iou_threshold", AttributeInput::Effect::elements);
  add_attribute_input(op, {"score_threshold", "one number"}, "score_threshold", AttributeInput::Effect::elements);
  return op;
}

Operator box_nms() {
  return {
      .name = "box_nms",
      .family = "detection",
      .doc =
          "Of every group of rows (score, coordinates, perhaps a class) those that stay when from the best score down each that overlaps a "
          "better one of its class by more than overlap_threshold is dropped; by falling score, then rows of -1.",
      .inputs = {{"x", "[..., B, K]: B rows of K numbers"}},
      .outputs = {{"y", "type and shape of x"}},
      .constraints = {floating_boxes,
                      {"box_nms_c1", "x has rank 2 or more"},
                      {"box_nms_c2", "four coordinates, the score and, where there is one, the class are different columns of x"},
                      {"box_nms_c3", "overlap_threshold is finite and valid_threshold a number"}},
      .defaults = BoxNmsAttrs{},
      .infer = infer_box_nms,
      .eval = eval_box_nms,
      .cost = cost_per_input_element,
  };
}

}  // namespace

std::vector<Operator> suppression_operators() {
  return {non_max_suppression(), box_nms()};
}

}  // namespace nnfront::ops
