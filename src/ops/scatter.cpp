#include "ops/scatter.h"

#include <algorithm>

#include "ops/arithmetic.h"
#include "ops/shape_parts.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

constexpr Constraint integer_indices{"scatter_c1", "indices are of an integer type"};
constexpr Constraint indexed_axis{"scatter_c2", "axis is a dimension of x"};
constexpr Constraint fitting_indices{"scatter_c3", "indices have the rank of x and away from axis at most its size"};
constexpr Constraint fitting_tuples{"scatter_c4",
                                    "the last dimension of indices is a number from 1 to the number of dimensions that are indexed"};
constexpr Constraint fitting_updates{"scatter_c5", "updates have the shape of what the indices name"};
constexpr Constraint same_type_updates{"scatter_c6", "updates have the type of x, which is not string"};

// ---- gather_elements, scatter_elements

int check_elements(const InferContext& context, std::int64_t axis) {
  const TensorType& x = context.input(0);
  const TensorType& indices = context.input(1);
  check_dtype(integer_indices.label, "indices", indices, DTypeClass::integer);
  const int placed = normal_axis(indexed_axis.label, axis, x.shape.size());
  check_rank(fitting_indices.label, "indices", indices, x.shape.size());
  for (std::size_t d = 0; d < x.shape.size(); ++d) {
    const Dim& size = x.shape[d];
    const Dim& named = indices.shape[d];
    if (static_cast<int>(d) == placed || !size.is_integer() || !named.is_integer() || named.integer() <= size.integer()) continue;
    violated(fitting_indices.label, "indices: got {}, wanted at most {} along dimension {}", text(indices), size.text(), d);
  }
  return placed;
}

void check_updates(const InferContext& context, const Shape& wanted) {
  const TensorType& x = context.input(0);
  check_dtype(same_type_updates.label, "x", x, DTypeClass::number_or_bool);
  check_same_dtype(same_type_updates.label, "updates", context.input(2), x.dtype);
  check_shape(fitting_updates.label, "updates", context.input(2).shape, wanted);
}

// For every entry of indices, in C order, the offset of the element of x that it names: its own place, but for the axis.
std::vector<std::int64_t> element_offsets(std::string_view what, const Array& x, const Array& indices, std::int64_t axis,
                                          OutOfBounds outside) {
  const auto along = static_cast<std::size_t>(normal_axis(indexed_axis.label, axis, x.dims().size()));
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  std::vector<std::int64_t> offsets = indices_of(indices);
  std::size_t i = 0;
  for_each_index(indices.dims(), [&](std::span<const std::int64_t> index) {
    const std::int64_t place = placed_index(what, offsets[i], x.dims()[along], outside);
    offsets[i++] = offset_of(index, strides) + (place - index[along]) * strides[along];
  });
  return offsets;
}

std::vector<Array> eval_gather_elements(const EvalContext& context) {
  const auto& attrs = context.attrs<GatherElementsAttrs>();
  const Array& indices = context.input(1);
  return {take_elements(context.input(0), indices.dims(),
                        element_offsets("gather_elements", context.input(0), indices, attrs.axis, attrs.outside))};
}

template <class T>
T combined(ScatterReduction reduction, T held, T update) {
  switch (reduction) {
    case ScatterReduction::none:
      return update;
    case ScatterReduction::add:
      return add_numbers(held, update);
    case ScatterReduction::mul:
      return multiply_numbers(held, update);
    case ScatterReduction::min:
      return smaller(held, update);
    case ScatterReduction::max:
      return larger(held, update);
  }
  return held;
}

// x with update i combined into element targets[i], one after the other.
Array scattered(const Array& x, const Array& updates, std::span<const std::int64_t> targets, ScatterReduction reduction) {
  return with_arithmetic_type(x.dtype(), [&]<class T>() {
    std::vector<T> elements = operands<T>(x);
    const std::vector<T> given = operands<T>(updates);
    for (std::size_t i = 0; i < given.size(); ++i) {
      T& held = elements[static_cast<std::size_t>(targets[i])];
      held = combined(reduction, held, given[i]);
    }
    return result<T>(x.dtype(), x.dims(), elements);
  });
}

std::vector<Array> eval_scatter_elements(const EvalContext& context) {
  const auto& attrs = context.attrs<ScatterElementsAttrs>();
  const Array& x = context.input(0);
  return {scattered(x, context.input(2), element_offsets("scatter_elements", x, context.input(1), attrs.axis, OutOfBounds::error),
                    attrs.reduction)};
}

