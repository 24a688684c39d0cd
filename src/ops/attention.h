// Attention and what belongs to it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// What the output `scores` of attention is: the product q k^T times the scale; after the soft cap; with the masks added; the weights that
// the softmax makes of it.
enum class AttentionScores { product, capped, masked, weights };

// attention(q[N,Hq,S,D], k[N,Hk,T,D], v[N,Hk,T,E], mask?, past_key[N,Hk,P,D]?, past_value[N,Hk,P,E]?, valid_lengths[N]?)
//   -> y[N,Hq,S,E], present_key[N,Hk,P+T,D], present_value[N,Hk,P+T,E], scores[N,Hq,S,P+T]
//   y = softmax(cap(q k^T * scale) + masks) v, with k and v behind what the past holds
// Hq is a multiple of Hk: so many heads of q in a row share one of k and v. cap(x) = softcap * tanh(x / softcap) where softcap is not 0.
// Masks are: `mask`, which broadcasts to the scores, a number that is added or a bool that says what is seen, its last dimension as long as
// the scores' or shorter (what is missing is not seen); `causal`: query i sees what stands up to position P + i; `valid_lengths`: of sample
// n only so many positions are seen. Not seen means -inf.
struct AttentionAttrs {
  bool causal = false;
  std::optional<double> scale;  // 1/sqrt(D) where it is not given
  double softcap = 0.0;
  std::optional<DType> softmax_dtype;  // that of q where it is not given
  AttentionScores scores = AttentionScores::product;
  static void fields(auto& self, auto&& visit) {
    visit("causal", self.causal);
    visit("scale", self.scale);
    visit("softcap", self.softcap);
    visit("softmax_dtype", self.softmax_dtype);
    visit("scores", self.scores);
  }
};

// rotary_embedding(x[N,H,S,D], cos, sin, positions[N,S]?): of the first R = rotary_dim elements of each row (0: all D) the pairs (a, b) are
// turned: a*cos - b*sin, a*sin + b*cos. Pairs are neighbours where interleaved, else element i and i + R/2. cos and sin are
// [M,R/2], looked up at positions, or without these [N,S,R/2], where N may be 1.
struct RotaryEmbeddingAttrs {
  bool interleaved = false;
  std::int64_t rotary_dim = 0;
  static void fields(auto& self, auto&& visit) {
    visit("interleaved", self.interleaved);
    visit("rotary_dim", self.rotary_dim);
  }
};

std::vector<Operator> attention_operators();

}  // namespace nnfront::ops

template <>
struct nnfront::EnumNames<nnfront::ops::AttentionScores> {
  static constexpr std::string_view names[] = {"product", "capped", "masked", "weights"};
};
