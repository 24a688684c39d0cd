#include <array>

#include "frontends/mxnet/op_table.h"

namespace nnfront::frontends::mxnet {

namespace {

// Exact operators that no test compares with MXNet, and why.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> unproven = {{
    {"mish", "MXNet 1.9.1, which the tests run, lacks it"},
    {"digamma", "MXNet 1.9.1, which the tests run, lacks it"},
}};

}  // namespace

// Each case of tools/goldens/operator_cases.py is called after its operator.
Proof proof(const OperatorCoverage& row) {
  for (const auto& [name, why] : unproven) {
    if (name == row.names[0]) return {{}, {}, std::string(why)};
  }
  return {"mxnet-operators", "../tools/goldens/operator_cases.py", row.names[0]};
}

}  // namespace nnfront::frontends::mxnet
