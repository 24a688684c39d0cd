// The operator table by family: the file of the same name holds the family's translators and ends with its rows, one per operator: domain,
// name, fate, translators by the version of the operator set they begin with, IR operator (where a translator serves several), note.
// Semantics: onnx.ai/onnx/operators. A number behind a translator's name is the version of the operator set from which on the meaning is
// that one; without a number it is today's.
#pragma once

#include <string_view>
#include <vector>

#include "frontends/onnx/op_table.h"

namespace nnfront::frontends::onnx {

// Reasons that rows of several families give.
constexpr std::string_view not_run_by_onnxruntime = "onnxruntime's CPU does not run it, so nothing proves it";
constexpr std::string_view not_written_by_onnxruntime = "neither the quantizer nor the optimiser of onnxruntime writes it";

std::vector<OperatorRow> conv_rows();
std::vector<OperatorRow> matmul_rows();
std::vector<OperatorRow> linear_algebra_rows();
std::vector<OperatorRow> pool_rows();
std::vector<OperatorRow> norm_rows();
std::vector<OperatorRow> activation_rows();
std::vector<OperatorRow> elementwise_rows();
std::vector<OperatorRow> bits_rows();
std::vector<OperatorRow> loss_rows();
std::vector<OperatorRow> reduce_rows();
std::vector<OperatorRow> select_rows();
std::vector<OperatorRow> shape_rows();
std::vector<OperatorRow> slice_rows();
std::vector<OperatorRow> resize_rows();
std::vector<OperatorRow> index_rows();
std::vector<OperatorRow> scatter_rows();
std::vector<OperatorRow> sequence_rows();
std::vector<OperatorRow> matrix_rows();
std::vector<OperatorRow> constant_rows();
std::vector<OperatorRow> detection_rows();
std::vector<OperatorRow> sampling_rows();
std::vector<OperatorRow> signal_rows();
std::vector<OperatorRow> quant_rows();
std::vector<OperatorRow> quant_blocks_rows();
std::vector<OperatorRow> quant_matmul_rows();
std::vector<OperatorRow> quant_window_rows();
std::vector<OperatorRow> recurrent_rows();
std::vector<OperatorRow> quant_recurrent_rows();
std::vector<OperatorRow> attention_rows();
std::vector<OperatorRow> linear_attention_rows();
std::vector<OperatorRow> fused_rows();
std::vector<OperatorRow> fused_attention_rows();
std::vector<OperatorRow> grouped_attention_rows();
std::vector<OperatorRow> experts_rows();
std::vector<OperatorRow> control_rows();
std::vector<OperatorRow> list_rows();
std::vector<OperatorRow> refused_rows();

}  // namespace nnfront::frontends::onnx
