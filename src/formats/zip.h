// Zip archives (PKWARE APPNOTE 6.3, zip and zip64): the directory for reading, the records for writing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/file.h"

namespace nnfront::formats {

struct ZipEntry {
  std::string name;  // UTF-8
  bool deflated = false;
  std::uint32_t crc32 = 0;  // of the content
  std::uint64_t size = 0;   // of the content
  ByteSource archived;      // the bytes in the archive: the content itself unless deflated
};

// Reads the directory and every local header, no content (ZipContent does). Order as in the directory.
// Error (invalid_file): damaged or contradictory records, overlapping entries, two entries of one name, bytes between the
// directory and the end; (unsupported): encryption, several disks, methods other than stored and deflated, a directory of more than 64 MiB.
std::vector<ZipEntry> read_zip(const ByteSource& source);
// True where the source begins as an archive with at least one entry does.
bool looks_like_zip(const ByteSource& source);

// An entry's content, read once from its beginning. Inflating (RFC 1951) takes some 100 KiB however large the content is, so that memory is
// taken for what somebody reads alone.
class ZipContent {
 public:
  // Error where the sizes are none that deflate could have made: (unsupported) a content of more than 1,100 times the compressed bytes,
  // (invalid_file) compressed bytes of more than twice the content.
  explicit ZipContent(const ZipEntry& entry);
  ~ZipContent();
  ZipContent(ZipContent&&) noexcept;
  ZipContent& operator=(ZipContent&&) = delete;

  // The next bytes; at most entry.size in all. Error (invalid_file) where the compressed bytes are damaged, or end before.
  void read(std::span<std::byte> out);
  // When all of it has been read: whether it has the archive's checksum. Error (invalid_file) where the compressed bytes have more.
  bool matches();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What the records of a stored entry are made from.
struct ZipRecord {
  std::string name;
  std::uint32_t crc32 = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;  // of the local header
};

// The checksum's place in a local header: it is known only after the content has been written.
inline constexpr std::uint64_t zip_crc_offset = 14;

// A local header, filled up by an extra field of zeros so that the content behind it begins at a multiple of `alignment`.
std::string zip_local_header(const ZipRecord& record, std::uint64_t alignment);
std::string zip_directory_entry(const ZipRecord& record);
// What ends an archive: the zip64 records where a number needs them, and the end of the directory.
std::string zip_end(std::uint64_t entries, std::uint64_t directory_offset, std::uint64_t directory_size);

}  // namespace nnfront::formats
