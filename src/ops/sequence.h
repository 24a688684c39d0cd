// Sequences of different lengths in one tensor: reverse_sequence, sequence_mask, sequence_last. Sample b has lengths[b] elements along
// the time axis, the rest is filling. Lengths are of any integer type; where they are floating in a source, it casts.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// reverse_sequence(x, lengths[B]) -> x with each sample's first lengths[b] elements along the time axis in reverse; filling stays.
// sequence_last(x, lengths[B]) -> x without the time axis: each sample's element at lengths[b] - 1.
// A length outside [0, T] (of sequence_last: [1, T]) is an error when the graph is run.
struct SequenceAttrs {
  std::int64_t time_axis = 0;
  std::int64_t batch_axis = 1;
  static void fields(auto& self, auto&& visit) {
    visit("time_axis", self.time_axis);
    visit("batch_axis", self.batch_axis);
  }
};

// sequence_mask(x, lengths[B]) -> x with the filling replaced by `value`, rounded to the type of x. A length below 0 is 0, one above T
// leaves everything.
struct SequenceMaskAttrs {
  std::int64_t time_axis = 0;
  std::int64_t batch_axis = 1;
  double value = 0.0;
  static void fields(auto& self, auto&& visit) {
    visit("time_axis", self.time_axis);
    visit("batch_axis", self.batch_axis);
    visit("value", self.value);
  }
};

std::vector<Operator> sequence_operators();

}  // namespace nnfront::ops
