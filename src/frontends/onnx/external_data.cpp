#include "frontends/onnx/external_data.h"

#include <algorithm>
#include <limits>

#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront::frontends::onnx {

namespace {

namespace fs = std::filesystem;

std::uint64_t parsed(std::string_view text, std::string_view what, std::uint64_t fallback) {
  if (text.empty()) return fallback;
  const auto number = parse_integer(text);
  if (!number || *number < 0) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    fail(ErrorCode::invalid_file, "{} of external data is '{}', wanted decimal digits of a number from 0 to {}", what, printable(text),
         most);
  }
  return static_cast<std::uint64_t>(*number);
}

bool is_below(const fs::path& folder, const fs::path& path) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

fs::path checked_path(const fs::path& folder, std::string_view location) {
  const fs::path relative{std::string(location)};
  if (location.find('\0') != std::string_view::npos || relative.is_absolute() || relative.has_root_path()) {
    fail(ErrorCode::invalid_file, "external data '{}': wanted a path from the model's folder on", printable(location));
  }
  for (const fs::path& part : relative) {
    if (part == "..") fail(ErrorCode::invalid_file, "external data '{}' lies outside of the model's folder", printable(location));
  }
  std::error_code error;
  const fs::path real_folder = fs::canonical(folder.empty() ? fs::path(".") : folder, error);
  const fs::path real = error ? fs::path() : fs::canonical(real_folder / relative, error);
  if (error) fail(ErrorCode::io, "external data '{}': {}", printable(location), error.message());
  if (!is_below(real_folder, real)) {
    fail(ErrorCode::invalid_file, "external data '{}' is a link out of the model's folder", printable(location));
  }
  return real;
}

}  // namespace

const ByteSource& ExternalFiles::open(std::string_view location) {
  const auto found = open_.find(location);
  if (found != open_.end()) return found->second;
  if (!folder_) fail(ErrorCode::invalid_file, "external data '{}' of a model that is not a file", printable(location));
  return open_.emplace(std::string(location), ByteSource(File::open(checked_path(*folder_, location)))).first->second;
}

ByteSource ExternalFiles::content(const formats::OnnxExternalData& external, std::uint64_t bytes) {
  const ByteSource& file = open(external.location);
  const std::uint64_t offset = parsed(external.offset, "offset", 0);
  const std::uint64_t length = parsed(external.length, "length", bytes);
  if (length != bytes) fail(ErrorCode::invalid_file, "external data has {} bytes, wanted {}", length, bytes);
  if (offset > file.size() || bytes > file.size() - offset) {
    fail(ErrorCode::invalid_file, "external data takes {} bytes from byte {} on, '{}' has {}", bytes, offset, printable(external.location),
         file.size());
  }
  return file.slice(offset, bytes);
}

std::vector<fs::path> ExternalFiles::paths() const {
  std::vector<fs::path> result;
  for (const auto& [location, source] : open_) result.push_back(*folder_ / location);
  return result;
}

}  // namespace nnfront::frontends::onnx
