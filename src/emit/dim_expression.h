// Reads the canonical text of an expression in the dimensions of a tensor (ir/dim.h) and computes it in whatever a target has for numbers.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace nnfront::emit {

// What a target computes with; values are called by name.
struct DimArithmetic {
  std::function<std::string(std::int64_t)> number;
  std::function<std::string(std::int64_t)> dimension;  // d0, d1, ...: of the tensor
  std::function<std::string(const std::string&)> negative;
  // '+', '-', '*', '/' and '%', both of which round down.
  std::function<std::string(char, const std::string&, const std::string&)> combined;
};

// InternalError where the text has symbols other than d0, d1, ...
std::string compute(std::string_view expression, const DimArithmetic& arithmetic);

}  // namespace nnfront::emit
