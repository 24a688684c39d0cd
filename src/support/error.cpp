#include "nnfront/error.h"

#include <algorithm>

#include "support/fail.h"
#include "support/utf8.h"

namespace nnfront {

std::string_view name(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::invalid_file:
      return "invalid_file";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::io:
      return "io";
  }
  throw InternalError("an error code outside its enumeration", __FILE__, __LINE__);
}

Error::Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

Error Error::in(std::string_view context) const {
  return {code_, std::string(context) + ": " + what()};
}

InternalError::InternalError(std::string_view condition, std::string_view file, int line)
    : std::logic_error(fmt::format("internal error at {}:{}: {}", file.substr(file.find_last_of('/') + 1), line, condition)) {}

namespace {

// The code point of a well-formed sequence.
char32_t code_point(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return lead;
  char32_t code = lead & (0x7Fu >> sequence.size());
  for (const char c : sequence.substr(1)) code = (code << 6) | (static_cast<unsigned char>(c) & 0x3Fu);
  return code;
}

// What a terminal obeys or does not show: C0 and C1 controls, line and paragraph separators, marks that turn the direction of what
// follows, characters without width (Unicode 15: general categories Cc, Zl, Zp and those of Cf that make one name look like another).
bool is_invisible(char32_t code) {
  if (code < 0x20 || (code >= 0x7F && code <= 0x9F)) return true;
  if (code == 0xAD || code == 0x61C || code == 0x180E || code == 0xFEFF) return true;
  if (code >= 0x200B && code <= 0x200F) return true;
  if (code >= 0x2028 && code <= 0x202E) return true;
  return (code >= 0x2060 && code <= 0x206F) || (code >= 0xE0000 && code <= 0xE007F);
}

std::string escaped_bytes(std::string_view bytes) {
  std::string result;
  for (const char c : bytes) result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return result;
}

}  // namespace

std::string printable(std::string_view text, std::size_t longest) {
  std::string result;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = utf8_length(text.substr(at));
    const std::string_view piece = text.substr(at, std::max<std::size_t>(length, 1));
    if (at + piece.size() > longest) break;
    const bool shown = length != 0 && !is_invisible(code_point(piece));
    result += shown ? std::string(piece) : escaped_bytes(piece);
    at += piece.size();
  }
  if (at < text.size()) result += "...";
  return result;
}

namespace {

// Levenshtein distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t longest_word = 64;
  if (word.size() > longest_word) return {};
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = candidate;
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string nearest = nearest_name(word, candidates);
  return nearest.empty() ? "" : fmt::format(", did you mean '{}'?", printable(nearest));
}

}  // namespace nnfront
