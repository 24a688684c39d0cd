#include "emit/python/layout.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace nnfront::test {
namespace {

using emit::python::statement;

std::string long_name(char letter) {
  return std::string(50, letter);
}

TEST(PythonLayout, ShortStatementsStayOnTheirLine) {
  EXPECT_EQ(statement("x = f(a, b)", 2), "        x = f(a, b)\n");
  EXPECT_EQ(statement("x = \"" + std::string(106, '(') + "\"", 1), "    x = \"" + std::string(106, '(') + "\"\n");
}

TEST(PythonLayout, OperandsThatFitStandOnOneLine) {
  const std::string operands = fmt::format("{}, {}", long_name('a'), long_name('b'));
  EXPECT_EQ(statement(fmt::format("something = function({})", operands), 0), fmt::format("something = function(\n    {}\n)\n", operands));
}

TEST(PythonLayout, OperandsThatDoNotFitStandOneToALine) {
  EXPECT_EQ(statement(fmt::format("x = f({}, {}, k=({}, \"a, (b\"))", long_name('a'), long_name('b'), long_name('c')), 1),
            fmt::format("    x = f(\n        {},\n        {},\n        k=({}, \"a, (b\"),\n    )\n", long_name('a'), long_name('b'),
                        long_name('c')));
}

TEST(PythonLayout, ItemsOfAListStandOneToALineAndAreBrokenThemselves) {
  const std::string call = fmt::format("f({}, {})", long_name('a'), long_name('b'));
  EXPECT_EQ(statement(fmt::format("x = [{}, {}, {}]", call, long_name('c'), long_name('d')), 0),
            fmt::format("x = [\n    {},\n    {},\n    {},\n]\n", call, long_name('c'), long_name('d')));
  EXPECT_EQ(statement(fmt::format("x = g([{}, {}, {}], 1)", long_name('a'), long_name('b'), long_name('c')), 0),
            fmt::format("x = g(\n    [\n        {},\n        {},\n        {},\n    ],\n    1,\n)\n", long_name('a'), long_name('b'),
                        long_name('c')));
}

TEST(PythonLayout, HeadsKeepTheirColon) {
  EXPECT_EQ(statement(fmt::format("def f(self, {}, {}, {}):", long_name('a'), long_name('b'), long_name('c')), 1),
            fmt::format("    def f(\n        self,\n        {},\n        {},\n        {},\n    ):\n", long_name('a'), long_name('b'),
                        long_name('c')));
}

TEST(PythonLayout, ALongStringDoesNotCountAsBrackets) {
  const std::string text = "\"" + std::string(200, ')') + "\\\\\"";
  EXPECT_EQ(statement("x = " + text, 0), "x = " + text + "\n");
}

}  // namespace
}  // namespace nnfront::test
