#include "formats/mxnet_ndarray.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "formats/byte_cursor.h"
#include "formats/extent.h"
#include "formats/mxnet_types.h"
#include "support/fail.h"

namespace nnfront::formats {

namespace {

constexpr std::uint64_t most_arrays = std::uint64_t{1} << 18;
constexpr std::int64_t highest_rank = 32;

void check_rank(std::int64_t rank) {
  if (rank < 0 || rank > highest_rank) fail(ErrorCode::invalid_file, "got {} dimensions, wanted 0 to {}", rank, highest_rank);
}

template <class Stored>
std::vector<std::int64_t> take_dims(ByteCursor& cursor, std::int64_t rank) {
  check_rank(rank);
  std::vector<std::int64_t> dims;
  for (std::int64_t i = 0; i < rank; ++i) dims.push_back(static_cast<std::int64_t>(cursor.take<Stored>("dimension")));
  return dims;
}

// A shape as V1 and later store it; no value where not even the rank is known (-1).
std::optional<std::vector<std::int64_t>> take_shape(ByteCursor& cursor) {
  const auto rank = cursor.take<std::int32_t>("rank");
  if (rank == -1) return std::nullopt;
  return take_dims<std::int64_t>(cursor, rank);
}

DType take_type(ByteCursor& cursor) {
  const auto flag = cursor.take<std::int32_t>("element type");
  if (flag >= 0 && flag < static_cast<std::int32_t>(mxnet_type_flags.size())) return mxnet_type_flags[static_cast<std::size_t>(flag)];
  fail(ErrorCode::invalid_file, "got element type {}, wanted 0 to {}", flag, mxnet_type_flags.size() - 1);
}

MxnetStorage take_storage(ByteCursor& cursor) {
  const auto storage = cursor.take<std::int32_t>("storage type");
  if (storage == mxnet_dense_storage) return MxnetStorage::dense;
  if (storage == mxnet_row_sparse_storage) return MxnetStorage::row_sparse;
  if (storage == mxnet_csr_storage) return MxnetStorage::csr;
  fail(ErrorCode::invalid_file, "got storage type {}, wanted 0 (dense), 1 (row sparse) or 2 (csr)", storage);
}

// The device that the array lived on says nothing about its elements.
void skip_device(ByteCursor& cursor) {
  cursor.take<std::int32_t>("device type");
  cursor.take<std::int32_t>("device number");
}

ByteSource take_elements(ByteCursor& cursor, DType dtype, const std::vector<std::int64_t>& dims) {
  return cursor.take_slice(content_bytes(dtype, dims), "elements");
}

std::size_t auxiliary_count(MxnetStorage storage) {
  if (storage == MxnetStorage::dense) return 0;
  return storage == MxnetStorage::row_sparse ? 1 : 2;
}

MxnetArray without_content(int version, ByteCursor& cursor) {
  MxnetArray array{.version = version, .content = cursor.take_slice(0, "elements")};
  array.has_content = false;
  return array;
}

// Device, type and elements: the end that legacy, V1 and dense V2 and V3 records share.
MxnetArray take_dense(ByteCursor& cursor, int version, std::vector<std::int64_t> dims) {
  skip_device(cursor);
  const DType dtype = take_type(cursor);
  ByteSource content = take_elements(cursor, dtype, dims);
  return {.version = version, .dtype = dtype, .dims = std::move(dims), .content = std::move(content)};
}

MxnetArray take_sparse(ByteCursor& cursor, int version, MxnetStorage storage, std::vector<std::int64_t> storage_dims,
                       std::vector<std::int64_t> dims) {
  struct Head {
    DType dtype;
    std::vector<std::int64_t> dims;
  };
  skip_device(cursor);
  const DType dtype = take_type(cursor);
  std::vector<Head> heads;
  for (std::size_t i = 0; i < auxiliary_count(storage); ++i) {
    const DType index_type = take_type(cursor);
    heads.push_back({index_type, take_shape(cursor).value_or(std::vector<std::int64_t>{0})});
  }
  content_bytes(dtype, dims);
  ByteSource content = take_elements(cursor, dtype, storage_dims);
  MxnetArray array{.version = version, .storage = storage, .dtype = dtype, .dims = std::move(dims), .content = std::move(content)};
  array.storage_dims = std::move(storage_dims);
  for (Head& head : heads) {
    ByteSource indices = take_elements(cursor, head.dtype, head.dims);
    array.auxiliary.push_back({head.dtype, std::move(head.dims), std::move(indices)});
  }
  return array;
}

// Old shapes: no dimensions mean that there is no array. NumPy's: that it is a scalar, and -1 is what is not known.
bool is_shapeless(int version, const std::optional<std::vector<std::int64_t>>& dims) {
  if (!dims) return true;
  if (version < 3) return dims->empty();
  return std::find(dims->begin(), dims->end(), -1) != dims->end();
}

MxnetArray take_record(ByteCursor& cursor) {
  const auto magic = cursor.take<std::uint32_t>("magic");
  if (magic == mxnet_v2_magic || magic == mxnet_v3_magic) {
    const int version = magic == mxnet_v2_magic ? 2 : 3;
    const MxnetStorage storage = take_storage(cursor);
    std::optional<std::vector<std::int64_t>> storage_dims;
    if (storage != MxnetStorage::dense) storage_dims = take_shape(cursor);
    std::optional<std::vector<std::int64_t>> dims = take_shape(cursor);
    if (is_shapeless(version, dims)) return without_content(version, cursor);
    if (storage == MxnetStorage::dense) return take_dense(cursor, version, std::move(*dims));
    if (!storage_dims) fail(ErrorCode::invalid_file, "a sparse array without a storage shape");
    return take_sparse(cursor, version, storage, std::move(*storage_dims), std::move(*dims));
  }
  if (magic == mxnet_v1_magic) {
    std::optional<std::vector<std::int64_t>> dims = take_shape(cursor);
    return is_shapeless(1, dims) ? without_content(1, cursor) : take_dense(cursor, 1, std::move(*dims));
  }
  // Before there was a magic, the rank stood in its place.
  if (magic > highest_rank) fail(ErrorCode::invalid_file, "got {:#010x}, wanted the magic of a V1, V2 or V3 array or a rank", magic);
  std::vector<std::int64_t> dims = take_dims<std::uint32_t>(cursor, magic);
  return dims.empty() ? without_content(0, cursor) : take_dense(cursor, 0, std::move(dims));
}

void take_names(ByteCursor& cursor, std::vector<MxnetArray>& arrays) {
  const auto count = cursor.take<std::uint64_t>("the number of names");
  if (count != 0 && count != arrays.size()) fail(ErrorCode::invalid_file, "{} names for {} arrays", count, arrays.size());
  if (count == 0) return;
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    std::string name = cursor.take_text(cursor.take<std::uint64_t>("the length of a name"), "a name");
    if (!is_utf8(name)) fail(ErrorCode::invalid_file, "the name of array {} is not UTF-8: '{}'", i, printable(name));
    arrays[i].name = std::move(name);
    if (!seen.insert(arrays[i].name).second) fail(ErrorCode::invalid_file, "two arrays are called '{}'", printable(arrays[i].name));
  }
}

}  // namespace

