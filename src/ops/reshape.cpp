// The same elements under another shape: reshape, squeeze, unsqueeze; and repeated to one: broadcast_to.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "ops/content.h"
#include "ops/shape.h"
#include "ops/shape_parts.h"

namespace nnfront::ops {

namespace {

constexpr std::size_t largest_rank = 64;

// ---- Shapes given as a list: reshape and broadcast_to.

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

void check_entry(std::string_view label, const Dim& entry, std::int64_t lowest, const Shape& target) {
  if (entry.is_integer() && entry.integer() < lowest) {
    violated(label, "shape: got {}, wanted no negative entry{}", text(target), lowest < 0 ? " but -1" : "");
  }
}

void check_entry_count(std::string_view label, std::size_t count) {
  if (count > largest_rank) violated(label, "shape: got {} entries, wanted at most {}", count, largest_rank);
}

// Entry i of x's shape where `entry` is exactly "d<i>".
std::optional<std::size_t> copied_dimension(const Dim& entry, std::size_t rank) {
  const std::vector<std::string> symbols = entry.symbols();
  if (symbols.size() != 1 || symbols[0] != entry.text()) return std::nullopt;
  return dimension_index(symbols[0], rank);
}

// Which dimension of x each entry of the target certainly is, each dimension once: by its name in an attribute, by an equal symbol in a
// target that is computed.
using Sources = std::vector<std::optional<std::size_t>>;

Sources sources_of(const Shape& x, const Shape& target, bool named) {
  Sources sources;
  std::vector<bool> taken(x.size(), false);
  for (const Dim& entry : target) {
    const auto copied = named ? copied_dimension(entry, x.size()) : std::nullopt;
    std::optional<std::size_t> source;
    for (std::size_t d = 0; d < x.size() && !source; ++d) {
      const bool is_source = named ? copied == d : entry.is_symbolic() && x[d] == entry;
      if (is_source && !taken[d]) source = d;
    }
    if (source) taken[*source] = true;
    sources.push_back(source);
  }
  return sources;
}

// What the entry at `open` stands for: the elements that the others leave over. Dimensions that the target copies are left out on both
// sides: that keeps it known when they are not, or are 0.
Dim rest_of(const Shape& x, const Shape& target, std::size_t open, const Sources& sources) {
  std::vector<bool> copied(x.size(), false);
  Dim taken = 1;
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (sources[i]) {
      copied[*sources[i]] = true;
    } else if (i != open) {
      taken = taken * target[i];
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

// The target with -1 filled in, and with a single entry that is not known, which is -1 or what is left over.
Shape filled(const Shape& x, Shape target, const Sources& sources) {
  std::vector<std::size_t> open;
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (target[i] == Dim(-1)) open.push_back(i);
    if (target[i].is_unknown() && !sources[i]) unknown.push_back(i);
  }
  if (open.size() > 1) violated("reshape_c2", "shape: got {}, wanted -1 at most once", text(target));
  if (open.size() + unknown.size() == 1) {
    const std::size_t at = open.empty() ? unknown[0] : open[0];
    target[at] = rest_of(x, target, at, sources);
  } else if (open.size() == 1) {
    target[open[0]] = Dim::unknown();
  }
  if (!compatible(element_count(x), element_count(target))) {
    violated("reshape_c3", "shape: got {} for {}, wanted as many elements", text(target), text(x));
  }
  return target;
}

Shape reshaped(const Shape& x, const Shape& attribute) {
  check_entry_count("reshape_c4", attribute.size());
  Shape target;
  for (const Dim& entry : attribute) {
    target.push_back(entry == Dim(-1) ? entry : resolved_entry("reshape_c1", entry, x));
    if (entry != Dim(-1)) check_entry("reshape_c1", target.back(), 0, attribute);
  }
  return filled(x, std::move(target), sources_of(x, attribute, true));
}

// NumPy's rules, except that an entry 1 keeps the dimension.
Shape broadcast_to_shape(const Shape& x, const Shape& attribute) {
  check_entry_count("broadcast_to_c3", attribute.size());
  Shape wanted;
  for (const Dim& entry : attribute) {
    wanted.push_back(resolved_entry("broadcast_to_c1", entry, x));
    check_entry("broadcast_to_c1", wanted.back(), 0, attribute);
  }
  return broadcast_shape("broadcast_to_c2", x, wanted);
}

// What is known of the input `target`; no value where not even the number of entries is.
std::optional<Shape> known_target(const InferContext& context, std::string_view label) {
  const TensorType& target = context.input(1);
  const bool counted = target.ranked && target.shape[0].is_integer();
  if (counted) check_entry_count(label, static_cast<std::size_t>(target.shape[0].integer()));
  return list_argument(context, 1, {});
}

std::vector<TensorType> infer_reshape_by_input(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto target = known_target(context, "reshape_c4");
  if (!target) return {TensorType::unranked(x.dtype)};
  for (const Dim& entry : *target) check_entry("reshape_c1", entry, -1, *target);
  return {{x.dtype, filled(x.shape, *target, sources_of(x.shape, *target, false))}};
}

std::vector<TensorType> infer_broadcast_to_by_input(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto target = known_target(context, "broadcast_to_c3");
  if (!target) return {TensorType::unranked(x.dtype)};
  for (const Dim& entry : *target) check_entry("broadcast_to_c1", entry, 0, *target);
  return {{x.dtype, broadcast_shape("broadcast_to_c2", x.shape, *target)}};
}

Operator reshape() {
  Operator op =
      mover("reshape",
            "The same elements in C order under another shape; an entry is an integer, an expression in the dimensions d0, d1, ... of "
            "x, or -1 once, for what is left over (dimensions that are copied left out).");
  add_attribute_input(op, {"target", "a list of integers and -1"}, "shape");
  op.constraints = {{"reshape_c1", "entries of shape are integers from 0, -1, or expressions in the dimensions of x"},
                    {"reshape_c2", "-1 stands at most once"},
                    {"reshape_c3", "the number of elements stays, and -1 follows from it"},
                    {"reshape_c4", "shape has at most 64 entries"}};
  op.defaults = ReshapeAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    return {{context.input(0).dtype, reshaped(context.input(0).shape, context.attrs<ReshapeAttrs>().shape)}};
  };
  op.infer_unresolved = infer_reshape_by_input;
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    return {x.reshaped(concrete(reshaped(shape_of(x.dims()), context.attrs<ReshapeAttrs>().shape)))};
  };
  op.content = same_content;
  return op;
}

Operator broadcast_to() {
  Operator op = mover("broadcast_to",
                      "x repeated to another shape by NumPy's rules, where an entry 1 keeps the dimension; an entry is an integer or an "
                      "expression in the dimensions d0, d1, ... of x.");
  add_attribute_input(op, {"target", "a list of integers"}, "shape");
  op.constraints = {{"broadcast_to_c1", "entries of shape are integers from 0, or expressions in the dimensions of x"},
                    {"broadcast_to_c2", "x broadcasts with shape"},
                    {"broadcast_to_c3", "shape has at most 64 entries"}};
  op.defaults = BroadcastToAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    return {{context.input(0).dtype, broadcast_to_shape(context.input(0).shape, context.attrs<BroadcastToAttrs>().shape)}};
  };
  op.infer_unresolved = infer_broadcast_to_by_input;
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    const std::vector<std::int64_t> dims = concrete(broadcast_to_shape(shape_of(x.dims()), context.attrs<BroadcastToAttrs>().shape));
    const std::vector<std::int64_t> strides = broadcast_strides(x.dims(), dims);
    return {move_elements(x, dims, [&](std::span<const std::int64_t> index) { return offset_of(index, strides); })};
  };
  op.content = repeated_content;
  return op;
}

