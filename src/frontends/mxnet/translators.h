// Every translator, by family: the file of the same name holds them. Semantics are MXNet 1.9's (src/operator in its sources).
#pragma once

#include <vector>

#include "frontends/mxnet/node_context.h"

namespace nnfront::frontends::mxnet {

using Values = std::vector<Value>;

// conv.cpp
Values convolution(NodeContext& context);
Values deconvolution(NodeContext& context);
Values up_sampling(NodeContext& context);
// pool.cpp
Values pooling(NodeContext& context);
Values adaptive_average_pooling(NodeContext& context);
// norm.cpp
Values batch_norm(NodeContext& context);
Values layer_norm(NodeContext& context);
Values group_norm(NodeContext& context);
Values instance_norm(NodeContext& context);
Values lrn(NodeContext& context);
Values l2_normalization(NodeContext& context);
// activation.cpp
Values activation(NodeContext& context);
Values leaky_relu(NodeContext& context);
Values softmax(NodeContext& context);
Values softmax_activation(NodeContext& context);
Values hard_sigmoid(NodeContext& context);
Values clip(NodeContext& context);
Values log_sigmoid(NodeContext& context);
// elementwise.cpp
Values identity(NodeContext& context);
Values dropout(NodeContext& context);
Values unary(NodeContext& context);
Values degrees_or_radians(NodeContext& context);
Values logical_not(NodeContext& context);
Values binary(NodeContext& context);
Values hypot(NodeContext& context);
Values comparison(NodeContext& context);
Values logical(NodeContext& context);
Values scalar_arithmetic(NodeContext& context);
Values scalar_comparison(NodeContext& context);
Values add_n(NodeContext& context);
Values cast(NodeContext& context);
Values amp_multicast(NodeContext& context);
Values where(NodeContext& context);
Values filled_like(NodeContext& context);
Values smooth_l1(NodeContext& context);
Values div_sqrt_dim(NodeContext& context);
// reduce.cpp
Values reduction(NodeContext& context);
Values norm(NodeContext& context);
Values arg_extreme(NodeContext& context);
Values argmax_channel(NodeContext& context);
Values moments(NodeContext& context);
Values topk(NodeContext& context);
Values sort(NodeContext& context);
Values argsort(NodeContext& context);
Values cumsum(NodeContext& context);
// shape.cpp: dimensions change, elements stay
Values reshape(NodeContext& context);
Values flatten(NodeContext& context);
Values reshape_like(NodeContext& context);
Values expand_dims(NodeContext& context);
Values squeeze(NodeContext& context);
Values transpose(NodeContext& context);
Values swap_axis(NodeContext& context);
Values depth_to_space(NodeContext& context);
Values space_to_depth(NodeContext& context);
Values shape_array(NodeContext& context);
Values size_array(NodeContext& context);
// slice.cpp: parts, joins and repetitions
Values concat(NodeContext& context);
Values stack(NodeContext& context);
Values slice_channel(NodeContext& context);
Values split_v2(NodeContext& context);
Values slice(NodeContext& context);
Values slice_axis(NodeContext& context);
Values slice_like(NodeContext& context);
Values crop(NodeContext& context);
Values reverse(NodeContext& context);
Values tile(NodeContext& context);
Values repeat(NodeContext& context);
Values pad(NodeContext& context);
Values broadcast_axis(NodeContext& context);
Values broadcast_to(NodeContext& context);
Values broadcast_like(NodeContext& context);
Values bilinear_resize(NodeContext& context);
// matmul.cpp
Values fully_connected(NodeContext& context);
Values dot(NodeContext& context);
Values batch_dot(NodeContext& context);
Values linalg_gemm(NodeContext& context);
Values linalg_gemm2(NodeContext& context);
// matrix.cpp: diagonals and small matrices
Values diag(NodeContext& context);
Values eye(NodeContext& context);
Values linalg_extract_diagonal(NodeContext& context);
Values linalg_make_diagonal(NodeContext& context);
Values linalg_potrf(NodeContext& context);
Values linalg_syrk(NodeContext& context);
// leaf.cpp: lookups by index, and constants
Values embedding(NodeContext& context);
Values one_hot(NodeContext& context);
Values arange(NodeContext& context);
Values arange_like(NodeContext& context);
Values linspace(NodeContext& context);
Values filled(NodeContext& context);
// scatter.cpp: elements read and written at places that data or ranges give
Values take(NodeContext& context);
Values pick(NodeContext& context);
Values batch_take(NodeContext& context);
Values gather_nd(NodeContext& context);
Values scatter_nd(NodeContext& context);
Values scatter_set_nd(NodeContext& context);
Values index_copy(NodeContext& context);
Values index_array(NodeContext& context);
Values slice_assign(NodeContext& context);
Values slice_assign_scalar(NodeContext& context);
Values boolean_mask(NodeContext& context);
// sequence.cpp
Values sequence_mask(NodeContext& context);
Values sequence_last(NodeContext& context);
Values sequence_reverse(NodeContext& context);
// attention.cpp
Values interleaved_self_attention_scores(NodeContext& context);
Values interleaved_self_attention_values(NodeContext& context);
Values interleaved_cross_attention_scores(NodeContext& context);
Values interleaved_cross_attention_values(NodeContext& context);
// recurrent.cpp
Values recurrent(NodeContext& context);
// control.cpp
Values foreach_loop(NodeContext& context);
Values while_loop(NodeContext& context);
Values branch(NodeContext& context);
// detection.cpp
Values box_nms(NodeContext& context);
Values box_iou(NodeContext& context);
Values box_decode(NodeContext& context);
Values box_encode(NodeContext& context);
Values bipartite_matching(NodeContext& context);
Values multibox_prior(NodeContext& context);
Values multibox_detection(NodeContext& context);
Values proposal(NodeContext& context);
// roi.cpp
Values roi_pooling(NodeContext& context);
Values roi_align(NodeContext& context);
Values psroi_pooling(NodeContext& context);
// sampling.cpp
Values grid_generator(NodeContext& context);
Values bilinear_sampler(NodeContext& context);
Values spatial_transformer(NodeContext& context);
Values correlation(NodeContext& context);
Values deformable_convolution(NodeContext& context);
Values im2col(NodeContext& context);
Values col2im(NodeContext& context);
// quant.cpp: integers and their ranges
Values quantize_v2(NodeContext& context);
Values dequantize(NodeContext& context);
Values quantized_pooling(NodeContext& context);
Values quantized_concat(NodeContext& context);
Values quantized_flatten(NodeContext& context);
// quant_conv.cpp: the fused layers of MXNet's oneDNN back end
Values fused_convolution(NodeContext& context);
Values fused_dense(NodeContext& context);
// output.cpp: losses, which become the prediction that they judge
Values softmax_output(NodeContext& context);
Values logistic_regression_output(NodeContext& context);
Values prediction(NodeContext& context);

}  // namespace nnfront::frontends::mxnet
