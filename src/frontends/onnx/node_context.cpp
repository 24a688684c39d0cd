#include "frontends/onnx/node_context.h"

#include <algorithm>
#include <limits>

#include "frontends/onnx/tensors.h"
#include "ir/content.h"
#include "ops/elements.h"
#include "ops/elementwise.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

[[noreturn]] void wrong_kind(std::string_view attribute, const OnnxAttributeValue& value, std::string_view wanted) {
  constexpr std::string_view kinds[] = {
      "nothing",  "an integer",      "a number", "a text", "a list of integers", "a list of numbers", "a list of texts",
      "a tensor", "a sparse tensor", "a graph",  "a type"};
  const auto* oversized = std::get_if<formats::OnnxOversized>(&value);
  const std::string got =
      oversized == nullptr ? std::string(kinds[value.index()]) : fmt::format("{} of {}", oversized->what, oversized->size);
  fail(ErrorCode::invalid_file, "attribute '{}' is {}, wanted {}", printable(attribute), got, wanted);
}

template <class Held>
const Held& held(std::string_view attribute, const OnnxAttributeValue& value, std::string_view wanted) {
  const auto* found = std::get_if<Held>(&value);
  if (found == nullptr) wrong_kind(attribute, value, wanted);
  return *found;
}

// Lists say something for each dimension or input; longer ones are content, which is not read as an attribute.
constexpr std::size_t longest_list = 4096;

template <class Held>
const Held& held_list(std::string_view attribute, const OnnxAttributeValue& value, std::string_view wanted) {
  const Held& list = held<Held>(attribute, value, wanted);
  if (list.size() <= longest_list) return list;
  fail(ErrorCode::invalid_file, "attribute '{}' has {} entries, at most {} are read", printable(attribute), list.size(), longest_list);
}

}  // namespace

template <>
std::int64_t NodeContext::converted(std::string_view attribute, const OnnxAttributeValue& value) {
  return held<std::int64_t>(attribute, value, "an integer");
}
template <>
bool NodeContext::converted(std::string_view attribute, const OnnxAttributeValue& value) {
  return held<std::int64_t>(attribute, value, "an integer") != 0;
}
template <>
double NodeContext::converted(std::string_view attribute, const OnnxAttributeValue& value) {
  return static_cast<double>(held<float>(attribute, value, "a number"));
}
template <>
std::string NodeContext::converted(std::string_view attribute, const OnnxAttributeValue& value) {
  return std::string(held<std::string_view>(attribute, value, "a text"));
}
template <>
std::vector<std::int64_t> NodeContext::converted(std::string_view attribute, const OnnxAttributeValue& value) {
  return held_list<std::vector<std::int64_t>>(attribute, value, "a list of integers");
}
template <>
std::vector<double> NodeContext::converted(std::string_view attribute, const OnnxAttributeValue& value) {
  const std::vector<float>& numbers = held_list<std::vector<float>>(attribute, value, "a list of numbers");
  return {numbers.begin(), numbers.end()};
}
template <>
std::vector<std::string> NodeContext::converted(std::string_view attribute, const OnnxAttributeValue& value) {
  const auto& texts = held_list<std::vector<std::string_view>>(attribute, value, "a list of texts");
  return {texts.begin(), texts.end()};
}

Dim input_dim(std::int64_t i) {
  return ops::input_dimension(static_cast<std::size_t>(i));
}

std::string node_name(const OnnxNode& node, const Scope& scope) {
  std::string_view name = node.name;
  for (std::size_t i = 0; i < node.outputs.size() && name.empty(); ++i) name = node.outputs[i];
  return scope.prefix() + std::string(name);
}

NodeContext::NodeContext(const OperatorRow& row, const OnnxNode& node, Scope& scope, Translation& translation)
    : row_(row), node_(node), scope_(scope), translation_(translation), name_(node_name(node, scope)) {}

// ---- Inputs.

bool NodeContext::has_input(int i) const {
  if (i >= input_count()) return false;
  const std::string_view wanted = node_.inputs[static_cast<std::size_t>(i)];
  return !wanted.empty() && !scope_.is_left_out(wanted);
}

Value NodeContext::input(int i, ParameterRole role) {
  if (!has_input(i)) fail(ErrorCode::invalid_file, "input {} is missing", i);
  return as_tensor(binding(i, role), fmt::format("input {}", i));
}

std::optional<Value> NodeContext::optional_input(int i, ParameterRole role) {
  return has_input(i) ? std::optional(input(i, role)) : std::nullopt;
}

