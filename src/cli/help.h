// The commands of the program, for messages, help and shell completion.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace nnfront::cli {

// In the order in which they were added.
std::vector<const CLI::App*> all_commands(const CLI::App& root);
std::vector<std::string> command_names(const CLI::App& root);

}  // namespace nnfront::cli
