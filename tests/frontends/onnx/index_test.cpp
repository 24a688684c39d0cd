#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::int64_type;
using onnx_bytes::int_attr;

const TestInput x = {"x", {"2", "3", "4"}};
const TestInput indices = {"indices", {"2"}, int64_type};

TEST(OnnxIndex, rows) {
  EXPECT_EQ(ir({"Gather", {int_attr("axis", 1)}, {x, indices}}), R"(%2 = gather(%0, %1) axis=1 clip=false name="y" : float32[2,2,4])");
}

TEST(OnnxIndex, one_hot_counts_indices_from_the_start) {
  EXPECT_EQ(ir({"OneHot", {}, {indices, integer("depth", 5), integers("values", {0, 1})}}), R"(%1 = constant() = [5] : int64[]
%2 = constant() = [0] : int64[]
%3 = less(%0, %2) name="y.is_negative" : bool[2]
%4 = add(%0, %1) name="y.raised" : int64[2]
%5 = where(%3, %4, %0) name="y.from_start" : int64[2]
%6 = one_hot(%5) depth=5 axis=-1 on=1.0 off=0.0 dtype="int64" name="y" : int64[2,5])");
}

TEST(OnnxIndex, one_hot_of_what_a_run_knows) {
  EXPECT_EQ(ir({"OneHot", {}, {indices, {"depth", {"1"}, int64_type}, {"values", {"2"}}}}),
            R"(%3 = reshape(%1) shape=[] name="y.depth" : int64[]
%4 = constant() = [0] : int64[]
%5 = less(%0, %4) name="y.is_negative" : bool[2]
%6 = add(%0, %3) name="y.raised" : int64[2]
%7 = where(%5, %6, %0) name="y.from_start" : int64[2]
%8 = constant() = [0] : int64[]
%9 = gather(%2, %8) axis=0 clip=false name="y.off" : float32[]
%10 = constant() = [1] : int64[]
%11 = gather(%2, %10) axis=0 clip=false name="y.on" : float32[]
%12 = one_hot(%7, %3, %9, %11) depth=1 axis=-1 on=1.0 off=0.0 dtype="float32" name="y" : float32[2,?])");
}

TEST(OnnxIndex, one_hot_wants_one_depth_and_two_values) {
  EXPECT_EQ(error_of({"OneHot", {}, {indices, integers("depth", {5, 6}), integers("values", {0, 1})}}),
            "node 'y' (OneHot, opset 21): the depth is not one size");
  EXPECT_EQ(error_of({"OneHot", {}, {indices, integer("depth", 5), integers("values", {0, 1, 2})}}),
            "node 'y' (OneHot, opset 21): the values are not two numbers");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
