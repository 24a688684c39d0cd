#include "support/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <thread>

#include "support/fail.h"
#include "tests/support/temporary_folder.h"

namespace nnfront {
namespace {

using testing_support::TemporaryFolder;

std::string content(const std::filesystem::path& path) {
  return ByteSource(File::open(path)).read_all(1 << 24);
}

std::size_t files_in(const TemporaryFolder& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder.path()), std::filesystem::directory_iterator()));
}

TEST(File, RefusesFoldersAndMissingPaths) {
  const TemporaryFolder folder;
  EXPECT_THROW(File::open(folder.path()), Error);
  EXPECT_THROW(File::open(folder / "nothing"), Error);
  EXPECT_THROW(File::open("/dev/zero"), Error);
}

TEST(FileWriter, FileAppearsOnCommitOnly) {
  const TemporaryFolder folder;
  {
    FileWriter writer(folder / "f");
    writer.write("abc");
  }
  EXPECT_EQ(files_in(folder), 0U);
  FileWriter writer(folder / "f");
  writer.write("abc");
  writer.write(std::string(3 << 20, 'x'));
  writer.write_at(1, std::as_bytes(std::span<const char>("B", 1)));
  EXPECT_EQ(writer.position(), 3U + (3 << 20));
  writer.commit();
  EXPECT_EQ(content(folder / "f").substr(0, 4), "aBcx");
  EXPECT_EQ(files_in(folder), 1U);
}

TEST(FileWriter, AnInterruptedWriteLeavesTheOldFile) {
  const TemporaryFolder folder;
  write_text_file(folder / "f", "old");
  {
    FileWriter writer(folder / "f");
    writer.write("new");
  }
  EXPECT_EQ(content(folder / "f"), "old");
}

TEST(FileWriter, UnfinishedFilesCanBeRemovedFromASignalHandler) {
  const TemporaryFolder folder;
  FileWriter writer(folder / "f");
  writer.write("abc");
  EXPECT_EQ(files_in(folder), 1U);
  remove_unfinished_files();
  EXPECT_EQ(files_in(folder), 0U);
}

TEST(FileWriter, RefusesWhatIsNoRegularFile) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THROW(FileWriter(folder / "pipe"), Error);
  EXPECT_TRUE(std::filesystem::is_fifo(folder / "pipe"));
}

TEST(FileWriter, WritesToWhatALinkPointsAt) {
  const TemporaryFolder folder;
  write_text_file(folder / "f", "old");
  std::filesystem::create_symlink(folder / "f", folder / "link");
  write_text_file(folder / "link", "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(content(folder / "f"), "new");
}

TEST(FileWriter, RefusesAFolderAndAMissingFolder) {
  const TemporaryFolder folder;
  EXPECT_THROW(FileWriter(folder.path()), Error);
  EXPECT_THROW(FileWriter(folder / "missing/f"), Error);
}

TEST(ByteSource, ChecksEveryRange) {
  const TemporaryFolder folder;
  write_text_file(folder / "f", "0123456789");
  const ByteSource source(File::open(folder / "f"));
  const ByteSource middle = source.slice(2, 5);
  EXPECT_EQ(middle.read_all(100), "23456");
  EXPECT_EQ(middle.slice(1, 2).read_all(100), "34");
  EXPECT_THROW(middle.slice(4, 2), Error);
  EXPECT_THROW(middle.slice(6, 0), Error);
  EXPECT_THROW(middle.slice(1, ~std::uint64_t{0}), Error);
  EXPECT_THROW(source.read_all(9), Error);
  std::array<std::byte, 6> out{};
  EXPECT_THROW(middle.read(0, out), Error);
}

TEST(ByteSource, AFileThatShrankIsAnError) {
  const TemporaryFolder folder;
  write_text_file(folder / "f", "0123456789");
  const ByteSource source(File::open(folder / "f"));
  std::filesystem::resize_file(folder / "f", 4);
  std::array<std::byte, 6> out{};
  EXPECT_THROW(source.read(0, out), Error);
}

TEST(File, ReadAllReadsTheFileThatWasOpened) {
  const TemporaryFolder folder;
  write_text_file(folder / "a", "old");
  const auto file = File::open(folder / "a");
  write_text_file(folder / "a", "another file of this name");
  EXPECT_EQ(file->read_all(10), "old");
  EXPECT_THROW(file->read_all(2), Error);
}

TEST(File, AControlCharacterOfAPathIsShownEscaped) {
  try {
    File::open("no\nfile");
    FAIL() << "wanted an Error";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()), "no\\x0afile: cannot open: No such file or directory");
  }
}

TEST(FileWriter, ANameThatIsTooLongIsAnError) {
  const TemporaryFolder folder;
  EXPECT_THROW(FileWriter(folder / std::string(300, 'x')), Error);
}

TEST(MakeFolders, SaysWhatIsInTheWay) {
  const TemporaryFolder folder;
  make_folders(folder / "a/b");
  make_folders(folder / "a/b");
  EXPECT_TRUE(std::filesystem::is_directory(folder / "a/b"));
  write_text_file(folder / "a/file", "");
  EXPECT_THROW(make_folders(folder / "a/file"), Error);
  EXPECT_THROW(make_folders(folder / "a/file/b"), Error);
  EXPECT_THROW(make_folders(folder / std::string(300, 'x')), Error);
}

}  // namespace
}  // namespace nnfront
