#include "formats/zip.h"

#include <libdeflate.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "support/fail.h"
#include "support/hash.h"
#include "tests/formats/bytes.h"

namespace nnfront::formats {
namespace {

// One entry of an archive that is made byte by byte, so that each field can lie.
struct Entry {
  std::string name;
  std::string content;  // as archived
  std::uint16_t method = 0;
  std::uint16_t flags = 0;
  std::uint32_t crc = 0;
  std::uint64_t size = 0;  // as announced
  bool zip64 = false;      // sizes (and the offset in the directory) in extra fields, although they are small
};

Entry stored(std::string name, std::string content) {
  const std::uint32_t crc = crc32(0, std::as_bytes(std::span(content)));
  const std::uint64_t size = content.size();
  return {std::move(name), std::move(content), 0, 0, crc, size, false};
}

Entry deflated(std::string name, const std::string& content) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(libdeflate_alloc_compressor(6),
                                                                                            libdeflate_free_compressor);
  std::string compressed(libdeflate_deflate_compress_bound(compressor.get(), content.size()), '\0');
  compressed.resize(libdeflate_deflate_compress(compressor.get(), content.data(), content.size(), compressed.data(), compressed.size()));
  Entry entry = stored(std::move(name), compressed);
  entry.method = 8;
  entry.size = content.size();
  entry.crc = crc32(0, std::as_bytes(std::span(content)));
  return entry;
}

std::string common_fields(const Entry& entry, std::size_t extra_size) {
  const std::uint32_t archived = entry.zip64 ? 0xFFFFFFFF : static_cast<std::uint32_t>(entry.content.size());
  const std::uint32_t size = entry.zip64 ? 0xFFFFFFFF : static_cast<std::uint32_t>(entry.size);
  return little(std::uint16_t{20}, entry.flags, entry.method, std::uint16_t{0}, std::uint16_t{33}, entry.crc, archived, size,
                static_cast<std::uint16_t>(entry.name.size()), static_cast<std::uint16_t>(extra_size));
}

std::string local_bytes(const Entry& entry) {
  const std::uint64_t archived = entry.content.size();
  const std::string extra = entry.zip64 ? little(std::uint16_t{1}, std::uint16_t{16}, entry.size, archived) : "";
  return little(std::uint32_t{0x04034b50}) + common_fields(entry, extra.size()) + entry.name + extra + entry.content;
}

std::string directory_bytes(const Entry& entry, std::uint64_t offset) {
  const std::uint64_t archived = entry.content.size();
  // An unknown field first: it must be skipped.
  const std::string extra = entry.zip64 ? little(std::uint16_t{0x7777}, std::uint16_t{3}) + "abc" +
                                              little(std::uint16_t{1}, std::uint16_t{24}, entry.size, archived, offset)
                                        : "";
  const auto narrow_offset = entry.zip64 ? 0xFFFFFFFFU : static_cast<std::uint32_t>(offset);
  return little(std::uint32_t{0x02014b50}, std::uint16_t{20}) + common_fields(entry, extra.size()) +
         little(std::uint16_t{0}, std::uint16_t{0}, std::uint16_t{0}, std::uint32_t{0}, narrow_offset) + entry.name + extra;
}

struct End {
  std::uint16_t disk = 0;
  int entries_more = 0;  // than there are
  int offset_more = 0;
  bool zip64 = false;
  std::string comment = {};
};

std::string end_bytes(std::uint64_t entries, std::uint64_t offset, std::uint64_t size, const End& end) {
  entries += static_cast<std::uint64_t>(end.entries_more);
  const std::uint64_t at = offset + size;
  offset += static_cast<std::uint64_t>(end.offset_more);
  std::string bytes;
  if (end.zip64) {
    bytes = little(std::uint32_t{0x06064b50}, std::uint64_t{44}, std::uint16_t{45}, std::uint16_t{45}, std::uint32_t{0}, std::uint32_t{0},
                   entries, entries, size, offset, std::uint32_t{0x07064b50}, std::uint32_t{0}, at, std::uint32_t{1});
    entries = 0xFFFF;
    offset = size = 0xFFFFFFFF;
  }
  return bytes +
         little(std::uint32_t{0x06054b50}, end.disk, std::uint16_t{0}, static_cast<std::uint16_t>(entries),
                static_cast<std::uint16_t>(entries), static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(offset),
                static_cast<std::uint16_t>(end.comment.size())) +
         end.comment;
}

std::string archive(const std::vector<Entry>& entries, const End& end = {}) {
  std::string content;
  std::string directory;
  for (const Entry& entry : entries) {
    directory += directory_bytes(entry, content.size());
    content += local_bytes(entry);
  }
  return content + directory + end_bytes(entries.size(), content.size(), directory.size(), end);
}

// In pieces of 7 bytes: what is read does not depend on how.
std::string content_of(const ZipEntry& entry) {
  ZipContent content(entry);
  std::string bytes(entry.size, '\0');
  for (std::size_t at = 0; at < bytes.size(); at += 7)
    content.read(std::as_writable_bytes(std::span(bytes)).subspan(at).first(std::min<std::size_t>(7, bytes.size() - at)));
  if (!content.matches()) fail(ErrorCode::invalid_file, "another checksum");
  return bytes;
}

std::vector<std::pair<std::string, std::string>> contents(const std::string& bytes) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const ZipEntry& entry : read_zip(source_of(bytes))) result.emplace_back(entry.name, content_of(entry));
  return result;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(Zip, ReadsStoredAndDeflated) {
  const std::string text(5000, 'a');
  EXPECT_EQ(contents(archive({stored("one", "first"), deflated("two", text), stored("", "")})),
            (Pairs{{"one", "first"}, {"two", text}, {"", ""}}));
  EXPECT_EQ(contents(archive({})), Pairs{});
  EXPECT_TRUE(looks_like_zip(source_of(archive({stored("one", "first")}))));
  EXPECT_FALSE(looks_like_zip(source_of("PK is not enough")));
}

