#include "ops/sequence.h"

#include "ops/indexing.h"
#include "ops/shape_parts.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

constexpr Constraint axes_constraint{"sequence_c1", "time_axis and batch_axis are two dimensions of x"};
constexpr Constraint lengths_constraint{"sequence_c2", "lengths are of an integer type, one per sample"};
constexpr Constraint type_constraint{"sequence_c3", "x is not a string"};

struct SequenceAxes {
  std::size_t time;
  std::size_t batch;
};

template <class Attrs>
SequenceAxes axes_of(const Attrs& attrs, std::size_t rank) {
  return {static_cast<std::size_t>(normal_axis(axes_constraint.label, attrs.time_axis, rank)),
          static_cast<std::size_t>(normal_axis(axes_constraint.label, attrs.batch_axis, rank))};
}

template <class Attrs>
SequenceAxes check_sequences(const InferContext& context) {
  const TensorType& x = context.input(0);
  const TensorType& lengths = context.input(1);
  check_dtype(type_constraint.label, "x", x, DTypeClass::number_or_bool);
  const SequenceAxes axes = axes_of(context.attrs<Attrs>(), x.shape.size());
  if (axes.time == axes.batch) violated(axes_constraint.label, "got {} for both, wanted two dimensions", axes.time);
  check_dtype(lengths_constraint.label, "lengths", lengths, DTypeClass::integer);
  check_shape(lengths_constraint.label, "lengths", lengths.shape, {x.shape[axes.batch]});
  return axes;
}

// The lengths, each from `lowest` to the size along the time axis.
std::vector<std::int64_t> checked_lengths(std::string_view what, const Array& lengths, std::int64_t lowest, std::int64_t size) {
  std::vector<std::int64_t> result = indices_of(lengths);
  for (const std::int64_t length : result) {
    if (length < lowest || length > size) {
      fail(ErrorCode::invalid_argument, "{}: got a length of {}, wanted one from {} to {}", what, length, lowest, size);
    }
  }
  return result;
}

std::vector<Array> eval_reverse_sequence(const EvalContext& context) {
  const Array& x = context.input(0);
  const SequenceAxes axes = axes_of(context.attrs<SequenceAttrs>(), x.dims().size());
  const std::vector<std::int64_t> lengths = checked_lengths("reverse_sequence", context.input(1), 0, x.dims()[axes.time]);
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  return {move_elements(x, x.dims(), [&](std::span<const std::int64_t> index) {
    const std::int64_t length = lengths[static_cast<std::size_t>(index[axes.batch])];
    const std::int64_t time = index[axes.time];
    const std::int64_t source = time < length ? length - 1 - time : time;
    return offset_of(index, strides) + (source - time) * strides[axes.time];
  })};
}

std::vector<Array> eval_sequence_mask(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<SequenceMaskAttrs>();
  const SequenceAxes axes = axes_of(attrs, x.dims().size());
  const std::vector<std::int64_t> lengths = indices_of(context.input(1));
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  const auto source = [&](std::span<const std::int64_t> index) {
    const bool filling = index[axes.time] >= lengths[static_cast<std::size_t>(index[axes.batch])];
    return filling ? std::int64_t{-1} : offset_of(index, strides);
  };
  return {move_elements(x, x.dims(), source, attrs.value)};
}

template <class D>
std::vector<D> without(std::vector<D> dims, std::size_t axis) {
  dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(axis));
  return dims;
}

std::vector<Array> eval_sequence_last(const EvalContext& context) {
  const Array& x = context.input(0);
  const SequenceAxes axes = axes_of(context.attrs<SequenceAttrs>(), x.dims().size());
  const std::vector<std::int64_t> lengths = checked_lengths("sequence_last", context.input(1), 1, x.dims()[axes.time]);
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  const std::vector<std::int64_t> kept = without(strides, axes.time);
  const std::size_t batch = axes.batch > axes.time ? axes.batch - 1 : axes.batch;
  return {move_elements(x, without(x.dims(), axes.time), [&](std::span<const std::int64_t> index) {
    return offset_of(index, kept) + (lengths[static_cast<std::size_t>(index[batch])] - 1) * strides[axes.time];
  })};
}

Operator sequence_operator(std::string_view name, std::string_view doc) {
  Operator op = mover(name, doc);
  op.family = "sequence";
  op.inputs = {{"x", "at least two dimensions, any type but string"}, {"lengths", "any integer type, [size of x along batch_axis]"}};
  op.constraints = {axes_constraint, lengths_constraint, type_constraint};
  return op;
}

Operator reverse_sequence() {
  Operator op = sequence_operator(
      "reverse_sequence", "x with the first lengths[b] elements of every sample b along time_axis in reverse order; the others stay.");
  op.outputs = {{"y", "type and shape of x"}};
  op.defaults = SequenceAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    check_sequences<SequenceAttrs>(context);
    return {context.input(0)};
  };
  op.eval = eval_reverse_sequence;
  op.source = "https://onnx.ai/onnx/operators/onnx__ReverseSequence.html";
  return op;
}

Operator sequence_mask() {
  Operator op = sequence_operator("sequence_mask",
                                  "x with everything from position lengths[b] along time_axis on, in every sample b, replaced by value.");
  op.outputs = {{"y", "type and shape of x"}};
  op.defaults = SequenceMaskAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    check_sequences<SequenceMaskAttrs>(context);
    return {context.input(0)};
  };
  op.eval = eval_sequence_mask;
  return op;
}

Operator sequence_last() {
  Operator op = sequence_operator("sequence_last", "The element at position lengths[b] - 1 along time_axis of every sample b.");
  op.outputs = {{"y", "type of x, its shape without time_axis"}};
  op.defaults = SequenceAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    const SequenceAxes axes = check_sequences<SequenceAttrs>(context);
    return {{context.input(0).dtype, without(context.input(0).shape, axes.time)}};
  };
  op.eval = eval_sequence_last;
  return op;
}

}  // namespace

std::vector<Operator> sequence_operators() {
  return {reverse_sequence(), sequence_mask(), sequence_last()};
}

}  // namespace nnfront::ops
