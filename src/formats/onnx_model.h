// An ONNX file as plain structs (onnx/onnx.proto of github.com/onnx/onnx describes the messages and their field numbers). Names and
// short texts are views into memory that the model owns; the content of tensors stays in the file as slices.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "formats/onnx_tensor.h"
#include "support/file.h"

namespace nnfront::formats {

// Limits of what is read; larger is an Error. Metadata of the largest models known is a hundredth of this.
inline constexpr std::size_t most_onnx_nodes = std::size_t{1} << 18;     // of all graphs and functions, many operands included
inline constexpr std::size_t most_onnx_entries = std::size_t{1} << 21;   // attributes, inputs, outputs, tensors, ... together
inline constexpr std::size_t most_onnx_parts = std::size_t{1} << 17;     // tensors, ends of graphs, functions and operator sets together
inline constexpr std::size_t most_onnx_operands = std::size_t{1} << 14;  // that one node or function lists: inputs, outputs, attributes
inline constexpr std::size_t free_onnx_operands = 16;         // further ones count as nodes: a sum of many becomes many additions
inline constexpr std::size_t most_onnx_dims = 64;             // of a tensor's shape
inline constexpr std::uint64_t most_onnx_numbers = 1u << 23;  // in lists of attributes
inline constexpr std::uint64_t most_onnx_text = 64u << 20;    // bytes of names and texts
inline constexpr int deepest_onnx_nesting = 64;               // graphs in attributes in nodes in graphs, types in types
// An attribute's text of more bytes, or list of more elements, is not kept (OnnxOversized): graphs in other formats, whole forests.
inline constexpr std::uint64_t largest_onnx_attribute = 1u << 20;

struct OnnxDim {
  std::optional<std::int64_t> value;
  std::string_view symbol;
};

struct OnnxType {
  enum class Kind { none, tensor, sparse_tensor, sequence, optional, map, opaque };
  Kind kind = Kind::none;
  std::int32_t element_type = 0;             // OnnxElement, of tensors
  std::optional<std::vector<OnnxDim>> dims;  // of tensors; nothing where not even the rank is known
  std::shared_ptr<const OnnxType> element;   // of sequences and optionals
};

struct OnnxValueInfo {
  std::string_view name;
  OnnxType type;
};

struct OnnxGraph;

// A value that was passed over: too large, or of a kind that no operator covered here has.
struct OnnxOversized {
  std::string_view what;  // "a text", "a list of graphs", ...
  std::uint64_t size = 0;
};

using OnnxAttributeValue =
    std::variant<std::monostate, std::int64_t, float, std::string_view, std::vector<std::int64_t>, std::vector<float>,
                 std::vector<std::string_view>, std::shared_ptr<const OnnxTensor>, std::shared_ptr<const OnnxSparseTensor>,
                 std::shared_ptr<const OnnxGraph>, std::shared_ptr<const OnnxType>, OnnxOversized>;

// Which alternative an attribute's declared type (AttributeProto.AttributeType) names.
struct OnnxAttribute {
  std::string_view name;
  std::string_view reference;  // inside a function: the attribute of the call that gives the value
  OnnxAttributeValue value;    // monostate only for a reference
};

struct OnnxNode {
  std::string_view op;
  std::string_view domain;  // as in the file: "" and "ai.onnx" are the same
  std::string_view overload;
  std::string_view name;
  std::vector<std::string_view> inputs;   // "": left out
  std::vector<std::string_view> outputs;  // "": not wanted
  std::vector<OnnxAttribute> attributes;
};

struct OnnxGraph {
  std::string_view name;
  std::vector<OnnxNode> nodes;
  std::vector<OnnxTensor> initializers;
  std::vector<OnnxSparseTensor> sparse_initializers;
  std::vector<OnnxValueInfo> inputs;
  std::vector<OnnxValueInfo> outputs;
};

struct OnnxOpset {
  std::string_view domain;
  std::int64_t version = 0;
};

struct OnnxFunction {
  std::string_view domain;
  std::string_view name;
  std::string_view overload;
  std::vector<std::string_view> inputs;
  std::vector<std::string_view> outputs;
  std::vector<std::string_view> attributes;  // without a default
  std::vector<OnnxAttribute> defaults;       // attributes with one
  std::vector<OnnxNode> nodes;
  std::vector<OnnxOpset> opsets;
};

// The memory behind the views.
class OnnxTexts {
 public:
  // Error where all texts together take more than most_onnx_text.
  std::string_view keep(std::string_view text);

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t left_ = 0;
  char* place_ = nullptr;
  std::uint64_t total_ = 0;
};

struct OnnxModel {
  std::int64_t ir_version = 0;
  std::string_view producer;
  std::string_view producer_version;
  std::vector<OnnxOpset> opsets;
  OnnxGraph graph;
  std::vector<OnnxFunction> functions;
  bool has_training = false;  // training graphs, which are not read
  std::shared_ptr<OnnxTexts> texts;
};

// Error (invalid_file) that says which message, where in the file and what is wrong: wire format, names that are not UTF-8, limits,
// nesting, an attribute with values of two kinds, a tensor with two contents. Content of tensors is not looked at.
OnnxModel read_onnx_model(const ByteSource& source);

// True where the file begins as a ModelProto does and its fields go on as those of one to the end: no graph is entered.
bool looks_like_onnx_model(const ByteSource& source);

}  // namespace nnfront::formats
