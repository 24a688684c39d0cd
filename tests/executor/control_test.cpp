// Operators that own subgraphs, run by both engines.
#include <gtest/gtest.h>

#include "executor/executor.h"
#include "ir/input_shapes.h"
#include "ir/text.h"
#include "ops/elements.h"
#include "tests/executor/graphs.h"

namespace nnfront::executor {
namespace {

using testing::Sizes;
using Numbers = std::vector<double>;

Array floats(Sizes dims, const Numbers& values) {
  return ops::from_doubles(DType::float32, std::move(dims), values);
}
Array integer(std::int64_t value) {
  return ops::from_integers(DType::int64, {}, std::span(&value, 1));
}
Array boolean(bool value) {
  const std::int64_t bit = value ? 1 : 0;
  return ops::from_integers(DType::boolean, {}, std::span(&bit, 1));
}

Graph parse(std::string_view text) {
  return parse_text(text, ops::operators());
}

void expect_array(const Array& got, const Sizes& dims, const Numbers& elements) {
  EXPECT_EQ(got.dims(), dims);
  EXPECT_EQ(ops::to_doubles(got), elements);
}

class EveryEngineRuns : public ::testing::TestWithParam<std::string> {
 protected:
  std::vector<Array> run(const Graph& graph, const std::vector<Array>& inputs) { return executor::run(GetParam(), graph, inputs); }
};

constexpr std::string_view branches = R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = input() name="c" : bool[]
  %2 = parameter() key="w" = [3, 4] : float32[2]
  %3 = neg(%0)
  %4:2 = if(%1) name="choice" { "then"(%2, %3)
    %5 = parameter() key="inner" = [100, 200] : float32[2]
    %6 = add(%3, %2)
    %7 = add(%6, %5)
    output "a" %7
    output "b" %2
  } { "else"(%0, %3)
    %8 = mul(%0, %3)
    output "a" %8
    output "b" %0
  }
  %9 = add(%4, %4:1)
  output "a" %4
  output "b" %4:1
  output "sum" %9
})";

TEST_P(EveryEngineRuns, TheBranchThatIsTaken) {
  const Graph graph = parse(branches);
  const Array x = floats({2}, {1, 2});
  std::vector<Array> results = run(graph, {x, boolean(true)});
  expect_array(results[0], {2}, {102, 202});
  expect_array(results[1], {2}, {3, 4});
  expect_array(results[2], {2}, {105, 206});
  results = run(graph, {x, boolean(false)});
  expect_array(results[0], {2}, {-1, -4});
  expect_array(results[1], {2}, {1, 2});
  expect_array(results[2], {2}, {0, -2});
}

constexpr std::string_view counted = R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = input() name="n" : int64[]
  %2:2 = loop(%1, none, %0) name="sums" { "body"(%0)
    %10 = input() name="iteration" : int64[]
    %11 = input() name="condition" : bool[]
    %12 = input() name="carried" : float32[2]
    %13 = cast(%10) to="float32"
    %14 = add(%12, %0)
    %15 = add(%14, %13)
    %16 = logical_not(%11)
    output "condition" %16
    output "carried" %15
    output "scanned" %12
  }
  output "last" %2
  output "all" %2:1
})";

TEST_P(EveryEngineRuns, ALoopAsOftenAsItSays) {
  const Graph graph = parse(counted);
  const Array x = floats({2}, {1, 10});
  std::vector<Array> results = run(graph, {x, integer(3)});
  // The body says false, which nobody asks: no condition is given.
  expect_array(results[0], {2}, {1 + 3 + 0 + 1 + 2, 10 + 30 + 0 + 1 + 2});
  expect_array(results[1], {3, 2}, {1, 10, 2, 20, 4, 31});
  results = run(graph, {x, integer(0)});
  expect_array(results[0], {2}, {1, 10});
  expect_array(results[1], {0, 2}, {});
  results = run(graph, {x, integer(-5)});
  expect_array(results[1], {0, 2}, {});
}

// Doubles its carried value, which grows by one element too, while it is below a limit.
std::string conditional(const std::string& attributes, const std::string& scanned) {
  return R"(graph reconstruct {
  %0 = input() name="x" : float32[1]
  %1 = input() name="n" : int64[]
  %2 = input() name="limit" : float32[1]
  %3 = less(%0, %2)
  %4:2 = loop(%1, %3, %0) )" +
         attributes + R"( { "body"(%0, %2)
    %10 = input() name="iteration" : int64[]
    %11 = input() name="condition" : bool[]
    %12 = input() name="carried" : float32[?]
    %13 = add(%12, %12)
    %14 = reduce_max(%13) axes=[0] keep_dims=true
    %15 = less(%14, %2)
    %16 = concat(%13, %0) axis=0
    output "condition" %15
    output "carried" %16
    output "scanned" )" +
         scanned + R"(
  }
  output "last" %4
  output "all" %4:1
})";
}

TEST_P(EveryEngineRuns, ALoopUntilItsConditionIsFalse) {
  const Graph graph = parse(conditional("", "%14"));
  std::vector<Array> results = run(graph, {floats({1}, {1}), integer(1000), floats({1}, {5})});
  expect_array(results[0], {4}, {8, 4, 2, 1});
  expect_array(results[1], {3, 1}, {2, 4, 8});
  results = run(graph, {floats({1}, {1}), integer(2), floats({1}, {5})});
  expect_array(results[1], {2, 1}, {2, 4});
  results = run(graph, {floats({1}, {7}), integer(2), floats({1}, {5})});
  expect_array(results[0], {1}, {7});
  expect_array(results[1], {0, 1}, {});
}

