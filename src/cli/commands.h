// One function per subcommand: declares its options on `app` and what is called when the command was given. An action returns the
// exit code: 0 fine, 1 the check failed; what it throws becomes 2 (Error) or 3 (anything else) in main.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace nnfront::cli {

using Action = std::function<int()>;

Action add_compile(CLI::App& app);
Action add_inspect(CLI::App& app);
Action add_complexity(CLI::App& app);
Action add_run(CLI::App& app);
// operators, schema, coverage: documents made from the tables, for the project's own docs and for machines.
Action add_generate(CLI::App& app);

// MODEL as users may write it: PATH, FRAMEWORK PATH, or FRAMEWORK PREFIX EPOCH.
struct ModelArgument {
  std::string path;
  std::string framework;
  int epoch = -1;
};
// Error (invalid_argument) for an epoch that is no number, or too many words.
ModelArgument model_argument(const std::vector<std::string>& words);

// "name:1,3,224,224" to name and shape. The last colon divides.
std::pair<std::string, std::string> named_argument(const std::string& text, char divider, const std::string& what);

}  // namespace nnfront::cli
