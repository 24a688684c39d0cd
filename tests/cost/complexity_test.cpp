#include "cost/complexity.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ir/builder.h"
#include "ir/text.h"
#include "ops/conv.h"
#include "ops/op_table.h"
#include "ops/shape.h"
#include "support/fail.h"

namespace nnfront::cost {
namespace {

Graph parse(std::string_view text) {
  return parse_text(text, ops::operators());
}

// 8x8 with a 3x3 window and padding 1: a row has 8 + 7 + 7 = 22 real taps, so 22^2 per pair of channels.
constexpr std::string_view convolution = R"(graph reconstruct {
  %0 = input() name="x" : float32[1,2,8,8]
  %1 = parameter() key="w" = random(1) : float32[4,2,3,3]
  %2 = conv(%0, %1, none) strides=[1,1] pads=[1,1,1,1] dilations=[1,1] groups=1 name="c"
  output "y" %2
})";

TEST(Complexity, PaddingTapsDoNotCount) {
  const Complexity result = complexity(parse(convolution));
  EXPECT_EQ(result.total.macs, 2 * 4 * 22 * 22);
  EXPECT_EQ(result.total.padded_macs, 2 * 4 * 9 * 64);
  EXPECT_EQ(result.nnz(), 72);
  EXPECT_EQ(result.sparsity(), 0.0);
  EXPECT_EQ(result.total.sparse_macs, result.total.macs);
  EXPECT_EQ(complexity_line(result), "nnz: 72, sparsity: 0.0, dense_flops: 3872.0, sparse_flops: 3872.0");
}

TEST(Complexity, AZeroTapSavesThePositionsAtWhichItReadsData) {
  Graph graph(ops::operators());
  Builder builder(graph);
  const Value x = builder.input("x", {DType::float32, {1, 1, 4}});
  Array weight(DType::float32, {1, 1, 3});
  weight.as_mutable<float>()[0] = 0.0F;  // left tap: reads data at 3 of 4 positions
  weight.as_mutable<float>()[1] = 2.0F;
  weight.as_mutable<float>()[2] = 3.0F;
  const Value w = builder.parameter("w", Tensor(weight));
  const Value y = builder.add1("conv", {x, w, std::nullopt}, ops::ConvAttrs{{1}, {1, 1}, {1}, 1}, "c");
  builder.output("y", y);
  const Complexity result = complexity(graph);
  EXPECT_EQ(result.total.macs, 3 + 4 + 3);
  EXPECT_EQ(result.total.sparse_macs, 4 + 3);
  EXPECT_EQ(result.nnz(), 2);
  EXPECT_DOUBLE_EQ(result.sparsity(), 1.0 / 3.0);
}

