#include <fmt/format.h>

#include "cli/commands.h"
#include "nnfront/model.h"

namespace nnfront::cli {

namespace {

struct Arguments {
  std::string graph;
  std::string params;
  bool per_layer = false;
  bool json = false;
};

int print_complexity(const Arguments& arguments) {
  const Model model = Model::load(arguments.graph, arguments.params);
  if (arguments.json) {
    fmt::print("{}", model.complexity_json(arguments.per_layer));
    return 0;
  }
  if (arguments.per_layer) fmt::print("{}\n", model.complexity_table());
  fmt::print("{}\n", model.complexity_line());
  return 0;
}

}  // namespace

Action add_complexity(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  app.add_option("--graph-json,--graph", arguments->graph, "the IR's graph file")->required();
  app.add_option("--params-file,--params", arguments->params, "the IR's parameter file; without it weights count as dense");
  app.add_flag("--per-layer", arguments->per_layer, "a table of all layers first");
  app.add_flag("--json", arguments->json, "for machines");
  app.footer(
      "Example:\n  nnfront complexity --graph-json moffett_ir/IR_for_reconstruct_graph.json"
      " --params-file moffett_ir/IR_for_reconstruct_params.npz");
  return [arguments] { return print_complexity(*arguments); };
}

}  // namespace nnfront::cli
