#include <gtest/gtest.h>

#include "ir/text.h"
#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

// A symbol of one node "x" that holds graphs and reads variables `a` [3,2] and `b` [2].
std::string symbol(const std::string& op, const std::string& attributes, const std::string& graphs) {
  return R"({"nodes": [{"op": "null", "name": "a", "inputs": []}, {"op": "null", "name": "b", "inputs": []}, {"op": ")" + op +
         R"(", "name": "x", "attrs": {)" + attributes + R"(}, "inputs": [[0, 0, 0], [1, 0, 0]], "subgraphs": [)" + graphs +
         R"(]}], "heads": [[2, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}})";
}

ImportOptions options() {
  return {{{"a", {3, 2}}, {"b", {2}}}, {}, false};
}

// With the graphs inside.
std::string text_of(const std::string& json) {
  return "\n" + print(import_symbol(json, Parameters(), options()).graph);
}

// Of p and q their sum, which is a result and the next state.
const std::string sum = R"({"nodes": [{"op": "null", "name": "p", "inputs": []}, {"op": "null", "name": "q", "inputs": []},
  {"op": "elemwise_add", "name": "s", "inputs": [[0, 0, 0], [1, 0, 0]]}], "heads": [[2, 0, 0], [2, 0, 0]]})";
// Of one variable its largest element, as a condition.
const std::string largest = R"({"nodes": [{"op": "null", "name": "c", "inputs": []}, {"op": "max", "name": "m", "inputs": [[0, 0, 0]]}],
  "heads": [[1, 0, 0]]})";
// Of one variable its absolute values, or its negative ones.
const std::string size = R"({"nodes": [{"op": "null", "name": "v", "inputs": []}, {"op": "abs", "name": "size", "inputs": [[0, 0, 0]]}],
  "heads": [[1, 0, 0]]})";
const std::string negative =
    R"({"nodes": [{"op": "null", "name": "v", "inputs": []}, {"op": "negative", "name": "n", "inputs": [[0, 0, 0]]}],
  "heads": [[1, 0, 0]]})";

TEST(MxnetControl, foreach_is_a_scan) {
  EXPECT_EQ(text_of(symbol(
                "_foreach",
                R"j("in_data_locs": "(0,)", "in_state_locs": "(1,)", "remain_locs": "()", "num_out_data": "1", "num_outputs": "2")j", sum)),
            R"(
graph reconstruct {
  source "mxnet" "1.9.1"
  %0 = input() name="a" : float32[3,2]
  %1 = input() name="b" : float32[2]
  %5:2 = scan(%1, %0) states=1 input_axes=[0] reversed_inputs=[0] output_axes=[0] reversed_outputs=[0] name="x" : float32[2], float32[3,2] { "body"()
    %2 = input() name="state0" : float32[2]
    %3 = input() name="slice0" : float32[2]
    %4 = add(%3, %2) name="s" : float32[2]
    output "state0" %4
    output "result0" %4
  }
  output "x" %5:1
}
)");
}

TEST(MxnetControl, a_while_loop_looks_at_its_condition_before_every_trip) {
  EXPECT_EQ(
      text_of(symbol(
          "_while_loop",
          R"j("cond_input_locs": "(1,)", "func_input_locs": "(1,)", "func_var_locs": "(0,)", "num_out_data": "0", "num_outputs": "1", "max_iterations": "4")j",
          largest + "," + size)),
      R"(
graph reconstruct {
  source "mxnet" "1.9.1"
  %0 = input() name="a" : float32[3,2]
  %1 = input() name="b" : float32[2]
  %2 = constant() = [4] : int64[]
  %3 = reduce_max(%1) axes=[0] keep_dims=true name="m" : float32[1]
  %4 = reshape(%3) shape=[] name="x.number" : float32[]
  %5 = constant() = [0.0] : float32[]
  %6 = not_equal(%4, %5) name="x.condition" : bool[]
  %15 = loop(%2, %6, %1) pad_scanned=true name="x" : float32[2] { "body"()
    %7 = input() name="iteration" : int64[]
    %8 = input() name="condition" : bool[]
    %9 = input() name="variable0" : float32[2]
    %10 = abs(%9) name="size" : float32[2]
    %11 = reduce_max(%10) axes=[0] keep_dims=true name="m" : float32[1]
    %12 = reshape(%11) shape=[] name="x.number" : float32[]
    %13 = constant() = [0.0] : float32[]
    %14 = not_equal(%12, %13) name="x.condition" : bool[]
    output "condition" %14
    output "variable0" %10
  }
  output "x" %15
}
)");
}

TEST(MxnetControl, a_branch_takes_a_number_as_a_condition) {
  EXPECT_EQ(
      text_of(symbol("_cond", R"j("cond_input_locs": "(1,)", "then_input_locs": "(0,)", "else_input_locs": "(0,)", "num_outputs": "1")j",
                     largest + "," + size + "," + negative)),
      R"(
graph reconstruct {
  source "mxnet" "1.9.1"
  %0 = input() name="a" : float32[3,2]
  %1 = input() name="b" : float32[2]
  %2 = reduce_max(%1) axes=[0] keep_dims=true name="m" : float32[1]
  %3 = reshape(%2) shape=[] name="x.number" : float32[]
  %4 = constant() = [0.0] : float32[]
  %5 = not_equal(%3, %4) name="x.condition" : bool[]
  %8 = if(%5) name="x" : float32[3,2] { "then"(%0)
    %6 = abs(%0) name="size" : float32[3,2]
    output "result0" %6
  } { "else"(%0)
    %7 = neg(%0) name="n" : float32[3,2]
    output "result0" %7
  }
  output "x" %8
}
)");
}

TEST(MxnetControl, places_must_be_there) {
  EXPECT_EQ(import_error(symbol("_foreach", R"j("in_data_locs": "(0,)", "in_state_locs": "(2,)", "num_out_data": "1")j", sum), options()),
            "node 'x' (_foreach): place 2 is outside the 2 inputs of the graph inside");
  EXPECT_EQ(import_error(symbol("_foreach", R"j("in_data_locs": "(0,)", "in_state_locs": "(1,)", "num_out_data": "5")j", sum), options()),
            "node 'x' (_foreach): the graph inside has 2 outputs, wanted 6");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
