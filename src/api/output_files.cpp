#include "api/output_files.h"

#include <unistd.h>

#include <system_error>

#include "support/fail.h"

namespace nnfront::api {

namespace {

void make_folders(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) fail(ErrorCode::io, "{}: cannot create the folder: {}", printable(directory.string()), error.message());
}

}  // namespace

OutputFiles::OutputFiles(std::filesystem::path directory) : directory_(std::move(directory)) {
  created_directory_ = !std::filesystem::exists(directory_);
  if (!created_directory_ && !std::filesystem::is_directory(directory_)) {
    fail(ErrorCode::io, "{}: got a file, wanted a folder to write into", printable(directory_.string()));
  }
  staging_ = directory_ / fmt::format(".unfinished-{}", ::getpid());
  make_folders(staging_);
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
  std::vector<std::filesystem::path> paths;
  for (const std::string& name : names_) {
    std::error_code error;
    std::filesystem::rename(staging_ / name, directory_ / name, error);
    if (error) fail(ErrorCode::io, "{}: cannot write: {}", (directory_ / name).string(), error.message());
    paths.push_back(directory_ / name);
  }
  names_.clear();
  return paths;
}

}  // namespace nnfront::api
