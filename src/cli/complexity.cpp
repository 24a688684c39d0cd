#include <fmt/format.h>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "nnfront/model.h"

namespace nnfront::cli {

namespace {

struct Arguments {
  std::string graph;
  std::string params;
  std::vector<std::string> inputs;
  bool per_layer = false;
  bool json = false;
};

int print_complexity(const Arguments& arguments) {
  const Model loaded = Model::load(arguments.graph, arguments.params);
  const Model model = arguments.inputs.empty() ? loaded : loaded.with_input_shapes(input_shapes(arguments.inputs));
  const std::string note = arguments.json ? "" : model.complexity_note();
  if (arguments.json) {
    fmt::print("{}", model.complexity_json(arguments.per_layer));
    return 0;
  }
  if (arguments.per_layer) fmt::print("{}\n", model.complexity_table());
  fmt::print("{}\n", model.complexity_line());
  if (!note.empty()) fmt::print(stderr, "note: {}\n", note);
  return 0;
}

}  // namespace

Action add_complexity(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  app.add_option("--graph-json,--graph", arguments->graph, "the IR's graph file")->required();
  app.add_option("--params-file,--params", arguments->params, "the IR's parameter file; without it weights count as dense");
  app.add_option("--input", arguments->inputs, "NAME:1,3,224,224: other sizes for an input, or sizes for its symbols")->take_all();
  app.add_flag("--per-layer", arguments->per_layer, "a table of all layers first, and what other counters would print");
  app.add_flag("--json", arguments->json, "for machines");
  app.footer(
      "nnz and sparsity are over the weights of convolutions and fully connected layers. dense_flops are multiply-accumulates that touch\n"
      "real data (not zero padding) plus 1 for every addition of two activations, a residual addition, however large; sparse_flops the\n"
      "same over weights that are not zero. --per-layer ends with lines 'as TOOL counts: ...', one for every tool whose own rules cover\n"
      "all operators of the graph; --json has them as other_conventions.\n\n"
      "Operators whose sizes depend on the data are not counted, but for their weights: a note says which (--json: uncounted).\n\n"
      "Example:\n  nnfront complexity --graph-json moffett_ir/IR_for_reconstruct_graph.json"
      " --params-file moffett_ir/IR_for_reconstruct_params.npz");
  return [arguments] { return print_complexity(*arguments); };
}

}  // namespace nnfront::cli
