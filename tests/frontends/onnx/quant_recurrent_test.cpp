#include <gtest/gtest.h>

#include "ir/text.h"
#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::int32_type;
using onnx_bytes::int_attr;
using onnx_bytes::part;
using onnx_bytes::text_attr;
using onnx_bytes::uint8_type;

std::string texts_attr(std::string_view name, const std::vector<std::string>& texts) {
  return part(1, name) + onnx_bytes::parts(9, texts) + onnx_bytes::number(20, 8);
}

// 4 steps of 2 samples with 3 inputs, 5 units.
TestNode layer(std::vector<std::string> attributes, const std::string& directions = "1") {
  return {"com.microsoft.DynamicQuantizeLSTM",
          std::move(attributes),
          {{"x", {"4", "2", "3"}},
           {"w", {directions, "3", "20"}, uint8_type},
           {"r", {directions, "5", "20"}, uint8_type},
           {"b", {directions, "40"}},
           {""},
           {"h0", {directions, "2", "5"}},
           {""},
           {""},
           {"ws", {directions}},
           {"wz", {directions}, uint8_type},
           {"rs", {directions}},
           {"rz", {directions}, uint8_type}},
          21,
          {"y", "h", "c"}};
}

TEST(OnnxQuantRecurrent, a_scan_with_products_of_integers) {
  EXPECT_EQ(ir(layer({int_attr("hidden_size", 5)})), R"(%9 = constant() = [0] : int64[]
%10 = gather(%2, %9) axis=0 clip=false name="y.r" : uint8[5,20]
%11 = constant() = [0] : int64[]
%12 = gather(%7, %11) axis=0 clip=false name="y.r.scale" : float32[]
%13 = constant() = [0] : int64[]
%14 = gather(%8, %13) axis=0 clip=false name="y.r.zero_point" : uint8[]
%15 = constant() = [0] : int64[]
%16 = gather(%1, %15) axis=0 clip=false name="y.w" : uint8[3,20]
%17 = constant() = [0] : int64[]
%18 = gather(%5, %17) axis=0 clip=false name="y.w.scale" : float32[]
%19 = constant() = [0] : int64[]
%20 = gather(%6, %19) axis=0 clip=false name="y.w.zero_point" : uint8[]
%21:3 = dynamic_quantize(%0) name="y.grid" : uint8[4,2,3], float32[], uint8[]
%22 = integer_matmul(%21, %16, %21:2, %20) name="y.products" : int32[4,2,20]
%23 = cast(%22) to="float32" saturate=true power_rounding="up" name="y.sums" : float32[4,2,20]
%24 = mul(%21:1, %18) name="y.scale" : float32[]
%25 = mul(%23, %24) name="y.scaled" : float32[4,2,20]
%26 = constant() = [0] : int64[]
%27 = gather(%3, %26) axis=0 clip=false name="y.bias" : float32[40]
%28:2 = split(%27) axis=0 sizes=[] parts=2 name="y.bias.parts" : float32[20], float32[20]
%29 = add(%28, %28:1) name="y.bias.sum" : float32[20]
%50 = constant() = [0] : int64[]
%51 = gather(%4, %50) axis=0 clip=false name="y.h" : float32[2,5]
%52 = constant() = [0.0] : float32[]
%53 = broadcast_to(%52) shape=[2,5] name="y.c" : float32[2,5]
%54:3 = scan(%51, %53, %25) states=2 input_axes=[0] reversed_inputs=[0] output_axes=[0] reversed_outputs=[0] name="y.steps" : float32[2,5], float32[2,5], float32[4,2,5] { "step"(%10, %12, %14, %29)
%55 = stack(%54:2) axis=1 name="y" : float32[4,1,2,5]
%56 = stack(%54) axis=0 name="y.h.last" : float32[1,2,5]
%57 = stack(%54:1) axis=0 name="y.c.last" : float32[1,2,5])");
}

TEST(OnnxQuantRecurrent, one_step) {
  const std::string text = print(import_of(layer({})).graph);
  EXPECT_NE(text.find(R"(    %33:3 = dynamic_quantize(%30) name="grid" : uint8[2,5], float32[], uint8[]
    %34 = integer_matmul(%33, %10, %33:2, %14) name="products" : int32[2,20]
)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find(R"(    %45 = mul(%31, %44) name="kept" : float32[2,5]
    %46 = add(%45, %43) name="c.next" : float32[2,5]
)"),
            std::string::npos)
      << text;
}

TEST(OnnxQuantRecurrent, directions) {
  EXPECT_NE(ir(layer({text_attr("direction", "reverse")})).find("reversed_inputs=[1] output_axes=[0] reversed_outputs=[1]"),
            std::string::npos);
  const std::string both = ir(layer({text_attr("direction", "bidirectional")}, "2"));
  EXPECT_NE(both.find("reversed_inputs=[0] output_axes=[0] reversed_outputs=[0]"), std::string::npos);
  EXPECT_NE(both.find("reversed_inputs=[1] output_axes=[0] reversed_outputs=[1]"), std::string::npos);
  EXPECT_NE(both.find(R"(axis=1 name="y" : float32[4,2,2,5])"), std::string::npos);
}

TEST(OnnxQuantRecurrent, what_is_refused) {
  EXPECT_EQ(refusal(layer({float_attr("clip", 1.0f)})), "clipped gates are not covered");
  EXPECT_EQ(refusal(layer({int_attr("input_forget", 1)})), "a forget gate that follows the input gate is not covered");
  EXPECT_EQ(refusal(layer({texts_attr("activations", {"Sigmoid", "Relu", "Tanh"})})), "activation 'relu' is not covered");
  EXPECT_EQ(refusal(layer({texts_attr("activations", {"Sigmoid", "Tanh", "Tanh"})})), "");
  EXPECT_EQ(error_of(layer({texts_attr("activations", {"Sigmoid"})})),
            "node 'y' (com.microsoft.DynamicQuantizeLSTM, opset 1): activations has 1 entries");
  TestNode lengths = layer({});
  lengths.inputs[4] = {"n", {"2"}, int32_type};
  EXPECT_EQ(refusal(lengths), "sequences of different lengths are not covered");
  TestNode peepholes = layer({});
  peepholes.inputs[7] = {"p", {"1", "15"}};
  EXPECT_EQ(refusal(peepholes), "peepholes are not covered");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
