#include "ops/conv.h"

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

const std::vector<Operator>& family() {
  static const std::vector<Operator> operators = conv_operators();
  return operators;
}
const Operator& conv() {
  return named(family(), "conv");
}
const Operator& conv_transpose() {
  return named(family(), "conv_transpose");
}

ConvAttrs plain(std::size_t dimensions) {
  return {std::vector<std::int64_t>(dimensions, 1), std::vector<std::int64_t>(2 * dimensions, 0), std::vector<std::int64_t>(dimensions, 1),
          1};
}
ConvTransposeAttrs plain_transpose(std::size_t dimensions) {
  const ConvAttrs same = plain(dimensions);
  return {same.strides, same.pads, same.dilations, std::vector<std::int64_t>(dimensions, 0), 1};
}

// A random layer that fits; `x`, `weight` and `bias` hold small integers.
template <class Attrs>
struct Layer {
  Array x, weight, bias;
  Attrs attrs;
};

template <class Attrs>
Layer<Attrs> random_layer(std::mt19937& random, std::size_t dimensions, DType dtype = DType::float32) {
  constexpr bool transposed = std::is_same_v<Attrs, ConvTransposeAttrs>;
  Attrs attrs;
  attrs.groups = draw(random, 1, 3);
  const std::int64_t in_per_group = draw(random, 1, 2);
  const std::int64_t out_per_group = draw(random, 1, 2);
  std::vector<std::int64_t> x = {draw(random, 1, 2), attrs.groups * in_per_group};
  std::vector<std::int64_t> weight =
      transposed ? std::vector<std::int64_t>{x[1], out_per_group} : std::vector<std::int64_t>{attrs.groups * out_per_group, in_per_group};
  std::vector<std::int64_t> begins;
  std::vector<std::int64_t> ends;
  for (std::size_t d = 0; d < dimensions; ++d) {
    weight.push_back(draw(random, 1, 3));
    attrs.strides.push_back(draw(random, 1, 3));
    attrs.dilations.push_back(draw(random, 1, 2));
    begins.push_back(draw(random, 0, 2));
    ends.push_back(draw(random, 0, 2));
    // The smallest size that fits in either direction: the window alone, or enough to be cropped by the pads.
    const std::int64_t extent = attrs.dilations[d] * (weight.back() - 1) + 1;
    x.push_back(draw(random, 0, 3) + (transposed ? 1 + begins[d] + ends[d] : std::max<std::int64_t>(1, extent - begins[d] - ends[d])));
    if constexpr (transposed) attrs.output_padding.push_back(draw(random, 0, std::max(attrs.strides[d], attrs.dilations[d]) - 1));
  }
  attrs.pads = begins;
  attrs.pads.insert(attrs.pads.end(), ends.begin(), ends.end());
  return {random_integers(random, x, dtype), random_integers(random, weight, dtype),
          random_integers(random, {attrs.groups * out_per_group}, dtype), attrs};
}

// The tap with which window position `position` reads plane element `element`, or none: k = (element + pad - position*stride) / dilation.
template <class Attrs>
std::optional<std::vector<std::int64_t>> tap_between(const Attrs& attrs, const std::vector<std::int64_t>& kernel,
                                                     const std::vector<std::int64_t>& position, const std::vector<std::int64_t>& element) {
  std::vector<std::int64_t> tap;
  for (std::size_t d = 0; d < kernel.size(); ++d) {
    const std::int64_t distance = element[d] + attrs.pads[d] - position[d] * attrs.strides[d];
    if (distance < 0 || distance % attrs.dilations[d] != 0 || distance / attrs.dilations[d] >= kernel[d]) return std::nullopt;
    tap.push_back(distance / attrs.dilations[d]);
  }
  return tap;
}

std::vector<std::int64_t> spatial(const std::vector<std::int64_t>& dims) {
  return {dims.begin() + 2, dims.end()};
}

std::int64_t count_of(const std::vector<std::int64_t>& dims) {
  std::int64_t count = 1;
  for (const std::int64_t dim : dims) count *= dim;
  return count;
}

struct Slow {
  std::vector<double> y;
  std::int64_t macs = 0;
  std::int64_t sparse_macs = 0;
};

