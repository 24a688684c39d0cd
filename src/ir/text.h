// The text form: what tests are written in and dumps are read in. print and parse are inverse up to tensor content.
//
//   graph fused {
//     %0 = input() name="data" : float32[1,3,8,8]
//     %1 = parameter() key="w" role="weight" trainable=true = random(7) : float32[4,3,3,3]
//     %5 = conv(%0, %1, none) strides=[1,1] pads=[1,1,1,1] dilations=[1,1] groups=1 name="conv0" swallowed=[3,4]
//          then relu(%3) : float32[1,4,8,8]
//     %6:2 = split(%5) axis=1 parts=2 : float32[1,2,8,8], float32[1,2,8,8]
//     output "prob" %6:1
//     alias %4 = %5
//   }
//
// %5 is value "5:0", %6:1 is "6:1"; `%6:2 =` declares two outputs. Attributes that equal the default may be left out when
// parsing; printing writes all. A parameter without a name is called as its key. A parameter's content in text is `= [1, 2, ...]`, `=
// random(seed)` or absent. A subgraph stands in braces behind its node: `{ name(%captures) ... }`. Types of inputs, parameters and
// constants must be there, others are inferred where left out. An epilogue step reads the running result as its first input, unless
// `value=%id` says otherwise.
//
// Where there is something to say: `inputs (%1, %0)` (another order than that of the input nodes), `state %parameter = %next`,
// `entry "name" { ... }`, `next_id 40` (otherwise one above the highest id), `producer "..."`, `source "framework" "version"`,
// `file "name" bytes "sha256"`, `preprocess resize=[...] ...`; on nodes `fixed=true dialect="..." acc_bound="..."`,
// `requant(kind="dyadic" m=3 n=2)` and behind a type or a step `quant(scheme="minmax" bits=8 scale=0.1 zero_point=0 axis=0)`, where a
// text instead of a number is a parameter's key. `#` begins a comment that ends with the line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ir/graph.h"

namespace nnfront {

std::string print(const Graph& graph);
// Reads and verifies. Throws Error with line and column.
Graph parse_text(std::string_view text, const OperatorSet& operators);

// One above every id that is used or remembered.
std::int64_t lowest_next_id(const Graph& graph);

}  // namespace nnfront
