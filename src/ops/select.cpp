#include "ops/select.h"

#include <algorithm>
#include <numeric>

#include "ops/arithmetic.h"
#include "ops/kernels.h"

namespace nnfront::ops {

namespace {

constexpr Constraint axis_constraint{"select_c1", "axis, where given, is a dimension of x"};
constexpr Constraint type_constraint{"select_c2", "x is not a string"};

// x seen along the axis; as one line of its elements where there is none.
AxisView slices_of(const Array& x, const std::optional<std::int64_t>& axis) {
  if (!axis) return {1, x.size(), 1};
  return view_around(x.dims(), normal_axis(axis_constraint.label, *axis, x.dims().size()));
}

// The dims of x (or of its shape) with `count` slices.
template <class D>
std::vector<D> with_slices(std::vector<D> dims, const std::optional<std::int64_t>& axis, const D& count) {
  if (!axis) return {count};
  dims[static_cast<std::size_t>(normal_axis(axis_constraint.label, *axis, dims.size()))] = count;
  return dims;
}

// The slices at these positions along the axis.
Array taken_slices(const Array& x, const std::optional<std::int64_t>& axis, const std::vector<std::int64_t>& positions) {
  const AxisView view = slices_of(x, axis);
  std::vector<std::int64_t> sources;
  for (std::int64_t o = 0; o < view.outer; ++o) {
    for (const std::int64_t position : positions) {
      for (std::int64_t i = 0; i < view.inner; ++i) sources.push_back((o * view.size + position) * view.inner + i);
    }
  }
  return take_elements(x, with_slices(x.dims(), axis, static_cast<std::int64_t>(positions.size())), sources);
}

// How many elements of input i are not zero, where it is a constant that is at hand.
Dim nonzero_count(const InferContext& context, int i) {
  const Array* constant = context.constant ? context.constant(i) : nullptr;
  return constant == nullptr ? Dim::unknown() : Dim(count_nonzero(*constant));
}

// ---- compress

std::vector<TensorType> infer_compress(const InferContext& context) {
  const TensorType& x = context.input(0);
  const TensorType& condition = context.input(1);
  const auto& axis = context.attrs<CompressAttrs>().axis;
  check_dtype(type_constraint.label, "x", x, DTypeClass::number_or_bool);
  const Dim slices =
      axis ? x.shape[static_cast<std::size_t>(normal_axis(axis_constraint.label, *axis, x.shape.size()))] : element_count(x.shape);
  check_dtype("compress_c1", "condition", condition, DTypeClass::boolean);
  check_rank("compress_c1", "condition", condition, 1);
  const Dim& length = condition.shape[0];
  if (length.is_integer() && slices.is_integer() && length.integer() > slices.integer()) {
    violated("compress_c2", "condition: got {}, wanted at most {}", text(condition), slices.text());
  }
  return {{x.dtype, with_slices(x.shape, axis, nonzero_count(context, 1))}};
}

std::vector<Array> eval_compress(const EvalContext& context) {
  const std::vector<std::int64_t> condition = to_integers(context.input(1));
  std::vector<std::int64_t> positions;
  for (std::size_t i = 0; i < condition.size(); ++i) {
    if (condition[i] != 0) positions.push_back(static_cast<std::int64_t>(i));
  }
  return {taken_slices(context.input(0), context.attrs<CompressAttrs>().axis, positions)};
}

// ---- non_zero

std::vector<TensorType> infer_non_zero(const InferContext& context) {
  const TensorType& x = context.input(0);
  check_dtype(type_constraint.label, "x", x, DTypeClass::number_or_bool);
  return {{DType::int64, {Dim(static_cast<std::int64_t>(x.shape.size())), nonzero_count(context, 0)}}};
}

std::vector<Array> eval_non_zero(const EvalContext& context) {
  const Array& x = context.input(0);
  const std::vector<double> elements = to_doubles(x);
  std::vector<std::vector<std::int64_t>> rows(x.dims().size());
  std::int64_t count = 0;
  std::size_t i = 0;
  for_each_index(x.dims(), [&](std::span<const std::int64_t> index) {
    if (elements[i++] == 0) return;
    ++count;
    for (std::size_t d = 0; d < index.size(); ++d) rows[d].push_back(index[d]);
  });
  std::vector<std::int64_t> all;
  for (const std::vector<std::int64_t>& row : rows) all.insert(all.end(), row.begin(), row.end());
  return {from_integers(DType::int64, {x.rank(), count}, all)};
}

// ---- unique

// Does slice a come before slice b, element by element?
template <class T>
bool slice_before(const std::vector<T>& elements, const AxisView& view, std::int64_t a, std::int64_t b) {
  for (std::int64_t o = 0; o < view.outer; ++o) {
    for (std::int64_t i = 0; i < view.inner; ++i) {
      const T left = elements[static_cast<std::size_t>((o * view.size + a) * view.inner + i)];
      const T right = elements[static_cast<std::size_t>((o * view.size + b) * view.inner + i)];
      if (comes_before(left, right)) return true;
      if (comes_before(right, left)) return false;
    }
  }
  return false;
}

struct Groups {
  std::vector<std::int64_t> first;    // of each group, the first slice in it
  std::vector<std::int64_t> count;    // of each group
  std::vector<std::int64_t> inverse;  // of each slice, its group
};

template <class T>
Groups groups_of(const Array& x, const AxisView& view) {
  const std::vector<T> elements = operands<T>(x);
  std::vector<std::int64_t> order(static_cast<std::size_t>(view.size));
  std::iota(order.begin(), order.end(), 0);
  const auto before = [&](std::int64_t a, std::int64_t b) { return slice_before(elements, view, a, b); };
  std::stable_sort(order.begin(), order.end(), before);
  Groups groups;
  groups.inverse.resize(order.size());
  for (const std::int64_t slice : order) {
    // In order, so that a slice which does not come behind the group's equals it.
    if (groups.first.empty() || before(groups.first.back(), slice)) {
      groups.first.push_back(slice);
      groups.count.push_back(0);
    }
    ++groups.count.back();
    groups.inverse[static_cast<std::size_t>(slice)] = static_cast<std::int64_t>(groups.first.size()) - 1;
  }
  return groups;
}

Groups by_appearance(const Groups& sorted) {
  std::vector<std::size_t> order(sorted.first.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sorted.first[a] < sorted.first[b]; });
  Groups groups;
  std::vector<std::int64_t> place(order.size());
  for (const std::size_t group : order) {
    place[group] = static_cast<std::int64_t>(groups.first.size());
    groups.first.push_back(sorted.first[group]);
    groups.count.push_back(sorted.count[group]);
  }
  for (const std::int64_t group : sorted.inverse) groups.inverse.push_back(place[static_cast<std::size_t>(group)]);
  return groups;
}

std::vector<TensorType> infer_unique(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto& axis = context.attrs<UniqueAttrs>().axis;
  check_dtype(type_constraint.label, "x", x, DTypeClass::number_or_bool);
  const Dim slices =
      axis ? x.shape[static_cast<std::size_t>(normal_axis(axis_constraint.label, *axis, x.shape.size()))] : element_count(x.shape);
  const TensorType list{DType::int64, {Dim::unknown()}};
  return {{x.dtype, with_slices(x.shape, axis, Dim::unknown())}, list, {DType::int64, {slices}}, list};
}

std::vector<Array> eval_unique(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<UniqueAttrs>();
  const AxisView view = slices_of(x, attrs.axis);
  const Groups sorted = with_arithmetic_type(x.dtype(), [&]<class T>() { return groups_of<T>(x, view); });
  const Groups groups = attrs.sorted ? sorted : by_appearance(sorted);
  const auto list = [](const std::vector<std::int64_t>& elements) {
    return from_integers(DType::int64, {static_cast<std::int64_t>(elements.size())}, elements);
  };
  return {taken_slices(x, attrs.axis, groups.first), list(groups.first), list(groups.inverse), list(groups.count)};
}

}  // namespace

