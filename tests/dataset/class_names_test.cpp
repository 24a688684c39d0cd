#include "dataset/class_names.h"

#include <gtest/gtest.h>

#include "nnfront/error.h"
#include "support/file.h"
#include "tests/support/temporary_folder.h"

namespace nnfront::dataset {
namespace {

using Names = std::vector<std::string>;

Names names_in(const std::string& content) {
  const testing_support::TemporaryFolder folder;
  write_text_file(folder / "names", content);
  return read_class_names(folder / "names");
}

TEST(ClassNames, AreLinesWithoutSpaceAround) {
  EXPECT_EQ(names_in("person\n traffic light\t\r\n\ncat"), (Names{"person", "traffic light", "", "cat"}));
  EXPECT_EQ(names_in("a\nb\n\n \n"), (Names{"a", "b"}));
  EXPECT_EQ(names_in(""), Names());
}

TEST(ClassNames, OfAFileThatIsNoListAreRefused) {
  EXPECT_THROW(names_in(std::string(100'001, '\n')), Error);
  EXPECT_THROW(read_class_names("nowhere"), Error);
}

}  // namespace
}  // namespace nnfront::dataset
