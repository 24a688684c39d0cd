#include <gtest/gtest.h>

#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetElementwise, one_operand) {
  EXPECT_EQ(ir("_copy", {}, {{"data", {3, 5}}}), R"(%1 = identity(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("negative", {}, {{"data", {3, 5}}}), R"(%1 = neg(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("round", {}, {{"data", {3, 5}}}), R"(%1 = round_away(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("fix", {}, {{"data", {3, 5}}}), R"(%1 = trunc(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("arccos", {}, {{"data", {3, 5}}}), R"(%1 = acos(%0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("degrees", {}, {{"data", {3, 5}}}), R"(%1 = constant() = [57.29578] : float32[]
%2 = mul(%0, %1) name="x" : float32[3,5])");
  EXPECT_EQ(ir("logical_not", {}, {{"data", {3, 5}}}), R"(%1 = constant() = [0.0] : float32[]
%2 = equal(%0, %1) name="x.is_zero" : bool[3,5]
%3 = cast(%2) to="float32" saturate=true power_rounding="up" name="x" : float32[3,5])");
}

TEST(MxnetElementwise, dropout_keeps_how_to_train) {
  EXPECT_EQ(ir("Dropout", {{"p", "0.3"}, {"axes", "(1,)"}, {"mode", "training"}}, {{"data", {2, 4, 9, 10}}}),
            R"(%1 = dropout(%0) rate=0.3 axes=[1] scaled=true name="x" : float32[2,4,9,10])");
  EXPECT_EQ(refusal("Dropout", {{"mode", "always"}}, {{"data", {2, 4, 9, 10}}}), "mode 'always' (random when predicting) is not covered");
}

TEST(MxnetElementwise, two_operands_and_older_names) {
  EXPECT_EQ(ir("elemwise_add", {}, {{"a", {2, 3}}, {"b", {2, 3}}}), R"(%2 = add(%0, %1) name="x" : float32[2,3])");
  EXPECT_EQ(ir("_Plus", {}, {{"a", {2, 3}}, {"b", {2, 3}}}), R"(%2 = add(%0, %1) name="x" : float32[2,3])");
  EXPECT_EQ(ir("_minus", {}, {{"a", {2, 3}}, {"b", {2, 3}}}), R"(%2 = sub(%0, %1) name="x" : float32[2,3])");
  EXPECT_EQ(ir("_Mul", {}, {{"a", {2, 3}}, {"b", {2, 3}}}), R"(%2 = mul(%0, %1) name="x" : float32[2,3])");
  EXPECT_EQ(ir("_Div", {}, {{"a", {2, 3}}, {"b", {2, 3}}}), R"(%2 = div(%0, %1) name="x" : float32[2,3])");
  EXPECT_EQ(ir("_Maximum", {}, {{"a", {2, 3}}, {"b", {2, 3}}}), R"(%2 = maximum(%0, %1) name="x" : float32[2,3])");
  EXPECT_EQ(ir("_Minimum", {}, {{"a", {2, 3}}, {"b", {2, 3}}}), R"(%2 = minimum(%0, %1) name="x" : float32[2,3])");
  EXPECT_EQ(ir("_Power", {}, {{"a", {2, 3}}, {"b", {2, 3}}}), R"(%2 = pow(%0, %1) name="x" : float32[2,3])");
  EXPECT_EQ(ir("broadcast_mul", {}, {{"a", {3, 1, 5}}, {"b", {1, 4, 5}}}), R"(%2 = mul(%0, %1) name="x" : float32[3,4,5])");
}

TEST(MxnetElementwise, comparisons_give_numbers) {
  EXPECT_EQ(ir("broadcast_greater", {}, {{"a", {3, 1, 5}}, {"b", {1, 4, 5}}}), R"(%2 = greater(%0, %1) name="x.truth" : bool[3,4,5]
%3 = cast(%2) to="float32" saturate=true power_rounding="up" name="x" : float32[3,4,5])");
  EXPECT_EQ(ir("_equal", {}, {{"a", {2}}, {"b", {2}}}), R"(%2 = equal(%0, %1) name="x.truth" : bool[2]
%3 = cast(%2) to="float32" saturate=true power_rounding="up" name="x" : float32[2])");
  EXPECT_EQ(ir("_lesser_scalar", {{"scalar", "0.5"}}, {{"data", {3, 5}}}), R"(%1 = constant() = [0.5] : float32[]
%2 = less(%0, %1) name="x.truth" : bool[3,5]
%3 = cast(%2) to="float32" saturate=true power_rounding="up" name="x" : float32[3,5])");
  EXPECT_EQ(ir("broadcast_logical_and", {}, {{"a", {2}}, {"b", {2}}}), R"(%2 = constant() = [0.0] : float32[]
%3 = not_equal(%0, %2) name="x.truth0" : bool[2]
%4 = constant() = [0.0] : float32[]
%5 = not_equal(%1, %4) name="x.truth1" : bool[2]
%6 = logical_and(%3, %5) name="x.truth" : bool[2]
%7 = cast(%6) to="float32" saturate=true power_rounding="up" name="x" : float32[2])");
}

TEST(MxnetElementwise, scalars_stand_on_the_side_they_are_said) {
  EXPECT_EQ(ir("_minus_scalar", {{"scalar", "1.5"}}, {{"data", {3, 5}}}), R"(%1 = constant() = [1.5] : float32[]
%2 = sub(%0, %1) name="x" : float32[3,5])");
  EXPECT_EQ(ir("_rminus_scalar", {{"scalar", "1.5"}}, {{"data", {3, 5}}}), R"(%1 = constant() = [1.5] : float32[]
%2 = sub(%1, %0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("_RDivScalar", {{"scalar", "2"}}, {{"data", {3, 5}}}), R"(%1 = constant() = [2.0] : float32[]
%2 = div(%1, %0) name="x" : float32[3,5])");
  EXPECT_EQ(ir("_rpower_scalar", {{"scalar", "2"}, {"is_int", "True"}}, {{"data", {3, 5}}}), R"(%1 = constant() = [2.0] : float32[]
%2 = pow(%1, %0) name="x" : float32[3,5])");
  EXPECT_EQ(error_of("_plus_scalar", {{"scalar", "nan"}}, {{"data", {3, 5}}}),
            "node 'x' (_plus_scalar): attribute 'scalar': got 'nan', wanted a number");
}

TEST(MxnetElementwise, sums_of_many) {
  EXPECT_EQ(ir("add_n", {{"num_args", "3"}}, {{"a", {2}}, {"b", {2}}, {"c", {2}}}), R"(%3 = add(%0, %1) name="x.sum1" : float32[2]
%4 = add(%3, %2) name="x" : float32[2])");
  EXPECT_EQ(ir("ElementWiseSum", {{"num_args", "1"}}, {{"a", {2}}}), R"(%1 = identity(%0) name="x" : float32[2])");
  EXPECT_EQ(rewriting("add_n", {}, {{"a", {2}}, {"b", {2}}}), "a chain of additions");
}

TEST(MxnetElementwise, casts) {
  EXPECT_EQ(ir("Cast", {{"dtype", "int32"}}, {{"data", {3, 5}}}),
            R"(%1 = cast(%0) to="int32" saturate=true power_rounding="up" name="x" : int32[3,5])");
  EXPECT_EQ(ir("amp_cast", {{"dtype", "float16"}}, {{"data", {3, 5}}}),
            R"(%1 = cast(%0) to="float16" saturate=true power_rounding="up" name="x" : float16[3,5])");
  EXPECT_EQ(refusal("Cast", {{"dtype", "complex64"}}, {{"data", {3, 5}}}), "dtype 'complex64' is no type of the IR");
}

TEST(MxnetElementwise, where_picks_elements_or_rows) {
  EXPECT_EQ(ir("where", {}, {{"c", {3, 5}}, {"a", {3, 5}}, {"b", {3, 5}}}), R"(%3 = constant() = [0.0] : float32[]
%4 = not_equal(%0, %3) name="x.condition" : bool[3,5]
%5 = where(%4, %1, %2) name="x" : float32[3,5])");
  EXPECT_EQ(ir("where", {}, {{"c", {3}}, {"a", {3, 5}}, {"b", {3, 5}}}), R"(%3 = reshape(%0) shape=[d0,1] name="x.rows" : float32[3,1]
%4 = constant() = [0.0] : float32[]
%5 = not_equal(%3, %4) name="x.condition" : bool[3,1]
%6 = where(%5, %1, %2) name="x" : float32[3,5])");
}

TEST(MxnetElementwise, filled_like_never_reads_the_data) {
  EXPECT_EQ(ir("zeros_like", {}, {{"data", {3, 5}}}), R"(%1 = constant() = [false] : bool[]
%2 = constant() = [0.0] : float32[]
%3 = where(%1, %0, %2) name="x" : float32[3,5])");
  EXPECT_EQ(ir("ones_like", {}, {{"data", {3, 5}}}), R"(%1 = constant() = [false] : bool[]
%2 = constant() = [1.0] : float32[]
%3 = where(%1, %0, %2) name="x" : float32[3,5])");
}

TEST(MxnetElementwise, smooth_l1_and_div_sqrt_dim) {
  EXPECT_EQ(ir("smooth_l1", {{"scalar", "2"}}, {{"data", {3, 5}}}), R"(%1 = abs(%0) name="x.abs" : float32[3,5]
%2 = constant() = [0.125] : float32[]
%3 = sub(%1, %2) name="x.linear" : float32[3,5]
%4 = square(%0) name="x.square" : float32[3,5]
%5 = constant() = [2.0] : float32[]
%6 = mul(%4, %5) name="x.parabola" : float32[3,5]
%7 = constant() = [0.25] : float32[]
%8 = greater(%1, %7) name="x.is_large" : bool[3,5]
%9 = where(%8, %3, %6) name="x" : float32[3,5])");
  EXPECT_EQ(ir("_contrib_div_sqrt_dim", {}, {{"data", {3, 5}}}), R"(%1 = constant() = [2.236068] : float32[]
%2 = div(%0, %1) name="x" fixed=true : float32[3,5])");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
