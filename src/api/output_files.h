// The files of one compilation: none of them appears before all are written, and the last one only where all the others have.
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
  // A file of the set that this compilation does not make: publish() removes an older one, so that it is not taken for a part of this.
  void leave_out(const std::string& name);
  // Renames the files into `directory`, in the order in which they were placed, and returns their final paths. Each appears whole and
  // replaces what had its name. All of them do not appear in one step, but the one placed last is a seal: an older file of its name is
  // removed first and it is renamed last, so that where it stands, all the others are of the same compilation. Whoever is interrupted in
  // between (killed; or Error (io), where the system refuses a name) leaves a folder without it. Compilations that publish into one folder
  // at the same time wait for each other, so that they do not mix. A file system that loses power may still lose what it has not written.
  // Error (io) where a folder has one of the names: then nothing has been changed.
  std::vector<std::filesystem::path> publish();

 private:
  std::filesystem::path directory_;
  std::filesystem::path staging_;
  bool created_directory_ = false;
  std::vector<std::string> names_;
  std::vector<std::string> left_out_;
};

}  // namespace nnfront::api
