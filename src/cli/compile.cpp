#include "nnfront/compile.h"

#include <fmt/format.h>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "support/fail.h"

namespace nnfront::cli {

namespace {

struct Arguments {
  std::vector<std::string> model;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::string out_directory = "moffett_ir";
  std::string dump_directory;
  bool dry_run = false;
  bool no_png = false;
  bool verify = false;
  bool json = false;
  double limit = CompileOptions{}.distance_limit;
  int threads = 0;
};

CompileOptions options_of(const Arguments& arguments, const ModelArgument& model) {
  if (arguments.out_directory.empty()) fail(ErrorCode::invalid_argument, "--output-directory: got an empty name, wanted a folder");
  CompileOptions options;
  options.framework = model.framework;
  options.epoch = model.epoch;
  options.inputs = input_shapes(arguments.inputs);
  options.outputs = arguments.outputs;
  options.out_directory = arguments.out_directory;
  options.dry_run = arguments.dry_run;
  options.png = !arguments.no_png;
  options.verify = arguments.verify;
  options.distance_limit = arguments.limit;
  options.threads = arguments.threads;
  options.dump_directory = arguments.dump_directory;
  return options;
}

void print_text(const Arguments& arguments, const CompileResult& result) {
  if (arguments.dry_run) fmt::print("every operator is covered and nothing is missing; nothing was written\n");
  for (const auto& file : result.files) fmt::print("{}\n", file.string());
  if (result.largest_distance) fmt::print("largest distance between the two forms: {:.3g}\n", *result.largest_distance);
}

// Why a dry run ends without forms; empty where it does not.
std::string obstacles(const CompileResult& result) {
  std::string text = result.refusals;
  for (const std::string& missing : result.missing) text += (text.empty() ? "" : "; ") + missing;
  return text;
}

int compile_model(const Arguments& arguments) {
  const ModelArgument model = model_argument(arguments.model);
  CompileOptions options = options_of(arguments, model);
  CompileResult result;
  {
    Progress progress;
    options.progress = [&](std::string_view stage, std::uint64_t done, std::uint64_t total) { progress.update(stage, done, total); };
    result = compile(model.path, options);
  }
  for (const std::string& note : result.notes) fmt::print(stderr, "note: {}\n", note);
  fmt::print("{}", arguments.json ? result.report_json : result.operators);
  if (const std::string text = obstacles(result); !text.empty()) fail(ErrorCode::unsupported, "{}: {}", printable(model.path), text);
  if (!arguments.json) print_text(arguments, result);
  if (!result.verify_failure.empty()) throw CheckFailed(fmt::format("{}: {}", printable(model.path), result.verify_failure));
  return 0;
}

}  // namespace

Action add_compile(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  app.add_option("MODEL", arguments->model, "a file or folder of a model, or FRAMEWORK PREFIX EPOCH")->required()->expected(1, 3);
  app.add_option("-o,--output-directory", arguments->out_directory, "where the six files and compile_report.json go")
      ->capture_default_str();
  app.add_option("--input", arguments->inputs, "NAME:1,3,224,224: the shape of an input; words are symbols (batch,3,224,224)")->take_all();
  app.add_option("--output", arguments->outputs, "cut the graph at this node; may be given several times")->take_all();
  app.add_flag("--dry-run", arguments->dry_run,
               "list the operators with their fate and say what is missing, without parameters and --input too; write nothing");
  app.add_flag("--no-png", arguments->no_png, "draw no pictures");
  CLI::Option* verify =
      app.add_flag("--verify", arguments->verify,
                   "run both forms and record the distance of every value they share; exit status 1 where one is above --limit");
  app.add_option("--limit", arguments->limit, "the largest relative L2 distance that passes --verify")
      ->check(number_from(0))
      ->capture_default_str()
      ->needs(verify);
  app.add_flag("--json", arguments->json, "print compile_report.json instead of the list of files");
  app.add_option("--dump", arguments->dump_directory, "folder for the graph as text: as imported, and after each pass that changed it");
  app.add_option("--threads", arguments->threads, "0: all processors")->check(thread_count())->capture_default_str();
  app.footer(
      "Examples:\n  nnfront compile examples/digits/digits-symbol.json --input data:1,1,8,8\n"
      "  nnfront compile mxnet examples/digits/digits 0 --input data:1,1,8,8 --verify -o moffett_ir");
  return [arguments] { return compile_model(*arguments); };
}

}  // namespace nnfront::cli