TEST(Zip, ReadsACommentThatHoldsAnEndRecord) {
  const std::string decoy = little(std::uint32_t{0x06054b50}) + std::string(30, '\0');
  EXPECT_EQ(contents(archive({stored("one", "first")}, {.comment = decoy})), (Pairs{{"one", "first"}}));
}

TEST(Zip, ReadsZip64RecordsOfAnySize) {
  Entry wide = stored("wide", "content");
  wide.zip64 = true;
  EXPECT_EQ(contents(archive({wide, stored("plain", "x")}, {.zip64 = true})), (Pairs{{"wide", "content"}, {"plain", "x"}}));
}

TEST(Zip, ReadsSizesThatFollowTheContent) {
  const Entry entry = stored("one", "first");
  Entry zeros = entry;
  zeros.flags = 8;
  const std::string directory = directory_bytes(zeros, 0);
  zeros.crc = 0;
  zeros.size = 0;
  zeros.content = "";
  const std::string descriptor = little(std::uint32_t{0x08074b50}, entry.crc, std::uint32_t{5}, std::uint32_t{5});
  const std::string content = local_bytes(zeros) + entry.content + descriptor;
  EXPECT_EQ(contents(content + directory + end_bytes(1, content.size(), directory.size(), {})), (Pairs{{"one", "first"}}));
}

void refused(std::string_view part, const std::vector<Entry>& entries, const End& end = {}) {
  const std::string bytes = archive(entries, end);
  expect_refusal(part, [&] { contents(bytes); });
}

Entry changed(Entry entry, const std::function<void(Entry&)>& change) {
  change(entry);
  return entry;
}

TEST(Zip, RefusesDamagedEnds) {
  const Entry one = stored("one", "first");
  refused("several disks", {one}, {.disk = 1});
  refused("wanted it to end at byte", {one}, {.offset_more = 1});
  refused("wanted it to end at byte", {one}, {.offset_more = -1});
  refused("2 entries do not fit into a directory of 49 bytes", {one}, {.entries_more = 1});
  refused("49 bytes of the directory belong to no entry", {one}, {.entries_more = -1});
  refused("wanted it to end at byte", {one}, {.offset_more = 1, .zip64 = true});
  refused("do not fit into a directory", {one}, {.entries_more = 1 << 30, .zip64 = true});
  expect_refusal("not a zip archive, or cut off", [] { contents(""); });
  expect_refusal("not a zip archive, or cut off", [] { contents(std::string(100000, 'x')); });
}

