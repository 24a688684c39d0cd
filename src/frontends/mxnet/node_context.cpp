#include "frontends/mxnet/node_context.h"

#include <cmath>
#include <limits>

#include "frontends/mxnet/node_loop.h"
#include "ops/elementwise.h"
#include "ops/shape.h"
#include "support/half.h"

namespace nnfront::frontends::mxnet {

namespace {

// Without meaning for the result of any operator: memory limits, library choices, devices, what only calibration wrote.
constexpr std::array<std::string_view, 9> without_meaning = {"workspace",       "cudnn_off",       "cudnn_tune",   "num_args",      "ctx",
                                                             "min_calib_range", "max_calib_range", "__subgraph__", "profiler_scope"};

template <class T>
Array scalar_array(double value) {
  const T element = static_cast<T>(value);
  return Array::of<T>({}, std::span<const T>(&element, 1));
}

template <class T>
Array integer_scalar(double value, DType dtype) {
  const bool fits = value == std::floor(value) && value >= static_cast<double>(std::numeric_limits<T>::min()) &&
                    value < std::ldexp(1.0, std::numeric_limits<T>::digits);
  if (!fits) fail(ErrorCode::unsupported, "the scalar {} is not a value of {}", value, nnfront::name(dtype));
  return scalar_array<T>(value);
}

Array float16_scalar(double value) {
  const std::uint16_t bits = float_to_float16(static_cast<float>(value));
  Array array(DType::float16, {});
  array.as_mutable<std::uint16_t>()[0] = bits;
  return array;
}

}  // namespace

Dim input_dim(std::int64_t i) {
  return ops::input_dimension(static_cast<std::size_t>(i));
}

Value NodeContext::input(int i) {
  if (!has_input(i)) fail(ErrorCode::invalid_file, "input {} is missing, there are {}", i, input_count());
  return scope_.value(entry(i), fmt::format("input {}", i));
}

std::vector<Value> NodeContext::joined_parts(int i) {
  if (!has_input(i)) return {input(i)};
  const SourceNode& source = scope_.node(entry(i));
  if (source.op != "_rnn_param_concat" && source.op != "Concat" && source.op != "concat") return {input(i)};
  std::vector<Value> parts;
  for (const Entry& part : source.inputs) {
    const SourceNode& list = scope_.node(part);
    const bool reshaped = (list.op == "Reshape" || list.op == "reshape") && list.inputs.size() == 1;
    parts.push_back(scope_.value(reshaped ? list.inputs[0] : part, "a part"));
  }
  return parts;
}

std::vector<Value> NodeContext::inputs() {
  std::vector<Value> all;
  for (int i = 0; i < input_count(); ++i) all.push_back(input(i));
  return all;
}

Value NodeContext::parameter(int i, const std::optional<Shape>& shape, bool trainable) {
  if (!has_input(i) || !scope_.is_parameter(entry(i))) return input(i);
  return scope_.parameter(entry(i), shape, trainable);
}

std::optional<Shape> NodeContext::known_shape(int i) {
  if (has_input(i) && scope_.is_parameter(entry(i))) return scope_.known_parameter_shape(entry(i));
  const TensorType& found = type(input(i));
  return found.ranked ? std::optional(found.shape) : std::nullopt;
}

const std::vector<SourceGraph>& NodeContext::subgraphs(std::size_t count) {
  read_subgraphs_ = true;
  if (node_.subgraphs.size() != count) fail(ErrorCode::invalid_file, "got {} graphs inside, wanted {}", node_.subgraphs.size(), count);
  return node_.subgraphs;
}

NodeContext NodeContext::of_inner(const SourceNode& node) const {
  const OperatorRow* row = find_row(node.op);
  ensure(row != nullptr, "a node of a graph inside is asked for, whose operator is not in the table");
  return {*row, node, scope_};
}

std::vector<Value> NodeContext::translate(const SourceGraph& graph, Builder& builder, const std::vector<GraphInput>& inputs) {
  Scope inner(graph, scope_, builder);
  std::size_t next = 0;
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    if (!graph.nodes[n].is_variable()) continue;
    if (next == inputs.size()) fail(ErrorCode::invalid_file, "a graph inside has more than {} inputs", inputs.size());
    const GraphInput& bound = inputs[next++];
    if (bound.value) {
      inner.set(n, {*bound.value});
    } else {
      if (bound.input < 0 || bound.input >= input_count())
        fail(ErrorCode::invalid_file, "a graph inside reads input {}, there are {}", bound.input, input_count());
      inner.bind_outside(n, entry(static_cast<int>(bound.input)));
    }
  }
  if (next != inputs.size()) fail(ErrorCode::invalid_file, "a graph inside has {} inputs, wanted {}", next, inputs.size());
  if (!translate_nodes(inner)) refuse("an operator inside it is not covered");
  std::vector<Value> outputs;
  for (const Entry& head : graph.heads) {
    const Value value = inner.value(head, "an output of a graph inside");
    // What stands outside passes through a node of the graph's own.
    const bool is_own = inner.node(head).is_variable() ? !inner.made(head.node).empty() : true;
    outputs.push_back(is_own ? value : builder.add1("identity", {value}, {}, inner.node(head).name));
  }
  return outputs;
}

