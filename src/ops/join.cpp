// Operators that put arrays together along an axis, or take one apart.
#include <algorithm>
#include <cstring>
#include <numeric>

#include "ir/content.h"
#include "ops/content.h"
#include "ops/shape.h"
#include "ops/shape_parts.h"

namespace nnfront::ops {

Array concatenated(std::span<const Array* const> parts, int axis) {
  const auto at = static_cast<std::size_t>(axis);
  std::vector<std::int64_t> dims = parts[0]->dims();
  dims[at] = 0;
  for (const Array* part : parts) dims[at] += part->dims()[at];
  // All parts one behind the other, then taken from there line by line.
  std::vector<std::int64_t> starts;
  std::int64_t total = 0;
  for (const Array* part : parts) {
    starts.push_back(total);
    total += part->size();
  }
  Array behind_each_other(parts[0]->dtype(), {total});
  if (bits(behind_each_other.dtype()) == 4) {
    std::vector<double> elements;
    for (const Array* part : parts) {
      const std::vector<double> own = to_doubles(*part);
      elements.insert(elements.end(), own.begin(), own.end());
    }
    behind_each_other = from_doubles(behind_each_other.dtype(), {total}, elements);
  } else {
    std::byte* write = behind_each_other.mutable_data();
    for (const Array* part : parts) {
      if (part->bytes() > 0) std::memcpy(write, part->data(), part->bytes());
      write += part->bytes();
    }
  }
  const AxisView view = view_around(dims, axis);
  std::vector<std::int64_t> sources;
  sources.reserve(static_cast<std::size_t>(total));
  for (std::int64_t o = 0; o < view.outer; ++o) {
    for (std::size_t p = 0; p < parts.size(); ++p) {
      const std::int64_t line = parts[p]->dims()[at] * view.inner;
      for (std::int64_t i = 0; i < line; ++i) sources.push_back(starts[p] + o * line + i);
    }
  }
  return take_elements(behind_each_other, dims, sources);
}

Array stacked(std::span<const Array* const> parts, int axis) {
  std::vector<std::int64_t> dims = parts[0]->dims();
  dims.insert(dims.begin() + axis, 1);
  std::vector<Array> widened;
  for (const Array* part : parts) widened.push_back(part->reshaped(dims));
  std::vector<const Array*> pointers;
  for (const Array& part : widened) pointers.push_back(&part);
  return concatenated(pointers, axis);
}

namespace {

// ---- concat and stack

// The shape that all inputs share; along `open_axis` (where not negative) they may differ, and the sum stands there.
TensorType common_type(const InferContext& context, std::string_view dtype_label, std::string_view shape_label, int open_axis) {
  TensorType result = context.input(0);
  for (int i = 1; i < context.input_count(); ++i) {
    const TensorType& part = context.input(i);
    const std::string operand = fmt::format("input {}", i);
    check_same_dtype(dtype_label, operand, part, result.dtype);
    check_rank(shape_label, operand, part, result.shape.size());
    for (std::size_t d = 0; d < part.shape.size(); ++d) {
      const bool open = static_cast<int>(d) == open_axis;
      result.shape[d] = open ? result.shape[d] + part.shape[d]
                             : common_dim(shape_label, fmt::format("input {} dimension {}", i, d), part.shape[d], result.shape[d]);
    }
  }
  return result;
}

// The parts' entries one behind the other; of a part that nothing is known of as many unknown ones as it has.
std::optional<Content> content_of_parts(const ContentContext& context) {
  Content content;
  for (std::size_t i = 0; i < context.inputs.size(); ++i) {
    const TensorType& type = *context.inputs[i];
    if (!type.ranked || !std::all_of(type.shape.begin(), type.shape.end(), [](const Dim& dim) { return dim.is_integer(); }))
      return std::nullopt;
    const std::int64_t count = element_count(type.shape).integer();
    if (count < 0 || count > most_content_entries) return std::nullopt;
    const Shape entries = entries_for(context, static_cast<int>(i), static_cast<std::size_t>(count));
    content.entries.insert(content.entries.end(), entries.begin(), entries.end());
  }
  return content;
}

void check_some(const InferContext& context, std::string_view label) {
  if (context.input_count() == 0) violated(label, "got no inputs, wanted at least one");
}

Operator joiner(std::string_view name, std::string_view doc) {
  Operator op;
  op.name = name;
  op.family = "shape";
  op.doc = doc;
  op.inputs = {{"parts", "at least one, of one type", Operand::Arity::variadic}};
  op.outputs = {{"y", "type of the parts"}};
  op.defaults = AxisAttrs{};
  op.content = content_of_parts;
  op.cost = no_cost;
  return op;
}

Operator concat() {
  Operator op = joiner("concat", "The parts one behind the other along axis.");
  op.constraints = {{"concat_c1", "there is at least one part"},
                    {"concat_c2", "all parts have the same type"},
                    {"concat_c3", "axis is a dimension of the parts"},
                    {"concat_c4", "all parts have the same rank, and the same dimensions but for axis"}};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    check_some(context, "concat_c1");
    const int axis = normal_axis("concat_c3", context.attrs<AxisAttrs>().axis, context.input(0).shape.size());
    return {common_type(context, "concat_c2", "concat_c4", axis)};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const int axis = normal_axis("concat_c3", context.attrs<AxisAttrs>().axis, context.input(0).dims().size());
    return {concatenated(context.inputs, axis)};
  };
  return op;
}

Operator stack() {
  Operator op = joiner("stack", "The parts along a new dimension at axis.");
  op.constraints = {{"stack_c1", "there is at least one part"},
                    {"stack_c2", "all parts have the same type"},
                    {"stack_c3", "axis is a dimension of the result"},
                    {"stack_c4", "all parts have the same shape"}};
  op.axes_of_input = false;
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    check_some(context, "stack_c1");
    TensorType type = common_type(context, "stack_c2", "stack_c4", -1);
    const int axis = normal_axis("stack_c3", context.attrs<AxisAttrs>().axis, type.shape.size() + 1);
    type.shape.insert(type.shape.begin() + axis, Dim(context.input_count()));
    return {type};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const int axis = normal_axis("stack_c3", context.attrs<AxisAttrs>().axis, context.input(0).dims().size() + 1);
    return {stacked(context.inputs, axis)};
  };
  return op;
}

