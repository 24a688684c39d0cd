#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::bool_type;
using onnx_bytes::float16_type;
using onnx_bytes::float_attr;
using onnx_bytes::int32_type;
using onnx_bytes::int64_type;
using onnx_bytes::int_attr;
using onnx_bytes::text_attr;

const TestInput x = {"x", {"2", "3", "4"}};

TEST(OnnxElementwise, numpy_broadcasting_since_opset_7) {
  EXPECT_EQ(ir({"Add", {}, {x, {"b", {"3", "1"}}}, 7}), R"(%2 = add(%0, %1) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Less", {}, {x, {"b", {}}}, 9}), R"(%2 = less(%0, %1) name="y" : bool[2,3,4])");
}

TEST(OnnxElementwise, broadcasting_along_an_axis_before) {
  EXPECT_EQ(ir({"Mul", {int_attr("broadcast", 1), int_attr("axis", 1)}, {x, {"b", {"3"}}}, 6}),
            R"(%2 = reshape(%1) shape=[d0,1] name="y.stretched" : float32[3,1]
%3 = mul(%0, %2) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Mul", {int_attr("broadcast", 1)}, {x, {"b", {"4"}}}, 6}), R"(%2 = mul(%0, %1) name="y" : float32[2,3,4])");
  EXPECT_EQ(error_of({"Mul", {int_attr("broadcast", 1), int_attr("axis", 2)}, {x, {"b", {"3", "4"}}}, 6}),
            "node 'y' (Mul, opset 6): attribute 'axis' is 2: float32[3,4] does not fit there");
}

TEST(OnnxElementwise, any_number_of_operands) {
  EXPECT_EQ(ir({"Max", {}, {x, {"b", {"4"}}, {"c", {"1"}}}}), R"(%3 = maximum(%0, %1) name="y.part1" : float32[2,3,4]
%4 = maximum(%3, %2) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Sum", {}, {x}}), R"(%1 = identity(%0) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Mean", {}, {x, {"b", {"4"}}}}), R"(%2 = add(%0, %1) name="y.part1" : float32[2,3,4]
%3 = constant() = [2.0] : float32[]
%4 = div(%2, %3) name="y" : float32[2,3,4])");
}

TEST(OnnxElementwise, powers_keep_the_bases_type) {
  EXPECT_EQ(ir({"Pow", {}, {x, {"e", {}, int64_type}}}),
            R"(%2 = cast(%1) to="float32" saturate=true power_rounding="up" name="y.exponent" : float32[]
%3 = pow(%0, %2) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Pow", {}, {{"x", {"2"}, int32_type}, {"e", {}}}}),
            R"(%2 = cast(%0) to="float32" saturate=true power_rounding="up" name="y.base" : float32[2]
%3 = pow(%2, %1) name="y.power" : float32[2]
%4 = cast(%3) to="int32" saturate=true power_rounding="up" name="y" : int32[2])");
}

TEST(OnnxElementwise, remainders_and_infinities) {
  EXPECT_EQ(ir({"Mod", {}, {{"x", {"2"}, int32_type}, {"b", {"2"}, int32_type}}}),
            R"(%2 = mod(%0, %1) rounding="floor" name="y" : int32[2])");
  EXPECT_EQ(ir({"Mod", {int_attr("fmod", 1)}, {x, {"b", {"4"}}}}), R"(%2 = mod(%0, %1) rounding="truncate" name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"IsInf", {}, {x}}), R"(%1 = is_inf(%0) name="y" : bool[2,3,4])");
  EXPECT_EQ(ir({"IsInf", {int_attr("detect_negative", 0)}, {x}}), R"(%1 = is_inf(%0) name="y.infinite" : bool[2,3,4]
%2 = constant() = [0.0] : float32[]
%3 = greater(%0, %2) name="y.sign" : bool[2,3,4]
%4 = logical_and(%1, %3) name="y" : bool[2,3,4])");
}

TEST(OnnxElementwise, casts) {
  EXPECT_EQ(ir({"Cast", {int_attr("to", int64_type)}, {x}}),
            R"(%1 = cast(%0) to="int64" saturate=true power_rounding="up" name="y" : int64[2,3,4])");
  EXPECT_EQ(ir({"Cast", {text_attr("to", "FLOAT16")}, {x}, 1}),
            R"(%1 = cast(%0) to="float16" saturate=true power_rounding="up" name="y" : float16[2,3,4])");
  EXPECT_EQ(ir({"CastLike", {}, {x, {"like", {"1"}, float16_type}}}),
            R"(%2 = cast(%0) to="float16" saturate=true power_rounding="up" name="y" : float16[2,3,4])");
  EXPECT_EQ(refusal({"Cast", {int_attr("to", 8)}, {x}}), "strings are not covered");
  EXPECT_EQ(refusal({"Cast", {int_attr("to", 14)}, {x}}), "to is complex64, which the IR lacks");
  EXPECT_EQ(error_of({"Cast", {}, {x}}), "node 'y' (Cast, opset 21): attribute 'to' is missing");
}

TEST(OnnxElementwise, casts_to_small_types) {
  const auto cast_to = [](std::int64_t to, const std::vector<std::string>& others) {
    std::vector<std::string> attributes = {int_attr("to", to)};
    attributes.insert(attributes.end(), others.begin(), others.end());
    return ir({"Cast", attributes, {x}});
  };
  EXPECT_EQ(cast_to(19, {}), R"(%1 = cast(%0) to="float8_e5m2" saturate=true power_rounding="up" name="y" : float8_e5m2[2,3,4])");
  EXPECT_EQ(cast_to(17, {int_attr("saturate", 0)}),
            R"(%1 = cast(%0) to="float8_e4m3fn" saturate=false power_rounding="up" name="y" : float8_e4m3fn[2,3,4])");
  EXPECT_EQ(cast_to(23, {}), R"(%1 = cast(%0) to="float4_e2m1" saturate=true power_rounding="up" name="y" : float4_e2m1[2,3,4])");
  EXPECT_EQ(cast_to(24, {text_attr("round_mode", "nearest")}),
            R"(%1 = cast(%0) to="float8_e8m0" saturate=true power_rounding="nearest" name="y" : float8_e8m0[2,3,4])");
  EXPECT_EQ(refusal({"Cast", {int_attr("to", 24), text_attr("round_mode", "odd")}, {x}}),
            "round_mode 'odd' is not covered, only up, down, nearest");
}

// What does not fit is cut to the lowest bits, but for int32 and int64, of which there are none wider.
TEST(OnnxElementwise, casts_to_small_integers_wrap) {
  EXPECT_EQ(ir({"Cast", {int_attr("to", 22)}, {x}}),
            R"(%1 = cast(%0) to="int4" saturate=false power_rounding="up" name="y" : int4[2,3,4])");
  EXPECT_EQ(ir({"Cast", {int_attr("to", 12)}, {x}}),
            R"(%1 = cast(%0) to="uint32" saturate=false power_rounding="up" name="y" : uint32[2,3,4])");
  EXPECT_EQ(ir({"Cast", {int_attr("to", 6)}, {x}}),
            R"(%1 = cast(%0) to="int32" saturate=true power_rounding="up" name="y" : int32[2,3,4])");
}

TEST(OnnxElementwise, where_and_logic) {
  EXPECT_EQ(ir({"Where", {}, {{"c", {"4"}, bool_type}, x, {"b", {}}}}), R"(%3 = where(%0, %1, %2) name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Not", {}, {{"c", {"4"}, bool_type}}}), R"(%1 = logical_not(%0) name="y" : bool[4])");
}

TEST(OnnxElementwise, dropout_is_what_it_is_when_predicting) {
  EXPECT_EQ(ir({"Dropout", {float_attr("ratio", 0.25f)}, {x}, 7}),
            R"(%1 = dropout(%0) rate=0.25 axes=[] scaled=true name="y" : float32[2,3,4])");
  EXPECT_EQ(ir({"Dropout", {int_attr("seed", 3)}, {x, number("ratio", 0.25f)}, 13, {"y", "mask"}}),
            R"(%1 = dropout(%0) rate=0.25 axes=[] scaled=true name="y" : float32[2,3,4]
%2 = cast(%0) to="bool" saturate=true power_rounding="up" name="y.truth" : bool[2,3,4]
%3 = constant() name="y.true" = [true] : bool[]
%4 = logical_or(%2, %3) name="y.mask" : bool[2,3,4])");
  EXPECT_EQ(refusal({"Dropout", {}, {x, number("ratio", 0.25f), {"t", {}, bool_type}}, 13}),
            "training modes that depend on the data are not covered");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
