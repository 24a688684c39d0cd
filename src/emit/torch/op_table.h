// Which operators of the IR torch has, family by family: each file here ends with its rows.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "emit/torch/node_context.h"

namespace nnfront::emit::torch {

// Adds the statements that compute what the operation computes. Throws Error (unsupported) for what torch cannot say.
using Emitter = void (*)(NodeContext&);

struct OperatorRow {
  std::string_view op;  // of the IR
  Emitter emit;
  std::string_view target = "";  // torch's function, where an emitter serves several rows
};

// The target's function of the inputs as they are.
void plain(NodeContext& context);

std::vector<OperatorRow> activation_rows();
std::vector<OperatorRow> conv_rows();
std::vector<OperatorRow> detection_rows();
std::vector<OperatorRow> elementwise_rows();
std::vector<OperatorRow> leaf_rows();
std::vector<OperatorRow> matmul_rows();
std::vector<OperatorRow> norm_rows();
std::vector<OperatorRow> pool_rows();
std::vector<OperatorRow> recurrent_rows();
std::vector<OperatorRow> reduce_rows();
std::vector<OperatorRow> resize_rows();
std::vector<OperatorRow> roi_rows();
std::vector<OperatorRow> sampling_rows();
std::vector<OperatorRow> scatter_rows();
std::vector<OperatorRow> sequence_rows();
std::vector<OperatorRow> shape_rows();
std::vector<OperatorRow> slice_rows();

std::span<const OperatorRow> operator_rows();
// Null for an operator that torch does not get from here.
const OperatorRow* find_row(std::string_view op);

}  // namespace nnfront::emit::torch
