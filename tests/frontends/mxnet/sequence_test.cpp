#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetSequence, lengths_as_indices) {
  EXPECT_EQ(ir("SequenceMask", {{"use_sequence_length", "True"}, {"value", "-1"}}, {{"data", {5, 2, 3}}, {"length", {2}}}),
            R"(%2 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.lengths" : int64[2]
%3 = sequence_mask(%0, %2) time_axis=0 batch_axis=1 value=-1.0 name="x" : float32[5,2,3])");
  EXPECT_EQ(ir("SequenceLast", {{"use_sequence_length", "True"}}, {{"data", {5, 2, 3}}, {"length", {2}}}),
            R"(%2 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.lengths" : int64[2]
%3 = sequence_last(%0, %2) time_axis=0 batch_axis=1 name="x" : float32[2,3])");
  EXPECT_EQ(ir("SequenceReverse", {{"use_sequence_length", "True"}}, {{"data", {5, 2, 3}}, {"length", {2}}}),
            R"(%2 = cast(%1) to="int64" saturate=true power_rounding="up" name="x.lengths" : int64[2]
%3 = reverse_sequence(%0, %2) time_axis=0 batch_axis=1 name="x" : float32[5,2,3])");
}

TEST(MxnetSequence, without_lengths) {
  EXPECT_EQ(ir("SequenceMask", {}, {{"data", {5, 2, 3}}}), R"(%1 = identity(%0) name="x" : float32[5,2,3])");
  EXPECT_EQ(ir("SequenceLast", {{"axis", "1"}}, {{"data", {5, 2, 3}}}),
            R"(%1 = slice(%0) axes=[1] starts=[-1] stops=[2] steps=[1] name="x.last" : float32[5,1,3]
%2 = reshape(%1) shape=[d0,d2] name="x" fixed=true : float32[5,3])");
  EXPECT_EQ(ir("SequenceReverse", {}, {{"data", {5, 2, 3}}}), R"(%1 = flip(%0) axes=[0] name="x" : float32[5,2,3])");
}

TEST(MxnetSequence, time_is_one_of_the_first_axes) {
  EXPECT_EQ(error_of("SequenceMask", {{"axis", "2"}}, {{"data", {5, 2, 3}}}),
            "node 'x' (SequenceMask): attribute 'axis' is 2, wanted 0 or 1");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
