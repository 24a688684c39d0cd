#include "ops/reduce.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

#include "ops/arithmetic.h"
#include "ops/content.h"
#include "ops/kernels.h"
#include "ops/reduce_parts.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

constexpr Constraint axes_constraint{"reduce_c1", "axes are dimensions of x, each once"};
constexpr Constraint number_or_bool_constraint{"reduce_c3", "x is of an integer or floating type, or bool"};
constexpr Constraint floating_constraint{"reduce_c4", "x is of a floating type"};

// One entry per dimension: is it reduced? No axes: all of them.
std::vector<bool> reduced_dimensions(const std::vector<std::int64_t>& axes, std::size_t rank) {
  std::vector<bool> reduced(rank, axes.empty());
  for (const int axis : normal_axes(axes_constraint.label, axes, rank)) reduced[static_cast<std::size_t>(axis)] = true;
  return reduced;
}

template <class D>
std::vector<D> reduced_shape(const std::vector<D>& shape, const std::vector<bool>& reduced, bool keep_dims) {
  std::vector<D> result;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    if (!reduced[d]) result.push_back(shape[d]);
    if (reduced[d] && keep_dims) result.push_back(D(1));
  }
  return result;
}

// Dims and strides of either the reduced or the other dimensions.
struct Walk {
  std::vector<std::int64_t> dims;
  std::vector<std::int64_t> strides;
};

Walk walk_over(const Array& x, const std::vector<bool>& reduced, bool which) {
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  Walk walk;
  for (std::size_t d = 0; d < reduced.size(); ++d) {
    if (reduced[d] != which) continue;
    walk.dims.push_back(x.dims()[d]);
    walk.strides.push_back(strides[d]);
  }
  return walk;
}

// `function` turns the elements that fall together, in C order, into one number of the same type.
template <class T, class Function>
Array reduce_array(const Array& x, const ReduceAttrs& attrs, Function&& function) {
  const std::vector<bool> reduced = reduced_dimensions(attrs.axes, x.dims().size());
  const Walk kept = walk_over(x, reduced, false);
  const Walk inner = walk_over(x, reduced, true);
  const std::vector<T> elements = operands<T>(x);
  std::vector<T> out(static_cast<std::size_t>(product(kept.dims)));
  // Without a result the size of a group may be anything.
  std::vector<T> group(out.empty() ? 0 : static_cast<std::size_t>(product(inner.dims)));
  for_each_offset(kept.dims, std::array{kept.strides}, [&](std::int64_t o, const std::array<std::int64_t, 1>& start) {
    for_each_offset(inner.dims, std::array{inner.strides}, [&](std::int64_t i, const std::array<std::int64_t, 1>& offset) {
      group[static_cast<std::size_t>(i)] = elements[static_cast<std::size_t>(start[0] + offset[0])];
    });
    out[static_cast<std::size_t>(o)] = function(std::span<const T>(group));
  });
  return result<T>(x.dtype(), reduced_shape(x.dims(), reduced, attrs.keep_dims), out);
}

// ---- The groups' functions.

template <class T>
T sum_of(std::span<const T> group) {
  T sum = 0;
  for (const T x : group) sum = add_numbers(sum, x);
  return sum;
}

template <class T>
T mean_of(std::span<const T> group) {
  if constexpr (std::is_integral_v<T>) {
    if (group.empty()) fail(ErrorCode::invalid_argument, "reduce_mean: got no integers to take the mean of, wanted at least one");
  }
  return divide_numbers(sum_of(group), static_cast<T>(group.size()));
}

template <class T>
T product_of(std::span<const T> group) {
  T product = 1;
  for (const T x : group) product = multiply_numbers(product, x);
  return product;
}

// The extreme of no elements is what any element replaces.
template <class T>
T start_of_minimum(DType dtype) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::numeric_limits<T>::infinity();
  } else {
    return integer_range<T>(dtype).second;
  }
}

