#include "emit/torch/op_table.h"

namespace nnfront::emit::torch {

namespace {

void opaque(NodeContext& context) {
  context.refuse("it stands for an operator of the source that was not understood");
}

}  // namespace

std::vector<OperatorRow> leaf_rows() {
  return {{"opaque", opaque}};
}

}  // namespace nnfront::emit::torch
