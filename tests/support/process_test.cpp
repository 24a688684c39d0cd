#include "support/process.h"

#include <gtest/gtest.h>

#include "nnfront/error.h"

namespace nnfront {
namespace {

TEST(Process, GivesStatusAndWhatWasSaid) {
  const Ended ended = run_program({"sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_EQ(ended.status, 3);
  EXPECT_EQ(ended.said, "out\nerr\n");
}

TEST(Process, PassesWordsAsTheyAre) {
  EXPECT_EQ(run_program({"printf", "%s|", "a b", "$HOME", "'"}).said, "a b|$HOME|'|");
}

TEST(Process, HasNothingToRead) {
  const Ended ended = run_program({"cat"});
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.said, "");
}

TEST(Process, NumbersTheSignalThatEndedIt) {
  EXPECT_EQ(run_program({"sh", "-c", "kill -9 $$"}).status, 137);
}

TEST(Process, KeepsTheEndOfWhatIsLong) {
  const std::string said = run_program({"sh", "-c", "yes | head -c 1000000; echo last"}).said;
  EXPECT_LE(said.size(), 65536U);
  EXPECT_EQ(said.substr(said.size() - 5), "last\n");
}

TEST(Process, ThatIsNotThereIsAnError) {
  try {
    run_program({"no-such-program-anywhere"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::io);
    EXPECT_EQ(std::string(error.what()), "no-such-program-anywhere cannot be started: No such file or directory");
  }
}

}  // namespace
}  // namespace nnfront
