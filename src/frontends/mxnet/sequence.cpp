#include "ops/sequence.h"

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

// The time axis is 0 or 1, the batch axis the other one.
ops::SequenceAttrs axes_of(NodeContext& context) {
  const std::int64_t axis = context.attr<std::int64_t>("axis", 0);
  if (axis != 0 && axis != 1) fail(ErrorCode::invalid_file, "attribute 'axis' is {}, wanted 0 or 1", axis);
  return {axis, 1 - axis};
}

// The lengths, where the operator is told to look at them.
std::optional<Value> lengths_of(NodeContext& context) {
  if (!context.attr<bool>("use_sequence_length", false)) return std::nullopt;
  return context.as_indices(context.input(1), "lengths");
}

Values sequence_mask(NodeContext& context) {
  const ops::SequenceAttrs axes = axes_of(context);
  const double value = context.attr<double>("value", 0.0);
  const auto lengths = lengths_of(context);
  if (!lengths) return {context.add("identity", {context.input(0)})};
  return {context.add("sequence_mask", {context.input(0), *lengths}, ops::SequenceMaskAttrs{axes.time_axis, axes.batch_axis, value})};
}

// Without lengths the last element of every sequence.
Values sequence_last(NodeContext& context) {
  const ops::SequenceAttrs axes = axes_of(context);
  const auto lengths = lengths_of(context);
  const Value data = context.input(0);
  if (lengths) return {context.add("sequence_last", {data, *lengths}, axes)};
  context.rewritten("without lengths a slice");
  const Value last =
      context.add("slice", {data}, ops::SliceAttrs{{axes.time_axis}, {-1}, {context.size(data, axes.time_axis)}, {1}}, "last");
  Shape target;
  for (std::int64_t d = 0; d < context.rank(data); ++d) {
    if (d != axes.time_axis) target.push_back(input_dim(d));
  }
  return {context.add_fixed("reshape", {last}, ops::ReshapeAttrs{target})};
}

Values sequence_reverse(NodeContext& context) {
  const ops::SequenceAttrs axes = axes_of(context);
  const auto lengths = lengths_of(context);
  if (lengths) return {context.add("reverse_sequence", {context.input(0), *lengths}, axes)};
  context.rewritten("without lengths a flip");
  return {context.add("flip", {context.input(0)}, ops::FlipAttrs{{axes.time_axis}})};
}

}  // namespace

std::vector<OperatorRow> sequence_rows() {
  using enum Fate;
  return {
      {{"SequenceMask"}, {"data", "length"}, exact, sequence_mask, "sequence_mask", "lengths as int64"},
      {{"SequenceLast"}, {"data", "length"}, exact, sequence_last, "sequence_last", "lengths as int64"},
      {{"SequenceReverse"}, {"data", "length"}, exact, sequence_reverse, "reverse_sequence", "lengths as int64"},
  };
}

}  // namespace nnfront::frontends::mxnet
