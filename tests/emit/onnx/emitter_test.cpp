#include "emit/onnx/emitter.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <tuple>

#include "emit/onnx/op_table.h"
#include "ops/op_table.h"
#include "tests/emit/cases.h"
#include "tests/emit/onnx/round_trip.h"

namespace nnfront::test {
namespace {

// The number in "... came with opset 17, got opset 13 ..." or "... of opset 13 does not take ... (it does since opset 14)"; 0 where there
// is none.
std::int64_t asked_for(const std::string& reason) {
  std::smatch found;
  static const std::regex pattern("(?:came with|since) opset ([0-9]+)");
  return std::regex_search(reason, found, pattern) ? std::stoll(found[1]) : 0;
}

class OnnxEmitter : public testing::TestWithParam<std::tuple<WrittenCase, std::int64_t>> {};

// Or is refused because the set of operators is too old, and for no other reason.
TEST_P(OnnxEmitter, ComesBackAsItWas) {
  const auto& [tried, opset] = GetParam();
  const std::string reason = writing_error(tried.nodes, opset);
  if (reason.empty()) return expect_round_trip(tried.nodes, opset, tried.limit);
  EXPECT_GT(asked_for(reason), opset) << reason;
  EXPECT_NE(opset, emit::onnx::newest_opset) << reason;
}

INSTANTIATE_TEST_SUITE_P(Operators, OnnxEmitter,
                         testing::Combine(testing::ValuesIn(written_cases()),
                                          testing::Values(emit::onnx::oldest_opset, 17, 18, emit::onnx::default_opset,
                                                          emit::onnx::newest_opset)),
                         [](const auto& tried) {
                           return std::string(std::get<0>(tried.param).op) + "_" + std::to_string(tried.index / 5) + "_opset_" +
                                  std::to_string(std::get<1>(tried.param));
                         });

TEST(OnnxEmitterTable, EveryRowHasACaseAndIsOfAnOperator) {
  std::set<std::string_view> tried;
  for (const WrittenCase& each : written_cases()) tried.insert(each.op);
  for (const emit::onnx::OperatorRow& row : emit::onnx::operator_rows()) {
    EXPECT_NE(ops::operators().find(row.op), nullptr) << row.op;
    EXPECT_TRUE(tried.count(row.op) == 1 || row.op == "opaque") << row.op;
  }
}

TEST(OnnxEmitterTable, EveryOperatorHasARowOrAReason) {
  std::set<std::string_view> absent;
  for (const emit::onnx::Absent& each : emit::onnx::absent_operators()) {
    EXPECT_TRUE(absent.insert(each.op).second) << each.op;
    EXPECT_NE(ops::operators().find(each.op), nullptr) << each.op;
  }
  const std::set<std::string_view> leaves = {"input", "parameter", "constant"};
  for (const Operator& op : ops::operators().all()) {
    const bool has_row = emit::onnx::find_row(op.name) != nullptr;
    EXPECT_EQ(static_cast<int>(has_row) + static_cast<int>(absent.count(op.name)) + static_cast<int>(leaves.count(op.name)), 1) << op.name;
  }
}

TEST(OnnxEmitterTypes, AreWidenedWhereThatIsExact) {
  constexpr std::string_view body = R"(%0 = input() name="x" : int8[2]
  %1 = add(%0, %0)
  output "y" %1)";
  EXPECT_EQ(written_operators(body, 13), "Cast Cast Add Cast");
  EXPECT_EQ(written_operators(body, 14), "Add");
}

TEST(OnnxEmitterTypes, AreRefusedWhereItIsNot) {
  constexpr std::string_view body = R"(%0 = input() name="x" : uint64[2]
  %1 = constant() = [1, 2] : uint64[2]
  %2 = pow(%0, %1) name="p"
  output "y" %2)";
  EXPECT_EQ(writing_error(body),
            "1 node cannot be written for ONNX: pow: Pow of opset 21 does not take uint64 as input 0 (1 node, 'p' first)");
}

