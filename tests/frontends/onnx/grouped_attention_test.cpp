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
  EXPECT_EQ(ir(node(inputs("3", "", 3), {}, {float_attr("scale", 0.5f), float_attr("softcap", 2.0f)})),
            R"(%4 = constant() name="total" = [3] : int64[]
%5 = cast(%3) to="int64" saturate=true power_rounding="up" name="y.last" : int64[2]
%6 = constant() = [1] : int64[]
%7 = add(%5, %6) name="y.count" : int64[2]
%8 = arange() start=0.0 stop=3.0 step=1.0 dtype="int64" name="y.steps" : int64[3]
%9 = arange() start=0.0 stop=3.0 step=1.0 dtype="int64" name="y.positions" : int64[3]
%10 = reshape(%0) shape=[d0,d1,4,-1] name="y.q.heads" : float32[2,3,4,8]
%11 = transpose(%10) permutation=[0,2,1,3] name="y.q" : float32[2,4,3,8]
%12 = reshape(%1) shape=[d0,d1,2,-1] name="y.k.heads" : float32[2,3,2,8]
%13 = transpose(%12) permutation=[0,2,1,3] name="y.k" : float32[2,2,3,8]
%14 = reshape(%2) shape=[d0,d1,2,-1] name="y.v.heads" : float32[2,3,2,8]
%15 = transpose(%14) permutation=[0,2,1,3] name="y.v" : float32[2,2,3,8]
%16 = reshape(%8) shape=[-1,1] name="y.queries" : int64[3,1]
%17 = less_equal(%9, %16) name="y.seen" : bool[3,3]
%18:4 = attention(%11, %13, %15, %17) causal=false scale=0.5 softcap=2.0 softmax_dtype=none scores="product" name="y.attention" : float32[2,4,3,8], float32[2,2,3,8], float32[2,2,3,8], float32[2,4,3,3]
%19 = transpose(%18) permutation=[0,2,1,3] name="y.joined" : float32[2,3,4,8]
%20 = reshape(%19) shape=[d0,d1,-1] name="y" : float32[2,3,32])");
}

TEST(OnnxGroupedAttention, a_step_behind_a_cache_within_a_window) {
  EXPECT_EQ(ir(node(inputs("1", "4", 5), {}, {int_attr("local_window_size", 2)})), R"(%6 = constant() name="total" = [5] : int64[]
%7 = cast(%5) to="int64" saturate=true power_rounding="up" name="y.last" : int64[2]
%8 = constant() = [1] : int64[]
%9 = add(%7, %8) name="y.count" : int64[2]
%10 = arange() start=0.0 stop=1.0 step=1.0 dtype="int64" name="y.steps" : int64[1]
%11 = arange() start=0.0 stop=5.0 step=1.0 dtype="int64" name="y.positions" : int64[5]
%12 = constant() = [1] : int64[]
%13 = sub(%9, %12) name="y.past" : int64[2]
%14 = reshape(%0) shape=[d0,d1,4,-1] name="y.q.heads" : float32[2,1,4,8]
%15 = transpose(%14) permutation=[0,2,1,3] name="y.q" : float32[2,4,1,8]
%16 = reshape(%1) shape=[d0,d1,2,-1] name="y.k.heads" : float32[2,1,2,8]
%17 = transpose(%16) permutation=[0,2,1,3] name="y.k" : float32[2,2,1,8]
%18 = reshape(%2) shape=[d0,d1,2,-1] name="y.v.heads" : float32[2,1,2,8]
%19 = transpose(%18) permutation=[0,2,1,3] name="y.v" : float32[2,2,1,8]
%20 = pad(%3) pads=[0,1] mode="constant" value=0.0 axes=[2] name="y.present_key.cache" : float32[2,2,5,8]
%21 = reshape(%11) shape=[-1,1] name="y.present_key.rows" : int64[5,1]
%22 = reshape(%13) shape=[-1,1,1,1] name="y.present_key.past" : int64[2,1,1,1]
%23 = less(%21, %22) name="y.present_key.is_past" : bool[2,1,5,1]
%24 = constant() = [0.0] : float32[]
%25 = where(%23, %20, %24) name="y.present_key.kept" : float32[2,2,5,8]
%26 = tensor_scatter(%25, %17, %13) axis=-2 mode="linear" name="y.present_key" : float32[2,2,5,8]
%27 = pad(%4) pads=[0,1] mode="constant" value=0.0 axes=[2] name="y.present_value.cache" : float32[2,2,5,8]
%28 = reshape(%11) shape=[-1,1] name="y.present_value.rows" : int64[5,1]
%29 = reshape(%13) shape=[-1,1,1,1] name="y.present_value.past" : int64[2,1,1,1]
%30 = less(%28, %29) name="y.present_value.is_past" : bool[2,1,5,1]
%31 = constant() = [0.0] : float32[]
%32 = where(%30, %27, %31) name="y.present_value.kept" : float32[2,2,5,8]
%33 = tensor_scatter(%32, %19, %13) axis=-2 mode="linear" name="y.present_value" : float32[2,2,5,8]
%34 = reshape(%10) shape=[-1,1] name="y.queries" : int64[1,1]
%35 = reshape(%13) shape=[-1,1,1,1] name="y.behind" : int64[2,1,1,1]
%36 = add(%34, %35) name="y.queries.places" : int64[2,1,1,1]
%37 = less_equal(%11, %36) name="y.before" : bool[2,1,1,5]
%38 = constant() = [2] : int64[]
%39 = sub(%36, %38) name="y.window" : int64[2,1,1,1]
%40 = greater(%11, %39) name="y.near" : bool[2,1,1,5]
%41 = logical_and(%37, %40) name="y.seen" : bool[2,1,1,5]
%42:4 = attention(%15, %26, %33, %41) causal=false scale=none softcap=0.0 softmax_dtype=none scores="product" name="y.attention" : float32[2,4,1,8], float32[2,2,5,8], float32[2,2,5,8], float32[2,4,1,5]
%43 = transpose(%42) permutation=[0,2,1,3] name="y.joined" : float32[2,1,4,8]
%44 = reshape(%43) shape=[d0,d1,-1] name="y" : float32[2,1,32])");
}

