// nnfront: the command line. Results go to stdout, progress and diagnostics to stderr.
#include <fmt/format.h>

#include <cctype>
#include <cstdio>
#include <exception>
#include <system_error>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/progress.h"
#include "nnfront/error.h"
#include "nnfront/version.h"
#include "support/fail.h"

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

// The command that the words name; null where they name none.
const CLI::App* named_command(const CLI::App& app, int argc, char** argv) {
  for (const CLI::App* command : all_commands(app)) {
    if (argc > 1 && command->get_name() == argv[1]) return command;
  }
  return nullptr;
}

std::string see_help(const CLI::App* command) {
  return command == nullptr ? "see nnfront --help" : fmt::format("see nnfront {} --help", command->get_name());
}

// Before CLI11 has its say, which is only that a command is missing.
std::string unknown_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-' || named_command(app, argc, argv) != nullptr) return {};
  return fmt::format("there is no command '{}'{} (see nnfront --help)", printable(argv[1]), did_you_mean(argv[1], command_names(app)));
}

// "--name" of "--name=value", "-n" of "-nvalue"; nothing for other words, negative numbers among them.
std::string option_in(std::string_view word) {
  if (word.size() < 2 || word[0] != '-') return {};
  if (word[1] == '-') return std::string(word.substr(0, word.find('=')));
  return std::isalpha(static_cast<unsigned char>(word[1])) != 0 ? std::string(word.substr(0, 2)) : "";
}

// Before CLI11 has its say, which names the words behind the option that it does not know as well, or alone.
std::string unknown_option(const CLI::App* command, int argc, char** argv) {
  if (command == nullptr) return {};
  std::vector<std::string> known;
  for (const CLI::Option* option : command->get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  for (int i = 2; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string option = option_in(argv[i]);
    if (option.empty() || command->get_option_no_throw(option) != nullptr) continue;
    return fmt::format("there is no option '{}'{} ({})", printable(option), did_you_mean(option, known), see_help(command));
  }
  return {};
}

// What CLI11 has to say about the arguments: help goes to stdout with 0, complaints to stderr with 2.
int parse_failure(const CLI::App& app, const CLI::App* command, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);
  return complain(fmt::format("{} ({})", error.what(), see_help(command)), users_input);
}

int run(int argc, char** argv) {
  CLI::App app("nnfront: reads trained models, compiles them to one IR, counts and runs them", "nnfront");
  app.set_version_flag("--version", fmt::format("nnfront {}", version));
  app.require_subcommand(1);
  app.footer(
      "Example:\n  nnfront compile examples/digits/digits-symbol.json --input data:1,1,8,8\nEach command has its own: nnfront help "
      "compile");
  struct Command {
    CLI::App* app;
    Action action;
  };
  std::vector<Command> commands;
  const auto add = [&](const char* name, const char* doc, const std::function<Action(CLI::App&)>& declare) {
    CLI::App* command = app.add_subcommand(name, doc);
    commands.push_back({command, declare(*command)});
  };
  add("compile", "Read a model and write its two IRs", add_compile);
  add("inspect", "What is in a model, and what nnfront makes of it", add_inspect);
  add("complexity", "Count parameters, MACs and what their zeros save", add_complexity);
  add("run", "Run a compiled model on .npy inputs", add_run);
  add("reconstruct", "Rebuild a compiled model for another framework", add_reconstruct);
  add("detect", "Find objects, faces, poses or segments on a picture", add_detect);
  add("generate", "Documents made from nnfront's own tables", add_generate);
  add("completion", "The script that makes a shell complete commands and options",
      [&](CLI::App& command) { return add_completion(command, app); });
  add("help", "What a command does and which options it has", [&](CLI::App& command) { return add_help(command, app); });
  const CLI::App* named = named_command(app, argc, argv);
  for (const std::string& wrong : {unknown_command(app, argc, argv), unknown_option(named, argc, argv)}) {
    if (!wrong.empty()) return complain(wrong, users_input);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return parse_failure(app, named, error);
  }
  watch_for_interrupts();
  for (const Command& command : commands) {
    if (command.app->parsed()) return run_action(command.action);
  }
  return our_defect;
}

}  // namespace

}  // namespace nnfront::cli

int main(int argc, char** argv) {
  return nnfront::cli::run(argc, argv);
}
