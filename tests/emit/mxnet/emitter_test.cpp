#include "emit/mxnet/emitter.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "emit/mxnet/op_table.h"
#include "formats/mxnet_ndarray.h"
#include "ops/op_table.h"
#include "tests/emit/cases.h"
#include "tests/emit/mxnet/round_trip.h"
#include "tests/formats/bytes.h"

namespace nnfront::test {
namespace {

using mxnet::expect_round_trip;
using mxnet::writing_error;
using mxnet::written_nodes;
using mxnet::written_operators;
using mxnet::written_parameters;

class MxnetEmitter : public testing::TestWithParam<WrittenCase> {};

// What is refused is refused with a reason; what real MXNet makes of the rest is compared by tools/goldens/rebuilt_cases.py.
// Powers other than squares MXNet pools without taking absolute values, so the front end does not read them.
TEST_P(MxnetEmitter, ComesBackAsItWasOrIsRefused) {
  const bool is_not_read =
      std::string_view(GetParam().op).find("lp_pool") != std::string_view::npos && GetParam().nodes.find("p=2") == std::string::npos;
  if (is_not_read) GTEST_SKIP() << "pools of this power are not read";
  const std::string refusal = writing_error(GetParam().nodes);
  if (refusal.empty()) return expect_round_trip(GetParam().nodes, std::max(GetParam().limit, 1e-6));
  EXPECT_NE(refusal.find("cannot be written for MXNet"), std::string::npos) << refusal;
}

INSTANTIATE_TEST_SUITE_P(Operators, MxnetEmitter, testing::ValuesIn(written_cases()),
                         [](const auto& tried) { return std::string(tried.param.op) + "_" + std::to_string(tried.index); });

TEST(MxnetEmitterTable, EveryRowIsOfAnOperator) {
  for (const emit::mxnet::OperatorRow& row : emit::mxnet::operator_rows()) EXPECT_NE(ops::operators().find(row.op), nullptr) << row.op;
}

constexpr std::string_view residual = R"(%0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" = random(1) : float32[3,3,1,1]
  %5 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="c" then add(%3, %0) then relu(%4)
  output "y" %5)";

TEST(MxnetEmitterEpilogue, StepsBecomeNodesAgain) {
  EXPECT_EQ(written_operators(residual), "Convolution elemwise_add Activation");
  expect_round_trip(residual);
}

TEST(MxnetEmitterEpilogue, StepsReadWhatEntersThem) {
  for (const std::string_view step :
       {"clip(%3) min=-0.25 max=0.5", "gelu(%3)", "swish(%3) alpha=1.5", "prelu(%3, %2)", "softplus(%3) beta=2.0"}) {
    expect_round_trip(fmt::format(R"(%0 = input() name="x" : float32[1,3,4,4]
  %1 = parameter() key="w" = random(1) : float32[3,3,1,1]
  %2 = parameter() key="slope" = random(2) : float32[3]
  %5 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] name="c" then {}
  output "y" %5)",
                                  step));
  }
}

constexpr std::string_view norm = R"(%0 = input() name="x" : float32[2,3,4,5]
  %1 = parameter() key="gamma" = random(1) : float32[3]
  %2 = parameter() key="beta" role="bias" = random(2) : float32[3]
  %3 = parameter() key="mean" role="running_mean" trainable=false = random(3) : float32[3]
  %4 = parameter() key="var" role="running_var" trainable=false = [0.5, 1, 2] : float32[3]
  %5 = batch_norm(%0, %1, %2, %3, %4) epsilon=0.001 momentum=0.8 axis=1 name="bn")";

TEST(MxnetEmitterBatchNorm, TrainsByTheSourcesRules) {
  const std::string body = std::string(norm) + "\n output \"bn\" %5";
  EXPECT_EQ(written_nodes(body), "BatchNorm bn {eps=0.001 momentum=0.8 fix_gamma=False use_global_stats=False axis=1}");
  EXPECT_EQ(written_parameters(body), "arg:gamma arg:beta aux:mean aux:var");
}

TEST(MxnetEmitterBatchNorm, OfSamplesIsRefusedUnlessItsStatisticsStay) {
  const std::string unbiased = std::string(norm) + " unbiased_running_var=true";
  EXPECT_EQ(writing_error(unbiased + "\n output \"y\" %5"),
            "1 node cannot be written for MXNet: batch_norm: running variances divided by n - 1, MXNet's are divided by n (the fused form, "
            "which is not trained, has none) (1 node, 'bn' first)");
  EXPECT_EQ(writing_error(unbiased + " use_global_stats=true\n output \"y\" %5"), "");
}

TEST(MxnetEmitterDropout, StaysWhereItIsTrained) {
  EXPECT_EQ(written_nodes(R"(%0 = input() name="x" : float32[2,3]
  %1 = dropout(%0) rate=0.25 axes=[1] name="d"
  output "d" %1)"),
            "Dropout d {p=0.25 axes=(1,)}");
  EXPECT_EQ(writing_error(R"(%0 = input() name="x" : float32[2,3]
  %1 = dropout(%0) rate=0.25 scaled=false name="d"
  output "d" %1)"),
            "1 node cannot be written for MXNet: dropout: what stays is not scaled (1 node, 'd' first)");
}

TEST(MxnetEmitterConv, UnevenPadsStandInFront) {
  constexpr std::string_view body = R"(%0 = input() name="x" : float32[1,2,5]
  %1 = parameter() key="w" = random(1) : float32[3,2,3]
  %2 = conv(%0, %1, none) strides=[1] pads=[2,1] dilations=[1] name="c"
  output "c" %2)";
  EXPECT_EQ(written_operators(body), "expand_dims expand_dims Pad squeeze Convolution");
  expect_round_trip(body);
}

