#include "frontends/onnx/detect.h"

#include <algorithm>
#include <vector>

#include "formats/onnx_model.h"
#include "formats/protobuf.h"
#include "support/fail.h"

namespace nnfront::frontends::onnx {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files_looked_at = 10000;

bool is_model(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && formats::looks_like_onnx_model(ByteSource(File::open(path)));
}

std::optional<ModelFiles> from_directory(const fs::path& folder) {
  std::vector<fs::path> models;
  std::error_code error;
  std::size_t looked_at = 0;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (++looked_at > most_files_looked_at) break;
    if (is_model(entry->path())) models.push_back(entry->path());
  }
  if (models.empty()) return std::nullopt;
  if (models.size() == 1) return ModelFiles{models.front(), models.front()};
  std::sort(models.begin(), models.end());
  constexpr std::size_t shown = 5;
  std::string names;
  for (std::size_t i = 0; i < models.size() && i < shown; ++i) names += (i == 0 ? "" : ", ") + printable(models[i].filename().string());
  fail(ErrorCode::invalid_argument, "{}: a directory with {} ONNX models, name one of them: {}{}", printable(folder.string()),
       models.size(), names, models.size() > shown ? ", ..." : "");
}

}  // namespace

std::optional<ModelFiles> detect(const fs::path& path, int /*epoch*/) {
  std::error_code error;
  if (fs::is_directory(path, error)) return from_directory(path);
  if (is_model(path)) return ModelFiles{path, path};
  return std::nullopt;
}

std::string fault(const fs::path& path) {
  const ByteSource source(File::open(path));
  if (formats::looks_like_onnx_model(source)) return {};
  constexpr int most_fields = 100000;
  formats::ProtoWindow window(source);
  formats::ProtoMessage message(window, "ModelProto");
  std::optional<std::int64_t> version;
  bool has_graph = false;
  try {
    for (int i = 0; i < most_fields && message.next(); ++i) {
      if (message.field() == 1) version = message.integer();
      has_graph = has_graph || message.field() == 7;
    }
  } catch (const Error& error) {
    return error.what();
  }
  if (!version) return "there is no IR version";
  if (*version < 1) return fmt::format("its IR version is {}, wanted 1 or more", *version);
  if (*version >= 1000) return fmt::format("its IR version is {}, wanted less than 1000", *version);
  return has_graph ? "its other fields are not a model's" : "there is no graph";
}

}  // namespace nnfront::frontends::onnx
