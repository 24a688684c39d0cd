#include "frontends/mxnet/op_table_rows.h"
#include "frontends/mxnet/translators.h"

namespace nnfront::frontends::mxnet {

namespace {

constexpr Fate exact = Fate::exact;
constexpr Fate rewritten = Fate::rewritten;
constexpr Fate refused = Fate::refused;

}  // namespace

// Layers, activations, losses, attention, sequences, detection, sampling.
std::vector<OperatorRow> layer_rows() {
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
      {{"softmax", "_npx_softmax"}, {"data", "length"}, exact, softmax, "softmax", "use_length as a mask before and behind"},
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

      // Attention
      {{"_contrib_div_sqrt_dim"}, {"data"}, rewritten, div_sqrt_dim, "div", "a division"},
      {{"_contrib_interleaved_matmul_selfatt_qk"},
       {"data"},
       rewritten,
       interleaved_self_attention_scores,
       "matmul",
       "parts taken apart, a product, a multiplication"},
      {{"_contrib_interleaved_matmul_selfatt_valatt"},
       {"data", "attention"},
       rewritten,
       interleaved_self_attention_values,
       "matmul",
       "parts taken apart, a product"},
      {{"_contrib_interleaved_matmul_encdec_qk"},
       {"data", "..."},
       rewritten,
       interleaved_cross_attention_scores,
       "matmul",
       "parts taken apart, a product, a multiplication"},
      {{"_contrib_interleaved_matmul_encdec_valatt"},
       {"data", "attention"},
       rewritten,
       interleaved_cross_attention_values,
       "matmul",
       "parts taken apart, a product"},

      // Sequences
      {{"SequenceMask"}, {"data", "length"}, exact, mxnet::sequence_mask, "sequence_mask", "lengths as int64"},
      {{"SequenceLast"}, {"data", "length"}, exact, mxnet::sequence_last, "sequence_last", "lengths as int64"},
      {{"SequenceReverse"}, {"data", "length"}, exact, sequence_reverse, "reverse_sequence", "lengths as int64"},

      // Recurrence
      {{"RNN"},
       {"data", "weight", "state", "..."},
       rewritten,
       recurrent,
       "lstm",
       "rnn, gru or lstm per layer, gates in another order; every mode; not what only GPUs have"},

      // Control flow
      {{"_foreach"}, {}, exact, foreach_loop, "scan", ""},
      {{"_while_loop"}, {}, exact, while_loop, "loop", "what is stacked behind the last trip is 0"},
      {{"_cond"}, {}, exact, branch, "if", ""},

      // Detection
      {{"ROIPooling"}, {"data", "rois"}, exact, roi_pooling, "roi_pool", ""},
      {{"_contrib_ROIAlign"}, {"data", "rois"}, rewritten, mxnet::roi_align, "roi_align", "images and boxes apart"},
      {{"_contrib_PSROIPooling"}, {"data", "rois"}, exact, psroi_pooling, "psroi_pool", ""},
      {{"_contrib_RROIAlign"}, {"data", "rois"}, refused, nullptr, "", "rotated regions are not covered"},
      {{"_contrib_DeformablePSROIPooling"}, {"data", "rois", "trans"}, refused, nullptr, "", "regions whose bins move are not covered"},
      {{"_contrib_Proposal"}, {"data", "..."}, exact, mxnet::proposal, "proposal", ""},
      {{"_contrib_MultiProposal"}, {"data", "..."}, exact, mxnet::proposal, "proposal", ""},
      {{"_contrib_MultiBoxPrior"}, {"data"}, exact, mxnet::multibox_prior, "multibox_prior", ""},
      {{"_contrib_MultiBoxTarget"},
       {"anchor", "label", "data"},
       refused,
       nullptr,
       "",
       "it makes targets for training; name the other outputs with --output"},
      {{"_contrib_MultiBoxDetection"}, {"data", "..."}, exact, mxnet::multibox_detection, "multibox_detection", "background_id 0"},
      {{"_contrib_box_nms", "_contrib_box_non_maximum_suppression"}, {"data"}, exact, mxnet::box_nms, "box_nms", ""},
      {{"_contrib_box_iou"}, {"data", "..."}, exact, mxnet::box_iou, "box_iou", ""},
      {{"_contrib_box_decode"}, {"data", "anchors"}, exact, mxnet::box_decode, "box_decode", ""},
      {{"_contrib_box_encode"}, {"data", "..."}, exact, mxnet::box_encode, "box_encode", "matches as int64"},
      {{"_contrib_bipartite_matching"}, {"data"}, rewritten, mxnet::bipartite_matching, "bipartite_matching", "and casts of the indices"},

      // Sampling and windows
      {{"_contrib_DeformableConvolution"}, {"data", "offset", "weight", "bias"}, exact, deformable_convolution, "deformable_conv", ""},
      {{"_contrib_ModulatedDeformableConvolution"},
       {"data", "offset", "mask", "weight", "bias"},
       exact,
       deformable_convolution,
       "deformable_conv",
       ""},
      {{"Correlation"}, {"data", "..."}, exact, mxnet::correlation, "correlation", ""},
      {{"SpatialTransformer"}, {"data", "loc"}, rewritten, spatial_transformer, "grid_sample", "affine_grid and grid_sample"},
      {{"GridGenerator"}, {"data"}, rewritten, grid_generator, "affine_grid", "and a transpose; 'warp' as additions"},
      {{"BilinearSampler"}, {"data", "grid"}, rewritten, bilinear_sampler, "grid_sample", "the grid channels-last"},
      {{"im2col"}, {"data"}, exact, mxnet::im2col, "im2col", ""},
      {{"col2im"}, {"data"}, exact, mxnet::col2im, "col2im", ""},
  };
}

}  // namespace nnfront::frontends::mxnet
