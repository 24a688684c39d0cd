#include <gtest/gtest.h>

#include <algorithm>

#include "ops/elements.h"
#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float16_type;
using onnx_bytes::int64_type;
using onnx_bytes::int_attr;
using onnx_bytes::raw_tensor;
using onnx_bytes::uint8_type;

TestInput bytes(const std::string& name, const std::vector<std::int64_t>& dims, const std::string& content) {
  return {name, {}, uint8_type, raw_tensor(name, uint8_type, dims, content)};
}

// The content of the parameter or constant of these dims.
std::vector<double> content_of(const TestNode& node, const std::vector<std::int64_t>& dims) {
  const Import imported = import_of(node);
  for (const Node& each : imported.graph.nodes()) {
    if (each.tensor.has_content() && each.tensor.dims() == dims) return ops::to_doubles(each.tensor.evaluate());
  }
  return {};
}

TestNode table(std::int64_t kind, const std::string& content, std::vector<std::string> attributes = {}) {
  attributes.insert(attributes.end(), {int_attr("N", 2), int_attr("K", 9), int_attr("block_size", 16), int_attr("quant_type", kind)});
  return {"com.microsoft.MatMulBnb4",
          attributes,
          {{"x", {"3", "9"}}, bytes("w", {static_cast<std::int64_t>(content.size())}, content), weight("largest", {2})}};
}

TEST(OnnxQuantBlocks, weights_by_a_table) {
  EXPECT_NE(ir(table(0, std::string(9, '\x21'))).find(R"(%4 = dense(%0, %3) name="y" : float32[3,2])"), std::string::npos);
  const std::vector<double> fp4 = content_of(table(0, std::string(9, '\x2b')), {2, 9});
  EXPECT_FLOAT_EQ(static_cast<float>(fp4.at(0)), 0.66666667f);
  EXPECT_EQ(fp4.at(1), -1.0);
  const std::vector<double> nf4 = content_of(table(1, std::string(9, '\xf0')), {2, 9});
  EXPECT_EQ(nf4.at(0), 1.0);
  EXPECT_EQ(nf4.at(17), -1.0);
  TestNode backward = table(1, std::string(9, '\xf0'), {int_attr("transB", 0)});
  backward.inputs[0].dims = {"3", "2"};
  EXPECT_NE(ir(backward).find(R"(transpose_a=false transpose_b=false name="y" : float32[3,9])"), std::string::npos);
}

TEST(OnnxQuantBlocks, weights_by_a_table_must_fit) {
  EXPECT_EQ(error_of(table(0, std::string(8, 'x'))),
            "node 'y' (com.microsoft.MatMulBnb4, opset 1): weights: got 8 elements of uint8, wanted 9 bytes");
  EXPECT_EQ(error_of(table(2, std::string(9, 'x'))), "node 'y' (com.microsoft.MatMulBnb4, opset 1): quant_type is 2, wanted 0 or 1");
  TestNode longer = table(0, std::string(9, 'x'));
  longer.inputs[2] = weight("largest", {3});
  EXPECT_EQ(error_of(longer), "node 'y' (com.microsoft.MatMulBnb4, opset 1): factors of weights: got 3, wanted 2");
}

TestNode rows(const std::string& content, std::vector<std::string> attributes, const TestInputs& further = {}) {
  attributes.push_back(int_attr("block_size", 16));
  TestInputs inputs = {
      bytes("w", {4, static_cast<std::int64_t>(content.size()) / 4}, content), {"i", {"5"}, int64_type}, weight("s", {4, 2})};
  inputs.insert(inputs.end(), further.begin(), further.end());
  return {"com.microsoft.GatherBlockQuantized", std::move(attributes), inputs};
}

TEST(OnnxQuantBlocks, rows_of_a_table_become_real_numbers) {
  EXPECT_NE(ir(rows(std::string(64, '\x21'), {})).find(R"(%5 = gather(%3, %0) axis=0 clip=false name="y.rows" : uint4[5,32]
%6 = gather(%2, %0) axis=0 clip=false name="y.rows.scale" : float32[5,2]
%7 = gather(%4, %0) axis=0 clip=false name="y.rows.zero_point" : uint4[5,2]
%8 = dequantize(%5, %6, %7) axis=1 block_size=16 dtype="float32" name="y" : float32[5,32])"),
            std::string::npos);
  const std::vector<double> numbers = content_of(rows(std::string(64, '\x21'), {}), {4, 32});
  EXPECT_EQ(numbers.at(0), 1);
  EXPECT_EQ(numbers.at(1), 2);
  EXPECT_NE(ir(rows(std::string(64, '\x21'), {}, {bytes("z", {4, 1}, std::string(4, '\x93'))}))
                .find(R"(name="y.zero_points" = [3, 9, 3, 9, 3, 9, 3, 9] : uint4[4,2])"),
            std::string::npos);
}

TEST(OnnxQuantBlocks, four_numbers_in_a_byte_become_bytes) {
  TestNode node = rows(std::string(32, '\xe4'), {int_attr("bits", 2)});
  const std::vector<double> numbers = content_of(node, {4, 32});
  EXPECT_EQ(std::vector<double>(numbers.begin(), numbers.begin() + 5), (std::vector<double>{0, 1, 2, 3, 0}));
  EXPECT_NE(ir(node).find(R"(name="y.zero_points" = [2, 2, 2, 2, 2, 2, 2, 2] : uint8[4,2])"), std::string::npos);
}

TEST(OnnxQuantBlocks, along_the_axis_that_rows_are_taken_of) {
  TestNode node = rows(std::string(64, '\x21'), {int_attr("bits", 8), int_attr("quantize_axis", 0)});
  node.inputs[2] = weight("s", {1, 16});
  EXPECT_NE(ir(node).find(R"(%5 = dequantize(%3, %2, %4) axis=0 block_size=16 dtype="float32" name="y.real" : float32[4,16]
%6 = gather(%5, %0) axis=0 clip=false name="y" : float32[5,16])"),
            std::string::npos);
}

TEST(OnnxQuantBlocks, rows_that_are_refused) {
  EXPECT_EQ(refusal(rows(std::string(64, 'x'), {int_attr("bits", 3)})), "numbers of 3 bits are not covered");
  TestNode computed = rows(std::string(64, 'x'), {});
  computed.inputs[0] = {"w", {"4", "16"}, uint8_type};
  EXPECT_EQ(refusal(computed), "numbers that depend on the data are not covered");
  TestNode real = rows(std::string(64, 'x'), {});
  real.inputs[0] = {"w", {"4", "16"}, float16_type};
  EXPECT_EQ(refusal(real), "numbers of float16 are not covered");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