// A comparison comes in the type of the data: a cast to that type is no node, and gives the node its name.
TEST(MxnetEmitterTypes, TruthIsHeldInTheTypeOfTheData) {
  EXPECT_EQ(written_nodes(R"(%0 = input() name="x" : float32[2,3]
  %1 = input() name="z" : float32[2,3]
  %2 = greater(%0, %1) name="g.truth"
  %3 = cast(%2) to="float32" name="g"
  %4 = relu(%3) name="r"
  output "r" %4)"),
            "broadcast_greater g {} Activation r {act_type=relu}");
}

TEST(MxnetEmitterTypes, BoolsThatAreOutputsAreCast) {
  constexpr std::string_view body = R"(%0 = input() name="x" : float32[2,3]
  %1 = input() name="z" : float32[2,3]
  %2 = less(%0, %1) name="l"
  %3 = logical_not(%2) name="n"
  %4 = where(%3, %0, %1) name="w"
  output "n" %3
  output "w" %4)";
  EXPECT_EQ(written_operators(body), "broadcast_lesser _equal_scalar where Cast");
  expect_round_trip(body);
}

TEST(MxnetEmitterTypes, IndicesComeInTheTypeThatTheirReadersWant) {
  EXPECT_EQ(written_nodes(R"(%0 = input() name="x" : float32[2,3]
  %1:2 = topk(%0) k=2 axis=1 name="t.topk"
  %2 = cast(%1:1) to="int32" name="t"
  output "t" %2)"),
            "topk t {axis=1 k=2 is_ascend=False dtype=int32 ret_typ=indices}");
}

TEST(MxnetEmitterNames, OfNodesDiffer) {
  expect_round_trip(R"(%0 = input() name="x" : float32[2]
  %1 = relu(%0) name="n"
  %2 = exp(%1) name="n"
  output "y" %2)");
}

TEST(MxnetEmitterEnds, OutputsThatAreInputsOrConstantsGetNodes) {
  constexpr std::string_view body = R"(%0 = input() name="x" : float32[2]
  %1 = parameter() key="w" = [1, 2] : float32[2]
  %2 = relu(%0) name="r"
  output "same" %0
  output "weight" %1
  output "a" %2
  output "b" %2)";
  EXPECT_EQ(written_operators(body), "Activation _copy _copy _copy");
  expect_round_trip(body);
}

TEST(MxnetEmitterEnds, OutputsOfOneNodeAreListedAsMxnetDoes) {
  constexpr std::string_view body = R"(%0 = input() name="x" : float32[2,4]
  %1:2 = split(%0) axis=1 parts=2 name="s"
  output "s_output0" %1
  output "s_output1" %1:1)";
  EXPECT_EQ(written_operators(body), "SliceChannel");
  expect_round_trip(body);
}

TEST(MxnetEmitterShapes, SymbolicBatchesStayOpen) {
  const emit::mxnet::Model model = emit::mxnet::lower(case_graph(R"(%0 = input() name="x" : float32[batch,3,4,5]
  %1 = reshape(%0) shape=[d0,d1,d2*d3] name="joined"
  %2 = reshape(%0) shape=[d0,-1] name="flat"
  output "joined" %1
  output "flat" %2)"));
  EXPECT_EQ(model.symbol.nodes[0].attributes[0], (std::pair<std::string, std::string>("__shape__", "(0, 3, 4, 5)")));
  EXPECT_EQ(model.symbol.nodes[1].attributes[0].second, "(0, 0, -3)");
  EXPECT_EQ(model.symbol.nodes[2].op, "Flatten");
}

TEST(MxnetEmitterConstants, NothingTrainsThem) {
  constexpr std::string_view body = R"(%0 = input() name="x" : float32[3]
  %1 = constant() name="c" = [1, 2, 3] : float32[3]
  %2 = constant() name="two" = [2, 2, 2] : float32[3]
  %3 = add(%0, %1) name="a"
  %4 = mul(%3, %2) name="m"
  output "m" %4)";
  EXPECT_EQ(written_operators(body), "BlockGrad elemwise_add _full elemwise_mul");
  EXPECT_EQ(written_parameters(body), "arg:c");
  expect_round_trip(body);
}

TEST(MxnetEmitterRefusals, AllAreNamedTogetherAndNothingIsWritten) {
  constexpr std::string_view body = R"(%0 = input() name="x" : float32[1,2,7,7]
  %1 = digamma(%0) name="g1"
  %2 = digamma(%1) name="g2"
  %3 = adaptive_max_pool(%2) output_size=[3,3] name="p"
  output "y" %3)";
  EXPECT_EQ(writing_error(body),
            "3 nodes cannot be written for MXNet: adaptive_max_pool: windows of different sizes (1 node, 'p' first); digamma: it is not "
            "written for MXNet yet (2 nodes, 'g1' first)");
  const formats::TemporaryFolder folder;
  EXPECT_THROW(emit::mxnet::write(case_graph(body), folder / "model"), Error);
  EXPECT_TRUE(std::filesystem::is_empty(folder / ""));
}

TEST(MxnetEmitterFiles, HaveTheNamesOfACheckpoint) {
  const formats::TemporaryFolder folder;
  const std::string body = std::string(norm) + "\n output \"bn\" %5";
  for (const char* name : {"m", "m-symbol.json"}) {
    const auto files = emit::mxnet::write(case_graph(body), folder / name);
    EXPECT_EQ(files, (std::vector<std::filesystem::path>{folder / "m-symbol.json", folder / "m-0000.params"}));
  }
}

}  // namespace
}  // namespace nnfront::test
