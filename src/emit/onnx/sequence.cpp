// Sequences of different lengths in one tensor.
#include "ops/sequence.h"

#include <algorithm>

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

using Integers = std::vector<std::int64_t>;

// The dimensions with these two in front, the others in order.
Integers in_front(std::int64_t first, std::int64_t second, std::int64_t rank) {
  Integers order = {first, second};
  for (std::int64_t d = 0; d < rank; ++d) {
    if (d != first && d != second) order.push_back(d);
  }
  return order;
}

Integers inverse(const Integers& order) {
  Integers result(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) result[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
  return result;
}

// ONNX has time and batch in the first two dimensions alone.
void reverse_sequence(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SequenceAttrs>();
  const std::int64_t time = context.axis(attrs.time_axis);
  const std::int64_t batch = context.axis(attrs.batch_axis);
  const std::string lengths = context.indices(1);
  if (time + batch == 1) {
    return context.emit("ReverseSequence", {context.input(0), lengths}, {attribute("batch_axis", batch), attribute("time_axis", time)});
  }
  const Integers order = in_front(time, batch, context.rank(0));
  const std::string moved = context.add("Transpose", {context.input(0)}, {attribute("perm", order)}, "moved");
  const std::string reversed = context.add("ReverseSequence", {moved, lengths},
                                           {attribute("batch_axis", std::int64_t{1}), attribute("time_axis", std::int64_t{0})}, "reversed");
  context.emit("Transpose", {reversed}, {attribute("perm", inverse(order))});
}

// `list` along one dimension of as many as input 0 has.
std::string along(NodeContext& context, const std::string& list, std::int64_t axis, std::string_view part) {
  Integers target(static_cast<std::size_t>(context.rank(0)), 1);
  target[static_cast<std::size_t>(axis)] = -1;
  return context.add("Reshape", {list, context.integers(target, "target")}, {}, part);
}

void sequence_mask(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SequenceMaskAttrs>();
  const std::int64_t time = context.axis(attrs.time_axis);
  const std::string steps =
      context.add("Range", {context.integer(0, "first"), context.size(0, time, "steps"), context.integer(1, "step")}, {}, "positions");
  const std::string lengths = along(context, context.indices(1), context.axis(attrs.batch_axis), "lengths");
  const std::string is_real = context.add("Less", {along(context, steps, time, "times"), lengths}, {}, "is_real");
  context.emit("Where", {is_real, context.input(0), context.number(attrs.value, "filling")});
}

// Each sample's row at its last step; the batch stays where it was among the other dimensions.
void sequence_last(NodeContext& context) {
  const auto& attrs = context.attrs<ops::SequenceAttrs>();
  const std::int64_t time = context.axis(attrs.time_axis);
  const std::int64_t batch = context.axis(attrs.batch_axis);
  const std::string moved =
      context.add("Transpose", {context.input(0)}, {attribute("perm", in_front(batch, time, context.rank(0)))}, "samples");
  const std::string last = context.add("Sub", {context.indices(1), context.integer(1, "one")}, {}, "last");
  const std::string places = context.add("Unsqueeze", {last, context.integers({1}, "axis")}, {}, "places");
  const std::int64_t place = batch - (time < batch ? 1 : 0);
  const NodeAttributes by_sample = {attribute("batch_dims", std::int64_t{1})};
  if (place == 0) return context.emit("GatherND", {moved, places}, by_sample);
  const std::string rows = context.add("GatherND", {moved, places}, by_sample, "rows");
  Integers back;
  for (std::int64_t d = 1; d <= place; ++d) back.push_back(d);
  back.push_back(0);
  for (std::int64_t d = place + 1; d < context.rank(0) - 1; ++d) back.push_back(d);
  context.emit("Transpose", {rows}, {attribute("perm", back)});
}

}  // namespace

std::vector<OperatorRow> sequence_rows() {
  return {
      {"reverse_sequence", reverse_sequence, "", 1, Widening::keeps},
      {"sequence_mask", sequence_mask, "", 1, Widening::keeps},
      {"sequence_last", sequence_last, "", 1, Widening::keeps},
  };
}

}  // namespace nnfront::emit::onnx
