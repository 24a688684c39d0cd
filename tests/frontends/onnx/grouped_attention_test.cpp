#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::float_attr;
using onnx_bytes::int32_type;
using onnx_bytes::int64_type;
using onnx_bytes::int_attr;
using onnx_bytes::text_attr;

// 2 samples, 4 heads of queries and 2 of keys, 8 wide.
TestInputs inputs(const std::string& steps, const std::string& cached, std::int64_t total) {
  TestInputs all = {{"q", {"2", steps, "32"}}, {"k", {"2", steps, "16"}}, {"v", {"2", steps, "16"}}};
  if (cached.empty()) {
    all.insert(all.end(), {{""}, {""}});
  } else {
    all.insert(all.end(), {{"pk", {"2", "2", cached, "8"}}, {"pv", {"2", "2", cached, "8"}}});
  }
  all.insert(all.end(), {{"last", {"2"}, int32_type}, integer("total", total)});
  return all;
}

TestNode node(TestInputs given, const TestInputs& further = {}, std::vector<std::string> attributes = {}) {
  given.insert(given.end(), further.begin(), further.end());
  attributes.insert(attributes.end(), {int_attr("num_heads", 4), int_attr("kv_num_heads", 2)});
  return {"com.microsoft.GroupQueryAttention", attributes, std::move(given), 21, {"y", "k2", "v2"}};
}

TEST(OnnxGroupedAttention, the_first_call_of_a_sequence) {
  EXPECT_EQ(ir(node(inputs("3", "", 3), {}, {float_attr("scale", 0.5f), float_attr("softcap", 2.0f)})), R"(@1@)");
}

TEST(OnnxGroupedAttention, a_step_behind_a_cache_within_a_window) {
  EXPECT_EQ(ir(node(inputs("1", "4", 6), {}, {int_attr("local_window_size", 2)})), R"(@2@)");
}

TEST(OnnxGroupedAttention, positions_are_turned_in) {
  const TestInputs tables = {weight("cos", {9, 4}), weight("sin", {9, 4})};
  EXPECT_EQ(ir(node(inputs("3", "", 3), tables, {int_attr("do_rotary", 1), int_attr("rotary_interleaved", 1), int_attr("causal", 0)})),
            R"(@3@)");
  EXPECT_NE(ir(node(inputs("1", "2", 3), tables, {int_attr("do_rotary", 1)})).find(R"(@4@)"), std::string::npos);
}

TEST(OnnxGroupedAttention, a_sink_is_one_more_key) {
  const TestInputs further = {{""}, {""}, {""}, {"bias", {"1", "4", "3", "3"}}, {"sink", {"4"}}};
  EXPECT_EQ(ir(node(inputs("3", "", 3), further)), R"(@5@)");
}

TEST(OnnxGroupedAttention, side_by_side) {
  const TestInputs packed = {{"qkv", {"2", "3", "64"}}, {""}, {""}, {""}, {""}, {"last", {"2"}, int32_type}, integer("total", 3)};
  EXPECT_NE(ir(node(packed)).find("split(%0) axis=-1 sizes=[32,16,16] parts=1"), std::string::npos);
}

TEST(OnnxGroupedAttention, what_is_refused) {
  TestInputs unknown = inputs("3", "", 3);
  unknown.back() = {"total", {}, int32_type};
  EXPECT_EQ(refusal(node(unknown)), "a total length that depends on the data is not covered");
  const auto refused = [](std::vector<std::string> attributes, const TestInputs& further = {}) {
    return refusal(node(inputs("3", "", 3), further, std::move(attributes)));
  };
  EXPECT_EQ(refused({text_attr("k_quant_type", "PER_TENSOR")}), "a quantized cache is not covered");
  EXPECT_EQ(refused({int_attr("sliding_window_cache", 1)}), "a cache that moves along is not covered");
  const TestInputs none(7, TestInput{""});
  const auto behind = [&](std::size_t count, const TestInput& last) {
    TestInputs all(none.begin(), none.begin() + static_cast<std::ptrdiff_t>(count));
    all.push_back(last);
    return all;
  };
  EXPECT_EQ(refused({}, behind(7, {"q_norm", {"8"}})), "norms of queries and keys inside are not covered");
  TestInputs cross = inputs("3", "", 3);
  cross[1].dims = cross[2].dims = {"2", "5", "16"};
  EXPECT_EQ(refusal(node(cross)), "keys of another sequence than the queries' are not covered");
  TestNode scores = node(inputs("3", "", 3));
  scores.outputs.emplace_back("qk");
  EXPECT_EQ(refusal(scores), "scores as an output are not covered");
  EXPECT_EQ(error_of(node(inputs("3", "", 7))),
            "node 'y' (com.microsoft.GroupQueryAttention, opset 1): 7 positions in all, 3 of them new and 0 in the cache");
}

// Two layouts of 2 blocks of 16.
TestNode sparse(const std::string& steps, std::int64_t total, const std::vector<std::int64_t>& columns) {
  TestInputs all = inputs(steps, "32", total);
  const TestInput count = {"n", {"2"}, int32_type};
  const TestInput rows = {"rows", {}, int64_type, onnx_bytes::int64_tensor("rows", {2, 3}, {0, 1, 3, 0, 1, 2})};
  const TestInput cols = {"cols", {}, int64_type, onnx_bytes::int64_tensor("cols", {2, 3}, columns)};
  all.erase(all.end() - 2, all.end());
  all.insert(all.end(), {rows, cols, integer("total", total), count});
  return {"com.microsoft.SparseAttention",
          {int_attr("num_heads", 4), int_attr("kv_num_heads", 2), int_attr("sparse_block_size", 16)},
          all,
          21,
          {"y", "k2", "v2"}};
}

TEST(OnnxGroupedAttention, blocks_of_keys_that_are_seen) {
  EXPECT_EQ(ir(sparse("1", 20, {0, 0, 1, 0, 1, -1})), R"(@6@)");
  EXPECT_NE(ir(sparse("20", 20, {0, 0, 1, 0, 1, -1})).find(R"(name="y.seen.blocks" : bool[4,20,32])"), std::string::npos);
  EXPECT_EQ(error_of(sparse("1", 20, {0, 0, 7, 0, 1, -1})), "node 'y' (com.microsoft.SparseAttention, opset 1): column 7 of 2 blocks");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
