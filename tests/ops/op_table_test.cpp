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

// Each stands for an attribute of numbers, which no other stands for.
TEST(OpTable, inputs_that_stand_for_attributes_are_the_last) {
  constexpr AttrKind numbers[] = {AttrKind::boolean,  AttrKind::integer, AttrKind::number,
                                  AttrKind::integers, AttrKind::numbers, AttrKind::shape};
  for (const Operator& op : operators().all()) {
    SCOPED_TRACE(op.name);
    std::set<std::string_view> attributes;
    std::size_t at = op.inputs.size() - op.attribute_inputs.size();
    for (const AttributeInput& each : op.attribute_inputs) {
      ASSERT_EQ(static_cast<std::size_t>(each.input), at++);
      EXPECT_EQ(op.inputs[static_cast<std::size_t>(each.input)].arity, Operand::Arity::optional);
      EXPECT_TRUE(attributes.insert(each.attribute).second) << each.attribute;
      const std::vector<AttrField> fields = op.defaults.fields();
      const auto field = std::find_if(fields.begin(), fields.end(), [&](const AttrField& one) { return one.name == each.attribute; });
      ASSERT_NE(field, fields.end()) << each.attribute;
      EXPECT_NE(std::find(std::begin(numbers), std::end(numbers), field->kind), std::end(numbers)) << each.attribute;
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

// True where `label` is the prefix, "_c" and a number.
bool is_numbered(std::string_view label, std::string_view prefix) {
  const std::string start = std::string(prefix) + "_c";
  return label.size() > start.size() && label.substr(0, start.size()) == start &&
         label.find_first_not_of("0123456789", start.size()) == std::string_view::npos;
}

// Operators of one family that list `label`.
std::vector<const Operator*> sharing(std::string_view label, std::string_view family) {
  std::vector<const Operator*> result;
  for (const Operator& op : operators().all()) {
    const auto lists = [&](const Constraint& each) { return each.label == label; };
    if (op.family == family && std::any_of(op.constraints.begin(), op.constraints.end(), lists)) result.push_back(&op);
  }
  return result;
}

// After the operator, its family, or the operator of its family that it shares the label with.
TEST(OpTable, labels_begin_with_the_operator_or_family) {
  for (const Operator& op : operators().all()) {
    for (const Constraint& constraint : op.constraints) {
      const std::vector<const Operator*> owners = sharing(constraint.label, op.family);
      const bool by_operator =
          std::any_of(owners.begin(), owners.end(), [&](const Operator* owner) { return is_numbered(constraint.label, owner->name); });
      EXPECT_TRUE(by_operator || is_numbered(constraint.label, op.family)) << op.name << " lists " << constraint.label;
    }
  }
}

// A label that several operators of a family share says the same for all.
TEST(OpTable, labels_are_unique) {
  std::map<std::string_view, std::pair<std::string_view, std::string_view>> known;
  for (const Operator& op : operators().all()) {
    SCOPED_TRACE(op.name);
    std::set<std::string_view> own;
    for (const Constraint& constraint : op.constraints) {
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
