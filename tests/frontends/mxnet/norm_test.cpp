#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetNorm, batch_norm_fixes_gamma_by_default) {
  EXPECT_EQ(
      ir("BatchNorm", {}, {{"data", {2, 4, 9, 10}}, {"g", {}}, {"b", {}}, {"m", {}}, {"v", {}}}),
      R"(%5 = batch_norm(%0, %1, %2, %3, %4) epsilon=0.001 axis=1 momentum=0.9 unbiased_running_var=false fix_gamma=true use_global_stats=false name="x" : float32[2,4,9,10])");
  EXPECT_EQ(parameters_of(import_of("BatchNorm", {}, {{"data", {2, 4, 9, 10}}, {"g", {}}, {"b", {}}, {"m", {}}, {"v", {}}}).graph),
            "g weight fixed float32[4]\n"
            "b bias trainable float32[4]\n"
            "m running_mean fixed float32[4]\n"
            "v running_var fixed float32[4]");
  EXPECT_EQ(
      parameters_of(
          import_of("BatchNorm", {{"fix_gamma", "False"}}, {{"data", {2, 4, 9, 10}}, {"g", {}}, {"b", {}}, {"m", {}}, {"v", {}}}).graph),
      "g weight trainable float32[4]\n"
      "b bias trainable float32[4]\n"
      "m running_mean fixed float32[4]\n"
      "v running_var fixed float32[4]");
}

TEST(MxnetNorm, batch_norm_reads_its_attributes) {
  EXPECT_EQ(
      ir("BatchNorm",
         {{"eps", "1e-05"}, {"momentum", "0.99"}, {"fix_gamma", "False"}, {"use_global_stats", "True"}, {"axis", "-1"}, {"cudnn_off", "0"}},
         {{"data", {2, 4, 9, 10}}, {"g", {}}, {"b", {}}, {"m", {}}, {"v", {}}}),
      R"(%5 = batch_norm(%0, %1, %2, %3, %4) epsilon=1e-05 axis=3 momentum=0.99 unbiased_running_var=false fix_gamma=false use_global_stats=true name="x" : float32[2,4,9,10])");
}

TEST(MxnetNorm, batch_norm_refuses_statistics) {
  EXPECT_EQ(refusal("BatchNorm", {{"output_mean_var", "True"}}, {{"data", {2, 4, 9, 10}}, {"g", {}}, {"b", {}}, {"m", {}}, {"v", {}}}),
            "output_mean_var=True (statistics as outputs) is not covered");
  EXPECT_EQ(error_of("BatchNorm", {{"axis", "4"}}, {{"data", {2, 4, 9, 10}}, {"g", {}}, {"b", {}}, {"m", {}}, {"v", {}}}),
            "node 'x' (BatchNorm): axis 4 is outside float32[2,4,9,10]");
  EXPECT_EQ(error_of("BatchNorm", {{"eps", "nan"}}, {{"data", {2, 4, 9, 10}}, {"g", {}}, {"b", {}}, {"m", {}}, {"v", {}}}),
            "node 'x' (BatchNorm): attribute 'eps': got 'nan', wanted a number");
}

TEST(MxnetNorm, layer_norm) {
  EXPECT_EQ(ir("LayerNorm", {{"axis", "-1"}, {"eps", "1e-06"}}, {{"data", {2, 4, 9, 10}}, {"g", {}}, {"b", {}}}),
            R"(%3 = layer_norm(%0, %1, %2) axis=3 epsilon=1e-06 name="x" : float32[2,4,9,10])");
  EXPECT_EQ(refusal("LayerNorm", {{"axis", "1"}}, {{"data", {2, 4, 9, 10}}, {"g", {}}, {"b", {}}}),
            "axis 1 of float32[2,4,9,10] is not covered, only the last");
}

TEST(MxnetNorm, group_norm_scales_groups) {
  EXPECT_EQ(ir("GroupNorm", {{"num_groups", "2"}}, {{"data", {2, 4, 9, 10}}, {"g", {}}, {"b", {}}}),
            R"(%3 = group_norm(%0, none, none) groups=2 epsilon=1e-05 name="x.normalized" : float32[2,4,9,10]
%4 = reshape(%3) shape=[d0,2,-1] name="x.grouped" : float32[2,2,180]
%5 = reshape(%1) shape=[2,1] name="x.gamma" : float32[2,1]
%6 = mul(%4, %5) name="x.scaled" : float32[2,2,180]
%7 = reshape(%2) shape=[2,1] name="x.beta" : float32[2,1]
%8 = add(%6, %7) name="x.shifted" : float32[2,2,180]
%9 = reshape(%8) shape=[d0,4,9,10] name="x" fixed=true : float32[2,4,9,10])");
  EXPECT_EQ(parameters_of(import_of("GroupNorm", {{"num_groups", "2"}}, {{"data", {2, 4, 9, 10}}, {"g", {}}, {"b", {}}}).graph),
            "g weight trainable float32[2]\n"
            "b bias trainable float32[2]");
}

TEST(MxnetNorm, instance_norm_and_lrn) {
  EXPECT_EQ(ir("InstanceNorm", {}, {{"data", {2, 4, 9, 10}}, {"g", {}}, {"b", {}}}),
            R"(%3 = instance_norm(%0, %1, %2) epsilon=0.001 name="x" : float32[2,4,9,10])");
  EXPECT_EQ(ir("LRN", {{"nsize", "5"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = lrn(%0) size=5 alpha=0.0001 beta=0.75 bias=2.0 name="x" : float32[2,4,9,10])");
  EXPECT_EQ(ir("LRN", {{"nsize", "3"}, {"alpha", "0.01"}, {"beta", "0.5"}, {"knorm", "1"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = lrn(%0) size=3 alpha=0.01 beta=0.5 bias=1.0 name="x" : float32[2,4,9,10])");
}

TEST(MxnetNorm, l2_normalization_modes) {
  EXPECT_EQ(ir("L2Normalization", {{"mode", "instance"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = l2_normalize(%0) axes=[1,2,3] epsilon=1e-10 name="x" : float32[2,4,9,10])");
  EXPECT_EQ(ir("L2Normalization", {{"mode", "channel"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = l2_normalize(%0) axes=[1] epsilon=1e-10 name="x" : float32[2,4,9,10])");
  EXPECT_EQ(ir("L2Normalization", {{"mode", "spatial"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = l2_normalize(%0) axes=[2,3] epsilon=1e-10 name="x" : float32[2,4,9,10])");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
