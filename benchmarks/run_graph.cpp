// run_graph GRAPH.json PARAMS.npz [--engine onednn] [--batch 1] [--threads 1] [--warmup 3] [--iterations 20] [--seed 1]
//
// Prepares a compiled graph for one batch size, runs it on seeded input and prints one JSON object: seconds of each run, of
// reading and of preparing, and what was handed to the reference kernels. The first dimension of every input is the batch.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "executor/distance.h"
#include "executor/executor.h"
#include "ir/input_shapes.h"
#include "ir/serialize.h"
#include "ops/op_table.h"

namespace {

using namespace nnfront;
using Clock = std::chrono::steady_clock;

struct Arguments {
  std::string graph;
  std::string params;
  std::string engine = "onednn";
  std::int64_t batch = 1;
  int threads = 1;
  int warmup = 3;
  int iterations = 20;
  std::uint64_t seed = 1;
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Graph load(const Arguments& arguments) {
  Graph graph = read_graph(arguments.graph, ops::operators());
  attach_parameters(graph, arguments.params);
  std::vector<Shape> shapes = input_shapes(graph);
  for (Shape& shape : shapes) {
    if (!shape.empty()) shape.front() = arguments.batch;
  }
  set_input_shapes(graph, shapes);
  return graph;
}

std::vector<Array> random_inputs(const Graph& graph, std::uint64_t seed) {
  const NodeIndex index(graph);
  std::vector<Array> arrays;
  for (const Value value : graph.inputs()) {
    const TensorType& type = index.type(value);
    const auto dims = integers(type.shape);
    if (!dims) fail(ErrorCode::invalid_argument, "an input is {}: give every dimension a number", text(type));
    arrays.push_back(executor::random_array(type.dtype, *dims, seed++));
  }
  return arrays;
}

nlohmann::json measure(const Arguments& arguments) {
  const auto start = Clock::now();
  const Graph graph = load(arguments);
  const double load_seconds = seconds_since(start);
  const auto prepare_start = Clock::now();
  const executor::Prepared prepared = executor::engine(arguments.engine).prepare(graph, {arguments.threads, {}});
  const double prepare_seconds = seconds_since(prepare_start);
  const std::vector<Array> inputs = random_inputs(graph, arguments.seed);
  for (int i = 0; i < arguments.warmup; ++i) prepared.run(inputs);
  std::vector<double> seconds;
  for (int i = 0; i < arguments.iterations; ++i) {
    const auto run_start = Clock::now();
    prepared.run(inputs);
    seconds.push_back(seconds_since(run_start));
  }
  return {{"engine", arguments.engine},         {"batch", arguments.batch},     {"threads", arguments.threads},   {"seconds", seconds},
          {"prepare_seconds", prepare_seconds}, {"load_seconds", load_seconds}, {"fallbacks", prepared.fallbacks}};
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Times one compiled graph on one engine.");
  app.add_option("graph", arguments.graph)->required();
  app.add_option("params", arguments.params)->required();
  app.add_option("--engine", arguments.engine);
  app.add_option("--batch", arguments.batch)->check(CLI::PositiveNumber);
  app.add_option("--threads", arguments.threads)->check(CLI::PositiveNumber);
  app.add_option("--warmup", arguments.warmup)->check(CLI::NonNegativeNumber);
  app.add_option("--iterations", arguments.iterations)->check(CLI::PositiveNumber);
  app.add_option("--seed", arguments.seed);
  CLI11_PARSE(app, argc, argv);
  try {
    std::puts(measure(arguments).dump().c_str());
  } catch (const Error& error) {
    std::fprintf(stderr, "run_graph: %s\n", error.what());
    return 2;
  }
  return 0;
}