// ---- gather_nd, scatter_nd

// The length of the tuples in the last dimension of indices; `indexed` dimensions are there to be indexed.
std::size_t tuple_length(const TensorType& indices, std::size_t indexed) {
  check_dtype(integer_indices.label, "indices", indices, DTypeClass::integer);
  check_min_rank(fitting_tuples.label, "indices", indices, 1);
  const Dim& length = indices.shape.back();
  if (!length.is_integer() || length.integer() < 1 || length.integer() > static_cast<std::int64_t>(indexed)) {
    violated(fitting_tuples.label, "indices: got {}, wanted a last dimension from 1 to {}", text(indices), indexed);
  }
  return static_cast<std::size_t>(length.integer());
}

// The dims of the tuples, then those of x behind the first `skipped`.
template <class D>
std::vector<D> dims_of_slices(const std::vector<D>& indices, const std::vector<D>& x, std::size_t skipped) {
  std::vector<D> dims(indices.begin(), indices.end() - 1);
  dims.insert(dims.end(), x.begin() + static_cast<std::ptrdiff_t>(skipped), x.end());
  return dims;
}

std::vector<TensorType> infer_gather_nd(const InferContext& context) {
  const TensorType& x = context.input(0);
  const TensorType& indices = context.input(1);
  const std::int64_t batch_dims = context.attrs<GatherNdAttrs>().batch_dims;
  const auto limit = static_cast<std::int64_t>(std::min(x.shape.size(), indices.shape.size()));
  if (batch_dims < 0 || batch_dims >= limit) violated("gather_nd_c1", "batch_dims: got {}, wanted 0 or more, below {}", batch_dims, limit);
  const auto batch = static_cast<std::size_t>(batch_dims);
  for (std::size_t d = 0; d < batch; ++d) check_dim("gather_nd_c2", "a batch dimension of indices", indices.shape[d], x.shape[d]);
  const std::size_t length = tuple_length(indices, x.shape.size() - batch);
  return {{x.dtype, dims_of_slices(indices.shape, x.shape, batch + length)}};
}

// The slices of x that the tuples in the last dimension of `indices` name, in C order: where each begins.
std::vector<std::int64_t> slice_offsets(std::string_view what, const Array& x, const Array& indices, std::size_t batch_dims) {
  const auto length = static_cast<std::size_t>(indices.dims().back());
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  const std::vector<std::int64_t> entries = indices_of(indices);
  const std::span<const std::int64_t> tuples = std::span(indices.dims()).first(indices.dims().size() - 1);
  std::vector<std::int64_t> offsets;
  for_each_index(tuples, [&](std::span<const std::int64_t> index) {
    std::int64_t offset = offset_of(index.first(batch_dims), strides);
    for (std::size_t k = 0; k < length; ++k) {
      const std::size_t d = batch_dims + k;
      offset += placed_index(what, entries[offsets.size() * length + k], x.dims()[d]) * strides[d];
    }
    offsets.push_back(offset);
  });
  return offsets;
}

// The offsets of all elements of slices of `size` elements.
std::vector<std::int64_t> elements_of_slices(const std::vector<std::int64_t>& slices, std::int64_t size) {
  std::vector<std::int64_t> offsets;
  for (const std::int64_t slice : slices) {
    for (std::int64_t i = 0; i < size; ++i) offsets.push_back(slice + i);
  }
  return offsets;
}

std::vector<Array> eval_gather_nd(const EvalContext& context) {
  const Array& x = context.input(0);
  const Array& indices = context.input(1);
  const auto batch = static_cast<std::size_t>(context.attrs<GatherNdAttrs>().batch_dims);
  const std::size_t skipped = batch + static_cast<std::size_t>(indices.dims().back());
  const std::vector<std::int64_t> slices = slice_offsets("gather_nd", x, indices, batch);
  return {take_elements(x, dims_of_slices(indices.dims(), x.dims(), skipped),
                        elements_of_slices(slices, product(std::span(x.dims()).subspan(skipped))))};
}

std::vector<TensorType> infer_scatter_nd(const InferContext& context) {
  const TensorType& x = context.input(0);
  const TensorType& indices = context.input(1);
  const std::size_t length = tuple_length(indices, x.shape.size());
  check_updates(context, dims_of_slices(indices.shape, x.shape, length));
  return {x};
}

