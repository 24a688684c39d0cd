// Operators that pick elements by position: gather, tile, flip; and those that write positions: one_hot, arange.
#include <algorithm>
#include <cmath>
#include <limits>

#include "ir/elements.h"
#include "ops/arithmetic.h"
#include "ops/content.h"
#include "ops/shape.h"
#include "ops/shape_parts.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

constexpr std::int64_t to_the_end = std::numeric_limits<std::int64_t>::max();

// ---- gather

std::vector<TensorType> infer_gather(const InferContext& context) {
  const TensorType& x = context.input(0);
  const TensorType& indices = context.input(1);
  check_dtype("gather_c1", "indices", indices, DTypeClass::integer);
  const int axis = normal_axis("gather_c2", context.attrs<GatherAttrs>().axis, x.shape.size());
  Shape shape(x.shape.begin(), x.shape.begin() + axis);
  shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
  shape.insert(shape.end(), x.shape.begin() + axis + 1, x.shape.end());
  return {{x.dtype, shape}};
}

// The indices of an array of any integer type; those of uint64 that int64 lacks become the largest one.
std::vector<std::int64_t> indices_of(const Array& array) {
  std::vector<std::int64_t> indices = to_integers(array);
  if (array.dtype() != DType::uint64) return indices;
  for (std::int64_t& index : indices) index = index < 0 ? to_the_end : index;
  return indices;
}

std::int64_t gathered(std::int64_t index, std::int64_t size, bool clip) {
  if (clip && size > 0) return std::clamp<std::int64_t>(index, 0, size - 1);
  const std::int64_t placed = index < 0 ? index + size : index;
  if (placed < 0 || placed >= size)
    fail(ErrorCode::invalid_argument, "gather: got index {}, wanted one from {} to {}", index, -size, size - 1);
  return placed;
}

std::vector<Array> eval_gather(const EvalContext& context) {
  const Array& x = context.input(0);
  const Array& indices = context.input(1);
  const auto& attrs = context.attrs<GatherAttrs>();
  const int axis = normal_axis("gather_c2", attrs.axis, x.dims().size());
  const AxisView view = view_around(x.dims(), axis);
  std::vector<std::int64_t> dims(x.dims().begin(), x.dims().begin() + axis);
  dims.insert(dims.end(), indices.dims().begin(), indices.dims().end());
  dims.insert(dims.end(), x.dims().begin() + axis + 1, x.dims().end());
  std::vector<std::int64_t> positions = indices_of(indices);
  for (std::int64_t& position : positions) position = gathered(position, view.size, attrs.clip);
  std::vector<std::int64_t> sources;
  sources.reserve(static_cast<std::size_t>(element_count(dims)));
  for (std::int64_t o = 0; o < view.outer; ++o) {
    for (const std::int64_t position : positions) {
      for (std::int64_t i = 0; i < view.inner; ++i) sources.push_back((o * view.size + position) * view.inner + i);
    }
  }
  return {take_elements(x, dims, sources)};
}

std::optional<Content> content_of_gather(const ContentContext& context) {
  const Content* x = context.content(0);
  const Content* indices = context.content(1);
  if (x == nullptr || indices == nullptr || x->scalar) return std::nullopt;
  Content content;
  for (const Dim& index : indices->entries) {
    if (!index.is_integer()) return std::nullopt;
    const auto size = static_cast<std::int64_t>(x->entries.size());
    content.entries.push_back(x->entries[static_cast<std::size_t>(gathered(index.integer(), size, context.attrs<GatherAttrs>().clip))]);
  }
  return content;
}

Operator gather() {
  Operator op = mover("gather",
                      "NumPy's take: the elements of x at indices along axis. Negative indices count from the end and those outside are an "
                      "error; with clip every index below 0 is 0 and every index past the end is the last.");
  op.inputs = {{"x", "any type, at least one dimension"}, {"indices", "any integer type and shape"}};
  op.outputs = {{"y", "type of x; the indices' shape in the place of axis"}};
  op.constraints = {{"gather_c1", "indices are of an integer type"}, {"gather_c2", "axis is a dimension of x"}};
  op.defaults = GatherAttrs{};
  op.infer = infer_gather;
  op.eval = eval_gather;
  op.content = content_of_gather;
  op.source = "numpy.org/doc/stable/reference/generated/numpy.take.html";
  return op;
}

// ---- tile, flip

