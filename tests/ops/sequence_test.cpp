#include "ops/sequence.h"

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = sequence_operators();
  return named(operators, name);
}

// Time by batch: the element says both.
Array table() {
  return array({3, 2}, {0, 1, 10, 11, 20, 21});
}
Array lengths(const std::vector<double>& elements, DType dtype = DType::int64) {
  return array({static_cast<std::int64_t>(elements.size())}, elements, dtype);
}
Types types(const Shape& x, const Shape& lengths_shape) {
  return {f32(x), type(DType::int64, lengths_shape)};
}

TEST(ReverseSequence, along_either_axis) {
  expect_elements(eval1(op("reverse_sequence"), {table(), lengths({3, 2})}), {20, 11, 10, 1, 0, 21});
  expect_elements(eval1(op("reverse_sequence"), {table(), lengths({2, 0, 1}, DType::int32)}, SequenceAttrs{1, 0}), {1, 0, 10, 11, 20, 21});
}

TEST(ReverseSequence, keeps_other_dimensions) {
  const Array x = array({2, 1, 2}, {1, 2, 3, 4});
  expect_elements(eval1(op("reverse_sequence"), {x, lengths({2})}, SequenceAttrs{0, -2}), {3, 4, 1, 2});
}

TEST(ReverseSequence, refuses_lengths_outside) {
  expect_refusal(op("reverse_sequence"), {table(), lengths({4, 0})});
  expect_refusal(op("reverse_sequence"), {table(), lengths({0, -1})});
}

TEST(SequenceMask, fills_what_lies_behind) {
  expect_elements(eval1(op("sequence_mask"), {table(), lengths({1, 3})}, SequenceMaskAttrs{0, 1, -7}), {0, 1, -7, 11, -7, 21});
  expect_elements(eval1(op("sequence_mask"), {table(), lengths({1, 9, -2})}, SequenceMaskAttrs{1, 0, 0}), {0, 0, 10, 11, 0, 0});
}

TEST(SequenceLast, takes_the_last_element) {
  const Array y = eval1(op("sequence_last"), {table(), lengths({1, 3})});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2}));
  expect_elements(y, {0, 21});
  const Array x = array({2, 3, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  expect_elements(eval1(op("sequence_last"), {x, lengths({3, 1})}, SequenceAttrs{1, 0}), {4, 5, 6, 7});
}

TEST(SequenceLast, refuses_lengths_outside) {
  expect_refusal(op("sequence_last"), {table(), lengths({0, 1})});
  expect_refusal(op("sequence_last"), {table(), lengths({1, 4})});
}

TEST(Sequence, infers_symbols) {
  const Types symbolic = types({Dim::symbol("t"), Dim::symbol("b"), 5}, {Dim::symbol("b")});
  EXPECT_EQ(infer(op("reverse_sequence"), symbolic).at(0), *symbolic[0]);
  EXPECT_EQ(infer(op("sequence_mask"), symbolic).at(0), *symbolic[0]);
  EXPECT_EQ(infer(op("sequence_last"), symbolic).at(0), f32({Dim::symbol("b"), 5}));
}

TEST(Sequence, sequence_c1_axes) {
  for (const std::string_view name : {"reverse_sequence", "sequence_last"}) {
    expect_violation(op(name), "sequence_c1", types({3, 2}, {2}), SequenceAttrs{1, -1});
    expect_violation(op(name), "sequence_c1", types({3}, {3}));
  }
  expect_violation(op("sequence_mask"), "sequence_c1", types({3, 2}, {2}), SequenceMaskAttrs{0, 2, 0});
}
TEST(Sequence, sequence_c2_lengths) {
  for (const Operator& each : sequence_operators()) {
    expect_violation(each, "sequence_c2", types({3, 2}, {3}));
    expect_violation(each, "sequence_c2", {f32({3, 2}), f32({2})});
  }
}
TEST(Sequence, sequence_c3_string) {
  for (const Operator& each : sequence_operators()) {
    expect_violation(each, "sequence_c3", {type(DType::string, {3, 2}), type(DType::int64, {2})});
  }
}

}  // namespace
}  // namespace nnfront::ops::testing
