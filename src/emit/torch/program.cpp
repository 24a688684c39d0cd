#include "emit/torch/program.h"

#include <charconv>

#include "support/fail.h"

namespace nnfront::emit::torch {

namespace {

// Characters that neither identifiers nor literals hold.
constexpr char begin_variable = '\x01';
constexpr char begin_member = '\x02';
constexpr char end_mark = '\x03';

}  // namespace

std::string variable_mark(int variable) {
  return fmt::format("{}{}{}", begin_variable, variable, end_mark);
}

std::string member_mark(int member) {
  return fmt::format("{}{}{}", begin_member, member, end_mark);
}

std::string with_marks(std::string_view text, const std::function<std::string(const Mark&)>& name) {
  std::string result;
  while (!text.empty()) {
    if (text[0] != begin_variable && text[0] != begin_member) {
      result += text[0];
      text.remove_prefix(1);
      continue;
    }
    const std::size_t end = text.find(end_mark);
    ensure(end != std::string_view::npos, "a mark ends");
    Mark mark{text[0] == begin_member, 0};
    std::from_chars(text.data() + 1, text.data() + end, mark.number);
    result += name(mark);
    text.remove_prefix(end + 1);
  }
  return result;
}

std::vector<Mark> marks_of(std::string_view text) {
  std::vector<Mark> marks;
  with_marks(text, [&](const Mark& mark) {
    marks.push_back(mark);
    return std::string();
  });
  return marks;
}

}  // namespace nnfront::emit::torch
