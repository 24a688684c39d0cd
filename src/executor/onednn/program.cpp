#include "executor/onednn/program.h"

#include <algorithm>

namespace nnfront::executor::onednn {

void for_each_buffer(const Instruction& instruction, const std::function<void(int, bool)>& visit) {
  for (const Piece& piece : instruction.pieces) {
    for (const auto& [argument, operand] : piece.arguments) visit(operand.buffer, argument == DNNL_ARG_SCRATCHPAD);
    for (const int buffer : piece.host.inputs) visit(buffer, false);
    for (const int buffer : piece.host.outputs) visit(buffer, false);
    if (piece.host.scratch >= 0) visit(piece.host.scratch, true);
  }
}

// More pieces or smaller ones would cost a single thread more than a few percent: each reads the whole input.
int fixed_pieces(std::int64_t channels) {
  constexpr std::int64_t smallest = 32;
  constexpr std::int64_t most = 4;
  return static_cast<int>(std::clamp<std::int64_t>(channels / smallest, 1, most));
}

std::vector<std::pair<std::int64_t, std::int64_t>> parts_of(std::int64_t count, int parts) {
  const std::int64_t used = std::clamp<std::int64_t>(parts, 1, std::max<std::int64_t>(1, count));
  std::vector<std::pair<std::int64_t, std::int64_t>> result;
  for (std::int64_t part = 0; part < used; ++part) result.emplace_back(count * part / used, count * (part + 1) / used);
  return result;
}

}  // namespace nnfront::executor::onednn
