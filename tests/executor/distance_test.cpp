#include "executor/distance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/executor/graphs.h"

namespace nnfront::executor {
namespace {

Array floats(std::vector<float> elements) {
  const auto size = static_cast<std::int64_t>(elements.size());
  return Array::of<float>({size}, elements);
}

TEST(Distance, IsTheNormOfTheDifferenceOverTheNormOfTheSecond) {
  EXPECT_EQ(relative_distance(floats({3, 4}), floats({3, 4})), 0.0);
  EXPECT_DOUBLE_EQ(relative_distance(floats({3, 5}), floats({3, 4})), 0.2);
  EXPECT_EQ(relative_distance(floats({0, 0}), floats({0, 0})), 0.0);
  EXPECT_EQ(relative_distance(floats({1, 0}), floats({0, 0})), std::numeric_limits<double>::infinity());
}

TEST(Distance, NanMustMeetNanAndInfinityInfinity) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(relative_distance(floats({nan, 1}), floats({nan, 1})), 0.0);
  EXPECT_EQ(relative_distance(floats({nan, 1}), floats({2, 1})), std::numeric_limits<double>::infinity());
  EXPECT_EQ(relative_distance(floats({infinity, 1}), floats({infinity, 1})), 0.0);
  EXPECT_EQ(relative_distance(floats({infinity, 1}), floats({-infinity, 1})), std::numeric_limits<double>::infinity());
}

TEST(Distance, ALeadingOneIsNoDifferenceButOtherDimsAre) {
  const Array a = random_array(DType::float32, {1, 2, 3}, 1);
  EXPECT_EQ(relative_distance(a, a.reshaped({2, 3})), 0.0);
  EXPECT_THROW(relative_distance(a, a.reshaped({3, 2})), Error);
}

TEST(Distance, EveryElementTypeIsRead) {
  for (const DType dtype : {DType::float64, DType::float16, DType::bfloat16, DType::int8, DType::int16, DType::int32, DType::int64,
                            DType::uint8, DType::uint16, DType::uint32, DType::uint64, DType::boolean, DType::float8_e4m3fn,
                            DType::float8_e8m0, DType::float4_e2m1, DType::int4, DType::uint4}) {
    const Array a = random_array(dtype, {64}, 3);
    EXPECT_EQ(relative_distance(a, a), 0.0) << name(dtype);
    EXPECT_GT(relative_distance(a, random_array(dtype, {64}, 4)), 0.0) << name(dtype);
  }
}

// conv, batch norm and relu as three nodes, and the same as one node that kept the last id.
TEST(CompareForms, FindsSharedValuesAndWhatIsWrong) {
  const auto build = [](bool fused, float slip) {
    Graph graph(ops::operators());
    Builder builder(graph);
    const Value x = builder.input("data", {DType::float32, {1, 4, 6, 6}});
    Value y = testing::conv(builder, "first", x, 8, 3, testing::conv_attrs(1, 1));
    Array offset(DType::float32, {1});
    offset.as_mutable<float>()[0] = slip;
    const Value z = fused ? testing::append_step(graph, y, "relu", {y}) : builder.add1("relu", {y}, {}, "act");
    Builder rest(graph);
    const Value shift = rest.constant(offset);
    rest.output("out", rest.add1("add", {z, shift}, {}, "sum"));
    return graph;
  };
  const Graph reconstruct = build(false, 1.0F);
  const Equivalence same = compare_forms(reconstruct, build(true, 1.0F), 3, 1);
  ASSERT_EQ(same.values.size(), 3U);  // the epilogue's value is shared too
  EXPECT_EQ(same.outputs.size(), 1U);
  EXPECT_LT(same.maximum, 1e-6);
  const Equivalence other = compare_forms(reconstruct, build(true, 1.5F), 3, 1);
  EXPECT_GT(other.maximum, 0.1);
  EXPECT_EQ(other.values.back().name, "sum");
  EXPECT_GT(other.values.back().distance, 0.1);
  EXPECT_LT(other.values.front().distance, 1e-6);
}

TEST(CompareForms, SymbolsStandForSmallNumbers) {
  const auto build = [](const Dim& height) {
    Graph graph(ops::operators());
    Builder builder(graph);
    const Value x = builder.input("data", {DType::float32, {Dim::symbol("batch"), 4, height, 6}});
    builder.output("y", testing::conv(builder, "conv", x, 8, 5, testing::conv_attrs(1, 0)));
    return graph;
  };
  const Graph graph = build(Dim::symbol("height"));
  const Equivalence same = compare_forms(graph, graph, 3, 1);
  EXPECT_EQ(same.sizes, (std::map<std::string, std::int64_t>{{"batch", 2}, {"height", 5}}));
  EXPECT_EQ(same.maximum, 0.0);
  EXPECT_EQ(compare_forms(build(6), build(6), 3, 1).sizes, (std::map<std::string, std::int64_t>{{"batch", 2}}));
}

}  // namespace
}  // namespace nnfront::executor
