// Walks every record: what each must have.
#include "ops/op_table.h"

#include <map>
#include <set>

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

TEST(OpTable, every_operator_is_complete) {
  ASSERT_GE(operators().all().size(), 40U);
  for (const Operator& op : operators().all()) {
    SCOPED_TRACE(op.name);
    EXPECT_FALSE(op.name.empty());
    EXPECT_FALSE(op.family.empty());
    EXPECT_TRUE(op.infer);
    EXPECT_NE(static_cast<bool>(op.eval), static_cast<bool>(op.decompose)) << "either kernels or a decomposition";
    EXPECT_TRUE(op.cost);
    EXPECT_FALSE(op.outputs.empty());
  }
}

TEST(OpTable, every_operator_is_documented_on_one_line) {
  for (const Operator& op : operators().all()) {
    SCOPED_TRACE(op.name);
    EXPECT_FALSE(op.doc.empty());
    EXPECT_EQ(op.doc.find('\n'), std::string_view::npos);
    std::set<std::string_view> names;
    for (const Operand& operand : op.inputs) {
      EXPECT_FALSE(operand.doc.empty()) << operand.name;
      EXPECT_TRUE(names.insert(operand.name).second) << operand.name << " twice";
    }
    for (const Operand& operand : op.outputs) EXPECT_FALSE(operand.doc.empty()) << operand.name;
  }
}

TEST(OpTable, only_the_last_operand_is_variadic_and_optional_ones_stand_behind) {
  for (const Operator& op : operators().all()) {
    SCOPED_TRACE(op.name);
    bool optional = false;
    for (std::size_t i = 0; i < op.inputs.size(); ++i) {
      const Operand::Arity arity = op.inputs[i].arity;
      EXPECT_TRUE(arity != Operand::Arity::variadic || i + 1 == op.inputs.size());
      EXPECT_TRUE(arity != Operand::Arity::one || !optional) << op.inputs[i].name << " stands behind an optional operand";
      optional = optional || arity == Operand::Arity::optional;
    }
  }
}

TEST(OpTable, names_are_unique_and_found) {
  std::set<std::string_view> names;
  for (const Operator& op : operators().all()) {
    EXPECT_TRUE(names.insert(op.name).second) << op.name;
    EXPECT_EQ(operators().find(op.name), &op);
  }
  EXPECT_EQ(operators().find("conv9d"), nullptr);
}

// A label that several operators of a family share says the same for all.
TEST(OpTable, labels_are_unique_and_begin_with_the_operator_or_family) {
  std::map<std::string_view, std::pair<std::string_view, std::string_view>> known;
  for (const Operator& op : operators().all()) {
    SCOPED_TRACE(op.name);
    std::set<std::string_view> own;
    for (const Constraint& constraint : op.constraints) {
      const std::string by_name = std::string(op.name) + "_c";
      const std::string by_family = std::string(op.family) + "_c";
      EXPECT_TRUE(constraint.label.substr(0, by_name.size()) == by_name || constraint.label.substr(0, by_family.size()) == by_family)
          << constraint.label;
      EXPECT_FALSE(constraint.text.empty()) << constraint.label;
      EXPECT_TRUE(own.insert(constraint.label).second) << constraint.label << " twice";
      const auto [place, is_new] = known.emplace(constraint.label, std::pair(op.family, constraint.text));
      if (is_new) continue;
      EXPECT_EQ(place->second.first, op.family) << constraint.label;
      EXPECT_EQ(place->second.second, constraint.text) << constraint.label;
    }
  }
}

}  // namespace
}  // namespace nnfront::ops::testing