// ---- squeeze, unsqueeze

// Without a rank where that depends on which dimensions are 1.
TensorType squeezed(const TensorType& x, const std::vector<std::int64_t>& attribute) {
  const std::vector<int> axes = normal_axes("squeeze_c1", attribute, x.shape.size());
  const bool every = axes.empty();
  if (every && !integers(x.shape)) return TensorType::unranked(x.dtype);
  Shape shape;
  for (std::size_t d = 0; d < x.shape.size(); ++d) {
    const bool named = std::binary_search(axes.begin(), axes.end(), static_cast<int>(d));
    if (named) check_dim("squeeze_c2", fmt::format("dimension {} of x", d), x.shape[d], 1);
    if (!named && !(every && x.shape[d] == Dim(1))) shape.push_back(x.shape[d]);
  }
  return {x.dtype, shape};
}

Shape unsqueezed(const Shape& x, const std::vector<std::int64_t>& attribute) {
  check_entry_count("unsqueeze_c2", attribute.size());
  Shape shape = x;
  for (const int axis : normal_axes("unsqueeze_c1", attribute, x.size() + attribute.size())) shape.insert(shape.begin() + axis, Dim(1));
  return shape;
}

// Of as many unknown dimensions; without a rank where their number is not known.
TensorType some_dimensions(DType dtype, std::optional<std::int64_t> count) {
  if (!count || *count < 0) return TensorType::unranked(dtype);
  return {dtype, Shape(static_cast<std::size_t>(*count), Dim::unknown())};
}

