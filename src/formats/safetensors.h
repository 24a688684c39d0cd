// Writes a .safetensors file (github.com/huggingface/safetensors, "Format"): the length of a header, the header in JSON, then the elements.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "nnfront/dtype.h"

namespace nnfront::formats::safetensors {

// Elements in C order, little endian. `stream` hands out exactly storage_bytes(dtype, elements of dims) bytes.
struct Tensor {
  std::string name;
  DType dtype = DType::float32;
  std::vector<std::int64_t> dims;
  std::function<void(const std::function<void(std::span<const std::byte>)>& sink)> stream;
};

// Complete or not there (support/file.h); one tensor after the other is in memory. Wide elements stand first, so that all are aligned. The
// same input gives the same bytes. Error (invalid_argument) for a name that is no UTF-8 or "__metadata__", or stands twice; (unsupported)
// for a type that the format lacks.
void write(const std::filesystem::path& path, std::vector<Tensor> tensors);

}  // namespace nnfront::formats::safetensors
