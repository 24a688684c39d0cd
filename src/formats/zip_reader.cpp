#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "formats/extent.h"
#include "formats/little_endian.h"
#include "formats/zip.h"
#include "formats/zip_records.h"
#include "support/fail.h"

namespace nnfront::formats {

namespace {

constexpr std::uint64_t largest_directory = std::uint64_t{64} << 20;

std::string read_text(const ByteSource& source, std::uint64_t offset, std::uint64_t size) {
  return source.slice(offset, size).read_all(size);
}

struct Directory {
  std::uint64_t entries = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

// The zip64 record that the locator in front of the end record points to.
Directory read_zip64_end(const ByteSource& source, const std::string& locator, std::uint64_t locator_offset) {
  const auto offset = load_little<std::uint64_t>(locator, 8);
  if (locator_offset < zip64_end_bytes || offset != locator_offset - zip64_end_bytes) {
    fail(ErrorCode::invalid_file, "zip: the zip64 end record is at byte {}, wanted right in front of its locator at byte {}", offset,
         locator_offset);
  }
  const std::string record = read_text(source, offset, zip64_end_bytes);
  if (load_little<std::uint32_t>(record, 0) != zip64_end_signature) fail(ErrorCode::invalid_file, "zip: the zip64 end record is damaged");
  const auto entries_here = load_little<std::uint64_t>(record, 24);
  const Directory directory = {load_little<std::uint64_t>(record, 32), load_little<std::uint64_t>(record, 48),
                               load_little<std::uint64_t>(record, 40)};
  if (load_little<std::uint32_t>(record, 16) != 0 || load_little<std::uint32_t>(record, 20) != 0 || entries_here != directory.entries) {
    fail(ErrorCode::unsupported, "zip: the archive spans several disks");
  }
  return directory;
}

// Where the end record begins: the last place where one with a comment that reaches exactly to the file's end stands.
std::uint64_t find_end(const ByteSource& source) {
  const std::uint64_t searched = std::min<std::uint64_t>(source.size(), zip_end_bytes + 0xFFFF);
  const std::string tail = read_text(source, source.size() - searched, searched);
  const std::size_t places = tail.size() < zip_end_bytes ? 0 : tail.size() - zip_end_bytes + 1;
  for (std::size_t at = places; at-- > 0;) {
    const bool signature = load_little<std::uint32_t>(tail, at) == zip_end_signature;
    const std::size_t behind = tail.size() - at - zip_end_bytes;
    if (signature && load_little<std::uint16_t>(tail, at + 20) == behind) return source.size() - searched + at;
  }
  fail(ErrorCode::invalid_file, "not a zip archive, or cut off: no end of the directory in its last {} bytes", searched);
}

Directory find_directory(const ByteSource& source) {
  std::uint64_t end = find_end(source);
  const std::string record = read_text(source, end, zip_end_bytes);
  const auto disk = load_little<std::uint16_t>(record, 4);
  const auto directory_disk = load_little<std::uint16_t>(record, 6);
  const auto entries_here = load_little<std::uint16_t>(record, 8);
  const auto entries = load_little<std::uint16_t>(record, 10);
  if (disk != 0 || directory_disk != 0 || entries_here != entries) fail(ErrorCode::unsupported, "zip: the archive spans several disks");
  Directory directory = {entries, load_little<std::uint32_t>(record, 16), load_little<std::uint32_t>(record, 12)};
  const bool elsewhere = entries == zip_elsewhere_16 || directory.offset == zip_elsewhere_32 || directory.size == zip_elsewhere_32;
  if (elsewhere && end >= zip64_locator_bytes) {
    const std::uint64_t locator_offset = end - zip64_locator_bytes;
    const std::string locator = read_text(source, locator_offset, zip64_locator_bytes);
    if (load_little<std::uint32_t>(locator, 0) == zip64_locator_signature) {
      directory = read_zip64_end(source, locator, locator_offset);
      end = locator_offset - zip64_end_bytes;
    }
  }
  if (directory.size > end || directory.offset != end - directory.size) {
    fail(ErrorCode::invalid_file, "zip: the directory has {} bytes at byte {}, wanted it to end at byte {}", directory.size,
         directory.offset, end);
  }
  if (directory.entries > directory.size / zip_directory_entry_bytes) {
    fail(ErrorCode::invalid_file, "zip: {} entries do not fit into a directory of {} bytes", directory.entries, directory.size);
  }
  if (directory.size > largest_directory) {
    fail(ErrorCode::unsupported, "zip: the directory has {} bytes, at most {} are read", directory.size, largest_directory);
  }
  return directory;
}

// What a directory entry or a local header says of an entry.
struct Header {
  std::string_view name;
  std::string_view extra;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc32 = 0;
  std::uint64_t compressed_size = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;  // of the local header; only in the directory
};

// Replaces each of `fields` that says "elsewhere" by the next number of the zip64 extra field.
void apply_zip64(std::string_view extra, std::span<std::uint64_t* const> fields) {
  const auto wanted = std::count_if(fields.begin(), fields.end(), [](const auto* field) { return *field == zip_elsewhere_32; });
  if (wanted == 0) return;
  while (extra.size() >= 4) {
    const auto id = load_little<std::uint16_t>(extra, 0);
    const auto size = load_little<std::uint16_t>(extra, 2);
    extra.remove_prefix(4);
    if (size > extra.size()) break;
    if (id != zip64_extra_id) {
      extra.remove_prefix(size);
      continue;
    }
    if (size < wanted * sizeof(std::uint64_t)) break;
    std::size_t at = 0;
    for (std::uint64_t* const field : fields) {
      if (*field != zip_elsewhere_32) continue;
      *field = load_little<std::uint64_t>(extra, at);
      at += sizeof(std::uint64_t);
    }
    return;
  }
  fail(ErrorCode::invalid_file, "its zip64 sizes are missing");
}

// The next entry of the directory, which is taken off the front of `rest`.
Header take_directory_entry(std::string_view& rest, std::uint64_t number) {
  if (rest.size() < zip_directory_entry_bytes || load_little<std::uint32_t>(rest, 0) != zip_directory_signature) {
    fail(ErrorCode::invalid_file, "zip: entry {} of the directory is damaged", number);
  }
  const std::size_t name_size = load_little<std::uint16_t>(rest, 28);
  const std::size_t extra_size = load_little<std::uint16_t>(rest, 30);
  const std::size_t comment_size = load_little<std::uint16_t>(rest, 32);
  const std::size_t size = zip_directory_entry_bytes + name_size + extra_size + comment_size;
  if (size > rest.size()) fail(ErrorCode::invalid_file, "zip: entry {} passes the end of the directory", number);
  Header header;
  header.name = rest.substr(zip_directory_entry_bytes, name_size);
  header.extra = rest.substr(zip_directory_entry_bytes + name_size, extra_size);
  header.flags = load_little<std::uint16_t>(rest, 8);
  header.method = load_little<std::uint16_t>(rest, 10);
  header.crc32 = load_little<std::uint32_t>(rest, 16);
  header.compressed_size = load_little<std::uint32_t>(rest, 20);
  header.size = load_little<std::uint32_t>(rest, 24);
  header.offset = load_little<std::uint32_t>(rest, 42);
  rest.remove_prefix(size);
  return header;
}

void check_header(const Header& header) {
  constexpr std::uint16_t encrypted = zip_flag_encrypted | zip_flag_strongly_encrypted | zip_flag_masked;
  if (!is_utf8(header.name)) fail(ErrorCode::invalid_file, "its name is not UTF-8");
  if ((header.flags & encrypted) != 0) fail(ErrorCode::unsupported, "encrypted");
  if (header.method != zip_stored && header.method != zip_deflated) {
    fail(ErrorCode::unsupported, "compression method {}, wanted stored (0) or deflated (8)", header.method);
  }
  if (header.method == zip_stored && header.compressed_size != header.size) {
    fail(ErrorCode::invalid_file, "stored, but {} bytes become {}", header.compressed_size, header.size);
  }
}

// Where an entry's bytes begin. The local header must say what the directory says.
std::uint64_t content_offset(const ByteSource& source, const Header& entry) {
  const std::string head = read_text(source, entry.offset, zip_local_bytes);
  if (load_little<std::uint32_t>(head, 0) != zip_local_signature) {
    fail(ErrorCode::invalid_file, "no local header at byte {}", entry.offset);
  }
  const std::uint64_t name_size = load_little<std::uint16_t>(head, 26);
  const std::uint64_t extra_size = load_little<std::uint16_t>(head, 28);
  const std::string tail = read_text(source, entry.offset + zip_local_bytes, name_size + extra_size);
  Header local;
  local.name = std::string_view(tail).substr(0, name_size);
  local.flags = load_little<std::uint16_t>(head, 6);
  local.method = load_little<std::uint16_t>(head, 8);
  local.crc32 = load_little<std::uint32_t>(head, 14);
  local.compressed_size = load_little<std::uint32_t>(head, 18);
  local.size = load_little<std::uint32_t>(head, 22);
  const bool sizes_follow = (local.flags & zip_flag_sizes_follow) != 0;
  const std::array<std::uint64_t*, 2> fields = {&local.size, &local.compressed_size};
  if (!sizes_follow) apply_zip64(std::string_view(tail).substr(name_size), fields);
  const bool same_sizes = local.crc32 == entry.crc32 && local.compressed_size == entry.compressed_size && local.size == entry.size;
  if (local.name != entry.name || local.method != entry.method || local.flags != entry.flags || !(sizes_follow || same_sizes)) {
    fail(ErrorCode::invalid_file, "its local header contradicts the directory");
  }
  return entry.offset + zip_local_bytes + name_size + extra_size;
}

struct Extent {
  std::uint64_t begin;
  std::uint64_t end;
};

void check_overlaps(std::vector<Extent> extents) {
  std::sort(extents.begin(), extents.end(), [](const Extent& a, const Extent& b) { return a.begin < b.begin; });
  for (std::size_t i = 1; i < extents.size(); ++i) {
    if (extents[i].begin >= extents[i - 1].end) continue;
    fail(ErrorCode::invalid_file, "zip: the entries at bytes {} and {} overlap", extents[i - 1].begin, extents[i].begin);
  }
}

}  // namespace

std::vector<ZipEntry> read_zip(const ByteSource& source) {
  const Directory directory = find_directory(source);
  const std::string text = read_text(source, directory.offset, directory.size);
  // Entries lie in front of the directory.
  const ByteSource content = source.slice(0, directory.offset);
  std::string_view rest = text;
  std::vector<ZipEntry> entries;
  std::vector<Extent> extents;
  std::unordered_set<std::string_view> names;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    Header header = take_directory_entry(rest, i);
    if (!names.insert(header.name).second) fail(ErrorCode::invalid_file, "zip: two entries are called '{}'", printable(header.name));
    try {
      const std::array<std::uint64_t*, 3> fields = {&header.size, &header.compressed_size, &header.offset};
      apply_zip64(header.extra, fields);
      check_header(header);
      const std::uint64_t begin = content_offset(content, header);
      ByteSource archived = content.slice(begin, header.compressed_size);
      extents.push_back({header.offset, begin + header.compressed_size});
      entries.push_back({std::string(header.name), header.method == zip_deflated, header.crc32, header.size, std::move(archived)});
    } catch (const Error& error) {
      throw error.in(fmt::format("zip entry '{}'", printable(header.name)));
    }
  }
  if (!rest.empty()) fail(ErrorCode::invalid_file, "zip: {} bytes of the directory belong to no entry", rest.size());
  check_overlaps(std::move(extents));
  return entries;
}

bool looks_like_zip(const ByteSource& source) {
  if (source.size() < zip_local_bytes) return false;
  return load_little<std::uint32_t>(read_text(source, 0, 4), 0) == zip_local_signature;
}

}  // namespace nnfront::formats
