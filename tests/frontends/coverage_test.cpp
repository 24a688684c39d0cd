#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "frontends/frontend.h"
#include "tests/support/source_folder.h"

namespace nnfront::frontends {
namespace {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Coverage, the_committed_page_is_what_the_tables_say) {
  EXPECT_TRUE(content(testing_support::source_folder() / "docs/op_coverage.md") == coverage_markdown())
      << "docs/op_coverage.md is out of date: nnfront generate pages -o docs";
}

TEST(Coverage, every_row_says_why_it_is_not_exact) {
  for (const Frontend& frontend : frontends()) {
    for (const OperatorCoverage& row : frontend.coverage()) {
      ASSERT_FALSE(row.names.empty());
      EXPECT_TRUE(row.fate == Fate::exact || !row.note.empty()) << row.names[0];
    }
  }
}

TEST(Coverage, every_exact_row_names_its_proof_or_why_there_is_none) {
  for (const Frontend& frontend : frontends()) {
    for (const OperatorCoverage& row : frontend.coverage()) {
      EXPECT_EQ(row.proof.cases.empty(), row.fate != Fate::exact) << row.names[0];
      EXPECT_EQ(row.proof.step.empty(), row.proof.page.empty()) << row.names[0];
    }
  }
}

}  // namespace
}  // namespace nnfront::frontends
