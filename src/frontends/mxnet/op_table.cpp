#include "frontends/mxnet/op_table.h"

#include <array>
#include <string>
#include <unordered_map>

#include "frontends/mxnet/op_table_rows.h"

namespace nnfront::frontends::mxnet {

namespace {

constexpr Fate refused = Fate::refused;

constexpr std::string_view is_quantized = "this operator of quantized graphs is not covered; import the float model";
constexpr std::string_view sums_are_values = "its result, a sum of 32 bits with a range that it computes, is not covered";
constexpr std::string_view is_random = "random numbers are not covered";
constexpr std::string_view runs_code = "it runs code that is not in the file";

std::vector<OperatorRow> refused_rows() {
  return {
      {{"Custom"}, {}, refused, nullptr, "", runs_code},
      {{"_Native", "_NDArray"}, {}, refused, nullptr, "", runs_code},
      {{"CTCLoss", "ctc_loss", "_contrib_CTCLoss", "_contrib_ctc_loss"},
       {"data", "label", "length", "..."},
       refused,
       nullptr,
       "",
       "the CTC loss is not covered"},
      {{"softmax_cross_entropy"}, {"data", "label"}, refused, nullptr, "", "a loss as a value is not covered"},
      {{"_random_uniform", "uniform", "random_uniform"}, {}, refused, nullptr, "", is_random},
      {{"_random_normal", "normal", "random_normal"}, {}, refused, nullptr, "", is_random},
      {{"_sample_multinomial", "sample_multinomial"}, {"data"}, refused, nullptr, "", is_random},
      {{"_shuffle", "shuffle"}, {"data"}, refused, nullptr, "", is_random},
      {{"_contrib_quantize"},
       {"data", "..."},
       refused,
       nullptr,
       "",
       "quantization with ranges that are inputs is not covered, only quantize_v2"},
      {{"_contrib_requantize"},
       {"data", "..."},
       refused,
       nullptr,
       "",
       "sums of 32 bits as values are not covered; fuse the convolutions first"},
      {{"_contrib_quantized_conv"}, {"data", "weight", "bias", "range", "..."}, refused, nullptr, "", sums_are_values},
      {{"_contrib_quantized_fully_connected"}, {"data", "weight", "bias", "range", "..."}, refused, nullptr, "", sums_are_values},
      {{"_contrib_quantized_elemwise_add"}, {"data", "..."}, refused, nullptr, "", sums_are_values},
      {{"_contrib_quantized_elemwise_mul"}, {"data", "..."}, refused, nullptr, "", sums_are_values},
      {{"_contrib_quantized_act"}, {"data", "..."}, refused, nullptr, "", "an activation of integers by itself is not covered"},
      {{"_contrib_quantized_batch_norm"}, {"data", "..."}, refused, nullptr, "", "a batch norm of integers by itself is not covered"},
      {{"_contrib_quantized_embedding"}, {"data", "..."}, refused, nullptr, "", "an embedding of integers is not covered"},
  };
}

std::vector<OperatorRow> rows() {
  std::vector<OperatorRow> all;
  for (const auto& family : {layer_rows(), element_rows(), tensor_rows(), refused_rows()})
    all.insert(all.end(), family.begin(), family.end());
  return all;
}

using RowsByName = std::unordered_map<std::string_view, const OperatorRow*>;

RowsByName by_name() {
  RowsByName result;
  for (const OperatorRow& row : operator_rows()) {
    for (const std::string_view name : row.names) {
      ensure(result.emplace(name, &row).second, fmt::format("{} stands twice in the table", name));
    }
  }
  return result;
}

}  // namespace

std::span<const OperatorRow> operator_rows() {
  static const std::vector<OperatorRow> table = rows();
  return table;
}

const OperatorRow* find_row(std::string_view op) {
  static const RowsByName table = by_name();
  const auto found = table.find(op);
  return found == table.end() ? nullptr : found->second;
}

std::string_view input_slot(const OperatorRow* row, std::size_t i) {
  if (row == nullptr || row->inputs.empty()) return {};
  const bool repeats = row->inputs.back() == "...";
  if (i + (repeats ? 1 : 0) < row->inputs.size()) return row->inputs[i];
  return repeats ? row->inputs[row->inputs.size() - 2] : std::string_view{};
}

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

std::string did_you_mean_operator(std::string_view op) {
  // Every short name is near to some other.
  constexpr std::size_t shortest_to_compare = 6;
  if (op.size() < shortest_to_compare) return {};
  std::vector<std::string> names;
  for (const OperatorRow& each : operator_rows()) names.insert(names.end(), each.names.begin(), each.names.end());
  return did_you_mean(op, names);
}

std::vector<OperatorCoverage> coverage() {
  std::vector<OperatorCoverage> result;
  for (const OperatorRow& row : operator_rows()) {
    result.push_back({{row.names.begin(), row.names.end()}, row.fate, std::string(row.note)});
  }
  return result;
}

}  // namespace nnfront::frontends::mxnet
