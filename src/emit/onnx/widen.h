// Elements of a type that ONNX's operators do not take, computed in a wider type.
#pragma once

#include <vector>

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

// The types in which elements of `dtype` may be computed instead, narrowest first; empty where there is none.
std::vector<DType> wider_types(Widening widening, DType dtype);

// Emits the operation with every input and output of the data's type (that of the first input that is floating, or else of the first one)
// in `wide`: casts in front of it and behind it. Throws what the row's emitter throws.
void emit_in(Emission& emission, const Operation& operation, const OperatorRow& row, DType wide);

// The data's type; no value where the operation has no inputs.
std::optional<DType> data_type(const Operation& operation);

}  // namespace nnfront::emit::onnx
