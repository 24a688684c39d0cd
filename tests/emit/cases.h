// One small graph per operator that targets may have, and some more where attributes matter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"
#include "nnfront/array.h"

namespace nnfront::test {

struct WrittenCase {
  std::string_view op;
  std::string nodes;  // the graph in text form
  double limit = 1e-6;
};

std::vector<WrittenCase> written_cases();

// The graph that `nodes` describe.
Graph case_graph(std::string_view nodes);
// Seeded, one per input of the graph, whose shapes are integers.
std::vector<Array> case_inputs(const Graph& graph);
// What the reference executor makes of them.
std::vector<Array> case_outputs(const Graph& graph);

}  // namespace nnfront::test