// Every pair of an input element and an output element; the pair decides which weight joins them.
template <class Attrs>
Slow every_pair(const Layer<Attrs>& layer, const std::vector<std::int64_t>& y_dims) {
  constexpr bool transposed = std::is_same_v<Attrs, ConvTransposeAttrs>;
  const std::vector<std::int64_t>& x_dims = layer.x.dims();
  const std::vector<std::int64_t>& w_dims = layer.weight.dims();
  const std::vector<double> x = to_doubles(layer.x);
  const std::vector<double> weight = to_doubles(layer.weight);
  const std::vector<double> bias = to_doubles(layer.bias);
  const std::int64_t groups = layer.attrs.groups;
  Slow slow;
  for (std::int64_t o = 0; o < count_of(y_dims); ++o) {
    const std::vector<std::int64_t> out = unravel(o, y_dims);
    double sum = bias[static_cast<std::size_t>(out[1])];
    for (std::int64_t i = 0; i < count_of(x_dims); ++i) {
      const std::vector<std::int64_t> in = unravel(i, x_dims);
      const std::int64_t in_group = in[1] / (x_dims[1] / groups);
      if (in[0] != out[0] || in_group != out[1] / (y_dims[1] / groups)) continue;
      const auto tap = transposed ? tap_between(layer.attrs, spatial(w_dims), spatial(in), spatial(out))
                                  : tap_between(layer.attrs, spatial(w_dims), spatial(out), spatial(in));
      if (!tap) continue;
      std::vector<std::int64_t> at = transposed ? std::vector<std::int64_t>{in[1], out[1] % (y_dims[1] / groups)}
                                                : std::vector<std::int64_t>{out[1], in[1] % (x_dims[1] / groups)};
      at.insert(at.end(), tap->begin(), tap->end());
      const double element = weight[static_cast<std::size_t>(ravel(at, w_dims))];
      sum += x[static_cast<std::size_t>(i)] * element;
      ++slow.macs;
      if (element != 0.0) ++slow.sparse_macs;
    }
    slow.y.push_back(sum);
  }
  return slow;
}

template <class Attrs>
void compare_with_every_pair(const Operator& op, unsigned seed, std::size_t dimensions, int cases, DType dtype = DType::float32) {
  std::mt19937 random(seed);
  for (int i = 0; i < cases; ++i) {
    SCOPED_TRACE(::testing::Message() << "case " << i << " of seed " << seed);
    const Layer<Attrs> layer = random_layer<Attrs>(random, dimensions, dtype);
    const Array y = eval1(op, {layer.x, layer.weight, layer.bias}, layer.attrs);
    const Slow slow = every_pair(layer, y.dims());
    expect_elements(y, slow.y);
    const Cost counted = cost(op, {type_of(layer.x), type_of(layer.weight), type_of(layer.bias)}, layer.attrs);
    EXPECT_EQ(counted.macs, slow.macs);
    EXPECT_EQ(counted.sparse_macs(layer.weight), slow.sparse_macs);
    const std::vector<std::int64_t> positions = spatial(op.name == "conv" ? y.dims() : layer.x.dims());
    EXPECT_EQ(counted.padded_macs, layer.x.dims()[0] * layer.weight.size() * count_of(positions));
    EXPECT_EQ(counted.weight_input, 1);
  }
}

TEST(Conv, infers_the_first_layer_of_resnet) {
  ConvAttrs attrs = {{2, 2}, {3, 3, 3, 3}, {1, 1}, 1};
  const auto y = infer(conv(), {f32({1, 3, 224, 224}), f32({64, 3, 7, 7})}, attrs);
  EXPECT_EQ(text(y.at(0)), "float32[1,64,112,112]");
}

TEST(Conv, keeps_symbols) {
  ConvAttrs attrs = {{1, 2}, {1, 1, 1, 1}, {1, 1}, 1};
  const Shape x = {Dim::symbol("batch"), 8, Dim::symbol("h"), Dim::symbol("w")};
  const Shape y = infer(conv(), {f32(x), f32({4, 8, 3, 3})}, attrs).at(0).shape;
  EXPECT_EQ(y[0].text(), "batch");
  EXPECT_EQ(y[2].text(), "h");
  EXPECT_EQ(y[3].substitute({{"w", Dim(9)}}).integer(), 5);
  EXPECT_EQ(y[3].substitute({{"w", Dim(10)}}).integer(), 5);
}

