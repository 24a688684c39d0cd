// Content of tensors that lies in files beside the model.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/onnx_tensor.h"
#include "support/file.h"

namespace nnfront::frontends::onnx {

// Opens each file once. A model must not reach what is not its own, so only files below its folder are opened: Error (invalid_file) for
// an absolute path, a ".." and a link that leads out of the folder.
class ExternalFiles {
 public:
  // For a model in memory: it has no folder, so external data is an Error.
  ExternalFiles() = default;
  explicit ExternalFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // The `bytes` bytes that the entry points at. Error (invalid_file) where its length says otherwise or the file is too short, (io) where
  // the file is not there.
  ByteSource content(const formats::OnnxExternalData& external, std::uint64_t bytes);

  // The files that were opened, in the order of their locations.
  std::vector<std::filesystem::path> paths() const;

 private:
  const ByteSource& open(std::string_view location);

  std::optional<std::filesystem::path> folder_;
  std::map<std::string, ByteSource, std::less<>> open_;
};

}  // namespace nnfront::frontends::onnx
