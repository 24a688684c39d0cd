#include "formats/npz.h"

#include <cstring>
#include <numeric>
#include <vector>

#include "formats/extent.h"
#include "formats/zip.h"
#include "support/hash.h"
#include "tests/formats/bytes.h"

namespace nnfront::formats {
namespace {

void add(NpzWriter& writer, std::string_view name, const Array& array) {
  writer.begin(name, npy_storage(array.dtype()), array.dims());
  writer.write({array.data(), array.bytes()});
  writer.end();
}

Array counted(std::vector<std::int64_t> dims) {
  Array array(DType::float32, std::move(dims));
  std::iota(array.as_mutable<float>().begin(), array.as_mutable<float>().end(), 0.5F);
  return array;
}

void write_sample(const std::filesystem::path& path) {
  NpzWriter writer(path);
  add(writer, "conv0_weight", counted({4, 3, 3, 3}));
  add(writer, "scalar", counted({}));
  add(writer, "nothing", counted({0, 5}));
  add(writer, "a/b c:\xc3\xa9", counted({7}));
  writer.finish();
}

TEST(Npz, EntriesComeBackInOrderAndAligned) {
  const TemporaryFolder folder;
  write_sample(folder / "x.npz");
  const ByteSource source(File::open(folder / "x.npz"));
  const std::vector<NpzEntry> entries = read_npz(source);
  const std::vector<std::string> names = {"conv0_weight", "scalar", "nothing", "a/b c:\xc3\xa9"};
  const std::vector<std::vector<std::int64_t>> dims = {{4, 3, 3, 3}, {}, {0, 5}, {7}};
  ASSERT_EQ(entries.size(), names.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].name, names[i]);
    EXPECT_EQ(entries[i].header.dims, dims[i]);
    EXPECT_EQ(entries[i].header.dtype, DType::float32);
    const Array wanted = counted(dims[i]);
    const Array array = npz_array(entries[i]);
    ASSERT_EQ(array.bytes(), wanted.bytes());
    EXPECT_EQ(std::memcmp(array.data(), wanted.data(), wanted.bytes()), 0) << names[i];
  }
  // Where each element block lies in the file: looked for by its content, not by our own offsets.
  const std::string bytes = content_of(folder / "x.npz");
  for (const auto& shape : {dims[0], dims[3]}) {
    const Array array = counted(shape);
    const std::size_t at = bytes.find(std::string_view(reinterpret_cast<const char*>(array.data()), array.bytes()));
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(at % 64, 0U) << dims_text(shape);
  }
}

TEST(Npz, EveryNameLengthIsAligned) {
  const TemporaryFolder folder;
  NpzWriter writer(folder / "x.npz");
  for (std::size_t length = 0; length < 140; ++length) {
    const std::vector<std::int64_t> dims = {static_cast<std::int64_t>(length) + 1};
    writer.begin(std::string(length, 'n'), DType::uint8, dims);
    writer.write(std::vector<std::byte>(length + 1, static_cast<std::byte>(0x80 + length % 100)));
    writer.end();
  }
  writer.finish();
  const std::string bytes = content_of(folder / "x.npz");
  const std::vector<NpzEntry> entries = read_npz(source_of(bytes));
  ASSERT_EQ(entries.size(), 140U);
  for (const NpzEntry& entry : entries) {
    // The next record, which begins with PK, stands right behind the elements.
    const Array array = npz_array(entry);
    const std::string content(reinterpret_cast<const char*>(array.data()), array.bytes());
    const std::size_t at = bytes.find(content + "PK");
    EXPECT_EQ(at % 64, 0U) << entry.name.size();
  }
}

TEST(Npz, SameInputSameBytes) {
  const TemporaryFolder folder;
  write_sample(folder / "x.npz");
  write_sample(folder / "y.npz");
  EXPECT_EQ(content_of(folder / "x.npz"), content_of(folder / "y.npz"));
}

TEST(Npz, PiecesOfContentMakeTheSameFile) {
  const TemporaryFolder folder;
  const Array array = counted({1000});
  NpzWriter whole(folder / "whole.npz");
  add(whole, "w", array);
  whole.finish();
  NpzWriter pieces(folder / "pieces.npz");
  pieces.begin("w", DType::float32, array.dims());
  for (std::size_t at = 0; at < array.bytes(); at += 7) {
    pieces.write({array.data() + at, std::min<std::size_t>(7, array.bytes() - at)});
  }
  pieces.end();
  pieces.finish();
  EXPECT_EQ(content_of(folder / "whole.npz"), content_of(folder / "pieces.npz"));
}

TEST(Npz, ContentLargerThanEveryBufferHasItsChecksum) {
  const TemporaryFolder folder;
  NpzWriter writer(folder / "x.npz");
  add(writer, "small", counted({3}));
  add(writer, "large", counted({3, 1 << 18}));
  add(writer, "last", counted({5}));
  writer.finish();
  const std::vector<NpzEntry> entries = read_npz(ByteSource(File::open(folder / "x.npz")));
  ASSERT_EQ(entries.size(), 3U);
  for (const NpzEntry& entry : entries) EXPECT_NO_THROW(npz_array(entry)) << entry.name;
  EXPECT_EQ(npz_array(entries[1]).as<float>()[700000], 700000.5F);
}

TEST(Npz, AnUnfinishedArchiveLeavesTheOldOne) {
  const TemporaryFolder folder;
  put_file(folder / "x.npz", "old");
  {
    NpzWriter writer(folder / "x.npz");
    add(writer, "w", counted({3}));
  }
  EXPECT_EQ(content_of(folder / "x.npz"), "old");
}

