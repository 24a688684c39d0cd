// What is known of the elements of small integer values without running the graph: shape arguments that are computed from shapes.
#pragma once

#include <optional>
#include <unordered_map>

#include "ir/graph.h"

namespace nnfront {

// Longer lists are no shape arguments.
inline constexpr std::int64_t most_content_entries = 64;

// By value; no content where nothing can be told. Filled by known_content.
struct KnownContents {
  std::unordered_map<Value, std::optional<Content>> found;
};

// The content of `value` as far as it follows from constants, small parameters that no run changes and the types in the graph, by the
// operators' own rules (Operator::content); null where nothing is known. Found when it is asked for, once per index: linear in the size
// of the graph over all questions, and without recursion.
const Content* known_content(Value value, const NodeIndex& index);

// The content as an array of `dtype`, where every entry is an integer that the type holds.
std::optional<Array> array_of_content(const Content& content, DType dtype);
// The elements of a scalar or list of at most most_content_entries whole numbers.
std::optional<Content> content_of_array(const Array& array);

}  // namespace nnfront
