#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::floats_attr;
using onnx_bytes::int_attr;
using onnx_bytes::part;
using onnx_bytes::text_attr;

std::string texts_attr(std::string_view name, const std::vector<std::string>& texts) {
  return part(1, name) + onnx_bytes::parts(9, texts) + onnx_bytes::number(20, 8);
}

// 5 steps of 2 samples with 3 inputs, 4 units.
TestNode layer(const std::string& op, std::vector<std::string> attributes, std::int64_t directions = 1) {
  const std::int64_t rows = 4 * (op == "RNN" ? 1 : op == "GRU" ? 3 : 4);
  return {op, std::move(attributes), {{"x", {"5", "2", "3"}}, weight("w", {directions, rows, 3}), weight("r", {directions, rows, 4})}};
}

TEST(OnnxRecurrent, lstm_with_everything) {
  TestNode node = layer("LSTM",
                        {text_attr("direction", "bidirectional"), int_attr("hidden_size", 4), int_attr("input_forget", 1),
                         float_attr("clip", 0.5f), int_attr("output_sequence", 1)},
                        2);
  node.inputs.insert(node.inputs.end(), {weight("b", {2, 32}),
                                         {"lengths", {"2"}, onnx_bytes::int32_type},
                                         weight("h", {2, 2, 4}),
                                         weight("c", {2, 2, 4}),
                                         weight("p", {2, 12})});
  node.outputs = {"y", "", "y_c"};
  EXPECT_EQ(
      ir(node),
      R"(%8:3 = lstm(%0, %3, %2, %4, %1, %5, %6, %7) direction="bidirectional" activations=["sigmoid","tanh","tanh"] activation_alpha=[] activation_beta=[] clip=0.5 input_forget=true name="y" : float32[5,2,2,4], float32[2,2,4], float32[2,2,4])");
  EXPECT_EQ(parameters_of(import_of(node).graph), R"(r weight trainable float32[2,16,4]
w weight trainable float32[2,16,3]
b bias trainable float32[2,32]
h buffer fixed float32[2,2,4]
c buffer fixed float32[2,2,4]
p weight trainable float32[2,12])");
  EXPECT_EQ(rewriting(node), "");
}

TEST(OnnxRecurrent, gru_and_rnn) {
  EXPECT_EQ(
      ir(layer("GRU", {int_attr("linear_before_reset", 1), text_attr("direction", "reverse")})),
      R"(%3:2 = gru(%0, %2, %1) direction="reverse" activations=["sigmoid","tanh"] activation_alpha=[] activation_beta=[] clip=none linear_before_reset=true name="y" : float32[5,1,2,4], float32[1,2,4])");
  EXPECT_EQ(
      ir(layer("RNN", {texts_attr("activations", {"Relu"})})),
      R"(%3:2 = rnn(%0, %2, %1) direction="forward" activations=["relu"] activation_alpha=[] activation_beta=[] clip=none name="y" : float32[5,1,2,4], float32[1,2,4])");
}

TEST(OnnxRecurrent, functions_with_numbers) {
  // Numbers for those that have them, one behind the other.
  EXPECT_EQ(
      ir(layer("LSTM", {texts_attr("activations", {"HardSigmoid", "tanh", "ScaledTanh"}), floats_attr("activation_alpha", {0.5f, 0.25f}),
                        floats_attr("activation_beta", {2.0f})})),
      R"(%3:3 = lstm(%0, %2, %1) direction="forward" activations=["hard_sigmoid","tanh","scaled_tanh"] activation_alpha=[0.5,0.0,0.25] activation_beta=[2.0,0.0,1.0] clip=none input_forget=false name="y" : float32[5,1,2,4], float32[1,2,4], float32[1,2,4])");
  // One for each.
  EXPECT_EQ(
      ir(layer("GRU", {texts_attr("activations", {"Softsign", "LeakyRelu"}), floats_attr("activation_alpha", {0.0f, 0.25f})})),
      R"(%3:2 = gru(%0, %2, %1) direction="forward" activations=["softsign","leaky_relu"] activation_alpha=[0.0,0.25] activation_beta=[] clip=none linear_before_reset=false name="y" : float32[5,1,2,4], float32[1,2,4])");
  EXPECT_EQ(refusal(layer("RNN", {texts_attr("activations", {"Gelu"})})), "activation 'Gelu' is not covered");
}

TEST(OnnxRecurrent, the_batch_in_front) {
  TestNode node = layer("GRU", {int_attr("layout", 1)});
  node.inputs.insert(node.inputs.end(), {{""}, {""}, {"h", {"5", "1", "4"}}});
  node.outputs = {"y", "y_h"};
  EXPECT_EQ(ir(node), R"(%3 = transpose(%0) permutation=[1,0,2] name="y.x" : float32[2,5,3]
%5 = transpose(%1) permutation=[1,0,2] name="y.initial_h" : float32[1,5,4]
%6:2 = gru(%3, %4, %2, none, none, %5) direction="forward" activations=["sigmoid","tanh"] activation_alpha=[] activation_beta=[] clip=none linear_before_reset=false name="y" : float32[2,1,5,4], float32[1,5,4]
%7 = transpose(%6) permutation=[2,0,1,3] name="y.y" : float32[5,2,1,4]
%8 = transpose(%6:1) permutation=[1,0,2] name="y.h" : float32[5,1,4])");
  EXPECT_EQ(rewriting(node), "the batch behind the steps and back");
}

TEST(OnnxRecurrent, damaged_attributes) {
  EXPECT_EQ(error_of(layer("GRU", {int_attr("hidden_size", 5)})), "node 'y' (GRU, opset 21): hidden_size is 5, the recurrent weight has 4");
  EXPECT_EQ(error_of(layer("LSTM", {texts_attr("activations", {"Tanh", "Tanh"})})),
            "node 'y' (LSTM, opset 21): activations has 2 entries, wanted 3");
  EXPECT_EQ(refusal(layer("LSTM", {text_attr("direction", "sideways")})),
            "direction 'sideways' is not covered, only forward, reverse, bidirectional");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
