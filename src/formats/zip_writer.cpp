#include <algorithm>

#include "formats/little_endian.h"
#include "formats/zip.h"
#include "formats/zip_records.h"

namespace nnfront::formats {

namespace {

constexpr std::uint16_t version_plain = 20;
constexpr std::uint16_t version_zip64 = 45;
constexpr std::uint16_t made_on_unix = 3 << 8;
constexpr std::uint16_t midnight = 0;
constexpr std::uint16_t first_of_january_1980 = 1 << 5 | 1;  // the format's earliest date
constexpr std::uint32_t regular_file_0644 = 0100644U << 16;
// Not in APPNOTE's list of assigned ids; readers skip ids that they do not know.
constexpr std::uint16_t padding_extra_id = 0x4E46;
constexpr std::size_t extra_head_bytes = 4;

bool needs_zip64(std::uint64_t value) {
  return value >= zip_elsewhere_32;
}

std::uint32_t narrow_32(std::uint64_t value) {
  return needs_zip64(value) ? zip_elsewhere_32 : static_cast<std::uint32_t>(value);
}

std::uint16_t version_of(bool zip64) {
  return zip64 ? version_zip64 : version_plain;
}

std::uint16_t flags_of(const std::string& name) {
  const bool ascii = std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return ascii ? std::uint16_t{0} : zip_flag_utf8;
}

std::string zip64_extra(const std::vector<std::uint64_t>& values) {
  if (values.empty()) return {};
  std::string extra;
  append_little(extra, zip64_extra_id);
  append_little(extra, static_cast<std::uint16_t>(values.size() * sizeof(std::uint64_t)));
  for (const std::uint64_t value : values) append_little(extra, value);
  return extra;
}

// An extra field of zeros that brings `end`, where the content would begin, to the next multiple of `alignment`.
std::string padding_extra(std::uint64_t end, std::uint64_t alignment) {
  std::uint64_t size = (alignment - end % alignment) % alignment;
  if (size == 0) return {};
  while (size < extra_head_bytes) size += alignment;
  std::string extra;
  append_little(extra, padding_extra_id);
  append_little(extra, static_cast<std::uint16_t>(size - extra_head_bytes));
  extra.resize(size, '\0');
  return extra;
}

// The fields that a local header and a directory entry have in common, from "version needed" to the extra field's length.
void append_common(std::string& bytes, const ZipRecord& record, bool zip64, std::size_t extra_size) {
  append_little(bytes, version_of(zip64));
  append_little(bytes, flags_of(record.name));
  append_little(bytes, zip_stored);
  append_little(bytes, midnight);
  append_little(bytes, first_of_january_1980);
  append_little(bytes, record.crc32);
  append_little(bytes, narrow_32(record.size));  // compressed
  append_little(bytes, narrow_32(record.size));
  append_little(bytes, static_cast<std::uint16_t>(record.name.size()));
  append_little(bytes, static_cast<std::uint16_t>(extra_size));
}

}  // namespace

std::string zip_local_header(const ZipRecord& record, std::uint64_t alignment) {
  const bool zip64 = needs_zip64(record.size);
  std::string extra = zip64 ? zip64_extra({record.size, record.size}) : "";
  extra += padding_extra(record.offset + zip_local_bytes + record.name.size() + extra.size(), alignment);
  std::string bytes;
  append_little(bytes, zip_local_signature);
  append_common(bytes, record, zip64, extra.size());
  return bytes + record.name + extra;
}

std::string zip_directory_entry(const ZipRecord& record) {
  std::vector<std::uint64_t> large;
  if (needs_zip64(record.size)) large = {record.size, record.size};
  if (needs_zip64(record.offset)) large.push_back(record.offset);
  const std::string extra = zip64_extra(large);
  std::string bytes;
  append_little(bytes, zip_directory_signature);
  append_little(bytes, static_cast<std::uint16_t>(made_on_unix | version_of(!large.empty())));
  append_common(bytes, record, !large.empty(), extra.size());
  append_little(bytes, std::uint16_t{0});  // comment
  append_little(bytes, std::uint16_t{0});  // disk
  append_little(bytes, std::uint16_t{0});  // internal attributes
  append_little(bytes, regular_file_0644);
  append_little(bytes, narrow_32(record.offset));
  return bytes + record.name + extra;
}

std::string zip_end(std::uint64_t entries, std::uint64_t directory_offset, std::uint64_t directory_size) {
  std::string bytes;
  const bool many = entries >= zip_elsewhere_16;
  if (many || needs_zip64(directory_offset) || needs_zip64(directory_size)) {
    append_little(bytes, zip64_end_signature);
    append_little(bytes, std::uint64_t{zip64_end_bytes - 12});  // what follows this field
    append_little(bytes, static_cast<std::uint16_t>(made_on_unix | version_zip64));
    append_little(bytes, version_zip64);
    append_little(bytes, std::uint32_t{0});  // this disk
    append_little(bytes, std::uint32_t{0});  // the directory's disk
    append_little(bytes, entries);           // on this disk
    append_little(bytes, entries);
    append_little(bytes, directory_size);
    append_little(bytes, directory_offset);
    append_little(bytes, zip64_locator_signature);
    append_little(bytes, std::uint32_t{0});
    append_little(bytes, directory_offset + directory_size);
    append_little(bytes, std::uint32_t{1});  // disks in all
  }
  const std::uint16_t entries_16 = many ? zip_elsewhere_16 : static_cast<std::uint16_t>(entries);
  append_little(bytes, zip_end_signature);
  append_little(bytes, std::uint16_t{0});
  append_little(bytes, std::uint16_t{0});
  append_little(bytes, entries_16);
  append_little(bytes, entries_16);
  append_little(bytes, narrow_32(directory_size));
  append_little(bytes, narrow_32(directory_offset));
  append_little(bytes, std::uint16_t{0});  // comment
  return bytes;
}

}  // namespace nnfront::formats