TEST(Zip, RefusesDamagedEntries) {
  const Entry one = stored("one", "first");
  refused("zip entry 'one': encrypted", {changed(one, [](Entry& e) { e.flags = 1; })});
  refused("zip entry 'one': encrypted", {changed(one, [](Entry& e) { e.flags = 1 << 6; })});
  refused("zip entry 'one': compression method 12", {changed(one, [](Entry& e) { e.method = 12; })});
  refused("zip entry 'one': stored, but 5 bytes become 6", {changed(one, [](Entry& e) { e.size = 6; })});
  refused("its name is not UTF-8", {changed(one, [](Entry& e) { e.name = "\xff"; })});
  refused("two entries are called 'one'", {one, one});
  const Entry packed = deflated("two", "some text");
  refused("zip entry 'two': damaged: it does not inflate to 8 bytes", {changed(packed, [](Entry& e) { e.size = 8; })});
  refused("zip entry 'two': damaged: it does not inflate to 10 bytes", {changed(packed, [](Entry& e) { e.size = 10; })});
  refused("another checksum", {changed(packed, [](Entry& e) { e.crc ^= 1; })});
  refused("zip entry 'two': damaged: it does not inflate to 9 bytes", {changed(packed, [](Entry& e) { e.content.resize(3); })});
  refused("zip entry 'two': damaged: it does not inflate to 9 bytes", {changed(packed, [](Entry& e) { e.content[0] = '\x06'; })});
  refused("zip entry 'two': 3000 compressed bytes for a content of 9", {changed(packed, [](Entry& e) { e.content.resize(3000); })});
  refused("times as many are inflated", {changed(packed, [](Entry& e) { e.size = 4000000000; })});
  refused("times as many are inflated", {changed(packed, [](Entry& e) { e.size = 1 << 20; })});
}

TEST(Zip, RefusesDirectoriesThatContradictTheLocalHeaders) {
  const Entry one = stored("one", "first");
  const std::vector<std::pair<std::string, std::function<void(Entry&)>>> lies = {
      {"its local header contradicts the directory", [](Entry& e) { e.name = "two"; }},
      {"its local header contradicts the directory", [](Entry& e) { e.crc ^= 1; }},
      {"its local header contradicts the directory", [](Entry& e) { e.method = 8; }},
      {"its local header contradicts the directory", [](Entry& e) { e.content = "firs", e.size = 4; }},
  };
  for (const auto& [part, lie] : lies) {
    const std::string content = local_bytes(one);
    const std::string directory = directory_bytes(changed(one, lie), 0);
    const std::string bytes = content + directory + end_bytes(1, content.size(), directory.size(), {});
    expect_refusal(part, [&, &bytes = bytes] { contents(bytes); });
  }
}

TEST(Zip, RefusesOffsetsThatLie) {
  const Entry one = stored("one", "first");
  const std::string content = local_bytes(one);
  const auto with_offset = [&](std::uint64_t offset, bool zip64) {
    const std::string directory = directory_bytes(changed(one, [&](Entry& e) { e.zip64 = zip64; }), offset);
    return content + directory + end_bytes(1, content.size(), directory.size(), {});
  };
  EXPECT_EQ(contents(with_offset(0, false)), (Pairs{{"one", "first"}}));
  expect_refusal("zip entry 'one': no local header at byte 1", [&] { contents(with_offset(1, false)); });
  expect_refusal("zip entry 'one': bytes 38 to 68 are wanted, there are 38", [&] { contents(with_offset(38, false)); });
  expect_refusal("are wanted, there are 38", [&] { contents(with_offset(~std::uint64_t{0} - 3, true)); });
}

TEST(Zip, RefusesOverlaps) {
  // The second local header lies inside the content of the first entry.
  const Entry inner = stored("in", "x");
  const Entry outer = stored("out", local_bytes(inner));
  const std::string content = local_bytes(outer);
  const std::string directory = directory_bytes(outer, 0) + directory_bytes(inner, content.size() - outer.content.size());
  const std::string bytes = content + directory + end_bytes(2, content.size(), directory.size(), {});
  expect_refusal("overlap", [&] { contents(bytes); });
}

TEST(Zip, RefusesMissingZip64Sizes) {
  Entry one = stored("one", "first");
  one.size = 0xFFFFFFFF;
  refused("zip entry 'one': its zip64 sizes are missing", {one});
}

TEST(Zip, SurvivesDamage) {
  Entry wide = stored("wide", "content");
  wide.zip64 = true;
  damage(archive({wide, deflated("two", "text text text")}, {.zip64 = true}), [](const ByteSource& source) {
    for (const ZipEntry& entry : read_zip(source)) content_of(entry);
  });
}

