// Windows as columns and back, and the inverse of maxima: im2col, col2im, max_unpool.
#include <algorithm>

#include "ops/arithmetic.h"
#include "ops/indexing.h"
#include "ops/sampling.h"
#include "ops/sampling_parts.h"
#include "ops/shape_parts.h"
#include "ops/window.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

constexpr std::size_t batch_and_channels = 2;
constexpr Constraint window_constraint{"sampling_c1",
                                       "kernel, strides and dilations are positive, pads not negative, for every spatial dimension"};
constexpr Constraint fitting_constraint{"sampling_c2", "the window fits into the padded image"};

std::span<const std::int64_t> spatial(const std::vector<std::int64_t>& dims) {
  return std::span(dims).subspan(batch_and_channels);
}

template <class Attrs>
std::vector<Window> checked_windows(const Attrs& attrs, std::size_t dimensions) {
  check_window_attribute(window_constraint.label, "kernel", attrs.kernel, dimensions, 1);
  check_window_attribute(window_constraint.label, "strides", attrs.strides, dimensions, 1);
  check_window_attribute(window_constraint.label, "dilations", attrs.dilations, dimensions, 1);
  check_window_attribute(window_constraint.label, "pads", attrs.pads, 2 * dimensions, 0);
  return windows(attrs.kernel, attrs.strides, attrs.pads, attrs.dilations);
}

Dim taps_of(const std::vector<std::int64_t>& kernel) {
  Dim taps = 1;
  for (const std::int64_t size : kernel) taps = taps * size;
  return taps;
}

// How many positions the windows take on an image of these sizes.
Shape positions_on(std::span<const Dim> sizes, const std::vector<Window>& sliding) {
  Shape positions;
  for (std::size_t d = 0; d < sliding.size(); ++d) {
    positions.push_back(window_positions(fitting_constraint.label, sizes[d], sliding[d].kernel, sliding[d]));
  }
  return positions;
}

// Calls body(row of one channel, position, offset in a plane of the image) for every tap that meets the image.
template <class Body>
void for_each_meeting(const std::vector<Window>& sliding, std::span<const std::int64_t> kernel, std::span<const std::int64_t> positions,
                      std::span<const std::int64_t> image, Body&& body) {
  const std::vector<std::int64_t> strides = strides_of(image);
  std::int64_t row = 0;
  for_each_index(kernel, [&](std::span<const std::int64_t> tap) {
    std::int64_t at = 0;
    for_each_index(positions, [&](std::span<const std::int64_t> position) {
      std::int64_t offset = 0;
      bool real = true;
      for (std::size_t d = 0; d < sliding.size(); ++d) {
        const std::int64_t read = position[d] * sliding[d].stride - sliding[d].pad_begin + tap[d] * sliding[d].dilation;
        real = real && read >= 0 && read < image[d];
        offset += real ? read * strides[d] : 0;
      }
      if (real) body(row, at, offset);
      ++at;
    });
    ++row;
  });
}

std::vector<std::int64_t> concrete_positions(std::span<const std::int64_t> image, const std::vector<Window>& sliding) {
  return concrete(positions_on(shape_of({image.begin(), image.end()}), sliding));
}

// ---- im2col

std::vector<TensorType> infer_im2col(const InferContext& context) {
  const auto& attrs = context.attrs<Im2colAttrs>();
  const TensorType& x = context.input(0);
  check_dtype("im2col_c1", "x", x, DTypeClass::number_or_bool);
  check_min_rank("im2col_c2", "x", x, batch_and_channels + 1);
  const std::vector<Window> sliding = checked_windows(attrs, x.shape.size() - batch_and_channels);
  const Shape positions = positions_on(std::span(x.shape).subspan(batch_and_channels), sliding);
  return {{x.dtype, {x.shape[0], x.shape[1] * taps_of(attrs.kernel), element_count(positions)}}};
}

