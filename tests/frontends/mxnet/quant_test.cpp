#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

constexpr const char* head = R"({"nodes": [)";
constexpr const char* quantized_data = R"({"op": "null", "name": "data", "inputs": []},
  {"op": "_contrib_quantize_v2", "name": "q",
   "attrs": {"out_type": "auto", "min_calib_range": "0.0", "max_calib_range": "2.0"}, "inputs": [[0, 0, 0]]},
  {"op": "null", "name": "w", "attrs": {"__init__": "zeros"}, "inputs": []}, {"op": "null", "name": "b", "attrs": {"__init__": "zeros"}, "inputs": []},)";
constexpr const char* foot = R"(], "heads": [[4, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}})";

// A fused convolution 1x1 of three channels to two, with a bias; `attributes` and `behind` in JSON: more attributes of the node, and what
// the graph inside has behind the convolution.
std::string fused_convolution(const std::string& attributes, const std::string& behind, const std::string& last = "3",
                              const std::string& convolution = R"j(, "num_filter": "2")j") {
  return std::string(head) + quantized_data + R"j({"op": "_sg_mkldnn_conv", "name": "x", "attrs": {"quantized": "true")j" + attributes +
         R"j(}, "inputs": [[1, 0, 0], [2, 0, 0], [3, 0, 0], [1, 1, 0], [1, 2, 0]], "subgraphs": [{"nodes": [
           {"op": "null", "name": "d0", "inputs": []}, {"op": "null", "name": "w0", "inputs": []},
           {"op": "null", "name": "b0", "inputs": []},
           {"op": "Convolution", "name": "c", "attrs": {"kernel": "(1, 1)")j" +
         convolution + R"j(}, "inputs": [[0, 0, 0], [1, 0, 0], [2, 0, 0]]})j" + behind + R"j(], "heads": [[)j" + last + R"j(, 0, 0]]}]})j" +
         foot;
}

constexpr const char* relu = R"j(, {"op": "Activation", "name": "r", "attrs": {"act_type": "relu"}, "inputs": [[3, 0, 0]]})j";
constexpr const char* range = R"(, "min_calib_range": "0.0", "max_calib_range": "3.0")";

Import imported(const std::string& json) {
  ImportOptions options;
  options.parameters_required = false;
  options.input_shapes["data"] = {1, 3, 4, 4};
  return import_symbol(json, Parameters(), options);
}

std::string reason_of(const std::string& json) {
  return imported(json).report.operators.back().reason;
}

TEST(MxnetQuant, quantize_v2_multiplies_by_the_steps_of_its_range) {
  EXPECT_EQ(ir("_contrib_quantize_v2", {{"out_type", "auto"}, {"min_calib_range", "0.0"}, {"max_calib_range", "1.5"}}, {{"data", {2, 3}}}),
            R"(%1 = constant() = [0.0] : float32[1]
%2 = constant() = [1.5] : float32[1]
%3 = constant() = [255.5] : float32[1]
%4 = abs(%1) name="x.steps_magnitude_low" : float32[1]
%5 = abs(%2) name="x.steps_magnitude_high" : float32[1]
%6 = maximum(%4, %5) name="x.steps_magnitude" : float32[1]
%7 = div(%3, %6) name="x.steps" : float32[1]
%8 = mul(%0, %7) name="x.scaled" : float32[2,3]
%9 = constant() = [1.0] : float32[1]
%10 = quantize(%8, %9) axis=1 block_size=0 dtype="uint8" saturate=true precision="float32" narrow=false name="x" : uint8[2,3])");
  EXPECT_EQ(ir("_contrib_quantize_v2", {{"out_type", "auto"}}, {{"data", {2, 3}}}),
            R"(%1 = reduce_min(%0) axes=[] keep_dims=false name="x.reduce_min" : float32[]
%2 = reshape(%1) shape=[1] name="x.reduce_min_list" : float32[1]
%3 = reduce_max(%0) axes=[] keep_dims=false name="x.reduce_max" : float32[]
%4 = reshape(%3) shape=[1] name="x.reduce_max_list" : float32[1]
%5 = constant() = [127.5] : float32[1]
%6 = abs(%2) name="x.steps_magnitude_low" : float32[1]
%7 = abs(%4) name="x.steps_magnitude_high" : float32[1]
%8 = maximum(%6, %7) name="x.steps_magnitude" : float32[1]
%9 = div(%5, %8) name="x.steps" : float32[1]
%10 = mul(%0, %9) name="x.scaled" : float32[2,3]
%11 = constant() = [1.0] : float32[1]
%12 = quantize(%10, %11) axis=1 block_size=0 dtype="int8" saturate=true precision="float32" narrow=false name="x" : int8[2,3]
%13 = abs(%2) name="x.magnitude_low" : float32[1]
%14 = abs(%4) name="x.magnitude_high" : float32[1]
%15 = maximum(%13, %14) name="x.magnitude" : float32[1]
%16 = neg(%15) name="x.low" : float32[1])");
}

TEST(MxnetQuant, quantize_v2_refuses_unsigned_integers_without_a_range) {
  EXPECT_EQ(refusal("_contrib_quantize_v2", {{"out_type", "uint8"}}, {{"data", {2, 3}}}),
            "out_type 'uint8' is covered for calibrated ranges from 0 on only");
  EXPECT_EQ(error_of("_contrib_quantize_v2", {{"min_calib_range", "2.0"}, {"max_calib_range", "1.5"}}, {{"data", {2, 3}}}),
            "node 'x' (_contrib_quantize_v2): the attributes 'min_calib_range' and 'max_calib_range' are no range");
}

TEST(MxnetQuant, operators_of_integers_refuse_real_numbers) {
  for (const char* op : {"_contrib_dequantize", "_contrib_quantized_flatten"}) {
    EXPECT_EQ(refusal(op, {}, {{"data", {2, 3}}, {"low", {1}}, {"high", {1}}}), "integers of type float32 are not covered") << op;
  }
  EXPECT_EQ(refusal("_contrib_quantized_concat", {}, {{"data", {2, 3}}, {"low", {1}}, {"high", {1}}}),
            "integers of type float32 are not covered");
  EXPECT_EQ(error_of("_contrib_quantized_concat", {}, {{"data", {2, 3}}, {"low", {1}}}),
            "node 'x' (_contrib_quantized_concat): there are 2 inputs, wanted three for each part");
}

// What an operator makes of integers: lines from `first` on.
std::string on_integers(const std::string& op, const std::string& attributes, std::string_view first) {
  const std::string json = std::string(head) + R"j({"op": "null", "name": "data", "inputs": []},
    {"op": "_contrib_quantize_v2", "name": "q", "attrs": {"out_type": "auto", "min_calib_range": "0.0", "max_calib_range": "2.0"},
     "inputs": [[0, 0, 0]]},
    {"op": ")j" + op + R"j(", "name": "x", "attrs": {)j" +
                           attributes + R"j(}, "inputs": [[1, 0, 0], [1, 1, 0], [1, 2, 0]]}],
    "heads": [[2, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}})j";
  const std::string text = operations(imported(json).graph);
  const auto place = text.find(first);
  return place == std::string::npos ? text : text.substr(place);
}

TEST(MxnetQuant, dequantize_multiplies_by_a_step) {
  EXPECT_EQ(on_integers("_contrib_dequantize", "", "%11"), R"(%11 = constant() = [255.5] : float32[1]
%12 = abs(%1) name="x.magnitude_low" : float32[1]
%13 = abs(%2) name="x.magnitude_high" : float32[1]
%14 = maximum(%12, %13) name="x.magnitude" : float32[1]
%15 = div(%14, %11) name="x.scale" : float32[1]
%16 = dequantize(%10, %15) axis=1 block_size=0 dtype="float32" name="x" : float32[1,3,4,4])");
}

TEST(MxnetQuant, pooling_of_integers) {
  EXPECT_EQ(on_integers("_contrib_quantized_pooling", R"j("kernel": "(2, 2)", "stride": "(2, 2)", "pool_type": "max")j", "%11"),
            R"(%11 = max_pool(%10) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1] rounding="floor" name="x" : uint8[1,3,2,2])");
  EXPECT_EQ(on_integers("_contrib_quantized_pooling",
                        R"j("kernel": "(3, 3)", "stride": "(2, 2)", "pool_type": "avg", "pooling_convention": "full")j", "%11"),
            R"(%11 = constant() = [1, 1, 1, 1, 1, 1, 1, 1, 1] : int8[1,1,3,3]
%12 = reshape(%10) shape=[-1,1,4,4] name="x.images" fixed=true : uint8[3,1,4,4]
%13 = integer_conv(%12, %11) strides=[2,2] pads=[0,0,1,1] dilations=[1,1] groups=1 name="x.image_sums" : int32[3,1,2,2]
%14 = cast(%13) to="float32" saturate=true power_rounding="up" name="x.float_sums" : float32[3,1,2,2]
%15 = reshape(%14) shape=[-1,3,2,2] name="x.sums" fixed=true : float32[1,3,2,2]
%16 = constant() = [0.11111111] : float32[1]
%17 = mul(%15, %16) name="x.means" fixed=true : float32[1,3,2,2]
%18 = constant() = [1.0] : float32[1]
%19 = quantize(%17, %18) axis=1 block_size=0 dtype="uint8" saturate=true precision="float32" narrow=false name="x" : uint8[1,3,2,2])");
  EXPECT_EQ(
      on_integers("_contrib_quantized_pooling",
                  R"j("kernel": "(3, 3)", "stride": "(3, 3)", "pad": "(1, 1)", "pool_type": "avg", "count_include_pad": "False")j", "%11"),
      R"(%11 = constant() = [1, 1, 1, 1, 1, 1, 1, 1, 1] : int8[1,1,3,3]
%12 = reshape(%10) shape=[-1,1,4,4] name="x.images" fixed=true : uint8[3,1,4,4]
%13 = integer_conv(%12, %11) strides=[3,3] pads=[1,1,1,1] dilations=[1,1] groups=1 name="x.image_sums" : int32[3,1,2,2]
%14 = cast(%13) to="float32" saturate=true power_rounding="up" name="x.float_sums" : float32[3,1,2,2]
%15 = reshape(%14) shape=[-1,3,2,2] name="x.sums" fixed=true : float32[1,3,2,2]
%16 = constant() = [2.0, 2.0] : float32[2,1]
%17 = constant() = [2.0, 2.0] : float32[1,2]
%18 = mul(%16, %17) name="x.counts" : float32[2,2]
%19 = reciprocal(%18) name="x.shares" : float32[2,2]
%20 = mul(%15, %19) name="x.means" fixed=true : float32[1,3,2,2]
%21 = constant() = [1.0] : float32[1]
%22 = quantize(%20, %21) axis=1 block_size=0 dtype="uint8" saturate=true precision="float32" narrow=false name="x" : uint8[1,3,2,2])");
  EXPECT_EQ(on_integers("_contrib_quantized_pooling", R"j("kernel": "(1, 1)", "pool_type": "avg", "global_pool": "True")j", "%11"),
            R"(%11 = cast(%10) to="float32" saturate=true power_rounding="up" name="x.float" : float32[1,3,4,4]
%12 = reduce_sum(%11) axes=[2,3] keep_dims=true name="x.sums" : float32[1,3,1,1]
%13 = constant() = [0.0625] : float32[1]
%14 = mul(%12, %13) name="x.means" fixed=true : float32[1,3,1,1]
%15 = constant() = [1.0] : float32[1]
%16 = quantize(%14, %15) axis=1 block_size=0 dtype="uint8" saturate=true precision="float32" narrow=false name="x" : uint8[1,3,1,1])");
}

TEST(MxnetQuant, flatten_of_integers) {
  EXPECT_EQ(on_integers("_contrib_quantized_flatten", "", "%11"), R"(%11 = reshape(%10) shape=[d0,-1] name="x" : uint8[1,48])");
}

TEST(MxnetQuant, parts_are_joined_on_one_grid) {
  const std::string json = std::string(head) + R"j({"op": "null", "name": "data", "inputs": []},
    {"op": "_contrib_quantize_v2", "name": "p", "attrs": {"out_type": "auto", "min_calib_range": "0.0", "max_calib_range": "2.0"},
     "inputs": [[0, 0, 0]]},
    {"op": "_contrib_quantize_v2", "name": "q", "attrs": {"out_type": "auto", "min_calib_range": "-1.0", "max_calib_range": "2.0"},
     "inputs": [[0, 0, 0]]},
    {"op": "_contrib_quantized_concat", "name": "x", "attrs": {"dim": "1", "num_args": "2"},
     "inputs": [[1, 0, 0], [2, 0, 0], [1, 1, 0], [1, 2, 0], [2, 1, 0], [2, 2, 0]]}],
    "heads": [[3, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}})j";
  const std::string text = operations(imported(json).graph);
  EXPECT_EQ(text.substr(text.find("%31")), R"(%31 = constant() = [127.5] : float32[1]
%32 = abs(%29) name="x.steps_magnitude_low" : float32[1]
%33 = abs(%30) name="x.steps_magnitude_high" : float32[1]
%34 = maximum(%32, %33) name="x.steps_magnitude" : float32[1]
%35 = div(%31, %34) name="x.steps" : float32[1]
%36 = constant() = [255.5] : float32[1]
%37 = abs(%1) name="x.part0_steps_magnitude_low" : float32[1]
%38 = abs(%2) name="x.part0_steps_magnitude_high" : float32[1]
%39 = maximum(%37, %38) name="x.part0_steps_magnitude" : float32[1]
%40 = div(%36, %39) name="x.part0_steps" : float32[1]
%41 = div(%35, %40) name="x.part0_ratio" : float32[1]
%42 = cast(%10) to="float32" saturate=true power_rounding="up" name="x.part0_float" : float32[1,3,4,4]
%43 = mul(%42, %41) name="x.part0_scaled" : float32[1,3,4,4]
%44 = constant() = [1.0] : float32[1]
%45 = quantize(%43, %44) axis=1 block_size=0 dtype="int8" saturate=true precision="float32" narrow=false name="x.part0" : int8[1,3,4,4]
%46 = constant() = [127.5] : float32[1]
%47 = abs(%24) name="x.part1_steps_magnitude_low" : float32[1]
%48 = abs(%23) name="x.part1_steps_magnitude_high" : float32[1]
%49 = maximum(%47, %48) name="x.part1_steps_magnitude" : float32[1]
%50 = div(%46, %49) name="x.part1_steps" : float32[1]
%51 = div(%35, %50) name="x.part1_ratio" : float32[1]
%52 = cast(%20) to="float32" saturate=true power_rounding="up" name="x.part1_float" : float32[1,3,4,4]
%53 = mul(%52, %51) name="x.part1_scaled" : float32[1,3,4,4]
%54 = constant() = [1.0] : float32[1]
%55 = quantize(%53, %54) axis=1 block_size=0 dtype="int8" saturate=true precision="float32" narrow=false name="x.part1" : int8[1,3,4,4]
%56 = concat(%45, %55) axis=1 name="x" : int8[1,6,4,4]
%57 = abs(%29) name="x.magnitude_low" : float32[1]
%58 = abs(%30) name="x.magnitude_high" : float32[1]
%59 = maximum(%57, %58) name="x.magnitude" : float32[1]
%60 = neg(%59) name="x.low" : float32[1])");
}

