// Every translator, by family: the file of the same name holds them. Semantics: onnx.ai/onnx/operators. A number behind a name is the
// version of the operator set from which on the meaning is that one; without a number it is today's.
#pragma once

#include <vector>

#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

using Values = std::vector<Value>;

// conv.cpp
Values conv(NodeContext& context);
Values conv_transpose(NodeContext& context);
// pool.cpp
Values max_pool(NodeContext& context);
Values average_pool(NodeContext& context);
Values lp_pool_1(NodeContext& context);
Values lp_pool(NodeContext& context);
Values global_lp_pool_1(NodeContext& context);
Values global_lp_pool(NodeContext& context);
// sampling.cpp: elements read or written at places that data gives
Values grid_sample(NodeContext& context);
Values affine_grid(NodeContext& context);
Values deform_conv(NodeContext& context);
Values col2im(NodeContext& context);
Values max_unpool(NodeContext& context);
// detection.cpp
Values roi_align_10(NodeContext& context);
Values roi_align(NodeContext& context);
Values max_roi_pool(NodeContext& context);
Values non_max_suppression(NodeContext& context);
// signal.cpp
Values dft_17(NodeContext& context);
Values dft(NodeContext& context);
Values stft(NodeContext& context);
Values hann_window(NodeContext& context);
Values hamming_window(NodeContext& context);
Values blackman_window(NodeContext& context);
Values mel_weight_matrix(NodeContext& context);
// matmul.cpp
Values matmul(NodeContext& context);
Values gemm(NodeContext& context);
// norm.cpp
Values batch_norm(NodeContext& context);
Values layer_norm(NodeContext& context);
Values rms_norm(NodeContext& context);
Values group_norm_18(NodeContext& context);
Values group_norm(NodeContext& context);
Values instance_norm(NodeContext& context);
Values lrn(NodeContext& context);
Values lp_normalization(NodeContext& context);
Values mean_variance_norm(NodeContext& context);
// activation.cpp
Values leaky_relu(NodeContext& context);
Values prelu(NodeContext& context);
Values elu(NodeContext& context);
Values selu_1(NodeContext& context);
Values selu(NodeContext& context);
Values gelu(NodeContext& context);
Values hard_sigmoid(NodeContext& context);
Values swish(NodeContext& context);
Values thresholded_relu(NodeContext& context);
Values shrink(NodeContext& context);
Values clip_1(NodeContext& context);
Values clip(NodeContext& context);
Values softmax_1(NodeContext& context);
Values softmax(NodeContext& context);
Values hardmax_1(NodeContext& context);
Values hardmax(NodeContext& context);
// elementwise.cpp
Values unary(NodeContext& context);
Values binary_1(NodeContext& context);
Values binary(NodeContext& context);
Values variadic(NodeContext& context);
Values mean(NodeContext& context);
Values pow(NodeContext& context);
Values mod(NodeContext& context);
Values where(NodeContext& context);
Values is_inf(NodeContext& context);
Values cast_1(NodeContext& context);
Values cast(NodeContext& context);
Values cast_like(NodeContext& context);
Values dropout_1(NodeContext& context);
Values dropout(NodeContext& context);
Values dropout_12(NodeContext& context);
Bindings identity(NodeContext& context);
// bits.cpp
Values bit_shift(NodeContext& context);
Values bit_cast(NodeContext& context);
// loss.cpp
Values negative_log_likelihood_loss(NodeContext& context);
Values softmax_cross_entropy_loss(NodeContext& context);
// reduce.cpp
Values reduction_1(NodeContext& context);
Values reduction(NodeContext& context);
Values arg_extreme(NodeContext& context);
Values topk_1(NodeContext& context);
Values topk(NodeContext& context);
Values cumulative(NodeContext& context);
// shape.cpp: dimensions change, elements stay
Values reshape_1(NodeContext& context);
Values reshape(NodeContext& context);
Values flatten(NodeContext& context);
Values squeeze_1(NodeContext& context);
Values squeeze(NodeContext& context);
Values unsqueeze_1(NodeContext& context);
Values unsqueeze(NodeContext& context);
Values transpose(NodeContext& context);
Values expand(NodeContext& context);
Values depth_to_space(NodeContext& context);
Values space_to_depth(NodeContext& context);
Values shape(NodeContext& context);
Values size(NodeContext& context);
// slice.cpp: parts, joins and repetitions
Values concat_1(NodeContext& context);
Values concat(NodeContext& context);
Values split_1(NodeContext& context);
Values split(NodeContext& context);
Values slice_1(NodeContext& context);
Values slice(NodeContext& context);
Values pad_1(NodeContext& context);
Values pad_2(NodeContext& context);
Values pad(NodeContext& context);
Values tile_1(NodeContext& context);
Values tile(NodeContext& context);
Values center_crop_pad(NodeContext& context);
Values unfold(NodeContext& context);
// index.cpp
Values gather(NodeContext& context);
Values one_hot(NodeContext& context);
// scatter.cpp: elements read and written at places that data give
Values gather_elements(NodeContext& context);
Values gather_nd(NodeContext& context);
Values scatter_elements(NodeContext& context);
Values scatter_nd(NodeContext& context);
Values tensor_scatter(NodeContext& context);
// select.cpp: as many results as the data ask for
Values compress(NodeContext& context);
Values unique(NodeContext& context);
Values unique_in_order(NodeContext& context);
// sequence.cpp: samples of different lengths in one tensor
Values reverse_sequence(NodeContext& context);
// matrix.cpp
Values trilu(NodeContext& context);
Values eye_like(NodeContext& context);
// linear_algebra.cpp
Values einsum(NodeContext& context);
// resize.cpp
Values upsample_1(NodeContext& context);
Values upsample_7(NodeContext& context);
Values resize_10(NodeContext& context);
Values resize(NodeContext& context);
// constant.cpp
Values constant(NodeContext& context);
Values constant_of_shape(NodeContext& context);
Values range(NodeContext& context);

