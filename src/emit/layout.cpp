#include "emit/layout.h"

#include <algorithm>
#include <optional>

#include "ir/attribute_inputs.h"
#include "ops/axis.h"
#include "ops/reduce.h"
#include "ops/shape.h"

namespace nnfront::emit {

namespace {

constexpr std::size_t fewest_dimensions = 3;  // that have two orders

enum class Role {
  fixed,        // computes with the order of dimensions: channels-first
  windows,      // wants its first input channels-last
  broadcasts,   // element by element over all inputs
  elementwise,  // element by element over the first input
  along_axes,   // the same, along axes that attributes name
  removes,      // takes dimensions away
  permutes,
  reshapes,
  reads_any,  // makes something of another kind from an input in any order
};

const std::unordered_map<std::string_view, Role>& roles() {
  static const std::unordered_map<std::string_view, Role> table = [] {
    std::unordered_map<std::string_view, Role> all = {
        {"transpose", Role::permutes}, {"reshape", Role::reshapes}, {"shape_of", Role::reads_any}};
    const auto add = [&](Role role, std::initializer_list<std::string_view> names) {
      for (const std::string_view name : names) all.emplace(name, role);
    };
    add(Role::windows, {"conv", "conv_transpose", "max_pool", "average_pool", "lp_pool", "adaptive_max_pool", "adaptive_average_pool",
                        "lrn", "resize", "depth_to_space", "space_to_depth"});
    add(Role::broadcasts, {"add",         "sub",       "mul",     "div",        "pow",     "mod",           "minimum",     "maximum",
                           "equal",       "not_equal", "less",    "less_equal", "greater", "greater_equal", "logical_and", "logical_or",
                           "logical_xor", "where",     "bit_and", "bit_or",     "bit_xor", "bit_shift",     "concat"});
    add(Role::elementwise, {"abs",
                            "neg",
                            "sign",
                            "exp",
                            "expm1",
                            "log",
                            "log1p",
                            "log2",
                            "log10",
                            "sqrt",
                            "rsqrt",
                            "cbrt",
                            "rcbrt",
                            "reciprocal",
                            "square",
                            "floor",
                            "ceil",
                            "round",
                            "round_away",
                            "round_half_down",
                            "trunc",
                            "sin",
                            "cos",
                            "tan",
                            "asin",
                            "acos",
                            "atan",
                            "sinh",
                            "cosh",
                            "asinh",
                            "acosh",
                            "atanh",
                            "erf",
                            "erfinv",
                            "gamma",
                            "lgamma",
                            "digamma",
                            "is_nan",
                            "is_inf",
                            "cast",
                            "identity",
                            "dropout",
                            "logical_not",
                            "bit_not",
                            "relu",
                            "leaky_relu",
                            "thresholded_relu",
                            "shrink",
                            "prelu",
                            "elu",
                            "celu",
                            "selu",
                            "gelu",
                            "sigmoid",
                            "hard_sigmoid",
                            "silu",
                            "swish",
                            "hard_swish",
                            "tanh",
                            "softplus",
                            "softsign",
                            "mish",
                            "clip",
                            "batch_norm",
                            "group_norm",
                            "instance_norm",
                            "global_max_pool",
                            "global_average_pool",
                            "global_lp_pool"});
    add(Role::along_axes, {"softmax", "log_softmax", "hardmax", "l2_normalize", "lp_normalize", "cumsum", "cumprod", "pad", "slice",
                           "split", "flip", "tile", "topk", "sort"});
    add(Role::removes, {"reduce_sum", "reduce_mean", "reduce_prod", "reduce_nan_sum", "reduce_nan_prod", "reduce_min", "reduce_max",
                        "reduce_l1", "reduce_l2", "reduce_log_sum_exp", "argmin", "argmax", "squeeze"});
    return all;
  }();
  return table;
}

Role role_of(const Operation& operation) {
  const auto found = roles().find(operation.op->name);
  return found == roles().end() ? Role::fixed : found->second;
}

bool has_two_orders(const TensorType& type) {
  return type.ranked && type.shape.size() >= fewest_dimensions;
}

std::vector<std::int64_t> from_front(std::vector<std::int64_t> axes, std::size_t rank) {
  for (std::int64_t& axis : axes) axis = ops::from_front(axis, rank);
  return axes;
}

// The dimensions that go; none where they stay as ones. What goes must be known.
std::optional<std::vector<std::int64_t>> removed_axes(const Operation& operation) {
  const Shape& shape = operation.input_types.front().shape;
  if (operation.op->name == "squeeze") {
    const auto& axes = operation.attrs<ops::SqueezeAttrs>().axes;
    if (axes.empty()) return std::nullopt;
    return from_front(axes, shape.size());
  }
  if (operation.attributes->is<ops::ArgAttrs>()) {
    const auto& attrs = operation.attrs<ops::ArgAttrs>();
    if (attrs.keep_dims) return std::vector<std::int64_t>();
    return from_front({attrs.axis}, shape.size());
  }
  const auto& attrs = operation.attrs<ops::ReduceAttrs>();
  if (attrs.keep_dims) return std::vector<std::int64_t>();
  if (!attrs.axes.empty()) return from_front(attrs.axes, shape.size());
  std::vector<std::int64_t> all;
  for (std::size_t d = 0; d < shape.size(); ++d) all.push_back(static_cast<std::int64_t>(d));
  return all;
}

// Dimensions `in_memory` (each once): the layout in which they lie so, if there is one.
std::optional<Layout> layout_of_sequence(const std::vector<std::int64_t>& in_memory) {
  std::vector<std::int64_t> sorted = in_memory;
  std::sort(sorted.begin(), sorted.end());
  if (in_memory == sorted) return Layout::channels_first;
  if (in_memory == in_stored_order(Layout::channels_last, sorted)) return Layout::channels_last;
  return std::nullopt;
}

// [N, C, ...] stays [N, C, ...] in front.
bool keeps_batch_and_channels(const TensorType& from, const TensorType& to) {
  if (!has_two_orders(from) || !has_two_orders(to)) return false;
  for (std::size_t d = 0; d < 2; ++d) {
    if (from.shape[d].is_unknown() || !(from.shape[d] == to.shape[d])) return false;
  }
  return true;
}

}  // namespace

std::vector<std::int64_t> stored_order(Layout layout, std::size_t rank) {
  std::vector<std::int64_t> order;
  for (std::size_t d = 0; d < rank; ++d) order.push_back(static_cast<std::int64_t>(d));
  if (layout == Layout::channels_last && rank >= fewest_dimensions) std::rotate(order.begin() + 1, order.begin() + 2, order.end());
  return order;
}

std::int64_t stored_axis(Layout layout, std::size_t rank, std::int64_t axis) {
  const std::vector<std::int64_t> order = stored_order(layout, rank);
  return std::find(order.begin(), order.end(), axis) - order.begin();
}

bool is_one_sequence(const TensorType& type) {
  if (!type.ranked) return false;
  if (type.shape.size() < fewest_dimensions || type.shape[1] == Dim(1)) return true;
  return std::all_of(type.shape.begin() + 2, type.shape.end(), [](const Dim& dim) { return dim == Dim(1); });
}

// The rules, for one operation.
struct LayoutQuestion {
  const Layouts& layouts;
  const Operation& operation;

