#include "ops/shape.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <optional>

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

// ---- Shapes given as a list: reshape and broadcast_to.

constexpr std::size_t largest_rank = 64;

// i where the symbol is that of input_dimension(i).
std::optional<std::size_t> dimension_index(std::string_view symbol, std::size_t rank) {
  if (symbol.size() < 2 || symbol[0] != 'd') return std::nullopt;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(symbol.data() + 1, symbol.data() + symbol.size(), index);
  if (error != std::errc() || end != symbol.data() + symbol.size() || index >= rank) return std::nullopt;
  return index;
}

// The entry with the dimensions of x put in for d0, d1, ...
Dim resolved_entry(std::string_view label, const Dim& entry, const Shape& x) {
  if (entry.is_unknown()) violated(label, "shape: got an entry ?, wanted an integer or an expression in d0, d1, ...");
  std::map<std::string, Dim> dimensions;
  for (const std::string& symbol : entry.symbols()) {
    const auto index = dimension_index(symbol, x.size());
    if (!index) violated(label, "shape: got an entry {}, wanted the dimensions d0, d1, ... of {}", entry.text(), text(x));
    dimensions.emplace(symbol, x[*index]);
  }
  return entry.substitute(dimensions);
}

bool is_integer_below(const Dim& dim, std::int64_t limit) {
  return dim.is_integer() && dim.integer() < limit;
}

// Entry i of x's shape where `entry` is exactly "d<i>".
std::optional<std::size_t> copied_dimension(const Dim& entry, std::size_t rank) {
  const std::vector<std::string> symbols = entry.symbols();
  if (symbols.size() != 1 || symbols[0] != entry.text()) return std::nullopt;
  return dimension_index(symbols[0], rank);
}

// What -1 stands for. Dimensions that the target copies are left out on both sides: that keeps it known when they are not, or are 0.
Dim rest_of(const Shape& x, const Shape& target, const Shape& resolved) {
  std::vector<bool> copied(x.size(), false);
  Dim taken = 1;
  for (std::size_t i = 0; i < target.size(); ++i) {
    const auto source = copied_dimension(target[i], x.size());
    if (source && !copied[*source]) {
      copied[*source] = true;
    } else if (target[i] != Dim(-1)) {
      taken = taken * resolved[i];
    }
  }
  Dim left = 1;
  for (std::size_t d = 0; d < x.size(); ++d) {
    if (!copied[d]) left = left * x[d];
  }
  if (taken == Dim(0)) violated("reshape_c3", "shape: got {} for {}, where -1 could be any number", text(target), text(x));
  if (left.is_integer() && taken.is_integer() && left.integer() % taken.integer() != 0) {
    violated("reshape_c3", "shape: got {} for {}, wanted as many elements", text(target), text(x));
  }
  return floor_div(left, taken);
}

Shape reshaped(const Shape& x, const Shape& target) {
  Shape result;
  for (const Dim& entry : target) {
    result.push_back(entry == Dim(-1) ? entry : resolved_entry("reshape_c1", entry, x));
    if (entry != Dim(-1) && is_integer_below(result.back(), 0)) {
      violated("reshape_c1", "shape: got {} for {}, wanted no negative entry but -1", text(target), text(x));
    }
  }
  const auto open = std::count(target.begin(), target.end(), Dim(-1));
  if (open > 1) violated("reshape_c2", "shape: got {}, wanted -1 at most once", text(target));
  if (open == 1) {
    const auto at = static_cast<std::size_t>(std::find(target.begin(), target.end(), Dim(-1)) - target.begin());
    result[at] = rest_of(x, target, result);
  }
  if (!compatible(element_count(x), element_count(result))) {
    violated("reshape_c3", "shape: got {} for {}, wanted as many elements", text(target), text(x));
  }
  return result;
}

// NumPy's rules, except that an entry 1 keeps the dimension.
Shape broadcast_to_shape(const Shape& x, const Shape& target) {
  Shape wanted;
  for (const Dim& entry : target) {
    wanted.push_back(resolved_entry("broadcast_to_c1", entry, x));
    if (is_integer_below(wanted.back(), 0)) violated("broadcast_to_c1", "shape: got {}, wanted no negative entry", text(target));
  }
  return broadcast_shape("broadcast_to_c2", x, wanted);
}

// The same where only the number of entries is known.
Shape reshaped_to_unknown(const Shape&, const Shape& target) {
  return target;
}
Shape broadcast_to_unknown(const Shape& x, const Shape& target) {
  return broadcast_shape("broadcast_to_c2", x, target);
}

