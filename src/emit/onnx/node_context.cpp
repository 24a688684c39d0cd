#include "emit/onnx/node_context.h"

#include <cmath>

#include "formats/onnx_tensor.h"
#include "ir/elements.h"
#include "support/fail.h"

namespace nnfront::emit::onnx {

namespace {

formats::onnx_file::Tensor tensor_of(std::string name, Array array) {
  const DType dtype = array.dtype();
  std::vector<std::int64_t> dims = array.dims();
  return {std::move(name), dtype, std::move(dims),
          [array = std::move(array)](const auto& sink) { sink(std::span(array.data(), array.bytes())); }};
}

}  // namespace

std::string NodeContext::input(int i) const {
  return has_input(i) ? emission_.names.at(*operation_.inputs[static_cast<std::size_t>(i)]) : "";
}

Inputs NodeContext::inputs() const {
  Inputs all;
  for (int i = 0; i < input_count(); ++i) all.push_back(input(i));
  while (!all.empty() && all.back().empty()) all.pop_back();
  return all;
}

const TensorType& NodeContext::type(int i) const {
  ensure(has_input(i), "an emitter asks for the type of an input that is there");
  return operation_.input_types[static_cast<std::size_t>(i)];
}

std::int64_t NodeContext::rank(int i) const {
  if (!type(i).ranked) refuse("input {} has no known rank", i);
  return static_cast<std::int64_t>(type(i).shape.size());
}

const Dim& NodeContext::dim(int i, std::int64_t axis) const {
  if (axis < 0 || axis >= rank(i)) refuse("input {} has no dimension {}", i, axis);
  return type(i).shape[static_cast<std::size_t>(axis)];
}

void NodeContext::emit(std::string_view op, Inputs inputs, NodeAttributes attributes) {
  while (!inputs.empty() && inputs.back().empty()) inputs.pop_back();
  Inputs made;
  for (int i = 0; i < output_count(); ++i) made.push_back(output(i));
  std::string name = emission_.node_names.take(operation_.name);
  emission_.target.nodes.push_back({std::string(op), "", std::move(name), std::move(inputs), std::move(made), std::move(attributes)});
}

std::string NodeContext::fresh(std::string_view part) {
  return emission_.names.take(fmt::format("{}.{}", operation_.name, part));
}

std::string NodeContext::add(std::string_view op, Inputs inputs, NodeAttributes attributes, std::string_view part) {
  std::string output = fresh(part);
  while (!inputs.empty() && inputs.back().empty()) inputs.pop_back();
  std::string name = emission_.node_names.take(output);
  emission_.target.nodes.push_back({std::string(op), "", std::move(name), std::move(inputs), {output}, std::move(attributes)});
  return output;
}

std::string NodeContext::constant(Array array, std::string_view part) {
  std::string name = fresh(part);
  emission_.target.initializers.push_back(tensor_of(name, std::move(array)));
  return name;
}

std::string NodeContext::integers(const std::vector<std::int64_t>& values, std::string_view part) {
  return constant(Array::of<std::int64_t>({static_cast<std::int64_t>(values.size())}, values), part);
}

std::string NodeContext::integer(std::int64_t value, std::string_view part) {
  return constant(Array::of<std::int64_t>({}, std::span(&value, 1)), part);
}

std::string NodeContext::scalar(double value, DType dtype, std::string_view part) {
  ensure(is_floating(dtype) || value == std::floor(value), "a number of an integer type is whole");
  const Element element = is_floating(dtype) ? Element(value) : Element(static_cast<std::int64_t>(value));
  return constant(array_of_elements(dtype, {}, std::span(&element, 1)), part);
}

std::string NodeContext::integers_of(int i, const std::vector<std::int64_t>& values, std::string_view part) {
  return has_input(i) ? input(i) : integers(values, part);
}

std::string NodeContext::scalar_input(int i, std::string_view part) {
  return rank(i) == 0 ? input(i) : add("Reshape", {input(i), integers({}, "scalar")}, {}, part);
}

std::string NodeContext::list_input(int i, std::string_view part) {
  return rank(i) == 1 ? input(i) : add("Reshape", {input(i), integers({1}, "list")}, {}, part);
}

std::string NodeContext::indices(int i) {
  return type(i).dtype == DType::int64 ? input(i) : cast(input(i), DType::int64, "indices");
}

std::string NodeContext::column(const std::string& list, std::string_view part) {
  std::vector<std::int64_t> target(static_cast<std::size_t>(rank(0) - 1), 1);
  target[0] = -1;
  return add("Reshape", {list, integers(target, "column")}, {}, part);
}

std::string NodeContext::cast(const std::string& value, DType to, std::string_view part) {
  return add("Cast", {value}, {attribute("to", std::int64_t{formats::onnx_element_type(to)})}, part);
}

void NodeContext::need_opset(std::int64_t since, std::string_view what) const {
  if (opset() < since) refuse("{} came with opset {}, got opset {}", what, since, opset());
}

formats::onnx_file::Attribute attribute(std::string name, std::int64_t value) {
  return {std::move(name), value};
}

formats::onnx_file::Attribute attribute(std::string name, double value) {
  return {std::move(name), value};
}

formats::onnx_file::Attribute attribute(std::string name, std::string value) {
  return {std::move(name), std::move(value)};
}

formats::onnx_file::Attribute attribute(std::string name, std::vector<std::int64_t> value) {
  return {std::move(name), std::move(value)};
}

}  // namespace nnfront::emit::onnx
