#include "formats/json_text.h"

#include <algorithm>
#include <utility>

#include "support/fail.h"

namespace nnfront::formats {

namespace {

constexpr std::size_t buffer_bytes = 1 << 16;
// The parser complains of a character that is at most so far behind the current one.
constexpr std::size_t characters_kept = 4;

// Line and column behind `text`, which begins at those given.
void pass(std::string_view text, std::uint64_t& line, std::uint64_t& column) {
  const std::size_t last = text.rfind('\n');
  if (last == std::string_view::npos) {
    column += text.size();
    return;
  }
  line += static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  column = text.size() - last;
}

}  // namespace

void JsonText::refill() {
  const std::size_t kept = std::min(characters_kept, buffer_.size());
  const std::size_t dropped = buffer_.size() - kept;
  const std::uint64_t next = buffer_offset_ + buffer_.size();
  pass(std::string_view(buffer_).substr(0, dropped), line_, column_);
  buffer_.erase(0, dropped);
  buffer_offset_ += dropped;
  at_ = kept;
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(buffer_bytes, source_.size() - next));
  buffer_.resize(kept + count);
  source_.read(next, std::as_writable_bytes(std::span(buffer_).subspan(kept)));
}

std::string JsonText::place(std::uint64_t offset) const {
  const std::uint64_t within = std::min<std::uint64_t>(offset, source_.size());
  ensure(within >= buffer_offset_, "the place of a character that is far behind");
  std::uint64_t line = line_;
  std::uint64_t column = column_;
  pass(std::string_view(buffer_).substr(0, static_cast<std::size_t>(within - buffer_offset_)), line, column);
  return fmt::format("line {}, column {}", line, column);
}

void refuse_json(const JsonText& text, const std::string& what) {
  const std::uint64_t passed = text.passed();
  fail(ErrorCode::invalid_file, "JSON refused: {}: {}", text.place(passed == 0 ? 0 : passed - 1), what);
}

void fail_not_json(const JsonText& text, std::size_t position, std::string_view message) {
  // The library's message is "[id] parse error at line L, column C: what"; only `what` is kept.
  const std::size_t colon = message.find(": ");
  const std::string_view what = colon == std::string_view::npos ? message : message.substr(colon + 2);
  fail(ErrorCode::invalid_file, "not JSON: {}: {}", text.place(position == 0 ? 0 : position - 1), printable(what));
}

void JsonBuilder::key(std::string& name) {
  Json& object = *open_.back();
  if (object.contains(name)) refuse_json(text_, fmt::format("the key '{}' stands twice in one object", printable(name)));
  member_ = &object[std::move(name)];
}

Json& JsonBuilder::put(Json value) {
  if (open_.empty()) return root_ = std::move(value);
  if (!open_.back()->is_array()) return *member_ = std::move(value);
  open_.back()->push_back(std::move(value));
  return open_.back()->back();
}

}  // namespace nnfront::formats
