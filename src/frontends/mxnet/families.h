// The operator table by family: the file of the same name holds the family's translators and ends with its rows, one per operator: names,
// inputs, fate, translator, IR operator (where a translator serves several), note. Semantics are MXNet 1.9's (src/operator in its sources).
#pragma once

#include <vector>

#include "frontends/mxnet/op_table.h"

namespace nnfront::frontends::mxnet {

std::vector<OperatorRow> conv_rows();
std::vector<OperatorRow> matmul_rows();
std::vector<OperatorRow> pool_rows();
std::vector<OperatorRow> norm_rows();
std::vector<OperatorRow> activation_rows();
std::vector<OperatorRow> output_rows();
std::vector<OperatorRow> elementwise_rows();
std::vector<OperatorRow> reduce_rows();
std::vector<OperatorRow> shape_rows();
std::vector<OperatorRow> slice_rows();
std::vector<OperatorRow> leaf_rows();
std::vector<OperatorRow> scatter_rows();
std::vector<OperatorRow> matrix_rows();
std::vector<OperatorRow> sequence_rows();
std::vector<OperatorRow> attention_rows();
std::vector<OperatorRow> recurrent_rows();
std::vector<OperatorRow> control_rows();
std::vector<OperatorRow> detection_rows();
std::vector<OperatorRow> roi_rows();
std::vector<OperatorRow> sampling_rows();
std::vector<OperatorRow> quant_rows();
std::vector<OperatorRow> quant_conv_rows();
std::vector<OperatorRow> quant_dense_rows();
std::vector<OperatorRow> refused_rows();

}  // namespace nnfront::frontends::mxnet
