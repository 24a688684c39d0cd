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

int rebuild(const Arguments& arguments) {
  const Model model = Model::load(arguments.graph, arguments.params);
  const std::vector<std::filesystem::path> files = reconstruct(model, arguments.output, arguments.options);
  std::uintmax_t bytes = 0;
  formats::OrderedJson listed = formats::OrderedJson::array();
  for (const std::filesystem::path& file : files) {
    const std::uintmax_t own = std::filesystem::file_size(file);
    if (!arguments.json) fmt::print("{}: {} bytes\n", file.string(), own);
    listed.push_back(file.string());
    bytes += own;
  }
  if (!arguments.json) return 0;
  const formats::OrderedJson json = {
      {"to", arguments.options.to}, {"written", arguments.output}, {"files", std::move(listed)}, {"bytes", bytes}};
  fmt::print("{}\n", json.dump(2, ' ', false, formats::OrderedJson::error_handler_t::replace));
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
