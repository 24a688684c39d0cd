#include "formats/onnx_writer.h"

#include <protozero/pbf_writer.hpp>

#include "formats/extent.h"
#include "formats/onnx_attribute.h"
#include "formats/onnx_tensor.h"
#include "support/fail.h"
#include "support/file.h"

namespace nnfront::formats::onnx_file {

namespace {

using Type = OnnxAttributeType;

std::uint64_t bytes_of(const Tensor& tensor) {
  return content_bytes(tensor.dtype, tensor.dims);
}

const std::string& checked(const std::string& text) {
  if (!is_utf8(text)) fail(ErrorCode::invalid_argument, "'{}' cannot be a name there: it is no UTF-8", printable(text));
  return text;
}

void add_dims(protozero::pbf_writer& message, const std::vector<std::int64_t>& dims) {
  for (const std::int64_t dim : dims) message.add_int64(1, dim);
}

// All of TensorProto but the content.
std::string tensor_head(const Tensor& tensor) {
  std::string bytes;
  protozero::pbf_writer message(bytes);
  add_dims(message, tensor.dims);
  message.add_int32(2, onnx_element_type(tensor.dtype));
  if (!tensor.name.empty()) message.add_string(8, checked(tensor.name));
  return bytes;
}

std::string collected(const Tensor& tensor) {
  std::string bytes;
  tensor.stream([&](std::span<const std::byte> part) { bytes.append(reinterpret_cast<const char*>(part.data()), part.size()); });
  ensure(bytes.size() == bytes_of(tensor), "a tensor hands out as many bytes as its shape has");
  return bytes;
}

// The whole message: for tensors in attributes and in graphs of nodes, which are small.
std::string small_tensor(const Tensor& tensor) {
  std::string bytes = tensor_head(tensor);
  protozero::pbf_writer(bytes).add_bytes(9, collected(tensor));
  return bytes;
}

std::string graph_without_initializers(const Graph& graph);

std::string whole_graph(const Graph& graph) {
  std::string bytes = graph_without_initializers(graph);
  protozero::pbf_writer message(bytes);
  for (const Tensor& tensor : graph.initializers) message.add_message(5, small_tensor(tensor));
  return bytes;
}

struct AttributeWriter {
  protozero::pbf_writer& message;

  void operator()(std::int64_t value) const {
    finish(Type::integer, [&] { message.add_int64(3, value); });
  }
  void operator()(double value) const {
    finish(Type::number, [&] { message.add_float(2, static_cast<float>(value)); });
  }
  void operator()(const std::string& value) const {
    finish(Type::text, [&] { message.add_bytes(4, value); });
  }
  void operator()(const Tensor& value) const {
    finish(Type::tensor, [&] { message.add_message(5, small_tensor(value)); });
  }
  void operator()(const std::shared_ptr<const Graph>& value) const {
    finish(Type::graph, [&] { message.add_message(6, whole_graph(*value)); });
  }
  void operator()(const std::vector<double>& values) const {
    finish(Type::numbers, [&] {
      for (const double value : values) message.add_float(7, static_cast<float>(value));
    });
  }
  void operator()(const std::vector<std::int64_t>& values) const {
    finish(Type::integers, [&] {
      for (const std::int64_t value : values) message.add_int64(8, value);
    });
  }
  void operator()(const std::vector<std::string>& values) const {
    finish(Type::texts, [&] {
      for (const std::string& value : values) message.add_bytes(9, value);
    });
  }

