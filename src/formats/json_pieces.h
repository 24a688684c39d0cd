// A large JSON object piece by piece: what has been handed over is not kept, so that memory does not grow with the text.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "formats/json.h"
#include "support/file.h"

namespace nnfront::formats {

// What the reader hands over, in the order of the text. Whatever these throw ends the reading.
struct JsonPieces {
  std::string outermost = "an object";  // for the message where the text is something else: "an object with 'nodes'"
  // Element `index` of the list under `key` of the outermost object.
  std::function<void(const std::string& key, std::size_t index, Json element)> element;
  // A member of the outermost object that is no list. Of a list, once it is over, an empty one.
  std::function<void(const std::string& key, Json value)> member;
};

inline constexpr std::size_t most_json_values = 1 << 18;   // in one piece
inline constexpr std::size_t most_json_members = 1 << 10;  // of the outermost object

// Reads `source`. Error (invalid_file) with line and column as parse_json() has it, and for a piece or an outermost object of more
// than so many values.
void read_json_pieces(const ByteSource& source, const JsonPieces& pieces);

}  // namespace nnfront::formats
