// Operators that look along one axis and need the order of its elements: argmin, argmax, topk, sort, cumsum, cumprod.
#include <algorithm>
#include <numeric>

#include "ops/arithmetic.h"
#include "ops/reduce.h"
#include "ops/reduce_parts.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

constexpr Constraint axis_constraint{"reduce_c5", "axis is a dimension of x"};

int checked_axis(const TensorType& x, std::int64_t axis) {
  check_dtype(number_constraint.label, "x", x, DTypeClass::number);
  return normal_axis(axis_constraint.label, axis, x.shape.size());
}

int axis_of(const Array& x, std::int64_t axis) {
  return normal_axis(axis_constraint.label, axis, x.dims().size());
}

// The positions 0, 1, ... of a line in the order of their elements; equal elements keep their order.
template <class T>
std::vector<std::int64_t> sorted_positions(const std::vector<T>& elements, std::span<const std::int64_t> line, bool descending) {
  std::vector<std::int64_t> positions(line.size());
  std::iota(positions.begin(), positions.end(), 0);
  const auto element = [&](std::int64_t position) { return elements[static_cast<std::size_t>(line[static_cast<std::size_t>(position)])]; };
  std::stable_sort(positions.begin(), positions.end(), [&](std::int64_t a, std::int64_t b) {
    return descending ? comes_before(element(b), element(a)) : comes_before(element(a), element(b));
  });
  return positions;
}

// The first `count` positions of every sorted line, as [outer, count, inner].
std::vector<std::int64_t> first_positions(const Array& x, const AxisView& view, std::int64_t count, bool descending) {
  std::vector<std::int64_t> out(static_cast<std::size_t>(view.outer * count * view.inner));
  with_arithmetic_type(x.dtype(), [&]<class T>() {
    const std::vector<T> elements = operands<T>(x);
    for_each_line(view, [&](std::int64_t o, std::int64_t i, std::span<const std::int64_t> line) {
      const std::vector<std::int64_t> positions = sorted_positions(elements, line, descending);
      for (std::int64_t k = 0; k < count; ++k) {
        out[static_cast<std::size_t>((o * count + k) * view.inner + i)] = positions[static_cast<std::size_t>(k)];
      }
    });
  });
  return out;
}

// ---- argmin, argmax

std::vector<TensorType> infer_arg(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto& attrs = context.attrs<ArgAttrs>();
  const auto axis = static_cast<std::size_t>(checked_axis(x, attrs.axis));
  if (x.shape[axis] == Dim(0)) violated("reduce_c6", "x: got {}, wanted at least one element along axis {}", text(x), axis);
  Shape shape = x.shape;
  if (attrs.keep_dims) {
    shape[axis] = 1;
  } else {
    shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
  }
  return {{DType::int64, shape}};
}

// Does `b` take the place of the extreme `a`? NaN is the extreme of any line it stands in.
template <class T>
bool replaces(T a, T b, bool largest, bool last) {
  const bool a_is_nan = is_not_a_number(a);
  const bool b_is_nan = is_not_a_number(b);
  if (a_is_nan || b_is_nan) return b_is_nan && (last || !a_is_nan);
  if (a == b) return last;
  return largest ? b > a : b < a;
}

Array arg_array(const Array& x, const ArgAttrs& attrs, bool largest) {
  const int axis = axis_of(x, attrs.axis);
  const AxisView view = view_around(x.dims(), axis);
  if (view.size == 0) fail(ErrorCode::invalid_argument, "[reduce_c6] got no elements along axis {}, wanted at least one", axis);
  std::vector<std::int64_t> dims = x.dims();
  dims[static_cast<std::size_t>(axis)] = 1;
  if (!attrs.keep_dims) dims.erase(dims.begin() + axis);
  std::vector<std::int64_t> out(static_cast<std::size_t>(view.outer * view.inner));
  with_arithmetic_type(x.dtype(), [&]<class T>() {
    const std::vector<T> elements = operands<T>(x);
    for_each_line(view, [&](std::int64_t o, std::int64_t i, std::span<const std::int64_t> line) {
      std::size_t best = 0;
      for (std::size_t k = 1; k < line.size(); ++k) {
        const T held = elements[static_cast<std::size_t>(line[best])];
        if (replaces(held, elements[static_cast<std::size_t>(line[k])], largest, attrs.last)) best = k;
      }
      out[static_cast<std::size_t>(o * view.inner + i)] = static_cast<std::int64_t>(best);
    });
  });
  return from_integers(DType::int64, dims, out);
}

