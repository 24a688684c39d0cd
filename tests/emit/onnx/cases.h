// One small graph per operator that is written as ONNX, and some more where attributes matter.
#pragma once

#include <string_view>
#include <vector>

namespace nnfront::test {

struct WrittenCase {
  std::string_view op;
  std::string_view nodes;  // %0 = x and what follows; "y" is the output
  double limit = 1e-6;
};

std::vector<WrittenCase> written_cases();

}  // namespace nnfront::test
