#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

// Five steps of three numbers through one layer of two units, whose parameters stand one behind the other in one list.
std::string symbol(const std::string& mode, int parameters, const std::string& attributes = "") {
  return fmt::format(R"j({{"nodes": [{{"op": "null", "name": "data", "inputs": []}},
    {{"op": "null", "name": "w", "attrs": {{"__shape__": "({},)", "__init__": "zeros"}}, "inputs": []}},
    {{"op": "null", "name": "state", "inputs": []}},
    {{"op": "RNN", "name": "x", "attrs": {{"mode": "{}", "state_size": "2", "num_layers": "1"{}}},
      "inputs": [[0, 0, 0], [1, 0, 0], [2, 0, 0]]}}],
    "heads": [[3, 0, 0]], "attrs": {{"mxnet_version": ["int", 10901]}}}})j",
                     parameters, mode, attributes);
}

const ImportOptions options{{{"data", {5, 1, 3}}, {"state", {1, 1, 2}}}, {}, false};

// Weights 2x3, recurrent weights 2x2, two biases of 2.
TEST(MxnetRecurrent, weights_are_cut_from_one_list) {
  EXPECT_EQ(operations(import_symbol(symbol("rnn_tanh", 14), Parameters(), options).graph),
            R"(%3 = slice(%2) axes=[0] starts=[0] stops=[6] steps=[1] name="x.layer0.weight.slice" : float32[6]
%4 = reshape(%3) shape=[2,3] name="x.layer0.weight" : float32[2,3]
%5 = slice(%2) axes=[0] starts=[6] stops=[10] steps=[1] name="x.layer0.recurrent_weight.slice" : float32[4]
%6 = reshape(%5) shape=[2,2] name="x.layer0.recurrent_weight" : float32[2,2]
%7 = slice(%2) axes=[0] starts=[10] stops=[12] steps=[1] name="x.layer0.bias.slice" : float32[2]
%8 = reshape(%7) shape=[2] name="x.layer0.bias" : float32[2]
%9 = slice(%2) axes=[0] starts=[12] stops=[14] steps=[1] name="x.layer0.recurrent_bias.slice" : float32[2]
%10 = reshape(%9) shape=[2] name="x.layer0.recurrent_bias" : float32[2]
%11 = concat(%8, %10) axis=0 name="x.layer0.biases" : float32[4]
%12 = stack(%4) axis=0 name="x.layer0.weights" : float32[1,2,3]
%13 = stack(%6) axis=0 name="x.layer0.recurrent_weights" : float32[1,2,2]
%14 = stack(%11) axis=0 name="x.layer0.bias" : float32[1,4]
%15:2 = rnn(%0, %12, %13, %14, none, %1) direction="forward" activations=["tanh"] activation_alpha=[] activation_beta=[] clip=none name="x.layer0" : float32[5,1,1,2], float32[1,1,2]
%16 = reshape(%15) shape=[d0,d2,d3] name="x" : float32[5,1,2])");
}

// Gluon's layers begin with _zeros whose batch MXNet infers; the IR's begin at zero without a state, whatever the batch.
TEST(MxnetRecurrent, a_state_of_zeros_has_any_batch) {
  std::string zeros = symbol("rnn_tanh", 14);
  const std::string input = R"({"op": "null", "name": "state", "inputs": []})";
  zeros.replace(zeros.find(input), input.size(),
                R"json({"op": "_zeros", "name": "state", "attrs": {"shape": "(1, 0, 2)"}, "inputs": []})json");
  const Import imported = import_symbol(zeros, Parameters(), {{{"data", {5, Dim::symbol("N"), 3}}}, {}, false});
  const std::string text = operations(imported.graph);
  EXPECT_NE(text.find("none, none) direction="), std::string::npos) << text;
  EXPECT_NE(text.find(R"(name="x" : float32[5,N,2])"), std::string::npos) << text;
}

TEST(MxnetRecurrent, one_state_for_all_of_a_batch_needs_a_number) {
  const Import imported =
      import_symbol(symbol("rnn_tanh", 14), Parameters(), {{{"data", {5, Dim::symbol("N"), 3}}, {"state", {1, 1, 2}}}, {}, false});
  EXPECT_EQ(imported.report.operators.at(0).reason, "one state for all of a batch of N is not covered; give a number");
}

TEST(MxnetRecurrent, the_list_must_fit) {
  EXPECT_EQ(import_error(symbol("rnn_relu", 15), options), "node 'x' (RNN): the parameters are more than the layers need");
  EXPECT_EQ(import_error(symbol("gru", 41), options),
            "node 'x' (RNN): x.layer0.recurrent_bias (reshape): [reshape_c3] shape: got [6] for [5], wanted as many elements");
}

TEST(MxnetRecurrent, what_only_gpus_have) {
  const Import imported = import_symbol(symbol("lstm", 56, R"(, "lstm_state_clip_min": "-1")"), Parameters(), options);
  EXPECT_EQ(imported.report.operators.at(0).reason, "lstm_state_clip_min, which MXNet has on GPUs alone, is not covered");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
