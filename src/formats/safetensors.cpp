#include "formats/safetensors.h"

#include <algorithm>
#include <unordered_set>

#include "formats/extent.h"
#include "formats/json.h"
#include "formats/little_endian.h"
#include "support/fail.h"
#include "support/file.h"

namespace nnfront::formats::safetensors {

namespace {

constexpr std::string_view metadata_name = "__metadata__";
constexpr std::size_t header_alignment = 8;

std::string_view type_name(DType dtype) {
  switch (dtype) {
    case DType::float16:
      return "F16";
    case DType::float32:
      return "F32";
    case DType::float64:
      return "F64";
    case DType::bfloat16:
      return "BF16";
    case DType::float8_e4m3fn:
      return "F8_E4M3";
    case DType::float8_e5m2:
      return "F8_E5M2";
    case DType::float8_e8m0:
      return "F8_E8M0";
    case DType::int8:
      return "I8";
    case DType::int16:
      return "I16";
    case DType::int32:
      return "I32";
    case DType::int64:
      return "I64";
    case DType::uint8:
      return "U8";
    case DType::uint16:
      return "U16";
    case DType::uint32:
      return "U32";
    case DType::uint64:
      return "U64";
    case DType::boolean:
      return "BOOL";
    default:
      fail(ErrorCode::unsupported, "safetensors has no {}", name(dtype));
  }
}

void check_names(const std::vector<Tensor>& tensors) {
  std::unordered_set<std::string_view> names;
  for (const Tensor& tensor : tensors) {
    if (!is_utf8(tensor.name) || tensor.name == metadata_name)
      fail(ErrorCode::invalid_argument, "'{}' cannot name a tensor of safetensors: wanted UTF-8 and not {}", printable(tensor.name),
           metadata_name);
    if (!names.insert(tensor.name).second)
      fail(ErrorCode::invalid_argument, "two tensors of safetensors are called '{}'", printable(tensor.name));
  }
}

// Padded by blanks.
std::string header_of(const std::vector<Tensor>& tensors) {
  OrderedJson header = {{metadata_name, {{"format", "pt"}}}};
  std::uint64_t at = 0;
  for (const Tensor& tensor : tensors) {
    const std::uint64_t end = at + content_bytes(tensor.dtype, tensor.dims);
    header[tensor.name] = {{"dtype", type_name(tensor.dtype)}, {"shape", tensor.dims}, {"data_offsets", {at, end}}};
    at = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + header_alignment - 1) / header_alignment * header_alignment, ' ');
  return text;
}

void write_content(FileWriter& file, const Tensor& tensor) {
  const std::uint64_t begin = file.position();
  tensor.stream([&](std::span<const std::byte> bytes) { file.write(bytes); });
  ensure(file.position() - begin == content_bytes(tensor.dtype, tensor.dims), "a tensor has the bytes of its shape");
}

}  // namespace

void write(const std::filesystem::path& path, std::vector<Tensor> tensors) {
  check_names(tensors);
  std::stable_sort(tensors.begin(), tensors.end(), [](const Tensor& a, const Tensor& b) { return bits(a.dtype) > bits(b.dtype); });
  const std::string header = header_of(tensors);
  std::string length;
  append_little(length, static_cast<std::uint64_t>(header.size()));
  FileWriter file(path);
  file.write(length);
  file.write(header);
  for (const Tensor& tensor : tensors) write_content(file, tensor);
  file.commit();
}

}  // namespace nnfront::formats::safetensors