TEST(MxnetQuant, fused_convolution_of_integers) {
  EXPECT_EQ(operations(imported(fused_convolution(range, relu, "4")).graph), R"(%1 = constant() = [0.0] : float32[1]
%2 = constant() = [2.0] : float32[1]
%3 = constant() = [255.5] : float32[1]
%4 = abs(%1) name="q.steps_magnitude_low" : float32[1]
%5 = abs(%2) name="q.steps_magnitude_high" : float32[1]
%6 = maximum(%4, %5) name="q.steps_magnitude" : float32[1]
%7 = div(%3, %6) name="q.steps" : float32[1]
%8 = mul(%0, %7) name="q.scaled" : float32[1,3,4,4]
%9 = constant() = [1.0] : float32[1]
%10 = quantize(%8, %9) axis=1 block_size=0 dtype="uint8" saturate=true precision="float32" narrow=false name="q" : uint8[1,3,4,4]
%11 = constant() = [0.0] : float32[1]
%12 = constant() = [3.0] : float32[1]
%15 = constant() = [255.5] : float32[1]
%16 = abs(%1) name="x.data_steps_magnitude_low" : float32[1]
%17 = abs(%2) name="x.data_steps_magnitude_high" : float32[1]
%18 = maximum(%16, %17) name="x.data_steps_magnitude" : float32[1]
%19 = div(%15, %18) name="x.data_steps" : float32[1]
%20 = abs(%13) name="x.weight_sizes" : float32[2,3,1,1]
%21 = reduce_max(%20) axes=[1,2,3] keep_dims=false name="x.largest_weight" : float32[2]
%22 = constant() = [127.5] : float32[1]
%23 = div(%22, %21) name="x.weight_grid" : float32[2]
%24 = abs(%14) name="x.bias_size" : float32[2]
%25 = constant() = [1073741824.0] : float32[1]
%26 = div(%25, %24) name="x.bias_room" : float32[2]
%27 = div(%26, %19) name="x.bias_grid" : float32[2]
%28 = minimum(%23, %27) name="x.weight_steps" : float32[2]
%29 = constant() = [255.5] : float32[1]
%30 = abs(%11) name="x.result_steps_magnitude_low" : float32[1]
%31 = abs(%12) name="x.result_steps_magnitude_high" : float32[1]
%32 = maximum(%30, %31) name="x.result_steps_magnitude" : float32[1]
%33 = div(%29, %32) name="x.result_steps" : float32[1]
%34 = reshape(%28) shape=[2,1,1,1] name="x.weight_factors" : float32[2,1,1,1]
%35 = mul(%13, %34) name="x.scaled_weight" : float32[2,3,1,1]
%36 = constant() = [1.0] : float32[1]
%37 = quantize(%35, %36) axis=1 block_size=0 dtype="int8" saturate=true precision="float32" narrow=false name="x.weight" : int8[2,3,1,1]
%38 = integer_conv(%10, %37) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=1 name="x.sums" : int32[1,2,4,4]
%39 = cast(%38) to="float32" saturate=true power_rounding="up" name="x.float_sums" : float32[1,2,4,4]
%40 = mul(%28, %19) name="x.sum_steps" : float32[2]
%41 = mul(%14, %40) name="x.scaled_layer_bias" : float32[2]
%42 = round(%41) name="x.bias" : float32[2]
%43 = reshape(%42) shape=[2,1,1] name="x.biases" : float32[2,1,1]
%44 = add(%39, %43) name="x.biased" : float32[1,2,4,4]
%45 = div(%33, %19) name="x.step_ratio" : float32[1]
%46 = div(%45, %28) name="x.multiplier" : float32[2]
%47 = reshape(%46) shape=[2,1,1] name="x.multipliers" : float32[2,1,1]
%48 = mul(%44, %47) name="x.scaled" : float32[1,2,4,4]
%49 = constant() = [1.0] : float32[1]
%50 = quantize(%48, %49) axis=1 block_size=0 dtype="uint8" saturate=true precision="float32" narrow=false name="x" : uint8[1,2,4,4])");
}