Shape shape_from(const Array& target) {
  const auto entries = target.as<std::int64_t>();
  return {entries.begin(), entries.end()};
}

// The shape given as an attribute or, where it is at hand, as the input `target`; by `unknown_entries` where that is not.
using ShapeRule = Shape (*)(const Shape& x, const Shape& target);
TensorType infer_target(const InferContext& context, const Shape& attribute, std::string_view label, ShapeRule rule,
                        ShapeRule unknown_entries) {
  const TensorType& x = context.input(0);
  if (!context.has(1)) return {x.dtype, rule(x.shape, attribute)};
  const TensorType& target = context.input(1);
  if (!attribute.empty()) violated(label, "shape: got both the attribute {} and the input target, wanted one", text(attribute));
  check_same_dtype(label, "target", target, DType::int64);
  check_rank(label, "target", target, 1);
  const Array* content = context.constant ? context.constant(1) : nullptr;
  const Dim& rank = target.shape[0];
  if (rank.is_integer() && (rank.integer() < 0 || rank.integer() > static_cast<std::int64_t>(largest_rank))) {
    violated(label, "target: got {} entries, wanted at most {}", rank.integer(), largest_rank);
  }
  if (content != nullptr) return {x.dtype, rule(x.shape, shape_from(*content))};
  if (!rank.is_integer()) return {x.dtype, {}, false};
  if (rank.integer() == 0) return {x.dtype, rule(x.shape, {})};
  return {x.dtype, unknown_entries(x.shape, Shape(static_cast<std::size_t>(rank.integer()), Dim::unknown()))};
}

std::vector<std::int64_t> target_dims(const EvalContext& context, const Shape& attribute, ShapeRule rule) {
  const Shape x = shape_of(context.input(0).dims());
  return concrete(rule(x, context.has(1) ? shape_from(context.input(1)) : attribute));
}

Operator reshape() {
  Operator op =
      mover("reshape",
            "The same elements in C order under another shape; an entry is an integer, an expression in the dimensions d0, d1, ... of "
            "x, or -1 once, for what is left over (dimensions that are copied left out).");
  op.inputs.push_back({"target", "int64 [rank], integers and -1 only", Operand::Arity::optional});
  op.constraints = {{"reshape_c1", "entries of shape are integers from 0, -1, or expressions in the dimensions of x"},
                    {"reshape_c2", "-1 stands at most once"},
                    {"reshape_c3", "the number of elements stays, and -1 follows from it"},
                    {"reshape_c4", "target is an int64 list of at most 64 entries, and the attribute shape is then empty"}};
  op.defaults = ReshapeAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    return {infer_target(context, context.attrs<ReshapeAttrs>().shape, "reshape_c4", reshaped, reshaped_to_unknown)};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    return {context.input(0).reshaped(target_dims(context, context.attrs<ReshapeAttrs>().shape, reshaped))};
  };
  return op;
}

Operator broadcast_to() {
  Operator op = mover("broadcast_to",
                      "x repeated to another shape by NumPy's rules, where an entry 1 keeps the dimension; an entry is an integer or an "
                      "expression in the dimensions d0, d1, ... of x.");
  op.inputs.push_back({"target", "int64 [rank]", Operand::Arity::optional});
  op.constraints = {{"broadcast_to_c1", "entries of shape are integers from 0, or expressions in the dimensions of x"},
                    {"broadcast_to_c2", "x broadcasts with shape"},
                    {"broadcast_to_c3", "target is an int64 list of at most 64 entries, and the attribute shape is then empty"}};
  op.defaults = BroadcastToAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    return {infer_target(context, context.attrs<BroadcastToAttrs>().shape, "broadcast_to_c3", broadcast_to_shape, broadcast_to_unknown)};
  };
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    const std::vector<std::int64_t> dims = target_dims(context, context.attrs<BroadcastToAttrs>().shape, broadcast_to_shape);
    const std::vector<std::int64_t> strides = broadcast_strides(x.dims(), dims);
    return {move_elements(x, dims, [&](std::span<const std::int64_t> index) { return offset_of(index, strides); })};
  };
  return op;
}

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

Dim input_dimension(std::size_t i) {
  return Dim::symbol(fmt::format("d{}", i));
}

std::vector<Operator> shape_operators() {
  std::vector<Operator> all = {reshape(), transpose(), broadcast_to(), depth_to_space(), space_to_depth(), shape_of_operator()};
  const auto append = [&](std::vector<Operator> part) { std::move(part.begin(), part.end(), std::back_inserter(all)); };
  append(join_operators());
  append(index_operators());
  append(resize_operators());
  return all;
}

}  // namespace nnfront::ops
