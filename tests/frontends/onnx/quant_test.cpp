#include <gtest/gtest.h>

#include <algorithm>

#include "ops/elements.h"
#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float16_type;
using onnx_bytes::float_attr;
using onnx_bytes::float_type;
using onnx_bytes::int32_type;
using onnx_bytes::int8_type;
using onnx_bytes::int_attr;
using onnx_bytes::ints_attr;
using onnx_bytes::uint8_type;

TestInput bytes(std::string name, std::vector<std::string> dims = {}) {
  return {std::move(name), std::move(dims), uint8_type};
}
TestInput real(std::string name, std::vector<std::string> dims = {}) {
  return {std::move(name), std::move(dims), float_type};
}

// A tensor of uint8, its scale and its zero point.
void add_operand(TestInputs& inputs, const std::string& name, std::vector<std::string> dims) {
  inputs.push_back(bytes(name, std::move(dims)));
  inputs.push_back(real(name + "_scale"));
  inputs.push_back(bytes(name + "_zero"));
}

void add_result(TestInputs& inputs) {
  inputs.push_back(real("y_scale"));
  inputs.push_back(bytes("y_zero"));
}

TestNode function(const std::string& op, std::vector<std::string> attributes = {}, std::vector<std::string> dims = {"2", "3", "8"}) {
  TestInputs inputs;
  add_operand(inputs, "x", std::move(dims));
  add_result(inputs);
  return {"com.microsoft." + op, std::move(attributes), inputs};
}

TEST(OnnxQuant, quantize) {
  EXPECT_EQ(
      ir({"QuantizeLinear", {}, {real("x", {"2", "3"}), real("s"), bytes("z")}}),
      R"(%3 = quantize(%0, %1, %2) axis=0 block_size=0 dtype="uint8" saturate=true precision="float32" narrow=false name="y" : uint8[2,3])");
  EXPECT_EQ(
      ir({"QuantizeLinear", {int_attr("axis", -2)}, {real("x", {"2", "3"}), real("s", {"2"}), {"z", {"2"}, int8_type}}}),
      R"(%3 = quantize(%0, %1, %2) axis=0 block_size=0 dtype="int8" saturate=true precision="float32" narrow=false name="y" : int8[2,3])");
  EXPECT_EQ(
      ir({"QuantizeLinear", {int_attr("output_dtype", 17), int_attr("saturate", 0)}, {real("x", {"2", "3"}), real("s")}}),
      R"(%2 = quantize(%0, %1) axis=0 block_size=0 dtype="float8_e4m3fn" saturate=false precision="float32" narrow=false name="y" : float8_e4m3fn[2,3])");
  EXPECT_EQ(
      ir({"QuantizeLinear",
          {int_attr("block_size", 2), int_attr("precision", float16_type)},
          {real("x", {"2", "3"}), real("s", {"2", "2"})},
          23}),
      R"(%2 = quantize(%0, %1) axis=1 block_size=2 dtype="uint8" saturate=true precision="float16" narrow=false name="y" : uint8[2,3])");
}

TEST(OnnxQuant, dequantize) {
  EXPECT_EQ(ir({"DequantizeLinear", {}, {bytes("x", {"2", "3"}), {"s", {"3"}, float16_type}, bytes("z", {"3"})}}),
            R"(%3 = dequantize(%0, %1, %2) axis=1 block_size=0 dtype="float16" name="y" : float16[2,3])");
  EXPECT_EQ(ir({"com.microsoft.DequantizeLinear", {}, {bytes("x", {"2", "3"}), real("s"), bytes("z")}}),
            R"(%3 = dequantize(%0, %1, %2) axis=0 block_size=0 dtype="float32" name="y" : float32[2,3])");
  // A scale that is a power of two has no fractions to compute with.
  EXPECT_EQ(ir({"DequantizeLinear", {}, {bytes("x", {"2"}), {"s", {}, 24}}, 25}),
            R"(%2 = dequantize(%0, %1) axis=0 block_size=0 dtype="float32" name="y" : float32[2])");
  EXPECT_EQ(ir({"DequantizeLinear", {int_attr("output_dtype", float16_type)}, {bytes("x", {"2"}), real("s")}, 23}),
            R"(%2 = dequantize(%0, %1) axis=0 block_size=0 dtype="float16" name="y" : float16[2])");
}