Operator arg(std::string_view name, std::string_view doc, bool largest) {
  Operator op;
  op.name = name;
  op.family = "reduce";
  op.doc = doc;
  op.inputs = {{"x", "at least one dimension"}};
  op.outputs = {{"indices", "int64; the axis is left out, or 1 with keep_dims"}};
  op.constraints = {number_constraint, axis_constraint, {"reduce_c6", "there is at least one element along axis"}};
  op.defaults = ArgAttrs{};
  op.infer = infer_arg;
  op.eval = [largest](const EvalContext& context) -> std::vector<Array> {
    return {arg_array(context.input(0), context.attrs<ArgAttrs>(), largest)};
  };
  op.cost = cost_per_input_element;
  return op;
}

// ---- topk, sort

std::vector<Array> taken_along(const Array& x, int axis, std::int64_t count, bool descending) {
  const AxisView view = view_around(x.dims(), axis);
  std::vector<std::int64_t> dims = x.dims();
  dims[static_cast<std::size_t>(axis)] = count;
  const std::vector<std::int64_t> positions = first_positions(x, view, count, descending);
  std::vector<std::int64_t> source(positions.size());
  for (std::size_t at = 0; at < source.size(); ++at) {
    const std::int64_t inner = static_cast<std::int64_t>(at) % view.inner;
    const std::int64_t outer = static_cast<std::int64_t>(at) / view.inner / count;
    source[at] = (outer * view.size + positions[at]) * view.inner + inner;
  }
  return {take_elements(x, dims, source), from_integers(DType::int64, dims, positions)};
}

std::vector<TensorType> infer_topk(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto& attrs = context.attrs<TopkAttrs>();
  const auto axis = static_cast<std::size_t>(checked_axis(x, attrs.axis));
  const Dim& size = x.shape[axis];
  const Dim k = integer_argument(context, 1, attrs.k);
  if (k.is_integer() && (k.integer() < 0 || (size.is_integer() && k.integer() > size.integer()))) {
    violated("topk_c1", "k: got {}, wanted a number from 0 to the {} elements along axis {}", k.text(), size.text(), axis);
  }
  Shape shape = x.shape;
  shape[axis] = k;
  return {{x.dtype, shape}, {DType::int64, shape}};
}

std::vector<Array> eval_topk(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<TopkAttrs>();
  const int axis = axis_of(x, attrs.axis);
  const std::int64_t size = x.dims()[static_cast<std::size_t>(axis)];
  if (attrs.k > size)
    fail(ErrorCode::invalid_argument, "[topk_c1] k: got {}, wanted at most the {} elements along axis {}", attrs.k, size, axis);
  return taken_along(x, axis, attrs.k, attrs.largest);
}

Operator topk() {
  Operator op;
  op.name = "topk";
  op.family = "reduce";
  op.doc =
      "The k largest (or smallest) elements along axis, the most extreme first; of equal ones the smaller index first; NaN counts as "
      "larger "
      "than every number.";
  op.inputs = {{"x", "at least one dimension"}};
  add_attribute_input(op, {"k", "one integer"}, "k");
  op.outputs = {{"values", "type of x; k elements along axis"}, {"indices", "int64, the same shape"}};
  op.constraints = {number_constraint, axis_constraint, {"topk_c1", "0 <= k <= number of elements along axis"}};
  op.defaults = TopkAttrs{};
  op.infer = infer_topk;
  op.infer_unresolved = infer_topk;
  op.eval = eval_topk;
  op.cost = cost_per_input_element;
  return op;
}

