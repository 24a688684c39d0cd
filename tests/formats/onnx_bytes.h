// Protobuf messages field by field, and ONNX's messages made from them, for tests.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nnfront::onnx_bytes {

inline std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}

// A number as a varint.
inline std::string number(std::uint32_t field, std::int64_t value) {
  return varint(std::uint64_t{field} << 3) + varint(static_cast<std::uint64_t>(value));
}

// A submessage, text or packed list.
inline std::string part(std::uint32_t field, std::string_view bytes) {
  return varint((std::uint64_t{field} << 3) | 2) + varint(bytes.size()) + std::string(bytes);
}

template <class T>
std::string plain_bytes(const std::vector<T>& elements) {
  return std::string(reinterpret_cast<const char*>(elements.data()), elements.size() * sizeof(T));
}

inline std::string float32(std::uint32_t field, float value) {
  return varint((std::uint64_t{field} << 3) | 5) + plain_bytes(std::vector<float>{value});
}

inline std::string packed(std::uint32_t field, const std::vector<std::int64_t>& values) {
  std::string bytes;
  for (const std::int64_t value : values) bytes += varint(static_cast<std::uint64_t>(value));
  return part(field, bytes);
}

// Several fields of one number.
inline std::string parts(std::uint32_t field, const std::vector<std::string>& all) {
  std::string bytes;
  for (const std::string& each : all) bytes += part(field, each);
  return bytes;
}

// TensorProto.DataType.
enum Type {
  float_type = 1,
  uint8_type = 2,
  int8_type = 3,
  int32_type = 6,
  int64_type = 7,
  string_type = 8,
  bool_type = 9,
  float16_type = 10
};

inline std::string tensor_head(std::string_view name, int type, const std::vector<std::int64_t>& dims) {
  return packed(1, dims) + number(2, type) + part(8, name);
}

inline std::string raw_tensor(std::string_view name, int type, const std::vector<std::int64_t>& dims, std::string_view bytes) {
  return tensor_head(name, type, dims) + part(9, bytes);
}

inline std::string float_tensor(std::string_view name, const std::vector<std::int64_t>& dims, const std::vector<float>& elements) {
  return raw_tensor(name, float_type, dims, plain_bytes(elements));
}

inline std::string int64_tensor(std::string_view name, const std::vector<std::int64_t>& dims, const std::vector<std::int64_t>& elements) {
  return raw_tensor(name, int64_type, dims, plain_bytes(elements));
}

// A dimension: a number, or a name.
inline std::string dimension(const std::string& text) {
  if (text == "?") return {};
  const bool is_number = text.find_first_not_of("-0123456789") == std::string::npos;
  return is_number ? number(1, std::stoll(text)) : part(2, text);
}

inline std::string tensor_type(int type, const std::vector<std::string>& dims) {
  std::vector<std::string> all;
  for (const std::string& dim : dims) all.push_back(dimension(dim));
  return part(1, number(1, type) + part(2, parts(1, all)));
}

inline std::string value_info(std::string_view name, const std::string& type) {
  return part(1, name) + part(2, type);
}

// Attributes: name, type (AttributeProto.AttributeType), value.
inline std::string int_attr(std::string_view name, std::int64_t value) {
  return part(1, name) + number(3, value) + number(20, 2);
}
inline std::string float_attr(std::string_view name, float value) {
  return part(1, name) + float32(2, value) + number(20, 1);
}
inline std::string text_attr(std::string_view name, std::string_view value) {
  return part(1, name) + part(4, value) + number(20, 3);
}
inline std::string tensor_attr(std::string_view name, std::string_view tensor) {
  return part(1, name) + part(5, tensor) + number(20, 4);
}
inline std::string graph_attr(std::string_view name, std::string_view graph) {
  return part(1, name) + part(6, graph) + number(20, 5);
}
// As proto2 writes them: one by one.
inline std::string ints_attr(std::string_view name, const std::vector<std::int64_t>& values) {
  std::string bytes = part(1, name);
  for (const std::int64_t value : values) bytes += number(8, value);
  return bytes + number(20, 7);
}
inline std::string floats_attr(std::string_view name, const std::vector<float>& values) {
  return part(1, name) + part(7, plain_bytes(values)) + number(20, 6);
}
// The value of the call's attribute.
inline std::string reference_attr(std::string_view name, std::string_view reference, int type) {
  return part(1, name) + number(20, type) + part(21, reference);
}

struct NodeBytes {
  std::string op;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<std::string> attributes = {};
  std::string domain = {};
  std::string name = {};
  std::string overload = {};
};

inline std::string node(const NodeBytes& node) {
  std::string bytes = parts(1, node.inputs) + parts(2, node.outputs) + part(4, node.op) + parts(5, node.attributes);
  if (!node.name.empty()) bytes += part(3, node.name);
  if (!node.domain.empty()) bytes += part(7, node.domain);
  if (!node.overload.empty()) bytes += part(8, node.overload);
  return bytes;
}

struct GraphBytes {
  std::vector<NodeBytes> nodes;
  std::vector<std::string> inputs = {};   // ValueInfoProto
  std::vector<std::string> outputs = {};  // names
  std::vector<std::string> initializers = {};
  std::vector<std::string> sparse_initializers = {};
};

inline std::string graph(const GraphBytes& graph) {
  std::string bytes;
  for (const NodeBytes& each : graph.nodes) bytes += part(1, node(each));
  bytes += part(2, "g") + parts(5, graph.initializers) + parts(11, graph.inputs) + parts(15, graph.sparse_initializers);
  for (const std::string& name : graph.outputs) bytes += part(12, value_info(name, part(1, number(1, float_type))));
  return bytes;
}

inline std::string opset(std::string_view domain, std::int64_t version) {
  return part(1, domain) + number(2, version);
}

struct FunctionBytes {
  std::string domain;
  std::string name;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<NodeBytes> nodes;
  std::vector<std::string> attributes = {};  // names, without defaults
  std::vector<std::string> defaults = {};    // AttributeProto
  std::string overload = {};
};

inline std::string function(const FunctionBytes& function) {
  std::string bytes = part(1, function.name) + parts(4, function.inputs) + parts(5, function.outputs) + parts(6, function.attributes);
  for (const NodeBytes& each : function.nodes) bytes += part(7, node(each));
  return bytes + part(9, opset("", 17)) + part(10, function.domain) + parts(11, function.defaults) + part(13, function.overload);
}

inline std::string model(const GraphBytes& content, std::int64_t version = 17, const std::vector<FunctionBytes>& functions = {},
                         std::int64_t ir_version = 8) {
  std::string bytes = number(1, ir_version) + part(2, "tests") + part(8, opset("", version)) + part(8, opset("com.microsoft", 1));
  bytes += part(7, graph(content));
  for (const FunctionBytes& each : functions) bytes += part(25, function(each));
  return bytes;
}

}  // namespace nnfront::onnx_bytes
