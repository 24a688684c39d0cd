// Writes an ONNX file (onnx/onnx.proto of github.com/onnx/onnx describes the messages). What is written is given as plain structs with
// texts of their own; the content of tensors comes when its turn comes, so that one tensor at a time is in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "nnfront/dtype.h"

namespace nnfront::formats::onnx_file {

// Elements in C order, little endian, 4-bit types packed. `stream` hands out exactly storage_bytes(dtype, elements of dims) bytes.
struct Tensor {
  std::string name;
  DType dtype = DType::float32;
  std::vector<std::int64_t> dims;
  std::function<void(const std::function<void(std::span<const std::byte>)>& sink)> stream;
};

struct Graph;

struct Attribute {
  std::string name;
  std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>, Tensor,
               std::shared_ptr<const Graph>>
      value;
};

struct Node {
  std::string op;
  std::string domain;
  std::string name;
  std::vector<std::string> inputs;   // "": left out
  std::vector<std::string> outputs;  // "": not wanted
  std::vector<Attribute> attributes = {};
};

// A dimension is a number, a symbol's text, or nothing that is known ("").
struct ValueInfo {
  std::string name;
  DType dtype = DType::float32;
  bool ranked = true;
  std::vector<std::variant<std::int64_t, std::string>> dims;
};

struct Graph {
  std::string name;
  std::vector<Node> nodes;
  std::vector<Tensor> initializers;
  std::vector<ValueInfo> inputs;
  std::vector<ValueInfo> outputs;
  std::vector<ValueInfo> values;  // types of interior values
};

struct Model {
  std::int64_t ir_version = 10;
  std::string producer;
  std::string producer_version;
  std::vector<std::pair<std::string, std::int64_t>> opsets;  // domain, version
  std::vector<std::pair<std::string, std::string>> metadata;
  Graph graph;
};

// Messages are limited to 2 GB by every reader but ours.
inline constexpr std::uint64_t largest_file_by_itself = (std::uint64_t{1} << 31) - (std::uint64_t{1} << 20);
// Content that lies beside the model begins at multiples of this, so that it can be mapped.
inline constexpr std::uint64_t external_alignment = 4096;
// Tensors of fewer bytes stay in the model in any case: shapes and axes are looked at while a model is loaded.
inline constexpr std::uint64_t smallest_external = 1024;

// What `write` makes: the model, and beside it the content of large tensors where `beside`.
enum class Weights { inside, beside };

// The bytes that tensors take together: above largest_file_by_itself only Weights::beside can be read by others.
std::uint64_t content_size(const Graph& graph);

// Weights::beside writes `<path>.data` before the model itself. Both are complete or not there (support/file.h). The same input gives the
// same bytes. Error (invalid_argument) for a name that is no UTF-8, (unsupported) for strings.
void write(const std::filesystem::path& path, const Model& model, Weights weights);

}  // namespace nnfront::formats::onnx_file