std::vector<MxnetArray> read_mxnet_arrays(const ByteSource& source) {
  ByteCursor cursor(source);
  const auto magic = cursor.take<std::uint64_t>("magic");
  if (magic != mxnet_list_magic) fail(ErrorCode::invalid_file, "not an MXNet array list: magic {:#x}, wanted 0x112", magic);
  cursor.take<std::uint64_t>("a reserved field");
  const auto count = cursor.take<std::uint64_t>("the number of arrays");
  if (count > most_arrays) fail(ErrorCode::invalid_file, "{} arrays announced, wanted at most {}", count, most_arrays);
  std::vector<MxnetArray> arrays;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t begin = cursor.position();
    try {
      arrays.push_back(take_record(cursor));
    } catch (const Error& error) {
      throw error.in(fmt::format("array {} of {} at byte {}", i, count, begin));
    }
  }
  take_names(cursor, arrays);
  if (cursor.remaining() != 0) fail(ErrorCode::invalid_file, "{} bytes are left over behind the names", cursor.remaining());
  return arrays;
}

bool looks_like_mxnet_arrays(const ByteSource& source) {
  constexpr std::uint64_t smallest_list = 32;  // magic, reserved, two counts
  return source.size() >= smallest_list && ByteCursor(source).take<std::uint64_t>("magic") == mxnet_list_magic;
}

}  // namespace nnfront::formats
