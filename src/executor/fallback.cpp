#include "nnfront/fallback.h"

#include <fmt/format.h>

namespace nnfront {

std::string text(const Fallback& fallback) {
  if (fallback.op.empty()) return fmt::format("{}: {}", fallback.node, fallback.reason);
  return fmt::format("{} ({}): {}", fallback.node, fallback.op, fallback.reason);
}

std::vector<std::string> texts(std::span<const Fallback> fallbacks) {
  std::vector<std::string> result;
  for (const Fallback& fallback : fallbacks) result.push_back(text(fallback));
  return result;
}

}  // namespace nnfront
