#include "ops/shape.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "ops/content.h"
#include "ops/shape_parts.h"

namespace nnfront::ops {

Operator mover(std::string_view name, std::string_view doc) {
  Operator op;
  op.name = name;
  op.family = "shape";
  op.doc = doc;
  op.inputs = {{"x", "any type"}};
  op.outputs = {{"y", "type of x"}};
  op.cost = no_cost;
  return op;
}

std::int64_t offset_of(std::span<const std::int64_t> index, std::span<const std::int64_t> strides) {
  std::int64_t offset = 0;
  for (std::size_t d = 0; d < index.size(); ++d) offset += index[d] * strides[d];
  return offset;
}

std::vector<std::int64_t> concrete(const Shape& shape) {
  const auto dims = integers(shape);
  ensure(dims.has_value(), "concrete inputs give concrete outputs");
  return *dims;
}

namespace {

// ---- transpose

template <class D>
std::vector<D> permuted(const std::vector<D>& shape, const std::vector<std::int64_t>& permutation) {
  std::vector<D> result;
  for (const std::int64_t source : permutation) result.push_back(shape[static_cast<std::size_t>(source)]);
  return result;
}

std::vector<TensorType> infer_transpose(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto& permutation = context.attrs<TransposeAttrs>().permutation;
  std::vector<std::int64_t> sorted = permutation;
  std::sort(sorted.begin(), sorted.end());
  bool each_once = sorted.size() == x.shape.size();
  for (std::size_t d = 0; d < sorted.size() && each_once; ++d) each_once = sorted[d] == static_cast<std::int64_t>(d);
  if (!each_once) {
    violated("transpose_c1", "permutation: got [{}], wanted each dimension of {} once", fmt::join(permutation, ","), text(x));
  }
  return {{x.dtype, permuted(x.shape, permutation)}};
}

Operator transpose() {
  Operator op = mover("transpose", "Dimensions in another order: output dimension i is input dimension permutation[i].");
  op.constraints = {{"transpose_c1", "permutation holds every dimension of x once"}};
  op.defaults = TransposeAttrs{};
  op.infer = infer_transpose;
  op.content = same_content;
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    const auto& permutation = context.attrs<TransposeAttrs>().permutation;
    const std::vector<std::int64_t> strides = permuted(strides_of(x.dims()), permutation);
    return {
        move_elements(x, permuted(x.dims(), permutation), [&](std::span<const std::int64_t> index) { return offset_of(index, strides); })};
  };
  return op;
}

// ---- depth_to_space, space_to_depth

// Elements of one block: block^spatial.
std::int64_t block_volume(std::int64_t block, std::size_t rank) {
  std::int64_t volume = 1;
  for (std::size_t d = 2; d < rank; ++d) volume = checked_multiply(volume, block);
  return volume;
}

void check_depth_space(const TensorType& x, const DepthSpaceAttrs& attrs) {
  check_min_rank("shape_c1", "x", x, 3);
  check_at_least("shape_c2", "block", attrs.block, 1);
}

void check_divisible(std::string_view what, const Dim& dim, std::int64_t divisor) {
  if (dim.is_integer() && dim.integer() % divisor != 0) {
    violated("shape_c3", "{}: got {}, wanted a multiple of {}", what, dim.integer(), divisor);
  }
}

std::vector<TensorType> infer_depth_to_space(const InferContext& context) {
  TensorType type = context.input(0);
  const auto& attrs = context.attrs<DepthSpaceAttrs>();
  check_depth_space(type, attrs);
  const std::int64_t volume = block_volume(attrs.block, type.shape.size());
  check_divisible("channels", type.shape[1], volume);
  type.shape[1] = floor_div(type.shape[1], volume);
  for (std::size_t d = 2; d < type.shape.size(); ++d) type.shape[d] = type.shape[d] * attrs.block;
  return {type};
}

std::vector<TensorType> infer_space_to_depth(const InferContext& context) {
  TensorType type = context.input(0);
  const auto& attrs = context.attrs<DepthSpaceAttrs>();
  check_depth_space(type, attrs);
  type.shape[1] = type.shape[1] * block_volume(attrs.block, type.shape.size());
  for (std::size_t d = 2; d < type.shape.size(); ++d) {
    check_divisible("spatial dimension", type.shape[d], attrs.block);
    type.shape[d] = floor_div(type.shape[d], attrs.block);
  }
  return {type};
}

// The element of the deep array [N, C*volume, spatial/block] that stands at `wide` in the wide array [N, C, spatial].
std::vector<std::int64_t> deep_index(std::span<const std::int64_t> wide, const DepthSpaceAttrs& attrs, std::int64_t channels,
                                     std::int64_t volume) {
  std::vector<std::int64_t> deep(wide.begin(), wide.end());
  std::int64_t in_block = 0;
  for (std::size_t d = 2; d < wide.size(); ++d) {
    in_block = in_block * attrs.block + wide[d] % attrs.block;
    deep[d] = wide[d] / attrs.block;
  }
  deep[1] = attrs.order == DepthOrder::depth_column_row ? in_block * channels + wide[1] : wide[1] * volume + in_block;
  return deep;
}

std::vector<Array> eval_depth_to_space(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<DepthSpaceAttrs>();
  const std::int64_t volume = block_volume(attrs.block, x.dims().size());
  std::vector<std::int64_t> dims = x.dims();
  dims[1] /= volume;
  for (std::size_t d = 2; d < dims.size(); ++d) dims[d] *= attrs.block;
  const std::vector<std::int64_t> strides = strides_of(x.dims());
  return {move_elements(
      x, dims, [&](std::span<const std::int64_t> index) { return offset_of(deep_index(index, attrs, dims[1], volume), strides); })};
}

std::vector<Array> eval_space_to_depth(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<DepthSpaceAttrs>();
  const std::int64_t volume = block_volume(attrs.block, x.dims().size());
  std::vector<std::int64_t> dims = x.dims();
  dims[1] *= volume;
  for (std::size_t d = 2; d < dims.size(); ++d) dims[d] /= attrs.block;
  const std::vector<std::int64_t> strides = strides_of(dims);
  std::vector<std::int64_t> sources(static_cast<std::size_t>(x.size()));
  std::int64_t i = 0;
  for_each_index(x.dims(), [&](std::span<const std::int64_t> index) {
    sources[static_cast<std::size_t>(offset_of(deep_index(index, attrs, x.dims()[1], volume), strides))] = i++;
  });
  return {take_elements(x, dims, sources)};
}

Operator depth_space(std::string_view name, std::string_view doc) {
  Operator op = mover(name, doc);
  op.inputs = {{"x", "[N, C, spatial...]"}};
  op.constraints = {{"shape_c1", "x has at least 3 dimensions"},
                    {"shape_c2", "block is at least 1"},
                    {"shape_c3", "what is divided (channels, or spatial dimensions) is a multiple"}};
  op.defaults = DepthSpaceAttrs{};
  op.source = "onnx.ai/onnx/operators/onnx__DepthToSpace.html";
  return op;
}

Operator depth_to_space() {
  Operator op = depth_space("depth_to_space",
                            "Channels moved into blocks of the spatial dimensions; a channel of x is (position in block, channel) for "
                            "depth_column_row, (channel, position in block) for column_row_depth.");
  op.infer = infer_depth_to_space;
  op.eval = eval_depth_to_space;
  return op;
}

Operator space_to_depth() {
  Operator op = depth_space("space_to_depth", "Blocks of the spatial dimensions moved into channels: the inverse of depth_to_space.");
  op.infer = infer_space_to_depth;
  op.eval = eval_space_to_depth;
  return op;
}

// ---- shape_of

Operator shape_of_operator() {
  Operator op = mover("shape_of", "The dimensions of x.");
  op.outputs = {{"y", "int64 [rank of x]"}};
  op.content = [](const ContentContext& context) -> std::optional<Content> {
    const TensorType* x = context.inputs[0];
    return x != nullptr && x->ranked ? std::optional(Content{x->shape}) : std::nullopt;
  };
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    return {{DType::int64, {static_cast<std::int64_t>(context.input(0).shape.size())}}};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const std::vector<std::int64_t>& dims = context.input(0).dims();
    return {from_integers(DType::int64, {static_cast<std::int64_t>(dims.size())}, dims)};
  };
  return op;
}

}  // namespace

std::vector<Operator> shape_operators() {
  std::vector<Operator> all = reshape_operators();
  const auto append = [&](std::vector<Operator> part) { std::move(part.begin(), part.end(), std::back_inserter(all)); };
  append({transpose(), depth_to_space(), space_to_depth(), shape_of_operator()});
  append(join_operators());
  append(slice_operators());
  append(index_operators());
  append(pad_operators());
  append(resize_operators());
  return all;
}

}  // namespace nnfront::ops