constexpr std::string_view residual = R"(%0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" = random(1) : float32[3,3,1,1]
  %5 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="c" then add(%3, %0) then relu(%4)
  output "y" %5)";

TEST(OnnxEmitterEpilogue, StepsBecomeNodesAgain) {
  EXPECT_EQ(written_operators(residual), "Conv Add Relu");
  expect_round_trip(residual);
}

TEST(OnnxEmitterEpilogue, StepsReadWhatEntersThem) {
  for (const std::string_view step :
       {"clip(%3) min=-0.25 max=0.5", "gelu(%3)", "swish(%3) alpha=1.5", "prelu(%3, %2)", "softplus(%3) beta=2.0"}) {
    const std::string body = fmt::format(R"(%0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" = random(1) : float32[3,3,1,1]
  %2 = parameter() key="slope" = random(2) : float32[3]
  %5 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="c" then {}
  output "y" %5)",
                                         step);
    expect_round_trip(body);
    expect_round_trip(body, 17);
  }
}

TEST(OnnxEmitterNames, OfNodesDiffer) {
  expect_round_trip(R"(%0 = input() name="x" : float32[2]
  %1 = relu(%0) name="n"
  %2 = exp(%1) name="n"
  output "y" %2)");
}

TEST(OnnxEmitterSlice, KeepsWhatIsAnAttributeBesideWhatIsComputed) {
  expect_round_trip(R"(%0 = input() name="x" : float32[6,3]
  %1 = constant() = [1] : int64[1]
  %2 = slice(%0, %1, none, none, none) stops=[6] steps=[2]
  output "y" %2)");
}

// The nearest number below a half, halves, and whole numbers so large that x + 1/2 is no float.
TEST(OnnxEmitterRounding, IsExact) {
  for (const std::string_view op : {"round_away", "round_half_down", "trunc", "round", "floor", "ceil"}) {
    expect_round_trip(
        fmt::format(R"(%0 = constant() = [0.49999997, -0.49999997, 0.5, -0.5, 1.5, -1.5, 2.5, 8388609, -8388609, 0] : float32[10]
  %1 = {}(%0)
  output "y" %1)",
                    op),
        21, 0.0);
  }
}

TEST(OnnxEmitterMod, HasTheDivisorsSignAndTheDividendsDigits) {
  expect_round_trip(R"(%0 = constant() = [0.001, 1e-10, -1, -3.5, 3.5, -4, 0] : float32[7]
  %1 = constant() = [1000, 1, 3, 2, -2, 2, -2] : float32[7]
  %2 = mod(%0, %1)
  output "y" %2)",
                    21, 0.0);
}

TEST(OnnxEmitterWeights, MayLieBesideTheModel) {
  expect_round_trip_with_weights_beside(R"(%0 = input() name="x" : float32[1,16]
  %1 = parameter() key="w" = random(1) : float32[32,16]
  %2 = parameter() key="b" = random(2) : float32[32]
  %3 = dense(%0, %1, %2)
  %4 = parameter() key="v" = random(3) : float32[20,32]
  %5 = dense(%3, %4, none)
  output "y" %5)");
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
  %3 = erfinv(%2) name="p"
  output "y" %3)";
  EXPECT_EQ(
      writing_error(body),
      "3 nodes cannot be written for ONNX: erfinv: ONNX has no such function (1 node, 'p' first); gamma: ONNX has no such function (2 "
      "nodes, 'g1' first)");
}

TEST(OnnxEmitterRefusals, OperatorSetsThatAreTooOldOrNotKnown) {
  constexpr std::string_view body = R"(%0 = input() name="x" : int32[2,3]
  %1 = bit_not(%0) name="n"
  output "y" %1)";
  EXPECT_EQ(writing_error(body, 17),
            "1 node cannot be written for ONNX: bit_not: BitwiseNot came with opset 18, got opset 17 (1 node, 'n' first)");
  EXPECT_EQ(writing_error(body, 12), "opset 12: wanted 13 to 23");
}

}  // namespace
}  // namespace nnfront::test
