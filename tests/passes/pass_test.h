// Tests of passes are IR text before and after.
#pragma once

#include <string_view>

#include "ir/graph.h"

namespace nnfront::test {

using PassFunction = bool (*)(Graph&);

Graph parse_graph(std::string_view text);

// `before` becomes `after` (but for the content of parameters), the pass says that it changed something, the result is well formed,
// a second run changes nothing, and every value that both name is the same tensor within 1e-5. Returns the result.
Graph expect_rewrite(PassFunction pass, std::string_view before, std::string_view after);
// The pass leaves the graph as it is and says so.
void expect_untouched(PassFunction pass, std::string_view graph);

}  // namespace nnfront::test