TEST(Npz, WriterHoldsItsContract) {
  const TemporaryFolder folder;
  NpzWriter writer(folder / "x.npz");
  add(writer, "w", counted({3}));
  expect_refusal("two entries are called 'w'", [&] { writer.begin("w", DType::float32, std::vector<std::int64_t>{1}); });
  expect_refusal("cannot name an entry", [&] { writer.begin("\xff", DType::float32, std::vector<std::int64_t>{1}); });
  expect_refusal("cannot name an entry", [&] { writer.begin(std::string("a\0b", 3), DType::float32, std::vector<std::int64_t>{1}); });
  expect_refusal("cannot name an entry", [&] { writer.begin(std::string(70000, 'n'), DType::float32, std::vector<std::int64_t>{1}); });
  EXPECT_THROW(writer.write({}), InternalError);
  EXPECT_THROW(writer.end(), InternalError);
  writer.begin("v", DType::uint8, std::vector<std::int64_t>{2});
  EXPECT_THROW(writer.begin("u", DType::uint8, std::vector<std::int64_t>{2}), InternalError);
  EXPECT_THROW(writer.write(std::vector<std::byte>(3)), InternalError);
  EXPECT_THROW(writer.end(), InternalError);
  EXPECT_THROW(writer.finish(), InternalError);
}

TEST(Npz, ADamagedElementIsFoundByItsChecksum) {
  const TemporaryFolder folder;
  write_sample(folder / "x.npz");
  std::string bytes = content_of(folder / "x.npz");
  const Array array = counted({4, 3, 3, 3});
  const std::size_t at = bytes.find(std::string_view(reinterpret_cast<const char*>(array.data()), array.bytes()));
  bytes[at + 100] = static_cast<char>(bytes[at + 100] ^ 1);
  const std::vector<NpzEntry> entries = read_npz(source_of(bytes));
  expect_refusal("memory: entry 'conv0_weight': its content does not match its checksum", [&] { npz_array(entries[0]); });
  EXPECT_NO_THROW(npz_array(entries[3]));
}

// An archive with one stored entry of this name and content.
std::string archive_of(const std::string& name, const std::string& content) {
  const ZipRecord record = {name, 0, content.size(), 0};
  const std::string before = zip_local_header(record, 64) + content;
  const std::string directory = zip_directory_entry(record);
  return before + directory + zip_end(1, before.size(), directory.size());
}

TEST(Npz, FortranOrderIsTurnedIntoCOrder) {
  std::string header = npy_header(DType::uint8, std::vector<std::int64_t>{2, 3});
  header.replace(header.find("False"), 5, "True ");
  const std::string npy = header + "adbecf";
  std::string bytes = archive_of("w.npy", npy);
  const std::uint32_t crc = crc32(0, std::as_bytes(std::span(npy)));
  for (std::size_t at = 0; (at = bytes.find(std::string_view("w.npy"), at)) != std::string::npos; ++at) {
    const std::size_t field = at == 30 ? 14 : at - 46 + 16;  // of the local header, and of the directory
    std::memcpy(bytes.data() + field, &crc, sizeof crc);
  }
  const Array array = npz_array(read_npz(source_of(bytes)).at(0));
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(array.data()), array.bytes()), "abcdef");
}

TEST(Npz, RefusesByName) {
  const std::string other = archive_of("readme.txt", "text");
  expect_refusal("npz: got an entry 'readme.txt', wanted only .npy", [&] { read_npz(source_of(other)); });
  const std::string no_npy = archive_of("w.npy", "text");
  expect_refusal("npz entry 'w.npy': not an npy file", [&] { read_npz(source_of(no_npy)); });
  const std::string header = npy_header(DType::float32, std::vector<std::int64_t>{1 << 20, 1 << 20});
  const std::string lying = archive_of("w.npy", header + "few");
  expect_refusal("npz entry 'w.npy': npy: float32 [1048576,1048576] takes 4398046511104 bytes, the file has 3",
                 [&] { read_npz(source_of(lying)); });
}

TEST(Npz, SurvivesDamage) {
  const TemporaryFolder folder;
  NpzWriter writer(folder / "x.npz");
  add(writer, "w", counted({3}));
  add(writer, "v", counted({2, 2}));
  writer.finish();
  damage(content_of(folder / "x.npz"), [](const ByteSource& source) {
    for (const NpzEntry& entry : read_npz(source)) npz_array(entry);
  });
}

// A file of more than 4 GiB that takes no room on the disk: its elements are a hole.
TEST(Npz, ReadsZip64OfMoreThan4GiB) {
  const TemporaryFolder folder;
  const std::uint64_t size = (std::uint64_t{4} << 30) + 12345;
  const std::string header = npy_header(DType::uint8, std::vector<std::int64_t>{static_cast<std::int64_t>(size)});
  const std::string small = npy_header(DType::uint8, std::vector<std::int64_t>{3}) + "abc";
  const ZipRecord large = {"large.npy", 0, header.size() + size, 0};
  const std::string first = zip_local_header(large, 64) + header;
  const ZipRecord last = {"last.npy", 0, small.size(), first.size() + size};
  const std::string behind = zip_local_header(last, 64) + small;
  const std::string directory = zip_directory_entry(large) + zip_directory_entry(last);
  const std::string end = zip_end(2, last.offset + behind.size(), directory.size());
  const std::filesystem::path path = folder / "x.npz";
  put_file(path, first);
  std::filesystem::resize_file(path, last.offset);
  std::ofstream(path, std::ios::binary | std::ios::app) << behind << directory << end;
  const std::vector<NpzEntry> entries = read_npz(ByteSource(File::open(path)));
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].zipped.size, header.size() + size);
  EXPECT_EQ(entries[1].header.dims, (std::vector<std::int64_t>{3}));
}

}  // namespace
}  // namespace nnfront::formats