Binding NodeContext::binding(int i, ParameterRole role) {
  if (!has_input(i)) return {};
  const std::string_view wanted = node_.inputs[static_cast<std::size_t>(i)];
  const std::optional<Binding> found = scope_.find(wanted, role);
  if (!found) fail(ErrorCode::invalid_file, "input {} is '{}', which nothing makes", i, printable(wanted));
  return *found;
}

ValueList NodeContext::sequence(int i) {
  if (!has_input(i)) fail(ErrorCode::invalid_file, "input {} is missing", i);
  const Binding found = binding(i);
  if (const auto* list = std::get_if<ValueList>(&found)) return *list;
  shape(std::get<Value>(found));
  fail(ErrorCode::invalid_file, "input {} is {}, wanted a sequence", i, text(type(std::get<Value>(found))));
}

std::vector<Value> NodeContext::inputs() {
  std::vector<Value> all;
  for (int i = 0; i < input_count(); ++i) all.push_back(input(i));
  return all;
}

bool NodeContext::is_initializer(int i) const {
  return has_input(i) && scope_.is_initializer(node_.inputs[static_cast<std::size_t>(i)]);
}

std::optional<Array> NodeContext::constant(int i) {
  if (!has_input(i)) return std::nullopt;
  if (is_initializer(i)) return scope_.content(node_.inputs[static_cast<std::size_t>(i)]);
  const Value value = input(i);
  const std::optional<std::vector<std::int64_t>> dims = nnfront::integers(type(value).shape);
  const bool is_empty = type(value).ranked && dims && std::count(dims->begin(), dims->end(), 0) > 0;
  return is_empty ? std::optional(Array(type(value).dtype, *dims)) : translation_.known.find(value);
}

std::optional<Shape> NodeContext::shape_content(int i) {
  if (!has_input(i)) return std::nullopt;
  const Content* content = known_content(input(i), translation_.builder.index());
  return content == nullptr ? std::nullopt : std::optional(content->entries);
}

std::optional<std::vector<std::int64_t>> NodeContext::constant_integers(int i, std::string_view what) {
  if (!has_input(i)) return std::nullopt;
  const std::optional<Array> array = constant(i);
  if (!array) refuse("{} that depend on the data are not covered", what);
  if (!ops::computes_in_integers(array->dtype())) fail(ErrorCode::invalid_file, "{} are of {}", what, nnfront::name(array->dtype()));
  return ops::to_integers(*array);
}

std::optional<std::vector<double>> NodeContext::constant_numbers(int i, std::string_view what) {
  if (!has_input(i)) return std::nullopt;
  const std::optional<Array> array = constant(i);
  if (!array) refuse("{} that depend on the data are not covered", what);
  return ops::to_doubles(*array);
}

// Content, or else the value as an operand; nothing of both where the input is left out.
std::optional<Array> NodeContext::argument_content(int i, Operands& operands) {
  std::optional<Array> array = constant(i);
  operands.push_back(!array && has_input(i) ? std::optional(input(i)) : std::nullopt);
  return array;
}

void NodeContext::argument(int i, std::string_view what, std::vector<std::int64_t>& attribute, Operands& operands) {
  const auto array = argument_content(i, operands);
  if (array && !ops::computes_in_integers(array->dtype()))
    fail(ErrorCode::invalid_file, "{} are of {}", what, nnfront::name(array->dtype()));
  if (array) attribute = ops::to_integers(*array);
}

void NodeContext::argument(int i, std::string_view /*what*/, std::vector<double>& attribute, Operands& operands) {
  const auto array = argument_content(i, operands);
  if (array) attribute = ops::to_doubles(*array);
}

void NodeContext::argument(int i, std::string_view what, Shape& attribute, Operands& operands) {
  std::vector<std::int64_t> numbers;
  argument(i, what, numbers, operands);
  attribute.assign(numbers.begin(), numbers.end());
}

void NodeContext::argument(int i, std::string_view what, std::int64_t& attribute, Operands& operands) {
  std::vector<std::int64_t> numbers = {attribute};
  argument(i, what, numbers, operands);
  if (numbers.size() != 1) fail(ErrorCode::invalid_file, "{} has {} elements, wanted 1", what, numbers.size());
  attribute = numbers[0];
}

void NodeContext::argument(int i, std::string_view what, double& attribute, Operands& operands) {
  std::vector<double> numbers = {attribute};
  argument(i, what, numbers, operands);
  if (numbers.size() != 1) fail(ErrorCode::invalid_file, "{} has {} elements, wanted 1", what, numbers.size());
  attribute = numbers[0];
}

