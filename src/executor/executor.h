// Running a graph. An engine prepares a graph once and runs it many times.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"
#include "nnfront/fallback.h"

namespace nnfront::executor {

struct PrepareOptions {
  int threads = 1;
  // Values to be kept besides the outputs: any that resolve() (ir/graph.h) knows, epilogue values included.
  std::vector<Value> values;
};

// A graph made ready for one set of input shapes. run() may be called any number of times, from one thread at a time.
struct Prepared {
  // Inputs in the order of graph.inputs(); outputs in the order of graph.outputs(), then options.values in their order.
  // Error where an array's type is not the input's. The returned arrays belong to the caller: they share memory with nothing else.
  std::function<std::vector<Array>(std::span<const Array>)> run;
  // Nodes that this engine handed to the reference kernels.
  std::vector<Fallback> fallbacks;
};

struct Engine {
  std::string_view name;  // "reference", "onednn"
  // The graph must outlive what is prepared from it. Symbolic dimensions must have been substituted (Error names one).
  Prepared (*prepare)(const Graph& graph, const PrepareOptions& options);
};

// reference: every operator, the definition. onednn: fast float32.
std::vector<Engine> engines();
// Error with the names there are.
Engine engine(std::string_view name);

// Prepares and runs once.
std::vector<Array> run(std::string_view engine, const Graph& graph, std::span<const Array> inputs, const PrepareOptions& options = {});

}  // namespace nnfront::executor
