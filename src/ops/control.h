// Control flow: operators that own subgraphs (ir/graph.h), which may read values from outside (their captures).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// if(condition): two subgraphs without inputs, the first for true, the second for false. Only one of them is run; output i of the node is
// its output i. No attributes.

// loop(trip_count?, condition?, carried...): one subgraph, the body,
//   (iteration: int64 [], condition: bool [], carried...) -> (condition, carried..., scanned...)
// which is run while the condition holds and trip_count is not reached; one of the two is given. Without an input `condition` what the
// body says of it is not asked. The node's outputs are the carried values after the last trip (the inputs where there is none), then each
// scanned value of all trips, stacked along a new first dimension.
struct LoopAttrs {
  // Scanned outputs always have trip_count entries: zeros follow where the condition ends the loop before.
  bool pad_scanned = false;
  static void fields(auto& self, auto&& visit) { visit("pad_scanned", self.pad_scanned); }
};

// scan(states..., scanned...): one subgraph, the body, (states..., slices...) -> (states..., slices...), which is run once for every index
// along the scanned inputs' axes, from the first to the last or, where `reversed_inputs` is 1, from the last to the first. The node's
// outputs are the states after the last trip, then each further output of all trips, stacked along a new dimension at its output axis;
// where `reversed_outputs` is 1 the last trip stands first.
struct ScanAttrs {
  std::int64_t states = 0;                     // how many of the inputs, and of the outputs, are states
  std::vector<std::int64_t> input_axes;        // one per scanned input, counted from the back where negative; the lists below likewise
  std::vector<std::int64_t> reversed_inputs;   // 0 or 1
  std::vector<std::int64_t> output_axes;       // one per scanned output, of the result
  std::vector<std::int64_t> reversed_outputs;  // 0 or 1
  static void fields(auto& self, auto&& visit) {
    visit("states", self.states);
    visit("input_axes", self.input_axes);
    visit("reversed_inputs", self.reversed_inputs);
    visit("output_axes", self.output_axes);
    visit("reversed_outputs", self.reversed_outputs);
  }
};

// How often the body of a loop or scan is run, where that is known before it is run: by a constant trip count with a condition that stays
// true, by the size of what is scanned. `context` is that of the node.
std::optional<std::int64_t> known_trips(const InferContext& context);

std::vector<Operator> control_operators();

}  // namespace nnfront::ops
