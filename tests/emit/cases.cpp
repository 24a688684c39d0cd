#include "tests/emit/cases.h"

#include <fmt/format.h>

#include "executor/executor.h"
#include "ir/elements.h"
#include "ir/text.h"
#include "ops/op_table.h"
#include "tests/emit/cases_of_layers.h"

namespace nnfront::test {

namespace {

// Of x float32[2,3,4,5], with attributes.
struct OnX {
  std::string_view op;
  std::string_view attributes = "";
  double limit = 1e-6;
};

constexpr OnX on_x[] = {
    {"relu"},
    {"sigmoid"},
    {"silu"},
    {"hard_swish"},
    {"tanh"},
    {"softsign"},
    {"mish"},
    {"abs"},
    {"neg"},
    {"sign"},
    {"square"},
    {"exp"},
    {"sqrt"},
    {"reciprocal"},
    {"floor"},
    {"ceil"},
    {"round"},
    {"round_away"},
    {"round_half_down"},
    {"trunc"},
    {"sin"},
    {"cos"},
    {"tan"},
    {"asin"},
    {"acos"},
    {"atan"},
    {"sinh"},
    {"cosh"},
    {"asinh"},
    {"erf"},
    {"is_nan"},
    {"is_inf"},
    {"identity"},
    {"dropout"},
    {"expm1"},
    {"cbrt"},
    {"rcbrt"},
    {"shape_of"},
    {"global_max_pool"},
    {"global_average_pool"},
    {"non_zero"},
    {"atanh"},
    {"leaky_relu", "alpha=0.3"},
    {"thresholded_relu", "alpha=0.2"},
    {"shrink", "lambda=0.3 bias=0.1"},
    {"elu", "alpha=0.7"},
    {"celu", "alpha=0.7"},
    {"selu"},
    {"gelu"},
    {"gelu", R"(form="tanh")"},
    {"hard_sigmoid", "alpha=0.3 beta=0.4"},
    {"swish", "alpha=1.7"},
    {"softplus"},
    {"softplus", "beta=2.0"},
    {"clip", "min=-0.5"},
    {"clip", "min=-0.5 max=0.25"},
    {"softmax", "axis=1"},
    {"softmax", "axis=2 temperature=3.0"},
    {"log_softmax", "axis=3", 2e-6},  // MXNet takes exponential and logarithm in float32, 1.1e-6 away
    {"hardmax", "axis=1"},
    {"cast", R"(to="int32")"},
    {"cast", R"(to="float16")"},
    {"max_pool", "kernel=[3,2] strides=[2,1] pads=[1,0,1,1] dilations=[1,1]"},
    {"max_pool", "kernel=[2,2] strides=[1,1] pads=[0,0,0,0] dilations=[2,1]"},
    {"max_pool", R"(kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1] rounding="ceil_inside")"},
    {"max_pool", R"(kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1] rounding="ceil")"},
    {"average_pool", "kernel=[3,2] strides=[2,1] pads=[1,0,1,1] dilations=[1,1]"},
    {"average_pool", "kernel=[3,2] strides=[2,1] pads=[1,0,1,1] dilations=[1,1] count_include_pad=true"},
    {"lp_pool", "kernel=[2,2] strides=[1,2] pads=[0,0,0,0] dilations=[1,1] p=2"},
    {"global_lp_pool", "p=1"},
    {"adaptive_average_pool", "output_size=[2,5]"},
    {"adaptive_average_pool", "output_size=[1,1]"},
    {"adaptive_max_pool", "output_size=[2,1]"},
    {"rms_norm", "axis=2"},
    {"lrn", "size=3 alpha=0.1"},
    {"l2_normalize", "axes=[1]"},
    {"lp_normalize", "p=1 axis=2"},
    {"reduce_sum", "axes=[1,-1]"},
    {"reduce_mean", "axes=[1,-1]"},
    {"reduce_prod", "axes=[1,-1]"},
    {"reduce_min", "axes=[1,-1]"},
    {"reduce_max", "axes=[1,-1]"},
    {"reduce_l1", "axes=[1,-1]"},
    {"reduce_l2", "axes=[1,-1]"},
    {"reduce_log_sum_exp", "axes=[1,-1]"},
    {"reduce_mean", "keep_dims=true"},
    {"reduce_sum", "axes=[2] keep_dims=true"},
    {"argmin", "axis=1"},
    {"argmax", "axis=-1 keep_dims=true last=true"},
    {"cumsum", "axis=2 exclusive=true reverse=true"},
    {"reshape", "shape=[d0,-1]"},
    {"reshape", "shape=[d0*d1,4,5]"},
    {"reshape", "shape=[6,20]"},
    {"reshape", "shape=[d1,d0,d2*d3]"},
    {"unsqueeze", "axes=[0,-1]"},
    {"transpose", "permutation=[0,2,3,1]"},
    {"slice", "axes=[1,3] starts=[0,4] stops=[2,0] steps=[1,-2]"},
    {"slice", "starts=[1] stops=[2]"},
    {"flip", "axes=[1,3]"},
    {"tile", "repeats=[1,2,1,3]"},
    {"pad", "pads=[0,0,1,2,0,0,0,1] value=0.5"},
    {"pad", R"(pads=[1,1,2,0] axes=[2,3] mode="reflect")"},
    {"pad", R"(pads=[0,0,1,2,0,0,0,1] mode="edge")"},
    {"pad", R"(pads=[0,0,1,2,0,0,0,1] mode="wrap")"},
    {"resize", R"(sizes=[7,9] mode="linear")"},
    {"resize", R"(scales=[2.0,2.0] coordinates="asymmetric" nearest="floor")"},
    {"resize", R"(sizes=[8,10] mode="cubic" coordinates="align_corners")"},
    {"resize", R"(scales=[1.5,2.5] mode="linear" coordinates="half_pixel_or_zero")"},
    {"trilu", "upper=false k=1"},
    {"trilu", "upper=true k=1"},
    {"cumprod", "axis=1"},
    {"reduce_nan_sum", "axes=[1,-1]"},
    {"reduce_nan_prod", "axes=[2]"},
};

std::string nodes_of(const OnX& each) {
  return fmt::format(R"(%0 = input() name="x" : float32[2,3,4,5]
%9 = {}(%0) {}
output "y" %9)",
                     each.op, each.attributes);
}

std::vector<WrittenCase> cases_of_several_inputs_or_other_types() {
  return {
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
      {"conv", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = parameter() key="w" = random(1) : float32[6,1,3,2]
%2 = parameter() key="b" = random(2) : float32[6]
%9 = conv(%0, %1, %2) strides=[2,1] pads=[1,0,2,1] dilations=[1,2] groups=3
output "y" %9)"},
      {"conv_transpose", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = parameter() key="w" = random(1) : float32[3,2,3,3]
%9 = conv_transpose(%0, %1, none) strides=[2,2] pads=[1,0,1,0] dilations=[1,1] output_padding=[1,0]
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
      {"squeeze", R"(%0 = input() name="x" : float32[2,1,3,1]
%9 = squeeze(%0) axes=[1]
output "y" %9)"},
      {"squeeze", R"(%0 = input() name="x" : float32[2,1,3,1]
%9 = squeeze(%0)
output "y" %9)"},
      {"broadcast_to", R"(%0 = input() name="x" : float32[3,1,5]
%9 = broadcast_to(%0) shape=[2,3,4,5]
output "y" %9)"},
      {"broadcast_to", R"(%0 = input() name="x" : float32[3,1]
%9 = broadcast_to(%0) shape=[d0*2,d0,7]
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
      {"concat", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = input() name="z" : float32[2,2,4,5]
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
      {"gather", R"(%0 = input() name="x" : float32[2,3,4,5]
%1 = constant() = [2, -1, 0] : int64[3]
%9 = gather(%0, %1) axis=1
output "y" %9)"},
      {"gather", R"(%0 = input() name="x" : float32[2,3]
%1 = constant() = [-4, 9] : int64[2]
%9 = gather(%0, %1) axis=1 clip=true
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
  };
}

// Recurrent layers of gates times 4 units, without lengths; `states` are the inputs h and c that the call reads.
std::string recurrent(std::string_view call, int gates, int directions, std::string_view states = "") {
  std::string inputs;
  if (states.find('h') != std::string_view::npos) inputs += fmt::format("%4 = input() name=\"h\" : float32[{},2,4]\n", directions);
  if (states.find('c') != std::string_view::npos) inputs += fmt::format("%5 = input() name=\"c\" : float32[{},2,4]\n", directions);
  return fmt::format(R"(%0 = input() name="x" : float32[5,2,3]
%1 = parameter() key="w" = random(1) : float32[{0},{1},3]
%2 = parameter() key="r" = random(2) : float32[{0},{1},4]
%3 = parameter() key="b" = random(3) : float32[{0},{2}]
{5}%9:{3} = {4}
output "y" %9
output "z" %9:1)",
                     directions, gates * 4, gates * 8, gates == 4 ? 3 : 2, call, inputs);
}

std::vector<WrittenCase> cases_of_recurrent_layers() {
  return {
      {"rnn", recurrent("rnn(%0, %1, %2, %3, none, %4)", 1, 1, "h")},
      {"rnn", recurrent(R"(rnn(%0, %1, %2) direction="reverse" activations=["relu"])", 1, 1)},
      {"gru", recurrent("gru(%0, %1, %2, %3, none, %4)", 3, 1, "h")},
      {"gru", recurrent(R"(gru(%0, %1, %2, %3, none, %4) direction="bidirectional" linear_before_reset=true)", 3, 2, "h")},
      {"lstm", recurrent("lstm(%0, %1, %2, %3, none, %4, %5)", 4, 1, "hc")},
      {"lstm", recurrent(R"(lstm(%0, %1, %2, %3) direction="bidirectional" input_forget=true)", 4, 2)},
  };
}

// Layers with windows, of data and weights of these dims.
struct Windowed {
  std::string_view op;
  std::string_view data;
  std::string_view weight;
  std::string_view attributes;
};

constexpr Windowed windowed[] = {
    {"conv", "2,3,7", "4,3,3", "strides=[2] pads=[1,1] dilations=[1]"},
    {"conv", "2,4,7", "4,1,3", "strides=[1] pads=[2,0] dilations=[2] groups=4"},
    {"conv", "2,3,4,5,6", "4,3,2,3,3", "strides=[1,2,1] pads=[0,1,1,1,1,1] dilations=[1,1,1]"},
    {"conv", "2,4,4,5,6", "4,2,2,2,2", "strides=[1,1,1] pads=[0,1,1,1,1,1] dilations=[1,2,1] groups=2"},
    {"conv", "2,3,8,8", "4,3,3,3", "strides=[2,2] pads=[1,1,1,1] dilations=[1,1]"},
    {"conv", "2,3,8,7", "4,3,3,3", "strides=[2,2] pads=[0,0,1,1] dilations=[1,1]"},
    {"conv", "2,3,9,9", "4,3,3,3", "strides=[1,1] pads=[2,2,2,2] dilations=[2,2]"},
    {"conv", "2,4,8,8", "6,2,3,3", "strides=[1,2] pads=[1,1,1,1] dilations=[1,1] groups=2"},
    {"conv", "2,4,8,8", "8,1,3,3", "strides=[2,2] pads=[1,1,1,1] dilations=[1,1] groups=4"},
    {"conv", "2,4,9,8", "4,1,3,3", "strides=[1,1] pads=[2,3,2,3] dilations=[2,3] groups=4"},
    {"conv", "2,4,9,8", "4,1,3,3", "strides=[2,1] pads=[1,1,1,1] dilations=[1,1] groups=4"},
    {"conv_transpose", "2,3,5", "3,4,3", "strides=[2] pads=[1,0] dilations=[1] output_padding=[1]"},
    {"conv_transpose", "2,3,4,5", "3,4,4,4", "strides=[2,2] pads=[1,1,1,1] dilations=[1,1] output_padding=[0,0]"},
    {"conv_transpose", "2,4,4,5", "4,2,3,3", "strides=[2,1] pads=[0,1,0,1] dilations=[1,2] output_padding=[1,0] groups=2"},
    {"conv_transpose", "2,4,4,5", "4,1,4,4", "strides=[2,2] pads=[1,1,1,1] dilations=[1,1] output_padding=[0,0] groups=4"},
    {"conv_transpose", "1,2,3,4,3", "2,3,2,3,2", "strides=[2,1,2] pads=[0,1,0,0,1,0] dilations=[1,1,1] output_padding=[1,0,0]"},
};

std::string nodes_of(const Windowed& each) {
  return fmt::format(R"(%0 = input() name="x" : float32[{}]
%1 = parameter() key="w" = random(1) : float32[{}]
%9 = {}(%0, %1, none) {}
output "y" %9)",
                     each.data, each.weight, each.op, each.attributes);
}

// Pools of data of these dims.
struct Pooled {
  std::string_view op;
  std::string_view data;
  std::string_view attributes;
};

constexpr Pooled pooled[] = {
    {"max_pool", "2,3,7", "kernel=[3] strides=[2] pads=[1,1] dilations=[1]"},
    {"max_pool", "2,3,8,8", "kernel=[3,3] strides=[2,2] pads=[1,1,1,1] dilations=[1,1]"},
    {"max_pool", "1,2,4,5,6", "kernel=[2,2,3] strides=[2,1,2] pads=[0,1,0,0,0,1] dilations=[1,1,1]"},
    {"average_pool", "2,3,7", "kernel=[3] strides=[2] pads=[1,1] dilations=[1]"},
    {"average_pool", "2,3,8,8", "kernel=[3,3] strides=[1,1] pads=[1,1,1,1] dilations=[1,1]"},
    {"average_pool", "2,3,7,8", R"(kernel=[3,3] strides=[2,2] pads=[0,0,1,1] dilations=[1,1] rounding="ceil_inside")"},
    {"average_pool", "2,3,8,8",
     R"(kernel=[3,3] strides=[2,2] pads=[1,1,1,1] dilations=[1,1] rounding="ceil_inside" count_include_pad=true)"},
    {"average_pool", "2,3,8,8", "kernel=[2,3] strides=[1,2] pads=[0,0,0,0] dilations=[2,2]"},
    {"average_pool", "1,2,4,5,6", "kernel=[2,2,3] strides=[2,1,2] pads=[0,1,0,0,0,1] dilations=[1,1,1]"},
    {"adaptive_average_pool", "2,3,7,8", "output_size=[3,6]"},
    {"adaptive_max_pool", "2,3,7,8", "output_size=[3,7]"},
    {"resize", "1,2,3,4", R"(sizes=[6,16] mode="linear")"},
    {"resize", "1,2,3,4", R"(sizes=[6,8] mode="linear" coordinates="asymmetric")"},
    {"resize", "1,2,3,4", R"(sizes=[7,9] mode="linear" coordinates="align_corners")"},
    {"resize", "1,2,3", R"(sizes=[6] coordinates="asymmetric" nearest="floor")"},
    {"space_to_depth", "1,2,4,6", R"(block=2 order="column_row_depth")"},
};

std::string nodes_of(const Pooled& each) {
  return fmt::format(R"(%0 = input() name="x" : float32[{}]
%9 = {}(%0) {}
output "y" %9)",
                     each.data, each.op, each.attributes);
}

// The same with data that a pool of single elements hands on: where a target has its layers channels-last, so is the data then.
std::string behind_a_pool(const std::string& nodes) {
  const std::size_t end = nodes.find('\n');
  std::string rest = nodes.substr(end);
  for (std::size_t at = rest.find("%0"); at != std::string::npos; at = rest.find("%0", at)) rest.replace(at, 2, "%50");
  return nodes.substr(0, end) + "\n%50 = max_pool(%0) kernel=[1,1] strides=[1,1] pads=[0,0,0,0] dilations=[1,1]" + rest;
}

void add_behind_pools(std::vector<WrittenCase>& cases) {
  const std::vector<WrittenCase> plain = cases;
  for (const WrittenCase& each : plain) {
    if (each.nodes.find(R"(%0 = input() name="x" : float32[2,3,4,5])") != 0) continue;
    cases.push_back({each.op, behind_a_pool(each.nodes), each.limit});
  }
}

}  // namespace

std::vector<WrittenCase> written_cases() {
  std::vector<WrittenCase> cases = cases_of_several_inputs_or_other_types();
  for (WrittenCase& each : cases_of_recurrent_layers()) cases.push_back(std::move(each));
  for (const OnX& each : on_x) cases.push_back({each.op, nodes_of(each), each.limit});
  for (WrittenCase& each : cases_of_layers()) cases.push_back(std::move(each));
  for (const Windowed& each : windowed) cases.push_back({each.op, nodes_of(each)});
  for (const Pooled& each : pooled) cases.push_back({each.op, nodes_of(each)});
  add_behind_pools(cases);
  return cases;
}

Graph case_graph(std::string_view nodes) {
  return parse_text(fmt::format("graph reconstruct {{\n{}\n}}", nodes), ops::operators());
}

std::vector<Array> case_inputs(const Graph& graph) {
  const NodeIndex index(graph);
  std::vector<Array> inputs;
  for (std::size_t i = 0; i < graph.inputs().size(); ++i) {
    const TensorType& type = index.type(graph.inputs()[i]);
    inputs.push_back(random_array(type.dtype, integers(type.shape).value(), 7 + i));
  }
  return inputs;
}

std::vector<Array> case_outputs(const Graph& graph) {
  return executor::run("reference", graph, case_inputs(graph));
}

}  // namespace nnfront::test
