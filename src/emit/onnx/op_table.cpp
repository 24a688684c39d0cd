#include "emit/onnx/op_table.h"

#include <unordered_map>

#include "support/fail.h"

namespace nnfront::emit::onnx {

namespace {

std::vector<OperatorRow> rows() {
  std::vector<OperatorRow> all;
  for (const auto& family : {activation_rows(), attention_rows(), control_rows(), conv_rows(),     detection_rows(),  elementwise_rows(),
                             leaf_rows(),       matmul_rows(),    matrix_rows(),  norm_rows(),     pool_rows(),       quant_rows(),
                             recurrent_rows(),  reduce_rows(),    resize_rows(),  sampling_rows(), scatter_rows(),    select_rows(),
                             sequence_rows(),   shape_rows(),     signal_rows(),  slice_rows(),    suppression_rows()})
    all.insert(all.end(), family.begin(), family.end());
  return all;
}

constexpr Absent absent[] = {
    {"bipartite_matching", "pairs are taken one by one, as training asks for"},
    {"bit_cast", "BitCast came with opset 26"},
    {"box_encode", "it makes what a detector is trained with"},
    {"cholesky", "ONNX has no decomposition of matrices"},
    {"correlation", "ONNX has no windows of two maps"},
    {"digamma", "ONNX has no such function"},
    {"erfinv", "ONNX has no such function"},
    {"gamma", "ONNX has no such function"},
    {"lgamma", "ONNX has no such function"},
    {"proposal", "ONNX has no end of a region proposal network"},
    {"psroi_pool", "ONNX has no regions whose channels depend on the place"},
};

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
  context.emit(context.target(), context.inputs());
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

std::span<const Absent> absent_operators() {
  return absent;
}

std::string_view reason_for_absence(std::string_view op) {
  for (const Absent& each : absent) {
    if (each.op == op) return each.reason;
  }
  return "it is not written for ONNX yet";
}

}  // namespace nnfront::emit::onnx