  OperationLayout all_first() const {
    return {std::vector<Layout>(operation.inputs.size(), Layout::channels_first),
            std::vector<Layout>(operation.outputs.size(), Layout::channels_first), false};
  }

  OperationLayout first_input(Layout read, Layout made) const {
    OperationLayout result = all_first();
    if (!result.inputs.empty()) result.inputs[0] = read;
    std::fill(result.outputs.begin(), result.outputs.end(), made);
    return result;
  }

  bool is_last(std::size_t i) const {
    const auto& input = operation.inputs[i];
    return input && has_two_orders(operation.input_types[i]) && layouts.is_at_hand(*input, Layout::channels_last);
  }

  Layout of_first() const { return is_last(0) ? Layout::channels_last : Layout::channels_first; }

  bool is_data_of_full_rank(std::size_t i) const {
    if (!operation.inputs[i] || layouts.is_constant_value(*operation.inputs[i])) return false;
    const TensorType& type = operation.input_types[i];
    return type.ranked && type.shape.size() == operation.types.front().shape.size();
  }

  // What would have to be moved decides; where nothing would, any input of the output's rank.
  OperationLayout broadcasting() const {
    if (!has_two_orders(operation.types.front())) return all_first();
    bool large_last = false;
    bool large_first = false;
    bool any_last = false;
    for (std::size_t i = 0; i < operation.inputs.size(); ++i) {
      if (!is_data_of_full_rank(i)) continue;
      const bool last = is_last(i);
      any_last = any_last || last;
      if (is_one_sequence(operation.input_types[i])) continue;
      large_last = large_last || last;
      large_first = large_first || !last;
    }
    const bool last = large_last || (!large_first && any_last);
    const Layout chosen = last ? Layout::channels_last : Layout::channels_first;
    return {std::vector<Layout>(operation.inputs.size(), chosen), std::vector<Layout>(operation.outputs.size(), chosen), last};
  }

