#include "ops/sequence.h"

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

namespace {

Values reverse_sequence(NodeContext& context) {
  ops::SequenceAttrs attributes;
  attributes.time_axis = context.attr<std::int64_t>("time_axis", 0);
  attributes.batch_axis = context.attr<std::int64_t>("batch_axis", 1);
  return {context.add("reverse_sequence", {context.input(0), context.input(1)}, attributes)};
}

}  // namespace

std::vector<OperatorRow> sequence_rows() {
  using enum Fate;
  return {
      {"", "ReverseSequence", exact, {{10, reverse_sequence}}, "", ""},
  };
}

}  // namespace nnfront::frontends::onnx
