#include <gtest/gtest.h>

#include "tests/frontends/onnx/model.h"

namespace nnfront::frontends::onnx {
namespace {

using onnx_bytes::int64_type;
using onnx_bytes::int_attr;

constexpr int int32_element = 6;
constexpr int double_element = 11;

const TestInput signal = {"x", {"2", "10", "8", "1"}};

TEST(OnnxSignal, the_axis_is_an_attribute_until_opset_19) {
  EXPECT_EQ(ir({"DFT", {}, {signal}, 17}), R"(%1 = dft(%0) axis=1 length=none inverse=false onesided=false name="y" : float32[2,10,8,2])");
  EXPECT_EQ(ir({"DFT", {int_attr("axis", 2), int_attr("onesided", 1)}, {signal, integer("length", 6)}, 19}),
            R"(%1 = dft(%0) axis=2 length=6 inverse=false onesided=true name="y" : float32[2,10,4,2])");
  EXPECT_EQ(ir({"DFT", {int_attr("inverse", 1)}, {{"x", {"2", "10", "2"}}, {""}, integer("axis", 1)}, 20}),
            R"(%1 = dft(%0) axis=1 length=none inverse=true onesided=false name="y" : float32[2,10,2])");
  EXPECT_EQ(ir({"DFT", {}, {signal}, 20}), R"(%1 = dft(%0) axis=-2 length=none inverse=false onesided=false name="y" : float32[2,10,8,2])");
}

TEST(OnnxSignal, an_axis_or_a_length_that_a_run_computes) {
  EXPECT_EQ(ir({"DFT", {}, {signal, {""}, {"axis", {}, int64_type}}, 20}),
            R"(%2 = dft(%0, none, %1) axis=-2 length=none inverse=false onesided=false name="y" : float32[?,?,?,2])");
  EXPECT_EQ(ir({"DFT", {}, {signal, {"length", {}, int64_type}}, 20}),
            R"(%2 = dft(%0, %1) axis=-2 length=none inverse=false onesided=false name="y" : float32[2,10,?,2])");
  EXPECT_EQ(error_of({"DFT", {}, {signal, {""}, integer("axis", 3)}, 20}),
            "node 'y' (DFT, opset 20): y (dft): [dft_c1] axis: got 3, wanted another than the last");
}

TEST(OnnxSignal, frames) {
  const TestInput samples = {"x", {"1", "128", "1"}};
  EXPECT_EQ(ir({"STFT", {}, {samples, integer("step", 8), {""}, integer("length", 16)}, 17}),
            R"(%1 = stft(%0) frame_step=8 frame_length=16 onesided=true name="y" : float32[1,15,9,2])");
  EXPECT_EQ(ir({"STFT", {int_attr("onesided", 0)}, {samples, {"step", {}, int64_type}, {"window", {"16"}}}, 17}),
            R"(%3 = stft(%0, %2, %1) frame_step=1 frame_length=none onesided=false name="y" : float32[1,?,16,2])");
  EXPECT_EQ(error_of({"STFT", {}, {samples, integer("step", 0)}, 17}),
            "node 'y' (STFT, opset 17): y (stft): [stft_c2] frame_step: got 0, wanted 1 or more");
}

TEST(OnnxSignal, windows_of_cosines) {
  EXPECT_EQ(ir({"HannWindow", {}, {integer("size", 10)}, 17}),
            R"(%0 = cosine_window() kind="hann" size=10 periodic=true dtype="float32" name="y" : float32[10])");
  EXPECT_EQ(ir({"HammingWindow", {int_attr("output_datatype", double_element)}, {integer("size", 10)}, 17}),
            R"(%0 = cosine_window() kind="hamming" size=10 periodic=true dtype="float64" name="y" : float64[10])");
  EXPECT_EQ(ir({"BlackmanWindow", {int_attr("periodic", 0)}, {{"size", {}, int32_element}}, 17}),
            R"(%1 = cosine_window(%0) kind="blackman" size=1 periodic=false dtype="float32" name="y" : float32[?])");
  const TestNode in_integers = {"HannWindow", {int_attr("output_datatype", int32_element)}, {integer("size", 10)}, 17};
  EXPECT_EQ(ir(in_integers), R"(%0 = cosine_window() kind="hann" size=10 periodic=true dtype="float32" name="y.numbers" : float32[10]
%1 = cast(%0) to="int32" saturate=true power_rounding="up" name="y" : int32[10])");
  EXPECT_EQ(rewriting(in_integers), "in float32 and a cast");
  EXPECT_EQ(error_of({"HannWindow", {}, {integer("size", -1)}, 17}).substr(0, 31), "node 'y' (HannWindow, opset 17)");
}

TEST(OnnxSignal, the_mel_scale) {
  EXPECT_EQ(
      ir({"MelWeightMatrix",
          {},
          {integer("bins", 8), integer("length", 16), integer("rate", 8192), number("low", 0), number("high", 4096)},
          17}),
      R"(%0 = mel_weight_matrix() num_mel_bins=8 dft_length=16 sample_rate=8192 lower_edge_hertz=0.0 upper_edge_hertz=4096.0 dtype="float32" name="y" : float32[9,8])");
  EXPECT_EQ(error_of({"MelWeightMatrix",
                      {},
                      {integers("bins", {8, 9}), integer("length", 16), integer("rate", 8192), number("low", 0), number("high", 4096)},
                      17}),
            "node 'y' (MelWeightMatrix, opset 17): num_mel_bins has 2 elements, wanted 1");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
