// What a fast engine did not run itself.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace nnfront {

// A node that an engine handed to the reference kernels. Without an operator it is the whole graph ("everything").
struct Fallback {
  std::string node;  // fit for one line of output
  std::string op;
  std::string reason;
};

// "pool0 (max_pool): no oneDNN primitive", "everything: ..."
std::string text(const Fallback& fallback);
std::vector<std::string> texts(std::span<const Fallback> fallbacks);

}  // namespace nnfront
