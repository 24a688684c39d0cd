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
  EXPECT_EQ(ir({"com.microsoft.MoE", {int_attr("k", 2), text_attr("activation_type", "silu")}, experts}), R"(@1@)");
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
            R"(@2@)");
}

TEST(OnnxExperts, weights_of_integers) {
  const TestInput w1 = {"w1", {}, uint8_type, raw_tensor("w1", uint8_type, {3, 5, 2}, std::string(30, '\x21'))};
  const TestInput w2 = {"w2", {}, uint8_type, raw_tensor("w2", uint8_type, {3, 4, 2}, std::string(24, '\x21'))};
  const TestInputs inputs = {{"x", {"2", "4"}}, {"s", {"2", "3"}}, w1, weight("s1", {3, 5}), {""}, w2, weight("s2", {3, 4, 2}), {""}};
  EXPECT_EQ(ir({"com.microsoft.QMoE", {int_attr("block_size", 2)}, inputs}), R"(@3@)");
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
