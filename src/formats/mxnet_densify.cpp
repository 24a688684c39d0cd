#include <algorithm>
#include <cstring>
#include <utility>

#include "formats/extent.h"
#include "formats/mxnet_ndarray.h"
#include "support/fail.h"

namespace nnfront::formats {

namespace {

constexpr std::uint64_t always_densified = std::uint64_t{64} << 20;
constexpr std::uint64_t highest_growth = 1024;

void check_growth(const MxnetArray& array, std::uint64_t dense_bytes) {
  std::uint64_t stored = array.content.size();
  for (const MxnetArray::Auxiliary& each : array.auxiliary) stored += each.content.size();
  if (dense_bytes <= always_densified || dense_bytes / highest_growth <= stored) return;
  fail(ErrorCode::unsupported, "a sparse array of {} bytes would become {}, at most {} times as many are made", stored, dense_bytes,
       highest_growth);
}

template <class Stored>
std::vector<std::int64_t> widen(const ByteSource& content) {
  std::vector<Stored> stored(content.size() / sizeof(Stored));
  content.read(0, std::as_writable_bytes(std::span(stored)));
  return {stored.begin(), stored.end()};
}

std::vector<std::int64_t> indices_of(const MxnetArray::Auxiliary& auxiliary) {
  if (auxiliary.dims.size() != 1) {
    fail(ErrorCode::invalid_file, "indices have shape {}, wanted one dimension", dims_text(auxiliary.dims));
  }
  if (auxiliary.dtype == DType::int64) return widen<std::int64_t>(auxiliary.content);
  if (auxiliary.dtype == DType::int32) return widen<std::int32_t>(auxiliary.content);
  if (auxiliary.dtype == DType::uint8) return widen<std::uint8_t>(auxiliary.content);
  fail(ErrorCode::unsupported, "indices are {}, wanted int64, int32 or uint8", name(auxiliary.dtype));
}

// Every index in [0, size), none twice.
void check_indices(std::vector<std::int64_t> indices, std::int64_t size, std::string_view what) {
  std::sort(indices.begin(), indices.end());
  if (indices.empty()) return;
  const std::int64_t worst = indices.front() < 0 ? indices.front() : indices.back();
  if (worst < 0 || worst >= size) fail(ErrorCode::invalid_file, "{} {} is out of range, wanted 0 to {}", what, worst, size - 1);
  const auto twice = std::adjacent_find(indices.begin(), indices.end());
  if (twice != indices.end()) fail(ErrorCode::invalid_file, "{} {} stands twice", what, *twice);
}

void read_dense(const MxnetArray& array, Array& dense) {
  ensure(array.content.size() == dense.bytes(), "a dense array's content has the size of its shape");
  array.content.read(0, {dense.mutable_data(), dense.bytes()});
}

// Stored: whole slices along the first dimension, and which ones they are.
void spread_rows(const MxnetArray& array, Array& dense) {
  const std::vector<std::int64_t> rows = indices_of(array.auxiliary.at(0));
  std::vector<std::int64_t> wanted = array.dims;
  if (wanted.empty()) fail(ErrorCode::invalid_file, "a row-sparse array without dimensions");
  wanted[0] = static_cast<std::int64_t>(rows.size());
  if (array.storage_dims != wanted) {
    fail(ErrorCode::invalid_file, "{} row indices and a storage shape of {}, wanted {}", rows.size(), dims_text(array.storage_dims),
         dims_text(wanted));
  }
  check_indices(rows, array.dims[0], "row index");
  if (dense.empty() || rows.empty()) return;
  const std::size_t row_bytes = dense.bytes() / static_cast<std::size_t>(array.dims[0]);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    array.content.read(i * row_bytes, {dense.mutable_data() + static_cast<std::size_t>(rows[i]) * row_bytes, row_bytes});
  }
}

void check_row_pointer(const std::vector<std::int64_t>& pointer, std::int64_t rows, std::size_t stored) {
  const auto last = static_cast<std::int64_t>(stored);
  if (pointer.size() != static_cast<std::uint64_t>(rows) + 1) {
    fail(ErrorCode::invalid_file, "a csr row pointer of {} numbers, wanted {}", pointer.size(), rows + 1);
  }
  if (pointer.front() != 0 || pointer.back() != last || !std::is_sorted(pointer.begin(), pointer.end())) {
    fail(ErrorCode::invalid_file, "a csr row pointer from {} to {}, wanted one that rises from 0 to {}", pointer.front(), pointer.back(),
         last);
  }
}

void spread_csr(const MxnetArray& array, Array& dense) {
  if (array.dims.size() != 2) fail(ErrorCode::invalid_file, "a csr array of shape {}, wanted two dimensions", dims_text(array.dims));
  const std::vector<std::int64_t> pointer = indices_of(array.auxiliary.at(0));
  const std::vector<std::int64_t> columns = indices_of(array.auxiliary.at(1));
  if (array.storage_dims != std::vector<std::int64_t>{static_cast<std::int64_t>(columns.size())}) {
    fail(ErrorCode::invalid_file, "{} column indices and a storage shape of {}", columns.size(), dims_text(array.storage_dims));
  }
  // An array of zeros that was never written to is saved with an empty row pointer.
  if (pointer.empty() && columns.empty()) return;
  check_row_pointer(pointer, array.dims[0], columns.size());
  const auto element = static_cast<std::size_t>(bits(array.dtype) / 8);
  std::vector<std::byte> content(array.content.size());
  array.content.read(0, content);
  for (std::size_t row = 0; row + 1 < pointer.size(); ++row) {
    const auto first = static_cast<std::size_t>(pointer[row]);
    const auto last = static_cast<std::size_t>(pointer[row + 1]);
    check_indices({columns.begin() + pointer[row], columns.begin() + pointer[row + 1]}, array.dims[1], "column index");
    for (std::size_t i = first; i < last; ++i) {
      const auto place = row * static_cast<std::size_t>(array.dims[1]) + static_cast<std::size_t>(columns[i]);
      std::memcpy(dense.mutable_data() + place * element, content.data() + i * element, element);
    }
  }
}

Array dense_array(const MxnetArray& array) {
  if (!array.has_content) fail(ErrorCode::invalid_file, "the array was saved without a shape and content");
  const std::uint64_t bytes = content_bytes(array.dtype, array.dims);
  if (array.storage != MxnetStorage::dense) check_growth(array, bytes);
  Array dense(array.dtype, array.dims);
  if (array.storage == MxnetStorage::dense) read_dense(array, dense);
  if (array.storage == MxnetStorage::row_sparse) spread_rows(array, dense);
  if (array.storage == MxnetStorage::csr) spread_csr(array, dense);
  return dense;
}

}  // namespace

Array densify(const MxnetArray& array) {
  try {
    return dense_array(array);
  } catch (const Error& error) {
    throw error.in(fmt::format("array '{}'", printable(array.name)));
  }
}

}  // namespace nnfront::formats
