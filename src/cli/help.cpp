#include "cli/help.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "support/fail.h"

namespace nnfront::cli {

std::vector<const CLI::App*> all_commands(const CLI::App& root) {
  return root.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<std::string> command_names(const CLI::App& root) {
  std::vector<std::string> names;
  for (const CLI::App* command : all_commands(root)) names.push_back(command->get_name());
  return names;
}

Action add_help(CLI::App& app, const CLI::App& root) {
  auto name = std::make_shared<std::string>();
  app.add_option("COMMAND", *name, "compile, run, ...; without it: what commands there are");
  app.footer("Example:\n  nnfront help compile");
  return [name, &root] {
    // App::help() would give the page of the command that was parsed, which is this one.
    const auto page = [&](const CLI::App& shown, const std::string& title) {
      fmt::print("{}", root.get_formatter()->make_help(&shown, title, CLI::AppFormatMode::Normal));
      return 0;
    };
    if (name->empty()) return page(root, root.get_name());
    for (const CLI::App* command : all_commands(root)) {
      if (command->get_name() == *name) return page(*command, root.get_name() + " " + *name);
    }
    fail(ErrorCode::invalid_argument, "there is no command '{}'{}", printable(*name), did_you_mean(*name, command_names(root)));
  };
}

}  // namespace nnfront::cli