TEST(MxnetQuant, fused_convolution_of_real_numbers_is_the_graph_inside_it) {
  const std::string json = std::string(head) + R"j({"op": "null", "name": "data", "inputs": []},
    {"op": "null", "name": "w", "attrs": {"__init__": "zeros"}, "inputs": []},
    {"op": "_sg_mkldnn_conv", "name": "x", "attrs": {"with_act": "true"}, "inputs": [[0, 0, 0], [1, 0, 0]], "subgraphs": [{"nodes": [
      {"op": "null", "name": "d0", "inputs": []}, {"op": "null", "name": "w0", "inputs": []},
      {"op": "Convolution", "name": "c", "attrs": {"kernel": "(1, 1)", "num_filter": "2", "no_bias": "True"},
       "inputs": [[0, 0, 0], [1, 0, 0]]},
      {"op": "Activation", "name": "r", "attrs": {"act_type": "relu"}, "inputs": [[2, 0, 0]]}], "heads": [[3, 0, 0]]}]}
    ], "heads": [[2, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}})j";
  EXPECT_EQ(operations(imported(json).graph),
            R"(%2 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=1 name="c" : float32[1,2,4,4]
%3 = relu(%2) name="r" : float32[1,2,4,4])");
}

TEST(MxnetQuant, fused_convolution_says_what_it_does_not_cover) {
  EXPECT_EQ(reason_of(fused_convolution("", "")), "an integer convolution without a calibrated range of its result is not covered");
  EXPECT_EQ(reason_of(fused_convolution(
                range, R"(, {"op": "Activation", "name": "r", "attrs": {"act_type": "tanh"}, "inputs": [[3, 0, 0]]})", "4")),
            "'Activation' at its place in an integer convolution is not covered");
  EXPECT_EQ(reason_of(fused_convolution(range, "", "3", R"(, "num_group": "3", "num_filter": "6")")),
            "groups of several output channels are not covered: MXNet puts the weights of group g on the grid of channel g");
  EXPECT_EQ(reason_of(fused_convolution(range, "", "3", R"(, "num_filter": "2", "zone": "1")")), "attribute 'zone' inside it is not known");
}

