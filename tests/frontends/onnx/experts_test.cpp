#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::int_attr;
using onnx_bytes::raw_tensor;
using onnx_bytes::text_attr;
using onnx_bytes::uint8_type;

// 3 experts of 4 inputs and 5 units.
const TestInputs experts = {{"x", {"2", "4"}},    {"s", {"2", "3"}},       weight("w1", {3, 5, 4}),
                            weight("b1", {3, 5}), weight("w2", {3, 4, 5}), weight("b2", {3, 4})};

TEST(OnnxExperts, every_expert_for_every_token) {
  EXPECT_EQ(ir({"com.microsoft.MoE", {int_attr("k", 2), text_attr("activation_type", "silu")}, experts}),
            R"(%4 = softmax(%1) axis=-1 temperature=1.0 name="y.shares" : float32[2,3]
%5:2 = topk(%4) k=2 axis=-1 largest=true name="y.best" : float32[2,2], int64[2,2]
%6 = constant() = [0.0] : float32[]
%7 = mul(%4, %6) name="y.none" : float32[2,3]
%8 = scatter_elements(%7, %5:1, %5) axis=1 reduction="none" name="y.counts" : float32[2,3]
%9 = transpose(%8) permutation=[1,0] name="y.counts.experts" : float32[3,2]
%10 = matmul(%0, %2) transpose_a=false transpose_b=true name="y.inner" : float32[3,2,5]
%12 = unsqueeze(%11) axes=[1] name="y.inner.bias" : float32[3,1,5]
%13 = add(%10, %12) name="y.inner.sum" : float32[3,2,5]
%14 = silu(%13) name="y.activated" : float32[3,2,5]
%15 = matmul(%14, %3) transpose_a=false transpose_b=true name="y.outer" : float32[3,2,4]
%17 = unsqueeze(%16) axes=[1] name="y.outer.bias" : float32[3,1,4]
%18 = add(%15, %17) name="y.outer.sum" : float32[3,2,4]
%19 = unsqueeze(%9) axes=[2] name="y.counts.rows" : float32[3,2,1]
%20 = mul(%18, %19) name="y.weighted" : float32[3,2,4]
%21 = reduce_sum(%20) axes=[0] keep_dims=false name="y" : float32[2,4])");
}

TEST(OnnxExperts, shares_sum_to_one_and_gates_open) {
  TestInputs gated = experts;
  gated[0].dims = {"1", "2", "4"};
  gated[2] = weight("w1", {3, 10, 4});
  gated[3] = {""};
  EXPECT_EQ(ir({"com.microsoft.MoE",
                {int_attr("normalize_routing_weights", 1), text_attr("activation_type", "swiglu"), int_attr("swiglu_fusion", 1),
                 float_attr("activation_alpha", 1.5f), float_attr("activation_beta", 1.0f), float_attr("swiglu_limit", 7.0f)},
                gated}),
            R"(%4 = reshape(%0) shape=[-1,d2] name="y.tokens" : float32[2,4]
%5 = softmax(%1) axis=-1 temperature=1.0 name="y.shares" : float32[2,3]
%6:2 = topk(%5) k=1 axis=-1 largest=true name="y.best" : float32[2,1], int64[2,1]
%7 = reduce_sum(%6) axes=[-1] keep_dims=true name="y.best.sum" : float32[2,1]
%8 = div(%6, %7) name="y.best.shares" : float32[2,1]
%9 = constant() = [0.0] : float32[]
%10 = mul(%5, %9) name="y.none" : float32[2,3]
%11 = scatter_elements(%10, %6:1, %8) axis=1 reduction="none" name="y.counts" : float32[2,3]
%12 = transpose(%11) permutation=[1,0] name="y.counts.experts" : float32[3,2]
%13 = matmul(%4, %2) transpose_a=false transpose_b=true name="y.inner" : float32[3,2,10]
%14 = reshape(%13) shape=[d0,d1,-1,2] name="y.pairs" : float32[3,2,5,2]
%15:2 = split(%14) axis=-1 sizes=[] parts=2 name="y.turns" : float32[3,2,5,1], float32[3,2,5,1]
%16 = reshape(%15) shape=[d0,d1,d2] name="y.halves" : float32[3,2,5]
%17 = reshape(%15:1) shape=[d0,d1,d2] name="y.halves" : float32[3,2,5]
%18 = clip(%16) min=-inf max=7.0 name="y.gate.limited" : float32[3,2,5]
%19 = clip(%17) min=-7.0 max=7.0 name="y.rest.limited" : float32[3,2,5]
%20 = constant() = [1.5] : float32[]
%21 = mul(%18, %20) name="y.gate.scaled" : float32[3,2,5]
%22 = sigmoid(%21) name="y.gate.open" : float32[3,2,5]
%23 = mul(%18, %22) name="y.gate" : float32[3,2,5]
%24 = constant() = [1.0] : float32[]
%25 = add(%19, %24) name="y.rest" : float32[3,2,5]
%26 = mul(%23, %25) name="y.gated" : float32[3,2,5]
%27 = matmul(%26, %3) transpose_a=false transpose_b=true name="y.outer" : float32[3,2,4]
%29 = unsqueeze(%28) axes=[1] name="y.outer.bias" : float32[3,1,4]
%30 = add(%27, %29) name="y.outer.sum" : float32[3,2,4]
%31 = unsqueeze(%12) axes=[2] name="y.counts.rows" : float32[3,2,1]
%32 = mul(%30, %31) name="y.weighted" : float32[3,2,4]
%33 = reduce_sum(%32) axes=[0] keep_dims=false name="y.sum" : float32[2,4]
%34 = shape_of(%0) name="y.shape" : int64[3]
%35 = reshape(%33, %34) shape=[] name="y" : float32[1,2,4])");
}

