// What reader and writer of ONNX files share about attributes.
#pragma once

namespace nnfront::formats {

// AttributeProto.AttributeType (onnx/onnx.proto of github.com/onnx/onnx), by number.
enum class OnnxAttributeType {
  undefined,
  number,
  integer,
  text,
  tensor,
  graph,
  numbers,
  integers,
  texts,
  tensors,
  graphs,
  sparse_tensor,
  sparse_tensors,
  type,
  types
};

}  // namespace nnfront::formats
