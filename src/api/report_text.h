// What was found in a model, as text for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frontends/frontend.h"

namespace nnfront::api {

// One line of `nnfront inspect`: a title (or none) in a column of its own, then `text`.
std::string titled_line(std::string_view title, std::string_view text);
// Names and types, a line each under the same title.
std::string type_lines(std::string_view title, const std::vector<frontends::InputReport>& values);
// The operators as a table: name, count, fate and reason; most frequent first.
std::string operators_text(const frontends::ImportReport& report);

}  // namespace nnfront::api
