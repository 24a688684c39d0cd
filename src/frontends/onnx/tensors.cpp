#include "frontends/onnx/tensors.h"

#include <cstring>
#include <set>

#include "formats/extent.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront::frontends::onnx {

namespace {

DType dtype_of(const formats::OnnxTensor& tensor) {
  const auto dtype = formats::onnx_dtype(tensor.element_type);
  if (!dtype) fail(ErrorCode::unsupported, "elements of {} are not covered", formats::onnx_type_name(tensor.element_type));
  if (*dtype == DType::string) fail(ErrorCode::unsupported, "strings are not covered");
  return *dtype;
}

// The place of stored element i in the dense tensor.
std::int64_t dense_place(const Array& indices, std::int64_t i, const std::vector<std::int64_t>& dims) {
  const std::span<const std::int64_t> numbers = indices.as<std::int64_t>();
  const std::int64_t count = element_count(dims);
  std::int64_t place = 0;
  if (indices.rank() == 1) {
    place = numbers[static_cast<std::size_t>(i)];
  } else {
    for (std::size_t d = 0; d < dims.size(); ++d) {
      const std::int64_t index = numbers[static_cast<std::size_t>(i) * dims.size() + d];
      if (index < 0 || index >= dims[d]) fail(ErrorCode::invalid_file, "a sparse tensor has index {}, size {}", index, dims[d]);
      place = place * dims[d] + index;
    }
  }
  if (place < 0 || place >= count) fail(ErrorCode::invalid_file, "a sparse tensor has index {}, {} elements", place, count);
  return place;
}

Array densified(const Array& values, const Array& indices, const std::vector<std::int64_t>& dims) {
  Array dense(values.dtype(), dims);
  const std::size_t bytes = storage_bytes(values.dtype(), 1);
  std::set<std::int64_t> seen;
  for (std::int64_t i = 0; i < values.size(); ++i) {
    const std::int64_t place = dense_place(indices, i, dims);
    if (!seen.insert(place).second) fail(ErrorCode::invalid_file, "a sparse tensor has element {} twice", place);
    std::memcpy(dense.mutable_data() + static_cast<std::size_t>(place) * bytes, values.data() + static_cast<std::size_t>(i) * bytes, bytes);
  }
  return dense;
}

void check_sparse(const formats::OnnxSparseTensor& sparse, DType dtype) {
  const std::int64_t count = formats::onnx_element_count(sparse.values);
  if (sparse.values.dims.size() != 1) fail(ErrorCode::invalid_file, "a sparse tensor has values of rank {}", sparse.values.dims.size());
  if (bits(dtype) < 8) fail(ErrorCode::unsupported, "a sparse tensor of {} is not covered", name(dtype));
  const std::vector<std::int64_t>& indices = sparse.indices.dims;
  const bool linear = indices.size() == 1 && indices[0] == count;
  const bool coordinates = indices.size() == 2 && indices[0] == count && indices[1] == static_cast<std::int64_t>(sparse.dims.size());
  if (!linear && !coordinates) {
    fail(ErrorCode::invalid_file, "a sparse tensor has {} values and indices {}", count, formats::dims_text(indices));
  }
  if (dtype_of(sparse.indices) != DType::int64) fail(ErrorCode::invalid_file, "a sparse tensor has indices that are not int64");
  constexpr std::uint64_t always_allowed = 64u << 20;
  constexpr std::uint64_t most_growth = 1024;
  const std::uint64_t bytes = formats::content_bytes(dtype, sparse.dims);
  if (bytes > always_allowed && bytes / most_growth > storage_bytes(dtype, count)) {
    fail(ErrorCode::unsupported, "a sparse tensor of {} values would take {} bytes", count, bytes);
  }
}

}  // namespace

Tensor ir_tensor(const formats::OnnxTensor& tensor, ExternalFiles& external) {
  const DType dtype = dtype_of(tensor);
  const std::uint64_t bytes = storage_bytes(dtype, formats::onnx_element_count(tensor));
  if (tensor.external) return Tensor(dtype, tensor.dims, external.content(*tensor.external, bytes));
  formats::check_onnx_content(tensor);
  if (tensor.raw && bytes > largest_constant_bytes) return Tensor(dtype, tensor.dims, *tensor.raw);
  if (bytes <= largest_constant_bytes) return Tensor(formats::onnx_array(tensor));
  // The names in the copy are not looked at, so the model need not live as long.
  const auto decode = [tensor](std::span<const Array>) { return formats::onnx_array(tensor); };
  return Tensor(dtype, tensor.dims, DeferredComputation{"the elements of a tensor", {}, decode});
}

Tensor ir_tensor(const formats::OnnxSparseTensor& sparse, ExternalFiles& external) {
  const DType dtype = dtype_of(sparse.values);
  check_sparse(sparse, dtype);
  const auto compute = [dims = sparse.dims, tensor = std::string(sparse.values.name)](std::span<const Array> parts) {
    try {
      return densified(parts[0], parts[1], dims);
    } catch (const Error& error) {
      throw error.in(tensor.empty() ? "a tensor" : fmt::format("tensor '{}'", printable(tensor)));
    }
  };
  return Tensor(dtype, sparse.dims,
                DeferredComputation{"a sparse tensor", {ir_tensor(sparse.values, external), ir_tensor(sparse.indices, external)}, compute});
}

}  // namespace nnfront::frontends::onnx
