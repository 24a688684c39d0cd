#include "ops/op_table.h"

#include <iterator>

#include "ops/activation.h"
#include "ops/attention.h"
#include "ops/control.h"
#include "ops/conv.h"
#include "ops/detection.h"
#include "ops/elementwise.h"
#include "ops/leaf.h"
#include "ops/linear_algebra.h"
#include "ops/matmul.h"
#include "ops/matrix.h"
#include "ops/norm.h"
#include "ops/pool.h"
#include "ops/quant.h"
#include "ops/recurrent.h"
#include "ops/reduce.h"
#include "ops/roi.h"
#include "ops/sampling.h"
#include "ops/scatter.h"
#include "ops/select.h"
#include "ops/sequence.h"
#include "ops/shape.h"
#include "ops/signal.h"

namespace nnfront::ops {

namespace {

// A family is one file that ends with its records; a new family is one line here.
std::vector<Operator> all_families() {
  std::vector<Operator> all;
  const auto append = [&](std::vector<Operator> family) { std::move(family.begin(), family.end(), std::back_inserter(all)); };
  append(leaf_operators());            // input parameter constant opaque
  append(conv_operators());            // conv conv_transpose
  append(matmul_operators());          // dense matmul
  append(linear_algebra_operators());  // einsum det inverse cholesky
  append(pool_operators());            // max average lp, global, adaptive
  append(norm_operators());            // batch layer group instance rms lrn l2 lp
  append(activation_operators());      // relu ... softmax hardmax
  append(elementwise_operators());     // add ... erf, bits, cast, identity, dropout
  append(reduce_operators());          // sums, extremes, argmax, topk, sort
  append(shape_operators());           // reshape transpose concat ... resize
  append(scatter_operators());         // gather and scatter by elements, by tuples; cache update
  append(select_operators());          // compress non_zero unique
  append(sequence_operators());        // reverse mask last
  append(matrix_operators());          // trilu diagonal eye
  append(detection_operators());       // boxes, suppression, anchors, proposals
  append(roi_operators());             // roi_pool roi_align psroi_pool
  append(sampling_operators());        // grids, deformable_conv, correlation, windows as columns
  append(signal_operators());          // dft stft windows mel
  append(quant_operators());           // quantize ... quantized_softmax, integer_conv, quantized_conv
  append(control_operators());         // if loop scan
  append(recurrent_operators());       // rnn gru lstm
  append(attention_operators());       // attention rotary_embedding
  return all;
}

}  // namespace

const OperatorSet& operators() {
  static const OperatorSet set(all_families());
  return set;
}

}  // namespace nnfront::ops
