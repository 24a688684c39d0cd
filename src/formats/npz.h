// .npz: a zip archive of .npy entries, stored and aligned so that every tensor can be mapped in place.
// Formats: PKWARE APPNOTE 6.3 (zip, zip64), NumPy NEP 1 (npy).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/zip.h"
#include "nnfront/array.h"
#include "support/file.h"

namespace nnfront::formats {

// The head of a .npy. `descr` types that are read: <f2 <f4 <f8, |i1 <i2 <i4 <i8 and their unsigned, |b1, big-endian forms refused.
struct NpyHeader {
  DType dtype = DType::float32;
  std::vector<std::int64_t> dims;
  std::uint64_t data_offset = 0;  // from the beginning of the npy
  bool fortran_order = false;
};

// Reads and checks a header (versions 1 to 3): sizes agree with source.size(). Error (invalid_file) otherwise.
NpyHeader read_npy_header(const ByteSource& source);
// The same of an npy of `size` bytes that is read once, from its beginning: `read` fills what it is given with the next ones.
NpyHeader read_npy_header(std::uint64_t size, const std::function<void(std::span<std::byte>)>& read);
// The header's bytes, padded so that header size + `before` is a multiple of 64.
std::string npy_header(DType stored_as, std::span<const std::int64_t> dims, std::uint64_t before = 0);
// The elements behind a header as an array; Fortran order is turned into C order.
Array npy_array(const NpyHeader& header, const ByteSource& content);
// A whole .npy file as an array; Fortran order is turned into C order.
Array read_npy(const std::filesystem::path& path);
void write_npy(const std::filesystem::path& path, const Array& array);
// The type that npy stores elements as: bfloat16 as uint16, float8 as uint8, 4-bit (floats too) packed as uint8 (dims then one: the bytes).
DType npy_storage(DType dtype);
// The dims that npy stores an array of `dims` under: packed types are one dimension of bytes.
std::vector<std::int64_t> npy_dims(DType dtype, const std::vector<std::int64_t>& dims);

struct NpzEntry {
  std::string name;  // without ".npy"
  NpyHeader header;
  ZipEntry zipped;  // header and elements
};

// Reads the directory and every header, no elements: entries of any zip or zip64 archive, stored or deflated. Order as in the archive.
// Error (invalid_file): damaged, encrypted, overlapping entries, two entries of one name, an entry that is no .npy, or whose header
// speaks of another number of bytes than the archive.
std::vector<NpzEntry> read_npz(const ByteSource& source);
// The elements in C order under another type and other dims of as many bytes (npy_storage(), npy_dims()). They are compared with the
// checksum as they are read: Error (invalid_file) that names the archive and the entry where they do not match.
Array checked_array(const NpzEntry& entry, DType dtype, const std::vector<std::int64_t>& dims);

// The same under its own type and dims; Fortran order is turned into C order.
Array npz_array(const NpzEntry& entry);

// Writes an archive entry by entry. The same input gives the same bytes: fixed time stamps. Data is aligned to 64 bytes by a
// padding extra field; zip64 where a size or an offset needs it. Two entries of one name, or a name that is no UTF-8 or longer
// than 65,000 bytes, are an Error (invalid_argument); calls out of order or a wrong number of bytes an InternalError.
class NpzWriter {
 public:
  explicit NpzWriter(std::filesystem::path path);
  ~NpzWriter();
  // Begins an entry; then write() exactly its bytes; then end().
  void begin(std::string_view name, DType stored_as, std::span<const std::int64_t> dims);
  void write(std::span<const std::byte> bytes);
  void end();
  // Writes the directory and renames the file into place.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nnfront::formats
