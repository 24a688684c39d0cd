#include "formats/onnx_tensor.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "formats/extent.h"
#include "formats/onnx_reader.h"
#include "support/fail.h"

namespace nnfront::formats {

namespace {

// TensorProto.DataType, by number.
struct ElementType {
  std::string_view name;
  std::optional<DType> dtype;
};

constexpr std::array<ElementType, 27> element_types = {{
    {"no type", std::nullopt},
    {"float32", DType::float32},
    {"uint8", DType::uint8},
    {"int8", DType::int8},
    {"uint16", DType::uint16},
    {"int16", DType::int16},
    {"int32", DType::int32},
    {"int64", DType::int64},
    {"string", DType::string},
    {"bool", DType::boolean},
    {"float16", DType::float16},
    {"float64", DType::float64},
    {"uint32", DType::uint32},
    {"uint64", DType::uint64},
    {"complex64", std::nullopt},
    {"complex128", std::nullopt},
    {"bfloat16", DType::bfloat16},
    {"float8_e4m3fn", DType::float8_e4m3fn},
    {"float8_e4m3fnuz", DType::float8_e4m3fnuz},
    {"float8_e5m2", DType::float8_e5m2},
    {"float8_e5m2fnuz", DType::float8_e5m2fnuz},
    {"uint4", DType::uint4},
    {"int4", DType::int4},
    {"float4_e2m1", DType::float4_e2m1},
    {"float8_e8m0", DType::float8_e8m0},
    {"uint2", std::nullopt},
    {"int2", std::nullopt},
}};

// Fields of TensorProto that hold elements.
constexpr std::uint32_t float_data = 4;
constexpr std::uint32_t int32_data = 5;
constexpr std::uint32_t string_data = 6;
constexpr std::uint32_t int64_data = 7;
constexpr std::uint32_t double_data = 10;
constexpr std::uint32_t uint64_data = 11;

std::string shown(const OnnxTensor& tensor) {
  return tensor.name.empty() ? "a tensor" : fmt::format("tensor '{}'", printable(tensor.name));
}

DType dtype_of(const OnnxTensor& tensor) {
  const auto dtype = onnx_dtype(tensor.element_type);
  if (!dtype) fail(ErrorCode::unsupported, "{} is of {}, which the IR lacks", shown(tensor), onnx_type_name(tensor.element_type));
  return *dtype;
}

// The field that holds elements of this type where they are not raw.
std::uint32_t typed_field_of(DType dtype) {
  switch (dtype) {
    case DType::float32:
      return float_data;
    case DType::float64:
      return double_data;
    case DType::int64:
      return int64_data;
    case DType::uint32:
    case DType::uint64:
      return uint64_data;
    case DType::string:
      return string_data;
    default:
      return int32_data;
  }
}

// How many numbers the field holds for `elements` elements: int4 stands in pairs.
std::int64_t stored_numbers(DType dtype, std::int64_t elements) {
  return bits(dtype) == 4 ? static_cast<std::int64_t>(storage_bytes(dtype, elements)) : elements;
}

// Calls visit(message) for each of the fields of the run that hold elements.
template <class Visit>
void for_each_typed(const OnnxTensor& tensor, Visit&& visit) {
  if (!tensor.typed) return;
  ProtoWindow window(*tensor.typed);
  ProtoMessage message(window, "TensorProto");
  while (message.next()) {
    if (message.field() == tensor.typed_field) visit(message);
  }
}

std::uint64_t count_typed(const OnnxTensor& tensor) {
  std::uint64_t count = 0;
  for_each_typed(tensor, [&](const ProtoMessage& message) {
    if (tensor.typed_field == float_data || tensor.typed_field == double_data) {
      count += message.count_fixed(tensor.typed_field == float_data ? 4 : 8);
    } else {
      count += tensor.typed_field == string_data ? 1 : message.count_integers();
    }
  });
  return count;
}

struct NumberRange {
  std::int64_t low;
  std::int64_t high;
};

// What a number of the field must fit into for an element of this type: a signed type, or bits of at most as many places.
NumberRange number_range(DType dtype) {
  constexpr std::int64_t one = 1;
  if (dtype == DType::boolean) return {0, 1};
  if (dtype == DType::int8 || dtype == DType::int16) return {-(one << (bits(dtype) - 1)), (one << (bits(dtype) - 1)) - 1};
  if (bits(dtype) == 4) return {-128, 255};  // pairs, which some write as a signed byte
  if (bits(dtype) <= 16 || dtype == DType::uint32) return {0, (one << bits(dtype)) - 1};
  return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
}

void copy_typed(const OnnxTensor& tensor, std::size_t element_bytes, std::byte* out) {
  const NumberRange range = number_range(dtype_of(tensor));
  const auto put = [&](std::uint64_t number) {
    const auto value = static_cast<std::int64_t>(number);
    if (tensor.typed_field != float_data && tensor.typed_field != double_data && (value < range.low || value > range.high)) {
      fail(ErrorCode::invalid_file, "{} of {} has the element {}, wanted {} to {}", shown(tensor), name(dtype_of(tensor)), value, range.low,
           range.high);
    }
    std::memcpy(out, &number, element_bytes);  // little endian: the low bytes
    out += element_bytes;
  };
  for_each_typed(tensor, [&](const ProtoMessage& message) {
    if (tensor.typed_field == float_data) {
      message.for_each_fixed<std::uint32_t>(put);
    } else if (tensor.typed_field == double_data) {
      message.for_each_fixed<std::uint64_t>(put);
    } else {
      message.for_each_integer(put);
    }
  });
}

void append_dims(const ProtoMessage& message, std::vector<std::int64_t>& dims) {
  check_onnx_rank(dims.size(), message.count_integers());
  message.append_integers(dims);
}

OnnxExternalData read_external_entry(ProtoMessage message, OnnxExternalData external, OnnxReading& reading) {
  std::string_view key;
  std::string_view value;
  while (message.next()) {
    if (message.field() == 1) key = reading.name(message);
    if (message.field() == 2) value = reading.name(message);
  }
  if (key == "location") external.location = value;
  if (key == "offset") external.offset = value;
  if (key == "length") external.length = value;
  return external;  // "checksum" and what a writer adds are not needed
}

// Fields of TensorProto as they come.
class TensorReader {
 public:
  explicit TensorReader(OnnxReading& reading) : reading_(reading) {}

