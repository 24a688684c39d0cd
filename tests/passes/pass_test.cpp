#include "tests/passes/pass_test.h"

#include <gtest/gtest.h>

#include "ir/leaf.h"
#include "ir/text.h"
#include "ir/verify.h"
#include "ops/op_table.h"
#include "tests/passes/equivalence.h"

namespace nnfront::test {

namespace {

// Folded parameters have content that no text states; ids that a pass took and gave up again leave a gap.
std::string structure(Graph graph) {
  graph.next_id = 1000;
  for_each_block(graph, [](Block& block) {
    for (Node& node : block.nodes) {
      if (node.attributes.is<ParameterAttrs>()) node.tensor = Tensor();
    }
  });
  return print(graph);
}

}  // namespace

Graph parse_graph(std::string_view text) {
  Graph graph = parse_text(text, ops::operators());
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  return graph;
}

Graph expect_rewrite(PassFunction pass, std::string_view before, std::string_view after) {
  const Graph original = parse_graph(before);
  Graph graph = original;
  EXPECT_TRUE(pass(graph)) << "the pass says that it changed nothing";
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_GE(graph.next_id, original.next_id);
  EXPECT_EQ(structure(graph), structure(parse_text(after, ops::operators())));
  const SharedValues shared = compare_shared_values(original, graph, 1);
  EXPECT_GT(shared.compared.outputs, 0);
  EXPECT_LE(shared.largest, 1e-5) << "at " << shared.worst;
  Graph again = graph;
  EXPECT_FALSE(pass(again)) << "a second run changes something again:\n" << print(again);
  return graph;
}

void expect_untouched(PassFunction pass, std::string_view text) {
  Graph graph = parse_graph(text);
  const std::string before = print(graph);
  EXPECT_FALSE(pass(graph)) << "the pass says that it changed something";
  EXPECT_EQ(print(graph), before);
}

}  // namespace nnfront::test
