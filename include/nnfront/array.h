// A dense array in memory, C order. What executors take and give, and what a tensor evaluates to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nnfront/dtype.h"

namespace nnfront {

// Product of `dims`. Throws Error (invalid_argument) for a negative dimension or where the count passes 2^48.
std::int64_t element_count(std::span<const std::int64_t> dims);

// Copies share the elements: an array is written by who made it and read by everyone else.
class Array {
 public:
  Array() = default;
  // Zero-filled, aligned to 64 bytes. Throws Error where the size is impossible.
  Array(DType dtype, std::vector<std::int64_t> dims);
  // Looks at foreign memory that `owner` keeps alive; `data` holds storage_bytes(dtype, count) bytes.
  static Array view(DType dtype, std::vector<std::int64_t> dims, const std::byte* data, std::shared_ptr<const void> owner);
  // A float32, int64, ... array with these elements. The dtype follows from T.
  template <class T>
  static Array of(std::vector<std::int64_t> dims, std::span<const T> elements);

  DType dtype() const { return dtype_; }
  const std::vector<std::int64_t>& dims() const { return dims_; }
  int rank() const { return static_cast<int>(dims_.size()); }
  std::int64_t size() const { return size_; }
  std::size_t bytes() const { return storage_bytes(dtype_, size_); }
  bool empty() const { return size_ == 0; }

  const std::byte* data() const { return data_; }
  // Only for the maker, before the array is shared; InternalError on a view.
  std::byte* mutable_data();

  // The elements as T, which must be the C++ type of dtype() (InternalError otherwise):
  // float, double, (u)int8..64_t, bool as std::uint8_t, every 16-bit float as std::uint16_t,
  // every 8-bit float and packed 4-bit type as std::uint8_t (bit patterns).
  template <class T>
  std::span<const T> as() const;
  template <class T>
  std::span<T> as_mutable();

  // The same elements under other dims of equal count (InternalError otherwise).
  Array reshaped(std::vector<std::int64_t> dims) const;

  // The same elements in memory that nobody else looks at: this array where that is so already, else a copy.
  Array unshared() &&;

 private:
  DType dtype_ = DType::float32;
  std::vector<std::int64_t> dims_;
  std::int64_t size_ = 0;
  std::shared_ptr<const void> owner_;
  const std::byte* data_ = nullptr;
  bool writable_ = false;
};

// Elements that are not zero; -0.0 is zero, NaN is not. Packed 4-bit types count nibbles.
std::int64_t count_nonzero(const Array& array);

}  // namespace nnfront
