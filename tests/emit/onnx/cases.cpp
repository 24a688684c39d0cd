#include "tests/emit/onnx/cases.h"

namespace nnfront::test {

std::vector<WrittenCase> written_cases() {
  return {
      {"relu", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = relu(%0)
output "y" %9)"},
      {"sigmoid", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = sigmoid(%0)
output "y" %9)"},
      {"silu", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = silu(%0)
output "y" %9)"},
      {"hard_swish", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = hard_swish(%0)
output "y" %9)"},
      {"tanh", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = tanh(%0)
output "y" %9)"},
      {"softsign", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = softsign(%0)
output "y" %9)"},
      {"mish", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = mish(%0)
output "y" %9)"},
      {"abs", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = abs(%0)
output "y" %9)"},
      {"neg", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = neg(%0)
output "y" %9)"},
      {"sign", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = sign(%0)
output "y" %9)"},
      {"square", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = square(%0)
output "y" %9)"},
      {"exp", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = exp(%0)
output "y" %9)"},
      {"sqrt", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = sqrt(%0)
output "y" %9)"},
      {"reciprocal", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reciprocal(%0)
output "y" %9)"},
      {"floor", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = floor(%0)
output "y" %9)"},
      {"ceil", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = ceil(%0)
output "y" %9)"},
      {"round", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = round(%0)
output "y" %9)"},
      {"round_away", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = round_away(%0)
output "y" %9)"},
      {"round_half_down", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = round_half_down(%0)
output "y" %9)"},
      {"trunc", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = trunc(%0)
output "y" %9)"},
      {"sin", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = sin(%0)
output "y" %9)"},
      {"cos", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = cos(%0)
output "y" %9)"},
      {"tan", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = tan(%0)
output "y" %9)"},
      {"asin", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = asin(%0)
output "y" %9)"},
      {"acos", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = acos(%0)
output "y" %9)"},
      {"atan", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = atan(%0)
output "y" %9)"},
      {"sinh", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = sinh(%0)
output "y" %9)"},
      {"cosh", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = cosh(%0)
output "y" %9)"},
      {"asinh", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = asinh(%0)
output "y" %9)"},
      {"erf", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = erf(%0)
output "y" %9)"},
      {"is_nan", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = is_nan(%0)
output "y" %9)"},
      {"is_inf", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = is_inf(%0)
output "y" %9)"},
      {"identity", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = identity(%0)
output "y" %9)"},
      {"dropout", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = dropout(%0)
output "y" %9)"},
      {"expm1", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = expm1(%0)
output "y" %9)"},
      {"cbrt", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = cbrt(%0)
output "y" %9)"},
      {"rcbrt", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = rcbrt(%0)
output "y" %9)"},
      {"shape_of", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = shape_of(%0)
output "y" %9)"},
      {"global_max_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = global_max_pool(%0)
output "y" %9)"},
      {"global_average_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = global_average_pool(%0)
output "y" %9)"},
      {"non_zero", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = non_zero(%0)
output "y" %9)"},
      {"log", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = exp(%0)
%9 = log(%1)
output "y" %9)",
       1e-05},
      {"log1p", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = exp(%0)
%9 = log1p(%1)
output "y" %9)",
       1e-05},
      {"log2", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = exp(%0)
%9 = log2(%1)
output "y" %9)",
       1e-05},
      {"log10", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = exp(%0)
%9 = log10(%1)
output "y" %9)",
       1e-05},
      {"rsqrt", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = exp(%0)
%9 = rsqrt(%1)
output "y" %9)"},
      {"acosh", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = exp(%0)
%2 = add(%1, %1)
%3 = constant() = [1] : float32[]
%4 = add(%2, %3)
%9 = acosh(%4)
output "y" %9)"},
      {"atanh", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = atanh(%0)
output "y" %9)"},
      {"leaky_relu", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = leaky_relu(%0) alpha=0.3
output "y" %9)"},
      {"thresholded_relu", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = thresholded_relu(%0) alpha=0.2
output "y" %9)"},
      {"shrink", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = shrink(%0) lambda=0.3 bias=0.1
output "y" %9)"},
      {"elu", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = elu(%0) alpha=0.7
output "y" %9)"},
      {"celu", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = celu(%0) alpha=0.7
output "y" %9)"},
      {"selu", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = selu(%0)
output "y" %9)"},
      {"gelu", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = gelu(%0)
output "y" %9)"},
      {"gelu", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = gelu(%0) form="tanh"
output "y" %9)"},
      {"hard_sigmoid", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = hard_sigmoid(%0) alpha=0.3 beta=0.4
output "y" %9)"},
      {"swish", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = swish(%0) alpha=1.7
output "y" %9)"},
      {"softplus", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = softplus(%0)
output "y" %9)"},
      {"softplus", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = softplus(%0) beta=2.0
output "y" %9)"},
      {"clip", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = clip(%0) min=-0.5
output "y" %9)"},
      {"clip", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = clip(%0) min=-0.5 max=0.25
output "y" %9)"},
      {"softmax", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = softmax(%0) axis=1
output "y" %9)"},
      {"softmax", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = softmax(%0) axis=2 temperature=3.0
output "y" %9)"},
      {"log_softmax", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = log_softmax(%0) axis=3
output "y" %9)"},
      {"hardmax", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = hardmax(%0) axis=1
output "y" %9)"},
      {"prelu", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = parameter() key="s" = random(1) : float32[3]
%9 = prelu(%0, %1)
output "y" %9)"},
      {"add", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = add(%0, %1)
output "y" %9)"},
      {"sub", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = sub(%0, %1)
output "y" %9)"},
      {"mul", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = mul(%0, %1)
output "y" %9)"},
      {"div", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = div(%0, %1)
output "y" %9)"},
      {"minimum", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = minimum(%0, %1)
output "y" %9)"},
      {"maximum", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = maximum(%0, %1)
output "y" %9)"},
      {"equal", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = equal(%0, %1)
output "y" %9)"},
      {"not_equal", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = not_equal(%0, %1)
output "y" %9)"},
      {"less", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = less(%0, %1)
output "y" %9)"},
      {"less_equal", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = less_equal(%0, %1)
output "y" %9)"},
      {"greater", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = greater(%0, %1)
output "y" %9)"},
      {"greater_equal", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = greater_equal(%0, %1)
output "y" %9)"},
      {"pow", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = exp(%0)
%9 = pow(%1, %0)
output "y" %9)"},
      {"mod", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = mod(%0, %1)
output "y" %9)"},
      {"mod", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%9 = mod(%0, %1) rounding="truncate"
output "y" %9)"},
      {"bit_and", R"(%0 = input() name="x" : int32[2,3]
%1 = input() name="z" : int32[3]
%9 = bit_and(%0, %1)
output "y" %9)"},
      {"bit_or", R"(%0 = input() name="x" : int32[2,3]
%1 = input() name="z" : int32[3]
%9 = bit_or(%0, %1)
output "y" %9)"},
      {"bit_xor", R"(%0 = input() name="x" : int32[2,3]
%1 = input() name="z" : int32[3]
%9 = bit_xor(%0, %1)
output "y" %9)"},
      {"bit_not", R"(%0 = input() name="x" : int32[2,3]
%9 = bit_not(%0)
output "y" %9)"},
      {"bit_shift", R"(%0 = input() name="x" : uint32[2,3]
%1 = constant() = [1, 2, 3] : uint32[3]
%9 = bit_shift(%0, %1) direction="right"
output "y" %9)"},
      {"logical_and", R"(%0 = input() name="x" : bool[2,3]
%1 = input() name="z" : bool[3]
%9 = logical_and(%0, %1)
output "y" %9)"},
      {"logical_or", R"(%0 = input() name="x" : bool[2,3]
%1 = input() name="z" : bool[3]
%9 = logical_or(%0, %1)
output "y" %9)"},
      {"logical_xor", R"(%0 = input() name="x" : bool[2,3]
%1 = input() name="z" : bool[3]
%9 = logical_xor(%0, %1)
output "y" %9)"},
      {"logical_not", R"(%0 = input() name="x" : bool[2,3]
%9 = logical_not(%0)
output "y" %9)"},
      {"where", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[3,1,5]
%2 = less(%0, %1)
%9 = where(%2, %0, %1)
output "y" %9)"},
      {"cast", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = cast(%0) to="int32"
output "y" %9)"},
      {"cast", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = cast(%0) to="float16"
output "y" %9)"},
      {"conv", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = parameter() key="w" = random(1) : float32[6,1,3,2]
%2 = parameter() key="b" = random(2) : float32[6]
%9 = conv(%0, %1, %2) strides=[2,1] pads=[1,0,2,1] dilations=[1,2] groups=3
output "y" %9)"},
      {"conv_transpose", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = parameter() key="w" = random(1) : float32[3,2,3,3]
%9 = conv_transpose(%0, %1, none) strides=[2,2] pads=[1,0,1,0] dilations=[1,1] output_padding=[1,0]
output "y" %9)"},
      {"max_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = max_pool(%0) kernel=[3,2] strides=[2,1] pads=[1,0,1,1] dilations=[1,1]
output "y" %9)"},
      {"max_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = max_pool(%0) kernel=[2,2] strides=[1,1] pads=[0,0,0,0] dilations=[2,1]
output "y" %9)"},
      {"max_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = max_pool(%0) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1] rounding="ceil_inside"
output "y" %9)"},
      {"max_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = max_pool(%0) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1] rounding="ceil"
output "y" %9)"},
      {"average_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = average_pool(%0) kernel=[3,2] strides=[2,1] pads=[1,0,1,1] dilations=[1,1]
output "y" %9)"},
      {"average_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = average_pool(%0) kernel=[3,2] strides=[2,1] pads=[1,0,1,1] dilations=[1,1] count_include_pad=true
output "y" %9)"},
      {"lp_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = lp_pool(%0) kernel=[2,2] strides=[1,2] pads=[0,0,0,0] dilations=[1,1] p=2
output "y" %9)"},
      {"global_lp_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = global_lp_pool(%0) p=1
output "y" %9)"},
      {"adaptive_average_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = adaptive_average_pool(%0) output_size=[2,5]
output "y" %9)"},
      {"adaptive_average_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = adaptive_average_pool(%0) output_size=[1,1]
output "y" %9)"},
      {"adaptive_max_pool", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = adaptive_max_pool(%0) output_size=[2,1]
output "y" %9)"},
      {"batch_norm", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = parameter() key="gamma" = random(1) : float32[3]
%2 = parameter() key="beta" = random(2) : float32[3]
%3 = parameter() key="mean" = random(3) : float32[3]
%4 = parameter() key="var" = [0.5, 1, 2] : float32[3]
%9 = batch_norm(%0, %1, %2, %3, %4) epsilon=0.001
output "y" %9)"},
      {"batch_norm", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = parameter() key="gamma" = random(1) : float32[3]
%2 = parameter() key="beta" = random(2) : float32[3]
%3 = parameter() key="mean" = random(3) : float32[3]
%4 = parameter() key="var" = [0.5, 1, 2] : float32[3]
%9 = batch_norm(%0, %1, %2, %3, %4) fix_gamma=true
output "y" %9)"},
      {"layer_norm", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = parameter() key="gamma" = random(1) : float32[5]
%2 = parameter() key="beta" = random(2) : float32[5]
%9 = layer_norm(%0, %1, %2) axis=-1
output "y" %9)",
       1e-05},
      {"layer_norm", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = layer_norm(%0, none, none) axis=3
output "y" %9)",
       1e-05},
      {"rms_norm", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = parameter() key="gamma" = random(1) : float32[5]
%2 = parameter() key="beta" = random(2) : float32[5]
%9 = rms_norm(%0, %1) axis=-1
output "y" %9)"},
      {"rms_norm", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = rms_norm(%0) axis=2
output "y" %9)"},
      {"group_norm", R"(%0 = input() name="x" : float32[2,6,4]
%1 = parameter() key="gamma" = random(1) : float32[6]
%2 = parameter() key="beta" = random(2) : float32[6]
%9 = group_norm(%0, %1, %2) groups=3
output "y" %9)"},
      {"group_norm", R"(%0 = input() name="x" : float32[2,6,4]
%9 = group_norm(%0, none, none) groups=2
output "y" %9)"},
      {"instance_norm", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = parameter() key="gamma" = random(1) : float32[3]
%2 = parameter() key="beta" = random(2) : float32[3]
%9 = instance_norm(%0, %1, %2)
output "y" %9)"},
      {"lrn", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = lrn(%0) size=3 alpha=0.1
output "y" %9)"},
      {"l2_normalize", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = l2_normalize(%0) axes=[1]
output "y" %9)"},
      {"lp_normalize", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = lp_normalize(%0) p=1 axis=2
output "y" %9)"},
      {"dense", R"(%0 = input() name="x" : float32[2,5]
%1 = parameter() key="w" = random(1) : float32[3,5]
%2 = parameter() key="b" = random(2) : float32[3]
%9 = dense(%0, %1, %2)
output "y" %9)"},
      {"dense", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = parameter() key="w" = random(1) : float32[3,5]
%9 = dense(%0, %1, none)
output "y" %9)"},
      {"matmul", R"(%0 = input() name="x" : float32[2,4,5]
%1 = input() name="z" : float32[2,3,5]
%9 = matmul(%0, %1) transpose_b=true
output "y" %9)"},
      {"matmul", R"(%0 = input() name="x" : float32[2,5,4]
%1 = input() name="z" : float32[5,3]
%9 = matmul(%0, %1) transpose_a=true
output "y" %9)"},
      {"einsum", R"(%0 = input() name="x" : float32[2,4,5]
%1 = input() name="z" : float32[2,3,5]
%9 = einsum(%0, %1) equation="bij,bkj->bik"
output "y" %9)"},
      {"det", R"(%0 = input() name="x" : float32[2,3,3]
%9 = det(%0)
output "y" %9)",
       1e-05},
      {"reduce_sum", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reduce_sum(%0) axes=[1,-1]
output "y" %9)"},
      {"reduce_mean", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reduce_mean(%0) axes=[1,-1]
output "y" %9)"},
      {"reduce_prod", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reduce_prod(%0) axes=[1,-1]
output "y" %9)"},
      {"reduce_min", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reduce_min(%0) axes=[1,-1]
output "y" %9)"},
      {"reduce_max", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reduce_max(%0) axes=[1,-1]
output "y" %9)"},
      {"reduce_l1", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reduce_l1(%0) axes=[1,-1]
output "y" %9)"},
      {"reduce_l2", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reduce_l2(%0) axes=[1,-1]
output "y" %9)"},
      {"reduce_log_sum_exp", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reduce_log_sum_exp(%0) axes=[1,-1]
output "y" %9)"},
      {"reduce_mean", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reduce_mean(%0) keep_dims=true
output "y" %9)"},
      {"reduce_sum", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reduce_sum(%0) axes=[2] keep_dims=true
output "y" %9)"},
      {"argmin", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = argmin(%0) axis=1
output "y" %9)"},
      {"argmax", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = argmax(%0) axis=-1 keep_dims=true last=true
output "y" %9)"},
      {"topk", R"(%0 = input() name="x" : float32[2,3,4,5]
%9:2 = topk(%0) k=2 axis=1
output "y" %9
output "z" %9:1)"},
      {"topk", R"(%0 = input() name="x" : float32[2,3,4,5]
%9:2 = topk(%0) k=3 axis=-1 largest=false
output "y" %9
output "z" %9:1)"},
      {"sort", R"(%0 = input() name="x" : float32[2,3,4,5]
%9:2 = sort(%0) axis=2
output "y" %9
output "z" %9:1)"},
      {"sort", R"(%0 = input() name="x" : float32[2,3,4,5]
%9:2 = sort(%0) axis=-1 descending=true
output "y" %9
output "z" %9:1)"},
      {"cumsum", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = cumsum(%0) axis=2 exclusive=true reverse=true
output "y" %9)"},
      {"reshape", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reshape(%0) shape=[d0,-1]
output "y" %9)"},
      {"reshape", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reshape(%0) shape=[d0*d1,4,5]
output "y" %9)"},
      {"reshape", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reshape(%0) shape=[6,20]
output "y" %9)"},
      {"reshape", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = reshape(%0) shape=[d1,d0,d2*d3]
output "y" %9)"},
      {"squeeze", R"(%0 = input() name="x" : float32[2,1,3,1]
%9 = squeeze(%0) axes=[1]
output "y" %9)"},
      {"squeeze", R"(%0 = input() name="x" : float32[2,1,3,1]
%9 = squeeze(%0)
output "y" %9)"},
      {"unsqueeze", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = unsqueeze(%0) axes=[0,-1]
output "y" %9)"},
      {"broadcast_to", R"(%0 = input() name="x" : float32[3,1,5]
%9 = broadcast_to(%0) shape=[2,3,4,5]
output "y" %9)"},
      {"broadcast_to", R"(%0 = input() name="x" : float32[3,1]
%9 = broadcast_to(%0) shape=[d0*2,d0,7]
output "y" %9)"},
      {"transpose", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = transpose(%0) permutation=[0,2,3,1]
output "y" %9)"},
      {"depth_to_space", R"(%0 = input() name="x" : float32[1,8,2,3]
%9 = depth_to_space(%0) block=2
output "y" %9)"},
      {"depth_to_space", R"(%0 = input() name="x" : float32[1,8,2,3]
%9 = depth_to_space(%0) block=2 order="column_row_depth"
output "y" %9)"},
      {"space_to_depth", R"(%0 = input() name="x" : float32[1,2,4,6]
%9 = space_to_depth(%0) block=2
output "y" %9)"},
      {"concat", R"(%0 = input() name="x" : float32[2,3]
%1 = input() name="z" : float32[2,3]
%9 = concat(%0, %1) axis=1
output "y" %9)"},
      {"stack", R"(%0 = input() name="x" : float32[2,3]
%1 = input() name="z" : float32[2,3]
%9 = stack(%0, %1) axis=-1
output "y" %9)"},
      {"one_hot", R"(%0 = constant() = [-1, 0, 2, 5] : int32[4]
%9 = one_hot(%0) depth=3 on=2.0 off=-1.0
output "y" %9)"},
      {"arange", R"(%9 = arange() start=1.0 stop=4.0 step=0.5
output "y" %9)"},
      {"split", R"(%0 = input() name="x" : float32[2,3,4,5]
%9:2 = split(%0) axis=3 sizes=[2,3]
output "y" %9
output "z" %9:1)"},
      {"split", R"(%0 = input() name="x" : float32[2,3,4,5]
%9:2 = split(%0) axis=2 parts=2
output "y" %9
output "z" %9:1)"},
      {"slice", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = slice(%0) axes=[1,3] starts=[0,4] stops=[2,0] steps=[1,-2]
output "y" %9)"},
      {"slice", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = slice(%0) starts=[1] stops=[2]
output "y" %9)"},
      {"flip", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = flip(%0) axes=[1,3]
output "y" %9)"},
      {"gather", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = constant() = [2, -1, 0] : int64[3]
%9 = gather(%0, %1) axis=1
output "y" %9)"},
      {"gather", R"(%0 = input() name="x" : float32[2,3]
%1 = constant() = [-4, 9] : int64[2]
%9 = gather(%0, %1) axis=1 clip=true
output "y" %9)"},
      {"tile", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = tile(%0) repeats=[1,2,1,3]
output "y" %9)"},
      {"pad", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = pad(%0) pads=[0,0,1,2,0,0,0,1] value=0.5
output "y" %9)"},
      {"pad", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = pad(%0) pads=[1,1,2,0] axes=[2,3] mode="reflect"
output "y" %9)"},
      {"pad", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = pad(%0) pads=[0,0,1,2,0,0,0,1] mode="edge"
output "y" %9)"},
      {"pad", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = pad(%0) pads=[0,0,1,2,0,0,0,1] mode="wrap"
output "y" %9)"},
      {"resize", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = resize(%0) sizes=[7,9] mode="linear"
output "y" %9)"},
      {"resize", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = resize(%0) scales=[2.0,2.0] coordinates="asymmetric" nearest="floor"
output "y" %9)"},
      {"resize", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = resize(%0) sizes=[8,10] mode="cubic" coordinates="align_corners"
output "y" %9)"},
      {"resize", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = resize(%0) scales=[1.5,2.5] mode="linear" coordinates="half_pixel_or_zero"
output "y" %9)"},
      {"gather_elements", R"(%0 = input() name="x" : float32[2,3]
%1 = constant() = [0, -1, 2, 1] : int64[2,2]
%9 = gather_elements(%0, %1) axis=1
output "y" %9)"},
      {"gather_nd", R"(%0 = input() name="x" : float32[2,3,4]
%1 = constant() = [0, 1, 1, 2] : int64[2,2]
%9 = gather_nd(%0, %1)
output "y" %9)"},
      {"scatter_elements", R"(%0 = input() name="x" : float32[2,3]
%1 = constant() = [0, 1, 2, 1] : int64[2,2]
%2 = input() name="u" : float32[2,2]
%9 = scatter_elements(%0, %1, %2) axis=1 reduction="add"
output "y" %9)"},
      {"scatter_nd", R"(%0 = input() name="x" : float32[2,3,4]
%1 = constant() = [1, 2] : int64[1,2]
%2 = input() name="u" : float32[1,4]
%9 = scatter_nd(%0, %1, %2)
output "y" %9)"},
      {"compress", R"(%0 = input() name="x" : float32[2,3]
%1 = constant() = [true, false, true] : bool[3]
%9 = compress(%0, %1) axis=1
output "y" %9)"},
      {"trilu", R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = trilu(%0) upper=false k=1
output "y" %9)"},
  };
}

}  // namespace nnfront::test
