// run_graph GRAPH.json PARAMS.npz [--engine onednn] [--batch 1] [--threads 1] [--warmup 3] [--iterations 20] [--seed 1]
//           [--input X.npy] [--output Y.npy]
//
// Prepares a compiled graph for one batch size, runs it on seeded input (or that of a file) and prints one JSON object: seconds of each
// run, processor seconds of all runs together, seconds of reading and of preparing, and what was handed to the reference kernels. The first
// dimension of every input is the batch. With --serve it prints a line when it is prepared and warm, and then measures again for
// every line of its standard input: so that several engines can be measured in turn.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "executor/executor.h"
#include "formats/npz.h"
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
  std::string input;   // a file; empty: seeded
  std::string output;  // a file; empty: none
  bool serve = false;
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

std::vector<Array> inputs_for(const Graph& graph, const Arguments& arguments) {
  if (arguments.input.empty()) return random_inputs(graph, arguments.seed);
  return {formats::read_npy(arguments.input)};
}

struct Preparation {
  double load_seconds = 0.0;
  double prepare_seconds = 0.0;
};

nlohmann::json measure(const Arguments& arguments, const executor::Prepared& prepared, const std::vector<Array>& inputs,
                       const Preparation& preparation) {
  std::vector<double> seconds;
  const std::clock_t processor_start = std::clock();
  for (int i = 0; i < arguments.iterations; ++i) {
    const auto start = Clock::now();
    prepared.run(inputs);
    seconds.push_back(seconds_since(start));
  }
  const double processor_seconds = static_cast<double>(std::clock() - processor_start) / CLOCKS_PER_SEC;
  return {{"engine", arguments.engine},
          {"batch", arguments.batch},
          {"threads", arguments.threads},
          {"seconds", seconds},
          {"processor_seconds", processor_seconds},
          {"load_seconds", preparation.load_seconds},
          {"prepare_seconds", preparation.prepare_seconds},
          {"fallbacks", texts(prepared.fallbacks)}};
}

void print_line(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

void run(const Arguments& arguments) {
  Preparation preparation;
  auto start = Clock::now();
  const Graph graph = load(arguments);
  preparation.load_seconds = seconds_since(start);
  start = Clock::now();
  const executor::Prepared prepared = executor::engine(arguments.engine).prepare(graph, {arguments.threads, {}});
  preparation.prepare_seconds = seconds_since(start);
  const std::vector<Array> inputs = inputs_for(graph, arguments);
  if (!arguments.output.empty()) formats::write_npy(arguments.output, prepared.run(inputs).front());
  for (int i = 0; i < arguments.warmup; ++i) prepared.run(inputs);
  if (!arguments.serve) return print_line(measure(arguments, prepared, inputs, preparation).dump());
  print_line("ready");
  for (std::string line; std::getline(std::cin, line);) print_line(measure(arguments, prepared, inputs, preparation).dump());
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
  app.add_option("--input", arguments.input)->check(CLI::ExistingFile);
  app.add_option("--output", arguments.output);
  app.add_flag("--serve", arguments.serve);
  CLI11_PARSE(app, argc, argv);
  try {
    run(arguments);
  } catch (const Error& error) {
    std::fprintf(stderr, "run_graph: %s\n", error.what());
    return 2;
  }
  return 0;
}
