#include "emit/mxnet/op_table.h"
#include "ops/shape.h"

namespace nnfront::emit::mxnet {

namespace {

void opaque(NodeContext& context) {
  context.refuse("it stands for an operator of the source that was not understood");
}

void arange(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ArangeAttrs>();
  if (context.has_input(0) || context.has_input(1) || context.has_input(2)) context.refuse("bounds that the model computes");
  context.emit(
      "_arange", {},
      {attribute("start", attrs.start), attribute("stop", attrs.stop), attribute("step", attrs.step), attribute("dtype", attrs.dtype)});
}

// The new dimension comes last in MXNet.
void one_hot(NodeContext& context) {
  const auto& attrs = context.attrs<ops::OneHotAttrs>();
  for (int i = 1; i < 4; ++i) {
    if (context.has_input(i)) context.refuse("a depth or numbers that the model computes");
  }
  if (context.rank(0) == 0) context.refuse("an index without dimensions");
  const NodeAttributes attributes = {attribute("depth", attrs.depth), attribute("on_value", attrs.on), attribute("off_value", attrs.off),
                                     attribute("dtype", attrs.dtype)};
  const std::int64_t last = context.rank(0);
  const std::int64_t axis = ops::from_front(attrs.axis, static_cast<std::size_t>(last) + 1);
  if (axis == last) return context.emit("one_hot", {context.index(0)}, attributes);
  Integers axes;
  for (std::int64_t d = 0; d < last; ++d) axes.push_back(d);
  axes.insert(axes.begin() + axis, last);
  context.emit("transpose", {context.add("one_hot", {context.index(0)}, attributes, "ones")}, {attribute("axes", axes)});
}

}  // namespace

std::vector<OperatorRow> leaf_rows() {
  return {
      {"opaque", opaque},
      {"arange", arange},
      {"one_hot", one_hot},
  };
}

}  // namespace nnfront::emit::mxnet
