// Recurrent layers over whole sequences: rnn gru lstm.
//
// x is [steps, batch, inputs]; the weights of the one or two directions stand one behind the other along dimension 0. With G gates (1, 3,
// 4) of H units:
//   weight            [directions, G*H, inputs]
//   recurrent_weight  [directions, G*H, H]
//   bias              [directions, 2*G*H]  that of the inputs, then that of the state; they are not one, see gru
// Gates stand in this order, and front ends bring them into it:
//   gru   update z, reset r, new state h
//   lstm  input i, output o, forget f, cell c
// A layer begins with initial_h (initial_c) or zeros. Where sequence_lens is given, sample n has that many steps: what follows in y is 0,
// the reverse direction begins with the last of them, and the states that come out are those after them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

enum class RecurrentDirection { forward, reverse, bidirectional };

struct RecurrentAttrs {
  RecurrentDirection direction = RecurrentDirection::forward;
  // The functions f, g, h of the cell below, for all directions or for each. Those of family activation (sigmoid, tanh, relu, leaky_relu,
  // elu, hard_sigmoid, softsign, softplus) and: affine alpha*x + beta, scaled_tanh alpha*tanh(beta*x), thresholded_relu x where x > alpha,
  // else 0.
  std::vector<std::string> activations = {};
  // One per function, or none: their usual ones. A function that has no such number does not ask for it.
  std::vector<double> activation_alpha = {};
  std::vector<double> activation_beta = {};
  std::optional<double> clip = {};  // what enters a function is brought into [-clip, clip]
  static void fields(auto& self, auto&& visit) {
    visit("direction", self.direction);
    visit("activations", self.activations);
    visit("activation_alpha", self.activation_alpha);
    visit("activation_beta", self.activation_beta);
    visit("clip", self.clip);
  }
};

// rnn(x, weight, recurrent_weight, bias?, sequence_lens?, initial_h?) -> y[steps, directions, batch, H], h[directions, batch, H]
//   h = f(W x + Wb + R h + Rb)
struct RnnAttrs {
  RecurrentAttrs common{.activations = {"tanh"}};
  static void fields(auto& self, auto&& visit) { RecurrentAttrs::fields(self.common, visit); }
};

// gru(x, weight, recurrent_weight, bias?, sequence_lens?, initial_h?) -> y, h
//   z = f(Wz x + Wbz + Rz h + Rbz)    r = f(Wr x + Wbr + Rr h + Rbr)
//   n = g(Wh x + Wbh + Rh (r*h) + Rbh), or g(Wh x + Wbh + r * (Rh h + Rbh)) where linear_before_reset
//   h = (1 - z)*n + z*h
struct GruAttrs {
  RecurrentAttrs common{.activations = {"sigmoid", "tanh"}};
  bool linear_before_reset = false;
  static void fields(auto& self, auto&& visit) {
    RecurrentAttrs::fields(self.common, visit);
    visit("linear_before_reset", self.linear_before_reset);
  }
};

// lstm(x, weight, recurrent_weight, bias?, sequence_lens?, initial_h?, initial_c?, peephole?, projection?) -> y, h, c[directions, batch, H]
//   peephole    [directions, 3*H]  Pi, Po, Pf
//   projection  [directions, P, H]; the state h, and with it the last dimension of recurrent_weight, initial_h, y and h, then has P units
//   i = f(Wi x + Wbi + Ri h + Rbi + Pi*c)    u = f(Wf x + Wbf + Rf h + Rbf + Pf*c), or 1 - i where input_forget
//   c = u*c + i*g(Wc x + Wbc + Rc h + Rbc)   o = f(Wo x + Wbo + Ro h + Rbo + Po*c)
//   h = o*h(c), times the projection
struct LstmAttrs {
  RecurrentAttrs common{.activations = {"sigmoid", "tanh", "tanh"}};
  bool input_forget = false;
  static void fields(auto& self, auto&& visit) {
    RecurrentAttrs::fields(self.common, visit);
    visit("input_forget", self.input_forget);
  }
};

std::vector<Operator> recurrent_operators();

}  // namespace nnfront::ops

template <>
struct nnfront::EnumNames<nnfront::ops::RecurrentDirection> {
  static constexpr std::string_view names[] = {"forward", "reverse", "bidirectional"};
};