Operator tile() {
  Operator op = mover("tile", "x repeated along every dimension.");
  add_attribute_input(op, {"repeats", "a list of integers"}, "repeats");
  op.constraints = {{"tile_c1", "repeats holds one number per dimension, each at least 0"}};
  op.defaults = TileAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    TensorType type = context.input(0);
    const auto& repeats = context.attrs<TileAttrs>().repeats;
    check_length("tile_c1", "repeats", repeats.size(), type.shape.size());
    check_all_at_least("tile_c1", "repeats", repeats, 0);
    for (std::size_t d = 0; d < repeats.size(); ++d) type.shape[d] = type.shape[d] * repeats[d];
    return {type};
  };
  op.infer_unresolved = [](const InferContext& context) -> std::vector<TensorType> {
    TensorType type = context.input(0);
    const auto repeats = list_argument(context, 1, {});
    if (repeats) check_length("tile_c1", "repeats", repeats->size(), type.shape.size());
    for (std::size_t d = 0; d < type.shape.size(); ++d) {
      const Dim count = repeats ? (*repeats)[d] : Dim::unknown();
      if (count.is_integer()) check_at_least("tile_c1", "repeats", count.integer(), 0);
      type.shape[d] = type.shape[d] * count;
    }
    return {type};
  };
  op.content = [](const ContentContext& context) -> std::optional<Content> {
    const Content* x = context.content(0);
    if (x == nullptr || x->scalar || x->entries.empty()) return same_content(context);
    Content content;
    for (std::size_t i = 0; i < entry_count(context); ++i) content.entries.push_back(x->entries[i % x->entries.size()]);
    return content;
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    const auto& repeats = context.attrs<TileAttrs>().repeats;
    const std::vector<std::int64_t> strides = strides_of(x.dims());
    std::vector<std::int64_t> dims = x.dims();
    for (std::size_t d = 0; d < dims.size(); ++d) dims[d] = checked_multiply(dims[d], repeats[d]);
    return {move_elements(x, dims, [&](std::span<const std::int64_t> index) {
      std::int64_t offset = 0;
      for (std::size_t d = 0; d < index.size(); ++d) offset += index[d] % x.dims()[d] * strides[d];
      return offset;
    })};
  };
  return op;
}

Operator flip() {
  Operator op = mover("flip", "x with the order along axes reversed (none given: nothing changes).");
  op.constraints = {{"flip_c1", "axes are dimensions of x, each once"}};
  op.defaults = FlipAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    normal_axes("flip_c1", context.attrs<FlipAttrs>().axes, context.input(0).shape.size());
    return {context.input(0)};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    std::vector<bool> reversed(x.dims().size(), false);
    for (const int axis : normal_axes("flip_c1", context.attrs<FlipAttrs>().axes, x.dims().size()))
      reversed[static_cast<std::size_t>(axis)] = true;
    const std::vector<std::int64_t> strides = strides_of(x.dims());
    return {move_elements(x, x.dims(), [&](std::span<const std::int64_t> index) {
      std::int64_t offset = 0;
      for (std::size_t d = 0; d < index.size(); ++d) offset += (reversed[d] ? x.dims()[d] - 1 - index[d] : index[d]) * strides[d];
      return offset;
    })};
  };
  return op;
}

// ---- one_hot, arange

// An integer is at least 0; a symbol or unknown may be.
void check_depth(const Dim& depth) {
  if (depth.is_integer()) check_at_least("one_hot_c3", "depth", depth.integer(), 0);
}

std::vector<TensorType> infer_one_hot(const InferContext& context) {
  const TensorType& indices = context.input(0);
  const auto& attrs = context.attrs<OneHotAttrs>();
  check_dtype("one_hot_c1", "indices", indices, DTypeClass::integer);
  const int axis = normal_axis("one_hot_c2", attrs.axis, indices.shape.size() + 1);
  const Dim depth = integer_argument(context, 1, attrs.depth);
  check_depth(depth);
  check_dtype("one_hot_c4", "dtype", {attrs.dtype, {}}, DTypeClass::number_or_bool);
  Shape shape = indices.shape;
  shape.insert(shape.begin() + axis, depth);
  return {{attrs.dtype, shape}};
}

std::vector<Array> eval_one_hot(const EvalContext& context) {
  const Array& indices = context.input(0);
  const auto& attrs = context.attrs<OneHotAttrs>();
  std::vector<std::int64_t> dims = indices.dims();
  const int axis = normal_axis("one_hot_c2", attrs.axis, dims.size() + 1);
  dims.insert(dims.begin() + axis, attrs.depth);
  const AxisView view = view_around(dims, axis);
  const std::vector<std::int64_t> positions = indices_of(indices);
  const std::vector<double> choices{attrs.off, attrs.on};
  return {move_elements(from_doubles(attrs.dtype, {2}, choices), dims, [&, i = std::int64_t{0}](std::span<const std::int64_t>) mutable {
    const std::int64_t at = i++;
    const std::int64_t hot = positions[static_cast<std::size_t>(at / view.inner / view.size * view.inner + at % view.inner)];
    return at / view.inner % view.size == hot ? std::int64_t{1} : std::int64_t{0};
  })};
}