TEST(Conv, takes_unknown_sizes) {
  const auto y = infer(conv(), {f32({Dim::unknown(), 8, Dim::unknown()}), f32({4, 8, 3})}, plain(1));
  EXPECT_EQ(text(y.at(0)), "float32[?,4,?]");
}

TEST(Conv, evaluates_by_hand) {
  ConvAttrs attrs = plain(2);
  const Array x = array({1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  const Array weight = array({1, 1, 2, 2}, {1, 0, 0, -1});
  expect_elements(eval1(conv(), {x, weight, std::nullopt}, attrs), {-4, -4, -4, -4});
  attrs.pads = {1, 0, 0, 0};
  expect_elements(eval1(conv(), {x, weight, array({1}, {10})}, attrs), {8, 7, 6, 6, 6, 6});
}

TEST(Conv, equals_every_pair_in_1d) {
  compare_with_every_pair<ConvAttrs>(conv(), 1, 1, 60);
}
TEST(Conv, equals_every_pair_in_2d) {
  compare_with_every_pair<ConvAttrs>(conv(), 2, 2, 40);
}
TEST(Conv, equals_every_pair_in_3d) {
  compare_with_every_pair<ConvAttrs>(conv(), 3, 3, 12);
}
TEST(Conv, equals_every_pair_in_int32) {
  compare_with_every_pair<ConvAttrs>(conv(), 4, 2, 20, DType::int32);
}
TEST(Conv, equals_every_pair_in_float16) {
  compare_with_every_pair<ConvAttrs>(conv(), 5, 2, 20, DType::float16);
}
TEST(Conv, equals_every_pair_in_float64) {
  compare_with_every_pair<ConvAttrs>(conv(), 6, 2, 20, DType::float64);
}

TEST(Conv, wraps_integers_to_their_width) {
  const Array x = array({1, 1, 2}, {100, 100}, DType::int8);
  expect_elements(eval1(conv(), {x, array({1, 1, 2}, {1, 1}, DType::int8)}, plain(1)), {-56});
  const Array large = from_integers(DType::int64, {1, 1, 1}, std::vector<std::int64_t>{std::int64_t{1} << 62});
  const Array four = array({1, 1, 1}, {4}, DType::int64);
  expect_elements(eval1(conv(), {large, four}, plain(1)), {0});
}

TEST(Conv, sums_in_double_and_rounds_once) {
  const Array x = array({1, 1, 4}, {1, 1e-8, 1e-8, 1e-8});
  const Array ones = array({1, 1, 4}, {1, 1e8, -1e8, 0});
  expect_elements(eval1(conv(), {x, ones}, plain(1)), {1});
  // 1 + 2^-11 + 2^-25 lies just above the middle of two float16; through float32 it would fall on the middle and be rounded down.
  const Array halves = array({1, 1, 3}, {1, 0x1p-11, 0x1p-12}, DType::float16);
  const Array factors = array({1, 1, 3}, {1, 1, 0x1p-13}, DType::float16);
  expect_elements(eval1(conv(), {halves, factors}, plain(1)), {1 + 0x1p-10});
}

TEST(Conv, costs_the_first_layer_of_resnet) {
  const ConvAttrs attrs = {{2, 2}, {3, 3, 3, 3}, {1, 1}, 1};
  const Cost counted = cost(conv(), {f32({1, 3, 224, 224}), f32({64, 3, 7, 7})}, attrs);
  EXPECT_EQ(counted.padded_macs, 118013952);
  std::int64_t taps = 0;
  for (std::int64_t o = 0; o < 112; ++o) {
    for (std::int64_t k = 0; k < 7; ++k) taps += o * 2 - 3 + k >= 0 && o * 2 - 3 + k < 224 ? 1 : 0;
  }
  EXPECT_EQ(counted.macs, 64 * 3 * taps * taps);
  EXPECT_EQ(counted.elementwise, 0);
}

struct Macs {
  std::int64_t effective = 0;
  std::int64_t padded = 0;
};

Macs macs_of(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride, std::int64_t size) {
  const std::int64_t pad = kernel / 2;
  const ConvAttrs attrs = {{stride, stride}, {pad, pad, pad, pad}, {1, 1}, 1};
  const Cost counted = cost(conv(), {f32({1, in, size, size}), f32({out, in, kernel, kernel})}, attrs);
  return {counted.macs, counted.padded_macs};
}

// All convolutions of the 50-layer residual network at 224x224 whose bottlenecks stride in their 3x3 convolution.
TEST(Conv, costs_all_of_resnet50) {
  std::vector<Macs> layers = {macs_of(3, 64, 7, 2, 224)};
  std::int64_t in = 64;
  std::int64_t size = 56;
  const std::vector<std::pair<std::int64_t, int>> stages = {{64, 3}, {128, 4}, {256, 6}, {512, 3}};
  for (const auto& [width, blocks] : stages) {
    for (int block = 0; block < blocks; ++block) {
      const std::int64_t stride = block == 0 && width > 64 ? 2 : 1;
      layers.push_back(macs_of(in, width, 1, 1, size));
      layers.push_back(macs_of(width, width, 3, stride, size));
      layers.push_back(macs_of(width, 4 * width, 1, 1, size / stride));
      if (block == 0) layers.push_back(macs_of(in, 4 * width, 1, stride, size));
      in = 4 * width;
      size /= stride;
    }
  }
  Macs sum;
  for (const Macs& layer : layers) sum = {sum.effective + layer.effective, sum.padded + layer.padded};
  EXPECT_EQ(layers.size(), 53U);
  EXPECT_EQ(sum.effective, 3946203904);
  EXPECT_EQ(sum.padded, 4089184256 - 2048000);
}

TEST(Conv, costs_without_allocating_what_a_shape_claims) {
  const std::int64_t huge = std::int64_t{1} << 20;
  const Cost counted = cost(conv(), {f32({1, 1, huge, huge}), f32({1, 1, huge, huge})}, plain(2));
  EXPECT_EQ(counted.macs, huge * huge);
}

TEST(Conv, conv_c1_rank) {
  expect_violation(conv(), "conv_c1", {f32({1, 3}), f32({4, 3})}, plain(0));
  expect_violation(conv(), "conv_c1", {f32({1, 3, 8, 8}), f32({4, 3, 1})}, plain(2));
}
TEST(Conv, conv_c2_types) {
  const TensorType weight = f32({4, 3, 1});
  expect_violation(conv(), "conv_c2", {type(DType::boolean, {1, 3, 8}), weight}, plain(1));
  expect_violation(conv(), "conv_c2", {f32({1, 3, 8}), type(DType::float16, {4, 3, 1})}, plain(1));
  expect_violation(conv(), "conv_c2", {f32({1, 3, 8}), weight, type(DType::float64, {4})}, plain(1));
}
TEST(Conv, conv_c3_weight_channels) {
  ConvAttrs attrs = plain(1);
  attrs.groups = 2;
  expect_violation(conv(), "conv_c3", {f32({1, 4, 8}), f32({4, 4, 1})}, attrs);
}
TEST(Conv, conv_c4_groups) {
  ConvAttrs attrs = plain(1);
  attrs.groups = 0;
  expect_violation(conv(), "conv_c4", {f32({1, 4, 8}), f32({4, 4, 1})}, attrs);
  attrs.groups = 2;
  expect_violation(conv(), "conv_c4", {f32({1, 4, 8}), f32({3, 2, 1})}, attrs);
}
TEST(Conv, conv_c5_strides_and_dilations) {
  const Types inputs = {f32({1, 4, 8}), f32({4, 4, 1})};
  ConvAttrs attrs = plain(1);
  attrs.strides = {0};
  expect_violation(conv(), "conv_c5", inputs, attrs);
  attrs.strides = {std::int64_t{1} << 40};
  expect_violation(conv(), "conv_c5", inputs, attrs);
  attrs = plain(1);
  attrs.dilations = {1, 1};
  expect_violation(conv(), "conv_c5", inputs, attrs);
  expect_violation(conv(), "conv_c5", inputs, ConvAttrs{});
}
TEST(Conv, conv_c6_pads) {
  const Types inputs = {f32({1, 4, 8}), f32({4, 4, 1})};
  ConvAttrs attrs = plain(1);
  attrs.pads = {0, -1};
  expect_violation(conv(), "conv_c6", inputs, attrs);
  attrs.pads = {0};
  expect_violation(conv(), "conv_c6", inputs, attrs);
}
TEST(Conv, conv_c7_bias) {
  expect_violation(conv(), "conv_c7", {f32({1, 4, 8}), f32({5, 4, 1}), f32({4})}, plain(1));
}
TEST(Conv, conv_c8_window_fits) {
  ConvAttrs attrs = plain(1);
  attrs.pads = {1, 0};
  const Types three = {f32({1, 4, 2}), f32({4, 4, 3})};
  EXPECT_EQ(text(infer(conv(), three, attrs).at(0)), "float32[1,4,1]");
  expect_violation(conv(), "conv_c8", {f32({1, 4, 2}), f32({4, 4, 4})}, attrs);
}
TEST(Conv, conv_c9_empty_weight) {
  expect_violation(conv(), "conv_c9", {f32({1, 4, 8}), f32({4, 4, 0})}, plain(1));
  expect_violation(conv(), "conv_c9", {f32({1, 4, 8}), f32({0, 4, 1})}, plain(1));
  expect_violation(conv(), "conv_c9", {f32({1, 4, 8}), f32({4, 4, std::int64_t{1} << 40})}, plain(1));
}
TEST(Conv, refuses_sizes_that_overflow) {
  const std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  ConvAttrs attrs = plain(1);
  attrs.pads = {1, 1};
  EXPECT_THROW(infer(conv(), {f32({1, 4, largest}), f32({4, 4, 1})}, attrs), Error);
}

TEST(ConvTranspose, infers_and_keeps_symbols) {
  ConvTransposeAttrs attrs = plain_transpose(2);
  attrs.strides = {2, 2};
  attrs.pads = {1, 1, 1, 1};
  attrs.output_padding = {1, 0};
  const Shape x = {Dim::symbol("batch"), 6, 5, Dim::symbol("w")};
  const Shape y = infer(conv_transpose(), {f32(x), f32({6, 4, 3, 3})}, attrs).at(0).shape;
  EXPECT_EQ(text(y), "[batch,4,10,2*w-1]");
}

TEST(ConvTranspose, evaluates_by_hand) {
  ConvTransposeAttrs attrs = plain_transpose(1);
  attrs.strides = {2};
  attrs.output_padding = {1};
  const Array x = array({1, 1, 3}, {1, 2, 3});
  const Array weight = array({1, 1, 3}, {10, 1, 100});
  expect_elements(eval1(conv_transpose(), {x, weight, std::nullopt}, attrs), {10, 1, 120, 2, 230, 3, 300, 0});
  attrs.pads = {1, 2};
  expect_elements(eval1(conv_transpose(), {x, weight, array({1}, {5})}, attrs), {6, 125, 7, 235, 8});
}

TEST(ConvTranspose, equals_every_pair_in_1d) {
  compare_with_every_pair<ConvTransposeAttrs>(conv_transpose(), 11, 1, 60);
}
TEST(ConvTranspose, equals_every_pair_in_2d) {
  compare_with_every_pair<ConvTransposeAttrs>(conv_transpose(), 12, 2, 40);
}
TEST(ConvTranspose, equals_every_pair_in_3d) {
  compare_with_every_pair<ConvTransposeAttrs>(conv_transpose(), 13, 3, 4);
}
TEST(ConvTranspose, equals_every_pair_in_int32) {
  compare_with_every_pair<ConvTransposeAttrs>(conv_transpose(), 14, 2, 20, DType::int32);
}
TEST(ConvTranspose, equals_every_pair_in_float16) {
  compare_with_every_pair<ConvTransposeAttrs>(conv_transpose(), 15, 2, 20, DType::float16);
}

// A transposed convolution is the gradient of the convolution: <conv(x), y> = <x, conv_transpose(y)> with the same weight.
TEST(ConvTranspose, is_the_adjoint_of_conv) {
  std::mt19937 random(16);
  for (int i = 0; i < 30; ++i) {
    const Layer<ConvAttrs> layer = random_layer<ConvAttrs>(random, 2, DType::float64);
    const Array y = eval1(conv(), {layer.x, layer.weight, std::nullopt}, layer.attrs);
    const Array other = random_integers(random, y.dims(), DType::float64);
    ConvTransposeAttrs back = {layer.attrs.strides, layer.attrs.pads, layer.attrs.dilations, {}, layer.attrs.groups};
    bool reachable = true;
    for (std::size_t d = 0; d < 2; ++d) {
      const std::int64_t extent = back.dilations[d] * (layer.weight.dims()[d + 2] - 1) + 1;
      const std::int64_t full = (y.dims()[d + 2] - 1) * back.strides[d] + extent - back.pads[d] - back.pads[d + 2];
      back.output_padding.push_back(layer.x.dims()[d + 2] - full);
      reachable = reachable && back.output_padding[d] < std::max(back.strides[d], back.dilations[d]);
    }
    ASSERT_TRUE(reachable);
    const Array gradient = eval1(conv_transpose(), {other, layer.weight, std::nullopt}, back);
    ASSERT_EQ(gradient.dims(), layer.x.dims());
    const auto dot = [](const Array& a, const Array& b) {
      double sum = 0;
      for (std::int64_t e = 0; e < a.size(); ++e)
        sum += to_doubles(a)[static_cast<std::size_t>(e)] * to_doubles(b)[static_cast<std::size_t>(e)];
      return sum;
    };
    EXPECT_EQ(dot(y, other), dot(layer.x, gradient)) << "case " << i;
  }
}

TEST(ConvTranspose, conv_transpose_c1_rank) {
  expect_violation(conv_transpose(), "conv_transpose_c1", {f32({1, 3, 8}), f32({3, 4})}, plain_transpose(1));
}
TEST(ConvTranspose, conv_transpose_c2_types) {
  expect_violation(conv_transpose(), "conv_transpose_c2", {f32({1, 3, 8}), type(DType::int8, {3, 4, 1})}, plain_transpose(1));
}
TEST(ConvTranspose, conv_transpose_c3_weight_channels) {
  expect_violation(conv_transpose(), "conv_transpose_c3", {f32({1, 3, 8}), f32({4, 3, 1})}, plain_transpose(1));
}
TEST(ConvTranspose, conv_transpose_c4_groups) {
  ConvTransposeAttrs attrs = plain_transpose(1);
  attrs.groups = 2;
  expect_violation(conv_transpose(), "conv_transpose_c4", {f32({1, 3, 8}), f32({3, 4, 1})}, attrs);
}
TEST(ConvTranspose, conv_transpose_c5_strides_and_dilations) {
  ConvTransposeAttrs attrs = plain_transpose(1);
  attrs.dilations = {0};
  expect_violation(conv_transpose(), "conv_transpose_c5", {f32({1, 3, 8}), f32({3, 4, 1})}, attrs);
}
TEST(ConvTranspose, conv_transpose_c6_pads) {
  ConvTransposeAttrs attrs = plain_transpose(1);
  attrs.pads = {-1, 0};
  expect_violation(conv_transpose(), "conv_transpose_c6", {f32({1, 3, 8}), f32({3, 4, 1})}, attrs);
}
TEST(ConvTranspose, conv_transpose_c7_bias) {
  expect_violation(conv_transpose(), "conv_transpose_c7", {f32({1, 3, 8}), f32({3, 4, 1}), f32({3})}, plain_transpose(1));
}
TEST(ConvTranspose, conv_transpose_c8_output_left) {
  ConvTransposeAttrs attrs = plain_transpose(1);
  attrs.pads = {4, 4};
  expect_violation(conv_transpose(), "conv_transpose_c8", {f32({1, 3, 8}), f32({3, 4, 1})}, attrs);
}
TEST(ConvTranspose, conv_transpose_c9_empty_weight) {
  expect_violation(conv_transpose(), "conv_transpose_c9", {f32({1, 3, 8}), f32({3, 0, 1})}, plain_transpose(1));
}
TEST(ConvTranspose, conv_transpose_c10_output_padding) {
  ConvTransposeAttrs attrs = plain_transpose(1);
  attrs.output_padding = {1};
  expect_violation(conv_transpose(), "conv_transpose_c10", {f32({1, 3, 8}), f32({3, 4, 1})}, attrs);
  attrs.output_padding = {-1};
  expect_violation(conv_transpose(), "conv_transpose_c10", {f32({1, 3, 8}), f32({3, 4, 1})}, attrs);
  attrs.output_padding = {};
  expect_violation(conv_transpose(), "conv_transpose_c10", {f32({1, 3, 8}), f32({3, 4, 1})}, attrs);
}

}  // namespace
}  // namespace nnfront::ops::testing
