#include "frontends/mxnet/attribute_text.h"

#include <gtest/gtest.h>

#include <limits>

#include "nnfront/error.h"

namespace nnfront::frontends::mxnet {
namespace {

template <class T>
std::string error_of(const std::string& text) {
  try {
    parse_attribute<T>(text);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(MxnetAttributeText, booleans) {
  for (const char* yes : {"True", "true", "1", " TRUE "}) EXPECT_TRUE(parse_bool(yes)) << yes;
  for (const char* no : {"False", "false", "0"}) EXPECT_FALSE(parse_bool(no)) << no;
  EXPECT_EQ(error_of<bool>("yes"), "got 'yes', wanted True or False");
  EXPECT_EQ(error_of<bool>(""), "got '', wanted True or False");
}

TEST(MxnetAttributeText, integers) {
  EXPECT_EQ(parse_int("12"), 12);
  EXPECT_EQ(parse_int(" -3L"), -3);
  EXPECT_EQ(error_of<std::int64_t>("1.5"), "got '1.5', wanted an integer");
  EXPECT_EQ(error_of<std::int64_t>("9223372036854775808"), "got '9223372036854775808', wanted an integer");
}

TEST(MxnetAttributeText, numbers) {
  EXPECT_EQ(parse_number("1e-05"), 1e-05);
  EXPECT_EQ(parse_number("2"), 2.0);
  EXPECT_EQ(parse_number("0.5f"), 0.5);
  EXPECT_EQ(parse_number("-inf"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(error_of<double>("nan"), "got 'nan', wanted a number");
  EXPECT_EQ(error_of<double>("1e-05x"), "got '1e-05x', wanted a number");
}

TEST(MxnetAttributeText, tuples) {
  EXPECT_EQ(parse_tuple("(1, 2)"), (Tuple{1, 2}));
  EXPECT_EQ(parse_tuple("[1,2,]"), (Tuple{1, 2}));
  EXPECT_EQ(parse_tuple("(3L, 4L)"), (Tuple{3, 4}));
  EXPECT_EQ(parse_tuple("(7,)"), Tuple{7});
  EXPECT_EQ(parse_tuple("7"), Tuple{7});
  EXPECT_EQ(parse_tuple("()"), Tuple{});
  EXPECT_EQ(parse_optional_tuple("(None, -1)"), (OptionalTuple{std::nullopt, -1}));
  EXPECT_EQ(error_of<Tuple>("(1, None)"), "got '(1, None)', wanted a tuple of integers");
  EXPECT_EQ(error_of<Tuple>("(1, , 2)"), "got '(1, , 2)', wanted a tuple of integers");
  EXPECT_EQ(error_of<Tuple>("(1, 2"), "got '(1, 2', wanted a tuple of integers");
  EXPECT_EQ(error_of<Tuple>(""), "got '', wanted a tuple");
}

TEST(MxnetAttributeText, a_hundred_thousand_entries_are_too_many) {
  std::string text = "(";
  for (int i = 0; i < 100000; ++i) text += "1,";
  EXPECT_NE(error_of<Tuple>(text + ")").find("wanted at most 4096 entries"), std::string::npos);
}

TEST(MxnetAttributeText, none_is_an_absent_value) {
  EXPECT_EQ(parse_attribute<std::optional<std::int64_t>>("None"), std::nullopt);
  EXPECT_EQ(parse_attribute<std::optional<bool>>("True"), true);
  EXPECT_EQ(parse_attribute<std::optional<Tuple>>("(1,)"), Tuple{1});
}

TEST(MxnetAttributeText, types_by_name_and_by_flag) {
  EXPECT_EQ(parse_dtype("float16"), DType::float16);
  EXPECT_EQ(parse_dtype("0"), DType::float32);
  EXPECT_EQ(parse_dtype("2"), DType::float16);
  EXPECT_EQ(parse_dtype("6"), DType::int64);
  EXPECT_EQ(parse_dtype("12"), DType::bfloat16);  // the last flag that an array file has
  EXPECT_EQ(parse_dtype("13"), std::nullopt);
  EXPECT_EQ(parse_dtype("-1"), std::nullopt);
  EXPECT_EQ(parse_dtype("string"), std::nullopt);
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
