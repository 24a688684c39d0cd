// box_iou, box_encode, box_decode, bipartite_matching
#include "ops/detection.h"

#include <limits>

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = detection_operators();
  return named(operators, name);
}
TensorType i64(Shape shape) {
  return type(DType::int64, std::move(shape));
}

// ---- box_iou

TEST(BoxIou, by_hand) {
  const Array a = array({2, 4}, {0, 0, 2, 2, 5, 5, 6, 6});
  const Array b = array({3, 4}, {1, 1, 3, 3, 0, 0, 2, 2, 2, 0, 4, 2});
  expect_elements(eval1(op("box_iou"), {a, b}), {1.0 / 7, 1, 0, 0, 0, 0}, 1e-7);
}

TEST(BoxIou, center_format_and_boxes_without_area) {
  const Array a = array({4}, {1, 1, 2, 2});
  const Array y = eval1(op("box_iou"), {a, array({2, 4}, {2, 2, 2, 2, 1, 1, 0, 2})}, BoxIouAttrs{BoxFormat::center});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2}));
  expect_elements(y, {1.0 / 7, 0}, 1e-7);
  // The second box is turned inside out: it meets nothing.
  expect_elements(eval1(op("box_iou"), {array({4}, {0, 0, 2, 2}), array({4}, {2, 2, 0, 0})}), {0});
}

TEST(BoxIou, infers_leading_dimensions) {
  EXPECT_EQ(infer(op("box_iou"), {f32({2, Dim::symbol("n"), 4}), f32({5, 4})}).at(0), f32({2, Dim::symbol("n"), 5}));
  EXPECT_EQ(cost(op("box_iou"), {f32({2, 4}), f32({5, 4})}).elementwise, 10);
}

TEST(BoxIou, detection_c1_types) {
  expect_violation(op("box_iou"), "detection_c1", {type(DType::int32, {2, 4}), type(DType::int32, {2, 4})});
  expect_violation(op("box_iou"), "detection_c1", {f32({2, 4}), type(DType::float64, {2, 4})});
}
TEST(BoxIou, detection_c2_coordinates) {
  expect_violation(op("box_iou"), "detection_c2", {f32({2, 5}), f32({2, 4})});
  expect_violation(op("box_iou"), "detection_c2", {f32({2, 4}), f32({})});
}

// ---- box_encode

Types encode_types() {
  return {f32({2, 3}), i64({2, 3}), f32({2, 3, 4}), f32({2, 5, 4}), f32({4}), f32({4})};
}

TEST(BoxEncode, by_hand) {
  const Array samples = array({1, 3}, {1, -1, 0.75});
  const Array matches = array({1, 3}, {1, 9, 0}, DType::int64);
  const Array anchors = array({1, 3, 4}, {0, 0, 2, 4, 0, 0, 1, 1, 0, 0, 2, 2});
  const Array references = array({1, 2, 4}, {2, 2, 4, 4, 1, 1, 3, 5});
  const std::vector<Array> y =
      eval(op("box_encode"), {samples, matches, anchors, references, array({4}, {0.25, 0, 0, 0}), array({4}, {0.5, 1, 2, 1})}, {});
  expect_elements(y[0], {0.5, 0.25, 0, 0, 0, 0, 0, 0, 1.5, 1, 0, 0}, 1e-7);
  expect_elements(y[1], {1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1});
}

TEST(BoxEncode, undone_by_box_decode) {
  const Array anchors = array({1, 2, 4}, {0, 0, 2, 4, 1, 2, 5, 3});
  const Array references = array({1, 2, 4}, {2, 2, 4, 9, 1, 0, 3, 5});
  const Arrays inputs = {array({1, 2}, {1, 1}),    array({1, 2}, {1, 0}, DType::int32), anchors, references,
                         array({4}, {0, 0, 0, 0}), array({4}, {0.1, 0.1, 0.2, 0.2})};
  const Array targets = eval(op("box_encode"), inputs, {})[0];
  const BoxDecodeAttrs decode = {{0.1, 0.1, 0.2, 0.2}, {}, BoxFormat::corner};
  expect_elements(eval1(op("box_decode"), {targets, anchors}, decode), {1, 0, 3, 5, 2, 2, 4, 9}, 1e-5);
}

TEST(BoxEncode, refuses_a_match_outside) {
  for (const double match : {-1.0, 1.0}) {
    expect_refusal(op("box_encode"), {array({1, 1}, {1}), array({1, 1}, {match}, DType::int64), array({1, 1, 4}, {0, 0, 1, 1}),
                                      array({1, 1, 4}, {0, 0, 1, 1}), array({4}, {0, 0, 0, 0}), array({4}, {1, 1, 1, 1})});
  }
}

TEST(BoxEncode, detection_c1_types) {
  for (const std::size_t i : {0U, 2U, 3U, 4U, 5U}) {
    Types types = encode_types();
    types[i]->dtype = DType::int32;
    expect_violation(op("box_encode"), "detection_c1", types);
  }
}
TEST(BoxEncode, detection_c2_coordinates) {
  for (const std::size_t i : {2U, 3U}) {
    Types types = encode_types();
    types[i]->shape[2] = 5;
    expect_violation(op("box_encode"), "detection_c2", types);
  }
}
TEST(BoxEncode, box_encode_c1_c2_c3_shapes) {
  Types types = encode_types();
  types[0] = f32({2});
  expect_violation(op("box_encode"), "box_encode_c1", types);
  types = encode_types();
  types[1] = f32({2, 3});
  expect_violation(op("box_encode"), "box_encode_c2", types);
  types[1] = i64({2, 4});
  expect_violation(op("box_encode"), "box_encode_c2", types);
  types = encode_types();
  types[5] = f32({1});
  expect_violation(op("box_encode"), "box_encode_c3", types);
}

