#include "emit/onnx/emitter.h"

#include <gtest/gtest.h>

#include <set>

#include "emit/onnx/op_table.h"
#include "ops/op_table.h"
#include "tests/emit/onnx/cases.h"
#include "tests/emit/onnx/round_trip.h"

namespace nnfront::test {
namespace {

class OnnxEmitter : public testing::TestWithParam<WrittenCase> {};

TEST_P(OnnxEmitter, ComesBackAsItWas) {
  expect_round_trip(GetParam().nodes, emit::onnx::default_opset, GetParam().limit);
}

INSTANTIATE_TEST_SUITE_P(Operators, OnnxEmitter, testing::ValuesIn(written_cases()),
                         [](const auto& tried) { return std::string(tried.param.op) + "_" + std::to_string(tried.index); });

TEST(OnnxEmitterTable, EveryRowHasACaseAndIsOfAnOperator) {
  std::set<std::string_view> tried;
  for (const WrittenCase& each : written_cases()) tried.insert(each.op);
  for (const emit::onnx::OperatorRow& row : emit::onnx::operator_rows()) {
    EXPECT_NE(ops::operators().find(row.op), nullptr) << row.op;
    EXPECT_TRUE(tried.count(row.op) == 1 || row.op == "opaque") << row.op;
  }
}

constexpr std::string_view residual = R"(%0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" = random(1) : float32[3,3,1,1]
  %5 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="c" then add(%3, %0) then relu(%4)
  output "y" %5)";

TEST(OnnxEmitterEpilogue, StepsBecomeNodesAgain) {
  EXPECT_EQ(written_operators(residual), "Conv Add Relu");
  expect_round_trip(residual);
}

TEST(OnnxEmitterEnds, OutputsThatAreInputsOrConstantsGetNodes) {
  constexpr std::string_view body = R"(%0 = input() name="x" : float32[2]
  %1 = parameter() key="w" = [1, 2] : float32[2]
  %2 = relu(%0) name="r"
  output "same" %0
  output "weight" %1
  output "a" %2
  output "b" %2)";
  EXPECT_EQ(written_operators(body), "Relu Identity Identity Identity");
  expect_round_trip(body);
}

TEST(OnnxEmitterOpset, OlderSetsGetParts) {
  constexpr std::string_view body = R"(%0 = input() name="x" : float32[2,3]
  %1 = gelu(%0)
  output "y" %1)";
  EXPECT_EQ(written_operators(body, 20), "Gelu");
  EXPECT_EQ(written_operators(body, 17), "Mul Erf Add Mul Mul");
  expect_round_trip(body, 17);
}

TEST(OnnxEmitterRefusals, AllAreNamedTogether) {
  constexpr std::string_view body = R"(%0 = input() name="x" : float32[1,2,7,7]
  %1 = gamma(%0) name="g1"
  %2 = gamma(%1) name="g2"
  %3 = adaptive_average_pool(%2) output_size=[3,3] name="p"
  output "y" %3)";
  EXPECT_EQ(
      writing_error(body),
      "3 nodes cannot be written for ONNX: adaptive_average_pool: windows of different sizes (1 node, 'p' first); gamma: no operator of "
      "ONNX does this (2 nodes, 'g1' first)");
}

TEST(OnnxEmitterRefusals, OperatorSetsThatAreTooOldOrNotKnown) {
  constexpr std::string_view body = R"(%0 = input() name="x" : float32[2,3]
  %1 = layer_norm(%0, none, none) name="n"
  output "y" %1)";
  EXPECT_EQ(writing_error(body, 16),
            "1 nodes cannot be written for ONNX: layer_norm: LayerNormalization came with opset 17, got opset 16 (1 node, 'n' first)");
  EXPECT_EQ(writing_error(body, 12), "opset 12: wanted 13 to 23");
}

}  // namespace
}  // namespace nnfront::test
