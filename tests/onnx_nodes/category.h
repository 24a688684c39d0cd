// What a case is about, where that is something that front-end compilation leaves aside.
#pragma once

#include <string>

#include "formats/onnx_model.h"

namespace nnfront::onnx_nodes {

// "ai.onnx.ml", "training", "strings", "sequences", "optionals", "complex", by the operators and types in the model; "core" for all others.
std::string category(const formats::OnnxModel& model);

}  // namespace nnfront::onnx_nodes
