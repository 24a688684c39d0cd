#include "passes/pass.h"

#include <algorithm>
#include <chrono>

#include "ir/verify.h"

namespace nnfront::passes {

namespace {

std::int64_t count_of(const Graph& graph) {
  return static_cast<std::int64_t>(node_count(graph));
}

PassRecord run_pass(Graph& graph, const Pass& pass, std::int64_t nodes_before, const RunnerOptions& options) {
  PassRecord record{std::string(pass.name), 0.0, false, nodes_before, nodes_before};
  const auto start = std::chrono::steady_clock::now();
  record.changed = pass.run(graph);
  record.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  if (!record.changed) return record;
  record.nodes_after = count_of(graph);
  verify_after(graph, pass.name);
  if (options.dump) options.dump(pass.name, graph);
  return record;
}

}  // namespace

std::vector<PassRecord> run_passes(Graph& graph, const std::vector<Pass>& passes, const RunnerOptions& options) {
  std::vector<PassRecord> records;
  std::int64_t nodes = count_of(graph);
  for (const Pass& pass : passes) {
    const bool disabled = std::find(options.disabled.begin(), options.disabled.end(), pass.name) != options.disabled.end();
    if (disabled) continue;
    records.push_back(run_pass(graph, pass, nodes, options));
    nodes = records.back().nodes_after;
  }
  return records;
}

}  // namespace nnfront::passes
