#include "frontends/mxnet/op_table.h"

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <unordered_map>

#include "frontends/mxnet/families.h"
#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

// A family is one file that ends with its rows; a new family is one line here.
std::vector<OperatorRow> all_families() {
  std::vector<OperatorRow> all;
  const auto append = [&](std::vector<OperatorRow> family) { std::move(family.begin(), family.end(), std::back_inserter(all)); };
  append(conv_rows());         // convolutions, UpSampling
  append(matmul_rows());       // dense layers and matrix products
  append(pool_rows());         // pooling
  append(norm_rows());         // normalizations
  append(activation_rows());   // relu ... softmax, clip
  append(output_rows());       // losses, which become the prediction that they judge
  append(elementwise_rows());  // one number in, one out; arithmetic, comparisons, cast, dropout
  append(reduce_rows());       // sums, extremes, order
  append(shape_rows());        // dimensions change, elements stay
  append(slice_rows());        // parts, joins and repetitions
  append(leaf_rows());         // lookups by index, and constants
  append(scatter_rows());      // elements read and written at places that data or ranges give
  append(matrix_rows());       // diagonals and small matrices
  append(sequence_rows());     // samples of different lengths in one tensor
  append(attention_rows());    // attention, interleaved by head
  append(recurrent_rows());    // the fused RNN
  append(control_rows());      // loops and branches that hold graphs
  append(detection_rows());    // boxes, suppression, anchors
  append(roi_rows());          // regions
  append(sampling_rows());     // grids, deformable convolution, windows as columns
  append(quant_rows());        // integers and their ranges
  append(quant_dense_rows());  // fully connected layers of them
  append(quant_conv_rows());   // the fused layers of MXNet's oneDNN back end
  append(refused_rows());      // what no family translates
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

// Each case is called after its operator.
Proof case_of(const OperatorRow& row) {
  return {"mxnet-operators", "../tools/goldens/operator_cases.py", std::string(row.names[0])};
}

}  // namespace

std::span<const OperatorRow> operator_rows() {
  static const std::vector<OperatorRow> table = all_families();
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
    const Proof proof = row.fate == Fate::exact ? row.proof.value_or(case_of(row)) : Proof{};
    result.push_back({{row.names.begin(), row.names.end()}, row.fate, std::string(row.note), proof});
  }
  return result;
}

}  // namespace nnfront::frontends::mxnet
