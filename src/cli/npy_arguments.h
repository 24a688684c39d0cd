// Arrays from and to the files that a user names.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "nnfront/model.h"

namespace nnfront::cli {

// Each argument is FILE or NAME=FILE (a FILE that has '=' in it is one where no input is called so and the file is there); unnamed ones
// fill the model's inputs in order. Error where a name is unknown, given twice or an input is left without a file.
std::vector<Array> read_inputs(const Model& model, const std::vector<std::string>& arguments);
// The same for what the model's outputs should be, of --result-npy.
std::vector<Array> read_results(const Model& model, const std::vector<std::string>& arguments);

// Before a run: Error where `path` ends neither in .npy nor in .npz, or ends in .npy and the run gives several arrays.
void check_output(const std::filesystem::path& path, bool several);
// One array into a .npy; any number into a .npz, an entry under each key.
void write_outputs(const Model::RunResult& result, const std::filesystem::path& path);

}  // namespace nnfront::cli