TEST(OnnxQuant, scales_are_parameters_kept_exactly) {
  const TestNode node{"QuantizeLinear", {}, {real("x", {"2"}), number("s", 0.1F), bytes("z")}};
  EXPECT_EQ(parameters_of(import_of(node).graph), "s buffer fixed float32[]");
}

TEST(OnnxQuant, dynamic_quantize) {
  EXPECT_EQ(ir({"DynamicQuantizeLinear", {}, {real("x", {"2", "3"})}, 21, {"y", "s", "z"}}),
            R"(%1:3 = dynamic_quantize(%0) name="y" : uint8[2,3], float32[], uint8[])");
}

TEST(OnnxQuant, binary) {
  TestInputs inputs;
  add_operand(inputs, "a", {"2", "3"});
  add_operand(inputs, "b", {"3"});
  add_result(inputs);
  EXPECT_EQ(ir({"com.microsoft.QLinearAdd", {}, inputs}), R"(%8 = quantized_add(%0, %1, %2, %3, %4, %5, %6, %7) name="y" : uint8[2,3])");
  EXPECT_EQ(ir({"com.microsoft.QLinearMul", {}, inputs}), R"(%8 = quantized_mul(%0, %1, %2, %3, %4, %5, %6, %7) name="y" : uint8[2,3])");
}

TEST(OnnxQuant, a_zero_point_that_is_left_out_is_0) {
  TestNode node = function("QLinearSigmoid");
  node.inputs[2].name = "";
  node.inputs.pop_back();
  EXPECT_EQ(ir(node), R"(%3 = constant() = [0] : uint8[]
%4 = constant() = [0] : uint8[]
%5 = quantized_sigmoid(%0, %1, %3, %2, %4) name="y" : uint8[2,3,8])");
}

TEST(OnnxQuant, functions) {
  EXPECT_EQ(ir(function("QLinearSigmoid")), R"(%5 = quantized_sigmoid(%0, %1, %2, %3, %4) name="y" : uint8[2,3,8])");
  EXPECT_EQ(ir(function("QLinearLeakyRelu", {float_attr("alpha", 0.25F)})),
            R"(%5 = quantized_leaky_relu(%0, %1, %2, %3, %4) alpha=0.25 name="y" : uint8[2,3,8])");
  EXPECT_EQ(ir(function("QLinearGlobalAveragePool")), R"(%5 = quantized_global_average_pool(%0, %1, %2, %3, %4) name="y" : uint8[2,3,1])");
  EXPECT_EQ(refusal(function("QLinearGlobalAveragePool", {int_attr("channels_last", 1)})),
            "channels in the last dimension are not covered");
  EXPECT_EQ(
      ir(function("QLinearAveragePool", {ints_attr("kernel_shape", {2}), ints_attr("strides", {2}), int_attr("count_include_pad", 1)})),
      R"(%5 = quantized_average_pool(%0, %1, %2, %3, %4) kernel=[2] strides=[2] pads=[0,0] dilations=[1] rounding="floor" count_include_pad=true name="y" : uint8[2,3,4])");
}

TEST(OnnxQuant, softmax) {
  EXPECT_EQ(ir(function("QLinearSoftmax", {int_attr("opset", 13)})),
            R"(%5 = quantized_softmax(%0, %1, %2, %3, %4) axis=2 name="y" : uint8[2,3,8])");
  EXPECT_EQ(ir(function("QLinearSoftmax", {int_attr("opset", 12)}, {"2", "3", "1"})),
            R"(%5 = quantized_softmax(%0, %1, %2, %3, %4) axis=1 name="y" : uint8[2,3,1])");
  EXPECT_EQ(ir(function("QLinearSoftmax", {int_attr("opset", 12)}, {"2", "1", "3"})),
            R"(%5 = quantized_softmax(%0, %1, %2, %3, %4) axis=2 name="y" : uint8[2,1,3])");
  EXPECT_EQ(refusal(function("QLinearSoftmax", {int_attr("opset", 12)})), "over several axes together it is not covered");
}

