#include "formats/onnx_reader.h"

namespace nnfront::formats {

namespace {

OnnxDim read_dim(ProtoMessage message, OnnxReading& reading) {
  reading.count_entry();
  OnnxDim dim;
  while (message.next()) {
    if (message.field() == 1) dim = {message.integer(), {}};
    if (message.field() == 2) dim = {std::nullopt, reading.name(message)};
  }
  return dim;
}

std::vector<OnnxDim> read_shape(ProtoMessage message, OnnxReading& reading) {
  std::vector<OnnxDim> dims;
  while (message.next()) {
    if (message.field() != 1) continue;
    check_onnx_rank(dims.size(), 1);
    dims.push_back(read_dim(message.message("TensorShapeProto.Dimension"), reading));
  }
  return dims;
}

// TypeProto.Tensor and TypeProto.SparseTensor.
OnnxType read_tensor_type(ProtoMessage message, OnnxType::Kind kind, OnnxReading& reading) {
  OnnxType type;
  type.kind = kind;
  while (message.next()) {
    if (message.field() == 1) type.element_type = message.small_integer();
    if (message.field() == 2) type.dims = read_shape(message.message("TensorShapeProto"), reading);
  }
  return type;
}

// TypeProto.Sequence and TypeProto.Optional.
OnnxType read_wrapper(ProtoMessage message, OnnxType::Kind kind, OnnxReading& reading) {
  OnnxType type;
  type.kind = kind;
  while (message.next()) {
    if (message.field() == 1) type.element = std::make_shared<const OnnxType>(read_type(message.message("TypeProto"), reading));
  }
  return type;
}

OnnxType of_kind(OnnxType::Kind kind) {
  OnnxType type;
  type.kind = kind;
  return type;
}

}  // namespace

OnnxType read_type(ProtoMessage message, OnnxReading& reading) {
  const OnnxLevel level(reading);
  reading.count_entry();
  OnnxType type;
  while (message.next()) {
    switch (message.field()) {
      case 1:
        type = read_tensor_type(message.message("TypeProto.Tensor"), OnnxType::Kind::tensor, reading);
        break;
      case 4:
        type = read_wrapper(message.message("TypeProto.Sequence"), OnnxType::Kind::sequence, reading);
        break;
      case 5:
        type = of_kind(OnnxType::Kind::map);
        break;
      case 7:
        type = of_kind(OnnxType::Kind::opaque);
        break;
      case 8:
        type = read_tensor_type(message.message("TypeProto.SparseTensor"), OnnxType::Kind::sparse_tensor, reading);
        break;
      case 9:
        type = read_wrapper(message.message("TypeProto.Optional"), OnnxType::Kind::optional, reading);
        break;
      default:  // denotation
        break;
    }
  }
  return type;
}

OnnxValueInfo read_value_info(ProtoMessage message, OnnxReading& reading) {
  reading.count_part();
  OnnxValueInfo info;
  while (message.next()) {
    if (message.field() == 1) info.name = reading.name(message);
    if (message.field() == 2) info.type = read_type(message.message("TypeProto"), reading);
  }
  return info;
}

}  // namespace nnfront::formats
