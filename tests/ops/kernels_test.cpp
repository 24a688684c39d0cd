#include "ops/kernels.h"

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

using Dims = std::vector<std::int64_t>;

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Kernels, strides_are_in_c_order) {
  EXPECT_EQ(strides_of(Dims{2, 3, 4}), (Dims{12, 4, 1}));
  EXPECT_EQ(strides_of(Dims{}), Dims{});
  EXPECT_EQ(broadcast_strides(Dims{3, 1}, Dims{5, 3, 4}), (Dims{0, 1, 0}));
  EXPECT_THROW(broadcast_strides(Dims{2}, Dims{3}), InternalError);
}

TEST(Kernels, indices_come_in_c_order) {
  std::vector<Dims> seen;
  for_each_index(Dims{2, 1, 2}, [&](std::span<const std::int64_t> index) { seen.emplace_back(index.begin(), index.end()); });
  EXPECT_EQ(seen, (std::vector<Dims>{{0, 0, 0}, {0, 0, 1}, {1, 0, 0}, {1, 0, 1}}));
  int calls = 0;
  for_each_index(Dims{}, [&](std::span<const std::int64_t> index) { calls += index.empty() ? 1 : 100; });
  EXPECT_EQ(calls, 1);
  for_each_index(Dims{3, 0}, [&](std::span<const std::int64_t>) { ++calls; });
  EXPECT_EQ(calls, 1);
}

TEST(Kernels, offsets_follow_the_strides) {
  std::mt19937 random(1);
  for (int i = 0; i < 20; ++i) {
    const Dims dims = {draw(random, 1, 3), draw(random, 1, 3), draw(random, 1, 3)};
    const std::array<Dims, 2> strides = {Dims{draw(random, -9, 9), draw(random, -9, 9), draw(random, -9, 9)}, strides_of(dims)};
    std::int64_t expected = 0;
    for_each_offset<2>(dims, strides, [&](std::int64_t element, const std::array<std::int64_t, 2>& offsets) {
      EXPECT_EQ(element, expected++);
      const Dims index = unravel(element, dims);
      EXPECT_EQ(offsets[0], index[0] * strides[0][0] + index[1] * strides[0][1] + index[2] * strides[0][2]);
      EXPECT_EQ(offsets[1], element);
    });
    EXPECT_EQ(expected, dims[0] * dims[1] * dims[2]);
  }
}

TEST(Kernels, axes_are_normal) {
  EXPECT_EQ(normal_axis("c", -1, 3), 2);
  EXPECT_EQ(normal_axes("c", Dims{-1, 0}, 3), (std::vector<int>{0, 2}));
  EXPECT_EQ(refusal([] { normal_axis("c", 3, 3); }), "[c] got axis 3, wanted one of a tensor of rank 3");
  EXPECT_EQ(refusal([] { normal_axis("c", -4, 3); }), "[c] got axis -4, wanted one of a tensor of rank 3");
  EXPECT_EQ(refusal([] { normal_axis("c", 0, 0); }), "[c] got axis 0, wanted one of a tensor of rank 0");
  EXPECT_EQ(refusal([] { normal_axes("c", Dims{2, -1}, 3); }), "[c] got axis 2 twice, wanted each once");
}

TEST(Kernels, shapes_broadcast) {
  const Dim n = Dim::symbol("n");
  const Dim m = Dim::symbol("m");
  EXPECT_EQ(text(broadcast_shape("c", {4, 1}, {3, 1, 5})), "[3,4,5]");
  EXPECT_EQ(text(broadcast_shape("c", {n, 1}, {1, n})), "[n,n]");
  EXPECT_EQ(text(broadcast_shape("c", {n, 4}, {4, n})), "[4,4]");
  EXPECT_EQ(text(broadcast_shape("c", {n, Dim::unknown()}, {m, n})), "[?,?]");
  EXPECT_EQ(refusal([] { broadcast_shape("c", {2}, {3}); }), "[c] got shapes [2] and [3], wanted shapes that broadcast");
}

TEST(Kernels, common_dimension_says_the_most) {
  const Dim n = Dim::symbol("n");
  EXPECT_EQ(common_dim("c", "x", n, 4).text(), "4");
  EXPECT_EQ(common_dim("c", "x", Dim::unknown(), n).text(), "n");
  EXPECT_EQ(refusal([] { common_dim("c", "rows", 3, 4); }), "[c] rows: got 3, wanted 4");
}

TEST(Kernels, checks_say_got_and_wanted) {
  EXPECT_EQ(refusal([] { check_dtype("c", "x", type(DType::int8, {2}), DTypeClass::floating); }),
            "[c] x: got int8, wanted a floating type");
  EXPECT_EQ(refusal([] { check_rank("c", "x", f32({2}), 3); }), "[c] x: got float32[2], wanted rank 3");
  EXPECT_EQ(refusal([] { check_length("c", "axes", 1, 2); }), "[c] axes: got 1 entries, wanted 2");
  EXPECT_EQ(refusal([] { check_at_least("c", "groups", 0, 1); }), "[c] groups: got 0, wanted 1 or more");
}

TEST(Kernels, classes_of_types) {
  EXPECT_TRUE(belongs(DType::bfloat16, DTypeClass::floating));
  EXPECT_FALSE(belongs(DType::int8, DTypeClass::floating));
  EXPECT_TRUE(belongs(DType::uint4, DTypeClass::number));
  EXPECT_FALSE(belongs(DType::boolean, DTypeClass::number));
  EXPECT_TRUE(belongs(DType::boolean, DTypeClass::number_or_bool));
  EXPECT_FALSE(belongs(DType::string, DTypeClass::number_or_bool));
}

TEST(Kernels, counts_do_not_overflow) {
  const std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(checked_add(largest - 1, 1), largest);
  EXPECT_THROW(checked_add(largest, 1), Error);
  EXPECT_THROW(checked_multiply(largest, 2), Error);
}

}  // namespace
}  // namespace nnfront::ops::testing
