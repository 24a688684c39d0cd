#include <fmt/format.h>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "nnfront/compile.h"

namespace nnfront::cli {

namespace {

struct Arguments {
  std::vector<std::string> model;
  std::vector<std::string> inputs;
  bool json = false;
};

int inspect_model(const Arguments& arguments) {
  const ModelArgument model = model_argument(arguments.model);
  const InspectOptions options{model.framework, model.epoch, input_shapes(arguments.inputs), !arguments.json, arguments.json};
  const Inspection found = inspect(model.path, options);
  fmt::print("{}", arguments.json ? found.json : found.text);
  return 0;
}

}  // namespace

Action add_inspect(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  app.add_option("MODEL", arguments->model,
                 "a file or folder of a model, FRAMEWORK PREFIX EPOCH, or a graph file or folder that nnfront wrote")
      ->required()
      ->expected(1, 3);
  app.add_option("--input", arguments->inputs, "NAME:1,3,224,224: the shape of an input")->take_all();
  app.add_flag("--json", arguments->json, "for machines");
  app.footer(
      "--json: shapes are lists of integers and, where a size is not fixed, its text (\"batch\", \"?\"), null where not even the number "
      "of\n"
      "dimensions is known. parameter_count and parameter_bytes are null where sizes of parameters are not known (unsized_parameters).\n\n"
      "Examples:\n  nnfront inspect examples/digits/digits-symbol.json\n"
      "  nnfront inspect moffett_ir/IR_fused_for_CModel_graph.json    # its nodes with their ids");
  return [arguments] { return inspect_model(*arguments); };
}

}  // namespace nnfront::cli