// The data, weight and bias of a layer of 48 features and two units, each on a grid, then `node`, whose inputs these are.
std::string dense_of_integers(const std::string& node) {
  std::string json = std::string(head) + R"j({"op": "null", "name": "data", "inputs": []},
    {"op": "null", "name": "w", "attrs": {"__shape__": "(2, 48)", "__init__": "zeros"}, "inputs": []},
    {"op": "null", "name": "b", "attrs": {"__shape__": "(2,)", "__init__": "zeros"}, "inputs": []},)j";
  const std::vector<std::string> ranges = {R"("min_calib_range": "0.0", "max_calib_range": "2.0", )", "", ""};
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    json += fmt::format(R"j({{"op": "_contrib_quantize_v2", "name": "q{}", "attrs": {{{}"out_type": "auto"}}, "inputs": [[{}, 0, 0]]}},)j",
                        i, ranges[i], i);
  }
  return json + node + R"(], "heads": [[6, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}})";
}

constexpr const char* on_grids =
    R"("inputs": [[3, 0, 0], [4, 0, 0], [5, 0, 0], [3, 1, 0], [3, 2, 0], [4, 1, 0], [4, 2, 0], [5, 1, 0], [5, 2, 0]])";

std::string fused_dense(const std::string& attributes, const std::string& behind, const std::string& last = "3") {
  return dense_of_integers(R"j({"op": "_sg_mkldnn_fully_connected", "name": "x", "attrs": {"quantized": "True")j" + attributes + "}, " +
                           on_grids + R"j(, "subgraphs": [{"nodes": [
    {"op": "null", "name": "d0", "inputs": []}, {"op": "null", "name": "w0", "inputs": []}, {"op": "null", "name": "b0", "inputs": []},
    {"op": "FullyConnected", "name": "c", "attrs": {"num_hidden": "2"}, "inputs": [[0, 0, 0], [1, 0, 0], [2, 0, 0]]})j" +
                           behind + R"j(], "heads": [[)j" + last + R"j(, 0, 0]]}]})j");
}

