#include "formats/json_pieces.h"

#include "tests/formats/bytes.h"

namespace nnfront::formats {
namespace {

// Everything that is handed over, one line each: "key[index] piece" and "key piece".
std::string pieces_of(const std::string& text) {
  std::string found;
  JsonPieces pieces;
  pieces.element = [&](const std::string& key, std::size_t index, const Json& element) {
    found += key + "[" + std::to_string(index) + "] " + element.dump() + "\n";
  };
  pieces.member = [&](const std::string& key, const Json& value) { found += key + " " + value.dump() + "\n"; };
  read_json_pieces(source_of(text), pieces);
  return found;
}

void expect_refused(std::string_view part, const std::string& text) {
  expect_refusal(part, [&] { pieces_of(text); });
}

TEST(JsonPieces, HandsOverElementsAndMembers) {
  EXPECT_EQ(pieces_of(R"({"a": [1, {"x": [2]}, [3, []]], "b": {"c": [4]}, "d": null, "e": []})"),
            "a[0] 1\na[1] {\"x\":[2]}\na[2] [3,[]]\na []\nb {\"c\":[4]}\nd null\ne []\n");
  EXPECT_EQ(pieces_of("{}"), "");
}

TEST(JsonPieces, WhatIsNoObjectIsRefused) {
  expect_refused("the JSON text is array, wanted an object", "[1]");
  expect_refused("the JSON text is number, wanted an object", "7");
}

TEST(JsonPieces, SaysLineAndColumn) {
  expect_refused("not JSON: line 3, column 8", "{\n  \"a\": [1],\n  \"b\": oops\n}");
  expect_refused("line 2, column 5: the key 'a' stands twice in one object", "{\"a\": [1],\n  \"a\": 2}");
  expect_refused("line 1, column 19: the key 'x' stands twice in one object", R"({"a": [{"x": 1, "x": 2}]})");
  expect_refused("not JSON: line 1, column 10", R"({"a": [1])");
}

TEST(JsonPieces, PlacesAreRightFarIntoTheText) {
  std::string text = "{\"a\": [";
  for (int i = 0; i < 50000; ++i) text += "\"some text\",\n";
  expect_refused("not JSON: line 50001, column 3", text + "  oops]}");
}

TEST(JsonPieces, NestsAsDeepAsDocuments) {
  const auto nested = [](std::size_t depth) { return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}"; };
  EXPECT_NO_THROW(pieces_of(nested(200)));
  expect_refused("nested deeper than 200 levels", nested(201));
}

TEST(JsonPieces, APieceIsOfBoundedSize) {
  std::string many = "{\"a\": [[";
  for (std::size_t i = 0; i < most_json_values; ++i) many += "0,";
  expect_refused("more than 262144 values in one piece", many + "0]]}");
}

TEST(JsonPieces, TheOutermostObjectIsOfBoundedSize) {
  std::string many = "{";
  for (std::size_t i = 0; i <= most_json_members; ++i) many += "\"" + std::to_string(i) + "\": 0,";
  expect_refused("more than 1024 members", many + "\"x\": 0}");
}

TEST(JsonPieces, WhatAReceiverThrowsEndsTheReading) {
  JsonPieces pieces;
  pieces.element = [](const std::string&, std::size_t, const Json&) { throw Error(ErrorCode::unsupported, "enough"); };
  pieces.member = [](const std::string&, const Json&) {};
  const std::string text = R"({"a": [1, oops]})";
  expect_refusal("enough", [&] { read_json_pieces(source_of(text), pieces); });
}

}  // namespace
}  // namespace nnfront::formats