TEST(ZipRecords, SizesAndOffsetsBeyond32BitsGoToZip64) {
  const std::uint64_t large = 0x123456789A;
  const ZipRecord record = {"w.npy", 0xDEADBEEF, large, large + 2};
  const std::string local = zip_local_header(record, 64);
  EXPECT_EQ((record.offset + local.size()) % 64, 0U);
  EXPECT_EQ(load_little<std::uint32_t>(local, 18), 0xFFFFFFFFU);
  EXPECT_EQ(load_little<std::uint32_t>(local, 22), 0xFFFFFFFFU);
  EXPECT_EQ(load_little<std::uint16_t>(local, 4), 45);
  EXPECT_EQ(local.substr(30, 5), "w.npy");
  EXPECT_EQ(local.substr(35, 20), little(std::uint16_t{1}, std::uint16_t{16}, large, large));
  const std::string entry = zip_directory_entry(record);
  EXPECT_EQ(load_little<std::uint32_t>(entry, 42), 0xFFFFFFFFU);
  EXPECT_EQ(entry.substr(46 + 5), little(std::uint16_t{1}, std::uint16_t{24}, large, large, large + 2));
  // Only what is too large goes there.
  EXPECT_EQ(zip_directory_entry({"w.npy", 0, 7, large}).substr(46 + 5), little(std::uint16_t{1}, std::uint16_t{8}, large));
  EXPECT_EQ(zip_directory_entry({"w.npy", 0, large, 7}).substr(46 + 5), little(std::uint16_t{1}, std::uint16_t{16}, large, large));
  EXPECT_EQ(zip_directory_entry({"w.npy", 0, 0xFFFFFFFE, 7}).size(), 46U + 5U);
  // The value that means "elsewhere" cannot stand for itself.
  EXPECT_EQ(zip_directory_entry({"w.npy", 0, 0xFFFFFFFF, 7}).size(), 46U + 5U + 20U);
}

// Files do not depend on when they were written (4.4.6): midnight of the first of January 1980, which no clock says.
TEST(ZipRecords, TheTimeIsAConstant) {
  const std::string midnight = little(std::uint16_t{0});
  const std::string first_of_january_1980 = little(std::uint16_t{0 << 9 | 1 << 5 | 1});
  for (const std::uint64_t size : {std::uint64_t{7}, std::uint64_t{0x123456789A}}) {
    const ZipRecord record = {"w.npy", 0xDEADBEEF, size, 0};
    EXPECT_EQ(zip_local_header(record, 64).substr(10, 4), midnight + first_of_january_1980);
    EXPECT_EQ(zip_directory_entry(record).substr(12, 4), midnight + first_of_january_1980);
  }
}

TEST(ZipRecords, EveryPaddingIsAWellFormedExtraField) {
  for (std::uint64_t offset = 0; offset < 200; ++offset) {
    const std::string local = zip_local_header({"name", 0, 1, offset}, 64);
    EXPECT_EQ((offset + local.size()) % 64, 0U);
    const std::size_t extra = load_little<std::uint16_t>(local, 28);
    EXPECT_EQ(extra, local.size() - 34);
    if (extra == 0) continue;
    EXPECT_EQ(load_little<std::uint16_t>(local, 36), extra - 4);
    EXPECT_EQ(local.find_first_not_of('\0', 38), std::string::npos);
  }
}

TEST(ZipRecords, TheEndIsZip64WhereItMustBe) {
  EXPECT_EQ(zip_end(3, 100, 50).size(), 22U);
  EXPECT_EQ(zip_end(65534, 100, 50).size(), 22U);
  EXPECT_EQ(zip_end(65535, 100, 50).size(), 22U + 56U + 20U);
  EXPECT_EQ(zip_end(3, 0xFFFFFFFF, 50).size(), 22U + 56U + 20U);
  const std::string end = zip_end(3, 0x100000000, 50);
  EXPECT_EQ(load_little<std::uint64_t>(end, 32), 3U);
  EXPECT_EQ(load_little<std::uint64_t>(end, 40), 50U);
  EXPECT_EQ(load_little<std::uint64_t>(end, 48), 0x100000000U);
  EXPECT_EQ(load_little<std::uint64_t>(end, 56 + 8), 0x100000032U);
  EXPECT_EQ(load_little<std::uint32_t>(end, 76 + 16), 0xFFFFFFFFU);
}

}  // namespace
}  // namespace nnfront::formats
