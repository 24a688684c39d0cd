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
  EXPECT_EQ(ir(node), "");
  EXPECT_EQ(parameters_of(import_of(node).graph), "");
  EXPECT_EQ(rewriting(node), "");
}

TEST(OnnxRecurrent, gru_and_rnn) {
  EXPECT_EQ(ir(layer("GRU", {int_attr("linear_before_reset", 1), text_attr("direction", "reverse")})), "");
  EXPECT_EQ(ir(layer("RNN", {texts_attr("activations", {"Relu"})})), "");
}

TEST(OnnxRecurrent, functions_with_numbers) {
  // Numbers for those that have them, one behind the other.
  EXPECT_EQ(ir(layer("LSTM", {texts_attr("activations", {"HardSigmoid", "tanh", "ScaledTanh"}),
                              floats_attr("activation_alpha", {0.5f, 0.25f}), floats_attr("activation_beta", {2.0f})})),
            "");
  // One for each.
  EXPECT_EQ(ir(layer("GRU", {texts_attr("activations", {"Softsign", "LeakyRelu"}), floats_attr("activation_alpha", {0.0f, 0.25f})})), "");
  EXPECT_EQ(refusal(layer("RNN", {texts_attr("activations", {"Gelu"})})), "activation 'Gelu' is not covered");
}

TEST(OnnxRecurrent, the_batch_in_front) {
  TestNode node = layer("GRU", {int_attr("layout", 1)});
  node.inputs.insert(node.inputs.end(), {{""}, {""}, {"h", {"5", "1", "4"}}});
  node.outputs = {"y", "y_h"};
  EXPECT_EQ(ir(node), "");
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
