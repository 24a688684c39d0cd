// Rebuilds a compiled model in another framework's form.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnfront/array.h"
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

// Runs what reconstruct() wrote to `path`, by its framework: one array per input of the model, in its order, and an array per output back.
// `python`: an interpreter that has the framework and NumPy. Error (unsupported) with what it said where it fails.
std::vector<Array> run_rebuilt(const Model& model, const std::filesystem::path& path, std::string_view to, const std::vector<Array>& inputs,
                               const std::string& python = "python3");

// ||got - wanted||2 / ||wanted||2. Error where their shapes differ.
double distance(const Array& got, const Array& wanted);

}  // namespace nnfront
