#include "ops/sequence.h"

#include "emit/mxnet/op_table.h"

namespace nnfront::emit::mxnet {

namespace {

// Time and batch are the first two dimensions in MXNet.
NodeAttributes axes_of(NodeContext& context, std::int64_t time, std::int64_t batch) {
  const std::int64_t axis = context.axis(0, time);
  const std::int64_t other = context.axis(0, batch);
  if (axis + other != 1 || axis == other) context.refuse("time and batch along axes {} and {}", axis, other);
  return {attribute("use_sequence_length", true), attribute("axis", axis)};
}

void mask(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SequenceMaskAttrs>();
  NodeAttributes attributes = axes_of(context, attrs.time_axis, attrs.batch_axis);
  attributes.push_back(attribute("value", attrs.value));
  context.emit("SequenceMask", {context.input(0), context.index(1)}, std::move(attributes));
}

void last(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SequenceAttrs>();
  context.emit("SequenceLast", {context.input(0), context.index(1)}, axes_of(context, attrs.time_axis, attrs.batch_axis));
}

// MXNet's has time first.
void reverse(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SequenceAttrs>();
  const bool time_first = context.axis(0, attrs.time_axis) == 0;
  NodeAttributes attributes = axes_of(context, attrs.time_axis, attrs.batch_axis);
  attributes.back() = attribute("axis", std::int64_t{0});
  if (time_first) return context.emit("SequenceReverse", {context.input(0), context.index(1)}, std::move(attributes));
  const NodeAttributes swap = {attribute("dim1", std::int64_t{0}), attribute("dim2", std::int64_t{1})};
  const Entry swapped = context.add("SwapAxis", {context.input(0)}, swap, "time_first");
  context.emit("SwapAxis", {context.add("SequenceReverse", {swapped, context.index(1)}, std::move(attributes), "reversed")}, swap);
}

}  // namespace

std::vector<OperatorRow> sequence_rows() {
  return {
      {"sequence_mask", mask},
      {"sequence_last", last},
      {"reverse_sequence", reverse},
  };
}

}  // namespace nnfront::emit::mxnet
