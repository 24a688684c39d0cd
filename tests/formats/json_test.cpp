#include "formats/json.h"

#include <cmath>
#include <limits>

#include "tests/formats/bytes.h"

namespace nnfront::formats {
namespace {

TEST(Json, ReadsEveryKindOfValue) {
  const Json json = parse_json(R"({"a": [1, -2, 2.5, "x\u00e9", true, false, null, {}, []], "b": 18446744073709551615})");
  EXPECT_EQ(json["a"][0], 1);
  EXPECT_EQ(json["a"][1], -2);
  EXPECT_EQ(json["a"][2], 2.5);
  EXPECT_EQ(json["a"][3], "x\xc3\xa9");
  EXPECT_EQ(json["a"][4], true);
  EXPECT_EQ(json["a"][5], false);
  EXPECT_TRUE(json["a"][6].is_null());
  EXPECT_TRUE(json["a"][7].is_object() && json["a"][7].empty());
  EXPECT_TRUE(json["a"][8].is_array() && json["a"][8].empty());
  EXPECT_EQ(json["b"], 18446744073709551615ULL);
  EXPECT_EQ(parse_json("7"), 7);
}

TEST(Json, AgreesWithTheLibrarysOwnParser) {
  for (const char* text : {R"([[1,2],[3,[4,{"x":[5]}]]])", R"({"a":{"b":{"c":[{"d":1},{"d":2}]}},"z":""})", "\"only text\"", " [ ] "}) {
    EXPECT_EQ(parse_json(text), Json::parse(text)) << text;
  }
}

TEST(Json, SaysLineAndColumn) {
  EXPECT_EQ(refusal([] { parse_json("{\n  \"a\": 1,\n  \"b\": oops\n}"); }).substr(0, 29), "not JSON: line 3, column 8: s");
  expect_refusal("line 1, column 1", [&] { parse_json(""); });
  expect_refusal("line 2, column 3", [&] { parse_json("[1,\n2 3]"); });
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const char* text :
       {"", " ", "{", "[1,]", "{\"a\" 1}", "{'a': 1}", "[1] 2", "nan", "01", "\"\xff\"", "1e999", "[1", "\"open", "\x01"}) {
    const std::string message = refusal([&] { parse_json(text); });
    EXPECT_EQ(message.substr(0, 15), "not JSON: line ") << text << " gave: " << message;
    EXPECT_FALSE(contains(message, "\n")) << message;
  }
  EXPECT_LT(refusal([] { parse_json("\"" + std::string(100000, 'x')); }).size(), 400U);
}

TEST(Json, RefusesARepeatedKey) {
  expect_refusal("line 2, column 5: the key 'a' stands twice in one object", [&] { parse_json("{\"a\": 1,\n  \"a\": 2}"); });
  EXPECT_NO_THROW(parse_json(R"([{"a": 1}, {"a": 2}])"));
}

Json parse_streamed(std::string_view text, std::string_view key, const ElementVisitor& visit) {
  return parse_json(ByteSource(std::as_bytes(std::span(text))), key, visit);
}

TEST(Json, HandsOutTheElementsOfOneList) {
  std::vector<std::string> seen;
  const auto visit = [&](const Json& element) { seen.push_back(element.dump()); };
  const std::string text = R"({"a": {"list": [1]}, "list": [7, "x", [], {"list": [2, {}]}, [[3]]], "z": [{"list": [4]}]})";
  EXPECT_EQ(parse_streamed(text, "list", visit).dump(), R"({"a":{"list":[1]},"list":[],"z":[{"list":[4]}]})");
  EXPECT_EQ(seen, (std::vector<std::string>{"7", "\"x\"", "[]", R"({"list":[2,{}]})", "[[3]]"}));

  seen.clear();
  EXPECT_EQ(parse_streamed(R"({"list": {"list": [1]}, "b": [2]})", "list", visit).dump(), R"({"b":[2],"list":{"list":[1]}})");
  EXPECT_EQ(parse_streamed(R"([{"list": [1]}])", "list", visit).dump(), R"([{"list":[1]}])");
  EXPECT_EQ(parse_streamed(R"({"list": [], "x": 1})", "list", visit)["x"], 1);
  EXPECT_EQ(seen, std::vector<std::string>());
}

TEST(Json, AListThatIsHandedOutHasTheSameLimits) {
  const auto ignore = [](const Json&) {};
  expect_refusal("line 1, column 19: the key 'a' stands twice", [&] { parse_streamed(R"({"l": [{"a": 1, "a": 2}]})", "l", ignore); });
  expect_refusal("the key 'l' stands twice", [&] { parse_streamed(R"({"l": [1], "l": []})", "l", ignore); });
  expect_refusal("not JSON: line 1, column 10", [&] { parse_streamed(R"({"l": [1,]})", "l", ignore); });
  expect_refusal("nested deeper", [&] { parse_streamed("{\"l\":" + std::string(1000000, '['), "l", ignore); });
  EXPECT_THROW(parse_streamed(R"({"l": [1]})", "l", [](const Json&) { throw std::runtime_error("stop"); }), std::runtime_error);
}

TEST(Json, RefusesNestingDeeperThanTheLimit) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_NO_THROW(parse_json(nested(200)));
  expect_refusal("line 1, column 201: nested deeper than 200 levels", [&] { parse_json(nested(201)); });
}

TEST(Json, RefusesAMillionBracketsAtOnce) {
  expect_refusal("nested deeper", [&] { parse_json(std::string(1000000, '[')); });
  expect_refusal("nested deeper", [&] {
    parse_json([] {
      std::string text;
      for (int i = 0; i < 1000000; ++i) text += "{\"a\":";
      return text;
    }());
  });
}

TEST(Json, TypedAccessNamesWhatIsWrong) {
  const Json node = parse_json(R"({"id": "x", "n": 1.5, "big": 9223372036854775808, "op": 3, "flag": 0})");
  expect_refusal("'name' is missing", [&] { json_at(node, "name"); });
  expect_refusal("got a string, wanted an object with 'a'", [&] { json_at(node["id"], "a"); });
  expect_refusal("'id': got a string, wanted an integer", [&] { json_integer(node["id"], "id"); });
  expect_refusal("'n': got a float, wanted an integer", [&] { json_integer(node["n"], "n"); });
  expect_refusal("'big': got 9223372036854775808, wanted at most 9223372036854775807", [&] { json_integer(node["big"], "big"); });
  expect_refusal("'op': got an integer, wanted a string", [&] { json_string(node["op"], "op"); });
  expect_refusal("'flag': got an integer, wanted a boolean", [&] { json_boolean(node["flag"], "flag"); });
  expect_refusal("'id': got a string, wanted a number", [&] { json_number(node["id"], "id"); });
  EXPECT_EQ(json_integer(parse_json("-9223372036854775808"), "x"), std::numeric_limits<std::int64_t>::min());
}

TEST(Json, NonFiniteNumbersAreWords) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(json_of(infinity), "inf");
  EXPECT_EQ(json_of(-infinity), "-inf");
  EXPECT_EQ(json_of(std::nan("")), "nan");
  EXPECT_EQ(json_of(0.1), 0.1);
  EXPECT_EQ(json_number("inf", "x"), infinity);
  EXPECT_EQ(json_number("-inf", "x"), -infinity);
  EXPECT_TRUE(std::isnan(json_number("nan", "x")));
  EXPECT_EQ(json_number(3, "x"), 3.0);
}

}  // namespace
}  // namespace nnfront::formats
