#include "emit/tensorflow/node_context.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "emit/dim_expression.h"
#include "emit/rearrange.h"
#include "ir/elements.h"
#include "ops/axis.h"
#include "support/fail.h"

namespace nnfront::emit::tensorflow {

namespace {

std::int32_t narrow(std::int64_t value) {
  if (!std::in_range<std::int32_t>(value)) throw Error(ErrorCode::unsupported, fmt::format("{} is no int32", value));
  return static_cast<std::int32_t>(value);
}

Array list_of(const Integers& values) {
  std::vector<std::int32_t> narrowed;
  for (const std::int64_t value : values) narrowed.push_back(narrow(value));
  return Array::of<std::int32_t>({static_cast<std::int64_t>(values.size())}, narrowed);
}

std::string add_node(Emission& emission, std::string_view op, std::string name, Inputs inputs, NodeAttributes attributes) {
  emission.target.nodes.push_back({std::string(op), name, std::move(inputs), std::move(attributes)});
  return name;
}

std::string add_list(Emission& emission, const Integers& values, const std::string& name) {
  return add_constant(emission, Tensor(list_of(values)), name);
}

Integers with_ones_in_front(const Integers& dims, std::size_t rank) {
  Integers result(rank - dims.size(), 1);
  result.insert(result.end(), dims.begin(), dims.end());
  return result;
}

// Constants lie in the file as they are read.
std::string constant_in_form(Emission& emission, const Node& node, const Form& form) {
  const Tensor stretched = reshaped(node.tensor, with_ones_in_front(node.tensor.dims(), form.rank));
  return add_constant(emission, permuted(stretched, stored_order(form.layout, form.rank)), node.name);
}

TensorType stretched(const TensorType& type, std::size_t rank) {
  TensorType result = type;
  result.shape.insert(result.shape.begin(), rank - type.shape.size(), Dim(1));
  return result;
}

// From one layout to the other: nothing moves where both have the elements in one sequence.
std::string converted(Emission& emission, const std::string& tensor, const TensorType& type, Layout from, Layout to) {
  const std::size_t rank = type.shape.size();
  const std::string name =
      emission.names.take(node_name(fmt::format("{}/{}", tensor, to == Layout::channels_last ? "channels_last" : "channels_first")));
  const auto dims = static_target(in_stored_order(to, type.shape));
  if (is_one_sequence(type) && dims) {
    const std::string shape = add_list(emission, *dims, name + "/shape");
    return add_node(emission, "Reshape", name, {tensor, shape}, {attribute("T", type.dtype)});
  }
  Integers permutation;
  for (const std::int64_t d : stored_order(to, rank)) permutation.push_back(stored_axis(from, rank, d));
  const std::string order = add_list(emission, permutation, name + "/perm");
  return add_node(emission, "Transpose", name, {tensor, order}, {attribute("T", type.dtype)});
}

std::string with_more_dimensions(Emission& emission, std::string tensor, DType dtype, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = emission.names.take(node_name(tensor + "/stretched"));
    const std::int32_t zero = 0;
    const std::string axis = add_constant(emission, Tensor(Array::of<std::int32_t>({}, std::span(&zero, 1))), name + "/axis");
    tensor = add_node(emission, "ExpandDims", name, {tensor, axis}, {attribute("T", dtype)});
  }
  return tensor;
}

std::string made_in_form(Emission& emission, const Form& form, const TensorType& type) {
  const std::size_t own_rank = type.shape.size();
  if (form.rank > own_rank) {
    const std::string first = read(emission, {form.value, Layout::channels_first, own_rank}, type);
    const std::string wide = with_more_dimensions(emission, first, type.dtype, form.rank - own_rank);
    if (form.layout == Layout::channels_first) return wide;
    return converted(emission, wide, stretched(type, form.rank), Layout::channels_first, form.layout);
  }
  const Layout made = emission.layouts.of(form.value);
  const auto found = emission.tensors.find({form.value, made, own_rank});
  ensure(found != emission.tensors.end(), "a value is made before it is read");
  return made == form.layout ? found->second : converted(emission, found->second, type, made, form.layout);
}

}  // namespace

std::string node_name(std::string_view name) {
  std::string result;
  for (const char c : name) result += formats::graphdef::is_node_name(fmt::format("n{}", c)) ? c : '_';
  if (!result.empty() && !formats::graphdef::is_node_name(result)) result.insert(0, "n");
  return result;
}

