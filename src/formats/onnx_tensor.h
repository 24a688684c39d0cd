// ONNX's TensorProto: a description of content that stays in the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "nnfront/array.h"
#include "support/file.h"

namespace nnfront::formats {

// Content in another file, as TensorProto.external_data says it.
struct OnnxExternalData {
  std::string_view location;
  std::string_view offset;  // decimal texts; empty: left out
  std::string_view length;
};

struct OnnxTensor {
  std::string_view name;
  std::int32_t element_type = 0;  // TensorProto.DataType
  std::vector<std::int64_t> dims;
  // At most one of these three; none: no elements, or elements that are all left out.
  std::optional<ByteSource> raw;  // little endian, C order
  // A run of the message's fields in which the values are those numbered `typed_field` (4 float_data, 5 int32_data, 6 string_data, 7
  // int64_data, 10 double_data, 11 uint64_data), packed or not.
  std::optional<ByteSource> typed;
  std::uint32_t typed_field = 0;
  std::optional<OnnxExternalData> external;
};

// Non-zero elements of a tensor: `indices` are offsets in C order [count], or coordinates [count, rank].
struct OnnxSparseTensor {
  OnnxTensor values;
  OnnxTensor indices;
  std::vector<std::int64_t> dims;
};

// The IR's type for a TensorProto.DataType; nothing for types the IR lacks (complex, 2-bit) and unknown numbers.
std::optional<DType> onnx_dtype(std::int32_t element_type);
// The other way round.
std::int32_t onnx_element_type(DType dtype);
// "float16", "complex64", "type 99": for messages.
std::string onnx_type_name(std::int32_t element_type);

// The number of elements. Error (invalid_file) for a negative dimension or more than 2^48.
std::int64_t onnx_element_count(const OnnxTensor& tensor);

// Error (invalid_file) unless the content in the message has exactly the elements that `dims` say, (unsupported) for an element type that
// the IR lacks. Counts varints, reads nothing else.
void check_onnx_content(const OnnxTensor& tensor);

// The elements; content must be in the message (InternalError for external data). The same errors, before memory is taken. Strings are
// (unsupported).
Array onnx_array(const OnnxTensor& tensor);

// A file that holds one TensorProto, as ONNX's own test data does. The views in it are into `texts`.
class OnnxTexts;
OnnxTensor read_onnx_tensor(const ByteSource& source, OnnxTexts& texts);

}  // namespace nnfront::formats