TEST(OnnxQuant, concat_moves_each_part_onto_the_grid_of_the_result) {
  TestInputs inputs;
  add_result(inputs);
  add_operand(inputs, "a", {"2", "3"});
  add_operand(inputs, "b", {"2", "4"});
  EXPECT_EQ(ir({"com.microsoft.QLinearConcat", {int_attr("axis", 1)}, inputs}),
            R"(%8 = requantize(%2, %3, %4, %0, %1) name="y.part0" : uint8[2,3]
%9 = requantize(%5, %6, %7, %0, %1) name="y.part1" : uint8[2,4]
%10 = concat(%8, %9) axis=1 name="y" : uint8[2,7])");
  inputs.pop_back();
  EXPECT_EQ(error_of({"com.microsoft.QLinearConcat", {int_attr("axis", 1)}, inputs}),
            "node 'y' (com.microsoft.QLinearConcat, opset 1): got 7 inputs, wanted 2 and 3 for each tensor");
}

TEST(OnnxQuant, where_moves_both_onto_the_grid_of_the_result) {
  TestInputs inputs = {{"c", {"3"}, onnx_bytes::bool_type}};
  add_operand(inputs, "a", {"3"});
  add_operand(inputs, "b", {"3"});
  add_result(inputs);
  EXPECT_EQ(ir({"com.microsoft.QLinearWhere", {}, inputs}),
            R"(%9 = requantize(%1, %2, %3, %7, %8) name="y.x" : uint8[3]
%10 = requantize(%4, %5, %6, %7, %8) name="y.y" : uint8[3]
%11 = where(%0, %9, %10) name="y" : uint8[3])");
}

TEST(OnnxQuant, integer_products) {
  EXPECT_EQ(ir({"MatMulInteger", {}, {bytes("a", {"2", "3"}), bytes("b", {"3", "4"}), {""}, bytes("z", {"4"})}}),
            R"(%3 = integer_matmul(%0, %1, none, %2) name="y" : int32[2,4])");
  EXPECT_EQ(ir({"MatMulInteger", {}, {bytes("a", {"3"}), bytes("b", {"3", "4"})}}),
            R"(%2 = unsqueeze(%0) axes=[0] name="y.row" : uint8[1,3]
%3 = integer_matmul(%2, %1) name="y.matrix" : int32[1,4]
%4 = squeeze(%3) axes=[-2] name="y" : int32[4])");
  EXPECT_EQ(error_of({"MatMulInteger", {}, {bytes("a", {"4"}), bytes("b", {"3", "4"})}}).substr(0, 38),
            "node 'y' (MatMulInteger, opset 21): y.");
  EXPECT_EQ(ir({"com.microsoft.DynamicQuantizeMatMul", {}, {real("a", {"2", "3"}), bytes("b", {"3", "4"}), real("s"), bytes("z")}}),
            R"(%4:3 = dynamic_quantize(%0) name="y.grid" : uint8[2,3], float32[], uint8[]
%5 = integer_matmul(%4, %1, %4:2, %3) name="y.products" : int32[2,4]
%6 = mul(%4:1, %2) name="y.scale" : float32[]
%7 = cast(%5) to="float32" saturate=true power_rounding="up" name="y.sums" : float32[2,4]
%8 = mul(%7, %6) name="y" : float32[2,4])");
  EXPECT_EQ(
      refusal({"com.microsoft.MatMulIntegerToFloat", {}, {bytes("a", {"2", "3"}), bytes("b", {"3", "4"}), real("s", {"2"}), real("t")}}),
      "a scale for each row is not covered");
}

