// ONNX to the IR and back, twice: what the second way round leaves must be what the first one left.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace nnfront::onnx_nodes {

enum class Fixed { yes, no, not_read, not_written };

struct FixedPoint {
  Fixed verdict = Fixed::no;
  std::string detail;  // the first line that differs, or why it is not read or not written
};

// Reads the model, writes what became of it to `rebuilt`, reads that, writes and reads it once more: the reconstruct form of the two last
// readings is compared, names, attributes, shapes and contents, everything but ids. Never throws.
FixedPoint fixed_point(const std::filesystem::path& model, const std::filesystem::path& rebuilt, std::int64_t opset);

}  // namespace nnfront::onnx_nodes
