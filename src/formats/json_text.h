// What the two readers of JSON text share: characters of a source one after the other, their places in it, and values under
// construction. Not for others: json.h and json_pieces.h are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json.h"
#include "support/fail.h"
#include "support/file.h"

namespace nnfront::formats {

// Reads a source piece by piece and knows the line and column of what it has read.
class JsonText {
 public:
  explicit JsonText(const ByteSource& source) : source_(source) { refill(); }
  JsonText(const JsonText&) = delete;
  JsonText& operator=(const JsonText&) = delete;

  bool at_end() const { return at_ == buffer_.size(); }
  const char& current() const { return buffer_[at_]; }
  void advance() {
    ++at_;
    if (at_ == buffer_.size()) refill();
  }
  // How many characters have been passed.
  std::uint64_t passed() const { return buffer_offset_ + at_; }
  // "line 3, column 7", both from 1, of the character at `offset`, which is not far behind the current one.
  std::string place(std::uint64_t offset) const;

 private:
  void refill();

  const ByteSource& source_;
  std::string buffer_;
  std::uint64_t buffer_offset_ = 0;  // of the buffer in the source
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;  // of the buffer's first character
  std::uint64_t column_ = 1;
};

// The text as an input iterator, as the event parser wants it. Copies share the place.
class JsonCharacters {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  // Null: the end.
  explicit JsonCharacters(JsonText* text) : text_(text) {}
  reference operator*() const { return text_->current(); }
  JsonCharacters& operator++() {
    text_->advance();
    return *this;
  }
  void operator++(int) { text_->advance(); }
  bool operator==(const JsonCharacters& other) const { return is_end() == other.is_end(); }
  bool operator!=(const JsonCharacters& other) const { return !(*this == other); }

 private:
  bool is_end() const { return text_ == nullptr || text_->at_end(); }
  JsonText* text_;
};

// Error (invalid_file) "JSON refused: line 2, column 5: <what>" at the character that was read last.
[[noreturn]] void refuse_json(const JsonText& text, const std::string& what);

// Error (invalid_file) "not JSON: line 3, column 8: <what>" for a complaint of the parser at its position, counted from 1.
[[noreturn]] void fail_not_json(const JsonText& text, std::size_t position, std::string_view message);

inline constexpr std::size_t deepest_json = 200;

// A value under construction, without recursion, so that neither parsing nor destroying it can exhaust the stack.
class JsonBuilder {
 public:
  explicit JsonBuilder(const JsonText& text) : text_(text) {}

  // Containers of it that are still open.
  std::size_t depth() const { return open_.size(); }
  void add(Json value) { put(std::move(value)); }
  void open(Json container) { open_.push_back(&put(std::move(container))); }
  void close() { open_.pop_back(); }
  // The container that the next value goes into; null outside all.
  Json* innermost() const { return open_.empty() ? nullptr : open_.back(); }
  void key(std::string& name);
  Json take() { return std::move(root_); }

 private:
  Json& put(Json value);

  const JsonText& text_;
  Json root_;
  std::vector<Json*> open_;  // containers that enclose the next value, outermost first
  Json* member_ = nullptr;   // where the value of the last key goes
};

// Lets `reader`, whose functions the library names, see the text.
template <class Reader>
void read_json(JsonText& text, Reader& reader) {
  ensure(Json::sax_parse(JsonCharacters(&text), JsonCharacters(nullptr), &reader), "a parse that fails throws");
}

}  // namespace nnfront::formats