  OperationLayout along_axes() const {
    if (has_attribute_inputs(*operation.op, operation.inputs)) return all_first();
    return first_input(of_first(), of_first());
  }

  OperationLayout removing() const {
    if (of_first() == Layout::channels_first || has_attribute_inputs(*operation.op, operation.inputs)) return all_first();
    const auto removed = removed_axes(operation);
    if (!removed) return all_first();
    std::vector<std::int64_t> left = stored_order(Layout::channels_last, operation.input_types[0].shape.size());
    left.erase(std::remove_if(left.begin(), left.end(),
                              [&](std::int64_t d) { return std::find(removed->begin(), removed->end(), d) != removed->end(); }),
               left.end());
    const auto made = layout_of_sequence(left);
    return made ? first_input(Layout::channels_last, *made) : all_first();
  }

  OperationLayout permuting() const {
    const auto& permutation = operation.attrs<ops::TransposeAttrs>().permutation;
    const Layout read = of_first();
    const std::vector<std::int64_t> in_memory = stored_order(read, permutation.size());
    for (const Layout made : {Layout::channels_first, Layout::channels_last}) {
      if (in_stored_order(made, permutation) == in_memory) return first_input(read, made);
    }
    return first_input(read, Layout::channels_first);
  }

  OperationLayout reshaping() const {
    if (of_first() == Layout::channels_first || has_attribute_inputs(*operation.op, operation.inputs)) return all_first();
    const TensorType& from = operation.input_types[0];
    if (keeps_batch_and_channels(from, operation.types[0])) return first_input(Layout::channels_last, Layout::channels_last);
    return is_one_sequence(from) ? first_input(Layout::channels_last, Layout::channels_first) : all_first();
  }

  OperationLayout windowed() const {
    if (!has_two_orders(operation.input_types[0])) return all_first();
    return first_input(Layout::channels_last, Layout::channels_last);
  }

  OperationLayout answer() const {
    switch (role_of(operation)) {
      case Role::windows:
        return windowed();
      case Role::broadcasts:
        return broadcasting();
      case Role::elementwise:
        return first_input(of_first(), of_first());
      case Role::along_axes:
        return along_axes();
      case Role::removes:
        return removing();
      case Role::permutes:
        return permuting();
      case Role::reshapes:
        return reshaping();
      case Role::reads_any:
        return first_input(of_first(), Layout::channels_first);
      case Role::fixed:
        break;
    }
    return all_first();
  }
};

OperationLayout Layouts::place(const Operation& operation) {
  OperationLayout layout = LayoutQuestion{*this, operation}.answer();
  for (std::size_t i = 0; i < operation.inputs.size(); ++i) {
    if (operation.inputs[i] && layout.inputs[i] == Layout::channels_last) also_last_.insert(*operation.inputs[i]);
  }
  for (std::size_t i = 0; i < operation.outputs.size(); ++i) made_.insert_or_assign(operation.outputs[i], layout.outputs[i]);
  return layout;
}

Layout Layouts::of(Value value) const {
  const auto found = made_.find(value);
  return found == made_.end() ? Layout::channels_first : found->second;
}

bool Layouts::is_at_hand(Value value, Layout layout) const {
  if (of(value) == layout) return true;
  return layout == Layout::channels_last && also_last_.count(value) != 0 && !is_constant_value(value);
}

// What enters a step of an epilogue has no node of its own.
bool Layouts::is_constant_value(Value value) const {
  const Node* producer = index_->find(value.node);
  return producer != nullptr && is_constant(*producer);
}

}  // namespace nnfront::emit