  OnnxTensor read(ProtoMessage message) {
    while (message.next()) field(message);
    if (tensor_.typed_field != 0) tensor_.typed = message.range(typed_begin_, typed_end_);
    finish();
    return std::move(tensor_);
  }

 private:
  void field(const ProtoMessage& message) {
    switch (message.field()) {
      case 1:
        append_dims(message, tensor_.dims);
        break;
      case 2:
        tensor_.element_type = message.small_integer();
        break;
      case 3:
        fail(ErrorCode::unsupported, "{} is stored in segments, which no writer makes", shown(tensor_));
      case float_data:
      case int32_data:
      case string_data:
      case int64_data:
      case double_data:
      case uint64_data:
        typed(message);
        break;
      case 8:
        tensor_.name = reading_.name(message);
        break;
      case 9:
        tensor_.raw = message.slice();
        break;
      case 13:
        external_ = read_external_entry(message.message("StringStringEntryProto"), external_, reading_);
        break;
      case 14:
        is_external_ = message.integer() == 1;
        break;
      default:  // documentation, metadata
        break;
    }
  }

  void typed(const ProtoMessage& message) {
    if (tensor_.typed_field != 0 && tensor_.typed_field != message.field()) {
      fail(ErrorCode::invalid_file, "{} has elements in two fields, {} and {}", shown(tensor_), tensor_.typed_field, message.field());
    }
    if (tensor_.typed_field == 0) typed_begin_ = message.field_begin();
    tensor_.typed_field = message.field();
    typed_end_ = message.field_end();
  }

  void finish() {
    if (is_external_) {
      if (external_.location.empty()) fail(ErrorCode::invalid_file, "{} is in another file, which is not named", shown(tensor_));
      tensor_.external = external_;
    }
    const int contents = (tensor_.raw ? 1 : 0) + (tensor_.typed ? 1 : 0) + (tensor_.external ? 1 : 0);
    // Some writers leave empty raw data beside the elements.
    if (contents > 1 && tensor_.raw && tensor_.raw->size() == 0) {
      tensor_.raw.reset();
    } else if (contents > 1) {
      fail(ErrorCode::invalid_file, "{} has two contents", shown(tensor_));
    }
  }

