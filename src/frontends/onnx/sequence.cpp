#include "ops/sequence.h"

#include "frontends/onnx/translators.h"

namespace nnfront::frontends::onnx {

Values reverse_sequence(NodeContext& context) {
  ops::SequenceAttrs attributes;
  attributes.time_axis = context.attr<std::int64_t>("time_axis", 0);
  attributes.batch_axis = context.attr<std::int64_t>("batch_axis", 1);
  return {context.add("reverse_sequence", {context.input(0), context.input(1)}, attributes)};
}

}  // namespace nnfront::frontends::onnx
