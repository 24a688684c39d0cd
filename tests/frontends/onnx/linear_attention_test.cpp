#include <gtest/gtest.h>

#include "ir/text.h"
#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::int_attr;
using onnx_bytes::text_attr;

const TestInputs rows = {{"q", {"2", "3", "24"}}, {"k", {"2", "3", "12"}}, {"v", {"2", "3", "10"}}};

TestNode layer(const TestInputs& further, std::vector<std::string> attributes, std::int64_t heads = 4) {
  TestInputs all = rows;
  all.insert(all.end(), further.begin(), further.end());
  attributes.insert(attributes.end(), {int_attr("q_num_heads", heads), int_attr("kv_num_heads", 2)});
  return {"LinearAttention", attributes, all, 27, {"y", "state"}};
}

TEST(OnnxLinearAttention, a_scan_over_the_steps) {
  EXPECT_EQ(ir(layer({{"past", {"2", "2", "6", "5"}}, {"decay", {"2", "3", "2"}}, {"beta", {"2", "3", "2"}}}, {float_attr("scale", 0.5f)})),
            R"(@1@)");
}

TEST(OnnxLinearAttention, without_a_past) {
  EXPECT_EQ(ir(layer({}, {text_attr("update_rule", "linear")})), R"(@2@)");
}

TEST(OnnxLinearAttention, what_is_refused) {
  EXPECT_EQ(refusal(layer({}, {text_attr("update_rule", "other")})),
            "update_rule 'other' is not covered, only linear, gated, delta, gated_delta");
  EXPECT_EQ(refusal(layer({}, {text_attr("update_rule", "linear"), int_attr("state_window", 2)})),
            "states of several steps are not covered");
  EXPECT_EQ(refusal(layer({}, {text_attr("update_rule", "linear")}, 3)),
            "3 heads of queries and 2 of keys are not covered, only a multiple");
}

const TestInputs sequence = {{"x", {"2", "3", "6"}}, weight("w", {3, 1, 4})};

TEST(OnnxLinearAttention, a_convolution_behind_a_state) {
  EXPECT_EQ(ir({"CausalConvWithState", {}, sequence, 27, {"y", "state"}}), R"(@3@)");
  TestInputs all = sequence;
  all.insert(all.end(), {weight("b", {3}), {"past", {"2", "3", "6"}}});
  EXPECT_EQ(ir({"com.microsoft.CausalConvWithState", {text_attr("activation", "silu"), int_attr("dilation", 2)}, all, 27, {"y", "state"}}),
            R"(@4@)");
}

TEST(OnnxLinearAttention, convolutions_that_are_refused) {
  const auto refused = [](std::vector<std::string> attributes) {
    return refusal({"com.microsoft.CausalConvWithState", std::move(attributes), sequence, 27, {"y", "state"}});
  };
  EXPECT_EQ(refused({int_attr("ndim", 2)}), "more than one spatial dimension is not covered");
  EXPECT_EQ(refused({int_attr("channels_last", 1)}), "channels behind the positions are not covered");
  EXPECT_EQ(refused({int_attr("state_window", 3)}), "state_window is not covered");
  EXPECT_EQ(error_of({"com.microsoft.CausalConvWithState", {int_attr("dilation", 0)}, sequence, 27, {"y", "state"}}),
            "node 'y' (com.microsoft.CausalConvWithState, opset 1): dilation is 0, wanted 1 or more");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