std::vector<Operator> select_operators() {
  return {
      {
          .name = "compress",
          .family = "select",
          .doc =
              "NumPy's compress: the slices of x along axis at which condition is true; without an axis the elements of x in C order, as "
              "a list. Those behind the end of the condition are left out.",
          .inputs = {{"x", "any type but string"}, {"condition", "bool [n], n at most the number of slices"}},
          .outputs = {{"y", "type of x; as many slices along axis as the condition is true"}},
          .constraints = {axis_constraint,
                          type_constraint,
                          {"compress_c1", "the condition is a list of bool"},
                          {"compress_c2", "the condition is no longer than there are slices"}},
          .defaults = CompressAttrs{},
          .infer = infer_compress,
          .eval = eval_compress,
          .cost = no_cost,
          .source = "https://numpy.org/doc/stable/reference/generated/numpy.compress.html",
      },
      {
          .name = "non_zero",
          .family = "select",
          .doc = "The indices of the elements that are not zero, in C order, one per column; NaN is not zero.",
          .inputs = {{"x", "any type but string"}},
          .outputs = {{"indices", "int64 [rank of x, number of such elements]"}},
          .constraints = {type_constraint},
          .infer = infer_non_zero,
          .eval = eval_non_zero,
          .cost = cost_per_input_element,
          .source = "https://onnx.ai/onnx/operators/onnx__NonZero.html",
      },
      {
          .name = "unique",
          .family = "select",
          .doc = "The different slices of x along axis, each once (without an axis its different elements, as a list), in rising order or, "
                 "where not sorted, of first appearance. NaN equals NaN and comes after every number.",
          .inputs = {{"x", "any type but string"}},
          .outputs = {{"y", "type of x; the different slices"},
                      {"indices", "int64, the number in x of the first slice equal to each"},
                      {"inverse", "int64, for each slice of x its number in y"},
                      {"counts", "int64, how often each occurs"}},
          .constraints = {axis_constraint, type_constraint},
          .defaults = UniqueAttrs{},
          .infer = infer_unique,
          .eval = eval_unique,
          .cost = cost_per_input_element,
          .source = "https://onnx.ai/onnx/operators/onnx__Unique.html",
      },
  };
}

}  // namespace nnfront::ops
