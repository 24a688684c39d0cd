#include "frontends/onnx/op_table.h"

#include <iterator>
#include <map>

#include "frontends/onnx/decoder.h"
#include "frontends/onnx/families.h"
#include "support/fail.h"

namespace nnfront::frontends::onnx {

namespace {

using RowsByName = std::map<std::pair<std::string_view, std::string_view>, const OperatorRow*>;

RowsByName by_name() {
  RowsByName rows;
  for (const OperatorRow& row : operator_rows()) rows.emplace(std::pair(row.domain, row.name), &row);
  return rows;
}

// A family is one file that ends with its rows; a new family is one line here.
std::vector<OperatorRow> all_families() {
  std::vector<OperatorRow> all;
  const auto append = [&](std::vector<OperatorRow> family) { std::move(family.begin(), family.end(), std::back_inserter(all)); };
  append(conv_rows());               // convolutions
  append(matmul_rows());             // matrix products
  append(linear_algebra_rows());     // einsum, determinant, inverse
  append(pool_rows());               // pooling
  append(norm_rows());               // normalizations
  append(activation_rows());         // relu ... softmax, clip
  append(elementwise_rows());        // one number in, one out; arithmetic, comparisons, cast, dropout
  append(bits_rows());               // integers as bits
  append(loss_rows());               // losses
  append(reduce_rows());             // sums, extremes, order
  append(select_rows());             // as many results as the data ask for
  append(shape_rows());              // dimensions change, elements stay
  append(slice_rows());              // parts, joins and repetitions
  append(resize_rows());             // resampling
  append(index_rows());              // rows by index
  append(scatter_rows());            // elements read and written at places that data give
  append(sequence_rows());           // samples of different lengths in one tensor
  append(matrix_rows());             // triangles and diagonals
  append(constant_rows());           // constants and ranges
  append(detection_rows());          // boxes and regions
  append(sampling_rows());           // elements read or written at places that data gives
  append(signal_rows());             // spectra and their windows
  append(quant_rows());              // quantized tensors and what is element by element on them
  append(quant_blocks_rows());       // weights of few bits
  append(quant_matmul_rows());       // products of integers
  append(quant_window_rows());       // convolutions and pooling of integers
  append(recurrent_rows());          // rnn, gru, lstm
  append(quant_recurrent_rows());    // lstm of integers
  append(attention_rows());          // attention
  append(linear_attention_rows());   // states instead of caches
  append(fused_rows());              // what onnxruntime's optimiser joins
  append(fused_attention_rows());    // the same around attention
  append(grouped_attention_rows());  // attention over caches
  append(experts_rows());            // mixtures of experts
  append(control_rows());            // nodes that hold graphs
  append(list_rows());               // sequences and optionals
  append(refused_rows());            // what no family translates
  return all;
}

}  // namespace

std::span<const OperatorRow> operator_rows() {
  static const std::vector<OperatorRow> table = all_families();
  return table;
}

const OperatorRow* find_row(std::string_view domain, std::string_view op) {
  static const RowsByName table = by_name();
  const auto found = table.find(std::pair(plain_domain(domain), op));
  return found == table.end() ? nullptr : found->second;
}

const Version* find_version(const OperatorRow& row, std::int64_t opset) {
  const Version* newest = nullptr;
  for (const Version& version : row.versions) {
    if (version.since <= opset) newest = &version;
  }
  return newest;
}

std::string refusal_reason(std::string_view domain, std::string_view op) {
  const OperatorRow* row = find_row(domain, op);
  if (row != nullptr) return std::string(row->note);
  if (plain_domain(domain).empty()) return "not an operator of ONNX";
  return fmt::format("not an operator that is known here (domain '{}')", printable(domain));
}

std::vector<OperatorCoverage> coverage() {
  std::vector<OperatorCoverage> result;
  for (const OperatorRow& row : operator_rows()) {
    const Proof proof = row.fate == Fate::exact ? proof_of(row) : Proof{};
    result.push_back({{qualified_name(row.domain, row.name)}, row.fate, std::string(row.note), proof});
  }
  return result;
}

}  // namespace nnfront::frontends::onnx
