// Lines of Python sources as `ruff format` leaves them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nnfront::emit::python {

inline constexpr std::size_t longest_line = 120;

// One statement (or the head of a compound one) at so many levels of four blanks, with a line break behind it. `code` is a line as it is
// written by hand: `x = f(a, b=[1, 2])`. Where it is too long it is broken in the brackets that end it: what is in them stands on a line of
// its own, or each item does, with a comma behind the last. Without brackets there it stays as it is.
std::string statement(std::string_view code, int depth);

// What commas outside brackets and strings part: "a", "b=[1, 2]" of "a, b=[1, 2]".
std::vector<std::string_view> items_of(std::string_view inside);

}  // namespace nnfront::emit::python
