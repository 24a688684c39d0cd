#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetScatter, take_and_its_modes) {
  EXPECT_EQ(ir("take", {}, {{"data", {4, 5}}, {"indices", {3}}}),
            R"(%2 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[3]
%3 = gather(%0, %2) axis=0 clip=true name="x" : float32[3,5])");
  EXPECT_EQ(ir("take", {{"axis", "1"}, {"mode", "wrap"}}, {{"data", {4, 5}}, {"indices", {3}}}),
            R"(%2 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[3]
%3 = constant() = [5] : int64[]
%4 = mod(%2, %3) rounding="floor" name="x.wrapped" : int64[3]
%5 = gather(%0, %4) axis=1 clip=false name="x" : float32[4,3])");
}

TEST(MxnetScatter, one_element_per_row) {
  EXPECT_EQ(ir("pick", {}, {{"data", {4, 5}}, {"index", {4}}}),
            R"(%2 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[4]
%3 = reshape(%2) shape=[d0,1] name="x.index" : int64[4,1]
%4 = gather_elements(%0, %3) axis=1 outside="clip" name="x.picked" : float32[4,1]
%5 = reshape(%4) shape=[d0] name="x" : float32[4])");
  EXPECT_EQ(ir("pick", {{"axis", "0"}, {"keepdims", "True"}}, {{"data", {4, 5}}, {"index", {5}}}),
            R"(%2 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[5]
%3 = reshape(%2) shape=[1,d0] name="x.index" : int64[1,5]
%4 = gather_elements(%0, %3) axis=0 outside="clip" name="x" : float32[1,5])");
  EXPECT_EQ(ir("batch_take", {}, {{"data", {4, 5}}, {"index", {4}}}),
            R"(%2 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[4]
%3 = reshape(%2) shape=[-1,1] name="x.index" : int64[4,1]
%4 = gather_elements(%0, %3) axis=1 outside="clip" name="x.picked" : float32[4,1]
%5 = reshape(%4) shape=[-1] name="x" : float32[4])");
}

TEST(MxnetScatter, tuples_stand_last) {
  EXPECT_EQ(ir("gather_nd", {}, {{"data", {4, 5}}, {"indices", {2, 3}}}),
            R"(%2 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[2,3]
%3 = transpose(%2) permutation=[1,0] name="x.tuples" : int64[3,2]
%4 = gather_nd(%0, %3) batch_dims=0 name="x" : float32[3])");
  EXPECT_EQ(ir("scatter_nd", {{"shape", "(4, 5)"}}, {{"data", {3}}, {"indices", {2, 3}}}),
            R"(%2 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[2,3]
%3 = transpose(%2) permutation=[1,0] name="x.tuples" : int64[3,2]
%4 = constant() = [0.0] : float32[]
%5 = broadcast_to(%4) shape=[4,5] name="x.zeros" : float32[4,5]
%6 = scatter_nd(%5, %3, %0) reduction="none" name="x" : float32[4,5])");
  EXPECT_EQ(ir("_scatter_set_nd", {{"shape", "(4, 5)"}}, {{"old", {4, 5}}, {"data", {3}}, {"indices", {2, 3}}}),
            R"(%3 = cast(%2) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[2,3]
%4 = transpose(%3) permutation=[1,0] name="x.tuples" : int64[3,2]
%5 = scatter_nd(%0, %4, %1) reduction="none" name="x" : float32[4,5])");
}

TEST(MxnetScatter, rows_at_places) {
  EXPECT_EQ(ir("_contrib_index_copy", {}, {{"old", {4, 5}}, {"index", {2}}, {"new", {2, 5}}}),
            R"(%3 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[2]
%4 = reshape(%3) shape=[-1,1] name="x.rows" : int64[2,1]
%5 = scatter_nd(%0, %4, %2) reduction="none" name="x" : float32[4,5])");
  EXPECT_EQ(ir("_contrib_boolean_mask", {}, {{"data", {4, 5}}, {"mask", {4}}}), R"(%2 = constant() = [0.0] : float32[]
%3 = not_equal(%1, %2) name="x.chosen" : bool[4]
%4 = compress(%0, %3) axis=0 name="x" : float32[?,5])");
  EXPECT_EQ(ir("_contrib_index_array", {}, {{"data", {2, 3}}}),
            R"(%1 = arange() start=0.0 stop=2.0 step=1.0 dtype="int64" name="x.axis0.numbers" : int64[2]
%2 = reshape(%1) shape=[-1,1] name="x.axis0.row" : int64[2,1]
%3 = broadcast_to(%2) shape=[2,3] name="x.axis0" : int64[2,3]
%4 = arange() start=0.0 stop=3.0 step=1.0 dtype="int64" name="x.axis1.numbers" : int64[3]
%5 = reshape(%4) shape=[1,-1] name="x.axis1.row" : int64[1,3]
%6 = broadcast_to(%5) shape=[2,3] name="x.axis1" : int64[2,3]
%7 = stack(%3, %6) axis=-1 name="x" fixed=true : int64[2,3,2])");
}

TEST(MxnetScatter, a_part_replaced) {
  EXPECT_EQ(ir("_slice_assign", {{"begin", "(0, 1)"}, {"end", "(2, 3)"}}, {{"old", {2, 3}}, {"new", {2, 2}}}),
            R"(%2 = constant() = [false, true, true] : bool[1,3]
%3 = pad(%1) pads=[0,1,0,0] mode="constant" value=0.0 axes=[] name="x.spread" : float32[2,3]
%4 = where(%2, %3, %0) name="x" fixed=true : float32[2,3])");
  EXPECT_EQ(ir("_slice_assign_scalar", {{"begin", "(0, 1)"}, {"end", "(2, 3)"}, {"scalar", "7"}}, {{"old", {2, 3}}}),
            R"(%1 = constant() = [false, true, true] : bool[1,3]
%2 = constant() = [7.0] : float32[]
%3 = where(%1, %2, %0) name="x" fixed=true : float32[2,3])");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
