#include <utility>

#include "formats/npz.h"
#include "formats/zip.h"
#include "support/fail.h"

namespace nnfront::formats {

namespace {

constexpr std::string_view suffix = ".npy";

NpzEntry entry_of(ZipEntry zipped) {
  const std::string name = zipped.name;
  if (name.size() < suffix.size() || name.substr(name.size() - suffix.size()) != suffix) {
    fail(ErrorCode::invalid_file, "npz: got an entry '{}', wanted only .npy", printable(name));
  }
  ZipContent content(zipped);
  try {
    NpyHeader header = read_npy_header(zipped.size, [&](std::span<std::byte> out) { content.read(out); });
    return {name.substr(0, name.size() - suffix.size()), std::move(header), std::move(zipped)};
  } catch (const Error& error) {
    throw error.in(fmt::format("npz entry '{}'", printable(name)));
  }
}

}  // namespace

std::vector<NpzEntry> read_npz(const ByteSource& source) {
  std::vector<NpzEntry> entries;
  for (ZipEntry& zipped : read_zip(source)) entries.push_back(entry_of(std::move(zipped)));
  return entries;
}

Array checked_array(const NpzEntry& entry, DType dtype, const std::vector<std::int64_t>& dims) {
  ensure(storage_bytes(dtype, element_count(dims)) == entry.zipped.size - entry.header.data_offset,
         "an npz entry is read as what takes as many bytes");
  ZipContent content(entry.zipped);
  std::vector<std::byte> head(entry.header.data_offset);
  content.read(head);
  Array array(dtype, dims);
  content.read({array.mutable_data(), array.bytes()});
  if (content.matches()) return array;
  fail(ErrorCode::invalid_file, "{}: entry '{}': its content does not match its checksum", entry.zipped.archived.name(),
       printable(entry.name));
}

Array npz_array(const NpzEntry& entry) {
  Array elements = checked_array(entry, entry.header.dtype, entry.header.dims);
  if (!entry.header.fortran_order) return elements;
  return npy_array(entry.header, ByteSource(std::span(elements.data(), elements.bytes())));
}

}  // namespace nnfront::formats