Operator sort() {
  Operator op;
  op.name = "sort";
  op.family = "reduce";
  op.doc = "The elements along axis in order; equal ones keep theirs; NaN counts as larger than every number.";
  op.inputs = {{"x", "at least one dimension"}};
  op.outputs = {{"values", "type and shape of x"}, {"indices", "int64, the same shape"}};
  op.constraints = {number_constraint, axis_constraint};
  op.defaults = SortAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    const TensorType& x = context.input(0);
    checked_axis(x, context.attrs<SortAttrs>().axis);
    return {x, {DType::int64, x.shape}};
  };
  op.eval = [](const EvalContext& context) {
    const Array& x = context.input(0);
    const auto& attrs = context.attrs<SortAttrs>();
    const int axis = axis_of(x, attrs.axis);
    return taken_along(x, axis, x.dims()[static_cast<std::size_t>(axis)], attrs.descending);
  };
  op.cost = cost_per_input_element;
  return op;
}

// ---- cumsum, cumprod

// What has come together of the elements before, beginning with `start`.
template <class T, class Combine>
Array running(const Array& x, const CumsumAttrs& attrs, T start, Combine&& combine) {
  const std::vector<T> elements = operands<T>(x);
  std::vector<T> out(elements.size());
  for_each_line(view_around(x.dims(), axis_of(x, attrs.axis)), [&](std::int64_t, std::int64_t, std::span<const std::int64_t> line) {
    T held = start;
    for (std::size_t k = 0; k < line.size(); ++k) {
      const auto at = static_cast<std::size_t>(line[attrs.reverse ? line.size() - 1 - k : k]);
      const T before = held;
      held = combine(held, elements[at]);
      out[at] = attrs.exclusive ? before : held;
    }
  });
  return result<T>(x.dtype(), x.dims(), out);
}

Operator cumulative(std::string_view name, std::string_view doc) {
  Operator op;
  op.name = name;
  op.family = "reduce";
  op.doc = doc;
  op.inputs = {{"x", "at least one dimension"}};
  add_attribute_input(op, {"axis", "one integer"}, "axis", AttributeInput::Effect::elements);
  op.outputs = {{"y", "type and shape of x"}};
  op.constraints = {number_constraint, axis_constraint};
  op.defaults = CumsumAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    checked_axis(context.input(0), context.attrs<CumsumAttrs>().axis);
    return {context.input(0)};
  };
  op.cost = cost_per_input_element;
  return op;
}

Operator cumsum() {
  Operator op = cumulative(
      "cumsum", "Running sum along axis, from the end where reverse, without the element itself where exclusive; integers wrap.");
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    return {with_arithmetic_type(x.dtype(), [&]<class T>() { return running<T>(x, context.attrs<CumsumAttrs>(), T{0}, add_numbers<T>); })};
  };
  return op;
}

Operator cumprod() {
  Operator op = cumulative(
      "cumprod", "Running product along axis, from the end where reverse, without the element itself where exclusive; integers wrap.");
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    return {
        with_arithmetic_type(x.dtype(), [&]<class T>() { return running<T>(x, context.attrs<CumsumAttrs>(), T{1}, multiply_numbers<T>); })};
  };
  return op;
}

}  // namespace

std::vector<Operator> order_operators() {
  return {
      arg("argmin", "Index of the smallest element along axis; of equal ones the first, or the last; NaN counts as the smallest.", false),
      arg("argmax", "Index of the largest element along axis; of equal ones the first, or the last; NaN counts as the largest.", true),
      topk(),
      sort(),
      cumsum(),
      cumprod(),
  };
}

}  // namespace nnfront::ops
