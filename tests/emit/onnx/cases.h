// One small graph per operator that is written as ONNX, and some more where attributes matter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nnfront::test {

struct WrittenCase {
  std::string_view op;
  std::string nodes;  // the graph in text form
  double limit = 1e-6;
};

std::vector<WrittenCase> written_cases();

}  // namespace nnfront::test
