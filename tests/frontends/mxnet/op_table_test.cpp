#include "frontends/mxnet/op_table.h"

#include <gtest/gtest.h>

#include "ops/op_table.h"

namespace nnfront::frontends::mxnet {
namespace {

TEST(MxnetOpTable, a_row_has_a_translator_or_is_refused_with_a_reason) {
  for (const OperatorRow& row : operator_rows()) {
    ASSERT_FALSE(row.names.empty());
    EXPECT_EQ(row.translate == nullptr, row.fate == Fate::refused) << row.names[0];
    EXPECT_TRUE(row.fate != Fate::refused || !row.note.empty()) << row.names[0];
  }
}

TEST(MxnetOpTable, targets_are_operators_of_the_ir) {
  for (const OperatorRow& row : operator_rows()) {
    EXPECT_TRUE(row.translate == nullptr || ops::operators().find(row.target) != nullptr) << row.names[0] << " " << row.target;
  }
}

TEST(MxnetOpTable, every_name_finds_its_row) {
  for (const OperatorRow& row : operator_rows()) {
    for (const std::string_view name : row.names) EXPECT_EQ(find_row(name), &row) << name;
  }
  EXPECT_EQ(find_row("Nonsense"), nullptr);
}

TEST(MxnetOpTable, the_last_input_repeats_where_the_row_says_so) {
  EXPECT_EQ(input_slot(find_row("Convolution"), 1), "weight");
  EXPECT_EQ(input_slot(find_row("Convolution"), 3), "");
  EXPECT_EQ(input_slot(find_row("Concat"), 7), "data");
  EXPECT_EQ(input_slot(find_row("SoftmaxOutput"), 1), "label");
  EXPECT_EQ(input_slot(nullptr, 0), "");
}

TEST(MxnetOpTable, reasons_for_what_is_not_in_the_table) {
  EXPECT_EQ(refusal_reason("Custom"), "it runs code that is not in the file");
  EXPECT_EQ(refusal_reason("_npi_einsum"), "NumPy-style operators are not covered");
  EXPECT_EQ(refusal_reason("_contrib_quantized_rnn"), "this operator of quantized graphs is not covered; import the float model");
  EXPECT_EQ(refusal_reason("Nonsense"), "not an operator that is known here");
  EXPECT_EQ(did_you_mean_operator("Convolutoin"), ", did you mean 'Convolution'?");
  EXPECT_EQ(did_you_mean_operator("Foo"), "");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
