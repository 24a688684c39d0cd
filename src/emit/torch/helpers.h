// Functions and classes that torch lacks and a model.py brings along: each is written into the sources that need it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace nnfront::emit::torch {

struct Helper {
  std::string name;
  std::string text;  // as `ruff format` leaves it, with a line break at the end
};

// In the order in which they stand in a source: none uses a later one.
std::span<const Helper> helpers();
// Null where there is none.
const Helper* find_helper(std::string_view name);

}  // namespace nnfront::emit::torch
