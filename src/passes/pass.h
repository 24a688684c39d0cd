// What a pass is, and the runner that times, verifies and dumps each one.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"

namespace nnfront::passes {

// `run` returns whether it changed anything.
struct Pass {
  std::string_view name;
  bool (*run)(Graph&);
};

struct PassRecord {
  std::string name;
  double milliseconds = 0.0;
  bool changed = false;
  std::int64_t nodes_before = 0;
  std::int64_t nodes_after = 0;
};

struct RunnerOptions {
  // Called with the pass's name after each pass that changed the graph. May be empty.
  std::function<void(std::string_view, const Graph&)> dump;
  std::vector<std::string> disabled;  // names of passes to leave out
};

// Runs the passes in order. Verifies after each that changed something (InternalError names the pass).
std::vector<PassRecord> run_passes(Graph& graph, const std::vector<Pass>& passes, const RunnerOptions& options = {});

}  // namespace nnfront::passes
