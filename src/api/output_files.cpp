#include "api/output_files.h"

#include <fcntl.h>
#include <stdlib.h>  // NOLINT: mkdtemp is POSIX's, not in <cstdlib>
#include <sys/file.h>
#include <unistd.h>

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

// Held by one of the processes and threads that publish into a folder. The system frees it when a process ends, however it does.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& directory) : descriptor_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    int status = descriptor_ < 0 ? -1 : ::flock(descriptor_, LOCK_EX);
    while (descriptor_ >= 0 && status != 0 && errno == EINTR) status = ::flock(descriptor_, LOCK_EX);
    // Some file systems of networks have no locks; renaming works without.
  }
  ~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

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

void OutputFiles::leave_out(const std::string& name) {
  left_out_.push_back(name);
}

std::vector<std::filesystem::path> OutputFiles::publish() {
  const FolderLock lock(directory_);
  std::error_code error;
  for (const std::string& name : names_) {
    if (!std::filesystem::is_directory(directory_ / name, error)) continue;
    fail(ErrorCode::io, "{}: got a folder, wanted a file to write", printable((directory_ / name).string()));
  }
  const auto check = [&](const std::filesystem::path& path) {
    if (error) fail(ErrorCode::io, "{}: cannot write: {}", printable(path.string()), error.message());
  };
  if (!names_.empty()) {
    const std::filesystem::path seal = directory_ / names_.back();
    std::filesystem::remove(seal, error);
    check(seal);
  }
  for (const std::string& name : left_out_) {
    if (std::filesystem::is_directory(directory_ / name, error)) continue;
    std::filesystem::remove(directory_ / name, error);
    check(directory_ / name);
  }
  std::vector<std::filesystem::path> paths;
  for (const std::string& name : names_) {
    std::filesystem::rename(staging_ / name, directory_ / name, error);
    check(directory_ / name);
    paths.push_back(directory_ / name);
  }
  names_.clear();
  left_out_.clear();
  return paths;
}

}  // namespace nnfront::api