void NodeContext::spatial_argument(int i, std::string_view what, std::vector<std::int64_t>& attribute, Operands& operands) {
  constexpr std::int64_t before = 2;
  const bool given = has_input(i);
  const std::int64_t length = given ? list_length(i, what) : 0;
  if (given && length <= before) fail(ErrorCode::invalid_file, "{} has {} entries, wanted more than {}", what, length, before);
  argument(i, what, attribute, operands);
  if (!attribute.empty()) attribute.erase(attribute.begin(), attribute.begin() + before);
  if (operands.back()) operands.back() = add("slice", {*operands.back()}, ops::SliceAttrs{{0}, {before}, {length}, {1}}, what);
}

std::int64_t NodeContext::list_length(int i, std::string_view what) {
  const std::optional<Array> array = constant(i);
  const Shape found = array ? shape_of(array->dims()) : shape(input(i));
  if (found.size() != 1) fail(ErrorCode::invalid_file, "{} has {} dimensions, wanted a list", what, found.size());
  if (!found[0].is_integer()) refuse("{} of {} entries is not covered, only a list whose length is known", what, found[0].text());
  return found[0].integer();
}

// ---- Outputs.

bool NodeContext::has_output(int i) const {
  return i < output_count() && !node_.outputs[static_cast<std::size_t>(i)].empty();
}

void NodeContext::only_outputs(int count) const {
  for (int i = count; i < output_count(); ++i) {
    if (has_output(i)) refuse("output {} ('{}') is not covered", i, printable(node_.outputs[static_cast<std::size_t>(i)]));
  }
}

// ---- Types.

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

DType NodeContext::input_dtype(int i) {
  const std::optional<Array> array = constant(i);
  return array ? array->dtype() : dtype(input(i));
}

std::int64_t NodeContext::axis(Value value, std::int64_t axis) const {
  return axes(rank(value), {axis}).front();
}

std::vector<std::int64_t> NodeContext::axes(std::int64_t rank, std::vector<std::int64_t> axes) const {
  for (std::int64_t& axis : axes) {
    if (axis < -rank || axis >= rank) fail(ErrorCode::invalid_file, "axis {} is outside of {} dimensions", axis, rank);
    if (axis < 0) axis += rank;
  }
  return axes;
}

const Dim& NodeContext::dim(Value value, std::int64_t at) const {
  return shape(value)[static_cast<std::size_t>(axis(value, at))];
}

std::int64_t NodeContext::size(Value value, std::int64_t at) const {
  const Dim& found = dim(value, at);
  if (!found.is_integer()) refuse("dimension {} of {} must be a number", at, text(type(value)));
  return found.integer();
}

// ---- Attributes.

const OnnxAttributeValue* NodeContext::find(std::string_view attribute) const {
  for (const OnnxAttribute& each : node_.attributes) {
    if (each.name == attribute) return scope_.resolve(each);
  }
  return nullptr;
}

const OnnxAttributeValue* NodeContext::read(std::string_view attribute) {
  read_.emplace(attribute);
  return find(attribute);
}

std::string NodeContext::choice(std::string_view attribute, std::initializer_list<std::string_view> choices, std::string_view fallback) {
  const std::string given = attr<std::string>(attribute, std::string(fallback));
  std::string known;
  for (const std::string_view each : choices) {
    if (given == each) return given;
    known += (known.empty() ? "" : ", ") + std::string(each);
  }
  refuse("{} '{}' is not covered, only {}", attribute, printable(given), known);
}

DType NodeContext::dtype_attr(std::string_view attribute, DType fallback) {
  const OnnxAttributeValue* value = read(attribute);
  if (value == nullptr) return fallback;
  const std::int64_t number = converted<std::int64_t>(attribute, *value);
  const auto dtype = std::in_range<std::int32_t>(number) ? formats::onnx_dtype(static_cast<std::int32_t>(number)) : std::nullopt;
  if (!dtype) refuse("{} is {}, which the IR lacks", attribute, formats::onnx_type_name(static_cast<std::int32_t>(number)));
  if (*dtype == DType::string) refuse("strings are not covered");
  return *dtype;
}

const OnnxTensor* NodeContext::tensor_attr(std::string_view attribute) {
  const OnnxAttributeValue* value = read(attribute);
  return value == nullptr ? nullptr : held<std::shared_ptr<const OnnxTensor>>(attribute, *value, "a tensor").get();
}

