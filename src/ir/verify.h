// Is the graph well formed? Run after every pass and after every reading.
#pragma once

#include <string>
#include <vector>

#include "ir/graph.h"

namespace nnfront {

// All that is wrong, one line each, "node 12 'conv0' (conv): ..."; empty for a valid graph. Checks: ids unique, below next_id, not
// among aliases; topological order; every input exists, has that output and is visible (captures listed, each once);
// operand counts; types as infer gives them; parameters' keys unique and content of the declared type; epilogue values and types;
// swallowed ids not alive, each swallowed once; graph inputs, outputs and state exist; no two values share an output name; subgraphs nest
// no deeper than deepest_nesting.
std::vector<std::string> problems(const Graph& graph);

// Throws Error (invalid_file) with all problems (the first 20, and how many more) for a graph that a user gave.
void verify(const Graph& graph);
// The same as an InternalError, after the pass `pass`.
void verify_after(const Graph& graph, std::string_view pass);

}  // namespace nnfront
