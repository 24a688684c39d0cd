#include "emit/tensorflow/op_table.h"

namespace nnfront::emit::tensorflow {

namespace {

void opaque(NodeContext& context) {
  context.refuse("it stands for an operator of the source that was not understood");
}

}  // namespace

std::vector<OperatorRow> leaf_rows() {
  return {{"opaque", Types::any, opaque}};
}

}  // namespace nnfront::emit::tensorflow
