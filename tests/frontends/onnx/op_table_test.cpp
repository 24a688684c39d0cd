#include "frontends/onnx/op_table.h"

#include <gtest/gtest.h>

#include <set>

#include "ops/op_table.h"

namespace nnfront::frontends::onnx {
namespace {

TEST(OnnxOpTable, no_operator_stands_in_it_twice) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const OperatorRow& row : operator_rows()) EXPECT_TRUE(seen.emplace(row.domain, row.name).second) << row.name;
}

TEST(OnnxOpTable, rows_say_what_they_must) {
  for (const OperatorRow& row : operator_rows()) {
    EXPECT_EQ(row.versions.empty(), row.fate == Fate::refused) << row.name;
    EXPECT_TRUE(row.fate != Fate::refused || !row.note.empty()) << row.name;
    EXPECT_TRUE(row.target.empty() || ops::operators().find(row.target) != nullptr) << row.name << " " << row.target;
    for (std::size_t i = 1; i < row.versions.size(); ++i) EXPECT_LT(row.versions[i - 1].since, row.versions[i].since) << row.name;
  }
}

TEST(OnnxOpTable, the_newest_version_that_is_not_newer_than_the_model) {
  const OperatorRow& clip = *find_row("", "Clip");
  EXPECT_EQ(find_version(clip, 6)->since, 1);
  EXPECT_EQ(find_version(clip, 11)->since, 11);
  EXPECT_EQ(find_version(clip, 99)->since, 11);
  EXPECT_EQ(find_version(*find_row("ai.onnx", "Mish"), 17), nullptr);
}

TEST(OnnxOpTable, unknown_operators) {
  EXPECT_EQ(find_row("", "Foo"), nullptr);
  EXPECT_EQ(refusal_reason("", "Foo"), "not an operator of ONNX");
  EXPECT_EQ(refusal_reason("a.b", "Foo"), "not an operator that is known here (domain 'a.b')");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
