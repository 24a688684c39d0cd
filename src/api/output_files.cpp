#include "api/output_files.h"

#include <stdlib.h>  // NOLINT: mkdtemp is POSIX's, not in <cstdlib>

#include <cerrno>
#include <system_error>

#include "support/fail.h"
#include "support/file.h"

namespace nnfront::api {

namespace {

std::filesystem::path unique_folder(const std::filesystem::path& directory) {
  std::string path = (directory / ".unfinished-XXXXXX").string();
  if (::mkdtemp(path.data()) != nullptr) return path;
  const std::error_code error(errno, std::generic_category());
  fail(ErrorCode::io, "{}: cannot write into the folder: {}", printable(directory.string()), error.message());
}

}  // namespace

OutputFiles::OutputFiles(std::filesystem::path directory) : directory_(std::move(directory)) {
  std::error_code unknown;  // of a path that cannot be looked at; making it says why
  created_directory_ = !std::filesystem::exists(directory_, unknown);
  make_folders(directory_);
  staging_ = unique_folder(directory_);
}

OutputFiles::~OutputFiles() {
  std::error_code ignored;  // a destructor has nobody to tell; the folder is hidden and named "unfinished"
  std::filesystem::remove_all(staging_, ignored);
  if (created_directory_) std::filesystem::remove(directory_, ignored);  // removes nothing once files are in it
}

std::filesystem::path OutputFiles::place(const std::string& name) {
  names_.push_back(name);
  return staging_ / name;
}

std::vector<std::filesystem::path> OutputFiles::publish() {
  std::error_code error;
  for (const std::string& name : names_) {
    if (!std::filesystem::is_directory(directory_ / name, error)) continue;
    fail(ErrorCode::io, "{}: got a folder, wanted a file to write", printable((directory_ / name).string()));
  }
  std::vector<std::filesystem::path> paths;
  for (const std::string& name : names_) {
    std::filesystem::rename(staging_ / name, directory_ / name, error);
    if (error) fail(ErrorCode::io, "{}: cannot write: {}", printable((directory_ / name).string()), error.message());
    paths.push_back(directory_ / name);
  }
  names_.clear();
  return paths;
}

}  // namespace nnfront::api