Operator one_hot() {
  Operator op =
      mover("one_hot",
            "A new dimension of size depth at axis: `on` where its position is the index, `off` elsewhere; an index outside [0, depth) "
            "gives `off` alone.");
  op.inputs = {{"indices", "any integer type and shape"}};
  add_attribute_input(op, {"depth", "one integer"}, "depth");
  add_attribute_input(op, {"off", "one number"}, "off", AttributeInput::Effect::elements);
  add_attribute_input(op, {"on", "one number"}, "on", AttributeInput::Effect::elements);
  op.outputs = {{"y", "dtype, one dimension more than indices"}};
  op.constraints = {{"one_hot_c1", "indices are of an integer type"},
                    {"one_hot_c2", "axis is a dimension of the result"},
                    {"one_hot_c3", "depth is at least 0"},
                    {"one_hot_c4", "dtype is not string"}};
  op.defaults = OneHotAttrs{};
  op.axes_of_input = false;
  op.infer = infer_one_hot;
  op.infer_unresolved = infer_one_hot;
  op.eval = eval_one_hot;
  return op;
}

constexpr double most_elements = 0x1p48;

bool is_whole(double value) {
  return std::trunc(value) == value;
}

std::int64_t arange_count(const ArangeAttrs& attrs) {
  check_finite("arange_c1", "start", attrs.start);
  check_finite("arange_c1", "stop", attrs.stop);
  check_finite("arange_c1", "step", attrs.step);
  if (attrs.step == 0) violated("arange_c1", "step: got 0, wanted another number");
  const double count = std::ceil((attrs.stop - attrs.start) / attrs.step);
  if (!(count <= most_elements)) violated("arange_c2", "got {} elements, wanted at most 2^48", count);
  return static_cast<std::int64_t>(std::max(count, 0.0));
}

std::vector<TensorType> infer_arange(const InferContext& context) {
  const auto& attrs = context.attrs<ArangeAttrs>();
  check_dtype("arange_c3", "dtype", {attrs.dtype, {}}, DTypeClass::number);
  const Dim count = arange_count(attrs);
  if (is_integer(attrs.dtype) && !(is_whole(attrs.start) && is_whole(attrs.step))) {
    violated("arange_c3", "got start {} and step {}, wanted whole numbers for {}", attrs.start, attrs.step, name(attrs.dtype));
  }
  return {{attrs.dtype, {count}}};
}

// As many as a computed stop says, where start and step are whole numbers.
std::vector<TensorType> infer_arange_by_inputs(const InferContext& context) {
  const auto& attrs = context.attrs<ArangeAttrs>();
  check_dtype("arange_c3", "dtype", {attrs.dtype, {}}, DTypeClass::number);
  const auto argument = [&](int input, double attribute) {
    const auto whole = whole_number(attribute);
    if (!context.has(input) && !whole) return Dim::unknown();
    return integer_argument(context, input, whole.value_or(0));
  };
  const Dim step = argument(2, attrs.step);
  const Dim distance = argument(1, attrs.stop) - argument(0, attrs.start);
  const bool counted = step.is_integer() && step.integer() > 0 && is_at_least(distance, 0);
  return {{attrs.dtype, {counted ? ceil_div(distance, step) : Dim::unknown()}}};
}

std::optional<Content> content_of_arange(const ContentContext& context) {
  const auto& attrs = context.attrs<ArangeAttrs>();
  const auto start = whole_number(attrs.start);
  const auto step = whole_number(attrs.step);
  if (!start || !step) return std::nullopt;
  Content content;
  for (std::size_t i = 0; i < entry_count(context); ++i)
    content.entries.push_back(Dim(*start) + Dim(*step) * Dim(static_cast<std::int64_t>(i)));
  return content;
}

std::vector<Array> eval_arange(const EvalContext& context) {
  const auto& attrs = context.attrs<ArangeAttrs>();
  const std::int64_t count = arange_count(attrs);
  std::vector<double> elements(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = attrs.start + static_cast<double>(i) * attrs.step;
  return {from_doubles(attrs.dtype, {count}, elements)};
}

Operator arange() {
  Operator op = mover("arange", "start, start + step, start + 2*step, ... below stop (above it for a negative step).");
  op.inputs = {};
  add_attribute_input(op, {"start", "one number"}, "start");
  add_attribute_input(op, {"stop", "one number"}, "stop");
  add_attribute_input(op, {"step", "one number"}, "step");
  op.outputs = {{"y", "dtype [ceil((stop - start) / step)]"}};
  op.constraints = {{"arange_c1", "start, stop and step are finite, step is not 0"},
                    {"arange_c2", "there are at most 2^48 elements"},
                    {"arange_c3", "dtype is an integer or floating type; for an integer type start and step are whole numbers"}};
  op.defaults = ArangeAttrs{};
  op.infer = infer_arange;
  op.infer_unresolved = infer_arange_by_inputs;
  op.content = content_of_arange;
  op.eval = eval_arange;
  return op;
}

}  // namespace

std::vector<Operator> index_operators() {
  return {gather(), tile(), flip(), one_hot(), arange()};
}

}  // namespace nnfront::ops
