#include "nnfront/array.h"

#include <algorithm>
#include <cstring>

#include "support/fail.h"
#include "support/memory.h"

namespace nnfront {

namespace {

constexpr std::size_t alignment = 64;

// Which element types a C++ type may look at.
template <class T>
bool holds(DType dtype) {
  if constexpr (std::is_same_v<T, float>) return dtype == DType::float32;
  if constexpr (std::is_same_v<T, double>) return dtype == DType::float64;
  if constexpr (std::is_same_v<T, std::int8_t>) return dtype == DType::int8;
  if constexpr (std::is_same_v<T, std::int16_t>) return dtype == DType::int16;
  if constexpr (std::is_same_v<T, std::int32_t>) return dtype == DType::int32;
  if constexpr (std::is_same_v<T, std::int64_t>) return dtype == DType::int64;
  if constexpr (std::is_same_v<T, std::uint32_t>) return dtype == DType::uint32;
  if constexpr (std::is_same_v<T, std::uint64_t>) return dtype == DType::uint64;
  if constexpr (std::is_same_v<T, std::uint16_t>) return bits(dtype) == 16 && dtype != DType::int16;
  if constexpr (std::is_same_v<T, std::uint8_t>) return (bits(dtype) == 8 || bits(dtype) == 4) && dtype != DType::int8;
  return false;
}

template <class T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, float>) return DType::float32;
  if constexpr (std::is_same_v<T, double>) return DType::float64;
  if constexpr (std::is_same_v<T, std::int8_t>) return DType::int8;
  if constexpr (std::is_same_v<T, std::int16_t>) return DType::int16;
  if constexpr (std::is_same_v<T, std::int32_t>) return DType::int32;
  if constexpr (std::is_same_v<T, std::int64_t>) return DType::int64;
  if constexpr (std::is_same_v<T, std::uint8_t>) return DType::uint8;
  if constexpr (std::is_same_v<T, std::uint16_t>) return DType::uint16;
  if constexpr (std::is_same_v<T, std::uint32_t>) return DType::uint32;
  if constexpr (std::is_same_v<T, std::uint64_t>) return DType::uint64;
}

std::shared_ptr<std::byte> allocate_zeroed(std::size_t bytes) {
  const std::size_t rounded = std::max((bytes + alignment - 1) / alignment * alignment, alignment);
  std::shared_ptr<std::byte> memory = allocate_counted("an array", rounded, alignment);
  std::memset(memory.get(), 0, rounded);
  return memory;
}

}  // namespace

std::int64_t element_count(std::span<const std::int64_t> dims) {
  constexpr std::int64_t most = std::int64_t{1} << 48;
  for (const std::int64_t dim : dims) {
    if (dim < 0) fail(ErrorCode::invalid_argument, "a dimension is {}, wanted 0 or more", dim);
  }
  // A dimension of 0 does not excuse the others: strides and parts of the shape are products of them.
  std::int64_t count = 1;
  for (const std::int64_t dim : dims) {
    if (dim == 0) continue;
    if (count > most / dim) fail(ErrorCode::invalid_argument, "shape overflow: more than 2^48 elements");
    count *= dim;
  }
  return std::find(dims.begin(), dims.end(), 0) == dims.end() ? count : 0;
}

Array::Array(DType dtype, std::vector<std::int64_t> dims) : dtype_(dtype), dims_(std::move(dims)), size_(element_count(dims_)) {
  const auto memory = allocate_zeroed(bytes());
  data_ = memory.get();
  owner_ = memory;
  writable_ = true;
}

Array Array::view(DType dtype, std::vector<std::int64_t> dims, const std::byte* data, std::shared_ptr<const void> owner) {
  Array result;
  result.dtype_ = dtype;
  result.size_ = element_count(dims);
  result.dims_ = std::move(dims);
  result.data_ = data;
  result.owner_ = std::move(owner);
  return result;
}

template <class T>
Array Array::of(std::vector<std::int64_t> dims, std::span<const T> elements) {
  Array result(dtype_of<T>(), std::move(dims));
  ensure(result.size() == static_cast<std::int64_t>(elements.size()), "an array's dims and its elements differ in count");
  if (!elements.empty()) std::memcpy(result.mutable_data(), elements.data(), elements.size_bytes());
  return result;
}

std::byte* Array::mutable_data() {
  ensure(writable_, "a view of foreign memory is not for writing");
  return const_cast<std::byte*>(data_);  // the memory was allocated writable by this class
}

template <class T>
std::span<const T> Array::as() const {
  ensure(holds<T>(dtype_), "an array is looked at as another element type");
  return {reinterpret_cast<const T*>(data_), bytes() / sizeof(T)};
}

template <class T>
std::span<T> Array::as_mutable() {
  ensure(holds<T>(dtype_), "an array is looked at as another element type");
  return {reinterpret_cast<T*>(mutable_data()), bytes() / sizeof(T)};
}

