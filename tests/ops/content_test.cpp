// Contents that follow from shapes, as graphs compute them.
#include "ir/content.h"

#include <gtest/gtest.h>

#include "ir/builder.h"
#include "ir/text.h"
#include "ops/content.h"
#include "ops/elementwise.h"
#include "ops/op_table.h"
#include "ops/reduce.h"
#include "ops/shape.h"

namespace nnfront::ops::testing {
namespace {

// The content of the last node of `body`, which computes from %0 : float32[batch,seq,768], %1 = shape_of(%0) and %2 : float32[?,n].
std::string content_of(const std::string& body) {
  const Graph graph = parse_text(
      "graph reconstruct { %0 = input() name=\"x\" : float32[batch,seq,768] %1 = shape_of(%0) "
      "%2 = input() name=\"y\" : float32[?,n] " +
          body + " }",
      operators());
  const NodeIndex index(graph);
  const Content* content = known_content(graph.nodes().back().value(), index);
  if (content == nullptr) return "nothing";
  return content->scalar ? content->entries[0].text() : text(content->entries);
}

TEST(Content, of_shapes_and_constants) {
  EXPECT_EQ(content_of(""), "nothing");
  EXPECT_EQ(content_of("%3 = shape_of(%0)"), "[batch,seq,768]");
  EXPECT_EQ(content_of("%3 = shape_of(%2)"), "[?,n]");
  EXPECT_EQ(content_of("%3 = constant() = [3, -1] : int64[2]"), "[3,-1]");
  EXPECT_EQ(content_of("%3 = constant() = [true] : bool[1]"), "[1]");
  EXPECT_EQ(content_of("%3 = constant() = [2.0, 0.5] : float32[2]"), "[2,?]");
  EXPECT_EQ(content_of("%3 = constant() = [0.5] : float32[1]"), "nothing");
  EXPECT_EQ(content_of("%3 = constant() = [4] : int32[]"), "4");
  EXPECT_EQ(content_of("%3 = constant() = [1, 2] : int64[1,2]"), "nothing");
}

TEST(Content, of_parts_of_lists) {
  const std::string zero = "%3 = constant() = [0] : int64[] ";
  EXPECT_EQ(content_of(zero + "%4 = gather(%1, %3) axis=0"), "batch");
  EXPECT_EQ(content_of("%3 = constant() = [-1, 1] : int64[2] %4 = gather(%1, %3) axis=0"), "[768,seq]");
  EXPECT_EQ(content_of("%3 = constant() = [3] : int64[1] %4 = gather(%1, %3) axis=0"), "nothing");
  EXPECT_EQ(content_of("%4 = slice(%1) starts=[1] stops=[9]"), "[seq,768]");
  EXPECT_EQ(content_of("%4 = slice(%1) axes=[0] starts=[-1] stops=[-9] steps=[-2]"), "[768,batch]");
  EXPECT_EQ(content_of("%4:2 = split(%1) sizes=[1,2]"), "[batch]");
  EXPECT_EQ(content_of("%3 = constant() = [1] : int64[1] %4 = concat(%1, %3) axis=0"), "[batch,seq,768,1]");
  EXPECT_EQ(content_of(zero + "%4 = gather(%1, %3) %5 = stack(%4, %3, %4) axis=0"), "[batch,0,batch]");
  EXPECT_EQ(content_of(zero + "%4 = gather(%1, %3) %5 = unsqueeze(%4) axes=[0]"), "[batch]");
  EXPECT_EQ(content_of(zero + "%4 = gather(%1, %3) %5 = reshape(%4) shape=[-1] %6 = squeeze(%5)"), "batch");
  EXPECT_EQ(content_of("%4 = reshape(%1) shape=[1,3]"), "nothing");
  EXPECT_EQ(content_of("%4 = tile(%1) repeats=[2]"), "[batch,seq,768,batch,seq,768]");
  EXPECT_EQ(content_of(zero + "%4 = gather(%1, %3) %5 = broadcast_to(%4) shape=[2]"), "[batch,batch]");
  EXPECT_EQ(content_of("%4 = arange() start=2 stop=8 step=3 dtype=\"int64\""), "[2,5]");
  EXPECT_EQ(content_of("%4 = transpose(%1) permutation=[0] %5 = identity(%4)"), "[batch,seq,768]");
  // A part that nothing is known of.
  EXPECT_EQ(content_of("%3 = input() name=\"z\" : int64[1] %4 = concat(%3, %1) axis=0"), "[?,batch,seq,768]");
}

TEST(Content, of_arithmetic) {
  const std::string two = "%3 = constant() = [2] : int64[] ";
  EXPECT_EQ(content_of(two + "%4 = mul(%1, %3)"), "[2*batch,2*seq,1536]");
  EXPECT_EQ(content_of(two + "%4 = add(%1, %3)"), "[batch+2,seq+2,770]");
  EXPECT_EQ(content_of(two + "%4 = sub(%1, %3)"), "[batch-2,seq-2,766]");
  EXPECT_EQ(content_of(two + "%4 = div(%1, %3)"), "[batch/2,seq/2,384]");
  // Rounded towards zero: of what may be negative nothing is known.
  EXPECT_EQ(content_of(two + "%4 = sub(%1, %3) %5 = div(%4, %3)"), "[?,?,383]");
  EXPECT_EQ(content_of(two + "%4 = neg(%3) %5 = div(%1, %4)"), "[?,?,-384]");
  EXPECT_EQ(content_of(two + "%4 = mod(%1, %3)"), "[batch%2,seq%2,0]");
  EXPECT_EQ(content_of(two + "%4 = minimum(%1, %3)"), "[?,?,2]");
  EXPECT_EQ(content_of("%4 = neg(%1) %5 = maximum(%1, %4)"), "[batch,seq,768]");
  EXPECT_EQ(content_of("%4 = neg(%1) %5 = abs(%4)"), "[batch,seq,768]");
  EXPECT_EQ(content_of("%4 = reduce_prod(%1) axes=[0]"), "768*batch*seq");
  EXPECT_EQ(content_of("%4 = reduce_sum(%1) keep_dims=true"), "[batch+seq+768]");
  EXPECT_EQ(content_of("%4 = constant() = [4, 9, 2] : int64[3] %5 = reduce_min(%4)"), "2");
  EXPECT_EQ(content_of("%4 = reduce_max(%1)"), "nothing");
}

TEST(Content, of_decisions) {
  const std::string list = "%3 = constant() = [-1] : int64[] ";
  EXPECT_EQ(content_of(list + "%4 = equal(%1, %3)"), "[0,0,0]");
  EXPECT_EQ(content_of(list + "%4 = not_equal(%1, %3)"), "[1,1,1]");
  EXPECT_EQ(content_of(list + "%4 = greater(%1, %3)"), "[1,1,1]");
  EXPECT_EQ(content_of("%3 = constant() = [1] : int64[] %4 = equal(%1, %3)"), "[?,?,0]");
  EXPECT_EQ(content_of("%4 = equal(%1, %1)"), "[1,1,1]");
  EXPECT_EQ(content_of("%4 = less_equal(%1, %1)"), "[1,1,1]");
  EXPECT_EQ(content_of("%4 = less(%1, %1)"), "[0,0,0]");
  EXPECT_EQ(content_of("%4 = greater_equal(%1, %1)"), "[1,1,1]");
  // What exporters write for "-1 keeps the size".
  EXPECT_EQ(
      content_of("%3 = constant() = [-1, 5, -1] : int64[3] %4 = constant() = [-1] : int64[] %5 = equal(%3, %4) %6 = where(%5, %1, %3)"),
      "[batch,5,768]");
  EXPECT_EQ(content_of("%3 = cast(%1) to=\"bool\" %4 = logical_not(%3)"), "[?,?,0]");
}

TEST(Content, of_casts) {
  EXPECT_EQ(content_of("%3 = cast(%1) to=\"int32\""), "[batch,seq,768]");
  // A symbol may be too large for these; the integer is exact in the second.
  EXPECT_EQ(content_of("%3 = cast(%1) to=\"int8\""), "nothing");
  EXPECT_EQ(content_of("%3 = cast(%1) to=\"float32\""), "[?,?,768]");
  EXPECT_EQ(content_of("%3 = cast(%1) to=\"float32\" %4 = constant() = [2.0] : float32[] %5 = mul(%3, %4) %6 = floor(%5) "
                       "%7 = cast(%6) to=\"int64\""),
            "[?,?,1536]");
  EXPECT_EQ(content_of("%3 = constant() = [300] : int64[1] %4 = cast(%3) to=\"uint8\""), "nothing");
}

TEST(Content, by_attributes_that_are_computed) {
  const std::string list = "%3 = constant() = [1] : int64[1] %4 = constant() = [2] : int64[1] ";
  EXPECT_EQ(content_of(list + "%5 = slice(%1, %3, %4)"), "[seq]");
  EXPECT_EQ(content_of("%3 = input() name=\"z\" : int64[1] %4 = constant() = [2] : int64[1] %5 = slice(%1, %3, %4)"), "nothing");
  EXPECT_EQ(content_of("%3 = constant() = [3] : int64[] %4 = arange(none, %3) dtype=\"int64\""), "[0,1,2]");
}

// ---- Through inference.

std::string inferred(const std::string& body) {
  const Graph graph =
      parse_text("graph reconstruct { %0 = input() name=\"x\" : float32[batch,seq,768] %1 = shape_of(%0) " + body + " }", operators());
  return text(graph.nodes().back().outputs[0].type);
}

TEST(Content, makes_shapes) {
  const std::string heads = "%2 = constant() = [12, 64] : int64[2] %3 = slice(%1) starts=[0] stops=[2] %4 = concat(%3, %2) axis=0 ";
  EXPECT_EQ(inferred(heads + "%5 = reshape(%0, %4)"), "float32[batch,seq,12,64]");
  EXPECT_EQ(inferred(heads + "%5 = constant() = [7] : float32[] %6 = broadcast_to(%5, %4)"), "float32[batch,seq,12,64]");
  EXPECT_EQ(inferred("%2 = constant() = [1] : int64[] %3 = gather(%1, %2) %4 = arange(none, %3) dtype=\"int64\""), "int64[seq]");
  EXPECT_EQ(inferred("%2 = constant() = [2, 2] : int64[2] %3 = slice(%1) starts=[1] stops=[3] %4 = mul(%2, %3) "
                     "%5 = unsqueeze(%0) axes=[1] %6 = resize(%5, %4)"),
            "float32[batch,1,2*seq,1536]");
}

// ---- Hostile graphs.

TEST(Content, a_long_chain_is_walked_once_and_without_recursion) {
  Graph graph(operators());
  Builder builder(graph);
  Value value = builder.add1("shape_of", {builder.input("x", {DType::float32, {Dim::symbol("n")}})});
  const Value one = builder.constant(Array::of<std::int64_t>({1}, std::vector<std::int64_t>{1}));
  constexpr std::int64_t length = 100000;
  for (std::int64_t i = 0; i < length; ++i) value = builder.add1("add", {value, one});
  const NodeIndex index(graph);
  const Content* content = known_content(value, index);
  ASSERT_NE(content, nullptr);
  EXPECT_EQ(content->entries[0], Dim::symbol("n") + length);
}

TEST(Content, expressions_that_grow_are_let_go) {
  Graph graph(operators());
  Builder builder(graph);
  Value value = builder.add1("shape_of", {builder.input("x", {DType::float32, {Dim::symbol("n")}})});
  for (int i = 0; i < 100; ++i) value = builder.add1("mul", {value, value});
  EXPECT_EQ(known_content(value, NodeIndex(graph)), nullptr);
}

TEST(Content, nodes_in_a_circle_say_nothing) {
  Graph graph(operators());
  Builder builder(graph);
  const Value first = builder.add1("shape_of", {builder.input("x", {DType::float32, {Dim::symbol("n")}})});
  const Value second = builder.add1("add", {first, first});
  const Value third = builder.add1("add", {second, second});
  MutableNodeIndex(graph).producer(second).inputs = {third, third};
  const NodeIndex index(graph);
  EXPECT_EQ(known_content(third, index), nullptr);
  EXPECT_EQ(known_content(second, index), nullptr);
}

TEST(Content, long_lists_are_no_shape_arguments) {
  Graph graph(operators());
  Builder builder(graph);
  const auto constant = [&](std::int64_t count) {
    const std::vector<std::int64_t> elements(static_cast<std::size_t>(count), 1);
    return builder.constant(Array::of<std::int64_t>({count}, elements));
  };
  const Value short_list = constant(most_content_entries);
  const Value long_list = constant(most_content_entries + 1);
  const NodeIndex index(graph);
  EXPECT_NE(known_content(short_list, index), nullptr);
  EXPECT_EQ(known_content(long_list, index), nullptr);
}

}  // namespace
}  // namespace nnfront::ops::testing
