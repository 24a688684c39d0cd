// One function per subcommand: declares its options on `app` and what is called when the command was given. An action returns the
// exit code, 0; what it throws becomes 1 (CheckFailed), 2 (Error) or 3 (anything else) in main.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

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

// Shapes by input name from words like "data:1,3,224,224"; the last colon divides. Error (invalid_argument) for a word without a name
// or a shape, and for a name that is given twice.
std::map<std::string, std::string> input_shapes(const std::vector<std::string>& words);

}  // namespace nnfront::cli
