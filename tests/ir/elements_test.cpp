#include "ir/elements.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <random>

#include "nnfront/error.h"
#include "support/number_text.h"
#include "support/random.h"
#include "tests/support/same_bytes.h"

namespace nnfront {
namespace {

using testing_support::same_bytes;

Element element_of(const std::string& text) {
  if (text == "true" || text == "false") return text == "true";
  if (const auto integer = parse_integer(text)) return *integer;
  if (text.find_first_of(".enN") == std::string::npos) return static_cast<std::uint64_t>(std::stoull(text));
  return parse_float(text).value();
}

Array read_back(const Array& array) {
  std::vector<Element> elements;
  for (const std::string& text : element_texts(array)) elements.push_back(element_of(text));
  return array_of_elements(array.dtype(), array.dims(), elements);
}

TEST(Elements, EveryPatternOfTheSmallTypesReadsBack) {
  for (const DType dtype : {DType::int8, DType::uint8, DType::int4, DType::uint4, DType::float8_e4m3fn, DType::float8_e4m3fnuz,
                            DType::float8_e5m2, DType::float8_e5m2fnuz, DType::float8_e8m0, DType::float4_e2m1}) {
    const std::int64_t per_byte = bits(dtype) == 4 ? 2 : 1;
    Array all(dtype, {256 * per_byte});
    for (int i = 0; i < 256; ++i) all.mutable_data()[i] = static_cast<std::byte>(i);
    const Array again = read_back(all);
    const auto texts = element_texts(all);
    for (int i = 0; i < 256; ++i) {
      // A NaN reads back as a NaN; its payload is not kept.
      if (texts[static_cast<std::size_t>(i * per_byte)] == "nan") continue;
      EXPECT_EQ(all.data()[i], again.data()[i]) << name(dtype) << " " << i;
    }
  }
}

TEST(Elements, EveryFiniteHalfReadsBack) {
  for (const DType dtype : {DType::float16, DType::bfloat16}) {
    Array all(dtype, {65536});
    for (std::size_t i = 0; i < 65536; ++i) all.as_mutable<std::uint16_t>()[i] = static_cast<std::uint16_t>(i);
    const Array again = read_back(all);
    const auto texts = element_texts(all);
    for (std::size_t i = 0; i < 65536; ++i) {
      if (texts[i] == "nan") continue;
      ASSERT_EQ(again.as<std::uint16_t>()[i], i) << name(dtype) << " " << texts[i];
    }
  }
}

TEST(Elements, RandomPatternsOfWideTypesReadBack) {
  std::mt19937_64 random(1);
  for (const DType dtype : {DType::float32, DType::float64, DType::int64, DType::uint64, DType::int32, DType::uint32, DType::int16}) {
    Array array(dtype, {5000});
    for (std::size_t i = 0; i + 8 <= array.bytes(); i += 8) {
      const std::uint64_t pattern = random();
      std::memcpy(array.mutable_data() + i, &pattern, 8);
    }
    const Array again = read_back(array);
    const auto texts = element_texts(array);
    const std::size_t size = array.bytes() / texts.size();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (texts[i] == "nan") continue;
      ASSERT_EQ(std::memcmp(array.data() + i * size, again.data() + i * size, size), 0) << name(dtype) << texts[i];
    }
  }
}

TEST(Elements, FloatsAreShort) {
  const std::vector<float> values = {0.1F, 1.0F, -0.0F, 1e10F};
  EXPECT_EQ(element_texts(Array::of<float>({4}, values)), (std::vector<std::string>{"0.1", "1.0", "-0.0", "1e+10"}));
}

TEST(Elements, TheLargestFloatsReadBack) {
  // In decimal they are longer than the float that they are: 3.4028235e+38 is beyond it.
  const float most = std::numeric_limits<float>::max();
  const Array all = array_of_elements(DType::float32, {2}, {{double{most}, -double{most}}});
  EXPECT_EQ(element_texts(all)[0], "3.4028235e+38");
  EXPECT_TRUE(same_bytes(read_back(all), all));
  EXPECT_THROW(array_of_elements(DType::float32, {1}, {{0x1.ffffffp127}}), Error);
}

TEST(Elements, RefusesWhatDoesNotFit) {
  const auto make = [](DType dtype, Element element) { return array_of_elements(dtype, {1}, std::vector<Element>{element}); };
  EXPECT_THROW(make(DType::uint8, std::int64_t{256}), Error);
  EXPECT_THROW(make(DType::uint8, std::int64_t{-1}), Error);
  EXPECT_THROW(make(DType::int4, std::int64_t{8}), Error);
  EXPECT_THROW(make(DType::int64, std::numeric_limits<std::uint64_t>::max()), Error);
  EXPECT_THROW(make(DType::int32, 1.5), Error);
  EXPECT_THROW(make(DType::boolean, std::int64_t{1}), Error);
  EXPECT_THROW(make(DType::float32, true), Error);
  EXPECT_THROW(make(DType::float32, 1e300), Error);
  EXPECT_THROW(make(DType::string, std::int64_t{1}), Error);
  EXPECT_THROW(array_of_elements(DType::float32, {std::int64_t{1} << 40}, {}), Error);
  EXPECT_EQ(make(DType::uint64, std::numeric_limits<std::uint64_t>::max()).as<std::uint64_t>()[0],
            std::numeric_limits<std::uint64_t>::max());
}

TEST(Elements, AreNumbersOfEveryType) {
  EXPECT_EQ(number_at(Array::of<float>({2}, std::vector<float>{0.5F, -0.1F}), 1), static_cast<double>(-0.1F));
  EXPECT_EQ(number_at(array_of_elements(DType::boolean, {2}, std::vector<Element>{false, true}), 1), 1.0);
  EXPECT_EQ(number_at(array_of_elements(DType::uint64, {1}, std::vector<Element>{std::uint64_t{1} << 63}), 0), 0x1p63);
  EXPECT_EQ(number_at(array_of_elements(DType::int4, {3}, std::vector<Element>(3, std::int64_t{-8})), 2), -8.0);
  EXPECT_EQ(number_at(array_of_elements(DType::bfloat16, {1}, std::vector<Element>{1.5}), 0), 1.5);
  EXPECT_THROW(number_at(Array(DType::string, {1}), 0), Error);
}

TEST(RandomArray, IsUniformAndTheSameEverywhere) {
  const Array a = random_array(DType::float32, {4}, 0);
  // The upper 24 bits as a fraction of [-1, 1).
  std::vector<float> wanted;
  for (std::uint64_t i = 0; i < 4; ++i) wanted.push_back(static_cast<float>(splitmix64(splitmix64(0) + i) >> 40) / 8388608.0F - 1.0F);
  EXPECT_EQ(std::vector<float>(a.as<float>().begin(), a.as<float>().end()), wanted);
  EXPECT_EQ(random_array(DType::float64, {4}, 0).as<double>()[3], static_cast<double>(wanted[3]));
  EXPECT_NE(random_array(DType::float32, {1}, 7).as<float>()[0], random_array(DType::float32, {1}, 8).as<float>()[0]);

  double sum = 0.0;
  double squares = 0.0;
  const Array many = random_array(DType::float32, {100000}, 9);
  for (const float x : many.as<float>()) {
    ASSERT_GE(x, -1.0F);
    ASSERT_LT(x, 1.0F);
    sum += static_cast<double>(x);
    squares += static_cast<double>(x) * static_cast<double>(x);
  }
  EXPECT_NEAR(sum / 1e5, 0.0, 0.01);
  EXPECT_NEAR(squares / 1e5, 1.0 / 3.0, 0.01);
}

TEST(RandomArray, IntegersLieInTheirRange) {
  const Array any = random_array(DType::int32, {1000}, 3);
  const auto [lowest, highest] = std::minmax_element(any.as<std::int32_t>().begin(), any.as<std::int32_t>().end());
  EXPECT_EQ(*lowest, -8);
  EXPECT_EQ(*highest, 7);
  const Array natural = random_array(DType::uint16, {1000}, 3);
  EXPECT_EQ(*std::max_element(natural.as<std::uint16_t>().begin(), natural.as<std::uint16_t>().end()), 15);
  const Array input = random_input(DType::int64, {1000}, 3);
  for (const std::int64_t x : input.as<std::int64_t>()) ASSERT_TRUE(x == 0 || x == 1);
  EXPECT_NEAR(static_cast<double>(count_nonzero(input)), 500.0, 60.0);
  EXPECT_TRUE(same_bytes(random_input(DType::float16, {9}, 5), random_array(DType::float16, {9}, 5)));
}

}  // namespace
}  // namespace nnfront
