// Zip archives (PKWARE APPNOTE 6.3, zip and zip64): the directory for reading, the records for writing.
#pragma once

#include <cstdint>
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

// Reads the directory and every local header, no content. Order as in the directory.
// Error (invalid_file): damaged or contradictory records, overlapping entries, two entries of one name, bytes between the
// directory and the end; (unsupported): encryption, several disks, methods other than stored and deflated, a directory of more than 64 MiB.
std::vector<ZipEntry> read_zip(const ByteSource& source);
// True where the source begins as an archive with at least one entry does.
bool looks_like_zip(const ByteSource& source);

// The content: a slice of the archive, or, where deflated, memory that the result owns; that is at most 1 GiB and at most 1,100 times
// as large as the compressed bytes, which is more than deflate can reach. Inflated content is compared with its checksum.
ByteSource zip_content(const ZipEntry& entry);

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
