#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetReduce, axes_are_all_some_or_the_others) {
  EXPECT_EQ(ir("sum", {}, {{"data", {2, 3, 4}}}), R"(%1 = reduce_sum(%0) axes=[0,1,2] keep_dims=true name="x.reduced" : float32[1,1,1]
%2 = reshape(%1) shape=[1] name="x" : float32[1])");
  EXPECT_EQ(ir("mean", {{"axis", "1"}}, {{"data", {2, 3, 4}}}), R"(%1 = reduce_mean(%0) axes=[1] keep_dims=false name="x" : float32[2,4])");
  EXPECT_EQ(ir("max", {{"axis", "(0, -1)"}, {"keepdims", "True"}}, {{"data", {2, 3, 4}}}),
            R"(%1 = reduce_max(%0) axes=[0,2] keep_dims=true name="x" : float32[1,3,1])");
  EXPECT_EQ(ir("min", {{"axis", "()"}}, {{"data", {2, 3, 4}}}),
            R"(%1 = reduce_min(%0) axes=[0,1,2] keep_dims=true name="x.reduced" : float32[1,1,1]
%2 = reshape(%1) shape=[1] name="x" : float32[1])");
  EXPECT_EQ(ir("prod", {{"axis", "(1,)"}, {"exclude", "True"}}, {{"data", {2, 3, 4}}}),
            R"(%1 = reduce_prod(%0) axes=[0,2] keep_dims=false name="x" : float32[3])");
  EXPECT_EQ(ir("sum_axis", {{"axis", "0"}}, {{"data", {5}}}), R"(%1 = reduce_sum(%0) axes=[0] keep_dims=true name="x" : float32[1])");
  EXPECT_EQ(error_of("sum", {{"axis", "3"}}, {{"data", {2, 3, 4}}}), "node 'x' (sum): axis 3 is outside float32[2,3,4]");
  EXPECT_EQ(error_of("sum", {{"axis", "(1, -2)"}}, {{"data", {2, 3, 4}}}), "node 'x' (sum): attribute 'axis' names -2 twice");
}

TEST(MxnetReduce, norms) {
  EXPECT_EQ(ir("norm", {{"axis", "1"}}, {{"data", {2, 3, 4}}}), R"(%1 = reduce_l2(%0) axes=[1] keep_dims=false name="x" : float32[2,4])");
  EXPECT_EQ(ir("norm", {{"ord", "1"}, {"axis", "1"}, {"keepdims", "1"}}, {{"data", {2, 3, 4}}}),
            R"(%1 = reduce_l1(%0) axes=[1] keep_dims=true name="x" : float32[2,1,4])");
  EXPECT_EQ(refusal("norm", {{"ord", "3"}}, {{"data", {2, 3, 4}}}), "ord 3 is not covered, only 1 and 2");
}

TEST(MxnetReduce, indices_come_in_the_type_of_the_data) {
  EXPECT_EQ(ir("argmax", {{"axis", "1"}}, {{"data", {2, 3, 4}}}),
            R"(%1 = argmax(%0) axis=1 keep_dims=false last=false name="x.index" : int64[2,4]
%2 = cast(%1) to="float32" saturate=true power_rounding="up" name="x" : float32[2,4])");
  EXPECT_EQ(ir("argmin", {}, {{"data", {2, 3, 4}}}), R"(%1 = reshape(%0) shape=[-1] name="x.flat" : float32[24]
%2 = argmin(%1) axis=0 keep_dims=true last=false name="x.index" : int64[1]
%3 = cast(%2) to="float32" saturate=true power_rounding="up" name="x" : float32[1])");
  EXPECT_EQ(ir("argmax", {{"keepdims", "True"}}, {{"data", {2, 3, 4}}}), R"(%1 = reshape(%0) shape=[-1] name="x.flat" : float32[24]
%2 = argmax(%1) axis=0 keep_dims=true last=false name="x.index" : int64[1]
%3 = reshape(%2) shape=[1,1,1] name="x.kept" : int64[1,1,1]
%4 = cast(%3) to="float32" saturate=true power_rounding="up" name="x" : float32[1,1,1])");
  EXPECT_EQ(ir("argmax_channel", {}, {{"data", {3, 5}}}), R"(%1 = argmax(%0) axis=1 keep_dims=false last=false name="x.index" : int64[3]
%2 = cast(%1) to="float32" saturate=true power_rounding="up" name="x" : float32[3])");
}

TEST(MxnetReduce, order) {
  EXPECT_EQ(ir("topk", {{"k", "2"}}, {{"data", {3, 5}}}),
            R"(%1:2 = topk(%0) k=2 axis=1 largest=true name="x.topk" : float32[3,2], int64[3,2]
%2 = cast(%1:1) to="float32" saturate=true power_rounding="up" name="x" : float32[3,2])");
  EXPECT_EQ(ir("topk", {{"k", "2"}, {"ret_typ", "value"}, {"is_ascend", "1"}, {"axis", "0"}}, {{"data", {3, 5}}}),
            R"(%1:2 = topk(%0) k=2 axis=0 largest=false name="x" : float32[2,5], int64[2,5])");
  EXPECT_EQ(refusal("topk", {{"ret_typ", "none"}}, {{"data", {3, 5}}}), "ret_typ 'none' is not covered, only value, indices, both, mask");
  EXPECT_EQ(ir("sort", {{"is_ascend", "False"}}, {{"data", {3, 5}}}),
            R"(%1:2 = sort(%0) axis=1 descending=true name="x" : float32[3,5], int64[3,5])");
  EXPECT_EQ(ir("argsort", {{"axis", "None"}}, {{"data", {3, 5}}}), R"(%1 = reshape(%0) shape=[-1] name="x.flat" : float32[15]
%2:2 = sort(%1) axis=0 descending=false name="x.sort" : float32[15], int64[15]
%3 = cast(%2:1) to="float32" saturate=true power_rounding="up" name="x" : float32[15])");
  EXPECT_EQ(ir("cumsum", {{"axis", "1"}}, {{"data", {3, 5}}}),
            R"(%1 = cumsum(%0) axis=1 exclusive=false reverse=false name="x" : float32[3,5])");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
