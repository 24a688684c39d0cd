// Writes a GraphDef, the frozen graph of TensorFlow (tensorflow/core/framework/graph.proto, node_def.proto, attr_value.proto, tensor.proto
// of github.com/tensorflow/tensorflow). What is written is given as plain structs; the content of tensors comes when its turn comes, so
// that one tensor at a time is in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "nnfront/dtype.h"

namespace nnfront::formats::graphdef {

// Elements in C order, little endian. `stream` hands out exactly storage_bytes(dtype, elements of dims) bytes.
struct Tensor {
  DType dtype = DType::float32;
  std::vector<std::int64_t> dims;
  std::function<void(const std::function<void(std::span<const std::byte>)>& sink)> stream;
};

// -1 where a dimension is not known.
struct PartialShape {
  bool ranked = true;
  std::vector<std::int64_t> dims;
};

struct Attribute {
  std::string name;
  std::variant<bool, std::int64_t, double, std::string, DType, PartialShape, std::vector<std::int64_t>, Tensor> value;
};

struct Node {
  std::string op;
  std::string name;
  std::vector<std::string> inputs;  // "node" for its output 0, "node:1" for the next
  std::vector<Attribute> attributes = {};
};

struct Graph {
  std::vector<Node> nodes;
  std::int32_t producer = 0;  // the version of the format that the writer knows
};

// The number of an element type (tensorflow/core/framework/types.proto); none for what TensorFlow lacks, or packs otherwise.
std::optional<std::int32_t> element_type(DType dtype);

// Whether TensorFlow takes it as the name of a node.
bool is_node_name(std::string_view name);

// Protocol Buffers' limit, which every reader of a GraphDef keeps.
inline constexpr std::uint64_t largest_file = (std::uint64_t{1} << 31) - 1;

// Complete or not there (support/file.h). The same input gives the same bytes. Error (unsupported) for more than largest_file bytes, before
// anything is written. InternalError for names and types that TensorFlow does not take.
void write(const std::filesystem::path& path, const Graph& graph);

}  // namespace nnfront::formats::graphdef