template <class T>
T start_of_maximum(DType dtype) {
  if constexpr (std::is_floating_point_v<T>) {
    return -std::numeric_limits<T>::infinity();
  } else {
    return integer_range<T>(dtype).first;
  }
}

template <class T>
T magnitude_sum_of(std::span<const T> group) {
  T sum = 0;
  for (const T x : group) sum = x < T{0} ? subtract_numbers(sum, x) : add_numbers(sum, x);
  return sum;
}

// Scaled by the largest magnitude, so that squares neither overflow nor vanish.
double euclidean_norm_of(std::span<const double> group) {
  double largest = 0;
  for (const double x : group) largest = larger(largest, std::abs(x));
  if (largest == 0 || !std::isfinite(largest)) return largest;
  double sum = 0;
  for (const double x : group) sum += (x / largest) * (x / largest);
  return largest * std::sqrt(sum);
}

double log_sum_exp_of(std::span<const double> group) {
  double largest = -std::numeric_limits<double>::infinity();
  for (const double x : group) largest = larger(largest, x);
  if (!std::isfinite(largest)) return largest;
  double sum = 0;
  for (const double x : group) sum += std::exp(x - largest);
  return largest + std::log(sum);
}

// ---- Axes that are an input, and contents.

// The rank is known where the number of axes is.
TensorType reduced_by_unknown_axes(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto axes = list_argument(context, 1, {});
  const bool keep_dims = context.attrs<ReduceAttrs>().keep_dims;
  const std::size_t rank = x.shape.size();
  if (!axes && !keep_dims) return TensorType::unranked(x.dtype);
  if (axes && axes->size() > rank) {
    violated(axes_constraint.label, "axes: got {} of them for {}, wanted each dimension at most once", axes->size(), text(x));
  }
  const bool every = axes && axes->empty();
  const std::size_t left = keep_dims ? rank : every ? 0 : rank - axes->size();
  return {x.dtype, Shape(left, every ? Dim(1) : Dim::unknown())};
}

// Of a list, or of a scalar, which stays; unknown without an element to begin with.
ContentRule reduced_content(Dim (*rule)(const Dim& a, const Dim& b), std::optional<Dim> of_nothing) {
  return [rule, of_nothing](const ContentContext& context) -> std::optional<Content> {
    const Content* x = context.content(0);
    if (x == nullptr || (x->entries.empty() && !of_nothing)) return std::nullopt;
    if (x->scalar) return *x;
    Dim reduced = x->entries.empty() ? *of_nothing : x->entries[0];
    for (std::size_t i = 1; i < x->entries.size(); ++i) reduced = rule(reduced, x->entries[i]);
    return Content{{reduced}};
  };
}

// ---- Records.

Operator reduction(std::string_view name, std::string_view doc, Constraint type_constraint, DTypeClass wanted) {
  Operator op;
  op.name = name;
  op.family = "reduce";
  op.doc = doc;
  op.inputs = {{"x", "any shape"}};
  add_attribute_input(op, {"axes", "a list of integers"}, "axes");
  op.outputs = {{"y", "type of x; the reduced dimensions are left out, or 1 with keep_dims"}};
  op.constraints = {type_constraint, axes_constraint};
  op.defaults = ReduceAttrs{};
  op.infer = [label = type_constraint.label, wanted](const InferContext& context) -> std::vector<TensorType> {
    const TensorType& x = context.input(0);
    const auto& attrs = context.attrs<ReduceAttrs>();
    check_dtype(label, "x", x, wanted);
    return {{x.dtype, reduced_shape(x.shape, reduced_dimensions(attrs.axes, x.shape.size()), attrs.keep_dims)}};
  };
  op.infer_unresolved = [label = type_constraint.label, wanted](const InferContext& context) -> std::vector<TensorType> {
    check_dtype(label, "x", context.input(0), wanted);
    return {reduced_by_unknown_axes(context)};
  };
  op.cost = cost_per_input_element;
  return op;
}

