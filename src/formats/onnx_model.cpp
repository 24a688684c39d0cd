#include "formats/onnx_model.h"

#include <cstring>

#include "formats/extent.h"
#include "formats/onnx_reader.h"
#include "support/fail.h"

namespace nnfront::formats {

namespace {

OnnxFunction read_function(ProtoMessage message, OnnxReading& reading) {
  OnnxFunction function;
  while (message.next()) {
    switch (message.field()) {
      case 1:
        function.name = reading.name(message);
        break;
      case 4:
        reading.append_name(function.inputs, message);
        break;
      case 5:
        reading.append_name(function.outputs, message);
        break;
      case 6:
        reading.append_name(function.attributes, message);
        break;
      case 7:
        function.nodes.push_back(read_node(message.message("NodeProto"), reading));
        break;
      case 9:
        function.opsets.push_back(read_opset(message.message("OperatorSetIdProto"), reading));
        break;
      case 10:
        function.domain = reading.name(message);
        break;
      case 11:
        check_onnx_list(function.defaults.size());
        function.defaults.push_back(read_attribute(message.message("AttributeProto"), reading));
        break;
      case 13:
        function.overload = reading.name(message);
        break;
      default:  // documentation, types of values
        break;
    }
  }
  return function;
}

OnnxModel read_model(ProtoMessage message, OnnxReading& reading) {
  OnnxModel model;
  bool has_graph = false;
  while (message.next()) {
    switch (message.field()) {
      case 1:
        model.ir_version = message.integer();
        break;
      case 2:
        model.producer = reading.name(message);
        break;
      case 3:
        model.producer_version = reading.name(message);
        break;
      case 7:
        if (has_graph) fail(ErrorCode::invalid_file, "ModelProto: there are two graphs");
        model.graph = read_graph(message.message("GraphProto"), reading);
        has_graph = true;
        break;
      case 8:
        model.opsets.push_back(read_opset(message.message("OperatorSetIdProto"), reading));
        break;
      case 20:
        model.has_training = true;
        break;
      case 25:
        reading.count_part();
        model.functions.push_back(read_function(message.message("FunctionProto"), reading));
        break;
      default:  // documentation, metadata
        break;
    }
  }
  if (!has_graph) fail(ErrorCode::invalid_file, "ModelProto: there is no graph");
  return model;
}

// Does the field have the wire type and, where that is cheap to see, the content that a ModelProto's has?
bool fits_model(const ProtoMessage& message) {
  switch (message.field()) {
    case 1:
      return message.integer() > 0 && message.integer() < 1000;
    case 5:
      message.integer();
      return true;
    case 2:
    case 3:
    case 4:
      return message.size() <= ProtoWindow::largest_view && is_utf8(message.text());
    case 6:
    case 7:
    case 8:
    case 14:
    case 20:
    case 25:
    case 26:
      message.size();
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view OnnxTexts::keep(std::string_view text) {
  if (text.empty()) return {};
  constexpr std::size_t block_bytes = 65536;
  total_ += text.size();
  if (total_ > most_onnx_text) fail(ErrorCode::invalid_file, "names and texts take more than {} bytes", most_onnx_text);
  if (text.size() > left_) {
    left_ = std::max(block_bytes, text.size());
    blocks_.push_back(std::make_unique<char[]>(left_));
    place_ = blocks_.back().get();
  }
  std::memcpy(place_, text.data(), text.size());
  const std::string_view kept(place_, text.size());
  place_ += text.size();
  left_ -= text.size();
  return kept;
}

void OnnxReading::count_node() {
  if (++nodes > most_onnx_nodes) fail(ErrorCode::invalid_file, "there are more than {} nodes", most_onnx_nodes);
}

void OnnxReading::count_entry() {
  if (++entries > most_onnx_entries) fail(ErrorCode::invalid_file, "graphs have more than {} entries besides nodes", most_onnx_entries);
}

void OnnxReading::count_part() {
  count_entry();
  if (++parts > most_onnx_parts) {
    fail(ErrorCode::invalid_file, "there are more than {} tensors, inputs, outputs, functions and operator sets", most_onnx_parts);
  }
}

void OnnxReading::append_name(std::vector<std::string_view>& names, const ProtoMessage& message) {
  check_onnx_list(names.size());
  if (names.size() >= free_onnx_operands) count_node();
  names.push_back(name(message));
}

void check_onnx_list(std::size_t size) {
  if (size < most_onnx_operands) return;
  fail(ErrorCode::invalid_file, "a node or function lists more than {} inputs, outputs or attributes", most_onnx_operands);
}

void check_onnx_rank(std::size_t rank, std::uint64_t more) {
  if (rank + more > most_onnx_dims) fail(ErrorCode::invalid_file, "a tensor has more than {} dimensions", most_onnx_dims);
}

void OnnxReading::count_numbers(std::uint64_t more) {
  numbers += more;
  if (numbers > most_onnx_numbers) fail(ErrorCode::invalid_file, "attributes list more than {} numbers", most_onnx_numbers);
}

std::string_view OnnxReading::name(const ProtoMessage& message) {
  count_entry();
  if (message.size() > most_onnx_text) fail(ErrorCode::invalid_file, "a name takes {} bytes", message.size());
  const std::string text = message.text();
  if (!is_utf8(text)) fail(ErrorCode::invalid_file, "the name at byte {} is not UTF-8", message.field_begin());
  return texts.keep(text);
}

OnnxLevel::OnnxLevel(OnnxReading& reading) : reading_(reading) {
  if (reading_.depth >= deepest_onnx_nesting) {
    fail(ErrorCode::invalid_file, "graphs or types stand in each other more than {} deep", deepest_onnx_nesting);
  }
  ++reading_.depth;
}

OnnxOpset read_opset(ProtoMessage message, OnnxReading& reading) {
  reading.count_part();
  OnnxOpset opset;
  while (message.next()) {
    if (message.field() == 1) opset.domain = reading.name(message);
    if (message.field() == 2) opset.version = message.integer();
  }
  return opset;
}

OnnxGraph read_graph(ProtoMessage message, OnnxReading& reading) {
  const OnnxLevel level(reading);
  OnnxGraph graph;
  while (message.next()) {
    switch (message.field()) {
      case 1:
        graph.nodes.push_back(read_node(message.message("NodeProto"), reading));
        break;
      case 2:
        graph.name = reading.name(message);
        break;
      case 5:
        graph.initializers.push_back(read_tensor(message.message("TensorProto"), reading));
        break;
      case 11:
        graph.inputs.push_back(read_value_info(message.message("ValueInfoProto"), reading));
        break;
      case 12:
        graph.outputs.push_back(read_value_info(message.message("ValueInfoProto"), reading));
        break;
      case 15:
        graph.sparse_initializers.push_back(read_sparse_tensor(message.message("SparseTensorProto"), reading));
        break;
      default:  // documentation, types of inner values, quantization notes, metadata
        break;
    }
  }
  return graph;
}

OnnxModel read_onnx_model(const ByteSource& source) {
  auto texts = std::make_shared<OnnxTexts>();
  OnnxReading reading{*texts};
  ProtoWindow window(source);
  OnnxModel model = read_model(ProtoMessage(window, "ModelProto"), reading);
  model.texts = std::move(texts);
  return model;
}

bool looks_like_onnx_model(const ByteSource& source) {
  // Writers put the version first, and a model without a graph is none.
  constexpr int most_fields = 100000;
  ProtoWindow window(source);
  ProtoMessage message(window, "ModelProto");
  bool has_version = false;
  bool has_graph = false;
  try {
    for (int i = 0; i < most_fields && message.next(); ++i) {
      if (!fits_model(message)) return false;
      has_version = has_version || message.field() == 1;
      has_graph = has_graph || message.field() == 7;
    }
  } catch (const Error& error) {
    if (error.code() == ErrorCode::io) throw;
    return false;
  }
  return has_version && has_graph;
}

}  // namespace nnfront::formats
