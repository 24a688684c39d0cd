#include "frontends/onnx/input_types.h"

#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::tensor_type;
using onnx_bytes::value_info;

// Each input through an operator of its own, so that all are read.
std::string model_with(const std::vector<std::pair<std::string, std::string>>& inputs) {
  onnx_bytes::GraphBytes graph;
  for (const auto& [name, type] : inputs) {
    graph.inputs.push_back(value_info(name, type));
    graph.nodes.push_back({"Identity", {name}, {name + "_out"}});
    graph.outputs.push_back(name + "_out");
  }
  return onnx_bytes::model(graph);
}

std::string types_of(const std::string& model, const ImportOptions& options = {}) {
  std::string types;
  for (const InputReport& input : import_file(model, options).report.inputs) {
    types += (types.empty() ? "" : " ") + input.name + ":" + text(input.type);
  }
  return types;
}

TEST(OnnxInputTypes, names_of_sizes_become_symbols) {
  EXPECT_EQ(types_of(model_with({{"x", tensor_type(1, {"batch", "3"})}, {"m", tensor_type(7, {"batch", "past + 1"})}})),
            "x:float32[batch,3] m:int64[batch,past+1]");
}

TEST(OnnxInputTypes, open_sizes_become_symbols_of_their_own) {
  EXPECT_EQ(types_of(model_with({{"in:0", tensor_type(1, {"?", "-1", "0"})}})), "in:0:float32[in_0_d0,in_0_d1,0]");
}

TEST(OnnxInputTypes, other_characters_are_replaced_and_two_names_stay_two) {
  EXPECT_EQ(types_of(model_with({{"x", tensor_type(1, {"a b", "a#b", "1st"})}})), "x:float32[a_b,a_b_2,_1st]");
}

TEST(OnnxInputTypes, a_given_shape_fixes_its_symbols_everywhere) {
  const std::string model = model_with({{"x", tensor_type(1, {"N", "3"})}, {"m", tensor_type(7, {"N", "T"})}});
  EXPECT_EQ(types_of(model, {{{"x", {8, 3}}}, {}, true}), "x:float32[8,3] m:int64[8,T]");
  EXPECT_EQ(types_of(model, {{{"x", {8, 5}}}, {}, true}), "x:float32[8,5] m:int64[8,T]");
  EXPECT_EQ(file_error(model, {{{"x", {8, 3}}, {"m", {4, 2}}}, {}, true}), "--input: the size 'N' is 8 in one shape and 4 in another");
}

TEST(OnnxInputTypes, shapes_that_do_not_fit_the_file) {
  const std::string model = model_with({{"image", tensor_type(1, {"N", "3"})}});
  EXPECT_EQ(file_error(model, {{{"image", {8}}}, {}, true}), "--input image: got [8], wanted 2 dimensions as in float32[N,3]");
  EXPECT_EQ(file_error(model, {{{"imag", {8, 3}}}, {}, true}), "--input imag: there is no input of this name, did you mean 'image'?");
}

TEST(OnnxInputTypes, an_input_without_a_rank_must_be_given_one) {
  const std::string model = model_with({{"x", onnx_bytes::part(1, onnx_bytes::number(1, 1))}});
  EXPECT_EQ(file_error(model), "the file does not say the shape of x: add --input x:SHAPE");
  EXPECT_EQ(types_of(model, {{{"x", {2, 3}}}, {}, true}), "x:float32[2,3]");
  EXPECT_FALSE(import_file(model, {{}, {}, false}).report.inputs[0].type.ranked);
}

TEST(OnnxInputTypes, what_is_no_tensor_of_the_ir_is_refused) {
  const std::string sequence = onnx_bytes::part(4, onnx_bytes::part(1, tensor_type(1, {"2"})));
  const ImportReport report =
      import_file(model_with({{"s", sequence}, {"t", tensor_type(8, {"2"})}, {"c", tensor_type(14, {"2"})}})).report;
  EXPECT_EQ(report.operators[0].reason, "an input that is a sequence is not covered");
  EXPECT_EQ(report.operators[1].reason, "an input of string is not covered");
  EXPECT_EQ(report.operators[2].reason, "an input of complex64 is not covered");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
