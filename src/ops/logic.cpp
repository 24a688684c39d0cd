#include "ops/arithmetic.h"
#include "ops/content.h"
#include "ops/elementwise_parts.h"

namespace nnfront::ops {

namespace {

// `function` is called with two numbers of the type that the operands are computed in and says yes or no.
template <class Function>
Array decide(const EvalContext& context, Function&& function) {
  const Array& a = context.input(0);
  const Array& b = context.input(1);
  std::vector<std::int64_t> dims = broadcast_dims(a.dims(), b.dims());
  return with_arithmetic_type(a.dtype(), [&]<class T>() {
    const std::vector<std::int64_t> out =
        combine<T, std::int64_t>(a, b, dims, std::span<const T>(operands<T>(a)), std::span<const T>(operands<T>(b)),
                                 [&](T left, T right) { return function(left, right) ? 1 : 0; });
    return from_integers(DType::boolean, dims, out);
  });
}

template <class Function>
Operator decision(std::string_view name, std::string_view doc, Constraint operand_types, DTypeClass wanted,
                  Dim (*entries)(const Dim&, const Dim&), Function function) {
  Operator op;
  op.name = name;
  op.family = "elementwise";
  op.doc = doc;
  op.inputs = {{"a", "any shape"}, {"b", "a shape that broadcasts with a's"}};
  op.outputs = {{"y", "bool, of the common shape"}};
  op.constraints = {operand_types, same_type_operands, broadcast_operands};
  op.infer = [operand_types, wanted](const InferContext& context) -> std::vector<TensorType> {
    return {{DType::boolean, infer_broadcast(context, operand_types, wanted).shape}};
  };
  op.eval = [function](const EvalContext& context) -> std::vector<Array> { return {decide(context, function)}; };
  op.content = content_by_pair(entries);
  op.cost = cost_per_output_element;
  return op;
}

template <class Function>
Operator comparison(std::string_view name, std::string_view doc, Dim (*entries)(const Dim&, const Dim&), Function function) {
  return decision(name, doc, comparable_operands, DTypeClass::number_or_bool, entries, function);
}

template <class Function>
Operator logical(std::string_view name, std::string_view doc, Dim (*entries)(const Dim&, const Dim&), Function function) {
  return decision(name, doc, boolean_operands, DTypeClass::boolean, entries, function);
}

Operator logical_not() {
  Operator op;
  op.name = "logical_not";
  op.family = "elementwise";
  op.doc = "True where x is false.";
  op.inputs = {{"x", "any shape"}};
  op.outputs = {{"y", "type and shape of x"}};
  op.constraints = {boolean_operands};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    check_dtype(boolean_operands.label, "x", context.input(0), DTypeClass::boolean);
    return {context.input(0)};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    std::vector<std::int64_t> elements = to_integers(x);
    for (std::int64_t& element : elements) element = 1 - element;
    return {from_integers(DType::boolean, x.dims(), elements)};
  };
  op.content = content_by_entry(not_entry);
  op.cost = cost_per_output_element;
  return op;
}

std::vector<TensorType> infer_where(const InferContext& context) {
  const TensorType& a = context.input(1);
  const TensorType& b = context.input(2);
  check_dtype("where_c1", "condition", context.input(0), DTypeClass::boolean);
  check_dtype("where_c2", "a", a, DTypeClass::number_or_bool);
  check_same_dtype("where_c2", "b", b, a.dtype);
  const Shape choices = broadcast_shape(broadcast_operands.label, a.shape, b.shape);
  return {{a.dtype, broadcast_shape(broadcast_operands.label, context.input(0).shape, choices)}};
}

template <class T>
Array choose(const Array& condition, const Array& a, const Array& b) {
  const std::vector<std::int64_t> dims = broadcast_dims(condition.dims(), broadcast_dims(a.dims(), b.dims()));
  const std::array<std::vector<std::int64_t>, 3> strides{broadcast_strides(condition.dims(), dims), broadcast_strides(a.dims(), dims),
                                                         broadcast_strides(b.dims(), dims)};
  const std::vector<std::int64_t> decisions = to_integers(condition);
  const std::vector<T> left = operands<T>(a);
  const std::vector<T> right = operands<T>(b);
  std::vector<T> out(static_cast<std::size_t>(product(dims)));
  for_each_offset(dims, strides, [&](std::int64_t i, const std::array<std::int64_t, 3>& offsets) {
    const bool first = decisions[static_cast<std::size_t>(offsets[0])] != 0;
    out[static_cast<std::size_t>(i)] = first ? left[static_cast<std::size_t>(offsets[1])] : right[static_cast<std::size_t>(offsets[2])];
  });
  return result<T>(a.dtype(), dims, out);
}

std::optional<Content> content_of_where(const ContentContext& context) {
  const std::size_t count = entry_count(context);
  Content content{entries_for(context, 0, count)};
  const Shape a = entries_for(context, 1, count);
  const Shape b = entries_for(context, 2, count);
  for (std::size_t i = 0; i < count; ++i) content.entries[i] = chosen_entry(content.entries[i], a[i], b[i]);
  return content;
}

// The opposite of an entry rule, and the same with the operands exchanged.
template <Dim (*rule)(const Dim&, const Dim&)>
Dim opposite(const Dim& a, const Dim& b) {
  return not_entry(rule(a, b));
}
template <Dim (*rule)(const Dim&, const Dim&)>
Dim exchanged(const Dim& a, const Dim& b) {
  return rule(b, a);
}

Operator where() {
  Operator op;
  op.name = "where";
  op.family = "elementwise";
  op.doc = "a where condition is true, b elsewhere.";
  op.inputs = {{"condition", "bool"}, {"a", "any shape"}, {"b", "any shape; all three broadcast together"}};
  op.outputs = {{"y", "type of a, the common shape"}};
  op.constraints = {
      {"where_c1", "condition is of type bool"}, {"where_c2", "a and b are of the same type, which is not string"}, broadcast_operands};
  op.infer = infer_where;
  op.content = content_of_where;
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    return {with_arithmetic_type(context.input(1).dtype(),
                                 [&]<class T>() { return choose<T>(context.input(0), context.input(1), context.input(2)); })};
  };
  op.cost = cost_per_output_element;
  return op;
}

}  // namespace

std::vector<Operator> logic_operators() {
  return {
      comparison("equal", "a == b; false where one of them is NaN.", equal_entry, [](auto a, auto b) { return a == b; }),
      comparison("not_equal", "a != b; true where one of them is NaN.", opposite<equal_entry>, [](auto a, auto b) { return a != b; }),
      comparison("less", "a < b; false where one of them is NaN.", less_entry, [](auto a, auto b) { return a < b; }),
      comparison("less_equal", "a <= b; false where one of them is NaN.", less_equal_entry, [](auto a, auto b) { return a <= b; }),
      comparison("greater", "a > b; false where one of them is NaN.", exchanged<less_entry>, [](auto a, auto b) { return a > b; }),
      comparison("greater_equal", "a >= b; false where one of them is NaN.", exchanged<less_equal_entry>,
                 [](auto a, auto b) { return a >= b; }),
      logical("logical_and", "True where both are true.", and_entry, [](auto a, auto b) { return a != 0 && b != 0; }),
      logical("logical_or", "True where one or both are true.", or_entry, [](auto a, auto b) { return a != 0 || b != 0; }),
      logical("logical_xor", "True where exactly one is true.", opposite<equal_entry>, [](auto a, auto b) { return (a != 0) != (b != 0); }),
      logical_not(),
      where(),
  };
}

}  // namespace nnfront::ops
