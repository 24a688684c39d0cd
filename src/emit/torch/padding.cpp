#include "emit/torch/padding.h"

#include "emit/torch/node_context.h"

namespace nnfront::emit::torch {

std::vector<std::int64_t> begins(const std::vector<std::int64_t>& pads) {
  return {pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(pads.size() / 2)};
}

bool is_symmetric(const std::vector<std::int64_t>& pads) {
  return std::equal(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(pads.size() / 2),
                    pads.begin() + static_cast<std::ptrdiff_t>(pads.size() / 2));
}

std::string padded(const std::string& x, const std::vector<std::int64_t>& pads, const std::string& value) {
  std::vector<std::int64_t> backwards;
  const std::size_t rank = pads.size() / 2;
  for (std::size_t d = rank; d-- > 0;) {
    backwards.push_back(pads[d]);
    backwards.push_back(pads[rank + d]);
  }
  std::vector<std::string> operands = {x, python::tuple(backwards)};
  if (!value.empty()) operands.push_back(named("value", value));
  return call("F.pad", operands);
}

}  // namespace nnfront::emit::torch
