// The rows of the operator table by family, one line per operator: names, inputs, fate, translator, IR operator (where a translator
// serves several), note. For op_table.cpp alone.
#pragma once

#include <vector>

#include "frontends/mxnet/op_table.h"

namespace nnfront::frontends::mxnet {

std::vector<OperatorRow> layer_rows();
std::vector<OperatorRow> element_rows();
std::vector<OperatorRow> tensor_rows();

}  // namespace nnfront::frontends::mxnet
