// The frameworks that a graph can be rebuilt for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ir/graph.h"

namespace nnfront::emit {

struct Options {
  std::optional<std::int64_t> opset;  // of targets whose operators come in numbered sets
};

struct Target {
  std::string_view name;     // what users type
  std::string_view doc;      // one line
  std::string_view written;  // what stands at the path: "FILE.onnx"
  // Gives what it has written. Error (unsupported) that lists every node that the target lacks; nothing is written then.
  std::function<std::vector<std::filesystem::path>(const Graph&, const std::filesystem::path&, const Options&)> write;
};

std::span<const Target> targets();
// Error (invalid_argument) with the names that there are.
const Target& target(std::string_view name);

}  // namespace nnfront::emit
