#include <array>
#include <string>

#include "frontends/mxnet/families.h"

namespace nnfront::frontends::mxnet {

namespace {

constexpr std::string_view is_quantized = "this operator of quantized graphs is not covered; import the float model";
constexpr std::string_view is_random = "random numbers are not covered";
constexpr std::string_view runs_code = "it runs code that is not in the file";

}  // namespace

std::string refusal_reason(std::string_view op) {
  const OperatorRow* row = find_row(op);
  if (row != nullptr) return std::string(row->note);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> families = {{
      {"_npi_", "NumPy-style operators are not covered"},
      {"_npx_", "NumPy-style operators are not covered"},
      {"_np_", "NumPy-style operators are not covered"},
      {"_random_", is_random},
      {"_sample_", is_random},
      {"_contrib_quantized_", is_quantized},
      {"_sg_mkldnn_", is_quantized},
      {"_backward_", "gradients are not covered"},
  }};
  for (const auto& [prefix, reason] : families) {
    if (op.substr(0, prefix.size()) == prefix) return std::string(reason);
  }
  return "not an operator that is known here";
}

std::vector<OperatorRow> refused_rows() {
  using enum Fate;
  return {
      // Sparse storage
      {{"cast_storage"}, {"data"}, refused, nullptr, "", "sparse storage inside a graph is not covered"},
      {{"_sparse_retain"}, {"data", "indices"}, refused, nullptr, "", "sparse storage inside a graph is not covered"},

      // Code, random numbers
      {{"Custom"}, {}, refused, nullptr, "", runs_code},
      {{"_Native", "_NDArray"}, {}, refused, nullptr, "", runs_code},
      {{"_random_uniform", "uniform", "random_uniform"}, {}, refused, nullptr, "", is_random},
      {{"_random_normal", "normal", "random_normal"}, {}, refused, nullptr, "", is_random},
      {{"_sample_multinomial", "sample_multinomial"}, {"data"}, refused, nullptr, "", is_random},
      {{"_shuffle", "shuffle"}, {"data"}, refused, nullptr, "", is_random},
  };
}

}  // namespace nnfront::frontends::mxnet
