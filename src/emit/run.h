// Runs what was written for a framework by that framework itself.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnfront/array.h"

namespace nnfront::emit {

struct NamedArray {
  std::string name;
  Array array;
};

// `path`: what the target `to` wrote. `python`: an interpreter that has the framework and NumPy. Gives the outputs that are called
// `wanted`, in that order. Error (unsupported) with the last line of what Python said where it fails; (invalid_file) where an output is
// missing.
std::vector<Array> run(std::string_view to, const std::filesystem::path& path, const std::vector<NamedArray>& inputs,
                       const std::vector<std::string>& wanted, const std::string& python);

// The scripts that do it, as they were when this was compiled: run_rebuilt.py, and load_rebuilt.py of the target's folder, where it has
// one.
std::string_view run_rebuilt_source();
std::optional<std::string_view> loader_source(std::string_view target);

}  // namespace nnfront::emit