Array Array::reshaped(std::vector<std::int64_t> dims) const {
  Array result = *this;
  ensure(element_count(dims) == size_, "reshaped to another number of elements");
  result.dims_ = std::move(dims);
  return result;
}

Array Array::unshared() && {
  if (writable_ && owner_.use_count() == 1) return std::move(*this);
  Array copy(dtype_, dims_);
  if (bytes() > 0) std::memcpy(copy.mutable_data(), data_, bytes());
  return copy;
}

namespace {

template <class T>
std::int64_t count_nonzero_as(const Array& array) {
  std::int64_t count = 0;
  for (const T element : array.as<T>()) count += element != T{0} ? 1 : 0;
  return count;
}

// A floating type by its bits: everything but the sign.
template <class T>
std::int64_t count_nonzero_bits(const Array& array, T magnitude_mask) {
  std::int64_t count = 0;
  for (const T element : array.as<T>()) count += (element & magnitude_mask) != 0 ? 1 : 0;
  return count;
}

std::int64_t count_nonzero_nibbles(const Array& array, int magnitude_mask) {
  std::int64_t count = 0;
  const auto packed = array.as<std::uint8_t>();
  for (std::int64_t i = 0; i < array.size(); ++i) {
    count += ((packed[static_cast<std::size_t>(i / 2)] >> (i % 2 * 4)) & magnitude_mask) != 0 ? 1 : 0;
  }
  return count;
}

}  // namespace

std::int64_t count_nonzero(const Array& array) {
  switch (array.dtype()) {
    case DType::float32:
      return count_nonzero_as<float>(array);
    case DType::float64:
      return count_nonzero_as<double>(array);
    case DType::float16:
    case DType::bfloat16:
      return count_nonzero_bits<std::uint16_t>(array, 0x7fff);
    case DType::float8_e4m3fn:
    case DType::float8_e5m2:
      return count_nonzero_bits<std::uint8_t>(array, 0x7f);
    case DType::float8_e4m3fnuz:  // its 0x80 is NaN
    case DType::float8_e5m2fnuz:
    case DType::uint8:
    case DType::boolean:
      return count_nonzero_as<std::uint8_t>(array);
    case DType::int8:
      return count_nonzero_as<std::int8_t>(array);
    case DType::int16:
      return count_nonzero_as<std::int16_t>(array);
    case DType::int32:
      return count_nonzero_as<std::int32_t>(array);
    case DType::int64:
      return count_nonzero_as<std::int64_t>(array);
    case DType::uint16:
      return count_nonzero_as<std::uint16_t>(array);
    case DType::uint32:
      return count_nonzero_as<std::uint32_t>(array);
    case DType::uint64:
      return count_nonzero_as<std::uint64_t>(array);
    case DType::int4:
    case DType::uint4:
      return count_nonzero_nibbles(array, 0xf);
    case DType::float4_e2m1:
      return count_nonzero_nibbles(array, 0x7);
    case DType::float8_e8m0:  // powers of two and NaN: no zero
      return array.size();
    case DType::string:
      break;
  }
  throw InternalError("strings are not counted", __FILE__, __LINE__);
}

template Array Array::of(std::vector<std::int64_t>, std::span<const float>);
template Array Array::of(std::vector<std::int64_t>, std::span<const double>);
template Array Array::of(std::vector<std::int64_t>, std::span<const std::int8_t>);
template Array Array::of(std::vector<std::int64_t>, std::span<const std::int16_t>);
template Array Array::of(std::vector<std::int64_t>, std::span<const std::int32_t>);
template Array Array::of(std::vector<std::int64_t>, std::span<const std::int64_t>);
template Array Array::of(std::vector<std::int64_t>, std::span<const std::uint8_t>);
template Array Array::of(std::vector<std::int64_t>, std::span<const std::uint16_t>);
template Array Array::of(std::vector<std::int64_t>, std::span<const std::uint32_t>);
template Array Array::of(std::vector<std::int64_t>, std::span<const std::uint64_t>);

template std::span<const float> Array::as() const;
template std::span<const double> Array::as() const;
template std::span<const std::int8_t> Array::as() const;
template std::span<const std::int16_t> Array::as() const;
template std::span<const std::int32_t> Array::as() const;
template std::span<const std::int64_t> Array::as() const;
template std::span<const std::uint8_t> Array::as() const;
template std::span<const std::uint16_t> Array::as() const;
template std::span<const std::uint32_t> Array::as() const;
template std::span<const std::uint64_t> Array::as() const;

template std::span<float> Array::as_mutable();
template std::span<double> Array::as_mutable();
template std::span<std::int8_t> Array::as_mutable();
template std::span<std::int16_t> Array::as_mutable();
template std::span<std::int32_t> Array::as_mutable();
template std::span<std::int64_t> Array::as_mutable();
template std::span<std::uint8_t> Array::as_mutable();
template std::span<std::uint16_t> Array::as_mutable();
template std::span<std::uint32_t> Array::as_mutable();
template std::span<std::uint64_t> Array::as_mutable();

}  // namespace nnfront
