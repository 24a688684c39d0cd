#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "ops/op_table.h"
#include "tests/support/source_folder.h"

namespace nnfront::ops {
namespace {

std::string without(char unwanted, std::string text) {
  text.erase(std::remove(text.begin(), text.end(), unwanted), text.end());
  return text;
}

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Markdown, the_committed_reference_is_what_the_records_say) {
  // Not EXPECT_EQ, which would print both texts.
  EXPECT_TRUE(content(testing_support::source_folder() / "docs/operators.md") == operators_markdown())
      << "docs/operators.md is out of date: nnfront generate pages -o docs";
}

TEST(Markdown, every_record_is_there_with_its_constraints_and_attributes) {
  const std::string text = operators_markdown();
  for (const Operator& op : operators().all()) {
    const std::size_t start = text.find("\n### " + std::string(op.name) + "\n");
    ASSERT_NE(start, std::string::npos) << op.name;
    const std::string section = without('\\', text.substr(start, text.find("\n##", start + 1) - start));
    EXPECT_NE(section.find(op.doc), std::string::npos) << op.name;
    for (const Constraint& constraint : op.constraints) {
      EXPECT_NE(section.find("- `" + std::string(constraint.label) + "`: "), std::string::npos) << constraint.label;
    }
    for (const AttrField& field : op.defaults.fields()) EXPECT_NE(section.find("| `" + field.name + "` | "), std::string::npos) << op.name;
  }
}

TEST(Markdown, writes_types_and_defaults) {
  const std::string text = operators_markdown();
  EXPECT_NE(text.find("| `mode` | choice: nearest, linear, cubic | nearest |\n"), std::string::npos);
  EXPECT_NE(text.find("| `min` | number | -inf |\n"), std::string::npos);
  EXPECT_NE(text.find("| `to` | element type | float32 |\n"), std::string::npos);
  EXPECT_NE(text.find("\n1 / (1 + exp(-x)).\n"), std::string::npos);
  EXPECT_NE(text.find("x \\* sigmoid(x)"), std::string::npos);
  EXPECT_NE(text.find("`reshape(x, target?) -> y`"), std::string::npos);
  EXPECT_NE(text.find("`concat(parts...) -> y`"), std::string::npos);
}

}  // namespace
}  // namespace nnfront::ops
