// A graph of the IR as an ONNX model. What only training reads and ONNX lacks is lost: that a gamma is fixed, which variance running
// statistics take, that they are not used.
#pragma once

#include <cstdint>
#include <filesystem>

#include "formats/onnx_writer.h"
#include "ir/graph.h"

namespace nnfront::emit::onnx {

inline constexpr std::int64_t oldest_opset = 13;
inline constexpr std::int64_t newest_opset = 23;
inline constexpr std::int64_t default_opset = 21;

struct Options {
  std::int64_t opset = default_opset;  // of ai.onnx; Error outside [oldest_opset, newest_opset]
};

// Values keep the names of the source, symbolic dimensions their text; an epilogue becomes nodes again. Error (unsupported) that lists
// every operator that ONNX lacks, with the names of its nodes; a graph without the content of its parameters is an Error
// (invalid_argument). Tensors are asked for their content when the model is written.
formats::onnx_file::Model lower(const Graph& graph, const Options& options = {});

// Writes it: weights beside the model (`<path>.data`) where they do not fit into it.
void write(const Graph& graph, const std::filesystem::path& path, const Options& options = {});

}  // namespace nnfront::emit::onnx