TEST(OnnxGroupedAttention, positions_are_turned_in) {
  const TestInputs tables = {weight("cos", {9, 4}), weight("sin", {9, 4})};
  EXPECT_EQ(ir(node(inputs("3", "", 3), tables, {int_attr("do_rotary", 1), int_attr("rotary_interleaved", 1), int_attr("causal", 0)})),
            R"(%4 = constant() name="total" = [3] : int64[]
%5 = cast(%3) to="int64" saturate=true power_rounding="up" name="y.last" : int64[2]
%6 = constant() = [1] : int64[]
%7 = add(%5, %6) name="y.count" : int64[2]
%8 = arange() start=0.0 stop=3.0 step=1.0 dtype="int64" name="y.steps" : int64[3]
%9 = arange() start=0.0 stop=3.0 step=1.0 dtype="int64" name="y.positions" : int64[3]
%10 = reshape(%0) shape=[d0,d1,4,-1] name="y.q.heads" : float32[2,3,4,8]
%11 = transpose(%10) permutation=[0,2,1,3] name="y.q" : float32[2,4,3,8]
%12 = reshape(%1) shape=[d0,d1,2,-1] name="y.k.heads" : float32[2,3,2,8]
%13 = transpose(%12) permutation=[0,2,1,3] name="y.k" : float32[2,2,3,8]
%14 = reshape(%2) shape=[d0,d1,2,-1] name="y.v.heads" : float32[2,3,2,8]
%15 = transpose(%14) permutation=[0,2,1,3] name="y.v" : float32[2,2,3,8]
%18 = reshape(%8) shape=[1,-1] name="y.rows" : int64[1,3]
%19 = gather(%16, %18) axis=0 clip=false name="y.cos" : float32[1,3,4]
%20 = gather(%17, %18) axis=0 clip=false name="y.sin" : float32[1,3,4]
%21 = rotary_embedding(%11, %19, %20) interleaved=true rotary_dim=8 name="y.q.turned" : float32[2,4,3,8]
%22 = rotary_embedding(%13, %19, %20) interleaved=true rotary_dim=8 name="y.k.turned" : float32[2,2,3,8]
%23 = reshape(%7) shape=[-1,1,1,1] name="y.counts" : int64[2,1,1,1]
%24 = less(%9, %23) name="y.seen" : bool[2,1,1,3]
%25:4 = attention(%21, %22, %15, %24) causal=false scale=none softcap=0.0 softmax_dtype=none scores="product" name="y.attention" : float32[2,4,3,8], float32[2,2,3,8], float32[2,2,3,8], float32[2,4,3,3]
%26 = transpose(%25) permutation=[0,2,1,3] name="y.joined" : float32[2,3,4,8]
%27 = reshape(%26) shape=[d0,d1,-1] name="y" : float32[2,3,32])");
  EXPECT_NE(ir(node(inputs("1", "2", 3), tables, {int_attr("do_rotary", 1)}))
                .find(R"(rotary_embedding(%17, %20, %21, %23) interleaved=false rotary_dim=8 name="y.k.turned" : float32[2,2,1,8])"),
            std::string::npos);
}

