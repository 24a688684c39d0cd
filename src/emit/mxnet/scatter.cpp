#include "ops/scatter.h"

#include <numeric>

#include "emit/mxnet/op_table.h"
#include "ops/select.h"
#include "ops/shape.h"

namespace nnfront::emit::mxnet {

namespace {

// The first dimension to the end: what front ends make of MXNet's tuples, which stand in the first dimension.
Integers to_last(std::int64_t rank) {
  Integers axes(static_cast<std::size_t>(rank));
  std::iota(axes.begin(), axes.end(), 1);
  axes.back() = 0;
  return axes;
}

// The last dimension to the front, or what stood in front of that where it was there before.
Entry tuples_first(NodeContext& context, int i) {
  const std::int64_t rank = context.rank(i);
  if (rank == 1) return context.index(i);
  const Node* node = context.producer(i);
  const bool was_moved = node != nullptr && node->op->name == "transpose" && node->epilogue.empty() &&
                         node->attributes.as<ops::TransposeAttrs>().permutation == to_last(rank);
  if (was_moved) return context.held(*node->inputs[0]).entry;
  Integers axes(static_cast<std::size_t>(rank));
  std::iota(axes.begin(), axes.end(), -1);
  axes.front() = rank - 1;
  return context.add("transpose", {context.index(i)}, {attribute("axes", axes)}, "places");
}

const char* mode_of(ops::OutOfBounds outside) {
  return outside == ops::OutOfBounds::clip ? "clip" : "wrap";
}

// One element per line; the remainder of an index counts negative ones from the end.
void gather_elements(NodeContext& context) {
  const auto& attrs = context.attrs<ops::GatherElementsAttrs>();
  const std::int64_t axis = context.axis(0, attrs.axis);
  const Integers dims = context.dims(0);
  const Integers taken = context.dims(1);
  for (std::size_t d = 0; d < dims.size(); ++d) {
    const bool is_axis = static_cast<std::int64_t>(d) == axis;
    if (taken[d] != (is_axis ? 1 : dims[d])) context.refuse("several elements of a line, or not of every line");
  }
  context.emit("pick", {context.input(0), context.index(1)},
               {attribute("axis", axis), attribute("keepdims", true), attribute("mode", mode_of(attrs.outside))});
}

void gather_nd(NodeContext& context) {
  if (context.attrs<ops::GatherNdAttrs>().batch_dims != 0) context.refuse("dimensions that the indices share");
  context.emit("gather_nd", {context.input(0), tuples_first(context, 1)});
}

// MXNet's writes into zeros. Elsewhere it is asked which elements it has written.
void scatter_nd(NodeContext& context) {
  if (context.attrs<ops::ScatterNdAttrs>().reduction != ops::ScatterReduction::none) context.refuse("updates that are combined");
  const Entry updates = context.input(2);
  const Entry places = tuples_first(context, 1);
  const NodeAttributes shape = {attribute("shape", context.dims(0))};
  if (context.is_zeros(0)) return context.emit("scatter_nd", {updates, places}, shape);
  const Entry data = context.input(0);
  const Entry written = context.add("scatter_nd", {updates, places}, shape, "written");
  const Entry ones = context.add("ones_like", {updates}, {}, "ones");
  const Entry marks = context.add("scatter_nd", {ones, places}, shape, "marks");
  context.emit("where", {marks, written, data});
}

void compress(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CompressAttrs>();
  if (!attrs.axis || context.axis(0, *attrs.axis) != 0) context.refuse("along another axis than the first");
  if (context.size(1, 0) != context.size(0, 0)) context.refuse("a condition that is shorter than the data");
  context.emit("_contrib_boolean_mask", {context.input(0), context.truth(1)}, {attribute("axis", std::int64_t{0})});
}

}  // namespace

std::vector<OperatorRow> scatter_rows() {
  return {
      {"gather_elements", gather_elements},
      {"gather_nd", gather_nd},
      {"scatter_nd", scatter_nd},
      {"compress", compress},
  };
}

}  // namespace nnfront::emit::mxnet
