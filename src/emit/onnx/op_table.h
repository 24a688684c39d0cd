// Which operators of the IR ONNX has, family by family: each file here ends with its rows.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "emit/onnx/node_context.h"

namespace nnfront::emit::onnx {

// Adds the nodes that compute what the operation computes. Throws Error (unsupported) for what ONNX cannot say.
using Emitter = void (*)(NodeContext&);

// What of an operator is the same where elements of a type that ONNX's lacks are computed in a wider one and cast back.
enum class Widening {
  none,
  floats,  // floating types in float32: rounded to the narrow type once, at the end
  wraps,   // and integers in wider ones: sums, differences and products are right modulo 2^bits, and a cast back cuts
  keeps,   // and every type: results are elements of the inputs, or do not depend on anything but their order
};

struct OperatorRow {
  std::string_view op;  // of the IR
  Emitter emit;
  std::string_view target = "";  // ONNX's operator: where an emitter serves several rows, or the operator came later than the oldest set
  std::int64_t since = 1;        // the operator set that it came with
  Widening widening = Widening::none;
};

// An operator that is not written, and why.
struct Absent {
  std::string_view op;
  std::string_view reason;
};

// The operator of that name with the inputs as they are and no attributes.
void plain(NodeContext& context);

std::vector<OperatorRow> activation_rows();
std::vector<OperatorRow> attention_rows();
std::vector<OperatorRow> control_rows();
std::vector<OperatorRow> conv_rows();
std::vector<OperatorRow> detection_rows();
std::vector<OperatorRow> elementwise_rows();
std::vector<OperatorRow> leaf_rows();
std::vector<OperatorRow> matmul_rows();
std::vector<OperatorRow> matrix_rows();
std::vector<OperatorRow> norm_rows();
std::vector<OperatorRow> pool_rows();
std::vector<OperatorRow> quant_rows();
std::vector<OperatorRow> recurrent_rows();
std::vector<OperatorRow> reduce_rows();
std::vector<OperatorRow> resize_rows();
std::vector<OperatorRow> sampling_rows();
std::vector<OperatorRow> scatter_rows();
std::vector<OperatorRow> select_rows();
std::vector<OperatorRow> sequence_rows();
std::vector<OperatorRow> shape_rows();
std::vector<OperatorRow> signal_rows();
std::vector<OperatorRow> slice_rows();
std::vector<OperatorRow> suppression_rows();

std::span<const OperatorRow> operator_rows();
// Null for an operator that ONNX does not get from here.
const OperatorRow* find_row(std::string_view op);
// Every operator without a row, but for those that are no computation: inputs, parameters, constants.
std::span<const Absent> absent_operators();
// Of one that find_row does not find.
std::string_view reason_for_absence(std::string_view op);

}  // namespace nnfront::emit::onnx