// quant.cpp
Values quantize_linear(NodeContext& context);
Values dequantize_linear(NodeContext& context);
Values dynamic_quantize_linear(NodeContext& context);
Values qlinear_binary(NodeContext& context);
Values qlinear_sigmoid(NodeContext& context);
Values qlinear_leaky_relu(NodeContext& context);
Values qlinear_softmax(NodeContext& context);
Values qlinear_concat(NodeContext& context);
Values qlinear_where(NodeContext& context);
Values qlinear_reduce_mean(NodeContext& context);
// quant_blocks.cpp
Values matmul_nbits(NodeContext& context);
Values matmul_bnb4(NodeContext& context);
Values gather_block_quantized(NodeContext& context);
// quant_matmul.cpp
Values matmul_integer(NodeContext& context);
Values matmul_integer_16(NodeContext& context);
Values matmul_integer_to_float(NodeContext& context);
Values dynamic_quantize_matmul(NodeContext& context);
Values qlinear_matmul(NodeContext& context);
Values qgemm(NodeContext& context);
// quant_window.cpp
Values conv_integer(NodeContext& context);
Values qlinear_conv(NodeContext& context);
Values qlinear_average_pool(NodeContext& context);
Values qlinear_global_average_pool(NodeContext& context);
// recurrent.cpp
Values rnn(NodeContext& context);
Values gru(NodeContext& context);
Values lstm(NodeContext& context);
// quant_recurrent.cpp
Values dynamic_quantize_lstm(NodeContext& context);
// attention.cpp
Values attention(NodeContext& context);
Values rotary_embedding(NodeContext& context);
// fused.cpp
Values bias_gelu(NodeContext& context);
Values fast_gelu(NodeContext& context);
Values quick_gelu(NodeContext& context);
Values bias_split_gelu(NodeContext& context);
Values bias_add(NodeContext& context);
Values bias_softmax(NodeContext& context);
Values fused_matmul(NodeContext& context);
Values fused_matmul_activation(NodeContext& context);
Values fused_gemm(NodeContext& context);
Values gemm_fast_gelu(NodeContext& context);
Values fused_conv(NodeContext& context);
Values skip_layer_norm(NodeContext& context);
Values skip_rms_norm(NodeContext& context);
Values embed_layer_norm(NodeContext& context);
Values quantized_embed_layer_norm(NodeContext& context);
// fused_attention.cpp
Values fused_attention(NodeContext& context);
Values quantized_attention(NodeContext& context);
Values multi_head_attention(NodeContext& context);
Values decoder_attention(NodeContext& context);
Values fused_rotary_embedding(NodeContext& context);
// grouped_attention.cpp
Values grouped_attention(NodeContext& context);
Values sparse_attention(NodeContext& context);
// linear_attention.cpp
Values linear_attention(NodeContext& context);
Values causal_conv(NodeContext& context);
// experts.cpp
Values mixture_of_experts(NodeContext& context);
Values quantized_experts(NodeContext& context);
// control.cpp: nodes that hold graphs
Bindings branch(NodeContext& context);
Bindings loop(NodeContext& context);
Values scan_8(NodeContext& context);
Values scan(NodeContext& context);

// list.cpp: sequences and optionals
Bindings sequence_construct(NodeContext& context);
Bindings sequence_empty(NodeContext& context);
Bindings sequence_insert(NodeContext& context);
Bindings sequence_erase(NodeContext& context);
Values sequence_at(NodeContext& context);
Values sequence_length(NodeContext& context);
Values concat_from_sequence(NodeContext& context);
Bindings split_to_sequence(NodeContext& context);
Bindings sequence_map(NodeContext& context);
Bindings optional(NodeContext& context);
Values optional_has_element(NodeContext& context);
Bindings optional_get_element(NodeContext& context);

}  // namespace nnfront::frontends::onnx
