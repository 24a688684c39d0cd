// Which files are an ONNX model: by what is in them, never by their names.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "frontends/frontend.h"

namespace nnfront::frontends::onnx {

// `path`: a file that holds a ModelProto, or a directory with one such file. Nothing where the content is not ONNX's. Error
// (invalid_argument) where a directory has several (they are named). There are no epochs; `epoch` is not looked at.
std::optional<ModelFiles> detect(const std::filesystem::path& path, int epoch);
// Why a file that looks like a ModelProto at first is refused by detect(): "there is no graph". Empty where it is not refused.
std::string fault(const std::filesystem::path& path);

}  // namespace nnfront::frontends::onnx
