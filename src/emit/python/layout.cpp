#include "emit/python/layout.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "support/fail.h"

namespace nnfront::emit::python {

namespace {

constexpr std::size_t blanks_per_level = 4;

// Calls visit(position, nesting) for every character outside strings; `nesting` counts the brackets around it.
template <class Visit>
void scan(std::string_view code, Visit&& visit) {
  int nesting = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == '"') quoted = !quoted;
    if (quoted) {
      i += code[i] == '\\' ? 1U : 0U;
      continue;
    }
    const bool closes = code[i] == ')' || code[i] == ']' || code[i] == '}';
    nesting -= closes ? 1 : 0;
    visit(i, nesting);
    nesting += code[i] == '(' || code[i] == '[' || code[i] == '{' ? 1 : 0;
  }
}

struct Brackets {
  std::size_t open = 0;
  std::size_t close = 0;
};

// The last outermost brackets with something in them, where nothing is behind them but a colon, a comma or calls without operands.
std::optional<Brackets> last_brackets(std::string_view code) {
  std::optional<Brackets> last;
  std::size_t open = 0;
  scan(code, [&](std::size_t i, int nesting) {
    if (nesting != 0) return;
    if (code[i] == '(' || code[i] == '[' || code[i] == '{') open = i;
    const bool closes = code[i] == ')' || code[i] == ']' || code[i] == '}';
    if (closes && i > open + 1) last = Brackets{open, i};
  });
  return last;
}

// Brackets behind a name or another bracket hold operands; others are a list, a tuple or a dictionary, whose items stand one to a line.
bool holds_operands(std::string_view code, std::size_t open) {
  if (open == 0 || code[open] == '{') return false;
  const char before = code[open - 1];
  return before != ' ' && before != '(' && before != '[' && before != '{' && before != '=' && before != '*';
}

std::string broken(std::string_view code, std::size_t indent, const Brackets& at);

std::string laid_out(std::string_view code, std::size_t indent) {
  const auto brackets = indent + code.size() > longest_line ? last_brackets(code) : std::nullopt;
  return brackets ? broken(code, indent, *brackets) : std::string(indent, ' ') + std::string(code) + "\n";
}

// Recursion ends with the brackets of the emitter's own expressions, which do not nest as a model does.
std::string broken(std::string_view code, std::size_t indent, const Brackets& at) {
  const std::string margin(indent, ' ');
  std::string lines = margin + std::string(code.substr(0, at.open + 1)) + "\n";
  const std::string_view inside = code.substr(at.open + 1, at.close - at.open - 1);
  const std::vector<std::string_view> items = items_of(inside);
  const bool on_one_line = holds_operands(code, at.open) && indent + blanks_per_level + inside.size() <= longest_line;
  if (on_one_line || (items.size() == 1 && inside.back() != ','))
    lines += laid_out(inside, indent + blanks_per_level);
  else
    for (const std::string_view item : items) lines += laid_out(std::string(item) + ",", indent + blanks_per_level);
  return lines + margin + std::string(code.substr(at.close)) + "\n";
}

}  // namespace

std::vector<std::string_view> items_of(std::string_view inside) {
  std::vector<std::string_view> items;
  std::size_t begin = 0;
  const auto add = [&](std::size_t end) {
    const std::string_view item = inside.substr(begin, end - begin);
    const std::size_t first = std::min(item.find_first_not_of(' '), item.size());
    if (first < item.size()) items.push_back(item.substr(first));
  };
  scan(inside, [&](std::size_t i, int nesting) {
    if (nesting != 0 || inside[i] != ',') return;
    add(i);
    begin = i + 1;
  });
  add(inside.size());
  return items;
}

std::string statement(std::string_view code, int depth) {
  ensure(code.find('\n') == std::string_view::npos, "a statement is one line before it is laid out");
  return laid_out(code, static_cast<std::size_t>(depth) * blanks_per_level);
}

}  // namespace nnfront::emit::python