const Shape& NodeContext::shape(Value value) const {
  const TensorType& found = type(value);
  if (!found.ranked) throw UnrankedInput{};
  return found.shape;
}

DType NodeContext::dtype(Value value) const {
  const TensorType& found = type(value);
  if (!found.ranked) throw UnrankedInput{};
  return found.dtype;
}

std::int64_t NodeContext::axis(Value value, std::int64_t axis) const {
  const std::int64_t dims = rank(value);
  if (axis < -dims || axis >= dims) fail(ErrorCode::invalid_file, "axis {} is outside {}", axis, text(type(value)));
  return axis < 0 ? axis + dims : axis;
}

const Dim& NodeContext::dim(Value value, std::int64_t at) const {
  return shape(value)[static_cast<std::size_t>(axis(value, at))];
}

std::int64_t NodeContext::size(Value value, std::int64_t at) const {
  const Dim& found = dim(value, at);
  if (!found.is_integer()) refuse("dimension {} of {} must be a number", at, text(type(value)));
  return found.integer();
}

const std::string* NodeContext::find(const std::string& attribute) {
  read_.insert(attribute);
  const auto found = node_.attributes.find(attribute);
  return found == node_.attributes.end() ? nullptr : &found->second;
}

std::string NodeContext::choice(const std::string& attribute, std::initializer_list<std::string_view> choices, std::string_view fallback) {
  const std::string* given = find(attribute);
  if (given == nullptr) return std::string(fallback);
  std::string known;
  for (const std::string_view each : choices) {
    if (*given == each) return *given;
    known += (known.empty() ? "" : ", ") + std::string(each);
  }
  refuse("{} '{}' is not covered, only {}", attribute, printable(*given), known);
}

DType NodeContext::dtype_attr(const std::string& attribute, DType fallback) {
  const std::string* given = find(attribute);
  if (given == nullptr || is_none(*given)) return fallback;
  const auto parsed_type = parse_dtype(*given);
  if (!parsed_type) refuse("{} '{}' is no type of the IR", attribute, printable(*given));
  return *parsed_type;
}

void NodeContext::ignore(std::initializer_list<const char*> attributes) {
  for (const char* attribute : attributes) read_.insert(attribute);
}

std::vector<std::string> NodeContext::unread() const {
  std::vector<std::string> names;
  for (const auto& [attribute, value] : node_.attributes) {
    bool known = read_.count(attribute) > 0;
    for (const std::string_view each : without_meaning) known = known || each == attribute;
    if (!known) names.push_back(attribute);
  }
  return names;
}

std::string NodeContext::part_name(std::string_view part) const {
  return part.empty() ? node_.name : node_.name + "." + std::string(part);
}

Value NodeContext::add(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes, std::string_view part) {
  return builder_.add1(op, std::move(inputs), std::move(attributes), part_name(part));
}

std::vector<Value> NodeContext::add_all(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes,
                                        std::string_view part) {
  return builder_.add(op, std::move(inputs), std::move(attributes), part_name(part));
}

Value NodeContext::add_fixed(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes, std::string_view part) {
  const Value value = add(op, std::move(inputs), std::move(attributes), part);
  builder_.block().nodes.back().fixed = true;
  return value;
}

std::vector<Value> NodeContext::add_owner(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes,
                                          std::vector<Subgraph> graphs) {
  return builder_.add_owner(op, std::move(inputs), std::move(attributes), std::move(graphs), node_.name);
}

Value NodeContext::scalar(double value, DType dtype) {
  switch (dtype) {
    case DType::float64:
      return builder_.constant(scalar_array<double>(value));
    case DType::float32:
      return builder_.constant(scalar_array<float>(value));
    case DType::float16:
      return builder_.constant(float16_scalar(value));
    case DType::int64:
      return builder_.constant(integer_scalar<std::int64_t>(value, dtype));
    case DType::int32:
      return builder_.constant(integer_scalar<std::int32_t>(value, dtype));
    case DType::int8:
      return builder_.constant(integer_scalar<std::int8_t>(value, dtype));
    case DType::uint8:
      return builder_.constant(integer_scalar<std::uint8_t>(value, dtype));
    default:
      refuse("a scalar of type {} is not covered", nnfront::name(dtype));
  }
}

Value NodeContext::as_indices(Value indices, std::string_view part) {
  if (dtype(indices) == DType::int64) return indices;
  return add("cast", {indices}, ops::CastAttrs{DType::int64}, part);
}

Value NodeContext::reshape(Value value, Shape target, std::string_view part) {
  return add("reshape", {value}, ops::ReshapeAttrs{std::move(target)}, part);
}

}  // namespace nnfront::frontends::mxnet
