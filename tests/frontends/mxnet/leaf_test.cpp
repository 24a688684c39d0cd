#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetLeaf, indices_are_cut_and_clipped) {
  EXPECT_EQ(ir("Embedding", {{"input_dim", "7"}, {"output_dim", "4"}}, {{"data", {3, 5}}, {"w", {}}}),
            R"(%1 = cast(%0) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[3,5]
%3 = gather(%2, %1) axis=0 clip=true name="x" : float32[3,5,4])");
  EXPECT_EQ(parameters_of(import_of("Embedding", {{"input_dim", "7"}, {"output_dim", "4"}}, {{"data", {3, 5}}, {"w", {}}}).graph),
            "w weight trainable float32[7,4]");
  EXPECT_EQ(ir("take", {{"axis", "1"}}, {{"data", {3, 5}}, {"i", {2}}}),
            R"(%2 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[2]
%3 = gather(%0, %2) axis=1 clip=true name="x" : float32[3,2])");
  EXPECT_EQ(ir("take", {{"mode", "wrap"}}, {{"data", {3, 5}}, {"i", {2}}}),
            R"(%2 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[2]
%3 = constant() = [3] : int64[]
%4 = mod(%2, %3) rounding="floor" name="x.wrapped" : int64[2]
%5 = gather(%0, %4) axis=0 clip=false name="x" : float32[2,5])");
  EXPECT_EQ(ir("one_hot", {{"depth", "4"}, {"on_value", "2"}}, {{"data", {3, 5}}}),
            R"(%1 = cast(%0) to="int64" saturate=true power_rounding="up" name="x.indices" : int64[3,5]
%2 = one_hot(%1) depth=4 axis=-1 on=2.0 off=0.0 dtype="float32" name="x" : float32[3,5,4])");
}

TEST(MxnetLeaf, constants) {
  EXPECT_EQ(ir("_arange", {{"start", "2"}, {"stop", "8"}, {"step", "2"}}, {}),
            R"(%0 = arange() start=2.0 stop=8.0 step=2.0 dtype="float32" name="x" : float32[3])");
  EXPECT_EQ(ir("_arange", {{"start", "3"}, {"stop", "None"}}, {}),
            R"(%0 = arange() start=0.0 stop=3.0 step=1.0 dtype="float32" name="x" : float32[3])");
  EXPECT_EQ(ir("_contrib_arange_like", {{"axis", "1"}}, {{"data", {3, 5}}}),
            R"(%1 = arange() start=0.0 stop=4.5 step=1.0 dtype="float32" name="x" fixed=true : float32[5])");
  EXPECT_EQ(ir("_full", {{"shape", "(2, 3)"}, {"value", "2.5"}}, {}), R"(%0 = constant() = [2.5] : float32[]
%1 = broadcast_to(%0) shape=[2,3] name="x" : float32[2,3])");
  EXPECT_EQ(ir("_ones", {{"shape", "(2,)"}, {"dtype", "int32"}}, {}), R"(%0 = constant() = [1] : int32[]
%1 = broadcast_to(%0) shape=[2] name="x" : int32[2])");
  EXPECT_EQ(ir("_zeros", {{"shape", "(0, 3)"}}, {}), R"(%0 = constant() = [0.0] : float32[]
%1 = broadcast_to(%0) shape=[1,3] name="x" : float32[1,3])");
  EXPECT_EQ(refusal("_zeros", {{"shape", "(-1, 3)"}}, {}), "a shape with -1 in it (to be inferred) is not covered");
}

TEST(MxnetLeaf, as_many_numbers_as_do_not_fit) {
  EXPECT_EQ(error_of("_contrib_arange_like", {}, {{"data", {1099511627776, 1099511627776}}}),
            "node 'x' (_contrib_arange_like): shape overflow: a dimension does not fit 64 bits");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