TEST(Complexity, ZerosOfAPadNodeAreLookedThrough) {
  const Complexity merged = complexity(parse(convolution));
  const Complexity apart = complexity(parse(R"(graph reconstruct {
    %0 = input() name="x" : float32[1,2,8,8]
    %1 = parameter() key="w" = random(1) : float32[4,2,3,3]
    %2 = pad(%0) pads=[0,0,1,1,0,0,1,1]
    %3 = conv(%2, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=1
    output "y" %3
  })"));
  EXPECT_EQ(apart.total.macs, merged.total.macs);
  EXPECT_EQ(apart.total.padded_macs, merged.total.padded_macs);
}

TEST(Complexity, AResidualAddCountsOneAsNodeAndInAnEpilogue) {
  const Complexity node = complexity(parse(R"(graph reconstruct {
    %0 = input() name="x" : float32[1,2,4,4]
    %1 = parameter() key="w" = random(1) : float32[2,2,1,1]
    %2 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=1
    %3 = add(%2, %0)
    %4 = relu(%3)
    output "y" %4
  })"));
  const Complexity epilogue = complexity(parse(R"(graph fused {
    %0 = input() name="x" : float32[1,2,4,4]
    %1 = parameter() key="w" = random(1) : float32[2,2,1,1]
    %4 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=1 swallowed=[2,3]
         then add(%2, %0) then relu(%3)
    output "y" %4
  })"));
  EXPECT_EQ(node.total.residual_adds, 1);
  EXPECT_EQ(complexity_line(node), complexity_line(epilogue));
  EXPECT_EQ(node.dense_flops(), 65.0);
}

TEST(Complexity, ABiasAddIsNoResidual) {
  const Complexity result = complexity(parse(R"(graph reconstruct {
    %0 = input() name="x" : float32[1,2,4,4]
    %1 = parameter() key="b" role="bias" = random(1) : float32[1,2,1,1]
    %2 = add(%0, %1)
    output "y" %2
  })"));
  EXPECT_EQ(result.total.residual_adds, 0);
}

TEST(Complexity, ASharedWeightIsCountedOnceInNnzAndAtEachUseInMacs) {
  const Complexity result = complexity(parse(R"(graph reconstruct {
    %0 = input() name="x" : float32[1,3]
    %1 = parameter() key="w" = random(1) : float32[3,3]
    %2 = dense(%0, %1, none)
    %3 = dense(%2, %1, none)
    output "y" %3
  })"));
  EXPECT_EQ(result.total.macs, 18);
  EXPECT_EQ(result.nnz(), 9);
  EXPECT_EQ(result.total.weights, 9);
}

TEST(Complexity, AStoredMaskIsReadInsteadOfTheWeight) {
  Graph graph = parse(R"(graph reconstruct {
    %0 = input() name="x" : float32[1,4]
    %1 = parameter() key="w" sparsity_pattern="unstructured" sparsity_mask="m" = random(1) : float32[1,4]
    %2 = parameter() key="m" role="buffer" trainable=false : bool[1,4]
    %3 = dense(%0, %1, none)
    output "y" %3
  })");
  Array mask(DType::boolean, {1, 4});
  mask.as_mutable<std::uint8_t>()[2] = 1;
  for (Node& node : graph.nodes()) {
    if (node.name == "m" || node.id == 2) node.tensor = Tensor(mask);
  }
  EXPECT_EQ(complexity(graph).nnz(), 1);
  EXPECT_EQ(complexity(graph).total.sparse_macs, 1);
}

TEST(Complexity, ASymbolIsAnError) {
  const Graph graph = parse(R"(graph reconstruct {
    %0 = input() name="x" : float32[batch,3]
    %1 = relu(%0)
    output "y" %1
  })");
  try {
    complexity(graph);
    FAIL() << "wanted an Error";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("'batch' is a symbol"), std::string::npos);
  }
}

// In front of what the data decides everything counts; behind it the weights alone.
constexpr std::string_view of_chosen_rows = R"(graph reconstruct {
  %0 = input() name="x" : float32[4,6]
  %1 = input() name="chosen" : bool[4]
  %2 = parameter() key="w" = random(1) : float32[5,6]
  %3 = parameter() key="v" = random(1) : float32[7,5]
  %4 = dense(%0, %2, none) name="first"
  %5 = compress(%4, %1) axis=0 name="rows"
  %6 = dense(%5, %3, none) name="second"
  %7 = relu(%6) name="last"
  output "y" %7
})";

TEST(Complexity, WhatTheDataDecidesIsNotCountedButForItsWeights) {
  const Graph graph = parse(of_chosen_rows);
  const Complexity result = complexity(graph);
  EXPECT_EQ(result.total.macs, 4 * 5 * 6);
  EXPECT_EQ(result.total.weights, 5 * 6 + 7 * 5);
  EXPECT_EQ(result.nnz(), 5 * 6 + 7 * 5);
  EXPECT_EQ(result.total.parameter_bytes, 4 * (5 * 6 + 7 * 5));
  std::vector<std::string> names;
  for (const NodeComplexity* node : result.uncounted()) names.push_back(node->name);
  EXPECT_EQ(names, (std::vector<std::string>{"rows", "second", "last"}));
  EXPECT_TRUE(result.conventions.empty());
  EXPECT_EQ(uncounted_text(graph),
            "3 of 4 operators are not counted, sizes of theirs depend on the data: rows (compress), second (dense), last (relu)");
  EXPECT_EQ(uncounted_text(parse(convolution)), "");
  EXPECT_NE(complexity_table(result).find("second  dense"), std::string::npos) << complexity_table(result);
  EXPECT_NE(complexity_table(result).find("?"), std::string::npos);
  const auto json = nlohmann::json::parse(complexity_json(result, true));
  EXPECT_EQ(json["uncounted"].size(), 3U);
  EXPECT_EQ(json["uncounted"][1]["name"], "second");
  EXPECT_TRUE(json["layers"][2]["macs"].is_null());
  EXPECT_EQ(json["layers"][2]["weights"], 35);
  EXPECT_EQ(json["layers"][0]["macs"], 120);
}

