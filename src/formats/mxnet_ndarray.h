// MXNet's .params: a list of arrays with names (NDArray::Save and Load in MXNet's src/ndarray/ndarray.cc describe the layouts).
// Read: legacy (no magic), V1, V2 and V3 records, dense, row-sparse and CSR storage, all element types. Written: V2 dense.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nnfront/array.h"
#include "support/file.h"

namespace nnfront::formats {

enum class MxnetStorage { dense, row_sparse, csr };

// One array, not yet read. For dense storage `content` is the elements; for the others see densify().
struct MxnetArray {
  std::string name = {};  // as in the file, "arg:" and "aux:" included; empty where the file has no names
  int version = 0;        // 0 legacy, 1, 2, 3
  MxnetStorage storage = MxnetStorage::dense;
  DType dtype = DType::float32;
  std::vector<std::int64_t> dims = {};
  // False for an array that had no shape when it was saved: nothing of it is in the file but its name.
  bool has_content = true;
  ByteSource content;
  // For row_sparse: the row indices; for csr: the row pointer, then the column indices. Index types as stored.
  struct Auxiliary {
    DType dtype;
    std::vector<std::int64_t> dims;
    ByteSource content;
  };
  std::vector<Auxiliary> auxiliary = {};
  std::vector<std::int64_t> storage_dims = {};  // of `content` where storage is sparse
};

// Reads all heads, no content. Every length is checked against the file before anything is allocated; at most 2^18 arrays.
// Error (invalid_file) that names the array (by number: names stand last in the file) and what was got and wanted; two arrays of one
// name, names that are not UTF-8 and bytes behind the names are errors too.
std::vector<MxnetArray> read_mxnet_arrays(const ByteSource& source);
// True where the file begins as such a list does.
bool looks_like_mxnet_arrays(const ByteSource& source);
// The elements as a dense array, whatever the storage. Duplicate or out-of-range indices are an Error (invalid_file), and so is a
// sparse array that would grow beyond 64 MiB and more than 1,024 times what is stored (unsupported). An array without content is an
// Error too.
Array densify(const MxnetArray& array);

// Writes arrays one at a time, V2 dense, as MXNet 1.9 does. `count` in all are announced first. That layout has no scalars, no
// arrays of size 0, no float8 and no 4-bit types: Error (unsupported).
class MxnetArrayWriter {
 public:
  MxnetArrayWriter(std::filesystem::path path, std::uint64_t count);
  ~MxnetArrayWriter();
  void add(std::string name, const Array& array);
  // The same without the elements in memory: `stream` hands out exactly storage_bytes(dtype, elements of dims) bytes.
  using Stream = std::function<void(const std::function<void(std::span<const std::byte>)>& sink)>;
  void add(std::string name, DType dtype, const std::vector<std::int64_t>& dims, const Stream& stream);
  // Writes the names and renames the file into place. InternalError where fewer arrays came than announced.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nnfront::formats
