// Where the repository lies that the tests were built from.
#pragma once

#include <filesystem>

namespace nnfront::testing_support {

std::filesystem::path source_folder();

}  // namespace nnfront::testing_support
