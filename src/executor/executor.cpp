#include "executor/executor.h"

#include "executor/onednn/onednn.h"
#include "executor/reference/reference.h"
#include "support/fail.h"

namespace nnfront::executor {

std::vector<Engine> engines() {
  return {{"reference", prepare_reference}, {"onednn", prepare_onednn}};
}

Engine engine(std::string_view name) {
  std::string known;
  for (const Engine& candidate : engines()) {
    if (candidate.name == name) return candidate;
    known += (known.empty() ? "" : ", ") + std::string(candidate.name);
  }
  fail(ErrorCode::invalid_argument, "no engine '{}': there are {}", printable(name), known);
}

std::vector<Array> run(std::string_view engine_name, const Graph& graph, std::span<const Array> inputs, const PrepareOptions& options) {
  return engine(engine_name).prepare(graph, options).run(inputs);
}

}  // namespace nnfront::executor
