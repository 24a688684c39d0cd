// Short ways to raise the two kinds of failure.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnfront/error.h"

namespace nnfront {

// Throws Error with a formatted message.
template <class... Args>
[[noreturn]] void fail(ErrorCode code, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(code, fmt::format(format, std::forward<Args>(args)...));
}

// Throws InternalError unless `condition` holds: for what only a defect of ours can break.
inline void ensure(bool condition, std::string_view what, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (!condition) throw InternalError(what, file, line);
}

// Text from a file made fit for one line of output: control characters escaped, cut at `longest` characters.
std::string printable(std::string_view text, std::size_t longest = 200);

// `word` and its nearest among `candidates`, for "did you mean": empty where nothing is near.
std::string nearest_name(std::string_view word, const std::vector<std::string>& candidates);
// The end of a message about a word that is unknown: ", did you mean 'conv'?", or empty where nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace nnfront
