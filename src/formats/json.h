// JSON text as a document, with limits that a hostile file cannot pass.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "support/file.h"

namespace nnfront::formats {

using Json = nlohmann::json;
// Keeps the order of keys: for writing.
using OrderedJson = nlohmann::ordered_json;

// Error (invalid_file) with line and column for text that is not JSON, nests deeper than 200, or repeats a key in an object.
Json parse_json(std::string_view text);

// The same without ever holding all of the text or of a long list: the elements of the list at `key` of the outermost object are given
// to `visit` one at a time, as they are read, and the list is empty in the document. Where `visit` throws, what follows is not read.
using ElementVisitor = std::function<void(const Json& element)>;
Json parse_json(const ByteSource& source, std::string_view key, const ElementVisitor& visit);

// Typed access that says what is missing: json_at(node, "op") throws Error "'op' is missing"; the typed forms throw
// "'id': got a string, wanted an integer".
const Json& json_at(const Json& object, std::string_view key);
std::int64_t json_integer(const Json& value, std::string_view what);
double json_number(const Json& value, std::string_view what);  // "inf", "-inf" and "nan" are read as numbers
const std::string& json_string(const Json& value, std::string_view what);
bool json_boolean(const Json& value, std::string_view what);

// Non-finite numbers become the strings "inf", "-inf", "nan".
OrderedJson json_of(double value);

}  // namespace nnfront::formats