std::string last_line(const std::string& text) {
  return text.substr(text.rfind('\n') + 1);
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Its integers are held against MXNet's own by tools/goldens/integer_cases.py.
TEST(MxnetQuant, fused_fully_connected_of_integers) {
  const std::string plain = operations(imported(fused_dense(range, "")).graph);
  EXPECT_TRUE(has(plain, R"(name="x.flatten" : uint8[1,48])")) << plain;
  EXPECT_TRUE(has(plain, R"(name="x.sums" : int32[1,2])")) << plain;
  EXPECT_TRUE(has(last_line(plain), R"(dtype="int8" saturate=true precision="float32" narrow=false name="x" : int8[1,2])")) << plain;
  const std::string rectified = operations(imported(fused_dense(range, relu, "4")).graph);
  EXPECT_TRUE(has(rectified, R"(name="x.rectified" : float32[1,2])")) << rectified;
  EXPECT_TRUE(has(last_line(rectified), R"(name="x" : uint8[1,2])")) << rectified;
  const std::string real = operations(imported(fused_dense(R"(, "enable_float_output": "True")", relu, "4")).graph);
  EXPECT_TRUE(has(last_line(real), R"(name="x" : float32[1,2])")) << real;
}

TEST(MxnetQuant, fully_connected_of_integers_gives_sums_that_are_requantized) {
  const std::string json = dense_of_integers(
      std::string(R"j({"op": "_contrib_quantized_fully_connected", "name": "s", "attrs": {"num_hidden": "2"}, )j") + on_grids + R"j(},
    {"op": "_contrib_requantize", "name": "x", "attrs": {"min_calib_range": "-1.0", "max_calib_range": "3.0"},
     "inputs": [[6, 0, 0], [6, 1, 0], [6, 2, 0]]})j");
  std::string requantized = json;
  requantized.replace(requantized.rfind("[[6, 0, 0]]"), 11, "[[7, 0, 0]]");
  const std::string text = operations(imported(requantized).graph);
  EXPECT_TRUE(has(text, R"(name="s.sums" : int32[1,2])")) << text;
  EXPECT_TRUE(has(text, R"(name="s" : int32[1,2])")) << text;
  EXPECT_TRUE(has(last_line(text), R"(name="x" : int8[1,2])")) << text;
}

TEST(MxnetQuant, fully_connected_of_integers_says_what_it_does_not_cover) {
  EXPECT_EQ(reason_of(fused_dense("", "")), "an integer FullyConnected without a calibrated range of its result is not covered");
  EXPECT_EQ(
      reason_of(fused_dense(range, R"(, {"op": "Activation", "name": "r", "attrs": {"act_type": "tanh"}, "inputs": [[3, 0, 0]]})", "4")),
      "'Activation' at its place in an integer FullyConnected is not covered");
  EXPECT_EQ(refusal("_contrib_requantize", {}, {{"data", {2, 3}}, {"low", {1}}, {"high", {1}}}),
            "data of type float32 is not covered, only int32");
}

TEST(MxnetQuant, every_other_operator_of_integers_has_a_reason) {
  EXPECT_EQ(refusal("_contrib_quantized_conv", {}, {{"data", {2, 3}}}),
            "its result, a sum of 32 bits with a range that it computes, is not covered");
  EXPECT_EQ(refusal("_contrib_quantized_act", {}, {{"data", {2, 3}}}), "an activation of integers by itself is not covered");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
