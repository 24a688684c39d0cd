#include "support/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace nnfront {
namespace {

// What Python's repr() prints.
TEST(NumberText, FloatsAsPythonPrintsThem) {
  EXPECT_EQ(python_float(3948251920.0), "3948251920.0");
  EXPECT_EQ(python_float(0.8618712639560533), "0.8618712639560533");
  EXPECT_EQ(python_float(0.0), "0.0");
  EXPECT_EQ(python_float(-0.0), "-0.0");
  EXPECT_EQ(python_float(0.0001), "0.0001");
  EXPECT_EQ(python_float(0.00001), "1e-05");
  EXPECT_EQ(python_float(1e15), "1000000000000000.0");
  EXPECT_EQ(python_float(1e16), "1e+16");
  EXPECT_EQ(python_float(1.5e300), "1.5e+300");
  EXPECT_EQ(python_float(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(python_float(std::nan("")), "nan");
}

TEST(NumberText, ParsesWholeTextsOnly) {
  EXPECT_EQ(parse_integer("-12"), -12);
  EXPECT_EQ(parse_integer("12 "), std::nullopt);
  EXPECT_EQ(parse_integer(""), std::nullopt);
  EXPECT_EQ(parse_integer("99999999999999999999"), std::nullopt);
  EXPECT_EQ(parse_float("1e-3"), 0.001);
  EXPECT_EQ(parse_float("1e-3x"), std::nullopt);
  EXPECT_EQ(parse_float("-inf"), -std::numeric_limits<double>::infinity());
}

TEST(NumberText, ForPeople) {
  EXPECT_EQ(with_thousands(3948251920), "3,948,251,920");
  EXPECT_EQ(with_thousands(-1000), "-1,000");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(byte_text(104857600), "100.0 MiB");
  EXPECT_EQ(byte_text(12), "12 B");
}

}  // namespace
}  // namespace nnfront
