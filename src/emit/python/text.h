// Names and literals of Python sources. A source that is written is executed: nothing of a model's own text gets into one but through
// identifier(), literal() and plain_words(), whatever the text is.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nnfront::emit::python {

inline constexpr std::size_t longest_identifier = 48;

// A legal identifier of at most longest_identifier characters, in ASCII, no keyword, without an underscore in front of a letter (classes
// change two of them): what `text` has of letters, digits and underscores, an underscore for every run of anything else. "value" where
// nothing is left. Different texts may give the same one: emit::Names tells them apart.
std::string identifier(std::string_view text);

// A string of that text, in double quotes and ASCII, that neither ends early nor has a line break or anything that cannot be seen. Error
// (invalid_argument) where the text is no UTF-8.
std::string literal(std::string_view text);
inline std::string literal(const std::string& text) {
  return literal(std::string_view(text));
}
inline std::string literal(const char* text) {
  return literal(std::string_view(text));
}
// 0.5, 1e-05, float("inf")
std::string literal(double value);
std::string literal(std::int64_t value);
std::string literal(bool value);

// "(1, 2)", "(1,)", "()"; "[1, 2]"; of texts that are expressions already.
std::string tuple(const std::vector<std::string>& items);
std::string list(const std::vector<std::string>& items);
// Of integers.
std::string tuple(std::span<const std::int64_t> values);
std::string list(std::span<const std::int64_t> values);

// What of the text can stand in a comment or a docstring: printable ASCII but for quotes and backslashes, of which each run is a "?"; at
// most 80 characters.
std::string plain_words(std::string_view text);

}  // namespace nnfront::emit::python
