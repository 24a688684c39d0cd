// Activations: element by element, but for softmax and log_softmax, which run along one axis.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// relu, sigmoid, tanh, softsign, silu, mish, hard_swish (x*clip(x+3,0,6)/6) have none.

struct LeakyReluAttrs {
  double alpha = 0.01;
  static void fields(auto& self, auto&& visit) { visit("alpha", self.alpha); }
};
// prelu(x[N,C,...], slope[C] or [1]): along axis 1.

// thresholded_relu: x where x > alpha, else 0; NaN stays NaN
struct ThresholdedReluAttrs {
  double alpha = 1.0;
  static void fields(auto& self, auto&& visit) { visit("alpha", self.alpha); }
};

// shrink: x + bias where x < -lambda, x - bias where x > lambda, 0 otherwise (for NaN too)
struct ShrinkAttrs {
  double lambda = 0.5;
  double bias = 0.0;
  static void fields(auto& self, auto&& visit) {
    visit("lambda", self.lambda);
    visit("bias", self.bias);
  }
};

// swish: x * sigmoid(alpha * x)
struct SwishAttrs {
  double alpha = 1.0;
  static void fields(auto& self, auto&& visit) { visit("alpha", self.alpha); }
};

struct EluAttrs {  // elu, celu
  double alpha = 1.0;
  static void fields(auto& self, auto&& visit) { visit("alpha", self.alpha); }
};

struct SeluAttrs {
  double alpha = 1.6732632423543772;
  double gamma = 1.0507009873554805;
  static void fields(auto& self, auto&& visit) {
    visit("alpha", self.alpha);
    visit("gamma", self.gamma);
  }
};

enum class GeluForm { erf, tanh };
struct GeluAttrs {
  GeluForm form = GeluForm::erf;
  static void fields(auto& self, auto&& visit) { visit("form", self.form); }
};

// hard_sigmoid: clip(alpha*x + beta, 0, 1)
struct HardSigmoidAttrs {
  double alpha = 0.2;
  double beta = 0.5;
  static void fields(auto& self, auto&& visit) {
    visit("alpha", self.alpha);
    visit("beta", self.beta);
  }
};

// softplus: log(1 + exp(beta*x)) / beta, computed without overflow
struct SoftplusAttrs {
  double beta = 1.0;
  static void fields(auto& self, auto&& visit) { visit("beta", self.beta); }
};

struct ClipAttrs {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  static void fields(auto& self, auto&& visit) {
    visit("min", self.min);
    visit("max", self.max);
  }
};

// softmax, log_softmax: of x / temperature along `axis`
struct SoftmaxAttrs {
  std::int64_t axis = -1;
  double temperature = 1.0;
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("temperature", self.temperature);
  }
};

// hardmax: 1 at the first largest element along `axis`, 0 elsewhere; NaN counts as the largest
struct HardmaxAttrs {
  std::int64_t axis = -1;
  static void fields(auto& self, auto&& visit) { visit("axis", self.axis); }
};

std::vector<Operator> activation_operators();

}  // namespace nnfront::ops

template <>
struct nnfront::EnumNames<nnfront::ops::GeluForm> {
  static constexpr std::string_view names[] = {"erf", "tanh"};
};