const OnnxGraph& NodeContext::graph_attr(std::string_view attribute) {
  const OnnxAttributeValue* value = read(attribute);
  if (value == nullptr) fail(ErrorCode::invalid_file, "attribute '{}' is missing", attribute);
  return *held<std::shared_ptr<const OnnxGraph>>(attribute, *value, "a graph");
}

void NodeContext::ignore(std::initializer_list<std::string_view> attributes) {
  for (const std::string_view attribute : attributes) read_.emplace(attribute);
}

// Exporters mark their own with an underscore in front; a reference that the call leaves out is not there.
std::vector<std::string> NodeContext::unread() const {
  std::vector<std::string> names;
  for (const OnnxAttribute& each : node_.attributes) {
    const bool is_private = each.name.substr(0, 1) == "_" || each.name == "consumed_inputs";  // of opset 1: what may be overwritten
    if (!is_private && read_.count(each.name) == 0 && scope_.resolve(each) != nullptr) names.emplace_back(each.name);
  }
  return names;
}

// ---- Nodes.

std::string NodeContext::part_name(std::string_view part) const {
  return part.empty() ? name_ : name_ + "." + std::string(part);
}

std::vector<Value> NodeContext::add_all(std::string_view op, Operands inputs, Attributes attributes, std::string_view part) {
  while (!inputs.empty() && !inputs.back()) inputs.pop_back();
  return translation_.builder.add(op, std::move(inputs), std::move(attributes), part_name(part));
}

Value NodeContext::add(std::string_view op, Operands inputs, Attributes attributes, std::string_view part) {
  return add_all(op, std::move(inputs), std::move(attributes), part).front();
}

void NodeContext::name_last(std::string_view part) {
  translation_.builder.block().nodes.back().name = part_name(part);
}

std::vector<Value> NodeContext::add_owner(std::string_view op, Operands inputs, Attributes attributes, std::vector<Subgraph> graphs) {
  return translation_.builder.add_owner(op, std::move(inputs), std::move(attributes), std::move(graphs), name_);
}

Value NodeContext::add_fixed(std::string_view op, Operands inputs, Attributes attributes, std::string_view part) {
  const Value value = add(op, std::move(inputs), std::move(attributes), part);
  translation_.builder.block().nodes.back().fixed = true;
  return value;
}

Value NodeContext::content(Tensor tensor, std::string_view part) {
  if (tensor.bytes() <= largest_constant_bytes) return translation_.builder.constant(tensor.evaluate(), part_name(part));
  return add_content(translation_.builder, translation_.keys, part_name(part), std::move(tensor), ParameterRole::weight);
}

Value NodeContext::scalar(double value, DType dtype) {
  return translation_.builder.constant(ops::from_doubles(dtype, {}, std::span(&value, 1)));
}

Value NodeContext::integers(const std::vector<std::int64_t>& elements, std::string_view part) {
  return constant(Array::of<std::int64_t>({static_cast<std::int64_t>(elements.size())}, std::span<const std::int64_t>(elements)), part);
}

Value NodeContext::counted(std::int64_t count, std::string_view part) {
  return add("arange", {}, ops::ArangeAttrs{0.0, static_cast<double>(count), 1.0, DType::int64}, part);
}

Value NodeContext::entry(Value value, std::int64_t index, std::string_view part) {
  return add("gather", {value, scalar(static_cast<double>(index), DType::int64)}, ops::GatherAttrs{0, false}, part);
}

Value NodeContext::dim_value(Value value, std::int64_t at, std::string_view part) {
  const Value whole = add("shape_of", {value}, {}, fmt::format("{}.shape", part));
  return entry(whole, axis(value, at), part);
}

Value NodeContext::reshape(Value value, Shape target, std::string_view part) {
  return add("reshape", {value}, ops::ReshapeAttrs{std::move(target)}, part);
}

Value NodeContext::cast(Value value, DType dtype, std::string_view part) {
  return add("cast", {value}, ops::CastAttrs{dtype}, part);
}

Value NodeContext::as_type(Value value, DType wanted, std::string_view part) {
  return dtype(value) == wanted ? value : cast(value, wanted, part);
}

Value NodeContext::transpose(Value value, std::vector<std::int64_t> permutation, std::string_view part) {
  return add("transpose", {value}, ops::TransposeAttrs{std::move(permutation)}, part);
}

std::vector<std::int64_t> axes_from(std::int64_t axis, std::int64_t rank) {
  std::vector<std::int64_t> axes;
  for (std::int64_t d = axis; d < rank; ++d) axes.push_back(d);
  return axes;
}

}  // namespace nnfront::frontends::onnx
