#include "executor/onednn/program.h"

namespace nnfront::executor::onednn {

void for_each_buffer(const Instruction& instruction, const std::function<void(int)>& visit) {
  for (const auto& [argument, operand] : instruction.arguments) visit(operand.buffer);
  for (const int buffer : instruction.host_inputs) visit(buffer);
  for (const int buffer : instruction.host_outputs) visit(buffer);
}

}  // namespace nnfront::executor::onednn
