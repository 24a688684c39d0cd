#include "nnfront/array.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "support/fail.h"

namespace nnfront {
namespace {

TEST(Array, CountsElementsAndRefusesImpossibleShapes) {
  EXPECT_EQ(element_count(std::vector<std::int64_t>{2, 3, 4}), 24);
  EXPECT_EQ(element_count(std::vector<std::int64_t>{}), 1);
  EXPECT_EQ(element_count(std::vector<std::int64_t>{1 << 24, 0, 1 << 24}), 0);
  EXPECT_THROW(element_count(std::vector<std::int64_t>{1 << 30, 0, 1 << 30}), Error);
  EXPECT_THROW(element_count(std::vector<std::int64_t>{std::int64_t{1} << 62, std::int64_t{1} << 62, 0}), Error);
  EXPECT_THROW(element_count(std::vector<std::int64_t>{-1}), Error);
  EXPECT_THROW(element_count(std::vector<std::int64_t>{1 << 30, 1 << 30}), Error);
}

TEST(Array, WhatTheMachineCannotHoldIsRefusedBeforeItIsTouched) {
  const auto memory = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::int64_t>(sysconf(_SC_PAGE_SIZE));
  const auto message = [](std::int64_t bytes) -> std::string {
    try {
      Array(DType::uint8, {bytes});
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_NE(message(memory + 1).find("out of memory: an array needs "), std::string::npos);
  // It would fit alone.
  const std::int64_t held = std::int64_t{64} << 20;
  const Array other(DType::uint8, {held});
  EXPECT_NE(message(memory - held / 2).find("others take 64.0 MiB, the machine has "), std::string::npos);
  EXPECT_EQ(message(1000), "no error");
}

TEST(Array, IsZeroedAndAligned) {
  const Array array(DType::float32, {3, 5});
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array.data()) % 64, 0U);
  for (const float element : array.as<float>()) EXPECT_EQ(element, 0.0F);
}

TEST(Array, LooksAtElementsOnlyAsTheirType) {
  const Array array(DType::float32, {2});
  EXPECT_THROW(array.as<double>(), InternalError);
  const Array half(DType::bfloat16, {2});
  EXPECT_EQ(half.as<std::uint16_t>().size(), 2U);
  EXPECT_THROW(half.as<std::int16_t>(), InternalError);
  const Array packed(DType::int4, {5});
  EXPECT_EQ(packed.as<std::uint8_t>().size(), 3U);
}

TEST(Array, UnsharedCopiesOnlyWhatOthersSee) {
  Array alone(DType::int8, {3});
  const std::byte* place = alone.data();
  EXPECT_EQ(std::move(alone).unshared().data(), place);

  Array shared(DType::int8, {3});
  shared.as_mutable<std::int8_t>()[1] = 5;
  const Array other = shared.reshaped({3, 1});
  const Array copy = std::move(shared).unshared();
  EXPECT_NE(copy.data(), other.data());
  EXPECT_EQ(copy.as<std::int8_t>()[1], 5);
  EXPECT_EQ(copy.dims(), (std::vector<std::int64_t>{3}));

  const float foreign = 2;
  Array view = Array::view(DType::float32, {1}, reinterpret_cast<const std::byte*>(&foreign), std::make_shared<int>());
  Array own = std::move(view).unshared();
  own.as_mutable<float>()[0] = 3;
  EXPECT_EQ(foreign, 2);
}

TEST(Array, AViewIsNotForWriting) {
  const std::vector<float> memory = {1, 2};
  Array view = Array::view(DType::float32, {2}, reinterpret_cast<const std::byte*>(memory.data()), nullptr);
  EXPECT_EQ(view.as<float>()[1], 2.0F);
  EXPECT_THROW(view.mutable_data(), InternalError);
}

TEST(Array, CountsNonzeroElementsOfEveryKind) {
  const std::vector<float> floats = {0.0F, -0.0F, 1.0F, std::numeric_limits<float>::quiet_NaN()};
  EXPECT_EQ(count_nonzero(Array::of<float>({4}, floats)), 2);
  const std::vector<std::int64_t> integers = {0, 1LL << 40, -1};
  EXPECT_EQ(count_nonzero(Array::of<std::int64_t>({3}, integers)), 2);
  Array half(DType::float16, {3});
  half.as_mutable<std::uint16_t>()[0] = 0x8000;
  half.as_mutable<std::uint16_t>()[1] = 0x3c00;
  EXPECT_EQ(count_nonzero(half), 1);
  Array packed(DType::uint4, {3});
  packed.as_mutable<std::uint8_t>()[0] = 0x50;
  packed.as_mutable<std::uint8_t>()[1] = 0x13;  // the upper nibble lies behind the last element
  EXPECT_EQ(count_nonzero(packed), 2);
  Array small(DType::float4_e2m1, {3});
  small.as_mutable<std::uint8_t>()[0] = 0x18;  // -0 and 0.5
  EXPECT_EQ(count_nonzero(small), 1);
  EXPECT_EQ(count_nonzero(Array(DType::float8_e8m0, {3})), 3);  // all are 2^-127
}

TEST(DType, NamesReadBack) {
  for (const DType dtype : all_dtypes()) EXPECT_EQ(dtype_from_name(name(dtype)), dtype);
  EXPECT_EQ(dtype_from_name("float31"), std::nullopt);
  EXPECT_EQ(storage_bytes(DType::int4, 3), 2U);
  EXPECT_EQ(storage_bytes(DType::float4_e2m1, 3), 2U);
  EXPECT_FALSE(is_signed(DType::float8_e8m0));
  EXPECT_TRUE(is_floating(DType::float8_e8m0));
}

}  // namespace
}  // namespace nnfront
