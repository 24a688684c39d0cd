#include "emit/onnx/node_context.h"

#include <cmath>

#include "emit/onnx/element_types.h"
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
  return has_input(i) ? emission_.names.at(*operation().inputs[static_cast<std::size_t>(i)]) : "";
}

Inputs NodeContext::inputs() const {
  Inputs all;
  for (int i = 0; i < input_count(); ++i) all.push_back(input(i));
  while (!all.empty() && all.back().empty()) all.pop_back();
  return all;
}

std::optional<DType> NodeContext::push(std::string_view op, std::string_view domain, std::string name, Inputs inputs, Inputs outputs,
                                       NodeAttributes attributes) {
  while (!inputs.empty() && inputs.back().empty()) inputs.pop_back();
  std::optional<DType> dtype;
  if (domain.empty()) {
    std::vector<std::optional<DType>> types;
    for (const std::string& input : inputs) {
      const auto known = emission_.dtypes.find(input);
      types.push_back(known == emission_.dtypes.end() ? std::nullopt : std::optional(known->second));
    }
    dtype = output_element_type(op, opset(), types, attributes);
  }
  emission_.target.nodes.push_back(
      {std::string(op), std::string(domain), std::move(name), std::move(inputs), std::move(outputs), std::move(attributes)});
  return dtype;
}

void NodeContext::emit(std::string_view op, Inputs inputs, NodeAttributes attributes) {
  Inputs made;
  for (int i = 0; i < output_count(); ++i) made.push_back(output(i));
  push(op, "", emission_.node_names.take(operation().name), std::move(inputs), std::move(made), std::move(attributes));
}

void NodeContext::emit_read(std::string_view op, Inputs inputs, NodeAttributes attributes) {
  Inputs made;
  for (int i = 0; i < output_count(); ++i) made.push_back(i == 0 || is_read(i) ? output(i) : "");
  while (made.back().empty()) made.pop_back();
  push(op, "", emission_.node_names.take(operation().name), std::move(inputs), std::move(made), std::move(attributes));
}

void NodeContext::emit_second(std::string_view op, Inputs inputs, NodeAttributes attributes, std::string_view first) {
  Inputs made = {fresh(first), output()};
  // What reading it made of the node's name.
  std::string_view node = operation().name;
  constexpr std::string_view end = ".indices";
  if (node.size() > end.size() && node.substr(node.size() - end.size()) == end) node.remove_suffix(end.size());
  push(op, "", emission_.node_names.take(node), std::move(inputs), std::move(made), std::move(attributes));
}

void NodeContext::emit_contributed(std::string_view op, Inputs inputs, NodeAttributes attributes) {
  emission_.uses_contributed = true;
  push(op, contributed_domain, emission_.node_names.take(operation().name), std::move(inputs), {output()}, std::move(attributes));
}

void NodeContext::emit_output(int i, std::string_view op, Inputs inputs, NodeAttributes attributes) {
  push(op, "", emission_.node_names.take(output(i)), std::move(inputs), {output(i)}, std::move(attributes));
}

std::vector<Array> NodeContext::evaluated(std::span<const Array> inputs) const {
  std::vector<const Array*> given;
  for (const Array& input : inputs) given.push_back(&input);
  return operation().op->eval({given, *operation().attributes, operation().types});
}

formats::onnx_file::ValueInfo NodeContext::info(std::string_view part, DType dtype, bool is_scalar) {
  std::string name = fresh(part);
  note_dtype(name, dtype);
  return {std::move(name), dtype, is_scalar, {}};
}

std::shared_ptr<formats::onnx_file::Graph> NodeContext::graph(std::string_view part, std::vector<formats::onnx_file::ValueInfo> inputs,
                                                              const std::function<Inputs()>& fill) {
  formats::onnx_file::Graph outer = std::move(emission_.target);
  emission_.target = {};
  emission_.target.name = std::string(part);
  emission_.target.inputs = std::move(inputs);
  for (const std::string& output : fill()) emission_.target.outputs.push_back({output, emission_.dtypes.at(output), false, {}});
  auto made = std::make_shared<formats::onnx_file::Graph>(std::move(emission_.target));
  emission_.target = std::move(outer);
  return made;
}

std::string NodeContext::fresh(std::string_view part) {
  return emission_.names.take(fmt::format("{}.{}", operation().name, part));
}

