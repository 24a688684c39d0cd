#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/npy_arguments.h"
#include "formats/json.h"
#include "nnfront/model.h"
#include "ops/elements.h"
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

// What a person wants to see of an array that is too large to print: over its finite elements, where there are any.
struct Summary {
  std::optional<double> min;
  std::optional<double> max;
  std::optional<double> mean;
  std::int64_t not_finite = 0;
};

template <class T>
Summary summary_over(std::span<const T> elements) {
  Summary summary;
  double sum = 0.0;
  std::int64_t count = 0;
  for (const T element : elements) {
    const auto number = static_cast<double>(element);
    if (!std::isfinite(number)) {
      ++summary.not_finite;
      continue;
    }
    summary.min = std::min(summary.min.value_or(number), number);
    summary.max = std::max(summary.max.value_or(number), number);
    sum += number;
    ++count;
  }
  if (count > 0) summary.mean = sum / static_cast<double>(count);
  return summary;
}

// Nothing for strings.
std::optional<Summary> summary_of(const Array& array) {
  if (array.dtype() == DType::string) return std::nullopt;
  if (array.dtype() == DType::float32) return summary_over(array.as<float>());
  return summary_over(std::span<const double>(ops::to_doubles(array)));
}

std::string dims_text(const Array& array) {
  std::string text;
  for (const std::int64_t dim : array.dims()) text += (text.empty() ? "" : ",") + std::to_string(dim);
  return "[" + text + "]";
}

std::string summary_text(const Summary& summary) {
  std::string text;
  if (summary.mean) text = fmt::format("  min {:.6g}  max {:.6g}  mean {:.6g}", *summary.min, *summary.max, *summary.mean);
  if (summary.not_finite > 0) text += fmt::format("  not finite: {}", summary.not_finite);
  return text;
}

void print_text(const Model::RunResult& result) {
  for (std::size_t i = 0; i < result.arrays.size(); ++i) {
    const Array& array = result.arrays[i];
    const auto summary = summary_of(array);
    fmt::print("{:<8} {}  {}{}{}\n", result.info[i].value, printable(result.info[i].name), name(array.dtype()), dims_text(array),
               summary ? summary_text(*summary) : "");
  }
}

formats::OrderedJson number_or_null(const std::optional<double>& number) {
  return number ? formats::OrderedJson(*number) : formats::OrderedJson(nullptr);
}

void print_json(const Model::RunResult& result) {
  formats::OrderedJson json = {{"values", formats::OrderedJson::array()}, {"fallbacks", texts(result.fallbacks)}};
  for (std::size_t i = 0; i < result.arrays.size(); ++i) {
    const Array& array = result.arrays[i];
    const Summary summary = summary_of(array).value_or(Summary{});
    json["values"].push_back({{"key", result.keys[i]},
                              {"value", result.info[i].value},
                              {"name", result.info[i].name},
                              {"dtype", name(array.dtype())},
                              {"shape", array.dims()},
                              {"min", number_or_null(summary.min)},
                              {"max", number_or_null(summary.max)},
                              {"mean", number_or_null(summary.mean)},
                              {"not_finite", summary.not_finite}});
  }
  fmt::print("{}\n", json.dump(2, ' ', false, formats::OrderedJson::error_handler_t::replace));
}

// One line per operator and reason.
void print_fallbacks(const std::vector<Fallback>& fallbacks) {
  std::map<std::pair<std::string, std::string>, std::int64_t> counts;
  for (const Fallback& fallback : fallbacks) {
    if (!fallback.op.empty())
      ++counts[{fallback.op, fallback.reason}];
    else
      fmt::print(stderr, "note: run by the reference kernel: {}\n", text(fallback));
  }
  for (const auto& [kind, count] : counts) {
    fmt::print(stderr, "note: run by the reference kernel: {} ({}): {}\n", kind.first, count, kind.second);
  }
}

int run_model(const Arguments& arguments) {
  const Model model = Model::load(arguments.graph, arguments.params);
  if (!arguments.output.empty() && model.outputs().empty() && arguments.values.empty()) {
    fail(ErrorCode::invalid_argument, "-o {}: the graph has no outputs; ask for --values", printable(arguments.output));
  }
  if (!arguments.output.empty()) check_output(arguments.output, model.outputs().size() > 1 || !arguments.values.empty());
  const std::vector<Array> inputs = read_inputs(model, arguments.inputs);
  RunOptions options = arguments.options;
  options.values = arguments.values;
  const Model::RunResult result = model.run(inputs, options);
  if (!arguments.output.empty()) write_outputs(result, arguments.output);
  if (arguments.json) {
    print_json(result);
    return 0;
  }
  print_text(result);
  print_fallbacks(result.fallbacks);
  return 0;
}

}  // namespace

Action add_run(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  app.add_option("--graph,--graph-json", arguments->graph, "the IR's graph file")->required();
  app.add_option("--params,--params-file", arguments->params, "the IR's parameter file")->required();
  app.add_option("--input-npy,--input_npy", arguments->inputs, "FILE, or NAME=FILE for a model with several inputs; a model may have none")
      ->take_all();
  app.add_option("-o,--output", arguments->output, "where to write: .npy for one array, .npz for any number");
  app.add_option("--values", arguments->values, "further values to return: ids (12:0,14:0), names of nodes, or all")->delimiter(',');
  app.add_option("--engine", arguments->options.engine, "onednn (fast) or reference (the definition)")
      ->check(one_of({"onednn", "reference"}))
      ->capture_default_str();
  app.add_option("--threads", arguments->options.threads, "0: all processors")->check(thread_count())->capture_default_str();
  app.add_flag("--json", arguments->json, "for machines");
  app.footer(
      "Example:\n  nnfront run --graph moffett_ir/IR_fused_for_CModel_graph.json --params moffett_ir/IR_fused_for_CModel_params.npz"
      " --input-npy x.npy -o y.npy\nIn a .npz outputs stand under their names and further values under what was asked for (all: ids, which "
      "both forms of a "
      "model\nshare); --json names them as \"key\".");
  return [arguments] { return run_model(*arguments); };
}

}  // namespace nnfront::cli
