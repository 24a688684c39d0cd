#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::int64_type;
using onnx_bytes::int_attr;
using onnx_bytes::text_attr;

const TestInput x = {"x", {"3", "4"}};
const TestInput i = {"i", {"2", "4"}, int64_type};
const TestInput u = {"u", {"2", "4"}};
const TestInput tuples = {"i", {"5", "1"}, int64_type};
const TestInput rows = {"u", {"5", "4"}};

TEST(OnnxScatter, elements_at_places) {
  EXPECT_EQ(ir({"GatherElements", {}, {x, i}}), R"(%2 = gather_elements(%0, %1) axis=0 outside="error" name="y" : float32[2,4])");
  EXPECT_EQ(ir({"GatherElements", {int_attr("axis", -1)}, {x, {"i", {"3", "7"}, int64_type}}, 11}),
            R"(%2 = gather_elements(%0, %1) axis=-1 outside="error" name="y" : float32[3,7])");
  EXPECT_EQ(error_of({"GatherElements", {int_attr("axis", 2)}, {x, i}}),
            "node 'y' (GatherElements, opset 21): y (gather_elements): [scatter_c2] got axis 2, wanted one of a tensor of rank 2");
}

TEST(OnnxScatter, slices_at_places) {
  EXPECT_EQ(ir({"GatherND", {}, {x, {"i", {"5", "1"}, int64_type}}, 11}), R"(%2 = gather_nd(%0, %1) batch_dims=0 name="y" : float32[5,4])");
  EXPECT_EQ(ir({"GatherND", {int_attr("batch_dims", 1)}, {x, {"i", {"3", "1"}, int64_type}}}),
            R"(%2 = gather_nd(%0, %1) batch_dims=1 name="y" : float32[3])");
  EXPECT_EQ(ir({"com.microsoft.GatherND", {}, {x, {"i", {"5", "2"}, int64_type}}}),
            R"(%2 = gather_nd(%0, %1) batch_dims=0 name="y" : float32[5])");
  EXPECT_EQ(error_of({"GatherND", {}, {x, {"i", {"5", "3"}, int64_type}}}),
            "node 'y' (GatherND, opset 21): y (gather_nd): [scatter_c4] indices: got int64[5,3], wanted a last dimension from 1 to 2");
}

TEST(OnnxScatter, updates_of_elements) {
  EXPECT_EQ(ir({"Scatter", {int_attr("axis", 1)}, {x, i, u}, 9}),
            R"(%3 = scatter_elements(%0, %1, %2) axis=1 reduction="none" name="y" : float32[3,4])");
  EXPECT_EQ(ir({"ScatterElements", {}, {x, i, u}, 13}),
            R"(%3 = scatter_elements(%0, %1, %2) axis=0 reduction="none" name="y" : float32[3,4])");
  for (const std::string reduction : {"none", "add", "mul", "min", "max"}) {
    EXPECT_EQ(ir({"ScatterElements", {text_attr("reduction", reduction)}, {x, i, u}, 18}),
              "%3 = scatter_elements(%0, %1, %2) axis=0 reduction=\"" + reduction + "\" name=\"y\" : float32[3,4]");
  }
  EXPECT_EQ(refusal({"ScatterElements", {text_attr("reduction", "mean")}, {x, i, u}}),
            "reduction 'mean' is not covered, only none, add, mul, min, max");
}

TEST(OnnxScatter, updates_of_slices) {
  EXPECT_EQ(ir({"ScatterND", {}, {x, tuples, rows}, 11}), R"(%3 = scatter_nd(%0, %1, %2) reduction="none" name="y" : float32[3,4])");
  EXPECT_EQ(ir({"ScatterND", {text_attr("reduction", "max")}, {x, tuples, rows}, 18}),
            R"(%3 = scatter_nd(%0, %1, %2) reduction="max" name="y" : float32[3,4])");
  EXPECT_EQ(error_of({"ScatterND", {}, {x, tuples}}), "node 'y' (ScatterND, opset 21): input 2 is missing");
}

TEST(OnnxScatter, a_cache_that_is_written_on) {
  const TestInput cache = {"x", {"2", "8", "4"}};
  const TestInput update = {"u", {"2", "3", "4"}};
  EXPECT_EQ(ir({"TensorScatter", {}, {cache, update}, 24}),
            R"(%2 = tensor_scatter(%0, %1) axis=-2 mode="linear" name="y" : float32[2,8,4])");
  EXPECT_EQ(ir({"TensorScatter", {text_attr("mode", "circular"), int_attr("axis", 1)}, {cache, update, {"i", {"2"}, int64_type}}, 24}),
            R"(%3 = tensor_scatter(%0, %1, %2) axis=1 mode="circular" name="y" : float32[2,8,4])");
  EXPECT_EQ(refusal({"TensorScatter", {text_attr("mode", "spiral")}, {cache, update}, 24}),
            "mode 'spiral' is not covered, only linear, circular");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
