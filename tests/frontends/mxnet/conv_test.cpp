#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetConv, convolution_takes_shapes_of_parameters_from_its_attributes) {
  EXPECT_EQ(ir("Convolution",
               {{"kernel", "(3, 3)"},
                {"num_filter", "6"},
                {"stride", "(2, 1)"},
                {"pad", "(1, 2)"},
                {"dilate", "(2,1)"},
                {"layout", "NCHW"},
                {"workspace", "1024"},
                {"cudnn_tune", "off"}},
               {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}),
            R"(%3 = conv(%0, %1, %2) strides=[2,1] pads=[1,2,1,2] dilations=[2,1] groups=1 name="x" : float32[2,6,4,12])");
  EXPECT_EQ(parameters_of(import_of("Convolution", {{"kernel", "(3, 3)"}, {"num_filter", "6"}, {"num_group", "2"}},
                                    {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}})
                              .graph),
            "w weight trainable float32[6,2,3,3]\n"
            "b bias trainable float32[6]");
}

TEST(MxnetConv, convolution_without_bias) {
  EXPECT_EQ(ir("Convolution", {{"kernel", "(3, 3)"}, {"num_filter", "6"}, {"no_bias", "True"}}, {{"data", {2, 4, 9, 10}}, {"w", {}}}),
            R"(%2 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=1 name="x" : float32[2,6,7,8])");
}

TEST(MxnetConv, convolution_in_one_dimension) {
  EXPECT_EQ(ir("Convolution", {{"kernel", "(3,)"}, {"num_filter", "5"}, {"stride", "[2]"}}, {{"data", {2, 4, 9}}, {"w", {}}, {"b", {}}}),
            R"(%3 = conv(%0, %1, %2) strides=[2] pads=[0,0] dilations=[1] groups=1 name="x" : float32[2,5,4])");
}

TEST(MxnetConv, convolution_says_what_is_wrong_with_an_attribute) {
  EXPECT_EQ(error_of("Convolution", {{"kernel", "(3, x)"}, {"num_filter", "6"}}, {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}),
            "node 'x' (Convolution): attribute 'kernel': got '(3, x)', wanted a tuple of integers");
  EXPECT_EQ(error_of("Convolution", {{"kernel", "(3, 3)"}}, {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}),
            "node 'x' (Convolution): attribute 'num_filter' is missing");
  EXPECT_EQ(error_of("Convolution", {{"kernel", "(3, 3)"}, {"num_filter", "6"}, {"stride", "(2, 2, 2)"}},
                     {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}),
            "node 'x' (Convolution): attribute 'stride' has 3 entries, wanted 2 as the kernel has");
  EXPECT_EQ(error_of("Convolution", {{"kernel", "(3, 3)"}, {"num_filter", "6"}, {"num_group", "0"}},
                     {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}),
            "node 'x' (Convolution): attribute 'num_group' is 0, wanted at least 1");
  EXPECT_EQ(error_of("Convolution", {{"kernel", "(3, 3)"}, {"num_filter", "6"}, {"num_group", "3"}},
                     {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}),
            "node 'x' (Convolution): x (conv): [conv_c3] weight channels times groups: got 3, wanted 4");
  EXPECT_EQ(error_of("Convolution", {{"kernel", "(3, nan)"}, {"num_filter", "6"}}, {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}),
            "node 'x' (Convolution): attribute 'kernel': got '(3, nan)', wanted a tuple of integers");
  EXPECT_EQ(error_of("Convolution", {{"kernel", "(99999999999999999999, 3)"}, {"num_filter", "6"}},
                     {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}),
            "node 'x' (Convolution): attribute 'kernel': got '(99999999999999999999, 3)', wanted a tuple of integers");
}

TEST(MxnetConv, convolution_refuses_other_layouts_and_unknown_attributes) {
  EXPECT_EQ(refusal("Convolution", {{"kernel", "(3, 3)"}, {"num_filter", "6"}, {"layout", "NHWC"}},
                    {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}),
            "layout 'NHWC' is not covered, only None, NCW, NCHW, NCDHW");
  EXPECT_EQ(
      refusal("Convolution", {{"kernel", "(3, 3)"}, {"num_filter", "6"}, {"spin", "2"}}, {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}}),
      "attribute 'spin' is not known");
}

TEST(MxnetConv, deconvolution_has_no_bias_by_default) {
  EXPECT_EQ(
      ir("Deconvolution",
         {{"kernel", "(4, 4)"}, {"num_filter", "6"}, {"stride", "(2, 2)"}, {"pad", "(1, 1)"}, {"adj", "(1, 0)"}, {"num_group", "2"}},
         {{"data", {2, 4, 9, 10}}, {"w", {}}}),
      R"(%2 = conv_transpose(%0, %1, none) strides=[2,2] pads=[1,1,1,1] dilations=[1,1] output_padding=[1,0] groups=2 name="x" : float32[2,6,19,20])");
  EXPECT_EQ(parameters_of(import_of("Deconvolution", {{"kernel", "(4, 4)"}, {"num_filter", "6"}, {"num_group", "2"}, {"no_bias", "False"}},
                                    {{"data", {2, 4, 9, 10}}, {"w", {}}, {"b", {}}})
                              .graph),
            "w weight trainable float32[4,3,4,4]\n"
            "b bias trainable float32[6]");
}

