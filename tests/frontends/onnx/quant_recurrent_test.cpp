#include <gtest/gtest.h>

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
  EXPECT_EQ(ir(layer({int_attr("hidden_size", 5)})), R"(@1@)");
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
