#include <gtest/gtest.h>

#include "executor/executor.h"
#include "ir/text.h"
#include "ir/verify.h"
#include "tests/executor/graphs.h"

namespace nnfront::executor {
namespace {

using Sizes = std::vector<std::int64_t>;

std::string error_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::vector<float> elements(const Array& array) {
  return {array.as<float>().begin(), array.as<float>().end()};
}

Array floats(Sizes dims, std::vector<float> values) {
  return Array::of<float>(std::move(dims), values);
}

constexpr std::string_view with_epilogue = R"(graph fused {
  %0 = input() name="data" : float32[2]
  %1 = input() name="side" : float32[2]
  %5 = neg(%0) name="negated" swallowed=[3, 4] then add(%3, %1) then relu(%4) : float32[2]
  output "out" %5
})";

class EveryEngine : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryEngine, RunsEpiloguesAndGivesTheirValues) {
  const Graph graph = parse_text(with_epilogue, ops::operators());
  const std::vector<Array> inputs{floats({2}, {1, -2}), floats({2}, {0.5, 0.5})};
  const auto results = run(GetParam(), graph, inputs, {1, {{3, 0}, {4, 0}, {1, 0}}});
  ASSERT_EQ(results.size(), 4U);
  EXPECT_EQ(elements(results[0]), (std::vector<float>{0, 2.5}));
  EXPECT_EQ(elements(results[1]), (std::vector<float>{-1, 2}));
  EXPECT_EQ(elements(results[2]), (std::vector<float>{-0.5, 2.5}));
  EXPECT_EQ(elements(results[3]), (std::vector<float>{0.5, 0.5}));
}

// A value that is an input, a parameter, another output, or one of these under another shape.
TEST_P(EveryEngine, ResultsShareNoMemory) {
  const std::string_view source = R"(graph reconstruct {
    %0 = input() name="data" : float32[2]
    %1 = parameter() key="w" = random(1) : float32[2]
    %2 = identity(%0) : float32[2]
    %3 = reshape(%0) shape=[1,2] : float32[1,2]
    %4 = identity(%1) : float32[2]
    %5 = neg(%0) : float32[2]
    %6 = identity(%5) : float32[2]
    output "same" %2
    output "turned" %3
    output "weight" %4
    output "negative" %5
    output "again" %6
    output "twice" %6
  })";
  const Graph graph = parse_text(source, ops::operators());
  const std::vector<Array> inputs{floats({2}, {1, -2})};
  const Prepared prepared = engine(GetParam()).prepare(graph, {1, {{0, 0}, {1, 0}}});
  const std::vector<Array> wanted = prepared.run(inputs);
  std::vector<Array> results = prepared.run(inputs);
  ASSERT_EQ(results.size(), 8U);
  for (Array& result : results) {
    for (float& element : result.as_mutable<float>()) element = 99;
  }
  EXPECT_EQ(elements(inputs[0]), (std::vector<float>{1, -2}));
  const std::vector<Array> after = prepared.run(inputs);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(elements(after[i]), elements(wanted[i])) << i;
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(results[i].data(), results[j].data()) << i << " and " << j;
  }
}

TEST_P(EveryEngine, WrongInputsAreErrorsThatSayGotAndWanted) {
  const Graph graph = parse_text(with_epilogue, ops::operators());
  const Prepared prepared = engine(GetParam()).prepare(graph, {});
  const Array two = floats({2}, {1, 2});
  EXPECT_EQ(error_of([&] { prepared.run(std::vector<Array>{two}); }), "got 1 input arrays, the graph has 2 inputs");
  EXPECT_EQ(error_of([&] {
              prepared.run(std::vector<Array>{two, floats({3}, {1, 2, 3})});
            }),
            "input 'side': got float32[3], wanted float32[2]");
  EXPECT_EQ(error_of([&] {
              prepared.run(std::vector<Array>{Array(DType::int32, {2}), two});
            }),
            "input 'data': got int32[2], wanted float32[2]");
  EXPECT_EQ(error_of([&] {
              prepared.run(std::vector<Array>{floats({1, 2}, {1, 2}), two});
            }),
            "input 'data': got float32[1,2], wanted float32[2]");
}

