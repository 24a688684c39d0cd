// One function per subcommand: declares its options on `app` and what is called when the command was given. An action returns the
// exit code, 0; what it throws becomes 1 (CheckFailed), 2 (Error) or 3 (anything else) in main.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <stdexcept>

namespace nnfront::cli {

using Action = std::function<int()>;

// What was asked for was done, and a check on it failed. The message is one line.
class CheckFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

Action add_compile(CLI::App& app);
Action add_inspect(CLI::App& app);
Action add_complexity(CLI::App& app);
Action add_run(CLI::App& app);
Action add_reconstruct(CLI::App& app);
Action add_detect(CLI::App& app);
// operators, schema, coverage: documents made from the tables, for the project's own docs and for machines.
Action add_generate(CLI::App& app);
// The script that makes a shell complete nnfront's command line, made from `root` and its subcommands.
Action add_completion(CLI::App& app, const CLI::App& root);
// `nnfront help [COMMAND]`.
Action add_help(CLI::App& app, const CLI::App& root);

}  // namespace nnfront::cli