std::string add_constant(Emission& emission, const Tensor& tensor, std::string_view wanted_name) {
  if (!formats::graphdef::element_type(tensor.dtype()))
    throw Error(ErrorCode::unsupported, fmt::format("TensorFlow has no {}", name(tensor.dtype())));
  formats::graphdef::Tensor content{tensor.dtype(), tensor.dims(), [tensor](const auto& sink) { tensor.stream(sink); }};
  return add_node(emission, "Const", emission.names.take(node_name(wanted_name)), {},
                  {attribute("dtype", tensor.dtype()), {"value", std::move(content)}});
}

std::string read(Emission& emission, const Form& form, const TensorType& type) {
  const auto found = emission.tensors.find(form);
  if (found != emission.tensors.end()) return found->second;
  const Node* producer = emission.index.find(form.value.node);
  std::string tensor =
      producer != nullptr && is_constant(*producer) ? constant_in_form(emission, *producer, form) : made_in_form(emission, form, type);
  emission.tensors.emplace(form, tensor);
  return tensor;
}

// ---- Inputs.

std::string NodeContext::input(int i) const {
  const TensorType& own = type(i);
  const std::size_t own_rank = own.shape.size();
  const std::size_t rank = layout_.stretches ? std::max(own_rank, output_type().shape.size()) : own_rank;
  const Layout wanted = rank < 3 ? Layout::channels_first : layout(i);
  return read(emission_, {*operation().inputs[static_cast<std::size_t>(i)], wanted, rank}, own);
}

Inputs NodeContext::inputs() const {
  Inputs all;
  for (int i = 0; i < input_count(); ++i) all.push_back(input(i));
  return all;
}

std::optional<Tensor> NodeContext::content(int i) const {
  const Node* producer = emission_.index.find(operation().inputs[static_cast<std::size_t>(i)]->node);
  if (producer == nullptr || !is_constant(*producer)) return std::nullopt;
  return producer->tensor;
}

Tensor NodeContext::known(int i, std::string_view what) const {
  auto tensor = content(i);
  if (!tensor) refuse("{} is computed by the model", what);
  return *tensor;
}

// ---- Layout.

std::int64_t NodeContext::axis(std::int64_t given) const {
  const auto count = static_cast<std::size_t>(rank(0));
  return stored_axis(layout(), count, ops::from_front(given, count));
}

Integers NodeContext::axes(const Integers& given) const {
  Integers result;
  for (const std::int64_t each : given) result.push_back(axis(each));
  std::sort(result.begin(), result.end());
  return result;
}