TEST_P(EveryEngineRuns, APaddedLoopAlwaysGivesAsManyEntries) {
  const Graph graph = parse(conditional("pad_scanned=true", "%14"));
  std::vector<Array> results = run(graph, {floats({1}, {1}), integer(5), floats({1}, {5})});
  expect_array(results[1], {5, 1}, {2, 4, 8, 0, 0});
  results = run(graph, {floats({1}, {7}), integer(2), floats({1}, {5})});
  expect_array(results[1], {2, 1}, {0, 0});
}

TEST_P(EveryEngineRuns, ScannedValuesMustHaveOneShape) {
  const Graph graph = parse(conditional("", "%12"));
  try {
    run(graph, {floats({1}, {1}), integer(3), floats({1}, {5})});
    ADD_FAILURE() << "wanted an Error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), " (loop): trip 1 gives [2], wanted [1] as on the first trip");
  }
}

constexpr std::string_view scanning = R"(graph reconstruct {
  %0 = input() name="s" : float32[2]
  %1 = input() name="x" : float32[3,2]
  %2 = input() name="z" : float32[2,3]
  %5:3 = scan(%0, %1, %2) states=1 input_axes=[0,-1] reversed_inputs=[0,1] output_axes=[0,-1] reversed_outputs=[0,1] { "body"()
    %10 = input() name="state" : float32[2]
    %11 = input() name="left" : float32[2]
    %12 = input() name="right" : float32[2]
    %13 = mul(%11, %12)
    %14 = add(%10, %13)
    output "state" %14
    output "a" %14
    output "b" %12
  }
  output "state" %5
  output "a" %5:1
  output "b" %5:2
})";

TEST_P(EveryEngineRuns, AScanAlongAnyAxisInAnyDirection) {
  const std::vector<Array> results =
      run(parse(scanning), {floats({2}, {100, 200}), floats({3, 2}, {1, 2, 3, 4, 5, 6}), floats({2, 3}, {1, 2, 3, 4, 5, 6})});
  // Slices of z, backwards: (3,6), (2,5), (1,4).
  expect_array(results[0], {2}, {100 + 3 + 6 + 5, 200 + 12 + 20 + 24});
  expect_array(results[1], {3, 2}, {103, 212, 109, 232, 114, 256});
  expect_array(results[2], {2, 3}, {1, 2, 3, 4, 5, 6});
}

TEST(ReferenceScan, WithoutAnyTripGivesTheStates) {
  Graph graph = parse(scanning);
  set_input_shapes(graph, {{2}, {Dim::symbol("t"), 2}, {2, Dim::symbol("t")}});
  const std::vector<Array> results =
      executor::run("reference", graph, std::vector<Array>{floats({2}, {100, 200}), floats({0, 2}, {}), floats({2, 0}, {})});
  expect_array(results[0], {2}, {100, 200});
  expect_array(results[1], {0, 2}, {});
  expect_array(results[2], {2, 0}, {});
}

// A loop in a branch in a loop: each captures what the outer ones make.
constexpr std::string_view nested = R"(graph reconstruct {
  %0 = input() name="x" : float32[1]
  %1 = input() name="n" : int64[]
  %2 = loop(%1, none, %0) { "body"(%0, %1)
    %10 = input() name="iteration" : int64[]
    %11 = input() name="condition" : bool[]
    %12 = input() name="carried" : float32[1]
    %13 = constant() = [1] : int64[]
    %14 = equal(%10, %13)
    %15 = if(%14) { "then"(%0, %1, %10, %12)
      %20 = loop(%1, none, %12) { "inner"(%0, %10)
        %30 = input() name="iteration" : int64[]
        %31 = input() name="condition" : bool[]
        %32 = input() name="carried" : float32[1]
        %33 = add(%30, %10)
        %34 = cast(%33) to="float32"
        %35 = add(%32, %34)
        %36 = mul(%35, %0)
        output "condition" %31
        output "carried" %36
      }
      output "y" %20
    } { "else"(%12)
      output "y" %12
    }
    output "condition" %11
    output "carried" %15
  }
  output "y" %2
})";

TEST_P(EveryEngineRuns, SubgraphsInSubgraphs) {
  // Trip 1 of three does: ((2+0+1)*2 + 1+1)*2 + 2+1)*2.
  expect_array(run(parse(nested), {floats({1}, {2}), integer(3)})[0], {1}, {38});
}

INSTANTIATE_TEST_SUITE_P(Control, EveryEngineRuns, ::testing::Values("reference", "onednn"));

TEST(OnednnControl, HandsOnlyWhatOwnsSubgraphsToTheReference) {
  const Graph graph = parse(branches);
  const Prepared prepared = engine("onednn").prepare(graph, {});
  EXPECT_EQ(texts(prepared.fallbacks), (std::vector<std::string>{"choice (if): owns subgraphs"}));
}

TEST(ReferenceControl, AValueInsideASubgraphCannotBeAskedFor) {
  const Graph graph = parse(branches);
  try {
    engine("reference").prepare(graph, {1, {{8, 0}}});
    ADD_FAILURE() << "wanted an Error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "value 8:0 stands in a graph of a node, which may run any number of times");
  }
}

TEST(ReferenceControl, WhatABodyIsGivenMustBeWhatItDeclares) {
  Graph graph = parse(counted);
  set_input_shapes(graph, {{Dim::symbol("k")}, {}});
  expect_array(executor::run("reference", graph, std::vector<Array>{floats({3}, {1, 2, 3}), integer(1)})[0], {3}, {2, 4, 6});
}

}  // namespace
}  // namespace nnfront::executor