std::vector<Array> eval_im2col(const EvalContext& context) {
  const auto& attrs = context.attrs<Im2colAttrs>();
  const Array& x = context.input(0);
  const std::vector<std::int64_t> y_dims = output_dims(context);
  // Before the positions are walked.
  if (element_count(y_dims) == 0) return {Array(x.dtype(), y_dims)};
  const std::vector<Window> sliding = windows(attrs.kernel, attrs.strides, attrs.pads, attrs.dilations);
  const std::vector<std::int64_t> positions = concrete_positions(spatial(x.dims()), sliding);
  const std::int64_t planes = x.dims()[0] * x.dims()[1];
  const std::int64_t plane = product(spatial(x.dims()));
  const std::int64_t taps = product(attrs.kernel);
  std::vector<std::int64_t> sources(static_cast<std::size_t>(product(y_dims)), -1);
  for_each_meeting(sliding, attrs.kernel, positions, spatial(x.dims()), [&](std::int64_t row, std::int64_t at, std::int64_t offset) {
    for (std::int64_t p = 0; p < planes; ++p) sources[static_cast<std::size_t>((p * taps + row) * y_dims[2] + at)] = p * plane + offset;
  });
  return {take_elements(x, y_dims, sources)};
}

// ---- col2im

std::vector<TensorType> infer_col2im(const InferContext& context) {
  const auto& attrs = context.attrs<Col2imAttrs>();
  const TensorType& x = context.input(0);
  check_dtype("col2im_c1", "x", x, DTypeClass::number);
  check_rank("col2im_c2", "x", x, 3);
  if (attrs.image_size.empty()) violated("col2im_c3", "image_size: got none, wanted one or more");
  check_window_attribute("col2im_c3", "image_size", attrs.image_size, attrs.image_size.size(), 0);
  const std::vector<Window> sliding = checked_windows(attrs, attrs.image_size.size());
  check_dim("col2im_c2", "columns of x", x.shape[2], element_count(positions_on(shape_of(attrs.image_size), sliding)));
  const Dim taps = taps_of(attrs.kernel);
  if (x.shape[1].is_integer() && x.shape[1].integer() % taps.integer() != 0) {
    violated("col2im_c2", "x: got {}, wanted rows for {} taps per channel", text(x), taps.text());
  }
  Shape shape = {x.shape[0], floor_div(x.shape[1], taps)};
  for (const std::int64_t size : attrs.image_size) shape.emplace_back(size);
  return {{x.dtype, shape}};
}

std::vector<TensorType> infer_col2im_by_inputs(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto& attrs = context.attrs<Col2imAttrs>();
  check_dtype("col2im_c1", "x", x, DTypeClass::number);
  check_rank("col2im_c2", "x", x, 3);
  const auto sizes = list_argument(context, 1, attrs.image_size);
  const auto kernel = list_argument(context, 2, attrs.kernel);
  if (!sizes) return {TensorType::unranked(x.dtype)};
  for (const Dim& size : *sizes) {
    if (size.is_integer()) check_at_least("col2im_c3", "image_size", size.integer(), 0);
  }
  const Dim taps = kernel ? element_count(*kernel) : Dim::unknown();
  const bool divides = taps.is_integer() && taps.integer() > 0;
  Shape shape = {x.shape[0], divides ? floor_div(x.shape[1], taps) : Dim::unknown()};
  shape.insert(shape.end(), sizes->begin(), sizes->end());
  return {{x.dtype, shape}};
}

template <class T>
Array summed_columns(const EvalContext& context) {
  const auto& attrs = context.attrs<Col2imAttrs>();
  const Array& x = context.input(0);
  const std::vector<std::int64_t> y_dims = output_dims(context);
  std::vector<T> y(static_cast<std::size_t>(element_count(y_dims)));
  if (x.empty() || y.empty()) return result<T>(x.dtype(), y_dims, y);
  const std::vector<T> columns = operands<T>(x);
  const std::vector<Window> sliding = windows(attrs.kernel, attrs.strides, attrs.pads, attrs.dilations);
  const std::int64_t planes = y_dims[0] * y_dims[1];
  const std::int64_t plane = product(attrs.image_size);
  const std::int64_t taps = product(attrs.kernel);
  const std::int64_t length = x.dims()[2];
  for_each_meeting(sliding, attrs.kernel, concrete_positions(attrs.image_size, sliding), attrs.image_size,
                   [&](std::int64_t row, std::int64_t at, std::int64_t offset) {
                     for (std::int64_t p = 0; p < planes; ++p) {
                       T& sum = y[static_cast<std::size_t>(p * plane + offset)];
                       sum = add_numbers(sum, columns[static_cast<std::size_t>((p * taps + row) * length + at)]);
                     }
                   });
  return result<T>(x.dtype(), y_dims, y);
}

