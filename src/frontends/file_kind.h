// What a file is that no front end takes: named by its content, for a message.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace nnfront::frontends {

// What model_kind() calls a file that a front end may have refused for its content.
inline constexpr std::string_view onnx_kind = "an ONNX model";

// "a TensorFlow Lite model", ...: a model, or a part of one, of a framework. Nothing where the content is not recognised or cannot be
// read. Of a directory, a TensorFlow SavedModel is recognised. Only the beginning of a file and the directory of an archive are read.
std::optional<std::string_view> model_kind(const std::filesystem::path& path);

// "a JPEG picture", "an ONNX model that is cut off", ...: what else a file is, which holds no model that could be read.
std::optional<std::string_view> other_kind(const std::filesystem::path& path);

// "its first bytes are 50 4b 03 04 ... (a zip archive)": of a file that is nothing of the above.
std::string first_bytes(const std::filesystem::path& path);

// A file that begins as the graph files do that nnfront writes.
bool is_graph_file(const std::filesystem::path& path);

}  // namespace nnfront::frontends
