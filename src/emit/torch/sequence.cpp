#include "ops/sequence.h"

#include "emit/torch/op_table.h"

namespace nnfront::emit::torch {

namespace {

// What the helpers take behind x: lengths, time axis, batch axis.
template <class Attrs>
std::vector<std::string> operands_of(NodeContext& context, const Attrs& attrs) {
  context.helper("sequence_times");
  return {context.input(0), context.input(1), literal(context.axis(attrs.time_axis)), literal(context.axis(attrs.batch_axis))};
}

void reverse_sequence(NodeContext& context) {
  context.returns(call(context.helper("reverse_sequence"), operands_of(context, context.attrs<ops::SequenceAttrs>())));
}

void sequence_last(NodeContext& context) {
  context.returns(call(context.helper("sequence_last"), operands_of(context, context.attrs<ops::SequenceAttrs>())));
}

void sequence_mask(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SequenceMaskAttrs>();
  std::vector<std::string> operands = operands_of(context, attrs);
  operands.push_back(literal(attrs.value));
  context.returns(call(context.helper("sequence_mask"), operands));
}

}  // namespace

std::vector<OperatorRow> sequence_rows() {
  return {
      {"reverse_sequence", reverse_sequence},
      {"sequence_last", sequence_last},
      {"sequence_mask", sequence_mask},
  };
}

}  // namespace nnfront::emit::torch
