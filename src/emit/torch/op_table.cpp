#include "emit/torch/op_table.h"

#include <unordered_map>

#include "support/fail.h"

namespace nnfront::emit::torch {

namespace {

std::vector<OperatorRow> rows() {
  std::vector<OperatorRow> all;
  for (const auto& family : {activation_rows(), conv_rows(), detection_rows(), elementwise_rows(), leaf_rows(), matmul_rows(), norm_rows(),
                             pool_rows(), recurrent_rows(), reduce_rows(), resize_rows(), roi_rows(), sampling_rows(), scatter_rows(),
                             sequence_rows(), shape_rows(), slice_rows()})
    all.insert(all.end(), family.begin(), family.end());
  return all;
}

using RowsByName = std::unordered_map<std::string_view, const OperatorRow*>;

RowsByName by_name() {
  RowsByName result;
  for (const OperatorRow& row : operator_rows()) {
    ensure(result.emplace(row.op, &row).second, fmt::format("{} stands twice in the table", row.op));
  }
  return result;
}

}  // namespace

void plain(NodeContext& context) {
  std::vector<std::string> operands;
  for (int i = 0; i < context.input_count(); ++i) operands.push_back(context.input(i));
  context.returns(call(context.target(), operands));
}

std::span<const OperatorRow> operator_rows() {
  static const std::vector<OperatorRow> table = rows();
  return table;
}

const OperatorRow* find_row(std::string_view op) {
  static const RowsByName table = by_name();
  const auto found = table.find(op);
  return found == table.end() ? nullptr : found->second;
}

}  // namespace nnfront::emit::torch
