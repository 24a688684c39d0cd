#include "ops/detection.h"

#include <cmath>
#include <iterator>

#include "ops/detection_parts.h"
#include "ops/indexing.h"
#include "ops/shape_parts.h"
#include "support/fail.h"

namespace nnfront::ops {

void check_floating_boxes(const InferContext& context, std::span<const std::string_view> names) {
  check_dtype(floating_boxes.label, names[0], context.input(0), DTypeClass::floating);
  for (std::size_t i = 1; i < names.size(); ++i) {
    check_same_dtype(floating_boxes.label, names[i], context.input(static_cast<int>(i)), context.input(0).dtype);
  }
}

void check_all_finite(std::string_view label, std::string_view attribute, std::span<const double> got) {
  for (const double number : got) check_finite(label, attribute, number);
}

namespace {

constexpr Constraint four_coordinates{"detection_c2", "the last dimension of boxes is 4"};

void check_boxes(std::string_view operand, const TensorType& boxes, std::size_t lowest_rank) {
  check_min_rank(four_coordinates.label, operand, boxes, lowest_rank);
  check_dim(four_coordinates.label, operand, boxes.shape.back(), 4);
}

// ---- box_iou

std::vector<TensorType> infer_box_iou(const InferContext& context) {
  const std::string_view names[] = {"a", "b"};
  check_floating_boxes(context, names);
  check_boxes("a", context.input(0), 1);
  check_boxes("b", context.input(1), 1);
  const Shape& a = context.input(0).shape;
  const Shape& b = context.input(1).shape;
  Shape shape(a.begin(), a.end() - 1);
  shape.insert(shape.end(), b.begin(), b.end() - 1);
  return {{context.input(0).dtype, shape}};
}

template <class F>
F area(const F* box, BoxFormat format) {
  const F width = format == BoxFormat::corner ? box[2] - box[0] : box[2];
  const F height = format == BoxFormat::corner ? box[3] - box[1] : box[3];
  return width < 0 || height < 0 ? F{0} : width * height;
}

template <class F>
std::vector<F> overlaps(const std::vector<F>& a, const std::vector<F>& b, BoxFormat format) {
  std::vector<F> result;
  for (std::size_t i = 0; i < a.size(); i += 4) {
    for (std::size_t j = 0; j < b.size(); j += 4) {
      const F shared = intersection(corners_of(&a[i], format), corners_of(&b[j], format));
      result.push_back(shared > 0 ? shared / (area(&a[i], format) + area(&b[j], format) - shared) : F{0});
    }
  }
  return result;
}

std::vector<Array> eval_box_iou(const EvalContext& context) {
  const Array& a = context.input(0);
  const Array& b = context.input(1);
  return {with_own_precision(a.dtype(), [&]<class F>() {
    return own_array(a.dtype(), output_dims(context), overlaps(own_numbers<F>(a), own_numbers<F>(b), context.attrs<BoxIouAttrs>().format));
  })};
}

// ---- box_encode, box_decode

std::vector<TensorType> infer_box_encode(const InferContext& context) {
  const TensorType& samples = context.input(0);
  const TensorType& references = context.input(3);
  const DType dtype = samples.dtype;
  check_dtype(floating_boxes.label, "samples", samples, DTypeClass::floating);
  check_rank("box_encode_c1", "samples", samples, 2);
  check_dtype("box_encode_c2", "matches", context.input(1), DTypeClass::integer);
  check_shape("box_encode_c2", "matches", context.input(1).shape, samples.shape);
  const Shape coded = {samples.shape[0], samples.shape[1], 4};
  check_same_dtype(floating_boxes.label, "anchors", context.input(2), dtype);
  check_shape(four_coordinates.label, "anchors", context.input(2).shape, coded);
  check_same_dtype(floating_boxes.label, "references", references, dtype);
  check_rank(four_coordinates.label, "references", references, 3);
  check_shape(four_coordinates.label, "references", references.shape, {samples.shape[0], references.shape[1], 4});
  for (const int i : {4, 5}) {
    check_same_dtype(floating_boxes.label, i == 4 ? "means" : "stds", context.input(i), dtype);
    check_shape("box_encode_c3", i == 4 ? "means" : "stds", context.input(i).shape, {4});
  }
  return {{dtype, coded}, {dtype, coded}};
}

std::vector<Array> eval_box_encode(const EvalContext& context) {
  const Array& samples = context.input(0);
  const std::vector<double> chosen = to_doubles(samples);
  const std::vector<std::int64_t> matches = indices_of(context.input(1));
  const std::vector<double> anchors = to_doubles(context.input(2));
  const std::vector<double> references = to_doubles(context.input(3));
  const std::vector<double> means = to_doubles(context.input(4));
  const std::vector<double> stds = to_doubles(context.input(5));
  const auto per_image = static_cast<std::size_t>(samples.dims()[1]);
  const std::int64_t count = context.input(3).dims()[1];
  std::vector<double> targets(anchors.size(), 0.0);
  std::vector<double> masks(anchors.size(), 0.0);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (!(chosen[i] > 0.5)) continue;
    const std::int64_t image = static_cast<std::int64_t>(i / per_image);
    if (matches[i] < 0) fail(ErrorCode::invalid_argument, "box_encode: got match {}, wanted one from 0 to {}", matches[i], count - 1);
    const auto match = static_cast<std::size_t>(image * count + placed_index("box_encode", matches[i], count));
    const CenterBox reference = center_of(&references[4 * match], BoxFormat::corner);
    const CenterBox anchor = center_of(&anchors[4 * i], BoxFormat::corner);
    const double coded[] = {(reference.x - anchor.x) / anchor.width, (reference.y - anchor.y) / anchor.height,
                            std::log(reference.width / anchor.width), std::log(reference.height / anchor.height)};
    for (std::size_t k = 0; k < 4; ++k) {
      targets[4 * i + k] = (coded[k] - means[k]) / stds[k];
      masks[4 * i + k] = 1;
    }
  }
  const std::vector<std::int64_t>& dims = context.input(2).dims();
  return {from_doubles(samples.dtype(), dims, targets), from_doubles(samples.dtype(), dims, masks)};
}

std::vector<TensorType> infer_box_decode(const InferContext& context) {
  const auto& attrs = context.attrs<BoxDecodeAttrs>();
  const TensorType& x = context.input(0);
  const TensorType& anchors = context.input(1);
  const std::string_view names[] = {"x", "anchors"};
  check_floating_boxes(context, names);
  check_rank("box_decode_c1", "x", x, 3);
  check_boxes("x", x, 3);
  check_rank("box_decode_c1", "anchors", anchors, 3);
  const Dim batch = anchors.shape[0] == Dim(1) ? Dim(1) : x.shape[0];
  check_shape("box_decode_c1", "anchors", anchors.shape, {batch, x.shape[1], 4});
  check_length("box_decode_c2", "stds", attrs.stds.size(), 4);
  check_all_finite("box_decode_c2", "stds", attrs.stds);
  if (attrs.clip) check_finite("box_decode_c2", "clip", *attrs.clip);
  return {x};
}

std::vector<Array> eval_box_decode(const EvalContext& context) {
  const auto& attrs = context.attrs<BoxDecodeAttrs>();
  const Array& x = context.input(0);
  std::vector<double> boxes = to_doubles(x);
  const std::vector<double> anchors = to_doubles(context.input(1));
  for (std::size_t i = 0; i < boxes.size(); i += 4) {
    const std::span<double> box = std::span(boxes).subspan(i, 4);
    const Corners<double> corners = decode_box(box, center_of(&anchors[i % anchors.size()], attrs.format), attrs.stds, attrs.clip);
    const double numbers[] = {corners.x1, corners.y1, corners.x2, corners.y2};
    std::copy_n(numbers, 4, box.begin());
  }
  return {from_doubles(x.dtype(), x.dims(), boxes)};
}

// ---- bipartite_matching

std::vector<TensorType> infer_bipartite_matching(const InferContext& context) {
  const auto& attrs = context.attrs<BipartiteMatchingAttrs>();
  const TensorType& scores = context.input(0);
  check_dtype(floating_boxes.label, "scores", scores, DTypeClass::floating);
  check_min_rank("bipartite_matching_c1", "scores", scores, 2);
  check_finite("bipartite_matching_c2", "threshold", attrs.threshold);
  check_at_least("bipartite_matching_c2", "limit", attrs.limit, -1);
  const Shape rows(scores.shape.begin(), scores.shape.end() - 1);
  Shape columns(scores.shape.begin(), scores.shape.end() - 2);
  columns.push_back(scores.shape.back());
  return {{DType::int64, rows}, {DType::int64, columns}};
}

// One matrix of scores; rows and columns are -1 at first.
template <class F>
void match(std::span<const F> scores, const BipartiteMatchingAttrs& attrs, std::span<std::int64_t> rows, std::span<std::int64_t> columns) {
  std::vector<F> keys(scores.begin(), scores.end());
  for (F& key : keys) key = attrs.ascending ? -key : key;
  const auto threshold = static_cast<F>(attrs.ascending ? -attrs.threshold : attrs.threshold);
  std::int64_t taken = 0;
  for (const std::int64_t pair : falling_order<F>(keys)) {
    if (taken == attrs.limit) return;
    const std::size_t row = static_cast<std::size_t>(pair) / columns.size();
    const std::size_t column = static_cast<std::size_t>(pair) % columns.size();
    if (rows[row] >= 0 || columns[column] >= 0) continue;
    if (!(keys[static_cast<std::size_t>(pair)] > threshold)) return;
    rows[row] = static_cast<std::int64_t>(column);
    columns[column] = static_cast<std::int64_t>(row);
    ++taken;
  }
}

std::vector<Array> eval_bipartite_matching(const EvalContext& context) {
  const Array& scores = context.input(0);
  const std::vector<std::int64_t>& dims = scores.dims();
  const auto rows = static_cast<std::size_t>(dims[dims.size() - 2]);
  const auto columns = static_cast<std::size_t>(dims.back());
  std::vector<std::int64_t> row_matches(static_cast<std::size_t>(product(output_dims(context, 0))), -1);
  std::vector<std::int64_t> column_matches(static_cast<std::size_t>(product(output_dims(context, 1))), -1);
  with_own_precision(scores.dtype(), [&]<class F>() {
    const std::vector<F> numbers = own_numbers<F>(scores);
    for (std::size_t i = 0; i * rows * columns < numbers.size(); ++i) {
      match<F>(std::span(numbers).subspan(i * rows * columns, rows * columns), context.attrs<BipartiteMatchingAttrs>(),
               std::span(row_matches).subspan(i * rows, rows), std::span(column_matches).subspan(i * columns, columns));
    }
  });
  return {from_integers(DType::int64, output_dims(context, 0), row_matches),
          from_integers(DType::int64, output_dims(context, 1), column_matches)};
}

// ---- Records.

Operator box_iou() {
  return {
      .name = "box_iou",
      .family = "detection",
      .doc = "Intersection over union of every box of a with every box of b; 0 where they do not meet.",
      .inputs = {{"a", "[A..., 4]"}, {"b", "[B..., 4]"}},
      .outputs = {{"y", "type of a, [A..., B...]"}},
      .constraints = {floating_boxes, four_coordinates},
      .defaults = BoxIouAttrs{},
      .infer = infer_box_iou,
      .eval = eval_box_iou,
      .cost = cost_per_output_element,
  };
}

Operator box_encode() {
  return {
      .name = "box_encode",
      .family = "detection",
      .doc =
          "The offsets from anchors to the boxes they are matched with, as a detector learns them, where samples are above 0.5; 0 "
          "elsewhere.",
      .inputs = {{"samples", "[B, N]"},
                 {"matches", "[B, N], any integer type: a reference of the image"},
                 {"anchors", "[B, N, 4], corners"},
                 {"references", "[B, M, 4], corners"},
                 {"means", "[4]"},
                 {"stds", "[4]"}},
      .outputs = {{"targets", "[B, N, 4]: ((dx/w, dy/h, log of the widths' quotient, of the heights') - means) / stds"},
                  {"masks", "[B, N, 4], 1 where there is a target"}},
      .constraints = {floating_boxes,
                      four_coordinates,
                      {"box_encode_c1", "samples have rank 2"},
                      {"box_encode_c2", "matches are of an integer type, one per sample"},
                      {"box_encode_c3", "means and stds have 4 elements"}},
      .infer = infer_box_encode,
      .eval = eval_box_encode,
      .cost = cost_per_output_element,
      .source = "Girshick et al., Rich feature hierarchies for accurate object detection, arXiv:1311.2524, appendix C",
  };
}

Operator box_decode() {
  return {
      .name = "box_decode",
      .family = "detection",
      .doc =
          "The corners of boxes from their offsets to anchors: center x*stds*size + center of the anchor, size exp(x*stds) * that of the "
          "anchor; exponents are at most clip.",
      .inputs = {{"x", "[B, N, 4]"}, {"anchors", "[1, N, 4] or [B, N, 4], in the given format"}},
      .outputs = {{"y", "type and shape of x, corners"}},
      .constraints = {floating_boxes,
                      four_coordinates,
                      {"box_decode_c1", "x has rank 3 and anchors have its shape, or 1 in the first dimension"},
                      {"box_decode_c2", "stds are 4 finite numbers, clip is finite"}},
      .defaults = BoxDecodeAttrs{},
      .infer = infer_box_decode,
      .eval = eval_box_decode,
      .cost = cost_per_output_element,
      .source = "Girshick et al., Rich feature hierarchies for accurate object detection, arXiv:1311.2524, appendix C",
  };
}

Operator bipartite_matching() {
  return {
      .name = "bipartite_matching",
      .family = "detection",
      .doc =
          "Rows and columns of a matrix of scores matched one to one: the best pair of a free row and a free column first, until one is "
          "not above the threshold (below it where ascending) or limit pairs are taken (-1: no limit).",
      .inputs = {{"scores", "[..., N, M]"}},
      .outputs = {{"rows", "int64 [..., N], the column of each row, -1 for none"},
                  {"columns", "int64 [..., M], the row of each column, -1 for none"}},
      .constraints = {floating_boxes,
                      {"bipartite_matching_c1", "scores have rank 2 or more"},
                      {"bipartite_matching_c2", "the threshold is finite, limit is -1 or more"}},
      .defaults = BipartiteMatchingAttrs{},
      .infer = infer_bipartite_matching,
      .eval = eval_bipartite_matching,
      .cost = cost_per_input_element,
  };
}

}  // namespace

std::vector<Operator> detection_operators() {
  std::vector<Operator> all = {box_iou(), box_encode(), box_decode(), bipartite_matching()};
  const auto append = [&](std::vector<Operator> part) { std::move(part.begin(), part.end(), std::back_inserter(all)); };
  append(suppression_operators());
  append(multibox_operators());
  all.push_back(proposal());
  return all;
}

}  // namespace nnfront::ops
