#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::int_attr;
using onnx_bytes::text_attr;
using onnx_bytes::uint8_type;

const TestInput a = {"a", {"3", "1"}, uint8_type};
const TestInput b = {"b", {"4"}, uint8_type};

TEST(OnnxBits, logic) {
  EXPECT_EQ(ir({"BitwiseAnd", {}, {a, b}, 18}), R"(%2 = bit_and(%0, %1) name="y" : uint8[3,4])");
  EXPECT_EQ(ir({"BitwiseOr", {}, {a, b}, 18}), R"(%2 = bit_or(%0, %1) name="y" : uint8[3,4])");
  EXPECT_EQ(ir({"BitwiseXor", {}, {a, b}, 18}), R"(%2 = bit_xor(%0, %1) name="y" : uint8[3,4])");
  EXPECT_EQ(ir({"BitwiseNot", {}, {a}, 18}), R"(%1 = bit_not(%0) name="y" : uint8[3,1])");
  EXPECT_EQ(error_of({"BitwiseNot", {}, {{"a", {"3"}}}, 18}),
            "node 'y' (BitwiseNot, opset 18): y (bit_not): [elementwise_c7] x: got float32, wanted an integer type");
}

TEST(OnnxBits, shifts) {
  EXPECT_EQ(ir({"BitShift", {text_attr("direction", "LEFT")}, {a, b}, 11}),
            R"(%2 = bit_shift(%0, %1) direction="left" name="y" : uint8[3,4])");
  EXPECT_EQ(ir({"BitShift", {text_attr("direction", "RIGHT")}, {a, b}, 11}),
            R"(%2 = bit_shift(%0, %1) direction="right" name="y" : uint8[3,4])");
  EXPECT_EQ(error_of({"BitShift", {}, {a, b}}), "node 'y' (BitShift, opset 21): attribute 'direction' is missing");
  EXPECT_EQ(refusal({"BitShift", {text_attr("direction", "UP")}, {a, b}}), "direction 'UP' is not covered, only LEFT, RIGHT");
}

TEST(OnnxBits, bits_as_another_type) {
  EXPECT_EQ(ir({"BitCast", {int_attr("to", uint8_type)}, {{"x", {"2", "3"}, onnx_bytes::int8_type}}, 26}),
            R"(%1 = bit_cast(%0) to="uint8" name="y" : uint8[2,3])");
  EXPECT_EQ(error_of({"BitCast", {}, {a}, 26}), "node 'y' (BitCast, opset 26): attribute 'to' is missing");
  EXPECT_EQ(error_of({"BitCast", {int_attr("to", onnx_bytes::float_type)}, {a}, 26}),
            "node 'y' (BitCast, opset 26): y (bit_cast): [bit_cast_c3] to: got float32, wanted a type as wide as uint8");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
