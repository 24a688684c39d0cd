// The files of one compilation: all of them appear, or none.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nnfront::api {

// Collects files in a hidden folder beside where they belong. publish() moves them into `directory`; without it (an exception,
// say) the hidden folder is removed and `directory` is as it was.
class OutputFiles {
 public:
  explicit OutputFiles(std::filesystem::path directory);
  ~OutputFiles();
  OutputFiles(const OutputFiles&) = delete;
  OutputFiles& operator=(const OutputFiles&) = delete;

  // Where to write the file that will be called `name`.
  std::filesystem::path place(const std::string& name);
  // The files' final paths, in the order in which they were placed.
  std::vector<std::filesystem::path> publish();

 private:
  std::filesystem::path directory_;
  std::filesystem::path staging_;
  bool created_directory_ = false;
  std::vector<std::string> names_;
};

}  // namespace nnfront::api