Integers NodeContext::axes_or_all(const Integers& given) const {
  if (!given.empty()) return axes(given);
  Integers all(static_cast<std::size_t>(rank(0)));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

Integers NodeContext::spatial_axes() const {
  Integers result;
  for (std::int64_t d = 2; d < rank(0); ++d) result.push_back(axis(d));
  return result;
}

Shape NodeContext::stored_shape() const {
  rank(0);
  return in_stored_order(layout(), type(0).shape);
}

std::int64_t NodeContext::size(int i, std::int64_t axis) const {
  const Dim& known = dim(i, axis);
  if (!known.is_integer()) refuse("the size of dimension {} of input {} is not known", axis, i);
  return known.integer();
}

// ---- Nodes.

Form NodeContext::output_form(int i) const {
  const std::size_t rank = output_type(i).shape.size();
  return {operation().outputs[static_cast<std::size_t>(i)], rank < 3 ? Layout::channels_first : output_layout(i), rank};
}

// The output's own name where the node makes it as it is asked for, and nothing else: a node that others read is no end of the graph.
std::string NodeContext::output_node_name() {
  const auto kept = emission_.output_names.find(operation().outputs[0]);
  if (kept != emission_.output_names.end() && output_count() == 1 && output_form(0).layout == Layout::channels_first) {
    std::string name = kept->second;
    emission_.output_names.erase(kept);
    return name;
  }
  return emission_.names.take(node_name(operation().name.empty() ? operation().op->name : operation().name));
}

void NodeContext::emit(std::string_view op, Inputs inputs, NodeAttributes attributes) {
  const std::string name = add_node(emission_, op, output_node_name(), std::move(inputs), std::move(attributes));
  for (int i = 0; i < output_count(); ++i) bind(i, i == 0 ? name : fmt::format("{}:{}", name, i));
}

void NodeContext::finish(std::string_view op, Inputs inputs) {
  emit(op, std::move(inputs), {attribute("T", dtype())});
}

void NodeContext::yield(const std::string& tensor) {
  std::vector<formats::graphdef::Node>& nodes = emission_.target.nodes;
  const bool is_last = nodes.size() > first_ && nodes.back().name == tensor;
  if (!is_last) return emit("Identity", {tensor}, {attribute("T", output_type().dtype)});
  nodes.back().name = output_node_name();
  bind(0, nodes.back().name);
}

void NodeContext::bind(int i, std::string tensor) {
  emission_.tensors.insert_or_assign(output_form(i), std::move(tensor));
}

void NodeContext::check_outputs() const {
  for (int i = 0; i < output_count(); ++i) ensure(emission_.tensors.count(output_form(i)) == 1, "an emitter makes every output");
}

std::string NodeContext::fresh(std::string_view part) {
  const std::string_view own = operation().name.empty() ? operation().op->name : std::string_view(operation().name);
  return emission_.names.take(node_name(fmt::format("{}/{}", own, part)));
}

std::string NodeContext::add(std::string_view op, Inputs inputs, NodeAttributes attributes, std::string_view part) {
  return add_node(emission_, op, fresh(part), std::move(inputs), std::move(attributes));
}

std::string NodeContext::math(std::string_view op, Inputs inputs, std::string_view part) {
  return add(op, std::move(inputs), {attribute("T", dtype())}, part);
}

// ---- Constants.

std::string NodeContext::integers(const Integers& values, std::string_view part) {
  return constant(list_of(values), part);
}

std::string NodeContext::integer(std::int64_t value, std::string_view part) {
  const std::int32_t narrowed = narrow(value);
  return constant(Array::of<std::int32_t>({}, std::span(&narrowed, 1)), part);
}

std::string NodeContext::scalar(double value, DType dtype, std::string_view part) {
  ensure(is_floating(dtype) || value == std::floor(value), "a number of an integer type is whole");
  const Element element = is_floating(dtype) ? Element(value) : Element(static_cast<std::int64_t>(value));
  return constant(array_of_elements(dtype, {}, std::span(&element, 1)), part);
}

std::string NodeContext::constant(const Tensor& tensor, std::string_view part) {
  return add_constant(emission_, tensor, fresh(part));
}

std::string NodeContext::changed(int i, std::string_view form, const std::function<Tensor(const Tensor&)>& change) {
  const Value value = *operation().inputs[static_cast<std::size_t>(i)];
  const auto key = std::pair(value, std::string(form));
  const auto found = emission_.changed.find(key);
  if (found != emission_.changed.end()) return found->second;
  const Node& producer = emission_.index.producer(value);
  std::string tensor = add_constant(emission_, change(producer.tensor), producer.name);
  emission_.changed.emplace(key, tensor);
  return tensor;
}

// ---- Common parts.

std::string NodeContext::cast(const std::string& tensor, DType from, DType to, std::string_view part) {
  if (from == to) return tensor;
  return add("Cast", {tensor}, {attribute("SrcT", from), attribute("DstT", to)}, part);
}

std::string NodeContext::transposed(const std::string& tensor, DType dtype, const Integers& order, std::string_view part) {
  return add("Transpose", {tensor, integers(order, "perm")}, {attribute("T", dtype)}, part);
}

std::string NodeContext::reshaped(const std::string& tensor, const Integers& dims, std::string_view part) {
  return math("Reshape", {tensor, integers(dims, "shape")}, part);
}

std::string NodeContext::reduced(std::string_view op, const std::string& tensor, const Integers& stored_axes, std::string_view part) {
  return add(op, {tensor, integers(stored_axes, "axes")}, {attribute("T", dtype()), attribute("keep_dims", true)}, part);
}

std::string NodeContext::sliced(const std::string& tensor, std::int64_t stored_axis, std::int64_t begin, std::int64_t end,
                                std::int64_t step, std::string_view part) {
  const auto rank = type(0).shape.size();
  const auto along = [&](std::int64_t value, std::int64_t elsewhere) {
    Integers list(rank, elsewhere);
    list[static_cast<std::size_t>(stored_axis)] = value;
    return list;
  };
  const std::int64_t elsewhere = ((std::int64_t{1} << rank) - 1) & ~(std::int64_t{1} << stored_axis);
  return add(
      "StridedSlice", {tensor, integers(along(begin, 0), "begin"), integers(along(end, 0), "end"), integers(along(step, 1), "step")},
      {attribute("T", dtype()), attribute("Index", DType::int32), attribute("begin_mask", elsewhere), attribute("end_mask", elsewhere)},
      part);
}

std::string NodeContext::concatenated(Inputs tensors, std::int64_t stored_axis, std::string_view part) {
  const auto count = static_cast<std::int64_t>(tensors.size());
  tensors.push_back(integer(stored_axis, "axis"));
  return add("ConcatV2", std::move(tensors), {attribute("T", dtype()), attribute("N", count)}, part);
}

std::string NodeContext::shape_list() {
  return math("Shape", {input(0)}, "shape");
}

std::string NodeContext::dimension_list(std::int64_t given) {
  const std::int64_t at = axis(given);
  return entries(shape_list(), at, at + 1, fmt::format("d{}", given));
}

std::string NodeContext::entries(const std::string& list, std::int64_t begin, std::int64_t end, std::string_view part) {
  return add("StridedSlice", {list, integers({begin}, "begin"), integers({end}, "end"), integers({1}, "step")},
             {attribute("T", DType::int32), attribute("Index", DType::int32)}, part);
}

std::string NodeContext::joined(Inputs lists, std::string_view part) {
  if (lists.size() == 1) return lists.front();
  const auto count = static_cast<std::int64_t>(lists.size());
  lists.push_back(integer(0, "axis"));
  return add("ConcatV2", std::move(lists), {attribute("N", count), attribute("T", DType::int32)}, part);
}

std::string NodeContext::target_shape(const Shape& stored, bool infers) {
  if (const auto known = infers ? static_target(stored) : nnfront::integers(stored)) return integers(*known, "shape");
  const auto on_lists = [&](std::string_view op, Inputs operands, std::string_view part) {
    return add(op, std::move(operands), {attribute("T", DType::int32)}, part);
  };
  const DimArithmetic arithmetic{[&](std::int64_t value) { return integers({value}, "number"); },
                                 [&](std::int64_t d) { return dimension_list(d); },
                                 [&](const std::string& value) { return on_lists("Neg", {value}, "negative"); },
                                 [&](char sign, const std::string& a, const std::string& b) -> std::string {
                                   if (sign == '+') return on_lists("AddV2", {a, b}, "sum");
                                   if (sign == '-') return on_lists("Sub", {a, b}, "difference");
                                   if (sign == '*') return on_lists("Mul", {a, b}, "product");
                                   return on_lists(sign == '/' ? "FloorDiv" : "FloorMod", {a, b}, sign == '/' ? "quotient" : "remainder");
                                 }};
  Inputs lists;
  for (const Dim& dim : stored) {
    if (dim.is_unknown()) refuse("a dimension that is not known");
    lists.push_back(compute(dim.text(), arithmetic));
  }
  return joined(std::move(lists), "shape");
}

std::string NodeContext::scalar_input(int i, std::string_view part) {
  if (rank(i) == 0) return input(i);
  return add("Reshape", {input(i), integers({}, "scalar")}, {attribute("T", type(i).dtype)}, part);
}

std::string NodeContext::integers_of(int i, const Integers& values, std::string_view part) {
  if (!has_input(i)) return integers(values, part);
  const std::string list = cast(input(i), type(i).dtype, DType::int32, part);
  return rank(i) == 1 ? list : add("Reshape", {list, integers({-1}, "list")}, {attribute("T", DType::int32)}, part);
}

std::string NodeContext::column(int i, std::string_view part) {
  const std::int64_t behind = rank(0) - 1 - channel_axis();
  if (behind == 0 && rank(i) == 1) return input(i);
  Integers dims(static_cast<std::size_t>(behind + 1), 1);
  dims[0] = -1;
  if (!content(i)) return add("Reshape", {input(i), integers(dims, "column")}, {attribute("T", type(i).dtype)}, part);
  return changed(i, fmt::format("column{}", behind), [&](const Tensor& list) {
    dims[0] = list.size();
    return emit::reshaped(list, dims);
  });
}

// ---- Attributes.

formats::graphdef::Attribute attribute(std::string name, bool value) {
  return {std::move(name), value};
}

formats::graphdef::Attribute attribute(std::string name, std::int64_t value) {
  return {std::move(name), value};
}

formats::graphdef::Attribute attribute(std::string name, double value) {
  return {std::move(name), value};
}

formats::graphdef::Attribute attribute(std::string name, DType value) {
  return {std::move(name), value};
}

formats::graphdef::Attribute attribute(std::string name, Integers value) {
  return {std::move(name), std::move(value)};
}

formats::graphdef::Attribute text_attribute(std::string name, std::string_view value) {
  return {std::move(name), std::string(value)};
}

std::optional<Integers> static_target(const Shape& dims) {
  Integers target;
  int open = 0;
  for (const Dim& dim : dims) {
    open += dim.is_integer() && dim.integer() != -1 ? 0 : 1;
    target.push_back(dim.is_integer() ? dim.integer() : -1);
  }
  const bool empty = std::find(target.begin(), target.end(), 0) != target.end();
  if (open > 1 || (open == 1 && empty)) return std::nullopt;
  return target;
}

}  // namespace nnfront::emit::tensorflow
