#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::int64_type;
using onnx_bytes::int_attr;

TEST(OnnxSequence, samples_in_reverse) {
  const TestInput x = {"x", {"5", "2", "3"}};
  EXPECT_EQ(ir({"ReverseSequence", {}, {x, {"n", {"2"}, int64_type}}}),
            R"(%2 = reverse_sequence(%0, %1) time_axis=0 batch_axis=1 name="y" : float32[5,2,3])");
  EXPECT_EQ(ir({"ReverseSequence", {int_attr("time_axis", 1), int_attr("batch_axis", 0)}, {x, {"n", {"5"}, int64_type}}, 10}),
            R"(%2 = reverse_sequence(%0, %1) time_axis=1 batch_axis=0 name="y" : float32[5,2,3])");
  EXPECT_EQ(error_of({"ReverseSequence", {int_attr("time_axis", 1)}, {x, {"n", {"2"}, int64_type}}}),
            "node 'y' (ReverseSequence, opset 21): y (reverse_sequence): [sequence_c1] got 1 for both, wanted two dimensions");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
