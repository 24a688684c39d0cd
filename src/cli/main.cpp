// nnfront: the command line. Results go to stdout, progress and diagnostics to stderr.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <system_error>

#include "cli/commands.h"
#include "cli/progress.h"
#include "nnfront/error.h"
#include "nnfront/version.h"
#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront::cli {

namespace {

enum ExitCode { fine = 0, check_failed = 1, users_input = 2, our_defect = 3 };

int complain(const std::string& message, int code) {
  fmt::print(stderr, "nnfront: {}\n", printable(message, 4000));
  return code;
}

int run_action(const Action& action) {
  try {
    const int code = action();
    if (std::fflush(stdout) != 0) return complain("cannot write to standard output", users_input);
    return code;
  } catch (const Interrupted&) {
    return complain("interrupted; nothing was left behind", 128 + interrupted());
  } catch (const CheckFailed& failure) {
    return complain(failure.what(), check_failed);
  } catch (const Error& error) {
    return complain(error.what(), users_input);
  } catch (const std::system_error& error) {  // a full disk behind standard output, say
    return complain(error.what(), users_input);
  } catch (const std::bad_alloc&) {
    return complain("out of memory", users_input);
  } catch (const std::exception& error) {
    return complain(fmt::format("{} (a defect of nnfront: please report it)", error.what()), our_defect);
  }
}

// What CLI11 has to say about the arguments: help goes to stdout with 0, complaints to stderr with 2.
int parse_failure(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);
  return complain(fmt::format("{} (see nnfront --help)", error.what()), users_input);
}

// Before CLI11 has its say, which is only that a command is missing.
std::string unknown_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return {};
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(command->get_name());
  if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return {};
  return fmt::format("there is no command '{}'{} (see nnfront --help)", printable(argv[1]), did_you_mean(argv[1], names));
}

int run(int argc, char** argv) {
  CLI::App app("nnfront: reads trained models, compiles them to one IR, counts and runs them", "nnfront");
  app.set_version_flag("--version", fmt::format("nnfront {}", version));
  app.require_subcommand(1);
  app.footer(
      "Example:\n  nnfront compile examples/digits/digits-symbol.json --input data:1,1,8,8\nEach command has its own: nnfront compile "
      "--help");
  struct Command {
    CLI::App* app;
    Action action;
  };
  std::vector<Command> commands;
  const auto add = [&](const char* name, const char* doc, Action (*declare)(CLI::App&)) {
    CLI::App* command = app.add_subcommand(name, doc);
    commands.push_back({command, declare(*command)});
  };
  add("compile", "Read a model and write its two IRs", add_compile);
  add("inspect", "What is in a model, and what nnfront makes of it", add_inspect);
  add("complexity", "Count parameters, MACs and what their zeros save", add_complexity);
  add("run", "Run a compiled model on .npy inputs", add_run);
  add("generate", "Documents made from nnfront's own tables", add_generate);
  if (const std::string wrong = unknown_command(app, argc, argv); !wrong.empty()) return complain(wrong, users_input);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return parse_failure(app, error);
  }
  watch_for_interrupts();
  for (const Command& command : commands) {
    if (command.app->parsed()) return run_action(command.action);
  }
  return our_defect;
}

}  // namespace

ModelArgument model_argument(const std::vector<std::string>& words) {
  ModelArgument result;
  if (words.size() == 1) {
    result.path = words[0];
    return result;
  }
  if (words.size() > 3)
    fail(ErrorCode::invalid_argument, "got {} words for the model, wanted PATH or FRAMEWORK PREFIX EPOCH", words.size());
  result.framework = words[0];
  result.path = words[1];
  if (words.size() == 2) return result;
  const auto epoch = parse_integer(words[2]);
  if (!epoch || *epoch < 0 || *epoch > 9999)
    fail(ErrorCode::invalid_argument, "epoch '{}' is no number from 0 to 9999", printable(words[2]));
  result.epoch = static_cast<int>(*epoch);
  return result;
}

std::map<std::string, std::string> input_shapes(const std::vector<std::string>& words) {
  std::map<std::string, std::string> shapes;
  for (const std::string& word : words) {
    const std::size_t colon = word.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == word.size())
      fail(ErrorCode::invalid_argument, "--input '{}': wanted NAME:1,3,224,224", printable(word));
    const auto [known, is_new] = shapes.emplace(word.substr(0, colon), word.substr(colon + 1));
    if (!is_new)
      fail(ErrorCode::invalid_argument, "--input '{}': the shape of '{}' is given twice", printable(word), printable(known->first));
  }
  return shapes;
}

}  // namespace nnfront::cli

int main(int argc, char** argv) {
  return nnfront::cli::run(argc, argv);
}