TEST_P(EveryEngine, AValueMayBeAnInputAParameterOrAskedForTwice) {
  Graph graph(ops::operators());
  Builder builder(graph);
  const Value x = builder.input("data", {DType::float32, {2}});
  const Value p = builder.parameter("p", Tensor(floats({2}, {5, 6})));
  const Value folded = builder.add1("neg", {p});
  const Value sum = builder.add1("add", {x, folded});
  builder.output("sum", sum);
  builder.output("again", sum);
  builder.output("data", x);
  const auto results = run(GetParam(), graph, std::vector<Array>{floats({2}, {1, 1})}, {1, {p, folded, x}});
  ASSERT_EQ(results.size(), 6U);
  EXPECT_EQ(elements(results[0]), (std::vector<float>{-4, -5}));
  EXPECT_EQ(elements(results[1]), elements(results[0]));
  EXPECT_EQ(elements(results[2]), (std::vector<float>{1, 1}));
  EXPECT_EQ(elements(results[3]), (std::vector<float>{5, 6}));
  EXPECT_EQ(elements(results[4]), (std::vector<float>{-5, -6}));
  EXPECT_EQ(elements(results[5]), (std::vector<float>{1, 1}));
}

TEST_P(EveryEngine, AParameterWithoutContentIsNamed) {
  Graph graph(ops::operators());
  Builder builder(graph);
  ParameterAttrs attrs;
  attrs.key = "lost";
  attrs.shape = {2};
  const Value p = builder.parameter(attrs, Tensor());
  builder.output("out", builder.add1("add", {builder.input("data", {DType::float32, {2}}), p}));
  EXPECT_EQ(error_of([&] {
              run(GetParam(), graph, std::vector<Array>{floats({2}, {1, 1})});
            }),
            "lost (parameter): has no content: the graph was read without its parameter file");
}

TEST_P(EveryEngine, EmptyArraysAndOtherTypesRun) {
  Graph graph(ops::operators());
  Builder builder(graph);
  const Value x = builder.input("data", {DType::int32, {2, 3}});
  builder.output("double", builder.add1("add", {x, x}));
  const std::vector<std::int32_t> numbers{1, 2, 3, 4, 5, 6};
  const auto results = run(GetParam(), graph, std::vector<Array>{Array::of<std::int32_t>({2, 3}, numbers)});
  EXPECT_EQ(results[0].as<std::int32_t>()[5], 12);

  Graph none(ops::operators());
  Builder empty(none);
  empty.output("out", empty.add1("relu", {empty.input("data", {DType::float32, {0, 3}})}));
  EXPECT_TRUE(run(GetParam(), none, std::vector<Array>{Array(DType::float32, {0, 3})})[0].empty());
}

Array ints(const Sizes& elements) {
  return Array::of<std::int64_t>({static_cast<std::int64_t>(elements.size())}, elements);
}

TEST_P(EveryEngine, AttributesMayBeComputed) {
  const Graph graph = parse_text(R"(graph fused {
  %0 = input() name="x" : float32[5]
  %1 = input() name="start" : int64[1]
  %2 = input() name="low" : float32[]
  %3 = constant() = [9] : int64[1]
  %4 = slice(%0, %1, %3)
  %5 = clip(%4, %2)
  %6 = reduce_sum(%0, %1)
  output "part" %5
  output "sum" %6
})",
                                 ops::operators());
  EXPECT_EQ(text(NodeIndex(graph).at(5).outputs[0].type), "float32[?]");
  const Prepared prepared = engine(GetParam()).prepare(graph, {});
  const Array x = floats({5}, {0, 1, 2, 3, 4});
  for (const std::int64_t start : {0, -1}) {
    const auto results = prepared.run(std::vector<Array>{x, ints({start}), floats({}, {2})});
    EXPECT_EQ(elements(results[0]), start == 0 ? (std::vector<float>{2, 2, 2, 3, 4}) : std::vector<float>{4});
    EXPECT_EQ(elements(results[1]), std::vector<float>{10});
  }
  EXPECT_EQ(error_of([&] {
              prepared.run(std::vector<Array>{x, ints({7}), floats({}, {2})});
            }),
            " (reduce_sum): [reduce_c1] got axis 7, wanted one of a tensor of rank 1");
}

// A file may state a type that inference cannot deny before the run.
TEST_P(EveryEngine, AStatedTypeThatTheRunDeniesIsAnError) {
  const Graph graph = parse_text(R"(graph fused {
  %0 = input() name="x" : float32[5]
  %1 = input() name="sizes" : int64[2]
  %2 = input() name="stop" : int64[1]
  %3 = slice(%0, none, %2) name="part" starts=[0] : float32[2]
  %4 = neg(%3)
  %5:2 = split(%0, %1) name="parts" parts=2 : float32[2], float32[3]
  output "y" %4
  output "z" %5
})",
                                 ops::operators());
  ASSERT_EQ(problems(graph), std::vector<std::string>());
  const Prepared prepared = engine(GetParam()).prepare(graph, {});
  const Array x = floats({5}, {0, 1, 2, 3, 4});
  EXPECT_EQ(elements(prepared.run(std::vector<Array>{x, ints({2, 3}), ints({2})})[0]), (std::vector<float>{0, -1}));
  if (GetParam() == "reference") {
    EXPECT_EQ(elements(prepared.run(std::vector<Array>{x, ints({2, 3}), ints({5})})[0]), (std::vector<float>{0, -1, -2, -3, -4}));
    return;
  }
  EXPECT_EQ(error_of([&] {
              prepared.run(std::vector<Array>{x, ints({2, 3}), ints({5})});
            }),
            "part (slice): output 0 is float32[5], which is not what the graph states");
  EXPECT_EQ(error_of([&] {
              prepared.run(std::vector<Array>{x, ints({1, 4}), ints({2})});
            }),
            "parts (split): output 0 is float32[1], which is not what the graph states");
}

