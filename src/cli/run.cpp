#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/commands.h"
#include "cli/npy_arguments.h"
#include "formats/json.h"
#include "nnfront/model.h"
#include "support/fail.h"

namespace nnfront::cli {

namespace {

struct Arguments {
  std::string graph;
  std::string params;
  std::vector<std::string> inputs;
  std::string output;
  std::vector<std::string> values;
  RunOptions options;
  bool json = false;
};

// What a person wants to see of an array that is too large to print.
struct Summary {
  double min = 0.0;
  double max = 0.0;
  double mean = 0.0;
  std::int64_t not_finite = 0;
};

std::optional<Summary> summary_of(const Array& array) {
  if (array.dtype() != DType::float32 || array.empty()) return std::nullopt;
  Summary summary{INFINITY, -INFINITY, 0.0, 0};
  for (const float element : array.as<float>()) {
    if (!std::isfinite(element)) {
      ++summary.not_finite;
      continue;
    }
    summary.min = std::min<double>(summary.min, element);
    summary.max = std::max<double>(summary.max, element);
    summary.mean += element;
  }
  summary.mean /= static_cast<double>(std::max<std::int64_t>(1, array.size() - summary.not_finite));
  return summary;
}

std::string dims_text(const Array& array) {
  std::string text;
  for (const std::int64_t dim : array.dims()) text += (text.empty() ? "" : ",") + std::to_string(dim);
  return "[" + text + "]";
}

void print_text(const Model::RunResult& result) {
  for (std::size_t i = 0; i < result.arrays.size(); ++i) {
    const Array& array = result.arrays[i];
    fmt::print("{:<8} {}  {}{}", result.info[i].value, printable(result.info[i].name), name(array.dtype()), dims_text(array));
    if (const auto summary = summary_of(array)) {
      fmt::print("  min {:.6g}  max {:.6g}  mean {:.6g}", summary->min, summary->max, summary->mean);
      if (summary->not_finite > 0) fmt::print("  not finite: {}", summary->not_finite);
    }
    fmt::print("\n");
  }
}

void print_json(const Model::RunResult& result) {
  formats::OrderedJson json = {{"values", formats::OrderedJson::array()}, {"fallbacks", result.fallbacks}};
  for (std::size_t i = 0; i < result.arrays.size(); ++i) {
    const Array& array = result.arrays[i];
    formats::OrderedJson entry = {
        {"value", result.info[i].value}, {"name", result.info[i].name}, {"dtype", name(array.dtype())}, {"shape", array.dims()}};
    if (const auto summary = summary_of(array)) {
      entry["min"] = formats::json_of(summary->min);
      entry["max"] = formats::json_of(summary->max);
      entry["mean"] = formats::json_of(summary->mean);
      entry["not_finite"] = summary->not_finite;
    }
    json["values"].push_back(std::move(entry));
  }
  fmt::print("{}\n", json.dump(2, ' ', false, formats::OrderedJson::error_handler_t::replace));
}

int run_model(const Arguments& arguments) {
  const Model model = Model::load(arguments.graph, arguments.params);
  const std::vector<Array> inputs = read_inputs(model, arguments.inputs);
  RunOptions options = arguments.options;
  options.values = arguments.values;
  const Model::RunResult result = model.run(inputs, options);
  if (!arguments.output.empty()) write_outputs(result, arguments.output);
  arguments.json ? print_json(result) : print_text(result);
  for (const std::string& fallback : result.fallbacks) fmt::print(stderr, "note: run by the reference kernel: {}\n", fallback);
  return 0;
}

}  // namespace

Action add_run(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  app.add_option("--graph,--graph-json", arguments->graph, "the IR's graph file")->required();
  app.add_option("--params,--params-file", arguments->params, "the IR's parameter file")->required();
  app.add_option("--input-npy,--input_npy", arguments->inputs, "FILE, or NAME=FILE for a model with several inputs")
      ->required()
      ->take_all();
  app.add_option("-o,--output", arguments->output, "where to write: .npy for one array, .npz for several");
  app.add_option("--values", arguments->values, "further values to return: 12:0,14:0 or all")->delimiter(',');
  app.add_option("--engine", arguments->options.engine, "onednn (fast) or reference (the definition)")->capture_default_str();
  app.add_option("--threads", arguments->options.threads, "0: all processors")->check(CLI::NonNegativeNumber)->capture_default_str();
  app.add_flag("--json", arguments->json, "for machines");
  app.footer(
      "Example:\n  nnfront run --graph moffett_ir/IR_fused_for_CModel_graph.json --params moffett_ir/IR_fused_for_CModel_params.npz"
      " --input-npy x.npy -o y.npy");
  return [arguments] { return run_model(*arguments); };
}

}  // namespace nnfront::cli