TEST(OnnxQuant, quantized_products) {
  TestInputs inputs;
  add_operand(inputs, "a", {"2", "3"});
  add_operand(inputs, "b", {"3", "4"});
  TestInputs with_result = inputs;
  add_result(with_result);
  EXPECT_EQ(ir({"QLinearMatMul", {}, with_result}),
            R"(%8 = quantized_matmul(%0, %1, %2, %3, %4, %5, %6, %7) transpose_a=false transpose_b=false alpha=1.0 name="y" : uint8[2,4])");
  inputs.push_back({"c", {"4"}, int32_type});
  TestInputs gemm = inputs;
  add_result(gemm);
  EXPECT_EQ(
      ir({"com.microsoft.QGemm", {float_attr("alpha", 0.5F)}, gemm}),
      R"(%9 = quantized_matmul(%0, %1, %2, %3, %4, %5, %7, %8, %6) transpose_a=false transpose_b=false alpha=0.5 name="y" : uint8[2,4])");
  EXPECT_EQ(rewriting({"com.microsoft.QGemm", {}, inputs}), "integers, then real numbers");
}

TEST(OnnxQuant, convolutions) {
  TestInputs inputs;
  add_operand(inputs, "x", {"1", "4", "9", "9"});
  add_operand(inputs, "w", {"6", "2", "3", "3"});
  add_result(inputs);
  inputs.push_back({"b", {"6"}, int32_type});
  EXPECT_EQ(
      ir({"QLinearConv", {ints_attr("pads", {1, 1, 1, 1}), int_attr("group", 2)}, inputs}),
      R"(%9 = quantized_conv(%0, %1, %2, %3, %4, %5, %6, %7, %8) strides=[1,1] pads=[1,1,1,1] dilations=[1,1] groups=2 name="y" : uint8[1,6,9,9])");
  EXPECT_EQ(ir({"ConvInteger", {int_attr("group", 2)}, {bytes("x", {"1", "4", "9", "9"}), bytes("w", {"6", "2", "3", "3"})}}),
            R"(%2 = integer_conv(%0, %1) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=2 name="y" : int32[1,6,7,7])");
  EXPECT_EQ(refusal({"com.microsoft.QLinearConv", {int_attr("channels_last", 1)}, inputs}),
            "channels in the last dimension are not covered");
}

// Two units of 20 inputs, in two blocks of 16 each; what lies behind the 20th is cut off.
TestNode blocks(const std::string& content, std::vector<std::string> attributes = {int_attr("bits", 4)}) {
  const std::string packed = onnx_bytes::raw_tensor("w", uint8_type, {2, 2, static_cast<std::int64_t>(content.size()) / 4}, content);
  attributes.insert(attributes.end(), {int_attr("N", 2), int_attr("K", 20), int_attr("block_size", 16)});
  return {"com.microsoft.MatMulNBits", attributes, {real("x", {"3", "20"}), {"w", {}, uint8_type, packed}, weight("s", {2, 2})}};
}

TEST(OnnxQuant, weights_in_blocks) {
  const Import imported = import_of(blocks(std::string(32, '\x21')));
  std::vector<std::string> ops;
  for (const Node& node : imported.graph.nodes()) {
    if (node.op->name == "dequantize") {
      EXPECT_EQ(text(node.outputs[0].type), "float32[2,32]");
    }
    if (node.op->name == "slice") {
      EXPECT_EQ(text(node.outputs[0].type), "float32[2,20]");
    }
    if (node.op->name == "dense") {
      EXPECT_EQ(text(node.outputs[0].type), "float32[3,2]");
    }
    ops.emplace_back(node.op->name);
    const bool is_weight = node.tensor.has_content() && node.tensor.dtype() == DType::uint4 && node.tensor.dims().back() == 32;
    if (!is_weight) continue;
    const std::vector<std::int64_t> elements = ops::to_integers(node.tensor.evaluate());
    EXPECT_EQ(elements[0], 1);
    EXPECT_EQ(elements[1], 2);
  }
  for (const std::string_view wanted : {"dequantize", "slice", "dense"}) EXPECT_EQ(std::count(ops.begin(), ops.end(), wanted), 1) << wanted;
}

TEST(OnnxQuant, weights_in_blocks_must_fit) {
  EXPECT_EQ(error_of(blocks(std::string(28, 'x'))),
            "node 'y' (com.microsoft.MatMulNBits, opset 1): weights: got 28 elements of uint8, wanted 32 bytes");
  EXPECT_EQ(refusal(blocks(std::string(32, 'x'), {int_attr("bits", 3)})), "weights of 3 bits are not covered");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
