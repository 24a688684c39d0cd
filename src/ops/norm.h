// Normalisations.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// batch_norm(x, gamma[C], beta[C], running_mean[C], running_var[C]) -> x's type
//   y = (x - mean) / sqrt(var + epsilon) * gamma + beta, gamma taken as 1 where fix_gamma.
// Running a graph always uses the running statistics; the other fields say how the source trains.
struct BatchNormAttrs {
  double epsilon = 1e-5;
  std::int64_t axis = 1;
  double momentum = 0.9;  // weight of the old running value
  bool unbiased_running_var = false;
  bool fix_gamma = false;
  bool use_global_stats = false;
  static void fields(auto& self, auto&& visit) {
    visit("epsilon", self.epsilon);
    visit("axis", self.axis);
    visit("momentum", self.momentum);
    visit("unbiased_running_var", self.unbiased_running_var);
    visit("fix_gamma", self.fix_gamma);
    visit("use_global_stats", self.use_global_stats);
  }
};

// layer_norm(x, gamma?, beta?): over the dimensions from `axis` to the last; gamma and beta have their shape.
struct LayerNormAttrs {
  std::int64_t axis = -1;
  double epsilon = 1e-5;
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("epsilon", self.epsilon);
  }
};

// rms_norm(x, gamma?): y = x / sqrt(mean(x^2) + epsilon) * gamma, over the dimensions from `axis`.
using RmsNormAttrs = LayerNormAttrs;

// group_norm(x[N,C,...], gamma[C]?, beta[C]?)
struct GroupNormAttrs {
  std::int64_t groups = 1;
  double epsilon = 1e-5;
  static void fields(auto& self, auto&& visit) {
    visit("groups", self.groups);
    visit("epsilon", self.epsilon);
  }
};

// instance_norm(x[N,C,...], gamma[C]?, beta[C]?)
struct InstanceNormAttrs {
  double epsilon = 1e-5;
  static void fields(auto& self, auto&& visit) { visit("epsilon", self.epsilon); }
};

// lrn(x[N,C,...]): y = x / (bias + alpha/size * sum of x^2 over `size` neighbouring channels)^beta
struct LrnAttrs {
  std::int64_t size = 5;
  double alpha = 1e-4;
  double beta = 0.75;
  double bias = 1.0;
  static void fields(auto& self, auto&& visit) {
    visit("size", self.size);
    visit("alpha", self.alpha);
    visit("beta", self.beta);
    visit("bias", self.bias);
  }
};

// l2_normalize(x): y = x / sqrt(sum(x^2 over axes) + epsilon)
struct L2NormalizeAttrs {
  std::vector<std::int64_t> axes;
  double epsilon = 1e-10;
  static void fields(auto& self, auto&& visit) {
    visit("axes", self.axes);
    visit("epsilon", self.epsilon);
  }
};

// lp_normalize(x): y = x / (sum of |x|^p along axis)^(1/p), p 1 or 2; 0 where that norm is 0
struct LpNormalizeAttrs {
  std::int64_t p = 2;
  std::int64_t axis = -1;
  static void fields(auto& self, auto&& visit) {
    visit("p", self.p);
    visit("axis", self.axis);
  }
};

std::vector<Operator> norm_operators();

}  // namespace nnfront::ops
