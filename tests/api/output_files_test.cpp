#include "api/output_files.h"

#include <gtest/gtest.h>

#include <thread>

#include "support/fail.h"
#include "support/file.h"
#include "tests/support/temporary_folder.h"

namespace nnfront::api {
namespace {

using testing_support::TemporaryFolder;

TEST(OutputFiles, AppearTogetherOnPublish) {
  const TemporaryFolder folder;
  OutputFiles files(folder / "out");
  write_text_file(files.place("a"), "1");
  write_text_file(files.place("b"), "2");
  EXPECT_FALSE(std::filesystem::exists(folder / "out/a"));
  EXPECT_EQ(files.publish(), (std::vector<std::filesystem::path>{folder / "out/a", folder / "out/b"}));
  EXPECT_TRUE(std::filesystem::exists(folder / "out/a"));
}

TEST(OutputFiles, LeaveNothingBehindWithoutPublish) {
  const TemporaryFolder folder;
  {
    OutputFiles files(folder / "out");
    write_text_file(files.place("a"), "1");
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

TEST(OutputFiles, KeepWhatStoodThere) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "out");
  write_text_file(folder / "out/a", "old");
  {
    OutputFiles files(folder / "out");
    write_text_file(files.place("a"), "new");
  }
  EXPECT_EQ(ByteSource(File::open(folder / "out/a")).read_all(10), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "out"), std::filesystem::directory_iterator()), 1);
}

TEST(OutputFiles, OfTwoCompilationsIntoOneFolderStayApart) {
  const TemporaryFolder folder;
  OutputFiles first(folder / "out");
  {
    OutputFiles second(folder / "out");
    EXPECT_NE(first.place("a"), second.place("a"));
  }
  write_text_file(first.place("b"), "1");
  EXPECT_EQ(ByteSource(File::open(first.place("b"))).read_all(10), "1");
}

TEST(OutputFiles, AFolderInTheWayIsFoundBeforeAnythingIsRenamed) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "out/b");
  OutputFiles files(folder / "out");
  write_text_file(files.place("a"), "1");
  write_text_file(files.place("b"), "2");
  EXPECT_THROW(files.publish(), Error);
  EXPECT_FALSE(std::filesystem::exists(folder / "out/a"));
}

std::string content(const std::filesystem::path& path) {
  return ByteSource(File::open(path)).read_all(10);
}

TEST(OutputFiles, WhereTheLastStandsTheOthersAreOfTheSameCompilation) {
  const TemporaryFolder folder;
  {
    OutputFiles old(folder / "out");
    for (const char* name : {"a", "b", "report"}) write_text_file(old.place(name), "old");
    old.publish();
  }
  OutputFiles interrupted(folder / "out");
  write_text_file(interrupted.place("a"), "new");
  interrupted.place("b");  // and not written
  write_text_file(interrupted.place("report"), "new");
  EXPECT_THROW(interrupted.publish(), Error);
  EXPECT_EQ(content(folder / "out/a"), "new");
  EXPECT_EQ(content(folder / "out/b"), "old");
  EXPECT_FALSE(std::filesystem::exists(folder / "out/report"));
}

TEST(OutputFiles, WhatIsLeftOutDoesNotStayOfAnOlderCompilation) {
  const TemporaryFolder folder;
  for (const bool with_picture : {true, false}) {
    OutputFiles files(folder / "out");
    with_picture ? write_text_file(files.place("picture"), "1") : files.leave_out("picture");
    files.leave_out("never there");
    write_text_file(files.place("report"), "1");
    EXPECT_EQ(std::filesystem::exists(folder / "out/picture"), !with_picture) << "it stays until the new files are there";
    files.publish();
    EXPECT_EQ(std::filesystem::exists(folder / "out/picture"), with_picture);
  }
}

TEST(OutputFiles, ThoseThatPublishAtTheSameTimeDoNotMix) {
  const TemporaryFolder folder;
  const std::vector<std::string> names = {"a", "b", "c", "d", "report"};
  for (int round = 0; round < 20; ++round) {
    std::vector<std::thread> threads;
    for (const std::string text : {"1", "2", "3"}) {
      threads.emplace_back([&, text] {
        OutputFiles files(folder / "out");
        for (const std::string& name : names) write_text_file(files.place(name), text);
        files.publish();
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& name : names) ASSERT_EQ(content(folder / "out" / name), content(folder / "out/report")) << name;
  }
}

TEST(OutputFiles, ANameThatIsTooLongIsAnError) {
  const TemporaryFolder folder;
  EXPECT_THROW(OutputFiles(folder / std::string(300, 'x')), Error);
}

TEST(OutputFiles, AFileInTheWayIsAnError) {
  const TemporaryFolder folder;
  write_text_file(folder / "out", "a file");
  EXPECT_THROW(OutputFiles(folder / "out"), Error);
}

}  // namespace
}  // namespace nnfront::api
