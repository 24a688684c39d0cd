// Weights that pass through several windows while they are folded, none of which ends where a channel does.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <vector>

#include "ops/elements.h"
#include "ops/kernels.h"
#include "passes/fold_batch_norm.h"
#include "support/fail.h"
#include "tests/passes/pass_test.h"

namespace nnfront::test {

namespace {

using Doubles = std::vector<double>;

// A layer with a batch norm behind or in front of it.
struct Case {
  std::string what;
  std::string layer;  // with {} for what it reads
  std::string input;
  std::vector<std::int64_t> weight;
  std::int64_t channels;  // of the batch norm
  bool behind = true;
  // The channels that element [a, b, ...] of the weight belongs to.
  std::function<std::int64_t(std::int64_t a, std::int64_t b)> output;
  std::function<std::int64_t(std::int64_t a, std::int64_t b)> input_channel;
};

std::vector<Case> cases() {
  const auto first = [](std::int64_t a, std::int64_t) { return a; };
  const auto second = [](std::int64_t, std::int64_t b) { return b; };
  const auto second_of_two_groups = [](std::int64_t rows, std::int64_t columns) {
    return [=](std::int64_t a, std::int64_t b) { return a / (rows / 2) * columns + b; };
  };
  const std::string conv = "strides=[1,1] pads=[0,0,0,0] dilations=[1,1]";
  return {
      {"dense behind", "dense({}, %1, none)", "[3,607]", {701, 607}, 701, true, first, second},
      {"dense in front", "dense({}, %1, none)", "[3,607]", {701, 607}, 607, false, first, second},
      {"groups behind",
       "conv({}, %1, none) groups=2 " + conv,
       "[1,134,5,5]",
       {258, 67, 5, 5},
       258,
       true,
       first,
       second_of_two_groups(258, 67)},
      {"groups in front",
       "conv({}, %1, none) groups=2 " + conv,
       "[1,134,5,5]",
       {258, 67, 5, 5},
       134,
       false,
       first,
       second_of_two_groups(258, 67)},
      {"depthwise behind", "conv({}, %1, none) groups=40001 " + conv, "[1,40001,3,3]", {40001, 1, 3, 3}, 40001, true, first, first},
      {"depthwise in front", "conv({}, %1, none) groups=40001 " + conv, "[1,40001,3,3]", {40001, 1, 3, 3}, 40001, false, first, first},
      {"transposed behind",
       "conv_transpose({}, %1, none) groups=2 output_padding=[0,0] " + conv,
       "[1,134,1,1]",
       {134, 65, 7, 7},
       130,
       true,
       second_of_two_groups(134, 65),
       first},
  };
}

std::string text_of(const Case& each, DType dtype) {
  const std::string layer = fmt::format(fmt::runtime(each.layer), each.behind ? "%0" : "%6");
  const std::string norm = fmt::format("batch_norm({}, %2, %3, %4, %5) epsilon=2", each.behind ? "%6" : "%0");
  const auto parameter = [&](int id, std::string_view key, std::string_view dims) {
    return fmt::format("  %{} = parameter() key=\"{}\" = random({}) : {}{}\n", id, key, id, name(dtype), dims);
  };
  std::string text = fmt::format("graph fused {{\n  %0 = input() name=\"x\" : {}{}\n", name(dtype), each.input);
  text += parameter(1, "w", fmt::format("[{}]", fmt::join(each.weight, ",")));
  const std::string channels = fmt::format("[{}]", each.channels);
  text += parameter(2, "gamma", channels) + parameter(3, "beta", channels) + parameter(4, "mean", channels) + parameter(5, "var", channels);
  return text + fmt::format("  %6 = {}\n  %7 = {}\n  output \"y\" %7\n}}", each.behind ? layer : norm, each.behind ? norm : layer);
}

Array content(const Graph& graph, std::string_view key) {
  return find_parameter(graph, key)->tensor.evaluate();
}

Doubles doubles(const Graph& graph, std::string_view key) {
  return ops::to_doubles(content(graph, key));
}

// What the batch norm multiplies by and adds, from random parameters with variances of -1 to 1 and epsilon 2.
struct ScaleAndShift {
  Doubles scale;
  Doubles shift;
};

ScaleAndShift batch_norm(const Graph& graph) {
  ScaleAndShift result{doubles(graph, "gamma"), doubles(graph, "beta")};
  const Doubles mean = doubles(graph, "mean");
  const Doubles variance = doubles(graph, "var");
  for (std::size_t c = 0; c < mean.size(); ++c) {
    result.scale[c] /= std::sqrt(variance[c] + 2.0);
    result.shift[c] -= mean[c] * result.scale[c];
  }
  return result;
}

// Calls visit(element, a, b) in C order.
template <class Visit>
void for_each_element(const Case& each, const Visit& visit) {
  std::int64_t element = 0;
  const std::int64_t taps = ops::product(std::span(each.weight).subspan(2));
  for (std::int64_t a = 0; a < each.weight[0]; ++a) {
    for (std::int64_t b = 0; b < each.weight[1]; ++b) {
      for (std::int64_t tap = 0; tap < taps; ++tap) visit(element++, a, b);
    }
  }
}

Array expected_weight(const Case& each, const Graph& graph) {
  const Doubles scale = batch_norm(graph).scale;
  const Array weight = content(graph, "w");
  Doubles elements = ops::to_doubles(weight);
  for_each_element(each, [&](std::int64_t element, std::int64_t a, std::int64_t b) {
    elements[element] *= scale[each.behind ? each.output(a, b) : each.input_channel(a, b)];
  });
  return ops::from_doubles(weight.dtype(), weight.dims(), elements);
}

Doubles expected_bias(const Case& each, const Graph& graph) {
  const Doubles shift = batch_norm(graph).shift;
  if (each.behind) return shift;
  Doubles bias(static_cast<std::size_t>(each.weight[0]), 0.0);
  const Doubles weight = doubles(graph, "w");
  for_each_element(each, [&](std::int64_t element, std::int64_t a, std::int64_t b) {
    bias[each.output(a, b)] += weight[element] * shift[each.input_channel(a, b)];
  });
  return bias;
}

std::string streamed(const Tensor& tensor) {
  std::string bytes;
  tensor.stream([&](std::span<const std::byte> part) { bytes.append(reinterpret_cast<const char*>(part.data()), part.size()); });
  return bytes;
}

}  // namespace

TEST(FoldLargeWeights, EveryElementIsTimesTheFactorOfItsChannel) {
  for (const Case& each : cases()) {
    for (const DType dtype : {DType::float32, DType::float16, DType::float64}) {
      SCOPED_TRACE(fmt::format("{} {}", each.what, name(dtype)));
      const Graph before = parse_graph(text_of(each, dtype));
      Graph graph = before;
      ASSERT_TRUE(passes::fold_batch_norm(graph));
      const Array wanted = expected_weight(each, before);
      const Tensor& folded = find_parameter(graph, "w.folded")->tensor;
      const Array evaluated = folded.evaluate();
      ASSERT_EQ(evaluated.bytes(), wanted.bytes());
      EXPECT_EQ(std::memcmp(evaluated.data(), wanted.data(), wanted.bytes()), 0);
      EXPECT_EQ(streamed(folded), std::string(reinterpret_cast<const char*>(wanted.data()), wanted.bytes()));
    }
  }
}

TEST(FoldLargeWeights, AShiftInFrontIsSummedOverEveryTap) {
  for (const Case& each : cases()) {
    SCOPED_TRACE(each.what);
    const Graph before = parse_graph(text_of(each, DType::float32));
    Graph graph = before;
    ASSERT_TRUE(passes::fold_batch_norm(graph));
    const Doubles bias = doubles(graph, "beta.folded");
    const Doubles wanted = expected_bias(each, before);
    ASSERT_EQ(bias.size(), wanted.size());
    // The sum is taken in double, tap by tap, and rounded once to float32.
    for (std::size_t c = 0; c < wanted.size(); ++c) ASSERT_NEAR(bias[c], wanted[c], 1e-7 * std::max(1.0, std::abs(wanted[c]))) << c;
  }
}

}  // namespace nnfront::test