 private:
  void finish(Type type, const std::function<void()>& add) const {
    add();
    message.add_enum(20, static_cast<std::int32_t>(type));
  }
};

std::string node_bytes(const Node& node) {
  std::string bytes;
  protozero::pbf_writer message(bytes);
  for (const std::string& input : node.inputs) message.add_string(1, checked(input));
  for (const std::string& output : node.outputs) message.add_string(2, checked(output));
  if (!node.name.empty()) message.add_string(3, checked(node.name));
  message.add_string(4, checked(node.op));
  for (const Attribute& attribute : node.attributes) {
    std::string inner;
    protozero::pbf_writer written(inner);
    written.add_string(1, checked(attribute.name));
    std::visit(AttributeWriter{written}, attribute.value);
    message.add_message(5, inner);
  }
  if (!node.domain.empty()) message.add_string(7, checked(node.domain));
  return bytes;
}

std::string shape_bytes(const ValueInfo& info) {
  std::string bytes;
  protozero::pbf_writer message(bytes);
  for (const auto& dim : info.dims) {
    std::string inner;
    protozero::pbf_writer written(inner);
    if (const auto* number = std::get_if<std::int64_t>(&dim))
      written.add_int64(1, *number);
    else if (!std::get<std::string>(dim).empty())
      written.add_string(2, checked(std::get<std::string>(dim)));
    message.add_message(1, inner);
  }
  return bytes;
}

std::string value_bytes(const ValueInfo& info) {
  std::string tensor;
  protozero::pbf_writer tensor_message(tensor);
  tensor_message.add_int32(1, onnx_element_type(info.dtype));
  if (info.ranked) tensor_message.add_message(2, shape_bytes(info));
  std::string type;
  protozero::pbf_writer(type).add_message(1, tensor);
  std::string bytes;
  protozero::pbf_writer message(bytes);
  message.add_string(1, checked(info.name));
  message.add_message(2, type);
  return bytes;
}

std::string graph_without_initializers(const Graph& graph) {
  std::string bytes;
  protozero::pbf_writer message(bytes);
  for (const Node& node : graph.nodes) message.add_message(1, node_bytes(node));
  message.add_string(2, checked(graph.name));
  for (const ValueInfo& info : graph.inputs) message.add_message(11, value_bytes(info));
  for (const ValueInfo& info : graph.outputs) message.add_message(12, value_bytes(info));
  for (const ValueInfo& info : graph.values) message.add_message(13, value_bytes(info));
  return bytes;
}

void add_entry(protozero::pbf_writer& message, std::uint32_t field, const std::string& key, const std::string& value) {
  std::string inner;
  protozero::pbf_writer entry(inner);
  entry.add_string(1, checked(key));
  entry.add_string(2, checked(value));
  message.add_message(field, inner);
}

// All of ModelProto but the graph.
std::string model_head(const Model& model) {
  std::string bytes;
  protozero::pbf_writer message(bytes);
  message.add_int64(1, model.ir_version);
  message.add_string(2, checked(model.producer));
  message.add_string(3, checked(model.producer_version));
  for (const auto& [domain, version] : model.opsets) {
    std::string inner;
    protozero::pbf_writer written(inner);
    written.add_string(1, checked(domain));
    written.add_int64(2, version);
    message.add_message(8, inner);
  }
  for (const auto& [key, value] : model.metadata) add_entry(message, 14, key, value);
  return bytes;
}

// Tag and length of a length-delimited field: its content may be larger than what protozero counts in 32 bits.
std::string field_head(std::uint32_t field, std::uint64_t size) {
  std::string bytes;
  protozero::add_varint_to_buffer(&bytes, (field << 3) | 2u);
  protozero::add_varint_to_buffer(&bytes, size);
  return bytes;
}

void stream_into(FileWriter& file, const Tensor& tensor) {
  const std::uint64_t end = file.position() + bytes_of(tensor);
  tensor.stream([&](std::span<const std::byte> part) { file.write(part); });
  ensure(file.position() == end, "a tensor hands out as many bytes as its shape has");
}

// An initializer as it stands in the file: what lies in front of its content, and whether the content follows.
struct Initializer {
  const Tensor* tensor;
  std::string head;
  std::uint64_t content = 0;  // bytes that follow `head`

  std::uint64_t size() const { return head.size() + content; }
};

Initializer inside(const Tensor& tensor) {
  const std::uint64_t content = bytes_of(tensor);
  return {&tensor, tensor_head(tensor) + field_head(9, content), content};
}

Initializer beside(const Tensor& tensor, const std::string& location, std::uint64_t offset) {
  std::string head = tensor_head(tensor);
  protozero::pbf_writer message(head);
  add_entry(message, 13, "location", location);
  add_entry(message, 13, "offset", std::to_string(offset));
  add_entry(message, 13, "length", std::to_string(bytes_of(tensor)));
  message.add_enum(14, 1);
  return {&tensor, std::move(head), 0};
}

void pad_to(FileWriter& file, std::uint64_t alignment) {
  const std::uint64_t rest = file.position() % alignment;
  if (rest != 0) file.write(std::string(alignment - rest, '\0'));
}

// Writes the content of large tensors to `path` and says where everything is. The file gets its name by commit().
std::vector<Initializer> write_beside(FileWriter& file, const std::string& location, const Graph& graph) {
  std::vector<Initializer> initializers;
  for (const Tensor& tensor : graph.initializers) {
    if (bytes_of(tensor) < smallest_external) {
      initializers.push_back(inside(tensor));
      continue;
    }
    pad_to(file, external_alignment);
    initializers.push_back(beside(tensor, location, file.position()));
    stream_into(file, tensor);
  }
  return initializers;
}

void write_model(const std::filesystem::path& path, const Model& model, const std::vector<Initializer>& initializers) {
  const std::string graph = graph_without_initializers(model.graph);
  std::uint64_t size = graph.size();
  for (const Initializer& each : initializers) size += field_head(5, each.size()).size() + each.size();
  FileWriter file(path);
  file.write(model_head(model));
  file.write(field_head(7, size));
  file.write(graph);
  for (const Initializer& each : initializers) {
    file.write(field_head(5, each.size()));
    file.write(each.head);
    if (each.content > 0) stream_into(file, *each.tensor);
  }
  file.commit();
}

}  // namespace

std::uint64_t content_size(const Graph& graph) {
  std::uint64_t size = 0;
  for (const Tensor& tensor : graph.initializers) size += bytes_of(tensor);
  return size;
}

void write(const std::filesystem::path& path, const Model& model, Weights weights) {
  if (weights == Weights::inside) {
    std::vector<Initializer> initializers;
    for (const Tensor& tensor : model.graph.initializers) initializers.push_back(inside(tensor));
    write_model(path, model, initializers);
    return;
  }
  const std::filesystem::path data = path.string() + ".data";
  FileWriter file(data);
  const std::vector<Initializer> initializers = write_beside(file, data.filename().string(), model.graph);
  file.commit();
  write_model(path, model, initializers);
}

}  // namespace nnfront::formats::onnx_file
