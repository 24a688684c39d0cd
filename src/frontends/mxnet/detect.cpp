#include "frontends/mxnet/detect.h"

#include <algorithm>
#include <map>

#include "formats/mxnet_ndarray.h"
#include "frontends/mxnet/decoder.h"
#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view symbol_end = "-symbol.json";
constexpr std::string_view parameters_end = ".params";
constexpr std::size_t most_files_looked_at = 10000;

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool is_symbol(const fs::path& path) {
  if (!is_file(path)) return false;
  const ByteSource bytes(File::open(path));
  if (bytes.size() < 2 || bytes.size() > largest_symbol) return false;
  std::byte head[64] = {};
  const std::size_t count = std::min<std::size_t>(sizeof head, bytes.size());
  bytes.read(0, {head, count});
  // A look at the first bytes spares reading files that cannot be JSON objects.
  for (std::size_t i = 0; i < count; ++i) {
    const char c = static_cast<char>(head[i]);
    if (c == '{') return looks_like_symbol(bytes);
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return false;
  }
  return false;
}

bool is_parameters(const fs::path& path) {
  return is_file(path) && formats::looks_like_mxnet_arrays(ByteSource(File::open(path)));
}

// "PREFIX-symbol.json" gives PREFIX; another name gives itself without its extension.
fs::path prefix_of_symbol(const fs::path& symbol) {
  const std::string name = symbol.filename().string();
  const std::string stem = ends_with(name, symbol_end) ? name.substr(0, name.size() - symbol_end.size()) : symbol.stem().string();
  return symbol.parent_path() / stem;
}

// The epoch in "PREFIX-0012.params", -1 for "PREFIX.params", nothing for another name.
std::optional<int> epoch_in(const std::string& name, const std::string& prefix) {
  if (!ends_with(name, parameters_end) || name.compare(0, prefix.size(), prefix) != 0) return std::nullopt;
  const std::string rest = name.substr(prefix.size(), name.size() - prefix.size() - parameters_end.size());
  if (rest.empty()) return -1;
  if (rest.size() < 2 || rest.size() > 9 || rest[0] != '-') return std::nullopt;
  if (rest.find_first_not_of("0123456789", 1) != std::string::npos) return std::nullopt;
  return std::stoi(rest.substr(1));
}

std::map<int, fs::path> epochs_of(const fs::path& prefix) {
  std::map<int, fs::path> epochs;
  std::error_code error;
  const fs::path folder = prefix.has_parent_path() ? prefix.parent_path() : fs::path(".");
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const auto epoch = epoch_in(entry->path().filename().string(), prefix.filename().string());
    if (epoch && is_file(entry->path())) epochs.emplace(*epoch, prefix.parent_path() / entry->path().filename());
  }
  return epochs;
}

fs::path parameters_of(const fs::path& prefix, int epoch) {
  const std::map<int, fs::path> epochs = epochs_of(prefix);
  if (epoch < 0) return epochs.empty() ? fs::path() : epochs.rbegin()->second;
  const auto found = epochs.find(epoch);
  if (found != epochs.end()) return found->second;
  std::string present;
  for (const auto& [each, path] : epochs) present += (present.empty() ? "" : ", ") + printable(path.filename().string());
  fail(ErrorCode::io, "{}-{:04}.params: there is no such file; of this model there {}", printable(prefix.string()), epoch,
       present.empty() ? "are no parameters" : "is " + present);
}

ModelFiles from_symbol(const fs::path& symbol, int epoch) {
  return {symbol, parameters_of(prefix_of_symbol(symbol), epoch)};
}

// The prefix is what is before the epoch.
ModelFiles from_parameters(const fs::path& parameters) {
  const std::string stem = parameters.stem().string();
  const std::size_t dash = stem.find_last_of('-');
  std::vector<fs::path> candidates = {parameters.parent_path() / (stem + std::string(symbol_end))};
  if (dash != std::string::npos) candidates.push_back(parameters.parent_path() / (stem.substr(0, dash) + std::string(symbol_end)));
  for (const fs::path& candidate : candidates) {
    if (is_symbol(candidate)) return {candidate, parameters};
  }
  fail(ErrorCode::invalid_file, "{}: MXNet parameters, but the graph {} is not beside them", printable(parameters.string()),
       printable(candidates.back().filename().string()));
}

std::optional<ModelFiles> from_directory(const fs::path& folder, int epoch) {
  std::vector<fs::path> symbols;
  std::error_code error;
  std::size_t looked_at = 0;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (++looked_at > most_files_looked_at) break;
    if (is_symbol(entry->path())) symbols.push_back(entry->path());
  }
  if (symbols.empty()) return std::nullopt;
  std::sort(symbols.begin(), symbols.end());
  if (symbols.size() == 1) return from_symbol(symbols.front(), epoch);
  constexpr std::size_t shown = 5;
  std::string names;
  for (std::size_t i = 0; i < symbols.size() && i < shown; ++i) names += (i == 0 ? "" : ", ") + printable(symbols[i].filename().string());
  fail(ErrorCode::invalid_argument, "{}: a directory with {} MXNet graphs, name one of them: {}{}", printable(folder.string()),
       symbols.size(), names, symbols.size() > shown ? ", ..." : "");
}

}  // namespace

std::optional<ModelFiles> detect(const fs::path& path, int epoch) {
  const fs::path named = path.string() + std::string(symbol_end);
  if (!is_file(path) && is_symbol(named)) return ModelFiles{named, parameters_of(path, epoch)};
  std::error_code error;
  if (fs::is_directory(path, error)) return from_directory(path, epoch);
  if (is_symbol(path)) return from_symbol(path, epoch);
  if (is_parameters(path)) return from_parameters(path);
  return std::nullopt;
}

}  // namespace nnfront::frontends::mxnet
