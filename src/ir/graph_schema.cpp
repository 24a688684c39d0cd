#include <algorithm>

#include "formats/json.h"
#include "ir/leaf.h"
#include "ir/serialize.h"

namespace nnfront {

namespace {

using formats::OrderedJson;

OrderedJson reference(std::string_view name) {
  return {{"$ref", "#/$defs/" + std::string(name)}};
}
OrderedJson typed(std::string_view type) {
  return {{"type", type}};
}
OrderedJson list_of(OrderedJson items) {
  return {{"type", "array"}, {"items", std::move(items)}};
}
OrderedJson any_of(std::initializer_list<OrderedJson> choices) {
  return {{"anyOf", OrderedJson::array_t(choices)}};
}
OrderedJson one_of_names(const std::vector<std::string>& names) {
  return {{"enum", names}};
}

// An object with these properties and no others; all but those in `optional` must be there.
OrderedJson object(const OrderedJson& properties, const std::vector<std::string>& optional = {}) {
  OrderedJson required = OrderedJson::array();
  for (const auto& property : properties.items()) {
    if (std::find(optional.begin(), optional.end(), property.key()) == optional.end()) required.push_back(property.key());
  }
  return {{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}};
}

OrderedJson number() {
  return any_of({typed("number"), one_of_names({"inf", "-inf"})});
}
OrderedJson natural() {
  return {{"type", "integer"}, {"minimum", 0}};
}

OrderedJson schema_of_kind(const AttrField& field) {
  switch (field.kind) {
    case AttrKind::boolean:
      return typed("boolean");
    case AttrKind::integer:
      return typed("integer");
    case AttrKind::number:
      return number();
    case AttrKind::text:
      return typed("string");
    case AttrKind::integers:
      return list_of(typed("integer"));
    case AttrKind::numbers:
      return list_of(number());
    case AttrKind::texts:
      return list_of(typed("string"));
    case AttrKind::shape:
      return reference("shape");
    case AttrKind::choice:
      return one_of_names(field.choices);
  }
  return {};
}

OrderedJson schema_of(const AttrField& field) {
  OrderedJson schema = schema_of_kind(field);
  return field.optional ? any_of({std::move(schema), typed("null")}) : schema;
}

OrderedJson schema_of(const Operator& op) {
  const bool parameter = op.defaults.is<ParameterAttrs>();
  OrderedJson properties = OrderedJson::object();
  OrderedJson sparsity = OrderedJson::object();
  for (const AttrField& field : op.defaults.fields()) {
    if (parameter && std::string_view(field.name).starts_with(sparsity_prefix)) {
      sparsity[field.name.substr(sparsity_prefix.size())] = schema_of(field);
    } else {
      properties[field.name] = schema_of(field);
    }
  }
  if (parameter) properties["sparsity"] = object(sparsity);
  OrderedJson schema = object(properties, {"sparsity"});
  schema["description"] = std::string(op.doc);
  return schema;
}

// The attributes follow from the operator.
OrderedJson attributes_by_operator(const OperatorSet& operators) {
  OrderedJson rules = OrderedJson::array();
  for (const Operator& op : operators.all()) {
    const std::string name(op.name);
    rules.push_back({{"if", {{"properties", {{"op", {{"const", name}}}}}}},
                     {"then", {{"properties", {{"attrs", reference("attributes_of_" + name)}}}}}});
  }
  return rules;
}

OrderedJson block_properties() {
  return {{"inputs", list_of(reference("value"))}, {"outputs", list_of(reference("named_value"))}, {"nodes", list_of(reference("node"))}};
}

OrderedJson named_block(std::initializer_list<OrderedJson::object_t::value_type> more) {
  OrderedJson properties = {{"name", typed("string")}};
  for (const auto& [name, schema] : more) properties[name] = schema;
  properties.update(block_properties());
  return object(properties);
}

OrderedJson operator_names(const OperatorSet& operators) {
  std::vector<std::string> names;
  for (const Operator& op : operators.all()) names.emplace_back(op.name);
  return one_of_names(names);
}

OrderedJson step_schema() {
  return object({{"op", reference("operator")},
                 {"attrs", typed("object")},
                 {"inputs", reference("inputs")},
                 {"value", reference("value")},
                 {"quant", reference("quantization")},
                 {"requant", reference("requantization")}},
                {"quant", "requant"});
}

OrderedJson node_schema() {
  return object({{"id", natural()},
                 {"op", reference("operator")},
                 {"name", typed("string")},
                 {"inputs", reference("inputs")},
                 {"attrs", typed("object")},
                 {"outputs", list_of(reference("output"))},
                 {"content", list_of(any_of({typed("number"), typed("boolean"), one_of_names({"inf", "-inf", "nan"})}))},
                 {"epilogue", list_of(reference("step"))},
                 {"swallowed", list_of(natural())},
                 {"graphs", list_of(reference("subgraph"))},
                 {"fixed", typed("boolean")},
                 {"requant", reference("requantization")},
                 {"dialect", typed("string")},
                 {"acc_bound", typed("string")}},
                {"content", "epilogue", "swallowed", "graphs", "fixed", "requant", "dialect", "acc_bound"});
}

OrderedJson definitions(const OperatorSet& operators) {
  const OrderedJson integer_or_key = any_of({typed("integer"), typed("string")});
  OrderedJson result;
  result["value"] = {{"type", "string"}, {"pattern", "^(0|[1-9][0-9]*):(0|[1-9][0-9]*)$"}, {"description", "id:output"}};
  result["named_value"] = object({{"name", typed("string")}, {"value", reference("value")}});
  result["inputs"] = list_of(any_of({reference("value"), typed("null")}));
  result["dimension"] = any_of({typed("integer"), typed("string")});
  result["shape"] = list_of(reference("dimension"));
  result["dtype"] = one_of_names(EnumNames<DType>::list());
  result["output"] =
      object({{"shape", any_of({reference("shape"), typed("null")})}, {"dtype", reference("dtype")}, {"quant", reference("quantization")}},
             {"quant"});
  result["quantization"] = object({{"scheme", typed("string")},
                                   {"bits", typed("integer")},
                                   {"scale", any_of({typed("number"), typed("string")})},
                                   {"zero_point", integer_or_key},
                                   {"axis", typed("integer")}},
                                  {"axis"});
  result["requantization"] = object({{"kind", typed("string")}, {"m", integer_or_key}, {"n", integer_or_key}});
  result["operator"] = operator_names(operators);
  result["step"] = step_schema();
  result["step"]["allOf"] = attributes_by_operator(operators);
  result["node"] = node_schema();
  result["node"]["allOf"] = attributes_by_operator(operators);
  result["subgraph"] = named_block({{"captures", list_of(reference("value"))}});
  result["entry_point"] = named_block({});
  for (const Operator& op : operators.all()) result["attributes_of_" + std::string(op.name)] = schema_of(op);
  return result;
}

OrderedJson source_schema() {
  const OrderedJson file = object({{"name", typed("string")}, {"bytes", natural()}, {"sha256", typed("string")}});
  return object({{"framework", typed("string")}, {"version", typed("string")}, {"files", list_of(file)}});
}

OrderedJson preprocess_schema() {
  return object({{"resize", list_of(typed("integer"))},
                 {"crop", list_of(typed("integer"))},
                 {"mean", list_of(typed("number"))},
                 {"std", list_of(typed("number"))},
                 {"channel_order", typed("string")},
                 {"interpolation", typed("string")}},
                {"resize", "crop", "mean", "std", "channel_order", "interpolation"});
}

}  // namespace

std::string graph_json_schema(const OperatorSet& operators) {
  OrderedJson properties = {
      {"format", {{"const", "nnfront-ir"}}},
      {"version", {{"const", graph_format_version}}},
      {"kind", one_of_names(detail::enum_names<GraphKind>())},
      {"producer", typed("string")},
      {"source", source_schema()},
      {"preprocess", preprocess_schema()},
      {"next_id", natural()},
      {"aliases", {{"type", "object"}, {"propertyNames", reference("value")}, {"additionalProperties", reference("value")}}},
      {"state", list_of(object({{"parameter", reference("value")}, {"next", reference("value")}}))},
      {"entry_points", list_of(reference("entry_point"))}};
  properties.update(block_properties());
  OrderedJson schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                        {"title", "nnfront graph file"},
                        {"description", "One IR graph; the content of its parameters stands in the .npz beside it."}};
  schema.update(object(properties, {"preprocess", "state", "entry_points"}));
  schema["$defs"] = definitions(operators);
  return schema.dump(2) + "\n";
}

}  // namespace nnfront