// ---- max_unpool

// The sizes that the indices count in.
Shape unpooled_sizes(const MaxUnpoolAttrs& attrs, std::span<const Dim> pooled) {
  const std::vector<std::int64_t> dilations(attrs.kernel.size(), 1);
  const std::vector<Window> sliding = windows(attrs.kernel, attrs.strides, attrs.pads, dilations);
  Shape sizes;
  for (std::size_t d = 0; d < sliding.size(); ++d) {
    sizes.push_back(transposed_size("max_unpool_c4", pooled[d], sliding[d].kernel, sliding[d], 0));
  }
  return sizes;
}

void check_unpooling(const InferContext& context) {
  const auto& attrs = context.attrs<MaxUnpoolAttrs>();
  const TensorType& x = context.input(0);
  check_dtype("max_unpool_c1", "x", x, DTypeClass::number_or_bool);
  check_min_rank("max_unpool_c1", "x", x, batch_and_channels + 1);
  check_dtype("max_unpool_c2", "indices", context.input(1), DTypeClass::integer);
  check_shape("max_unpool_c2", "indices", context.input(1).shape, x.shape);
  const std::size_t dimensions = x.shape.size() - batch_and_channels;
  check_window_attribute("max_unpool_c3", "kernel", attrs.kernel, dimensions, 1);
  check_window_attribute("max_unpool_c3", "strides", attrs.strides, dimensions, 1);
  check_window_attribute("max_unpool_c3", "pads", attrs.pads, 2 * dimensions, 0);
}

std::vector<TensorType> infer_max_unpool(const InferContext& context) {
  const auto& attrs = context.attrs<MaxUnpoolAttrs>();
  const TensorType& x = context.input(0);
  check_unpooling(context);
  const std::size_t dimensions = x.shape.size() - batch_and_channels;
  const Shape sizes = unpooled_sizes(attrs, std::span(x.shape).subspan(batch_and_channels));
  Shape shape = {x.shape[0], x.shape[1]};
  if (attrs.output_size.empty()) {
    shape.insert(shape.end(), sizes.begin(), sizes.end());
    return {{x.dtype, shape}};
  }
  check_window_attribute("max_unpool_c5", "output_size", attrs.output_size, dimensions, 0);
  for (std::size_t d = 0; d < dimensions; ++d) {
    if (sizes[d].is_integer() && attrs.output_size[d] < sizes[d].integer()) {
      violated("max_unpool_c5", "output_size: got {}, wanted at least {} along spatial dimension {}", attrs.output_size[d], sizes[d].text(),
               d);
    }
    shape.emplace_back(attrs.output_size[d]);
  }
  return {{x.dtype, shape}};
}

std::vector<TensorType> infer_max_unpool_by_input(const InferContext& context) {
  TensorType type = context.input(0);
  check_unpooling(context);
  const auto sizes = list_argument(context, 2, {});
  if (sizes) check_length("max_unpool_c5", "output_size", sizes->size(), type.shape.size() - batch_and_channels);
  for (std::size_t d = batch_and_channels; d < type.shape.size(); ++d) {
    Dim& size = type.shape[d];
    size = sizes ? (*sizes)[d - batch_and_channels] : Dim::unknown();
    if (size.is_integer()) check_at_least("max_unpool_c5", "output_size", size.integer(), 0);
  }
  return {type};
}