INSTANTIATE_TEST_SUITE_P(All, EveryEngine, ::testing::Values("reference", "onednn"), [](const auto& chosen) { return chosen.param; });

TEST(Engine, AnUnknownNameListsTheOthers) {
  EXPECT_EQ(error_of([] { engine("tensor"); }), "no engine 'tensor': there are reference, onednn");
}

TEST(Reference, SymbolsAreBoundByTheArraysOfARun) {
  Graph graph(ops::operators());
  Builder builder(graph);
  const Value a = builder.input("a", {DType::float32, {Dim::symbol("n"), 2}});
  const Value b = builder.input("b", {DType::float32, {Dim::symbol("n"), 2}});
  builder.output("sum", builder.add1("add", {a, b}));
  const Prepared prepared = engine("reference").prepare(graph, {});
  EXPECT_EQ(prepared.run(std::vector<Array>{Array(DType::float32, {3, 2}), Array(DType::float32, {3, 2})})[0].dims(), (Sizes{3, 2}));
  EXPECT_EQ(prepared.run(std::vector<Array>{Array(DType::float32, {5, 2}), Array(DType::float32, {5, 2})})[0].dims(), (Sizes{5, 2}));
  EXPECT_EQ(error_of([&] {
              prepared.run(std::vector<Array>{Array(DType::float32, {3, 2}), Array(DType::float32, {4, 2})});
            }),
            "input 'b': got float32[4,2], wanted float32[n,2]");
}

TEST(Reference, AnotherNumberOfOutputsThanStatedIsAnError) {
  const Graph graph = parse_text(R"(graph fused {
  %0 = input() name="x" : float32[4]
  %1 = input() name="sizes" : int64[?]
  %2 = split(%0, %1) name="parts"
  output "y" %2
})",
                                 ops::operators());
  const Prepared prepared = engine("reference").prepare(graph, {});
  const Array x = floats({4}, {0, 1, 2, 3});
  EXPECT_EQ(elements(prepared.run(std::vector<Array>{x, ints({4})})[0]), elements(x));
  EXPECT_EQ(error_of([&] {
              prepared.run(std::vector<Array>{x, ints({2, 2})});
            }),
            "parts (split): got 2 outputs, wanted the 1 that the graph states");
}

TEST(OneDnn, ASymbolicInputIsAnErrorThatNamesIt) {
  Graph graph(ops::operators());
  Builder builder(graph);
  builder.output("out", builder.add1("relu", {builder.input("data", {DType::float32, {Dim::symbol("batch"), 2}})}));
  EXPECT_EQ(error_of([&] { engine("onednn").prepare(graph, {}); }),
            "input 'data' is float32[batch,2]: this engine needs every dimension as a number");
}

// A parameter is evaluated when its node runs and dropped behind it.
TEST(Reference, HoldsOneParameterAtATime) {
  Graph graph(ops::operators());
  Builder builder(graph);
  Value x = builder.input("data", {DType::float32, {4}});
  auto alive = std::make_shared<int>(0);
  auto most = std::make_shared<int>(0);
  for (int i = 0; i < 10; ++i) {
    DeferredComputation computation{"counted", {}, [alive, most](std::span<const Array>) {
                                      *most = std::max(*most, ++*alive);
                                      auto* content = new float[4]{1, 1, 1, 1};
                                      std::shared_ptr<const void> owner(content, [alive, content](const void*) {
                                        --*alive;
                                        delete[] content;
                                      });
                                      return Array::view(DType::float32, {4}, reinterpret_cast<const std::byte*>(content), owner);
                                    }};
    x = builder.add1("add", {x, builder.parameter("p" + std::to_string(i), Tensor(DType::float32, {4}, computation))});
  }
  builder.output("out", x);
  const auto results = run("reference", graph, std::vector<Array>{floats({4}, {0, 0, 0, 0})});
  EXPECT_EQ(elements(results[0]), (std::vector<float>{10, 10, 10, 10}));
  EXPECT_EQ(*most, 1);
  EXPECT_EQ(*alive, 0);
}

}  // namespace
}  // namespace nnfront::executor