  OnnxReading& reading_;
  OnnxTensor tensor_;
  OnnxExternalData external_;
  bool is_external_ = false;
  std::uint64_t typed_begin_ = 0;
  std::uint64_t typed_end_ = 0;
};

}  // namespace

std::optional<DType> onnx_dtype(std::int32_t element_type) {
  if (element_type < 0 || element_type >= static_cast<std::int32_t>(element_types.size())) return std::nullopt;
  return element_types[static_cast<std::size_t>(element_type)].dtype;
}

std::int32_t onnx_element_type(DType dtype) {
  for (std::size_t number = 0; number < element_types.size(); ++number) {
    if (element_types[number].dtype == dtype) return static_cast<std::int32_t>(number);
  }
  throw InternalError("every type of the IR is one of ONNX's", __FILE__, __LINE__);
}

std::string onnx_type_name(std::int32_t element_type) {
  if (element_type < 0 || element_type >= static_cast<std::int32_t>(element_types.size())) return fmt::format("type {}", element_type);
  return std::string(element_types[static_cast<std::size_t>(element_type)].name);
}

std::int64_t onnx_element_count(const OnnxTensor& tensor) {
  try {
    return element_count(tensor.dims);
  } catch (const Error& error) {
    fail(ErrorCode::invalid_file, "{} has shape {}: {}", shown(tensor), dims_text(tensor.dims), error.what());
  }
}

void check_onnx_content(const OnnxTensor& tensor) {
  const DType dtype = dtype_of(tensor);
  const std::int64_t elements = onnx_element_count(tensor);
  const std::uint64_t wanted = dtype == DType::string ? 0 : storage_bytes(dtype, elements);
  ensure(!tensor.external, "external data is checked by who opens it");
  if (tensor.raw) {
    if (dtype == DType::string) fail(ErrorCode::invalid_file, "{} has strings in raw_data", shown(tensor));
    if (tensor.raw->size() == wanted) return;
    fail(ErrorCode::invalid_file, "{} of {}{} has {} bytes, wanted {}", shown(tensor), name(dtype), dims_text(tensor.dims),
         tensor.raw->size(), wanted);
  }
  if (tensor.typed && tensor.typed_field != typed_field_of(dtype)) {
    fail(ErrorCode::invalid_file, "{} of {} has its elements in field {}, wanted {}", shown(tensor), name(dtype), tensor.typed_field,
         typed_field_of(dtype));
  }
  const std::uint64_t numbers = count_typed(tensor);
  const auto wanted_numbers = static_cast<std::uint64_t>(stored_numbers(dtype, elements));
  if (numbers == wanted_numbers) return;
  fail(ErrorCode::invalid_file, "{} of {}{} has {} elements, wanted {}", shown(tensor), name(dtype), dims_text(tensor.dims), numbers,
       wanted_numbers);
}

Array onnx_array(const OnnxTensor& tensor) {
  check_onnx_content(tensor);
  const DType dtype = dtype_of(tensor);
  if (dtype == DType::string) fail(ErrorCode::unsupported, "{} holds strings", shown(tensor));
  Array array(dtype, tensor.dims);
  if (tensor.raw) {
    tensor.raw->read(0, std::span(array.mutable_data(), array.bytes()));
    return array;
  }
  const std::size_t element_bytes = bits(dtype) == 4 ? 1 : storage_bytes(dtype, 1);
  copy_typed(tensor, element_bytes, array.mutable_data());
  return array;
}

OnnxTensor read_tensor(ProtoMessage message, OnnxReading& reading) {
  reading.count_part();
  return TensorReader(reading).read(message);
}

OnnxSparseTensor read_sparse_tensor(ProtoMessage message, OnnxReading& reading) {
  OnnxSparseTensor sparse;
  while (message.next()) {
    if (message.field() == 1) sparse.values = read_tensor(message.message("TensorProto"), reading);
    if (message.field() == 2) sparse.indices = read_tensor(message.message("TensorProto"), reading);
    if (message.field() == 3) append_dims(message, sparse.dims);
  }
  return sparse;
}

OnnxTensor read_onnx_tensor(const ByteSource& source, OnnxTexts& texts) {
  OnnxReading reading{texts};
  ProtoWindow window(source);
  return read_tensor(ProtoMessage(window, "TensorProto"), reading);
}

}  // namespace nnfront::formats