std::vector<Array> eval_max_unpool(const EvalContext& context) {
  const auto& attrs = context.attrs<MaxUnpoolAttrs>();
  const Array& x = context.input(0);
  const std::vector<std::int64_t> y_dims = output_dims(context);
  const Shape pooled = shape_of(x.dims());
  std::vector<std::int64_t> counted = {x.dims()[0], x.dims()[1]};
  for (const std::int64_t size : concrete(unpooled_sizes(attrs, std::span(pooled).subspan(batch_and_channels)))) counted.push_back(size);
  const std::int64_t count = element_count(counted);
  const std::vector<std::int64_t> steps = strides_of(counted);
  const std::vector<std::int64_t> strides = strides_of(y_dims);
  const std::vector<std::int64_t> indices = indices_of(context.input(1));
  std::vector<std::int64_t> sources(static_cast<std::size_t>(element_count(y_dims)), -1);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (indices[i] < 0 || indices[i] >= count) {
      fail(ErrorCode::invalid_argument, "max_unpool: got index {}, wanted one from 0 to {}", indices[i], count - 1);
    }
    std::int64_t target = 0;
    for (std::size_t d = 0; d < counted.size(); ++d) target += indices[i] / steps[d] % counted[d] * strides[d];
    sources[static_cast<std::size_t>(target)] = static_cast<std::int64_t>(i);
  }
  return {take_elements(x, y_dims, sources)};
}

Operator column_operator(std::string_view name, std::string_view doc) {
  Operator op = mover(name, doc);
  op.family = "sampling";
  return op;
}

Operator im2col() {
  Operator op = column_operator(
      "im2col", "What the taps of a window read of every channel (rows) at each of its positions (columns); 0 in the padding.");
  op.inputs = {{"x", "[N, C, spatial...], any type but string"}};
  op.outputs = {{"y", "type of x, [N, C*taps, positions]"}};
  op.constraints = {{"im2col_c1", "x is not a string"}, {"im2col_c2", "x has rank 3 or more"}, window_constraint, fitting_constraint};
  op.defaults = Im2colAttrs{};
  op.infer = infer_im2col;
  op.eval = eval_im2col;
  return op;
}

Operator col2im() {
  Operator op =
      column_operator("col2im", "An image of the sums of what its windows hold: every element added to where im2col would have read it.");
  op.inputs = {{"x", "[N, C*taps, positions]"}};
  add_attribute_input(op, {"image_size", "a list of integers"}, "image_size");
  add_attribute_input(op, {"kernel", "a list of integers"}, "kernel");
  op.outputs = {{"y", "type of x, [N, C, image_size...]"}};
  op.constraints = {{"col2im_c1", "x is of an integer or floating type"},
                    {"col2im_c2", "x has rank 3, rows for every tap of the channels and a column for every position"},
                    {"col2im_c3", "image_size has one or more entries, from 0 to 2147483647"},
                    window_constraint,
                    fitting_constraint};
  op.defaults = Col2imAttrs{};
  op.infer = infer_col2im;
  op.infer_unresolved = infer_col2im_by_inputs;
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    return {with_arithmetic_type(context.input(0).dtype(), [&]<class T>() { return summed_columns<T>(context); })};
  };
  op.cost = cost_per_input_element;
  op.source = "https://onnx.ai/onnx/operators/onnx__Col2Im.html";
  return op;
}

Operator max_unpool() {
  Operator op = column_operator(
      "max_unpool", "Zeros with the elements of x at the places of the flattened image that indices name; of several the last stays.");
  op.inputs = {{"x", "[N, C, spatial...], any type but string"}, {"indices", "any integer type, shape of x"}};
  add_attribute_input(op, {"output_size", "a list of integers"}, "output_size");
  op.outputs = {{"y", "type of x, [N, C, sizes...], each (size-1)*stride + kernel - pads, or output_size"}};
  op.constraints = {{"max_unpool_c1", "x is not a string and has rank 3 or more"},
                    {"max_unpool_c2", "indices are of an integer type and the shape of x"},
                    {"max_unpool_c3", "kernel and strides are positive, pads not negative, for every spatial dimension"},
                    {"max_unpool_c4", "the pads leave at least one element"},
                    {"max_unpool_c5", "output_size, where given, is at least the computed size along every spatial dimension"}};
  op.defaults = MaxUnpoolAttrs{};
  op.infer = infer_max_unpool;
  op.infer_unresolved = infer_max_unpool_by_input;
  op.eval = eval_max_unpool;
  op.source = "https://onnx.ai/onnx/operators/onnx__MaxUnpool.html";
  return op;
}

}  // namespace

std::vector<Operator> column_operators() {
  return {im2col(), col2im(), max_unpool()};
}

}  // namespace nnfront::ops
