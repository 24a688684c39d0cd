// Which operators of the IR Relax has, family by family: each file here ends with its rows.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "emit/tvm/node_context.h"

namespace nnfront::emit::tvm {

// Adds the statements that compute what the operation computes. Throws Error (unsupported) for what Relax cannot say.
using Emitter = void (*)(NodeContext&);

struct OperatorRow {
  std::string_view op;  // of the IR
  Emitter emit;
  std::string_view target = "";  // Relax's function, where an emitter serves several rows
};

// The function of that name of the inputs as they are.
void plain(NodeContext& context);

std::vector<OperatorRow> activation_rows();
std::vector<OperatorRow> conv_rows();
std::vector<OperatorRow> elementwise_rows();
std::vector<OperatorRow> matmul_rows();
std::vector<OperatorRow> norm_rows();
std::vector<OperatorRow> pool_rows();
std::vector<OperatorRow> reduce_rows();
std::vector<OperatorRow> resize_rows();
std::vector<OperatorRow> shape_rows();
std::vector<OperatorRow> slice_rows();

// Null for an operator that is not written.
const OperatorRow* find_row(std::string_view op);
std::span<const OperatorRow> operator_rows();

}  // namespace nnfront::emit::tvm