std::vector<TensorType> infer_squeeze_by_input(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto axes = list_argument(context, 1, {});
  if (axes && axes->empty()) return {squeezed(x, {})};
  const auto rank = static_cast<std::int64_t>(x.shape.size());
  return {some_dimensions(x.dtype, axes ? std::optional(rank - static_cast<std::int64_t>(axes->size())) : std::nullopt)};
}

std::vector<TensorType> infer_unsqueeze_by_input(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto axes = list_argument(context, 1, {});
  return {some_dimensions(x.dtype, axes ? std::optional(static_cast<std::int64_t>(x.shape.size() + axes->size())) : std::nullopt)};
}

Operator squeeze() {
  Operator op =
      mover("squeeze", "x without the dimensions at axes, which are of size 1; without every such dimension where there are none.");
  add_attribute_input(op, {"axes", "a list of integers"}, "axes");
  op.constraints = {{"squeeze_c1", "axes are dimensions of x, each once"}, {"squeeze_c2", "what is left out is of size 1"}};
  op.defaults = SqueezeAttrs{};
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    return {squeezed(context.input(0), context.attrs<SqueezeAttrs>().axes)};
  };
  op.infer_unresolved = infer_squeeze_by_input;
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    return {x.reshaped(concrete(squeezed({x.dtype(), shape_of(x.dims())}, context.attrs<SqueezeAttrs>().axes).shape))};
  };
  op.content = same_content;
  return op;
}

Operator unsqueeze() {
  Operator op = mover("unsqueeze", "x with new dimensions of size 1 at axes, counted in the result.");
  add_attribute_input(op, {"axes", "a list of integers"}, "axes");
  op.constraints = {{"unsqueeze_c1", "axes are dimensions of the result, each once"}, {"unsqueeze_c2", "axes has at most 64 entries"}};
  op.defaults = SqueezeAttrs{};
  op.axes_of_input = false;
  op.infer = [](const InferContext& context) -> std::vector<TensorType> {
    return {{context.input(0).dtype, unsqueezed(context.input(0).shape, context.attrs<SqueezeAttrs>().axes)}};
  };
  op.infer_unresolved = infer_unsqueeze_by_input;
  op.eval = [](const EvalContext& context) -> std::vector<Array> {
    const Array& x = context.input(0);
    return {x.reshaped(concrete(unsqueezed(shape_of(x.dims()), context.attrs<SqueezeAttrs>().axes)))};
  };
  op.content = same_content;
  return op;
}

}  // namespace

Dim input_dimension(std::size_t i) {
  return Dim::symbol(fmt::format("d{}", i));
}

std::vector<Operator> reshape_operators() {
  return {reshape(), squeeze(), unsqueeze(), broadcast_to()};
}

}  // namespace nnfront::ops
