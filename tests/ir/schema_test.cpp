#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "ir/serialize.h"
#include "tests/ir/graphs.h"
#include "tests/ir/operators.h"

namespace nnfront::ir_test {
namespace {

using nlohmann::json;

// As much of JSON Schema as the graph file's schema says; any other keyword is an error, so that nothing goes unchecked.
class SchemaChecker {
 public:
  explicit SchemaChecker(const json& root) : root_(root) {}

  // Empty where `value` satisfies the schema, else the place and the keyword.
  std::string check(const json& value) { return check(value, root_, "$"); }

 private:
  std::string check(const json& value, const json& schema, const std::string& place) {
    for (const auto& [keyword, rule] : schema.items()) {
      const std::string problem = check_keyword(value, schema, keyword, rule, place);
      if (!problem.empty()) return problem;
    }
    return {};
  }

  std::string check_keyword(const json& value, const json& schema, const std::string& keyword, const json& rule, const std::string& place) {
    if (keyword == "$schema" || keyword == "title" || keyword == "description" || keyword == "$defs") return {};
    if (keyword == "then") return {};  // with "if"
    if (keyword == "$ref") return check(value, root_.at(json::json_pointer(rule.get<std::string>().substr(1))), place);
    if (keyword == "type") return has_type(value, rule) ? "" : place + ": type " + rule.dump();
    if (keyword == "const") return value == rule ? "" : place + ": const " + rule.dump();
    if (keyword == "enum") return std::find(rule.begin(), rule.end(), value) != rule.end() ? "" : place + ": enum";
    if (keyword == "minimum") return !value.is_number() || value >= rule ? "" : place + ": minimum";
    if (keyword == "pattern") return matches(value, rule) ? "" : place + ": pattern";
    if (keyword == "items") return check_items(value, rule, place);
    if (keyword == "anyOf") return check_any(value, rule, place);
    if (keyword == "allOf") return check_all(value, rule, place);
    if (keyword == "if") return check(value, rule, place).empty() ? check(value, schema.at("then"), place) : "";
    if (keyword == "properties") return check_properties(value, rule, place);
    if (keyword == "required") return check_required(value, rule, place);
    if (keyword == "propertyNames") return check_names(value, rule, place);
    if (keyword == "additionalProperties") return check_additional(value, schema, rule, place);
    return place + ": unknown keyword " + keyword;
  }

  static bool has_type(const json& value, const std::string& type) {
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    return type == (value.is_null() ? "null" : value.type_name());
  }

  static bool matches(const json& value, const std::string& pattern) {
    return !value.is_string() || std::regex_search(value.get<std::string>(), std::regex(pattern));
  }

  std::string check_items(const json& value, const json& rule, const std::string& place) {
    if (!value.is_array()) return {};
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string problem = check(value[i], rule, place + "[" + std::to_string(i) + "]");
      if (!problem.empty()) return problem;
    }
    return {};
  }

  std::string check_any(const json& value, const json& rules, const std::string& place) {
    for (const json& rule : rules) {
      if (check(value, rule, place).empty()) return {};
    }
    return place + ": anyOf";
  }

  std::string check_all(const json& value, const json& rules, const std::string& place) {
    for (const json& rule : rules) {
      const std::string problem = check(value, rule, place);
      if (!problem.empty()) return problem;
    }
    return {};
  }

  std::string check_properties(const json& value, const json& rules, const std::string& place) {
    if (!value.is_object()) return {};
    for (const auto& [name, rule] : rules.items()) {
      const std::string problem = value.contains(name) ? check(value[name], rule, place + "." + name) : "";
      if (!problem.empty()) return problem;
    }
    return {};
  }

  static std::string check_required(const json& value, const json& names, const std::string& place) {
    for (const json& name : names) {
      if (value.is_object() && !value.contains(name.get<std::string>())) return place + ": " + name.dump() + " is required";
    }
    return {};
  }

  std::string check_names(const json& value, const json& rule, const std::string& place) {
    for (const auto& item : value.items()) {
      const std::string problem = check(json(item.key()), rule, place);
      if (!problem.empty()) return problem;
    }
    return {};
  }

  std::string check_additional(const json& value, const json& schema, const json& rule, const std::string& place) {
    if (!value.is_object()) return {};
    for (const auto& [name, member] : value.items()) {
      if (schema.contains("properties") && schema["properties"].contains(name)) continue;
      if (rule == false) return place + ": " + name + " is one too many";
      const std::string problem = check(member, rule, place + "." + name);
      if (!problem.empty()) return problem;
    }
    return {};
  }

  const json& root_;
};

json schema() {
  return json::parse(graph_json_schema(operators()));
}

TEST(JsonSchema, IsTheSameTwiceAndCoversEveryOperator) {
  EXPECT_EQ(graph_json_schema(operators()), graph_json_schema(operators()));
  const json document = schema();
  EXPECT_EQ(document["$schema"], "https://json-schema.org/draft/2020-12/schema");
  for (const Operator& op : operators().all()) {
    EXPECT_TRUE(document["$defs"].contains("attributes_of_" + std::string(op.name))) << op.name;
  }
}

TEST(JsonSchema, WrittenGraphsSatisfyIt) {
  const json document = schema();
  SchemaChecker checker(document);
  EXPECT_EQ(checker.check(json::parse(graph_json(full_graph()))), "");
  for (std::uint64_t seed = 0; seed < 20; ++seed) EXPECT_EQ(checker.check(json::parse(graph_json(random_graph(seed)))), "") << seed;
}

TEST(JsonSchema, WhatTheReaderRefusesItRefuses) {
  const json document = schema();
  SchemaChecker checker(document);
  const auto problem_after = [&](const std::function<void(json&)>& change) {
    json graph = json::parse(graph_json(full_graph()));
    change(graph);
    return checker.check(graph);
  };
  const auto conv = [](json& graph) -> json& {
    for (json& node : graph["nodes"]) {
      if (node["op"] == "conv") return node;
    }
    throw std::runtime_error("no conv");
  };
  EXPECT_EQ(problem_after([](json& g) { g["version"] = 2; }), "$.version: const 1");
  EXPECT_EQ(problem_after([](json& g) { g.erase("source"); }), "$: \"source\" is required");
  EXPECT_EQ(problem_after([](json& g) { g["more"] = 1; }), "$: more is one too many");
  EXPECT_NE(problem_after([&](json& g) { conv(g)["attrs"]["group"] = 1; }).find(".attrs: group is one too many"), std::string::npos);
  EXPECT_NE(problem_after([&](json& g) { conv(g)["attrs"].erase("groups"); }).find(".attrs: \"groups\" is required"), std::string::npos);
  EXPECT_NE(problem_after([&](json& g) { conv(g)["attrs"]["groups"] = 1.5; }).find(".attrs.groups: type"), std::string::npos);
  EXPECT_NE(problem_after([&](json& g) { conv(g)["inputs"][0] = "0"; }).find(".inputs[0]: anyOf"), std::string::npos);
  EXPECT_NE(problem_after([&](json& g) { conv(g)["op"] = "conf"; }).find(".op: enum"), std::string::npos);
}

}  // namespace
}  // namespace nnfront::ir_test
