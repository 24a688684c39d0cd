// The files of one compilation: none of them appears before all are written.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nnfront::api {

// Collects files in a hidden folder of its own inside `directory`, so that several compilations may write into one folder at once.
// Without publish() (an exception, say) the hidden folder is removed, and `directory` too where it was made for this; folders above
// it stay. A process that is killed leaves the hidden folder, ".unfinished-" and six letters, behind.
class OutputFiles {
 public:
  // Error (io) where the folder cannot be made or is a file.
  explicit OutputFiles(std::filesystem::path directory);
  ~OutputFiles();
  OutputFiles(const OutputFiles&) = delete;
  OutputFiles& operator=(const OutputFiles&) = delete;

  // Where to write the file that will be called `name`.
  std::filesystem::path place(const std::string& name);
  // Renames the files into `directory`, one after the other: each appears whole and replaces what had its name, all of them not in one
  // step. Error (io) where a folder has one of the names, then nothing has been renamed; or where the system refuses one, then those
  // before it have. Returns their final paths, in the order in which they were placed.
  std::vector<std::filesystem::path> publish();

 private:
  std::filesystem::path directory_;
  std::filesystem::path staging_;
  bool created_directory_ = false;
  std::vector<std::string> names_;
};

}  // namespace nnfront::api
