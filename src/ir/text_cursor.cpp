#include "ir/text_cursor.h"

#include <algorithm>

#include "support/number_text.h"

namespace nnfront {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_word_part(char c) {
  return is_word_start(c) || is_digit(c);
}
bool is_number_part(char c) {
  return is_word_part(c) || c == '.' || c == '+' || c == '-';
}
bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

int hexadecimal(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

char TextCursor::peek() {
  while (at_ < text_.size() && (is_blank(text_[at_]) || text_[at_] == '#')) {
    at_ = text_[at_] == '#' ? std::min(text_.find('\n', at_), text_.size()) : at_ + 1;
  }
  return at_ < text_.size() ? text_[at_] : '\0';
}

std::size_t TextCursor::position() {
  peek();
  return at_;
}

bool TextCursor::accept(char symbol) {
  if (peek() != symbol) return false;
  ++at_;
  return true;
}

bool TextCursor::accept(std::string_view wanted) {
  const std::size_t before = position();
  if (at_word() && word("") == wanted) return true;
  at_ = before;
  return false;
}

std::string TextCursor::found() const {
  return at_ < text_.size() ? fmt::format("'{}'", printable(text_.substr(at_, 1))) : "the end";
}

bool TextCursor::accept_adjacent(char symbol) {
  if (at_ >= text_.size() || text_[at_] != symbol) return false;
  ++at_;
  return true;
}

void TextCursor::expect(char symbol) {
  if (!accept(symbol)) wrong("got {}, wanted '{}'", found(), symbol);
}

bool TextCursor::at_word() {
  return is_word_start(peek());
}

std::string_view TextCursor::word(std::string_view what) {
  if (!at_word()) wrong("got {}, wanted {}", found(), what);
  const std::size_t begin = at_;
  while (at_ < text_.size() && is_word_part(text_[at_])) ++at_;
  return text_.substr(begin, at_ - begin);
}

std::string TextCursor::quoted(std::string_view what) {
  if (!at_quoted()) wrong("got {}, wanted {} in quotes", found(), what);
  const std::size_t begin = at_++;
  std::string result;
  while (at_ < text_.size() && text_[at_] != '"') {
    char c = text_[at_++];
    if (c == '\\' && at_ < text_.size()) {
      c = text_[at_++];
      if (c == 'x') {
        const int high = at_ + 1 < text_.size() ? hexadecimal(text_[at_]) : -1;
        const int low = high < 0 ? -1 : hexadecimal(text_[at_ + 1]);
        if (low < 0) wrong_at(at_, "\\x wants two hexadecimal digits");
        c = static_cast<char>(high * 16 + low);
        at_ += 2;
      }
    }
    result += c;
  }
  if (at_ == text_.size()) wrong_at(begin, "a quote is not closed");
  ++at_;
  return result;
}

std::string_view TextCursor::number(std::string_view what) {
  peek();
  const std::size_t begin = at_;
  while (at_ < text_.size() && is_number_part(text_[at_])) ++at_;
  if (begin == at_) wrong("got {}, wanted {}", found(), what);
  return text_.substr(begin, at_ - begin);
}

std::int64_t TextCursor::integer(std::string_view what) {
  const std::size_t begin = position();
  const std::string_view spelled = number(what);
  const auto value = parse_integer(spelled);
  if (!value) wrong_at(begin, fmt::format("got '{}', wanted {}", printable(spelled), what));
  return *value;
}

std::string_view TextCursor::list_item() {
  const std::size_t begin = position();
  int open = 0;
  while (at_ < text_.size() && text_[at_] != '\n') {
    const char c = text_[at_];
    if (open == 0 && (c == ',' || c == ']')) break;
    open += c == '(' ? 1 : c == ')' ? -1 : 0;
    ++at_;
  }
  std::size_t end = at_;
  while (end > begin && is_blank(text_[end - 1])) --end;
  return text_.substr(begin, end - begin);
}

void TextCursor::wrong_at(std::size_t position, const std::string& message) const {
  const std::string_view before = text_.substr(0, std::min(position, text_.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  fail(ErrorCode::invalid_file, "line {}, column {}: {}", line, before.size() - line_start + 1, message);
}

}  // namespace nnfront