TEST(OnnxGroupedAttention, a_sink_is_one_more_key) {
  const TestInputs further = {{""}, {""}, {""}, {"bias", {"1", "4", "3", "3"}}, {"sink", {"4"}}};
  EXPECT_EQ(ir(node(inputs("3", "", 3), further)), R"(%6 = constant() name="total" = [3] : int64[]
%7 = cast(%3) to="int64" saturate=true power_rounding="up" name="y.last" : int64[2]
%8 = constant() = [1] : int64[]
%9 = add(%7, %8) name="y.count" : int64[2]
%10 = arange() start=0.0 stop=3.0 step=1.0 dtype="int64" name="y.steps" : int64[3]
%11 = arange() start=0.0 stop=3.0 step=1.0 dtype="int64" name="y.positions" : int64[3]
%12 = reshape(%0) shape=[d0,d1,4,-1] name="y.q.heads" : float32[2,3,4,8]
%13 = transpose(%12) permutation=[0,2,1,3] name="y.q" : float32[2,4,3,8]
%14 = reshape(%1) shape=[d0,d1,2,-1] name="y.k.heads" : float32[2,3,2,8]
%15 = transpose(%14) permutation=[0,2,1,3] name="y.k" : float32[2,2,3,8]
%16 = reshape(%2) shape=[d0,d1,2,-1] name="y.v.heads" : float32[2,3,2,8]
%17 = transpose(%16) permutation=[0,2,1,3] name="y.v" : float32[2,2,3,8]
%18 = reshape(%10) shape=[-1,1] name="y.queries" : int64[3,1]
%19 = less_equal(%11, %18) name="y.seen" : bool[3,3]
%20 = constant() = [0.0] : float32[]
%21 = constant() = [-inf] : float32[]
%22 = where(%19, %4, %21) name="y.mask" : float32[1,4,3,3]
%23 = pad(%22) pads=[0,1] mode="constant" value=0.0 axes=[3] name="y.mask.wide" : float32[1,4,3,4]
%24 = pad(%15) pads=[0,1] mode="constant" value=0.0 axes=[2] name="y.keys" : float32[2,2,4,8]
%25 = pad(%17) pads=[0,1] mode="constant" value=0.0 axes=[2] name="y.values" : float32[2,2,4,8]
%26 = reshape(%5) shape=[1,-1,1,1] name="y.sink.column" : float32[1,4,1,1]
%27 = pad(%26) pads=[3,0] mode="constant" value=0.0 axes=[3] name="y.sink.row" : float32[1,4,1,4]
%28 = add(%23, %27) name="y.mask.sink" : float32[1,4,3,4]
%29:4 = attention(%13, %24, %25, %28) causal=false scale=none softcap=0.0 softmax_dtype=none scores="product" name="y.attention" : float32[2,4,3,8], float32[2,2,4,8], float32[2,2,4,8], float32[2,4,3,4]
%30 = transpose(%29) permutation=[0,2,1,3] name="y.joined" : float32[2,3,4,8]
%31 = reshape(%30) shape=[d0,d1,-1] name="y" : float32[2,3,32])");
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
  const std::string samples = steps == "1" ? "1" : "2";
  TestInputs all = inputs(steps, "32", total);
  for (TestInput& each : all) {
    if (!each.dims.empty()) each.dims[0] = samples;
  }
  const TestInput count = {"n", {samples}, int32_type};
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
  const std::string text = ir(sparse("1", 20, {0, 0, 1, 0, 1, -1}));
  for (const std::string_view part :
       {R"(name="y.blocks" = [)", R"(name="y.block_heads" : bool[4,1,1,32])", R"(name="y.seen.blocks" : bool[1,4,1,32])"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  EXPECT_NE(ir(sparse("20", 20, {0, 0, 1, 0, 1, -1})).find(R"(name="y.seen.blocks" : bool[4,20,32])"), std::string::npos);
  EXPECT_EQ(error_of(sparse("1", 20, {0, 0, 7, 0, 1, -1})), "node 'y' (com.microsoft.SparseAttention, opset 1): column 7 of 2 blocks");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
