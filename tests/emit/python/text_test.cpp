#include "emit/python/text.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "nnfront/error.h"

namespace nnfront::test {
namespace {

using emit::python::identifier;
using emit::python::list;
using emit::python::literal;
using emit::python::plain_words;
using emit::python::tuple;

TEST(PythonIdentifier, KeepsWhatIsLegal) {
  EXPECT_EQ(identifier("conv0_weight"), "conv0_weight");
  EXPECT_EQ(identifier("layer1.0.conv1"), "layer1_0_conv1");
  EXPECT_EQ(identifier("a//b: c"), "a_b_c");
  EXPECT_EQ(identifier("a__b"), "a__b");
}

TEST(PythonIdentifier, IsNoKeywordNumberOrPrivateName) {
  EXPECT_EQ(identifier("lambda"), "lambda_");
  EXPECT_EQ(identifier("None"), "None_");
  EXPECT_EQ(identifier("yield"), "yield_");
  EXPECT_EQ(identifier("0"), "_0");
  EXPECT_EQ(identifier("__class__"), "class__");
  EXPECT_EQ(identifier(""), "value");
  EXPECT_EQ(identifier("\xC3\xA4"), "value");
}

TEST(PythonIdentifier, IsNeverCode) {
  EXPECT_EQ(identifier("x\"); import os; os.system(\"rm"), "x_import_os_os_system_rm");
  EXPECT_EQ(identifier("a\nb"), "a_b");
  EXPECT_EQ(identifier(std::string(1000, 'a')).size(), emit::python::longest_identifier);
}

TEST(PythonLiteral, OfTextHasNoWayOut) {
  EXPECT_EQ(literal("conv0"), R"("conv0")");
  EXPECT_EQ(literal("a\"b\\c\nd\r\t\x01"), R"("a\x22b\\c\nd\x0d\t\x01")");
  EXPECT_EQ(literal("\xC3\xA4\xE2\x80\xAE\xF0\x9F\x98\x80"), R"("\xe4\u202e\U0001f600")");
  EXPECT_THROW(literal("\xFF"), Error);
}

TEST(PythonLiteral, OfNumbers) {
  EXPECT_EQ(literal(1.0), "1.0");
  EXPECT_EQ(literal(1e-5), "1e-05");
  EXPECT_EQ(literal(-std::numeric_limits<double>::infinity()), "float(\"-inf\")");
  EXPECT_EQ(literal(std::numeric_limits<double>::quiet_NaN()), "float(\"nan\")");
  EXPECT_EQ(literal(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(literal(true), "True");
}

TEST(PythonLiteral, OfSequences) {
  EXPECT_EQ(tuple(std::array<std::int64_t, 2>{1, 2}), "(1, 2)");
  EXPECT_EQ(tuple(std::array<std::int64_t, 1>{1}), "(1,)");
  EXPECT_EQ(tuple(std::vector<std::string>{}), "()");
  EXPECT_EQ(list(std::vector<std::string>{"a", "b"}), "[a, b]");
}

TEST(PythonWords, HaveNoWayOutOfADocstring) {
  EXPECT_EQ(plain_words("model-symbol.json"), "model-symbol.json");
  EXPECT_EQ(plain_words("a\"\"\"\nimport os\\"), "a?import os?");
  EXPECT_EQ(plain_words(std::string(1000, 'a')).size(), 80U);
}

}  // namespace
}  // namespace nnfront::test