std::vector<Array> eval_scatter_nd(const EvalContext& context) {
  const Array& x = context.input(0);
  const Array& indices = context.input(1);
  const std::vector<std::int64_t> slices = slice_offsets("scatter_nd", x, indices, 0);
  const std::int64_t size = product(std::span(x.dims()).subspan(static_cast<std::size_t>(indices.dims().back())));
  return {scattered(x, context.input(2), elements_of_slices(slices, size), context.attrs<ScatterNdAttrs>().reduction)};
}

// ---- tensor_scatter

std::vector<TensorType> infer_tensor_scatter(const InferContext& context) {
  const TensorType& cache = context.input(0);
  const TensorType& update = context.input(1);
  const auto axis =
      static_cast<std::size_t>(normal_axis("tensor_scatter_c1", context.attrs<TensorScatterAttrs>().axis, cache.shape.size()));
  if (axis == 0) violated("tensor_scatter_c1", "axis: got 0, wanted another one than that of the batch");
  check_dtype("tensor_scatter_c2", "cache", cache, DTypeClass::number_or_bool);
  check_same_dtype("tensor_scatter_c2", "update", update, cache.dtype);
  check_rank("tensor_scatter_c3", "update", update, cache.shape.size());
  Shape wanted = cache.shape;
  wanted[axis] = update.shape[axis];
  check_shape("tensor_scatter_c3", "update", update.shape, wanted);
  const Dim& room = cache.shape[axis];
  if (room.is_integer() && wanted[axis].is_integer() && wanted[axis].integer() > room.integer()) {
    violated("tensor_scatter_c3", "update: got {}, wanted at most {} along axis {}", text(update), room.text(), axis);
  }
  if (context.has(2)) {
    check_dtype("tensor_scatter_c4", "write_indices", context.input(2), DTypeClass::integer);
    check_shape("tensor_scatter_c4", "write_indices", context.input(2).shape, {cache.shape[0]});
  }
  return {cache};
}

// Where sample `batch` begins to write `count` elements among `size`.
std::int64_t first_written(std::int64_t index, std::int64_t count, std::int64_t size, CacheMode mode) {
  if (mode == CacheMode::circular) return size == 0 ? 0 : floor_remainder(index, size);
  if (index < 0 || index > size - count) {
    fail(ErrorCode::invalid_argument, "tensor_scatter: got write index {} for {} elements, wanted one from 0 to {}", index, count,
         size - count);
  }
  return index;
}

std::vector<Array> eval_tensor_scatter(const EvalContext& context) {
  const Array& cache = context.input(0);
  const Array& update = context.input(1);
  const auto& attrs = context.attrs<TensorScatterAttrs>();
  const int axis = normal_axis("tensor_scatter_c1", attrs.axis, cache.dims().size());
  const AxisView view = view_around(cache.dims(), axis);
  const std::int64_t count = update.dims()[static_cast<std::size_t>(axis)];
  const std::int64_t batch = cache.dims()[0];
  const std::vector<std::int64_t> given =
      context.has(2) ? indices_of(context.input(2)) : std::vector<std::int64_t>(static_cast<std::size_t>(batch));
  std::vector<std::int64_t> targets;
  targets.reserve(static_cast<std::size_t>(update.size()));
  for (std::int64_t o = 0; o < view.outer; ++o) {
    const std::int64_t first = first_written(given[static_cast<std::size_t>(o / (view.outer / batch))], count, view.size, attrs.mode);
    for (std::int64_t s = 0; s < count; ++s) {
      for (std::int64_t i = 0; i < view.inner; ++i) targets.push_back((o * view.size + (first + s) % view.size) * view.inner + i);
    }
  }
  return {scattered(cache, update, targets, ScatterReduction::none)};
}

// ---- Records.

// One operation per update that is combined with an element.
template <class Attrs>
Cost cost_of_scatter(const CostContext& context) {
  if (context.attrs<Attrs>().reduction == ScatterReduction::none) return {};
  return elementwise_cost(element_count(context.input_dims(2)));
}

Operator gather_elements() {
  return {
      .name = "gather_elements",
      .family = "scatter",
      .doc =
          "The element of x at each entry of indices: the entry's own place, but for axis, where it is the index. Indices outside are an "
          "error (negative ones count from the end), or the nearest element (clip), or taken modulo the size (wrap).",
      .inputs = {{"x", "any type but string, at least one dimension"}, {"indices", "any integer type; the rank of x"}},
      .outputs = {{"y", "type of x, shape of indices"}},
      .constraints = {integer_indices, indexed_axis, fitting_indices},
      .defaults = GatherElementsAttrs{},
      .infer = [](const InferContext& context) -> std::vector<TensorType> {
        check_elements(context, context.attrs<GatherElementsAttrs>().axis);
        return {{context.input(0).dtype, context.input(1).shape}};
      },
      .eval = eval_gather_elements,
      .cost = no_cost,
      .source = "https://onnx.ai/onnx/operators/onnx__GatherElements.html",
  };
}

