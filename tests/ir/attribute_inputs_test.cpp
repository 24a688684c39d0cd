#include "ir/attribute_inputs.h"

#include <gtest/gtest.h>

#include <limits>

#include "ir/elements.h"
#include "tests/ir/operators.h"

namespace nnfront::ir_test {
namespace {

const Operator& everything() {
  return operators().at("everything");
}

const AttributeInput& input_for(std::string_view attribute) {
  for (const AttributeInput& each : everything().attribute_inputs) {
    if (each.attribute == attribute) return each;
  }
  throw InternalError("no such input", __FILE__, __LINE__);
}

Array array(DType dtype, std::vector<std::int64_t> dims, const std::vector<Element>& elements) {
  return array_of_elements(dtype, std::move(dims), elements);
}

EverythingAttrs with(std::string_view attribute, const Array& content) {
  return with_content(everything(), everything().defaults, input_for(attribute), content).as<EverythingAttrs>();
}

std::string refusal(std::string_view attribute, const Array& content) {
  try {
    with(attribute, content);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_file);
    return error.what();
  }
  return "accepted";
}

using Ints = std::vector<Element>;
const Ints one_two = {std::int64_t{1}, std::int64_t{2}};

TEST(AttributeInputs, OneElementFillsAnIntegerANumberOrABool) {
  EXPECT_EQ(with("count", array(DType::int32, {}, {std::int64_t{7}})).count, 7);
  EXPECT_EQ(with("count", array(DType::float32, {1}, {7.0})).count, 7);
  EXPECT_EQ(with("count", array(DType::boolean, {1, 1}, {true})).count, 1);
  EXPECT_EQ(with("count", array(DType::int4, {}, {std::int64_t{-8}})).count, -8);
  EXPECT_EQ(with("ratio", array(DType::float16, {}, {0.25})).ratio, 0.25);
  EXPECT_EQ(with("ratio", array(DType::uint64, {}, {std::uint64_t{1} << 63})).ratio, 0x1p63);
  EXPECT_EQ(with("limit", array(DType::int64, {}, {std::int64_t{5}})).limit, 5);
  EXPECT_TRUE(with("flag", array(DType::int64, {}, {std::int64_t{1}})).flag);
}

TEST(AttributeInputs, AListFillsAList) {
  EXPECT_EQ(with("sizes", array(DType::int64, {2}, one_two)).sizes, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(with("sizes", array(DType::float64, {2}, {1.0, -2.0})).sizes, (std::vector<std::int64_t>{1, -2}));
  EXPECT_EQ(with("weights", array(DType::int8, {2}, one_two)).weights, (std::vector<double>{1, 2}));
  EXPECT_EQ(with("target", array(DType::uint8, {2}, one_two)).target, (Shape{1, 2}));
  EXPECT_EQ(with("sizes", array(DType::int64, {0}, {})).sizes, std::vector<std::int64_t>{});
}

TEST(AttributeInputs, WhatDoesNotConvertExactlyIsRefusedWithGotAndWanted) {
  constexpr std::int64_t large = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(refusal("count", array(DType::float32, {}, {1.5})), "input count: got 1.5, wanted a whole number of 64 bits");
  EXPECT_EQ(refusal("count", array(DType::float64, {}, {0x1p63})),
            "input count: got 9.223372036854776e+18, wanted a whole number of 64 bits");
  EXPECT_EQ(refusal("sizes", array(DType::uint64, {1}, {std::uint64_t{1} << 63})),
            "input sizes: got 9223372036854775808, wanted a whole number of 64 bits");
  EXPECT_EQ(refusal("ratio", array(DType::int64, {}, {large})),
            "input ratio: got 9223372036854775807, wanted a number that a float64 holds");
  EXPECT_EQ(refusal("flag", array(DType::int64, {}, {std::int64_t{2}})), "input flag: got 2, wanted true or false");
}

TEST(AttributeInputs, AnotherShapeIsRefused) {
  EXPECT_EQ(refusal("count", array(DType::int64, {2}, one_two)), "input count: got int64[2], wanted one number");
  EXPECT_EQ(refusal("sizes", array(DType::int64, {}, {std::int64_t{1}})), "input sizes: got int64[], wanted a list of numbers");
  EXPECT_EQ(refusal("sizes", Array(DType::string, {0})), "input sizes: got string[0], wanted a list of numbers");
}

TEST(AttributeInputs, TheAttributeIsAtItsDefault) {
  const Attributes attributes = everything().defaults.with("count", std::int64_t{4});
  try {
    with_content(everything(), attributes, input_for("count"), array(DType::int64, {}, {std::int64_t{4}}));
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "input count: got the attribute count as well, wanted one of the two");
  }
}

TEST(AttributeInputs, KernelsSeeAttributesAndTheInputsInFrontOfThem) {
  const Array x(DType::float32, {2});
  const Array count = array(DType::int64, {}, {std::int64_t{7}});
  const Array sizes = array(DType::int64, {2}, one_two);
  const std::vector<const Array*> inputs = {&x, nullptr, &count, nullptr, &sizes};
  const ResolvedOperands operands = resolved(everything(), everything().defaults, inputs);
  EXPECT_EQ(operands.inputs.size(), 1U);
  EXPECT_EQ(operands.attributes.as<EverythingAttrs>().count, 7);
  EXPECT_EQ(operands.attributes.as<EverythingAttrs>().sizes, (std::vector<std::int64_t>{1, 2}));
}

TEST(AttributeInputs, WithoutTheirContentNothingIsKnownButTheElementType) {
  const TensorType x{DType::float16, {2}};
  const TensorType count{DType::int64, {}};
  const std::vector<const TensorType*> inputs = {&x, nullptr, &count};
  const std::vector<TensorType> types = infer_operator(everything(), {inputs, everything().defaults, {}, nullptr});
  EXPECT_EQ(types, std::vector<TensorType>{TensorType::unranked(DType::float16)});
}

}  // namespace
}  // namespace nnfront::ir_test
