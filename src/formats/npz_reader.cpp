#include <algorithm>
#include <utility>

#include "formats/npz.h"
#include "formats/zip.h"
#include "support/fail.h"
#include "support/hash.h"

namespace nnfront::formats {

namespace {

constexpr std::string_view suffix = ".npy";
constexpr std::uint64_t window_bytes = 1 << 20;
constexpr std::uint64_t largest_inflated_in_all = std::uint64_t{4} << 30;

NpzEntry entry_of(const ZipEntry& zipped) {
  const std::string_view name = zipped.name;
  if (name.size() < suffix.size() || name.substr(name.size() - suffix.size()) != suffix) {
    fail(ErrorCode::invalid_file, "npz: got an entry '{}', wanted only .npy", printable(name));
  }
  ByteSource npy = zip_content(zipped);
  try {
    NpyHeader header = read_npy_header(npy);
    ByteSource content = npy.slice(header.data_offset, npy.size() - header.data_offset);
    std::string key(name.substr(0, name.size() - suffix.size()));
    return {std::move(key), std::move(header), std::move(content), std::move(npy), zipped.crc32};
  } catch (const Error& error) {
    throw error.in(fmt::format("npz entry '{}'", printable(name)));
  }
}

}  // namespace

std::vector<NpzEntry> read_npz(const ByteSource& source) {
  std::vector<NpzEntry> entries;
  std::uint64_t inflated = 0;
  for (const ZipEntry& zipped : read_zip(source)) {
    if (zipped.deflated) inflated += zipped.size;
    if (inflated > largest_inflated_in_all) {
      fail(ErrorCode::unsupported, "npz: compressed arrays of more than {} bytes in all; save it without compression",
           largest_inflated_in_all);
    }
    entries.push_back(entry_of(zipped));
  }
  return entries;
}

void check_crc(const NpzEntry& entry) {
  std::uint32_t crc = 0;
  std::vector<std::byte> window;
  for (std::uint64_t at = 0; at < entry.npy.size(); at += window.size()) {
    window.resize(std::min(window_bytes, entry.npy.size() - at));
    entry.npy.read(at, window);
    crc = crc32(crc, window);
  }
  if (crc == entry.crc32) return;
  fail(ErrorCode::invalid_file, "npz entry '{}': damaged: checksum {:08x}, wanted {:08x}", printable(entry.name), crc, entry.crc32);
}

Array checked_array(const NpzEntry& entry, DType dtype, const std::vector<std::int64_t>& dims) {
  ensure(storage_bytes(dtype, element_count(dims)) == entry.content.size(), "an npz entry is read as what takes as many bytes");
  const std::string head = entry.npy.slice(0, entry.header.data_offset).read_all(entry.header.data_offset);
  Array array(dtype, dims);
  entry.content.read(0, {array.mutable_data(), array.bytes()});
  const std::uint32_t crc = crc32(crc32(0, std::as_bytes(std::span(head))), {array.data(), array.bytes()});
  if (crc == entry.crc32) return array;
  fail(ErrorCode::invalid_file, "{}: entry '{}': its content does not match its checksum", entry.npy.name(), printable(entry.name));
}

}  // namespace nnfront::formats
