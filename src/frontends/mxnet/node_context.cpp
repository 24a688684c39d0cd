#include "frontends/mxnet/node_context.h"

#include <cmath>
#include <limits>

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

NodeContext::NodeContext(const OperatorRow& row, const SourceGraph& graph, const SourceNode& node, Variables& variables,
                         const std::vector<std::vector<Value>>& values, Builder& builder)
    : row_(row), graph_(graph), node_(node), variables_(variables), values_(values), builder_(builder) {}

bool NodeContext::is_parameter(int i) const {
  return is_parameter(node_.inputs[static_cast<std::size_t>(i)]);
}

bool NodeContext::is_parameter(const Entry& entry) const {
  return graph_.nodes[static_cast<std::size_t>(entry.node)].is_variable() && variables_.at(entry.node).kind == Variable::Kind::parameter;
}

Value NodeContext::value_of(const Entry& entry, const std::string& what) {
  if (is_parameter(entry)) return variables_.parameter(builder_, entry.node, std::nullopt, true);
  const std::vector<Value>& made = values_[static_cast<std::size_t>(entry.node)];
  if (entry.output >= static_cast<std::int64_t>(made.size())) {
    fail(ErrorCode::invalid_file, "{} is output {} of '{}', which has {}", what, entry.output,
         printable(graph_.nodes[static_cast<std::size_t>(entry.node)].name), made.size());
  }
  return made[static_cast<std::size_t>(entry.output)];
}

Value NodeContext::input(int i) {
  if (!has_input(i)) fail(ErrorCode::invalid_file, "input {} is missing, there are {}", i, input_count());
  return value_of(node_.inputs[static_cast<std::size_t>(i)], fmt::format("input {}", i));
}

std::vector<Value> NodeContext::joined_parts(int i) {
  if (!has_input(i)) return {input(i)};
  const SourceNode& source = graph_.nodes[static_cast<std::size_t>(node_.inputs[static_cast<std::size_t>(i)].node)];
  if (source.op != "_rnn_param_concat" && source.op != "Concat" && source.op != "concat") return {input(i)};
  std::vector<Value> parts;
  for (const Entry& entry : source.inputs) {
    const SourceNode& list = graph_.nodes[static_cast<std::size_t>(entry.node)];
    const bool reshaped = (list.op == "Reshape" || list.op == "reshape") && list.inputs.size() == 1;
    parts.push_back(value_of(reshaped ? list.inputs[0] : entry, "a part"));
  }
  return parts;
}

std::vector<Value> NodeContext::inputs() {
  std::vector<Value> all;
  for (int i = 0; i < input_count(); ++i) all.push_back(input(i));
  return all;
}

Value NodeContext::parameter(int i, const std::optional<Shape>& shape, bool trainable) {
  if (!has_input(i) || !is_parameter(i)) return input(i);
  return variables_.parameter(builder_, node_.inputs[static_cast<std::size_t>(i)].node, shape, trainable);
}

std::optional<Shape> NodeContext::known_shape(int i) {
  if (has_input(i) && is_parameter(i)) return variables_.known_shape(node_.inputs[static_cast<std::size_t>(i)].node);
  const TensorType& found = type(input(i));
  return found.ranked ? std::optional(found.shape) : std::nullopt;
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
  builder_.graph().nodes().back().fixed = true;
  return value;
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
