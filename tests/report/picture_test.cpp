#include "report/picture.h"

#include <gtest/gtest.h>

#include "ir/builder.h"
#include "ir/text.h"
#include "ops/op_table.h"
#include "support/fail.h"
#include "support/file.h"
#include "tests/support/temporary_folder.h"

namespace nnfront::report {
namespace {

Graph small_graph() {
  return parse_text(R"(graph fused {
    %0 = input() name="x" : float32[1,2,4,4]
    %1 = parameter() key="w" = [0, 0, 0, 1] : float32[2,2,1,1]
    %3 = conv(%0, %1, none) strides=[2,2] pads=[1,1,1,1] dilations=[1,1] groups=1 name="say \"c\"" swallowed=[2] then relu(%2)
    output "y" %3
  })",
                    ops::operators());
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Picture, FoldsParametersAndListsEpilogues) {
  const std::string text = graphviz_text(small_graph());
  EXPECT_TRUE(contains(text, "conv + relu"));
  EXPECT_TRUE(contains(text, "w 2 × 2 × 1 × 1  75.00 % zero"));
  EXPECT_TRUE(contains(text, "strides 2  pads 1"));
  EXPECT_TRUE(contains(text, "label=\"1 × 2 × 4 × 4\""));
  EXPECT_FALSE(contains(text, "n1 ["));
}

TEST(Picture, MarksWhatJoinsASwallowedOperatorAndListsItsParameters) {
  const std::string text = graphviz_text(parse_text(R"(graph fused {
    %0 = input() name="x" : float32[batch,2,2*h,4]
    %1 = parameter() key="w" : float32[2,2,1,1]
    %2 = parameter() key="slope" : float32[2]
    %3 = relu(%0)
    %6 = conv(%0, %1, none) strides=[1,1] pads=[0,0,0,0] dilations=[1,1] groups=1 name="c" swallowed=[4,5] then add(%4, %3) then prelu(%5, %2)
    output "y" %6
    source "mxnet" "1.9.1"
    file "a<b>&-symbol.json" 1 ""
  })",
                                                    ops::operators()));
  EXPECT_TRUE(contains(text, "n3 -> n6 [label=\"batch × 2 × 2*h × 4 (add)\", style=dashed"));
  EXPECT_TRUE(contains(text, "n0 -> n6 [label=\"batch × 2 × 2*h × 4\"]"));
  EXPECT_TRUE(contains(text, "prelu: slope 2\""));
  EXPECT_TRUE(contains(text, "<b>a&lt;b&gt;&amp;-symbol.json: fused</b>"));
  EXPECT_TRUE(contains(text, ">conv</td>"));
  EXPECT_TRUE(contains(text, "dashed: the other input of a fused operator"));
  EXPECT_FALSE(contains(text, ">pool</td>"));
  EXPECT_FALSE(contains(graphviz_text(small_graph()), "dashed"));
}

TEST(Picture, NamesCannotBreakOutOfTheirLabel) {
  EXPECT_TRUE(contains(graphviz_text(small_graph()), "say \\\"c\\\""));
}

TEST(Picture, WritesPng) {
  const testing_support::TemporaryFolder folder;
  write_picture(small_graph(), folder / "g.png");
  const std::string png = ByteSource(File::open(folder / "g.png")).read_all(1 << 24);
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_GT(png.size(), 1000U);
}

TEST(Picture, SubgraphsAreDrawnAsClusters) {
  const Graph graph = parse_text(R"(graph fused {
    %0 = input() name="x" : float32[2]
    %1 = input() name="n" : int64[]
    %2 = loop(%1, none, %0) { "bo\"dy"(%0)
      %3 = input() name="iteration" : int64[]
      %4 = input() name="condition" : bool[]
      %5 = input() name="carried" : float32[2]
      %6 = if(%4) { "then"(%0, %5)
        %7 = add(%5, %0)
        output "y" %7
      } { "else"(%5)
        output "y" %5
      }
      output "condition" %4
      output "carried" %6
    }
    output "y" %2
  })",
                                 ops::operators());
  const std::string text = graphviz_text(graph);
  EXPECT_TRUE(contains(text, "subgraph \"cluster_2_bo\\\"dy\" { label=\"bo\\\"dy\""));
  EXPECT_TRUE(contains(text, "subgraph \"cluster_6_then\""));
  const testing_support::TemporaryFolder folder;
  write_picture(graph, folder / "g.png");
}

TEST(Picture, ALargeGraphIsRefusedWithTheLimit) {
  Graph graph(ops::operators());
  Builder builder(graph);
  Value value = builder.input("x", {DType::float32, {1}});
  for (int i = 0; i < largest_picture_operators; ++i) value = builder.add1("relu", {value});
  builder.output("y", value);
  const testing_support::TemporaryFolder folder;
  try {
    write_picture(graph, folder / "g.png");
    FAIL() << "wanted an Error";
  } catch (const Error& error) {
    EXPECT_TRUE(contains(error.what(), "the graph has 701 operators, at most 700 are drawn"));
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "g.png"));
}

}  // namespace
}  // namespace nnfront::report
