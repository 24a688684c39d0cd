// Runs what was written for a framework by that framework itself.
#pragma once

#include <filesystem>
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

// The script that does it: run_rebuilt.py, as it was when this was compiled.
std::string_view run_rebuilt_source();

}  // namespace nnfront::emit
