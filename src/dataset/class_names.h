// Names of classes, one a line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nnfront::dataset {

// Line n (from 0) is the name of class n; white space at both ends and empty lines at the end of the file do not count. Error
// (invalid_file) for more than 100,000 lines or 16 MB. The file may be a pipe.
std::vector<std::string> read_class_names(const std::filesystem::path& path);

}  // namespace nnfront::dataset