TEST(OnnxExperts, weights_of_integers) {
  const TestInput w1 = {"w1", {}, uint8_type, raw_tensor("w1", uint8_type, {3, 4, 2}, std::string(24, '\x21'))};
  const TestInput w2 = {"w2", {}, uint8_type, raw_tensor("w2", uint8_type, {3, 4, 2}, std::string(24, '\x21'))};
  const TestInputs inputs = {{"x", {"2", "4"}}, {"s", {"2", "3"}}, w1, weight("s1", {3, 4}), {""}, w2, weight("s2", {3, 4, 2}), {""}};
  const std::string text = ir({"com.microsoft.QMoE", {int_attr("block_size", 2)}, inputs});
  for (const std::string_view part : {R"(axis=2 block_size=4 dtype="float32" name="y.inner.weight.real" : float32[3,4,4])",
                                      R"(axis=2 block_size=2 dtype="float32" name="y.outer.weight.real" : float32[3,4,4])",
                                      R"(name="y.inner.weight.points" : uint4[3,4,1])", R"(name="y" : float32[2,4])"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  EXPECT_NE(text.find(R"(name="y.best.shares" : float32[2,1])"), std::string::npos) << text;
  TestInputs given = inputs;
  given.resize(14, TestInput{""});
  given.push_back({"shares", {"2", "3"}});
  EXPECT_EQ(refusal({"com.microsoft.QMoE", {int_attr("block_size", 2)}, given}), "shares that the scores do not give are not covered");
  EXPECT_EQ(refusal({"com.microsoft.QMoE", {text_attr("quant_type", "fp4")}, inputs}),
            "weights of kind 'fp4' are not covered, only integers");
  EXPECT_EQ(refusal({"com.microsoft.QMoE", {int_attr("expert_weight_bits", 3)}, inputs}), "weights of 3 bits are not covered");
  EXPECT_EQ(refusal({"com.microsoft.QMoE", {int_attr("weights_prepacked", 1)}, inputs}),
            "weights packed for a certain device are not covered");
}

TEST(OnnxExperts, what_is_refused) {
  const auto refused = [](std::vector<std::string> attributes) { return refusal({"com.microsoft.MoE", std::move(attributes), experts}); };
  EXPECT_EQ(refused({int_attr("use_sparse_mixer", 1)}), "a sparse mixer is not covered");
  EXPECT_EQ(refused({int_attr("swiglu_limit_after_activation", 1)}), "a limit behind the activation is not covered");
  EXPECT_EQ(refused({text_attr("activation_type", "swiglu")}), "a gate with a layer of its own is not covered");
  EXPECT_EQ(refused({text_attr("activation_type", "geglu")}),
            "activation_type 'geglu' is not covered, only relu, gelu, silu, swiglu, identity");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