// ---- split

constexpr std::int64_t most_parts = 65536;

std::size_t part_count(const Attributes& attributes) {
  const auto& attrs = attributes.as<SplitAttrs>();
  if (attrs.sizes.empty() && (attrs.parts < 1 || attrs.parts > most_parts)) {
    violated("split_c3", "parts: got {}, wanted a number from 1 to {}", attrs.parts, most_parts);
  }
  if (attrs.sizes.size() > static_cast<std::size_t>(most_parts)) {
    violated("split_c3", "sizes: got {} entries, wanted at most {}", attrs.sizes.size(), most_parts);
  }
  if (!attrs.sizes.empty() && attrs.parts != 1 && !std::cmp_equal(attrs.parts, attrs.sizes.size())) {
    violated("split_c3", "sizes: got {} entries, wanted as many as the {} parts", attrs.sizes.size(), attrs.parts);
  }
  return attrs.sizes.empty() ? static_cast<std::size_t>(attrs.parts) : attrs.sizes.size();
}

// The sizes of the outputs along the axis, whose size is `whole`.
std::vector<Dim> part_sizes(const SplitAttrs& attrs, const Dim& whole) {
  const std::size_t count = part_count(attrs);
  if (attrs.sizes.empty()) {
    if (whole.is_integer() && whole.integer() % attrs.parts != 0) {
      violated("split_c2", "got {} parts of {} elements, wanted equal ones", attrs.parts, whole.integer());
    }
    return std::vector<Dim>(count, floor_div(whole, attrs.parts));
  }
  check_all_at_least("split_c2", "sizes", attrs.sizes, 0);
  std::int64_t sum = 0;
  for (const std::int64_t size : attrs.sizes) sum = checked_add(sum, size);
  check_dim("split_c2", "sum of sizes", sum, whole);
  return {attrs.sizes.begin(), attrs.sizes.end()};
}

