#include "formats/graphdef_writer.h"

#include <algorithm>
#include <protozero/pbf_writer.hpp>

#include "formats/extent.h"
#include "support/fail.h"
#include "support/file.h"

namespace nnfront::formats::graphdef {

namespace {

std::uint64_t bytes_of(const Tensor& tensor) {
  return content_bytes(tensor.dtype, tensor.dims);
}

std::int32_t number_of(DType dtype) {
  const auto number = element_type(dtype);
  ensure(number.has_value(), "TensorFlow has the element type");
  return *number;
}

// Tag and length of a length-delimited field.
std::string field_head(std::uint32_t field, std::uint64_t size) {
  std::string bytes;
  protozero::add_varint_to_buffer(&bytes, (field << 3) | 2u);
  protozero::add_varint_to_buffer(&bytes, size);
  return bytes;
}

std::string shape_bytes(const PartialShape& shape) {
  std::string bytes;
  protozero::pbf_writer message(bytes);
  for (const std::int64_t dim : shape.dims) {
    std::string inner;
    protozero::pbf_writer(inner).add_int64(1, dim);
    message.add_message(2, inner);
  }
  if (!shape.ranked) message.add_bool(3, true);
  return bytes;
}

std::string list_bytes(const std::vector<std::int64_t>& values) {
  std::string bytes;
  protozero::pbf_writer(bytes).add_packed_int64(3, values.begin(), values.end());
  return bytes;
}

// TensorProto up to the content of its last field, tensor_content.
std::string tensor_head(const Tensor& tensor) {
  std::string bytes;
  protozero::pbf_writer message(bytes);
  message.add_enum(1, number_of(tensor.dtype));
  message.add_message(2, shape_bytes({true, tensor.dims}));
  return bytes + field_head(4, bytes_of(tensor));
}

// AttrValue; of a tensor up to its content, which comes last.
struct ValueBytes {
  std::string bytes = {};

  void operator()(bool value) { protozero::pbf_writer(bytes).add_bool(5, value); }
  void operator()(std::int64_t value) { protozero::pbf_writer(bytes).add_int64(3, value); }
  void operator()(double value) { protozero::pbf_writer(bytes).add_float(4, static_cast<float>(value)); }
  void operator()(const std::string& value) { protozero::pbf_writer(bytes).add_bytes(2, value); }
  void operator()(DType value) { protozero::pbf_writer(bytes).add_enum(6, number_of(value)); }
  void operator()(const PartialShape& value) { protozero::pbf_writer(bytes).add_message(7, shape_bytes(value)); }
  void operator()(const std::vector<std::int64_t>& value) { protozero::pbf_writer(bytes).add_message(1, list_bytes(value)); }
  void operator()(const Tensor& value) {
    const std::string head = tensor_head(value);
    bytes = field_head(8, head.size() + bytes_of(value)) + head;
  }
};

const Tensor* tensor_of(const Attribute& attribute) {
  return std::get_if<Tensor>(&attribute.value);
}

// An entry of NodeDef.attr; of a tensor up to its content.
std::string attribute_bytes(const Attribute& attribute) {
  ValueBytes value;
  std::visit(value, attribute.value);
  const Tensor* tensor = tensor_of(attribute);
  const std::uint64_t content = tensor == nullptr ? 0 : bytes_of(*tensor);
  std::string entry;
  protozero::pbf_writer(entry).add_string(1, attribute.name);
  entry += field_head(2, value.bytes.size() + content) + value.bytes;
  return field_head(5, entry.size() + content) + entry;
}

// A node as it stands in the file: what lies in front of the content of its tensor, if it has one.
struct NodeBytes {
  std::string head;
  const Tensor* tensor = nullptr;

  std::uint64_t size() const { return head.size() + (tensor == nullptr ? 0 : bytes_of(*tensor)); }
};

NodeBytes node_bytes(const Node& node) {
  ensure(is_node_name(node.name), "TensorFlow takes the node's name");
  NodeBytes result;
  protozero::pbf_writer message(result.head);
  message.add_string(1, node.name);
  message.add_string(2, node.op);
  for (const std::string& input : node.inputs) message.add_string(3, input);
  for (const Attribute& attribute : node.attributes) {
    if (tensor_of(attribute) == nullptr) result.head += attribute_bytes(attribute);
  }
  for (const Attribute& attribute : node.attributes) {
    if (tensor_of(attribute) == nullptr) continue;
    ensure(result.tensor == nullptr, "a node has one tensor at most");
    result.tensor = tensor_of(attribute);
    result.head += attribute_bytes(attribute);
  }
  return result;
}

std::string versions_bytes(const Graph& graph) {
  std::string inner;
  protozero::pbf_writer(inner).add_int32(1, graph.producer);
  std::string bytes;
  protozero::pbf_writer(bytes).add_message(4, inner);
  return bytes;
}

void check_size(const Graph& graph) {
  std::uint64_t size = versions_bytes(graph).size();
  for (const Node& node : graph.nodes) {
    const std::uint64_t own = node_bytes(node).size();
    size += field_head(1, own).size() + own;
  }
  if (size <= largest_file) return;
  fail(ErrorCode::unsupported,
       "the frozen graph would take {} bytes, and TensorFlow reads at most {}: rebuild the model for a framework that keeps weights beside "
       "it (onnx)",
       size, largest_file);
}

void write_node(FileWriter& file, const Node& node) {
  const NodeBytes bytes = node_bytes(node);
  file.write(field_head(1, bytes.size()));
  file.write(bytes.head);
  if (bytes.tensor == nullptr) return;
  const std::uint64_t end = file.position() + bytes_of(*bytes.tensor);
  bytes.tensor->stream([&](std::span<const std::byte> part) { file.write(part); });
  ensure(file.position() == end, "a tensor hands out as many bytes as its shape has");
}

bool is_letter_or_digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

std::optional<std::int32_t> element_type(DType dtype) {
  switch (dtype) {
    case DType::float32:
      return 1;
    case DType::float64:
      return 2;
    case DType::int32:
      return 3;
    case DType::uint8:
      return 4;
    case DType::int16:
      return 5;
    case DType::int8:
      return 6;
    case DType::int64:
      return 9;
    case DType::boolean:
      return 10;
    case DType::bfloat16:
      return 14;
    case DType::uint16:
      return 17;
    case DType::float16:
      return 19;
    case DType::uint32:
      return 22;
    case DType::uint64:
      return 23;
    default:
      return std::nullopt;
  }
}

bool is_node_name(std::string_view name) {
  if (name.empty() || (!is_letter_or_digit(name[0]) && name[0] != '.')) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter_or_digit(c) || std::string_view("_./-").find(c) != std::string_view::npos; });
}

void write(const std::filesystem::path& path, const Graph& graph) {
  check_size(graph);
  FileWriter file(path);
  for (const Node& node : graph.nodes) write_node(file, node);
  file.write(versions_bytes(graph));
  file.commit();
}

}  // namespace nnfront::formats::graphdef
