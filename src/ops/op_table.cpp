#include "ops/op_table.h"

#include <iterator>

#include "ops/activation.h"
#include "ops/conv.h"
#include "ops/elementwise.h"
#include "ops/leaf.h"
#include "ops/matmul.h"
#include "ops/norm.h"
#include "ops/pool.h"
#include "ops/reduce.h"
#include "ops/shape.h"

namespace nnfront::ops {

namespace {

// A family is one file that ends with its records; a new family is one line here.
std::vector<Operator> all_families() {
  std::vector<Operator> all;
  const auto append = [&](std::vector<Operator> family) { std::move(family.begin(), family.end(), std::back_inserter(all)); };
  append(leaf_operators());         // input parameter constant opaque
  append(conv_operators());         // conv conv_transpose
  append(matmul_operators());       // dense matmul
  append(pool_operators());         // max average lp, global, adaptive
  append(norm_operators());         // batch layer group instance rms lrn l2
  append(activation_operators());   // relu ... softmax
  append(elementwise_operators());  // add ... erf, cast, identity, dropout
  append(reduce_operators());       // sums, extremes, argmax, topk, sort
  append(shape_operators());        // reshape transpose concat ... resize
  return all;
}

}  // namespace

const OperatorSet& operators() {
  static const OperatorSet set(all_families());
  return set;
}

}  // namespace nnfront::ops
