#include "emit/mxnet/node_context.h"

#include <algorithm>
#include <cmath>

#include "formats/mxnet_types.h"
#include "ir/elements.h"
#include "ir/leaf.h"
#include "ops/elementwise.h"
#include "ops/shape.h"
#include "support/fail.h"

namespace nnfront::emit::mxnet {

namespace {

constexpr double largest_exact_integer = 9007199254740992.0;  // 2^53

// Outputs that operators keep to themselves, added to those that are seen.
constexpr std::pair<std::string_view, int> hidden_outputs[] = {
    {"BatchNorm", 2},  {"Dropout", 1},         {"LayerNorm", 2},       {"InstanceNorm", 2}, {"LRN", 1},
    {"ROIPooling", 1}, {"L2Normalization", 1}, {"BilinearSampler", 1}, {"Correlation", 2},  {"GridGenerator", 1},
};

// Outputs that are listed beside the one that is wanted.
constexpr std::pair<std::string_view, int> further_outputs[] = {{"_linalg_det", 2}, {"_contrib_box_nms", 1}, {"sort", 1}};

int count_of(std::span<const std::pair<std::string_view, int>> counts, std::string_view op) {
  for (const auto& [name, count] : counts) {
    if (name == op) return count;
  }
  return 0;
}

// All outputs of a node of which so many are wanted.
int outputs_of(std::string_view op, int wanted) {
  return wanted + count_of(hidden_outputs, op) + count_of(further_outputs, op);
}

// The number that all elements are.
std::optional<double> uniform_number(const Array& array) {
  if (array.empty() || array.dtype() == DType::string) return std::nullopt;
  const std::vector<Element> elements = elements_of(array);
  const auto is_first = [&](const Element& each) { return each == elements.front(); };
  if (!std::all_of(elements.begin(), elements.end(), is_first)) return std::nullopt;
  const double number = number_at(array, 0);
  if (!nnfront::is_floating(array.dtype()) && std::abs(number) > largest_exact_integer) return std::nullopt;
  return number;
}

Integers listed(const Shape& shape) {
  const auto dims = integers(shape);
  ensure(dims.has_value(), "constants have integer shapes");
  return dims->empty() ? Integers{1} : *dims;
}

NodeAttributes fill_attributes(const Integers& dims, double value, DType dtype) {
  NodeAttributes attributes = {attribute("shape", dims), attribute("dtype", dtype)};
  if (value != 0.0 && value != 1.0) attributes.push_back(attribute("value", value));
  return attributes;
}

std::string_view fill_operator(double value) {
  if (value == 0.0) return "_zeros";
  return value == 1.0 ? "_ones" : "_full";
}

// Bools of a file are bytes, 0 or 1.
DType stored_type(DType dtype) {
  return dtype == DType::boolean ? DType::uint8 : dtype;
}

bool is_trained(const Node& node) {
  return node.attributes.is<ParameterAttrs>() && node.attributes.as<ParameterAttrs>().trainable;
}

bool is_single_zero(const Node& node) {
  return node.op->name == "constant" && node.tensor.size() == 1 && node.tensor.dtype() != DType::string &&
         number_at(node.tensor.evaluate(), 0) == 0.0;
}

}  // namespace

bool is_covered(DType dtype) {
  switch (dtype) {
    case DType::float16:
    case DType::float32:
    case DType::float64:
    case DType::uint8:
    case DType::int8:
    case DType::int32:
    case DType::int64:
    case DType::boolean:
      return true;
    default:
      return false;
  }
}

int visible_outputs(const formats::mxnet_file::Node& node) {
  return node.outputs - count_of(hidden_outputs, node.op);
}

std::string type_flag(DType dtype) {
  const auto found = std::find(formats::mxnet_type_flags.begin(), formats::mxnet_type_flags.end(), dtype);
  ensure(found != formats::mxnet_type_flags.end(), "types are checked before they are written");
  return std::to_string(found - formats::mxnet_type_flags.begin());
}

std::size_t append(Emission& emission, std::string_view op, std::string name, NodeAttributes attributes, Inputs inputs, int outputs) {
  emission.symbol.nodes.push_back({std::string(op), std::move(name), std::move(attributes), std::move(inputs), outputs});
  return emission.symbol.nodes.size() - 1;
}

Entry variable_of(Emission& emission, const Node& node) {
  const auto found = emission.variables.find(node.value());
  if (found != emission.variables.end()) return {found->second, 0};
  const TensorType& type = node.outputs.front().type;
  if (!is_covered(type.dtype)) fail(ErrorCode::unsupported, "MXNet has no {} to compute with", name(type.dtype));
  const Integers dims = listed(type.shape);
  const DType dtype = stored_type(type.dtype);
  NodeAttributes attributes = {attribute("__shape__", dims), attribute("__dtype__", type_flag(dtype))};
  if (nnfront::is_floating(dtype) && !is_trained(node)) {
    attributes.push_back(attribute("__lr_mult__", "0.0"));
    attributes.push_back(attribute("__wd_mult__", "0.0"));
  }
  const std::string name = emission.variable_names.take(node.name.empty() ? fmt::format("constant_{}", node.id) : node.name);
  const std::size_t number = append(emission, "null", name, std::move(attributes), {});
  emission.parameters.push_back({number, dtype, dims, node.tensor, false});
  emission.variables.emplace(node.value(), number);
  return {number, 0};
}

Held constant_value(Emission& emission, const Node& node) {
  const auto found = emission.held.find(node.value());
  if (found != emission.held.end()) return found->second;
  const TensorType& type = node.outputs.front().type;
  const DType dtype = stored_type(type.dtype);
  const auto number = node.op->name == "constant" && is_covered(dtype) ? uniform_number(node.tensor.evaluate()) : std::nullopt;
  Entry entry;
  if (number) {
    const std::string name = emission.names.take(node.name.empty() ? fmt::format("constant_{}", node.id) : node.name);
    entry = {append(emission, fill_operator(*number), name, fill_attributes(listed(type.shape), *number, dtype), {}), 0};
  } else {
    entry = variable_of(emission, node);
    // A gradient would train it in gluon, which does not look at multipliers of a symbol.
    const bool is_fixed = nnfront::is_floating(dtype) && !is_trained(node) && emission.graph.kind == GraphKind::reconstruct;
    if (is_fixed) {
      const std::string name = emission.names.take(emission.symbol.nodes[entry.node].name + ".fixed");
      entry = {append(emission, "BlockGrad", name, {}, {entry}), 0};
    }
  }
  return emission.held.emplace(node.value(), Held{entry, dtype}).first->second;
}

void NodeContext::drop_ending(std::string_view ending) {
  const bool has_ending = name_.size() > ending.size() && std::string_view(name_).substr(name_.size() - ending.size()) == ending;
  if (has_ending) name_.resize(name_.size() - ending.size());
}

Value NodeContext::value(int i) const {
  ensure(has_input(i), "an emitter asks for an input that is there");
  return *operation().inputs[static_cast<std::size_t>(i)];
}

std::int64_t NodeContext::size(int i, std::int64_t axis) const {
  if (axis < 0 || axis >= rank(i)) refuse("input {} has no dimension {}", i, axis);
  const Dim& found = type(i).shape[static_cast<std::size_t>(axis)];
  if (!found.is_integer()) refuse("dimension {} of {} is not known", axis, text(type(i)));
  return found.integer();
}

Integers NodeContext::dims(int i) const {
  Integers all;
  for (std::int64_t d = 0; d < rank(i); ++d) all.push_back(size(i, d));
  return all;
}

Integers NodeContext::output_dims(int i) const {
  const auto known = integers(output_type(i).shape);
  if (!known || !output_type(i).ranked) refuse("the shape of the result, {}, is not known", text(output_type(i)));
  return *known;
}

Dim NodeContext::evaluated(const Dim& entry) const {
  if (!entry.is_symbolic()) return entry;
  std::map<std::string, Dim> sizes;
  for (std::size_t d = 0; d < type(0).shape.size(); ++d) sizes.emplace(ops::input_dimension(d).text(), type(0).shape[d]);
  return entry.substitute(sizes);
}

bool NodeContext::is_read(int output) const {
  const auto found = emission_.readers.find(operation().outputs[static_cast<std::size_t>(output)]);
  return found != emission_.readers.end() && !found->second.empty();
}

DType NodeContext::wanted_index_type(int output) const {
  const auto found = emission_.readers.find(operation().outputs[static_cast<std::size_t>(output)]);
  if (found == emission_.readers.end() || found->second.empty()) return DType::int64;
  std::optional<DType> wanted;
  for (const Node* reader : found->second) {
    if (reader == nullptr || reader->op->name != "cast") return DType::int64;
    const DType to = reader->attributes.as<ops::CastAttrs>().to;
    if (wanted && *wanted != to) return DType::int64;
    wanted = to;
  }
  const bool is_offered = *wanted != DType::boolean && *wanted != DType::int8 && is_covered(*wanted);
  return is_offered ? *wanted : DType::int64;
}

const Node* NodeContext::producer(int i) const {
  const Value wanted = value(i);
  for (const EpilogueStep& step : operation().node->epilogue) {
    if (step.value == wanted) return nullptr;
  }
  return &emission_.index.producer(wanted);
}

std::optional<double> NodeContext::number(int i, int other) const {
  const Node* node = producer(i);
  if (node == nullptr || node->op->name != "constant" || node->tensor.size() != 1 || rank(i) > rank(other)) return std::nullopt;
  if (!is_covered(type(i).dtype) || type(i).dtype == DType::boolean) return std::nullopt;
  return uniform_number(node->tensor.evaluate());
}

bool NodeContext::is_zeros(int i) const {
  constexpr std::size_t most_looked_at = 1 << 20;  // bytes: more than constants that passes fold
  const Node* node = producer(i);
  if (node != nullptr && node->op->name == "broadcast_to" && node->epilogue.empty()) node = &maker(*node->inputs[0]);
  if (node == nullptr || !is_constant(*node) || is_trained(*node) || node->tensor.bytes() > most_looked_at) return false;
  return uniform_number(node->tensor.evaluate()) == 0.0;
}

Held NodeContext::held(Value value) {
  const auto found = emission_.held.find(value);
  if (found != emission_.held.end()) return found->second;
  const Node& node = emission_.index.producer(value);
  ensure(is_constant(node), "a value stands in the symbol before it is read");
  return constant_value(emission_, node);
}

Entry NodeContext::input(int i) {
  const Held found = held(value(i));
  const DType wanted = type(i).dtype;
  if (wanted != DType::boolean) return found.dtype == wanted ? found.entry : cast(found.entry, wanted, "typed");
  if (!bools_in_) bools_in_ = found.dtype == DType::boolean ? DType::uint8 : found.dtype;
  return found.dtype == *bools_in_ ? found.entry : cast(found.entry, *bools_in_, "number");
}

Inputs NodeContext::inputs() {
  Inputs all;
  for (int i = 0; i < input_count(); ++i) {
    if (has_input(i)) all.push_back(input(i));
  }
  return all;
}

Entry NodeContext::index(int i) {
  return held(value(i)).entry;
}

std::optional<Value> NodeContext::compared_with_zero(int i) const {
  const Node* node = producer(i);
  if (node == nullptr || !node->epilogue.empty()) return std::nullopt;
  if (node->op->name == "cast" && type(i).dtype == DType::boolean) return node->inputs[0];
  if (node->op->name != "not_equal" || !is_single_zero(emission_.index.producer(*node->inputs[1]))) return std::nullopt;
  // With a constant of more dimensions the comparison would add some.
  const bool keeps_shape = emission_.index.type(*node->inputs[0]).shape == node->outputs.front().type.shape;
  return keeps_shape ? node->inputs[0] : std::nullopt;
}

Entry NodeContext::truth(int i) {
  const auto data = compared_with_zero(i);
  const Held found = held(data ? *data : value(i));
  return found.dtype == DType::boolean ? cast(found.entry, DType::uint8, "number") : found.entry;
}

Entry NodeContext::variable(int i) {
  const Node* node = producer(i);
  if (node == nullptr || !is_constant(*node)) return input(i);
  return variable_of(emission_, *node);
}

Entry NodeContext::state(int i) {
  const Node* node = producer(i);
  if (node == nullptr || !is_constant(*node)) refuse("statistics that are computed");
  const Entry entry = variable_of(emission_, *node);
  for (Parameter& parameter : emission_.parameters) parameter.auxiliary = parameter.auxiliary || parameter.node == entry.node;
  return entry;
}

// What an output of the graph is called, where it is the value itself; the name of the cast that alone reads it, where the type it is held
// in makes that cast superfluous.
std::string NodeContext::name_of_output(int i, DType dtype, bool alone) {
  const Value made = operation().outputs[static_cast<std::size_t>(i)];
  const bool is_itself = output_type(i).dtype == dtype;
  const auto end = emission_.ends.find(made);
  if (is_itself && end != emission_.ends.end() && alone) return end->second;
  const auto readers = emission_.readers.find(made);
  const bool is_read_once = alone && !is_itself && readers != emission_.readers.end() && readers->second.size() == 1;
  const Node* reader = is_read_once ? readers->second.front() : nullptr;
  if (reader != nullptr && reader->op->name == "cast" && reader->attributes.as<ops::CastAttrs>().to == dtype) {
    const auto its_end = emission_.ends.find(reader->value());
    if (its_end != emission_.ends.end()) return its_end->second;
    return emission_.names.take(reader->name);
  }
  return emission_.names.take(name_.empty() ? fmt::format("value_{}", made.node) : name_);
}

void NodeContext::emit(std::string_view op, Inputs inputs, NodeAttributes attributes, std::optional<DType> dtype) {
  const auto held_type = [&](int i) {
    if (i == 0 && dtype) return *dtype;
    const DType own = output_type(i).dtype;
    return own == DType::boolean && bools_in_ ? *bools_in_ : own;
  };
  const bool alone = output_count() == 1 && count_of(further_outputs, op) == 0;
  std::string name = name_of_output(0, held_type(0), alone);
  const int outputs = outputs_of(op, output_count());
  const std::size_t node = append(emission_, op, std::move(name), std::move(attributes), std::move(inputs), outputs);
  for (int i = 0; i < output_count(); ++i) pass({{node, i}, held_type(i)}, i);
}

void NodeContext::emit_output(int i, std::string_view op, Inputs inputs, NodeAttributes attributes, DType dtype) {
  std::string name = name_of_output(i, dtype, count_of(further_outputs, op) == 0);
  pass({{append(emission_, op, std::move(name), std::move(attributes), std::move(inputs), outputs_of(op, 1)), 0}, dtype}, i);
}

void NodeContext::pass(Held value, int i) {
  emission_.held.insert_or_assign(operation().outputs[static_cast<std::size_t>(i)], value);
}

Entry NodeContext::add(std::string_view op, Inputs inputs, NodeAttributes attributes, std::string_view part) {
  const std::string base = name_.empty() ? fmt::format("value_{}", operation().outputs.front().node) : name_;
  std::string name = emission_.names.take(fmt::format("{}.{}", base, part));
  return {append(emission_, op, std::move(name), std::move(attributes), std::move(inputs), outputs_of(op, 1)), 0};
}

Entry NodeContext::add_steps(Entry data, std::span<const Step> steps) {
  for (const Step& step : steps) data = add(step.op, {data}, step.attributes, step.part);
  return data;
}

void NodeContext::emit_steps(Entry data, std::span<const Step> steps) {
  ensure(!steps.empty(), "a path has a last step");
  data = add_steps(data, steps.first(steps.size() - 1));
  emit(steps.back().op, {data}, steps.back().attributes);
}

Entry NodeContext::cast(Entry value, DType to, std::string_view part) {
  return add("Cast", {value}, {attribute("dtype", to)}, part);
}

Entry NodeContext::filled(const Integers& dims, double value, DType dtype, std::string_view part) {
  return add(fill_operator(value), {}, fill_attributes(dims, value, dtype), part);
}

std::string text_of(const Integers& values) {
  return values.size() == 1 ? fmt::format("({},)", values.front()) : fmt::format("({})", fmt::join(values, ", "));
}

std::pair<std::string, std::string> attribute(std::string name, std::int64_t value) {
  return {std::move(name), std::to_string(value)};
}

std::pair<std::string, std::string> attribute(std::string name, double value) {
  return {std::move(name), number_text(value)};
}

std::pair<std::string, std::string> attribute(std::string name, bool value) {
  return {std::move(name), value ? "True" : "False"};
}

std::pair<std::string, std::string> attribute(std::string name, const char* value) {
  return {std::move(name), value};
}

std::pair<std::string, std::string> attribute(std::string name, std::string value) {
  return {std::move(name), std::move(value)};
}

std::pair<std::string, std::string> attribute(std::string name, const Integers& value) {
  return {std::move(name), text_of(value)};
}

std::pair<std::string, std::string> attribute(std::string name, const std::vector<double>& value) {
  std::string list;
  for (const double each : value) list += (list.empty() ? "" : ", ") + number_text(each);
  return {std::move(name), fmt::format("({}{})", list, value.size() == 1 ? "," : "")};
}

std::pair<std::string, std::string> attribute(std::string name, DType value) {
  return {std::move(name), std::string(nnfront::name(value))};
}

}  // namespace nnfront::emit::mxnet
