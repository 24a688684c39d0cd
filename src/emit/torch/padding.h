// Padding of windows in torch's words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nnfront::emit::torch {

// `pads`: all begins, then all ends, of the last dimensions.
bool is_symmetric(const std::vector<std::int64_t>& pads);
// The begins.
std::vector<std::int64_t> begins(const std::vector<std::int64_t>& pads);
// F.pad(x, ...), whose list begins with the last dimension; `value` is left out where it is 0.
std::string padded(const std::string& x, const std::vector<std::int64_t>& pads, const std::string& value = "");

}  // namespace nnfront::emit::torch
