#include "frontends/onnx/detect.h"

#include <algorithm>
#include <vector>

#include "formats/onnx_model.h"
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

}  // namespace nnfront::frontends::onnx