// ---- box_decode

TEST(BoxDecode, by_hand) {
  const Array x = array({1, 1, 4}, {1, 2, 0, std::log(2.0)}, DType::float64);
  const Array anchor = array({1, 1, 4}, {10, 20, 4, 6}, DType::float64);
  expect_elements(eval1(op("box_decode"), {x, anchor}), {12, 26, 16, 38}, 1e-14);
  const BoxDecodeAttrs attrs = {{0.5, 0.5, 1, 1}, {}, BoxFormat::corner};
  const Array corners = array({1, 1, 4}, {8, 17, 12, 23}, DType::float64);
  expect_elements(eval1(op("box_decode"), {x, corners}, attrs), {10, 20, 14, 32}, 1e-14);
}

TEST(BoxDecode, clips_exponents_and_shares_anchors) {
  const Array x = array({2, 1, 4}, {0, 0, 9, -9, 0, 0, 0, 0}, DType::float64);
  const Array anchor = array({1, 1, 4}, {0, 0, 2, 2}, DType::float64);
  const double narrow = std::exp(-9.0);
  expect_elements(eval1(op("box_decode"), {x, anchor}, BoxDecodeAttrs{{1, 1, 1, 1}, 0.0, BoxFormat::center}),
                  {-1, -narrow, 1, narrow, -1, -1, 1, 1}, 1e-14);
}

TEST(BoxDecode, detection_c1_c2_boxes) {
  expect_violation(op("box_decode"), "detection_c1", {f32({2, 3, 4}), i64({1, 3, 4})});
  expect_violation(op("box_decode"), "detection_c2", {f32({2, 3, 5}), f32({1, 3, 4})});
}
TEST(BoxDecode, box_decode_c1_shapes) {
  expect_violation(op("box_decode"), "box_decode_c1", {f32({3, 4}), f32({1, 3, 4})});
  expect_violation(op("box_decode"), "box_decode_c1", {f32({2, 3, 4}), f32({3, 4})});
  expect_violation(op("box_decode"), "box_decode_c1", {f32({2, 3, 4}), f32({3, 3, 4})});
  expect_violation(op("box_decode"), "box_decode_c1", {f32({2, 3, 4}), f32({1, 2, 4})});
}
TEST(BoxDecode, box_decode_c2_numbers) {
  const Types types = {f32({2, 3, 4}), f32({1, 3, 4})};
  expect_violation(op("box_decode"), "box_decode_c2", types, BoxDecodeAttrs{{1, 1, 1}, {}, BoxFormat::center});
  expect_violation(op("box_decode"), "box_decode_c2", types, BoxDecodeAttrs{{1, 1, 1, nan}, {}, BoxFormat::center});
  expect_violation(op("box_decode"), "box_decode_c2", types, BoxDecodeAttrs{{1, 1, 1, 1}, nan, BoxFormat::center});
}

// ---- bipartite_matching

void expect_matches(const Array& scores, const BipartiteMatchingAttrs& attrs, const std::vector<double>& rows,
                    const std::vector<double>& columns) {
  const std::vector<Array> got = eval(op("bipartite_matching"), {scores}, attrs);
  expect_elements(got[0], rows);
  expect_elements(got[1], columns);
}

TEST(BipartiteMatching, best_pair_first) {
  const Array scores = array({3, 2}, {0.5, 0.6, 0.1, 0.2, 0.3, 0.4});
  expect_matches(scores, BipartiteMatchingAttrs{false, 1e-12, -1}, {1, -1, 0}, {2, 0});
  expect_matches(scores, BipartiteMatchingAttrs{false, 0.3, -1}, {1, -1, -1}, {-1, 0});
  expect_matches(scores, BipartiteMatchingAttrs{false, 1e-12, 1}, {1, -1, -1}, {-1, 0});
  expect_matches(scores, BipartiteMatchingAttrs{false, 1e-12, 0}, {-1, -1, -1}, {-1, -1});
  expect_matches(scores, BipartiteMatchingAttrs{true, 0.55, -1}, {-1, 0, 1}, {1, 2});
}

TEST(BipartiteMatching, every_matrix_apart_and_equal_scores_in_order) {
  expect_matches(array({2, 2, 2}, {1, 1, 1, 1, 0, 2, nan, 0}), BipartiteMatchingAttrs{false, 0.5, -1}, {0, 1, 1, -1}, {0, 1, -1, 0});
  expect_matches(array({0, 2}, {}), BipartiteMatchingAttrs{}, {}, {-1, -1});
}

TEST(BipartiteMatching, infers_rows_and_columns) {
  const std::vector<TensorType> types = infer(op("bipartite_matching"), {f32({Dim::symbol("b"), 3, 5})});
  EXPECT_EQ(types.at(0), i64({Dim::symbol("b"), 3}));
  EXPECT_EQ(types.at(1), i64({Dim::symbol("b"), 5}));
}

TEST(BipartiteMatching, detection_c1_types) {
  expect_violation(op("bipartite_matching"), "detection_c1", {i64({2, 2})});
}
TEST(BipartiteMatching, bipartite_matching_c1_rank) {
  expect_violation(op("bipartite_matching"), "bipartite_matching_c1", {f32({2})});
}
TEST(BipartiteMatching, bipartite_matching_c2_numbers) {
  expect_violation(op("bipartite_matching"), "bipartite_matching_c2", {f32({2, 2})}, BipartiteMatchingAttrs{false, nan, -1});
  expect_violation(op("bipartite_matching"), "bipartite_matching_c2", {f32({2, 2})}, BipartiteMatchingAttrs{false, 0, -2});
}

}  // namespace
}  // namespace nnfront::ops::testing
