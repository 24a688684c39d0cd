#include "nnfront/reconstruct.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "formats/json.h"

namespace nnfront::cli {

namespace {

struct Arguments {
  std::string graph;
  std::string params;
  std::string output;
  ReconstructOptions options;
  bool json = false;
};

std::vector<std::string> target_names() {
  std::vector<std::string> names;
  for (const ReconstructTarget& target : reconstruct_targets()) names.push_back(target.name);
  return names;
}

// Of a folder: of all that is in it.
std::uintmax_t bytes_at(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return std::filesystem::file_size(path);
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) bytes += entry.is_regular_file() ? entry.file_size() : 0;
  return bytes;
}

int rebuild(const Arguments& arguments) {
  const Model model = Model::load(arguments.graph, arguments.params);
  reconstruct(model, arguments.output, arguments.options);
  const std::uintmax_t bytes = bytes_at(arguments.output);
  if (arguments.json) {
    const formats::OrderedJson json = {{"to", arguments.options.to}, {"written", arguments.output}, {"bytes", bytes}};
    fmt::print("{}\n", json.dump(2, ' ', false, formats::OrderedJson::error_handler_t::replace));
  } else {
    fmt::print("{}: {} bytes\n", arguments.output, bytes);
  }
  return 0;
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
  app.add_flag("--json", arguments->json, "for machines");
  app.footer(
      fmt::format("Frameworks:{}\nExample:\n  nnfront reconstruct --to {} --graph moffett_ir/IR_for_reconstruct_graph.json"
                  " --params moffett_ir/IR_for_reconstruct_params.npz -o model.{}",
                  targets, names.front(), names.front()));
  return [arguments] { return rebuild(*arguments); };
}

}  // namespace nnfront::cli
