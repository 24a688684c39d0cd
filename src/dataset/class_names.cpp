#include "dataset/class_names.h"

#include <cstdint>
#include <fstream>
#include <string_view>

#include "support/fail.h"
#include "support/file.h"

namespace nnfront::dataset {

namespace {

constexpr std::uint64_t largest_file = 16ULL << 20;
constexpr std::size_t most_names = 100'000;

std::string trimmed(std::string_view line) {
  constexpr std::string_view space = " \t\r\f\v";
  const std::size_t first = line.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return std::string(line.substr(first, line.find_last_not_of(space) - first + 1));
}

// A pipe is read to its end: it has no size before.
std::string whole_content(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_fifo(path, error)) return File::open(path)->read_all(largest_file);
  std::ifstream stream(path, std::ios::binary);
  std::string content(largest_file + 1, '\0');
  stream.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(stream.gcount()));
  if (content.size() > largest_file) fail(ErrorCode::invalid_file, "{}: more than {} bytes", printable(path.string()), largest_file);
  return content;
}

}  // namespace

std::vector<std::string> read_class_names(const std::filesystem::path& path) {
  const std::string content = whole_content(path);
  std::vector<std::string> names;
  std::string_view rest = content;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    names.push_back(trimmed(rest.substr(0, end)));
    if (names.size() > most_names) fail(ErrorCode::invalid_file, "{}: more than {} lines", printable(path.string()), most_names);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  while (!names.empty() && names.back().empty()) names.pop_back();
  return names;
}

}  // namespace nnfront::dataset
