#include "op_harness.h"
#include "ops/linear_algebra.h"

namespace nnfront::ops::testing {
namespace {

const Operator& einsum_operator() {
  static const std::vector<Operator> operators = linear_algebra_operators();
  return named(operators, "einsum");
}

Array einsum_of(const std::string& equation, const Arrays& operands) {
  return eval1(einsum_operator(), operands, EinsumAttrs{equation});
}

std::string einsum_type(const std::string& equation, const Types& operands) {
  return text(infer(einsum_operator(), operands, EinsumAttrs{equation}).at(0));
}

Array counted(std::vector<std::int64_t> dims) {
  std::vector<double> elements(static_cast<std::size_t>(element_count(dims)));
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<double>(i + 1);
  return array(std::move(dims), elements);
}

TEST(Einsum, products_of_matrices) {
  const Array a = counted({2, 3});
  const Array b = counted({3, 2});
  const std::vector<double> wanted = {22, 28, 49, 64};
  expect_elements(einsum_of("ij,jk->ik", {a, b}), wanted);
  expect_elements(einsum_of(" i j , j k -> i k ", {a, b}), wanted);
  expect_elements(einsum_of("ij,jk", {a, b}), wanted);
  expect_elements(einsum_of("ij,jk->ki", {a, b}), {22, 49, 28, 64});
  expect_elements(einsum_of("ij,jk->", {a, b}), {163});
}

TEST(Einsum, of_one_operand) {
  const Array a = counted({2, 3});
  expect_elements(einsum_of("ij->ji", {a}), {1, 4, 2, 5, 3, 6});
  expect_elements(einsum_of("ba", {a}), {1, 4, 2, 5, 3, 6});
  expect_elements(einsum_of("ij->i", {a}), {6, 15});
  const Array square = counted({2, 2});
  expect_elements(einsum_of("ii", {square}), {5});
  expect_elements(einsum_of("ii->i", {square}), {1, 4});
  expect_elements(einsum_of("bii->bi", {counted({2, 2, 2})}), {1, 4, 5, 8});
}

TEST(Einsum, upper_case_comes_first) {
  expect_elements(einsum_of("bA", {counted({2, 3})}), {1, 4, 2, 5, 3, 6});
}

TEST(Einsum, ellipsis_broadcasts_from_the_last_dimension) {
  const Array a = counted({2, 1, 2});
  const Array b = counted({3, 2});
  const Array y = einsum_of("...i,...i->...", {a, b});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2, 3}));
  expect_elements(y, {5, 11, 17, 11, 25, 39});
  expect_elements(einsum_of("...i,...i", {a, b}), to_doubles(y));
  expect_elements(einsum_of("...i->i", {counted({2, 2})}), {4, 6});
  expect_elements(einsum_of("...", {counted({2})}), {1, 2});
}

TEST(Einsum, dimensions_of_one_are_stretched) {
  expect_elements(einsum_of("ij,ij->ij", {counted({1, 2}), counted({2, 2})}), {1, 4, 3, 8});
}

TEST(Einsum, any_number_of_operands_in_any_number_type) {
  const Array y =
      einsum_of("i,j,i->j", {array({2}, {1, 2}, DType::int32), array({2}, {3, 4}, DType::int32), array({2}, {5, 6}, DType::int32)});
  EXPECT_EQ(y.dtype(), DType::int32);
  expect_elements(y, {51, 68});
  expect_elements(einsum_of("i->", {array({0}, {})}), {0});
}

TEST(Einsum, infers_symbols) {
  const Dim b = Dim::symbol("b");
  EXPECT_EQ(einsum_type("bij,bjk->bik", {f32({b, 2, 3}), f32({b, 3, 4})}), "float32[b,2,4]");
  EXPECT_EQ(einsum_type("bi,i->b", {f32({b, Dim::symbol("n")}), f32({3})}), "float32[b]");
}

TEST(Einsum, costs_every_product) {
  const Types types = {f32({5, 2, 3}), f32({3, 4})};
  const Attributes attributes = EinsumAttrs{"bij,jk->bik"};
  const Cost plain = cost(einsum_operator(), types, attributes);
  EXPECT_EQ(plain.macs, 5 * 2 * 3 * 4);
  EXPECT_EQ(plain.padded_macs, plain.macs);
  EXPECT_EQ(plain.weight_input, -1);
  const Cost layer = cost(einsum_operator(), types, attributes, {false, true});
  EXPECT_EQ(layer.weight_input, 1);
  std::vector<double> weight(12, 0.0);
  weight[3] = weight[7] = 1;
  EXPECT_EQ(layer.sparse_macs(array({3, 4}, weight)), 2 * 5 * 2);
  EXPECT_EQ(cost(einsum_operator(), {f32({2, 3})}, EinsumAttrs{"ij->"}).elementwise, 6);
  EXPECT_EQ(cost(einsum_operator(), {f32({2}), f32({3}), f32({4})}, EinsumAttrs{"i,j,k->"}).macs, 48);
  EXPECT_EQ(cost(einsum_operator(), {f32({2}), f32({2, 2})}, EinsumAttrs{"i,ii->i"}, {false, true}).weight_input, -1);
}

TEST(Einsum, einsum_c1_form) {
  for (const char* equation : {"i1", "i.j", "......", "...i...", "i->j->k", "i-j", "(i)", "i;j"}) {
    expect_violation(einsum_operator(), "einsum_c1", {f32({2, 2})}, EinsumAttrs{equation});
  }
  expect_violation(einsum_operator(), "einsum_c1", {f32({2})}, EinsumAttrs{std::string(5000, ' ')});
}
TEST(Einsum, einsum_c2_operands) {
  expect_violation(einsum_operator(), "einsum_c2", {f32({2})}, EinsumAttrs{"i,j"});
  expect_violation(einsum_operator(), "einsum_c2", {}, EinsumAttrs{""});
  expect_violation(einsum_operator(), "einsum_c2", {f32({2}), f32({2})}, EinsumAttrs{"i"});
}
TEST(Einsum, einsum_c3_ranks) {
  expect_violation(einsum_operator(), "einsum_c3", {f32({2, 2})}, EinsumAttrs{"i"});
  expect_violation(einsum_operator(), "einsum_c3", {f32({2})}, EinsumAttrs{"ij..."});
  expect_violation(einsum_operator(), "einsum_c3", {f32({2})}, EinsumAttrs{""});
}
TEST(Einsum, einsum_c4_output) {
  expect_violation(einsum_operator(), "einsum_c4", {f32({2})}, EinsumAttrs{"i->j"});
  expect_violation(einsum_operator(), "einsum_c4", {f32({2})}, EinsumAttrs{"i->ii"});
}
TEST(Einsum, einsum_c5_sizes) {
  expect_violation(einsum_operator(), "einsum_c5", {f32({2, 3})}, EinsumAttrs{"ii"});
  expect_violation(einsum_operator(), "einsum_c5", {f32({2}), f32({3})}, EinsumAttrs{"...,..."});
}
TEST(Einsum, einsum_c6_types) {
  expect_violation(einsum_operator(), "einsum_c6", {f32({2}), type(DType::int32, {2})}, EinsumAttrs{"i,i"});
  expect_violation(einsum_operator(), "einsum_c6", {type(DType::boolean, {2})}, EinsumAttrs{"i"});
}

}  // namespace
}  // namespace nnfront::ops::testing
