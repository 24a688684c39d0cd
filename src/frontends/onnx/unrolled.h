// Loops that only work one trip after the other in the place of the loop: those that carry or read sequences, which the IR lacks.
#pragma once

#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

// A loop of more trips is refused.
inline constexpr std::int64_t most_trips = 1024;

// True for a Loop that reads a sequence, in its body or as a carried value, or carries an optional without an element.
bool must_be_unrolled(NodeContext& context);

// Every trip of a Loop. Refuses one whose trips are not known or too many.
Bindings unrolled(NodeContext& context, const OnnxGraph& body);

}  // namespace nnfront::frontends::onnx
