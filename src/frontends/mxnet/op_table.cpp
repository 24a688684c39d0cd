#include "frontends/mxnet/op_table.h"

#include <array>
#include <string>
#include <unordered_map>

#include "frontends/mxnet/translators.h"

namespace nnfront::frontends::mxnet {

namespace {

constexpr Fate exact = Fate::exact;
constexpr Fate rewritten = Fate::rewritten;
constexpr Fate refused = Fate::refused;

constexpr std::string_view needs_detection = "detection operators are not covered";
constexpr std::string_view needs_recurrence = "recurrent operators are not covered";
constexpr std::string_view needs_sequences = "sequence operators are not covered";
constexpr std::string_view needs_grids = "sampling along a grid is not covered";
constexpr std::string_view needs_scatter = "gather_nd and scatter operators are not covered";
constexpr std::string_view is_quantized = "quantized graphs are not covered; import the float model";
constexpr std::string_view is_random = "random numbers are not covered";
constexpr std::string_view is_linear_algebra = "matrix decompositions are not covered";
constexpr std::string_view is_control_flow = "control flow is not covered";
constexpr std::string_view no_function = "no operator of the IR computes this function";
constexpr std::string_view runs_code = "it runs code that is not in the file";

// One line per operator: names, inputs, fate, translator, IR operator (where a translator serves several), note.
std::vector<OperatorRow> rows() {
  return {
      // Layers
      {{"Convolution", "Convolution_v1", "_npx_convolution"},
       {"data", "weight", "bias"},
       exact,
       convolution,
       "conv",
       "channels-first layouts"},
      {{"Deconvolution"},
       {"data", "weight", "bias"},
       exact,
       deconvolution,
       "conv_transpose",
       "channels-first layouts; target_shape as padding"},
      {{"FullyConnected", "_npx_fully_connected"},
       {"data", "weight", "bias"},
       exact,
       fully_connected,
       "dense",
       "flattens first where asked to"},
      {{"Pooling", "Pooling_v1", "_npx_pooling"},
       {"data"},
       exact,
       pooling,
       "max_pool",
       "max, avg, sum, lp with p_value 2; not pooling_convention 'same'"},
      {{"_contrib_AdaptiveAvgPooling2D"}, {"data"}, exact, adaptive_average_pooling, "adaptive_average_pool", ""},
      {{"BatchNorm", "BatchNorm_v1", "CuDNNBatchNorm", "_npx_batch_norm"},
       {"data", "gamma", "beta", "moving_mean", "moving_var"},
       exact,
       batch_norm,
       "batch_norm",
       "without output_mean_var"},
      {{"_contrib_SyncBatchNorm"},
       {"data", "gamma", "beta", "moving_mean", "moving_var"},
       exact,
       batch_norm,
       "batch_norm",
       "as BatchNorm: it differs in training only"},
      {{"LayerNorm", "_npx_layer_norm"}, {"data", "gamma", "beta"}, exact, layer_norm, "layer_norm", "over the last axis"},
      {{"GroupNorm"},
       {"data", "gamma", "beta"},
       rewritten,
       group_norm,
       "group_norm",
       "the scale of each group as a multiplication and an addition"},
      {{"InstanceNorm"}, {"data", "gamma", "beta"}, exact, instance_norm, "instance_norm", ""},
      {{"LRN"}, {"data"}, exact, lrn, "lrn", ""},
      {{"L2Normalization"}, {"data"}, exact, l2_normalization, "l2_normalize", ""},
      {{"Dropout", "_npx_dropout"}, {"data"}, exact, dropout, "dropout", "mode 'training'"},
      {{"Embedding", "_contrib_SparseEmbedding", "_npx_embedding"},
       {"data", "weight"},
       rewritten,
       embedding,
       "gather",
       "a cast to int64 and gather"},
      {{"UpSampling"}, {"data", ""}, exact, up_sampling, "resize", "bilinear as a transposed convolution, several inputs as concat or add"},
      {{"_contrib_BilinearResize2D"}, {"data", "like"}, exact, bilinear_resize, "resize", "modes 'size' and 'like'"},

      // Activations
      {{"Activation", "_npx_activation"}, {"data"}, exact, activation, "relu", "every act_type"},
      {{"LeakyReLU", "_npx_leaky_relu"}, {"data", "gamma"}, exact, leaky_relu, "leaky_relu", "every act_type; rrelu at its mean slope"},
      {{"relu", "_npx_relu"}, {"data"}, exact, unary, "relu", ""},
      {{"sigmoid", "_npx_sigmoid"}, {"data"}, exact, unary, "sigmoid", ""},
      {{"softsign"}, {"data"}, exact, unary, "softsign", ""},
      {{"hard_sigmoid"}, {"data"}, exact, hard_sigmoid, "hard_sigmoid", ""},
      {{"log_sigmoid"}, {"data"}, rewritten, log_sigmoid, "softplus", "-softplus(-x)"},
      {{"mish"}, {"data"}, exact, unary, "mish", ""},
      {{"softmax", "_npx_softmax"}, {"data", "length"}, exact, softmax, "softmax", "without use_length"},
      {{"log_softmax", "_npx_log_softmax"}, {"data", "length"}, exact, softmax, "log_softmax", "without use_length"},
      {{"softmin"}, {"data", "length"}, rewritten, softmax, "softmax", "softmax(-x)"},
      {{"SoftmaxActivation"}, {"data"}, exact, softmax_activation, "softmax", ""},
      {{"clip"}, {"data"}, exact, clip, "clip", ""},

      // Losses: what they predict; their labels are dropped
      {{"SoftmaxOutput", "Softmax"}, {"data", "label"}, rewritten, softmax_output, "softmax", "the softmax that it judges"},
      {{"LogisticRegressionOutput"}, {"data", "label"}, rewritten, logistic_regression_output, "sigmoid", "the sigmoid that it judges"},
      {{"LinearRegressionOutput"}, {"data", "label"}, rewritten, prediction, "identity", "its data"},
      {{"MAERegressionOutput"}, {"data", "label"}, rewritten, prediction, "identity", "its data"},
      {{"SVMOutput"}, {"data", "label"}, rewritten, prediction, "identity", "its data"},
      {{"MakeLoss", "make_loss"}, {"data"}, rewritten, prediction, "identity", "its data"},
      {{"IdentityAttachKLSparseReg"}, {"data", ""}, refused, nullptr, "", "a penalty with a state of its own is not covered"},

      // Element by element, one operand
      {{"_copy", "identity", "_np_copy"}, {"data"}, exact, identity, "identity", ""},
      {{"BlockGrad", "stop_gradient"}, {"data"}, rewritten, identity, "identity", "that gradients stop here is not kept"},
      {{"_CrossDeviceCopy"}, {"data"}, rewritten, identity, "identity", "there is one device"},
      {{"_identity_with_attr_like_rhs"}, {"data", "like"}, rewritten, identity, "identity", "its first operand"},
      {{"abs"}, {"data"}, exact, unary, "abs", ""},
      {{"negative"}, {"data"}, exact, unary, "neg", ""},
      {{"sign"}, {"data"}, exact, unary, "sign", ""},
      {{"exp"}, {"data"}, exact, unary, "exp", ""},
      {{"expm1"}, {"data"}, exact, unary, "expm1", ""},
      {{"log"}, {"data"}, exact, unary, "log", ""},
      {{"log1p"}, {"data"}, exact, unary, "log1p", ""},
      {{"log2"}, {"data"}, exact, unary, "log2", ""},
      {{"log10"}, {"data"}, exact, unary, "log10", ""},
      {{"sqrt"}, {"data"}, exact, unary, "sqrt", ""},
      {{"rsqrt"}, {"data"}, exact, unary, "rsqrt", ""},
      {{"cbrt"}, {"data"}, exact, unary, "cbrt", ""},
      {{"rcbrt"}, {"data"}, exact, unary, "rcbrt", ""},
      {{"reciprocal"}, {"data"}, exact, unary, "reciprocal", ""},
      {{"square"}, {"data"}, exact, unary, "square", ""},
      {{"floor"}, {"data"}, exact, unary, "floor", ""},
      {{"ceil"}, {"data"}, exact, unary, "ceil", ""},
      {{"round"}, {"data"}, exact, unary, "round_away", ""},
      {{"trunc"}, {"data"}, exact, unary, "trunc", ""},
      {{"fix"}, {"data"}, exact, unary, "trunc", ""},
      {{"sin"}, {"data"}, exact, unary, "sin", ""},
      {{"cos"}, {"data"}, exact, unary, "cos", ""},
      {{"tan"}, {"data"}, exact, unary, "tan", ""},
      {{"arcsin"}, {"data"}, exact, unary, "asin", ""},
      {{"arccos"}, {"data"}, exact, unary, "acos", ""},
      {{"arctan"}, {"data"}, exact, unary, "atan", ""},
      {{"sinh"}, {"data"}, exact, unary, "sinh", ""},
      {{"cosh"}, {"data"}, exact, unary, "cosh", ""},
      {{"tanh"}, {"data"}, exact, unary, "tanh", ""},
      {{"arcsinh"}, {"data"}, exact, unary, "asinh", ""},
      {{"arccosh"}, {"data"}, exact, unary, "acosh", ""},
      {{"arctanh"}, {"data"}, exact, unary, "atanh", ""},
      {{"erf"}, {"data"}, exact, unary, "erf", ""},
      {{"degrees"}, {"data"}, rewritten, degrees_or_radians, "mul", "a multiplication"},
      {{"radians"}, {"data"}, rewritten, degrees_or_radians, "mul", "a multiplication"},
      {{"logical_not"}, {"data"}, rewritten, logical_not, "equal", "a comparison with 0 and a cast"},
      {{"Cast", "cast"}, {"data"}, exact, cast, "cast", ""},
      {{"amp_cast"}, {"data"}, exact, cast, "cast", ""},
      {{"amp_multicast"}, {"data", "..."}, rewritten, amp_multicast, "cast", "a cast of each input"},
      {{"zeros_like"}, {"data"}, rewritten, filled_like, "where", "where(false, x, 0)"},
      {{"ones_like"}, {"data"}, rewritten, filled_like, "where", "where(false, x, 1)"},
      {{"smooth_l1"}, {"data"}, rewritten, smooth_l1, "where", "its two branches and a where"},
      {{"_contrib_div_sqrt_dim"}, {"data"}, rewritten, div_sqrt_dim, "div", "a division"},
      {{"rint"}, {"data"}, refused, nullptr, "", "it rounds halves down, which no operator of the IR does"},
      {{"gamma"}, {"data"}, refused, nullptr, "", no_function},
      {{"gammaln"}, {"data"}, refused, nullptr, "", no_function},
      {{"digamma"}, {"data"}, refused, nullptr, "", no_function},
      {{"erfinv"}, {"data"}, refused, nullptr, "", no_function},

      // Element by element, two operands
      {{"elemwise_add", "_add", "_plus", "_Plus", "_grad_add"}, {"data", "..."}, exact, binary, "add", ""},
      {{"elemwise_sub", "_sub", "_minus", "_Minus"}, {"data", "..."}, exact, binary, "sub", ""},
      {{"elemwise_mul", "_mul", "_Mul"}, {"data", "..."}, exact, binary, "mul", ""},
      {{"elemwise_div", "_div", "_Div"}, {"data", "..."}, exact, binary, "div", ""},
      {{"broadcast_add", "broadcast_plus"}, {"data", "..."}, exact, binary, "add", ""},
      {{"broadcast_sub", "broadcast_minus"}, {"data", "..."}, exact, binary, "sub", ""},
      {{"broadcast_mul"}, {"data", "..."}, exact, binary, "mul", ""},
      {{"broadcast_div"}, {"data", "..."}, exact, binary, "div", ""},
      {{"broadcast_mod", "_mod", "_Mod"}, {"data", "..."}, exact, binary, "mod", "a divisor of 0 gives 0 in MXNet"},
      {{"broadcast_power", "_power", "_Power"}, {"data", "..."}, exact, binary, "pow", ""},
      {{"broadcast_maximum", "_maximum", "_Maximum"}, {"data", "..."}, exact, binary, "maximum", ""},
      {{"broadcast_minimum", "_minimum", "_Minimum"}, {"data", "..."}, exact, binary, "minimum", ""},
      {{"broadcast_hypot", "_hypot", "_Hypot"}, {"data", "..."}, rewritten, hypot, "sqrt", "the root of the sum of squares"},
      {{"broadcast_equal", "_equal", "_Equal"},
       {"data", "..."},
       rewritten,
       comparison,
       "equal",
       "and a cast: 1 and 0 in the type of the data"},
      {{"broadcast_not_equal", "_not_equal", "_Not_Equal"}, {"data", "..."}, rewritten, comparison, "not_equal", "and a cast"},
      {{"broadcast_greater", "_greater", "_Greater"}, {"data", "..."}, rewritten, comparison, "greater", "and a cast"},
      {{"broadcast_greater_equal", "_greater_equal", "_Greater_Equal"},
       {"data", "..."},
       rewritten,
       comparison,
       "greater_equal",
       "and a cast"},
      {{"broadcast_lesser", "_lesser", "_Lesser"}, {"data", "..."}, rewritten, comparison, "less", "and a cast"},
      {{"broadcast_lesser_equal", "_lesser_equal", "_Lesser_Equal"}, {"data", "..."}, rewritten, comparison, "less_equal", "and a cast"},
      {{"broadcast_logical_and", "_logical_and", "_Logical_And"},
       {"data", "..."},
       rewritten,
       logical,
       "logical_and",
       "of comparisons with 0, and a cast"},
      {{"broadcast_logical_or", "_logical_or", "_Logical_Or"},
       {"data", "..."},
       rewritten,
       logical,
       "logical_or",
       "of comparisons with 0, and a cast"},
      {{"broadcast_logical_xor", "_logical_xor", "_Logical_Xor"},
       {"data", "..."},
       rewritten,
       logical,
       "logical_xor",
       "of comparisons with 0, and a cast"},
      {{"add_n", "ElementWiseSum", "_sum"}, {"data", "..."}, rewritten, add_n, "add", "a chain of additions"},
      {{"where"}, {"condition", "x", "y"}, rewritten, where, "where", "a comparison of the condition with 0 first"},

      // Element by element, with a scalar
      {{"_plus_scalar", "_PlusScalar"}, {"data"}, exact, scalar_arithmetic, "add", ""},
      {{"_minus_scalar", "_MinusScalar"}, {"data"}, exact, scalar_arithmetic, "sub", ""},
      {{"_rminus_scalar", "_RMinusScalar"}, {"data"}, exact, scalar_arithmetic, "sub", ""},
      {{"_mul_scalar", "_MulScalar"}, {"data"}, exact, scalar_arithmetic, "mul", ""},
      {{"_div_scalar", "_DivScalar"}, {"data"}, exact, scalar_arithmetic, "div", ""},
      {{"_rdiv_scalar", "_RDivScalar"}, {"data"}, exact, scalar_arithmetic, "div", ""},
      {{"_mod_scalar", "_ModScalar"}, {"data"}, exact, scalar_arithmetic, "mod", "a divisor of 0 gives 0 in MXNet"},
      {{"_rmod_scalar", "_RModScalar"}, {"data"}, exact, scalar_arithmetic, "mod", "a divisor of 0 gives 0 in MXNet"},
      {{"_power_scalar", "_PowerScalar"}, {"data"}, exact, scalar_arithmetic, "pow", ""},
      {{"_rpower_scalar", "_RPowerScalar"}, {"data"}, exact, scalar_arithmetic, "pow", ""},
      {{"_maximum_scalar", "_MaximumScalar"}, {"data"}, exact, scalar_arithmetic, "maximum", ""},
      {{"_minimum_scalar", "_MinimumScalar"}, {"data"}, exact, scalar_arithmetic, "minimum", ""},
      {{"_hypot_scalar", "_HypotScalar"}, {"data"}, rewritten, hypot, "sqrt", "the root of the sum of squares"},
      {{"_equal_scalar", "_EqualScalar"}, {"data"}, rewritten, scalar_comparison, "equal", "and a cast"},
      {{"_not_equal_scalar", "_NotEqualScalar"}, {"data"}, rewritten, scalar_comparison, "not_equal", "and a cast"},
      {{"_greater_scalar", "_GreaterScalar"}, {"data"}, rewritten, scalar_comparison, "greater", "and a cast"},
      {{"_greater_equal_scalar", "_GreaterEqualScalar"}, {"data"}, rewritten, scalar_comparison, "greater_equal", "and a cast"},
      {{"_lesser_scalar", "_LesserScalar"}, {"data"}, rewritten, scalar_comparison, "less", "and a cast"},
      {{"_lesser_equal_scalar", "_LesserEqualScalar"}, {"data"}, rewritten, scalar_comparison, "less_equal", "and a cast"},
      {{"_logical_and_scalar", "_LogicalAndScalar"}, {"data"}, rewritten, logical, "logical_and", "of comparisons with 0, and a cast"},
      {{"_logical_or_scalar", "_LogicalOrScalar"}, {"data"}, rewritten, logical, "logical_or", "of comparisons with 0, and a cast"},
      {{"_logical_xor_scalar", "_LogicalXorScalar"}, {"data"}, rewritten, logical, "logical_xor", "of comparisons with 0, and a cast"},

      // Reductions and order
      {{"sum", "sum_axis"}, {"data"}, exact, reduction, "reduce_sum", ""},
      {{"mean"}, {"data"}, exact, reduction, "reduce_mean", ""},
      {{"prod"}, {"data"}, exact, reduction, "reduce_prod", ""},
      {{"max", "max_axis"}, {"data"}, exact, reduction, "reduce_max", ""},
      {{"min", "min_axis"}, {"data"}, exact, reduction, "reduce_min", ""},
      {{"norm"}, {"data"}, exact, norm, "reduce_l2", "ord 1 and 2"},
      {{"argmax"}, {"data"}, rewritten, arg_extreme, "argmax", "and a cast: the index in the type of the data"},
      {{"argmin"}, {"data"}, rewritten, arg_extreme, "argmin", "and a cast"},
      {{"argmax_channel"}, {"data"}, rewritten, argmax_channel, "argmax", "and a cast"},
      {{"topk"}, {"data"}, rewritten, topk, "topk", "and a cast of the indices; not ret_typ 'mask'; equal elements by index"},
      {{"sort"}, {"data"}, exact, sort, "sort", ""},
      {{"argsort"}, {"data"}, rewritten, argsort, "sort", "and a cast of the indices; equal elements by index"},
      {{"cumsum", "_np_cumsum"}, {"data"}, exact, cumsum, "cumsum", ""},
      {{"nansum"}, {"data"}, refused, nullptr, "", "sums that leave out NaN are not covered"},
      {{"nanprod"}, {"data"}, refused, nullptr, "", "products that leave out NaN are not covered"},
      {{"moments"}, {"data"}, refused, nullptr, "", "mean and variance as two outputs are not covered"},

      // Shapes
      {{"Reshape", "reshape"}, {"data"}, exact, reshape, "reshape", "every code, and target_shape"},
      {{"Flatten", "flatten"}, {"data"}, exact, flatten, "reshape", ""},
      {{"reshape_like"}, {"data", "like"}, rewritten, reshape_like, "reshape", "the shape as numbers; whole shapes only"},
      {{"expand_dims"}, {"data"}, exact, expand_dims, "reshape", ""},
      {{"squeeze"}, {"data"}, exact, squeeze, "reshape", ""},
      {{"transpose"}, {"data"}, exact, transpose, "transpose", ""},
      {{"SwapAxis", "swapaxes"}, {"data"}, exact, swap_axis, "transpose", ""},
      {{"depth_to_space"}, {"data"}, exact, depth_to_space, "depth_to_space", ""},
      {{"space_to_depth"}, {"data"}, exact, space_to_depth, "space_to_depth", ""},
      {{"shape_array"}, {"data"}, exact, shape_array, "shape_of", ""},
      {{"size_array"}, {"data"}, refused, nullptr, "", "the number of elements as a value is not covered"},
      {{"diag"}, {"data"}, refused, nullptr, "", "diagonals are not covered"},

      // Parts, joins and repetitions
      {{"Concat", "concat", "_rnn_param_concat"}, {"data", "..."}, exact, concat, "concat", ""},
      {{"stack"}, {"data", "..."}, exact, stack, "stack", ""},
      {{"SliceChannel", "split"}, {"data"}, exact, slice_channel, "split", "squeeze_axis as reshapes"},
      {{"_split_v2"}, {"data"}, exact, split_v2, "split", "squeeze_axis as reshapes"},
      {{"slice", "crop"}, {"data"}, exact, slice, "slice", ""},
      {{"slice_axis"}, {"data"}, exact, slice_axis, "slice", ""},
      {{"slice_like"}, {"data", "like"}, rewritten, slice_like, "slice", "the shape as numbers"},
      {{"Crop"}, {"data", "like"}, rewritten, mxnet::crop, "slice", "the shape as numbers"},
      {{"reverse", "flip"}, {"data"}, exact, reverse, "flip", ""},
      {{"tile"}, {"data"}, exact, tile, "tile", ""},
      {{"repeat"}, {"data"}, rewritten, repeat, "tile", "reshape, tile, reshape"},
      {{"Pad", "pad"}, {"data"}, exact, pad, "pad", ""},
      {{"broadcast_axis", "broadcast_axes"}, {"data"}, exact, broadcast_axis, "broadcast_to", ""},
      {{"broadcast_to"}, {"data"}, exact, broadcast_to, "broadcast_to", ""},
      {{"broadcast_like"}, {"data", "like"}, rewritten, broadcast_like, "broadcast_to", "the shape as numbers; whole shapes only"},

      // Matrices
      {{"dot"}, {"data", "..."}, exact, dot, "matmul", "of matrices, and of rows with a matrix"},
      {{"batch_dot", "_npx_batch_dot"}, {"data", "..."}, exact, batch_dot, "matmul", ""},
      {{"_linalg_gemm2", "linalg_gemm2"}, {"data", "..."}, exact, linalg_gemm2, "matmul", "axis -2"},
      {{"_linalg_gemm", "linalg_gemm"}, {"data", "..."}, refused, nullptr, "", "a product with an addition is not covered"},
      {{"khatri_rao"}, {"data", "..."}, refused, nullptr, "", no_function},

      // Indices and constants
      {{"take"}, {"data", "indices"}, rewritten, mxnet::take, "gather", "a cast of the indices and gather; mode 'clip'"},
      {{"one_hot"}, {"indices"}, rewritten, one_hot, "one_hot", "a cast of the indices first"},
      {{"_arange"}, {}, exact, arange, "arange", "without repeat"},
      {{"_contrib_arange_like", "_npx_arange_like"}, {"data"}, rewritten, arange_like, "arange", "the length as a number; without repeat"},
      {{"_zeros"}, {}, exact, filled, "broadcast_to", ""},
      {{"_ones"}, {}, exact, filled, "broadcast_to", ""},
      {{"_full"}, {}, exact, filled, "broadcast_to", ""},
      {{"_linspace"}, {}, refused, nullptr, "", "linspace is not covered"},
      {{"_eye"}, {}, refused, nullptr, "", "unit matrices are not covered"},
      {{"pick", "choose_element_0index"}, {"data", "index"}, refused, nullptr, "", "picking one element per row is not covered"},
      {{"batch_take"}, {"data", "index"}, refused, nullptr, "", "picking one element per row is not covered"},
      {{"gather_nd"}, {"data", "indices"}, refused, nullptr, "", needs_scatter},
      {{"scatter_nd"}, {"data", "indices"}, refused, nullptr, "", needs_scatter},
      {{"_scatter_set_nd"}, {"data", "data", "indices"}, refused, nullptr, "", needs_scatter},
      {{"_slice_assign", "_crop_assign"}, {"data", "data"}, refused, nullptr, "", needs_scatter},
      {{"_slice_assign_scalar", "_crop_assign_scalar"}, {"data"}, refused, nullptr, "", needs_scatter},
      {{"_contrib_boolean_mask"}, {"data", "index"}, refused, nullptr, "", "selection by a mask is not covered"},
      {{"_contrib_index_copy"}, {"data", "index", "data"}, refused, nullptr, "", needs_scatter},
      {{"_contrib_index_array"}, {"data"}, refused, nullptr, "", "arrays of indices are not covered"},
      {{"cast_storage"}, {"data"}, refused, nullptr, "", "sparse storage inside a graph is not covered"},
      {{"_sparse_retain"}, {"data", "indices"}, refused, nullptr, "", "sparse storage inside a graph is not covered"},

      // Not covered, by what they are for
      {{"Custom"}, {}, refused, nullptr, "", runs_code},
      {{"_Native", "_NDArray"}, {}, refused, nullptr, "", runs_code},
      {{"RNN"}, {"data", "weight", "state", "..."}, refused, nullptr, "", needs_recurrence},
      {{"SequenceMask"}, {"data", "length"}, refused, nullptr, "", needs_sequences},
      {{"SequenceLast"}, {"data", "length"}, refused, nullptr, "", needs_sequences},
      {{"SequenceReverse"}, {"data", "length"}, refused, nullptr, "", needs_sequences},
      {{"CTCLoss", "ctc_loss", "_contrib_CTCLoss", "_contrib_ctc_loss"},
       {"data", "label", "length", "..."},
       refused,
       nullptr,
       "",
       "the CTC loss is not covered"},
      {{"softmax_cross_entropy"}, {"data", "label"}, refused, nullptr, "", "a loss as a value is not covered"},
      {{"ROIPooling"}, {"data", "rois"}, refused, nullptr, "", needs_detection},
      {{"_contrib_ROIAlign"}, {"data", "rois"}, refused, nullptr, "", needs_detection},
      {{"_contrib_RROIAlign"}, {"data", "rois"}, refused, nullptr, "", needs_detection},
      {{"_contrib_PSROIPooling"}, {"data", "rois"}, refused, nullptr, "", needs_detection},
      {{"_contrib_DeformablePSROIPooling"}, {"data", "rois", "trans"}, refused, nullptr, "", needs_detection},
      {{"_contrib_Proposal"}, {"data", "..."}, refused, nullptr, "", needs_detection},
      {{"_contrib_MultiProposal"}, {"data", "..."}, refused, nullptr, "", needs_detection},
      {{"_contrib_MultiBoxPrior"}, {"data"}, refused, nullptr, "", needs_detection},
      {{"_contrib_MultiBoxTarget"}, {"anchor", "label", "data"}, refused, nullptr, "", needs_detection},
      {{"_contrib_MultiBoxDetection"}, {"data", "..."}, refused, nullptr, "", needs_detection},
      {{"_contrib_box_nms", "_contrib_box_non_maximum_suppression"}, {"data"}, refused, nullptr, "", needs_detection},
      {{"_contrib_box_iou"}, {"data", "..."}, refused, nullptr, "", needs_detection},
      {{"_contrib_box_decode"}, {"data", "anchors"}, refused, nullptr, "", needs_detection},
      {{"_contrib_box_encode"}, {"data", "..."}, refused, nullptr, "", needs_detection},
      {{"_contrib_bipartite_matching"}, {"data"}, refused, nullptr, "", needs_detection},
      {{"_contrib_DeformableConvolution"},
       {"data", "offset", "weight", "bias"},
       refused,
       nullptr,
       "",
       "deformable convolutions are not covered"},
      {{"_contrib_ModulatedDeformableConvolution"},
       {"data", "offset", "mask", "weight", "bias"},
       refused,
       nullptr,
       "",
       "deformable convolutions are not covered"},
      {{"Correlation"}, {"data", "..."}, refused, nullptr, "", "the correlation of two feature maps is not covered"},
      {{"SpatialTransformer"}, {"data", "loc"}, refused, nullptr, "", needs_grids},
      {{"GridGenerator"}, {"data"}, refused, nullptr, "", needs_grids},
      {{"BilinearSampler"}, {"data", "grid"}, refused, nullptr, "", needs_grids},
      {{"im2col"}, {"data"}, refused, nullptr, "", "windows as columns are not covered"},
      {{"col2im"}, {"data"}, refused, nullptr, "", "windows as columns are not covered"},
      {{"_foreach"}, {}, refused, nullptr, "", is_control_flow},
      {{"_while_loop"}, {}, refused, nullptr, "", is_control_flow},
      {{"_cond"}, {}, refused, nullptr, "", is_control_flow},
      {{"_random_uniform", "uniform", "random_uniform"}, {}, refused, nullptr, "", is_random},
      {{"_random_normal", "normal", "random_normal"}, {}, refused, nullptr, "", is_random},
      {{"_sample_multinomial", "sample_multinomial"}, {"data"}, refused, nullptr, "", is_random},
      {{"_shuffle", "shuffle"}, {"data"}, refused, nullptr, "", is_random},
      {{"_linalg_potrf", "linalg_potrf"}, {"data"}, refused, nullptr, "", is_linear_algebra},
      {{"_linalg_inverse", "linalg_inverse"}, {"data"}, refused, nullptr, "", is_linear_algebra},
      {{"_linalg_det", "linalg_det"}, {"data"}, refused, nullptr, "", is_linear_algebra},
      {{"_contrib_quantize"}, {"data", "..."}, refused, nullptr, "", is_quantized},
      {{"_contrib_quantize_v2"}, {"data"}, refused, nullptr, "", is_quantized},
      {{"_contrib_dequantize"}, {"data", "..."}, refused, nullptr, "", is_quantized},
      {{"_contrib_requantize"}, {"data", "..."}, refused, nullptr, "", is_quantized},
      {{"_contrib_quantized_conv"}, {"data", "weight", "bias", "range", "..."}, refused, nullptr, "", is_quantized},
      {{"_contrib_quantized_fully_connected"}, {"data", "weight", "bias", "range", "..."}, refused, nullptr, "", is_quantized},
      {{"_contrib_quantized_pooling"}, {"data", "..."}, refused, nullptr, "", is_quantized},
      {{"_contrib_quantized_act"}, {"data", "..."}, refused, nullptr, "", is_quantized},
      {{"_contrib_quantized_flatten"}, {"data", "..."}, refused, nullptr, "", is_quantized},
      {{"_contrib_quantized_concat"}, {"data", "..."}, refused, nullptr, "", is_quantized},
      {{"_contrib_quantized_elemwise_add"}, {"data", "..."}, refused, nullptr, "", is_quantized},
      {{"_sg_mkldnn_conv"}, {"data", "weight", ""}, refused, nullptr, "", is_quantized},
      {{"_sg_mkldnn_fully_connected"}, {"data", "weight", ""}, refused, nullptr, "", is_quantized},
  };
}

using RowsByName = std::unordered_map<std::string_view, const OperatorRow*>;

RowsByName by_name() {
  RowsByName result;
  for (const OperatorRow& row : operator_rows()) {
    for (const std::string_view name : row.names) {
      ensure(result.emplace(name, &row).second, fmt::format("{} stands twice in the table", name));
    }
  }
  return result;
}

}  // namespace

std::span<const OperatorRow> operator_rows() {
  static const std::vector<OperatorRow> table = rows();
  return table;
}

const OperatorRow* find_row(std::string_view op) {
  static const RowsByName table = by_name();
  const auto found = table.find(op);
  return found == table.end() ? nullptr : found->second;
}

std::string_view input_slot(const OperatorRow* row, std::size_t i) {
  if (row == nullptr || row->inputs.empty()) return {};
  const bool repeats = row->inputs.back() == "...";
  if (i + (repeats ? 1 : 0) < row->inputs.size()) return row->inputs[i];
  return repeats ? row->inputs[row->inputs.size() - 2] : std::string_view{};
}

std::string refusal_reason(std::string_view op) {
  const OperatorRow* row = find_row(op);
  if (row != nullptr) return std::string(row->note);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> families = {{
      {"_npi_", "NumPy-style operators are not covered"},
      {"_npx_", "NumPy-style operators are not covered"},
      {"_np_", "NumPy-style operators are not covered"},
      {"_random_", is_random},
      {"_sample_", is_random},
      {"_contrib_quantized_", is_quantized},
      {"_sg_mkldnn_", is_quantized},
      {"_backward_", "gradients are not covered"},
  }};
  for (const auto& [prefix, reason] : families) {
    if (op.substr(0, prefix.size()) == prefix) return std::string(reason);
  }
  return "not an operator that is known here";
}

std::string did_you_mean_operator(std::string_view op) {
  // Every short name is near to some other.
  constexpr std::size_t shortest_to_compare = 6;
  if (op.size() < shortest_to_compare) return {};
  std::vector<std::string> names;
  for (const OperatorRow& each : operator_rows()) names.insert(names.end(), each.names.begin(), each.names.end());
  return did_you_mean(op, names);
}

std::vector<OperatorCoverage> coverage() {
  std::vector<OperatorCoverage> result;
  for (const OperatorRow& row : operator_rows()) {
    result.push_back({{row.names.begin(), row.names.end()}, row.fate, std::string(row.note)});
  }
  return result;
}

}  // namespace nnfront::frontends::mxnet