TEST(MxnetConv, deconvolution_turns_a_target_into_padding) {
  EXPECT_EQ(
      ir("Deconvolution", {{"kernel", "(4, 4)"}, {"num_filter", "4"}, {"stride", "(2, 3)"}, {"target_shape", "(17, 28)"}},
         {{"data", {2, 4, 9, 10}}, {"w", {}}}),
      R"(%2 = conv_transpose(%0, %1, none) strides=[2,3] pads=[2,2,2,2] dilations=[1,1] output_padding=[1,1] groups=1 name="x" fixed=true : float32[2,4,17,28])");
  EXPECT_EQ(error_of("Deconvolution", {{"kernel", "(4, 4)"}, {"num_filter", "4"}, {"stride", "(2, 2)"}, {"target_shape", "(170, 28)"}},
                     {{"data", {2, 4, 9, 10}}, {"w", {}}}),
            "node 'x' (Deconvolution): attribute 'target_shape' asks for 170, at most 20 are made");
}

TEST(MxnetConv, up_sampling_to_the_nearest_is_a_resize) {
  EXPECT_EQ(
      ir("UpSampling", {{"scale", "2"}, {"sample_type", "nearest"}, {"num_args", "1"}}, {{"data", {2, 4, 9, 10}}}),
      R"(%1 = resize(%0) sizes=[] scales=[2.0,2.0] mode="nearest" coordinates="asymmetric" nearest="floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="x" : float32[2,4,18,20])");
}

TEST(MxnetConv, bilinear_up_sampling_is_a_transposed_convolution) {
  EXPECT_EQ(
      ir("UpSampling", {{"scale", "3"}, {"sample_type", "bilinear"}, {"num_args", "2"}, {"num_filter", "4"}},
         {{"data", {2, 4, 9, 10}}, {"x_weight", {}}}),
      R"(%2 = conv_transpose(%0, %1, none) strides=[3,3] pads=[1,1,1,1] dilations=[1,1] output_padding=[0,0] groups=4 name="x" : float32[2,4,27,30])");
  EXPECT_EQ(error_of("UpSampling", {{"scale", "2"}}, {{"data", {2, 4, 9, 10}}}),
            "node 'x' (UpSampling): attribute 'sample_type' is missing");
}

TEST(MxnetConv, up_sampling_joins_several_inputs) {
  EXPECT_EQ(
      ir("UpSampling", {{"scale", "2"}, {"sample_type", "nearest"}, {"num_args", "2"}}, {{"a", {1, 2, 4, 4}}, {"b", {1, 3, 2, 2}}}),
      R"(%2 = resize(%0) sizes=[] scales=[2.0,2.0] mode="nearest" coordinates="asymmetric" nearest="floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="x.scaled0" : float32[1,2,8,8]
%3 = resize(%1) sizes=[] scales=[4.0,4.0] mode="nearest" coordinates="asymmetric" nearest="floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="x.scaled1" : float32[1,3,8,8]
%4 = concat(%2, %3) axis=1 name="x" : float32[1,5,8,8])");
  EXPECT_EQ(
      ir("UpSampling", {{"scale", "2"}, {"sample_type", "nearest"}, {"num_args", "2"}, {"multi_input_mode", "sum"}},
         {{"a", {1, 2, 4, 4}}, {"b", {1, 2, 8, 8}}}),
      R"(%2 = resize(%0) sizes=[] scales=[2.0,2.0] mode="nearest" coordinates="asymmetric" nearest="floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="x.scaled0" : float32[1,2,8,8]
%3 = resize(%1) sizes=[] scales=[1.0,1.0] mode="nearest" coordinates="asymmetric" nearest="floor" cubic_coefficient=-0.75 antialias=false exclude_outside=false roi=[] outside_value=0.0 name="x.scaled1" : float32[1,2,8,8]
%4 = add(%2, %3) name="x" : float32[1,2,8,8])");
}

TEST(MxnetConv, a_target_that_overflows) {
  EXPECT_EQ(error_of("Deconvolution",
                     {{"kernel", "(4, 4)"}, {"num_filter", "4"}, {"stride", "(9223372036854775807, 2)"}, {"target_shape", "(17, 28)"}},
                     {{"data", {2, 4, 9, 10}}, {"w", {}}}),
            "node 'x' (Deconvolution): shape overflow: a dimension does not fit 64 bits");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