// `function` is called with a DType and a span of the numbers that the type is computed in.
template <class Function>
Operator number_reduction(std::string_view name, std::string_view doc, bool with_bool, Function function) {
  Operator op = with_bool ? reduction(name, doc, number_or_bool_constraint, DTypeClass::number_or_bool)
                          : reduction(name, doc, number_constraint, DTypeClass::number);
  op.eval = [function](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    return {with_arithmetic_type(x.dtype(), [&]<class T>() {
      return reduce_array<T>(x, context.attrs<ReduceAttrs>(), [&](std::span<const T> group) { return function(x.dtype(), group); });
    })};
  };
  return op;
}

Operator floating_reduction(std::string_view name, std::string_view doc, double (*function)(std::span<const double>)) {
  Operator op = reduction(name, doc, floating_constraint, DTypeClass::floating);
  op.eval = [function](const EvalContext& context) -> std::vector<Array> {
    return {reduce_array<double>(context.input(0), context.attrs<ReduceAttrs>(), function)};
  };
  return op;
}

std::vector<Operator> reductions() {
  return {
      with_rule(number_reduction("reduce_sum", "Sum over axes (none given: over all dimensions); 0 for no elements, integers wrap.", false,
                                 []<class T>(DType, std::span<const T> group) { return sum_of(group); }),
                reduced_content([](const Dim& a, const Dim& b) { return a + b; }, 0)),
      number_reduction(
          "reduce_mean",
          "Mean over axes (none given: over all dimensions); integers are summed in 64 bits and the quotient is rounded towards "
          "zero; no elements give NaN, or an error for integers.",
          false, []<class T>(DType, std::span<const T> group) { return mean_of(group); }),
      with_rule(number_reduction("reduce_prod", "Product over axes (none given: over all dimensions); 1 for no elements, integers wrap.",
                                 false, []<class T>(DType, std::span<const T> group) { return product_of(group); }),
                reduced_content([](const Dim& a, const Dim& b) { return a * b; }, 1)),
      with_rule(number_reduction(
                    "reduce_min",
                    "Smallest element over axes (none given: over all dimensions); NaN where there is one; no elements give inf, or the "
                    "type's largest number (true for bool).",
                    true,
                    []<class T>(DType dtype, std::span<const T> group) {
                      return std::accumulate(group.begin(), group.end(), start_of_minimum<T>(dtype), smaller<T>);
                    }),
                reduced_content(smaller_entry, std::nullopt)),
      with_rule(number_reduction(
                    "reduce_max",
                    "Largest element over axes (none given: over all dimensions); NaN where there is one; no elements give -inf, or the "
                    "type's smallest number (false for bool).",
                    true,
                    []<class T>(DType dtype, std::span<const T> group) {
                      return std::accumulate(group.begin(), group.end(), start_of_maximum<T>(dtype), larger<T>);
                    }),
                reduced_content(larger_entry, std::nullopt)),
      number_reduction("reduce_l1", "Sum of |x| over axes (none given: over all dimensions); 0 for no elements, integers wrap.", false,
                       []<class T>(DType, std::span<const T> group) { return magnitude_sum_of(group); }),
      floating_reduction("reduce_l2", "Square root of the sum of squares over axes (none given: over all dimensions); 0 for no elements.",
                         euclidean_norm_of),
      floating_reduction("reduce_log_sum_exp",
                         "log(sum(exp(x))) over axes (none given: over all dimensions), computed without overflow; -inf for no elements.",
                         log_sum_exp_of),
  };
}

}  // namespace

std::vector<Operator> reduce_operators() {
  std::vector<Operator> all = reductions();
  std::vector<Operator> ordered = order_operators();
  std::move(ordered.begin(), ordered.end(), std::back_inserter(all));
  return all;
}

}  // namespace nnfront::ops
