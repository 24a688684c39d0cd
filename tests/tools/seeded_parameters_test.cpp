#include "tools/seeded_parameters.h"

#include <gtest/gtest.h>

#include "nnfront/error.h"
#include "support/file.h"
#include "tests/support/source_folder.h"

namespace nnfront::tools {
namespace {

TEST(SeededParameters, HaveTheSameValuesForASeedAndOthersForAnother) {
  const NamedShape shape{"arg:conv0_weight", {4, 3, 3, 3}};
  const Array first = seeded_parameter(shape, 5);
  const Array again = seeded_parameter(shape, 5);
  const Array other = seeded_parameter(shape, 6);
  EXPECT_TRUE(std::equal(first.as<float>().begin(), first.as<float>().end(), again.as<float>().begin()));
  EXPECT_FALSE(std::equal(first.as<float>().begin(), first.as<float>().end(), other.as<float>().begin()));
}

TEST(SeededParameters, WeightsHaveHesVariance) {
  const Array weight = seeded_parameter({"arg:fc_weight", {200, 500}}, 1);
  double squares = 0.0;
  for (const float element : weight.as<float>()) squares += static_cast<double>(element) * element;
  EXPECT_NEAR(squares / static_cast<double>(weight.size()), 2.0 / 500, 0.02 * 2.0 / 500);
}

TEST(SeededParameters, VariancesArePositive) {
  const Array variance = seeded_parameter({"aux:bn_running_var", {1000}}, 1);
  for (const float element : variance.as<float>()) ASSERT_GT(element, 0.5F);
}

TEST(SeededParameters, RefuseANameWithoutARule) {
  EXPECT_THROW(seeded_parameter({"arg:something", {2}}, 1), Error);
}

TEST(Banks, KeepTheLargestOfEveryBank) {
  // One output channel, 2 input channels, 3 taps: flattened with channels fastest it reads 1 -6 | 2 5 | -3 4.
  const std::vector<float> elements = {1, 2, -3, -6, 5, 4};
  Array weight(DType::float32, {1, 2, 3});
  std::copy(elements.begin(), elements.end(), weight.as_mutable<float>().begin());
  prune_banks(weight, {1, 2});
  const std::vector<float> kept(weight.as<float>().begin(), weight.as<float>().end());
  EXPECT_EQ(kept, (std::vector<float>{0, 0, 0, -6, 5, 4}));
}

TEST(Banks, OfEqualMagnitudesTheEarlierIsKept) {
  const std::vector<float> elements = {2, -2, 2, -2};
  Array weight(DType::float32, {1, 4, 1});
  std::copy(elements.begin(), elements.end(), weight.as_mutable<float>().begin());
  prune_banks(weight, {2, 4});
  const std::vector<float> kept(weight.as<float>().begin(), weight.as<float>().end());
  EXPECT_EQ(kept, (std::vector<float>{2, -2, 0, 0}));
}

TEST(Banks, AShortLastBankKeepsItsShareRoundedUp) {
  // 70 weights per channel: a bank of 64 keeps 4, the bank of 6 keeps ceil(4 * 6 / 64) = 1.
  Array weight = seeded_parameter({"arg:conv1_weight", {3, 70, 1, 1}}, 1);
  prune_banks(weight, {4, 64});
  EXPECT_EQ(count_nonzero(weight), 3 * (4 + 1));
}

TEST(Banks, TextSaysKeepAndSize) {
  EXPECT_EQ(parse_bank("4,64").keep, 4);
  EXPECT_EQ(parse_bank("4,64").size, 64);
  for (const char* text : {"", "4", "4,", "0,64", "65,64", "4;64", "4,64,1"}) EXPECT_THROW(parse_bank(text), Error) << text;
}

TEST(ShippedNetwork, HasTheWeightsThatTheDocumentationStates) {
  const auto file = File::open(testing_support::source_folder() / "examples/resnet50v1b/resnet50v1b-shapes.json");
  const std::vector<NamedShape> shapes = parse_shapes(file->read_all(1 << 20));
  const std::vector<bool> pruned = pruned_parameters(shapes);
  std::int64_t weights = 0;
  std::int64_t nonzero = 0;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (!std::string_view(shapes[i].name).ends_with("weight")) continue;
    Array weight = seeded_parameter(shapes[i], i);
    if (pruned[i]) prune_banks(weight, {4, 64});
    weights += weight.size();
    nonzero += count_nonzero(weight);
  }
  EXPECT_EQ(weights, 25502912);
  EXPECT_EQ(nonzero, 3522752);
}

TEST(Shapes, AreReadInTheOrderOfTheFile) {
  const std::vector<NamedShape> shapes = parse_shapes(R"({"b": [2, 3], "a": [1]})");
  ASSERT_EQ(shapes.size(), 2U);
  EXPECT_EQ(shapes[0].name, "b");
  EXPECT_EQ(shapes[0].dims, (std::vector<std::int64_t>{2, 3}));
}

TEST(Shapes, RefuseWhatIsNoListOfShapes) {
  for (const char* text : {"", "[]", "[[1]]", R"({"a": []})", R"({"a": ["x"]})", R"({"a": [1], "a": [2]})"}) {
    EXPECT_THROW(parse_shapes(text), Error) << text;
  }
}

}  // namespace
}  // namespace nnfront::tools