Operator gather_nd() {
  return {
      .name = "gather_nd",
      .family = "scatter",
      .doc = "The slices of x at the index tuples in the last dimension of indices; the first batch_dims dimensions are shared.",
      .inputs = {{"x", "[B..., indexed..., rest...], any type but string"}, {"indices", "[B..., Q..., k], any integer type"}},
      .outputs = {{"y", "type of x, [B..., Q..., rest...]"}},
      .constraints = {integer_indices,
                      fitting_tuples,
                      {"gather_nd_c1", "batch_dims is 0 or more and smaller than the rank of x and of indices"},
                      {"gather_nd_c2", "x and indices have the same batch dimensions"}},
      .defaults = GatherNdAttrs{},
      .infer = infer_gather_nd,
      .eval = eval_gather_nd,
      .cost = no_cost,
      .source = "https://onnx.ai/onnx/operators/onnx__GatherND.html",
  };
}

Operator scatter_elements() {
  return {
      .name = "scatter_elements",
      .family = "scatter",
      .doc =
          "x with updates written to the elements that gather_elements would read, or combined with them by reduction; of several "
          "that replace one element the last in C order stays.",
      .inputs = {{"x", "at least one dimension"},
                 {"indices", "any integer type; the rank of x"},
                 {"updates", "type of x, shape of indices"}},
      .outputs = {{"y", "type and shape of x"}},
      .constraints = {integer_indices, indexed_axis, fitting_indices, fitting_updates, same_type_updates},
      .defaults = ScatterElementsAttrs{},
      .infer = [](const InferContext& context) -> std::vector<TensorType> {
        check_elements(context, context.attrs<ScatterElementsAttrs>().axis);
        check_updates(context, context.input(1).shape);
        return {context.input(0)};
      },
      .eval = eval_scatter_elements,
      .cost = cost_of_scatter<ScatterElementsAttrs>,
      .source = "https://onnx.ai/onnx/operators/onnx__ScatterElements.html",
  };
}

Operator scatter_nd() {
  return {
      .name = "scatter_nd",
      .family = "scatter",
      .doc =
          "x with updates written to the slices at the index tuples in the last dimension of indices, or combined with them by "
          "reduction; of several that replace one element the last in C order stays.",
      .inputs = {{"x", "[indexed..., rest...]"}, {"indices", "[Q..., k], any integer type"}, {"updates", "type of x, [Q..., rest...]"}},
      .outputs = {{"y", "type and shape of x"}},
      .constraints = {integer_indices, fitting_tuples, fitting_updates, same_type_updates},
      .defaults = ScatterNdAttrs{},
      .infer = infer_scatter_nd,
      .eval = eval_scatter_nd,
      .cost = cost_of_scatter<ScatterNdAttrs>,
      .source = "https://onnx.ai/onnx/operators/onnx__ScatterND.html",
  };
}

Operator tensor_scatter() {
  return {
      .name = "tensor_scatter",
      .family = "scatter",
      .doc =
          "The cache with each sample's update written along axis from its write index on (from 0 without them): within the cache "
          "(linear), or modulo its size (circular).",
      .inputs = {{"cache", "[B, ..., L, ...]"},
                 {"update", "[B, ..., S, ...], S at most L"},
                 {"write_indices", "[B], any integer type", Operand::Arity::optional}},
      .outputs = {{"y", "type and shape of cache"}},
      .constraints = {{"tensor_scatter_c1", "axis is a dimension of the cache, and not the first"},
                      {"tensor_scatter_c2", "the update has the type of the cache, which is not string"},
                      {"tensor_scatter_c3", "the update has the shape of the cache, along axis at most its size"},
                      {"tensor_scatter_c4", "write_indices are of an integer type, one per sample"}},
      .defaults = TensorScatterAttrs{},
      .infer = infer_tensor_scatter,
      .eval = eval_tensor_scatter,
      .cost = no_cost,
      .source = "https://onnx.ai/onnx/operators/onnx__TensorScatter.html",
  };
}

}  // namespace

std::vector<Operator> scatter_operators() {
  return {gather_elements(), gather_nd(), scatter_elements(), scatter_nd(), tensor_scatter()};
}

}  // namespace nnfront::ops