Inputs NodeContext::add_all(std::string_view op, Inputs inputs, NodeAttributes attributes, const std::vector<std::string_view>& parts) {
  Inputs outputs;
  for (const std::string_view part : parts) outputs.push_back(fresh(part));
  const auto dtype = push(op, "", emission_.node_names.take(outputs.front()), std::move(inputs), outputs, std::move(attributes));
  for (const std::string& output : outputs) emission_.dtypes.insert_or_assign(output, DType::int64);
  if (dtype) emission_.dtypes.insert_or_assign(outputs.front(), *dtype);
  return outputs;
}

std::string NodeContext::add(std::string_view op, Inputs inputs, NodeAttributes attributes, std::string_view part) {
  return add_all(op, std::move(inputs), std::move(attributes), {part}).front();
}

std::string NodeContext::constant(Array array, std::string_view part) {
  std::string name = fresh(part);
  emission_.dtypes.insert_or_assign(name, array.dtype());
  emission_.target.initializers.push_back(tensor_of(name, std::move(array)));
  return name;
}

std::string NodeContext::integers(const std::vector<std::int64_t>& values, std::string_view part) {
  return constant(Array::of<std::int64_t>({static_cast<std::int64_t>(values.size())}, values), part);
}

std::string NodeContext::integer(std::int64_t value, std::string_view part) {
  return constant(Array::of<std::int64_t>({}, std::span(&value, 1)), part);
}

std::string NodeContext::truth(bool value, std::string_view part) {
  const Element element = value;
  return constant(array_of_elements(DType::boolean, {}, std::span(&element, 1)), part);
}

std::string NodeContext::scalar(double value, DType dtype, std::string_view part) {
  ensure(is_floating(dtype) || value == std::floor(value), "a number of an integer type is whole");
  if (dtype == DType::boolean) return truth(value != 0, part);
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

std::string NodeContext::size(int i, std::int64_t axis, std::string_view part) {
  const Dim& known = dim(i, axis);
  if (known.is_integer()) return integer(known.integer(), part);
  const std::string shape = add("Shape", {input(i)}, {}, "shape");
  return add("Gather", {shape, integer(axis, "axis")}, {attribute("axis", std::int64_t{0})}, part);
}

std::string NodeContext::sizes(int i, std::int64_t begin, std::int64_t end, std::string_view part) {
  std::vector<std::int64_t> known;
  for (std::int64_t d = begin; d < end && dim(i, d).is_integer(); ++d) known.push_back(dim(i, d).integer());
  if (static_cast<std::int64_t>(known.size()) == end - begin) return integers(known, part);
  const std::string shape = add("Shape", {input(i)}, {}, "shape");
  return add("Slice", {shape, integers({begin}, "begin"), integers({end}, "end")}, {}, part);
}

std::string NodeContext::column(const std::string& list, std::string_view part) {
  std::vector<std::int64_t> target(static_cast<std::size_t>(rank(0) - 1), 1);
  target[0] = -1;
  return add("Reshape", {list, integers(target, "column")}, {}, part);
}

std::string NodeContext::cast(const std::string& value, DType to, std::string_view part) {
  return add("Cast", {value}, {element_type("to", to)}, part);
}

std::string NodeContext::reduced(std::string_view op, const std::string& value, const std::vector<std::int64_t>& axes, bool keep,
                                 std::string_view part) {
  if (axes_are_input(op)) return add(op, {value, integers(axes, "axes")}, {flag("keepdims", keep)}, part);
  return add(op, {value}, {flag("keepdims", keep), attribute("axes", axes)}, part);
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

formats::onnx_file::Attribute attribute(std::string name, std::vector<double> value) {
  return {std::move(name), std::move(value)};
}

formats::onnx_file::Attribute attribute(std::string name, std::vector<std::string> value) {
  return {std::move(name), std::move(value)};
}

formats::onnx_file::Attribute attribute(std::string name, std::shared_ptr<const formats::onnx_file::Graph> value) {
  return {std::move(name), std::move(value)};
}

formats::onnx_file::Attribute flag(std::string name, bool value) {
  return attribute(std::move(name), std::int64_t{value});
}

formats::onnx_file::Attribute element_type(std::string name, DType value) {
  return attribute(std::move(name), std::int64_t{formats::onnx_element_type(value)});
}

}  // namespace nnfront::emit::onnx