TEST(Complexity, OfAnUnknownNumberOfDimensionsNothingButWeightsIsKnown) {
  const Complexity result = complexity(parse(R"(graph reconstruct {
    %0 = input() name="x" : float32[6]
    %1 = input() name="target" : int64[?]
    %2 = reshape(%0, %1) name="r"
    output "y" %2
  })"));
  ASSERT_EQ(result.uncounted().size(), 1U);
  EXPECT_EQ(result.total.macs, 0);
}

// A dense layer of 6 MACs by 2 outputs in one branch, 3 outputs in the other; the weight outside is used by both.
TEST(Complexity, OfTwoBranchesTheLargerCounts) {
  const Complexity result = complexity(parse(R"(graph reconstruct {
    %0 = input() name="x" : float32[1,6]
    %1 = input() name="c" : bool[]
    %2 = parameter() key="w" = random(1) : float32[2,6]
    %3 = if(%1) { "then"(%0, %2)
      %4 = dense(%0, %2, none)
      %5 = relu(%4)
      output "y" %5
    } { "else"(%0, %2)
      %6 = parameter() key="v" = random(1) : float32[2,6]
      %7 = dense(%0, %6, none)
      %8 = dense(%0, %2, none)
      %9 = add(%7, %8)
      output "y" %9
    }
    %10 = dense(%0, %2, none)
    %11 = add(%3, %10)
    output "y" %11
  })"));
  EXPECT_EQ(result.total.macs, 2 * 12 + 12);
  EXPECT_EQ(result.nnz(), 24) << "each weight once";
  std::vector<std::int64_t> ids;
  for (const NodeComplexity& node : result.nodes) ids.push_back(node.id);
  EXPECT_EQ(ids, (std::vector<std::int64_t>{3, 7, 8, 9, 10, 11}));
}

TEST(Complexity, ABodyCountsAsOftenAsItRuns) {
  constexpr std::string_view text = R"(graph reconstruct {
    %0 = input() name="x" : float32[1,6]
    %1 = constant() = [5] : int64[]
    %2 = parameter() key="w" = random(1) : float32[6,6]
    %3 = input() name="seq" : float32[4,1,6]
    %4 = loop(%1, none, %0) { "body"(%2, %3)
      %5 = input() name="iteration" : int64[]
      %6 = input() name="condition" : bool[]
      %7 = input() name="carried" : float32[1,6]
      %8 = scan(%7, %3) states=1 input_axes=[0] reversed_inputs=[0] output_axes=[] reversed_outputs=[] { "inner"(%2)
        %9 = input() name="state" : float32[1,6]
        %10 = input() name="slice" : float32[1,6]
        %11 = dense(%10, %2, none)
        %12 = add(%9, %11)
        output "state" %12
      }
      output "condition" %6
      output "carried" %8
    }
    output "y" %4
  })";
  const Complexity result = complexity(parse(text));
  EXPECT_EQ(result.total.macs, 5 * 4 * 36);
  EXPECT_EQ(result.total.residual_adds, 5 * 4);
  EXPECT_EQ(result.nnz(), 36);
  for (const OperatorComplexity& op : result.by_op) {
    EXPECT_EQ(op.count, op.op == "loop" ? 1 : op.op == "scan" ? 5 : 20) << op.op;
  }
  std::string unknown(text);
  unknown.replace(unknown.find("%1 = constant() = [5] : int64[]"), 31, "%1 = input() name=\"n\" : int64[]");
  EXPECT_EQ(complexity(parse(unknown)).total.macs, 4 * 36) << "how often is not known: once";
}

}  // namespace
}  // namespace nnfront::cost
