#include "nnfront/reconstruct.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/npy_arguments.h"
#include "formats/json.h"
#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront::cli {

namespace {

constexpr double distance_limit = 1e-3;

struct Arguments {
  std::string graph;
  std::string params;
  std::string output;
  std::vector<std::string> inputs;
  std::vector<std::string> results;
  std::string python = "python3";
  ReconstructOptions options;
  bool json = false;
};

std::vector<std::string> target_names() {
  std::vector<std::string> names;
  for (const ReconstructTarget& target : reconstruct_targets()) names.push_back(target.name);
  return names;
}

// What the rebuilt model is run on and what should come out.
struct Check {
  std::vector<Array> inputs;
  std::vector<Array> results;
};

std::optional<Check> check_of(const Arguments& arguments, const Model& model) {
  if (arguments.inputs.empty() && arguments.results.empty()) return std::nullopt;
  if (arguments.results.empty()) fail(ErrorCode::invalid_argument, "--input-npy without --result-npy: nothing to compare with");
  return Check{read_inputs(model, arguments.inputs), read_results(model, arguments.results)};
}

// Of the output that is furthest from its result.
double largest_distance(const Arguments& arguments, const Model& model, const Check& check) {
  const std::vector<Array> got = run_rebuilt(model, arguments.output, arguments.options.to, check.inputs, arguments.python);
  double largest = 0.0;
  for (std::size_t i = 0; i < got.size(); ++i) largest = std::max(largest, distance(got[i], check.results[i]));
  return largest;
}

struct Written {
  std::string file;
  std::uintmax_t bytes = 0;
};

std::vector<Written> written_for(const Arguments& arguments, const Model& model) {
  std::vector<Written> files;
  for (const std::filesystem::path& file : reconstruct(model, arguments.output, arguments.options))
    files.push_back({file.string(), std::filesystem::file_size(file)});
  return files;
}

void print_text(const std::vector<Written>& files, const std::optional<double>& found) {
  for (const Written& each : files) fmt::print("{}: {} bytes\n", each.file, each.bytes);
  if (found) fmt::print("distance: {}\n", python_float(*found));
}

void print_json(const Arguments& arguments, const std::vector<Written>& files, const std::optional<double>& found) {
  formats::OrderedJson listed = formats::OrderedJson::array();
  std::uintmax_t bytes = 0;
  for (const Written& each : files) {
    listed.push_back(each.file);
    bytes += each.bytes;
  }
  formats::OrderedJson json = {{"to", arguments.options.to}, {"written", arguments.output}, {"files", std::move(listed)}, {"bytes", bytes}};
  if (found) json.update(formats::OrderedJson{{"distance", *found}, {"distance_limit", distance_limit}});
  fmt::print("{}\n", json.dump(2, ' ', false, formats::OrderedJson::error_handler_t::replace));
}

int rebuild(const Arguments& arguments) {
  const Model model = Model::load(arguments.graph, arguments.params);
  const std::optional<Check> check = check_of(arguments, model);
  const std::vector<Written> files = written_for(arguments, model);
  std::optional<double> found;
  if (check) found.emplace(largest_distance(arguments, model, *check));
  arguments.json ? print_json(arguments, files, found) : print_text(files, found);
  if (!check || *found <= distance_limit) return 0;
  fmt::print(stderr, "nnfront: distance {} is above {}\n", python_float(*found), python_float(distance_limit));
  return 1;
}

}  // namespace

Action add_reconstruct(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  const std::vector<std::string> names = target_names();
  std::string targets;
  for (const ReconstructTarget& target : reconstruct_targets())
    targets += fmt::format("\n  {:<12}{} ({})", target.name, target.doc, target.written);
  app.add_option("--to", arguments->options.to, "the framework")->required()->check(one_of(names));
  app.add_option("--graph,--graph-json", arguments->graph, "the IR's graph file")->required();
  app.add_option("--params,--params-file", arguments->params, "the IR's parameter file")->required();
  app.add_option("-o,--output,--save_path,--save-path", arguments->output, "where to write the model")->required();
  app.add_option("--opset", arguments->options.opset, "which set of operators, where the framework numbers them");
  app.add_option("--input-npy,--input_npy", arguments->inputs, "run the rebuilt model, by its own framework, on this: FILE, or NAME=FILE")
      ->take_all();
  app.add_option("--result-npy,--result_npy", arguments->results,
                 "print the distance to this, as FILE or NAME=FILE of every output; above 1e-3 the exit status is 1")
      ->take_all();
  app.add_option("--python", arguments->python, "what runs it: an interpreter that has the framework and NumPy")->capture_default_str();
  app.add_flag("--json", arguments->json, "for machines");
  app.footer(
      fmt::format("Frameworks:{}\nExample:\n  nnfront reconstruct --to {} --graph moffett_ir/IR_for_reconstruct_graph.json"
                  " --params moffett_ir/IR_for_reconstruct_params.npz -o model.{}",
                  targets, names.front(), names.front()));
  return [arguments] { return rebuild(*arguments); };
}

}  // namespace nnfront::cli
