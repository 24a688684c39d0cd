// Rebuilds a compiled model in another framework's form.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "nnfront/model.h"

namespace nnfront {

struct ReconstructTarget {
  std::string name;     // what ReconstructOptions::to takes
  std::string doc;      // one line
  std::string written;  // what stands at the path
};

std::vector<ReconstructTarget> reconstruct_targets();

struct ReconstructOptions {
  std::string to;
  std::optional<std::int64_t> opset;  // of targets whose operators come in numbered sets; the target's own choice where it is left out
};

// Writes `model` to `path`, whole or not at all, and gives the files that it has written. Error (unsupported) that lists all that the
// target lacks, with the names of nodes.
std::vector<std::filesystem::path> reconstruct(const Model& model, const std::filesystem::path& path, const ReconstructOptions& options);

}  // namespace nnfront