std::vector<TensorType> infer_split(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto& attrs = context.attrs<SplitAttrs>();
  const auto axis = static_cast<std::size_t>(normal_axis("split_c1", attrs.axis, x.shape.size()));
  std::vector<TensorType> types;
  for (const Dim& size : part_sizes(attrs, x.shape[axis])) {
    types.push_back(x);
    types.back().shape[axis] = size;
  }
  return types;
}

// `parts` says how many there are.
std::vector<TensorType> infer_split_by_input(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto& attrs = context.attrs<SplitAttrs>();
  const auto axis = static_cast<std::size_t>(normal_axis("split_c1", attrs.axis, x.shape.size()));
  const std::size_t count = part_count(context.attributes);
  const auto sizes = list_argument(context, 1, {});
  if (sizes && sizes->size() != count) violated("split_c3", "sizes: got {} entries, wanted as many as the {} parts", sizes->size(), count);
  std::vector<TensorType> types;
  for (std::size_t i = 0; i < count; ++i) {
    const Dim size = sizes ? (*sizes)[i] : Dim::unknown();
    if (size.is_integer()) check_at_least("split_c2", "sizes", size.integer(), 0);
    types.push_back(x);
    types.back().shape[axis] = size;
  }
  return types;
}

std::optional<Content> content_of_split(const ContentContext& context) {
  const Content* x = context.content(0);
  if (x == nullptr || x->scalar) return std::nullopt;
  const std::vector<Dim> sizes = part_sizes(context.attrs<SplitAttrs>(), static_cast<std::int64_t>(x->entries.size()));
  Dim start = 0;
  for (int i = 0; i < context.output; ++i) start = start + sizes[static_cast<std::size_t>(i)];
  const auto first = x->entries.begin() + start.integer();
  return Content{{first, first + sizes[static_cast<std::size_t>(context.output)].integer()}};
}

std::vector<Array> eval_split(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<SplitAttrs>();
  const int axis = normal_axis("split_c1", attrs.axis, x.dims().size());
  const auto at = static_cast<std::size_t>(axis);
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  std::vector<Array> parts;
  std::int64_t start = 0;
  for (const Dim& size : part_sizes(attrs, x.dims()[at])) {
    std::vector<std::int64_t> dims = x.dims();
    dims[at] = size.integer();
    const std::int64_t first = start * strides[at];
    parts.push_back(move_elements(x, dims, [&](std::span<const std::int64_t> index) { return first + offset_of(index, strides); }));
    start += size.integer();
  }
  return parts;
}

Operator split() {
  Operator op = mover("split", "x cut along axis: into parts of the given sizes or, where there are none, into equal ones.");
  add_attribute_input(op, {"sizes", "a list of `parts` integers"}, "sizes");
  op.outputs = {{"parts", "type of x, in order", Operand::Arity::variadic}};
  op.constraints = {{"split_c1", "axis is a dimension of x"},
                    {"split_c2", "sizes are not negative and add up to the dimension; equal parts divide it"},
                    {"split_c3", "there are 1 to 65536 parts, and as many sizes where parts is not 1"}};
  op.defaults = SplitAttrs{};
  op.infer = infer_split;
  op.infer_unresolved = infer_split_by_input;
  op.content = content_of_split;
  op.eval = eval_split;
  op.output_count = part_count;
  return op;
}

}  // namespace

std::vector<Operator> join_operators() {
  return {concat(), stack(), split()};
}

}  // namespace nnfront::ops
