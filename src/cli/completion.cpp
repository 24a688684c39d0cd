#include <fmt/format.h>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "support/fail.h"

namespace nnfront::cli {

namespace {

// What a shell must know of an option or a positional argument.
struct Word {
  std::vector<std::string> names;  // "--output-directory", "-o"; empty for a positional
  std::string doc;
  bool takes_value = false;
  std::vector<std::string> choices;  // of its value; empty: a file name may stand there
};

struct Command {
  std::string name;
  std::string doc;
  std::vector<Word> options;
  std::vector<std::string> choices;  // of its positional argument
};

// The validator one_of() describes itself as "{a,b}".
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos) return {};
  return CLI::detail::split(type.substr(begin + 1, end - begin - 1), ',');
}

Word word_of(const CLI::Option& option) {
  Word word{{}, option.get_description(), option.get_items_expected_max() > 0, choices_of(option)};
  for (const std::string& name : option.get_lnames()) word.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) word.names.push_back("-" + name);
  return word;
}

std::vector<Command> commands_of(const CLI::App& root) {
  std::vector<Command> commands;
  for (const CLI::App* app : all_commands(root)) {
    Command command{app->get_name(), app->get_description(), {}, {}};
    for (const CLI::Option* option : app->get_options()) {
      const Word word = word_of(*option);
      if (word.names.empty())
        command.choices = word.choices;
      else
        command.options.push_back(word);
    }
    if (command.name == "help") command.choices = command_names(root);
    commands.push_back(std::move(command));
  }
  return commands;
}

std::string words_of(const Command& command) {
  std::string words;
  for (const Word& option : command.options) words += fmt::format("{}{}", words.empty() ? "" : " ", fmt::join(option.names, " "));
  return words;
}

std::string bash_script(const std::vector<Command>& commands, const std::string& names) {
  std::string values;
  std::string options;
  std::string positionals;
  for (const Command& command : commands) {
    for (const Word& option : command.options) {
      if (!option.takes_value) continue;
      for (const std::string& name : option.names) {
        values += fmt::format("    '{} {}') choices='{}' ;;\n", command.name, name, fmt::join(option.choices, " "));
      }
    }
    options += fmt::format("    '{}') choices='{}' ;;\n", command.name, words_of(command));
    if (!command.choices.empty()) positionals += fmt::format("    '{}') choices='{}' ;;\n", command.name, fmt::join(command.choices, " "));
  }
  // Where there are no choices, readline offers file names (complete -o default).
  return fmt::format(R"(# bash completion of nnfront: source <(nnfront completion bash)
_nnfront() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} command=${{COMP_WORDS[1]}} choices=none
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '{}' -- "$word"))
    return
  fi
  case "$command $before" in
{}  esac
  if [ "$choices" = none ] && [[ $word == -* ]]; then
    case $command in
{}    esac
  elif [ "$choices" = none ]; then
    case $command in
{}    esac
  fi
  [ "$choices" = none ] || COMPREPLY=($(compgen -W "$choices" -- "$word"))
}}
complete -o default -F _nnfront nnfront
)",
                     names, values, options, positionals);
}

// `text` within single quotes, each of `special` behind a backslash.
std::string quoted(const std::string& text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
      continue;
    }
    if (special.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return "'" + result + "'";
}

std::string zsh_value(const std::vector<std::string>& choices) {
  return choices.empty() ? ":file:_files" : fmt::format(":value:({})", fmt::join(choices, " "));
}

std::string zsh_option(const Word& option, const std::string& name) {
  std::string text = quoted(option.doc, "[]:");
  // "--name=" takes a value both behind '=' and as the next word.
  const bool is_long = name.size() > 2 && name[1] == '-';
  text = fmt::format("{}{}[{}]", name, option.takes_value && is_long ? "=" : "", text.substr(1, text.size() - 2));
  if (option.takes_value) text += zsh_value(option.choices);
  return "'*" + text + "'";
}

std::string zsh_script(const std::vector<Command>& commands) {
  std::string names;
  std::string cases;
  for (const Command& command : commands) {
    names += fmt::format("    {}\n", quoted(command.name + ":" + command.doc, ""));
    cases += fmt::format("    {})\n      _arguments", command.name);
    for (const Word& option : command.options) {
      for (const std::string& name : option.names) cases += " \\\n        " + zsh_option(option, name);
    }
    cases += fmt::format(" \\\n        '*{}'\n      ;;\n", zsh_value(command.choices));
  }
  return fmt::format(R"(#compdef nnfront
# zsh completion of nnfront: source <(nnfront completion zsh), or a file _nnfront in a folder of $fpath
_nnfront() {{
  local -a commands
  commands=(
{}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT -= 1 ))
  case $command in
{}  esac
}}
if [ "$funcstack[1]" = _nnfront ]; then _nnfront "$@"; else compdef _nnfront nnfront; fi
)",
                     names, cases);
}

std::string fish_script(const std::vector<Command>& commands) {
  std::string script = "# fish completion of nnfront: nnfront completion fish | source\n";
  for (const Command& command : commands) {
    script += fmt::format("complete -c nnfront -n __fish_use_subcommand -f -a {} -d {}\n", command.name, quoted(command.doc, "\\"));
    const std::string here = fmt::format("complete -c nnfront -n '__fish_seen_subcommand_from {}'", command.name);
    for (const Word& option : command.options) {
      script += here;
      for (const std::string& name : option.names) script += name[1] == '-' ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (option.takes_value) script += option.choices.empty() ? " -r" : fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
      script += fmt::format(" -d {}\n", quoted(option.doc, "\\"));
    }
    if (!command.choices.empty()) script += fmt::format("{} -f -a '{}'\n", here, fmt::join(command.choices, " "));
  }
  return script;
}

}  // namespace

Action add_completion(CLI::App& app, const CLI::App& root) {
  auto shell = std::make_shared<std::string>();
  app.add_option("SHELL", *shell, "bash, zsh or fish")->required()->check(one_of({"bash", "zsh", "fish"}));
  app.footer("Examples:\n  source <(nnfront completion bash)\n  nnfront completion fish > ~/.config/fish/completions/nnfront.fish");
  return [shell, &root] {
    const std::vector<Command> commands = commands_of(root);
    if (*shell == "bash") fmt::print("{}", bash_script(commands, fmt::format("{}", fmt::join(command_names(root), " "))));
    if (*shell == "zsh") fmt::print("{}", zsh_script(commands));
    if (*shell == "fish") fmt::print("{}", fish_script(commands));
    return 0;
  };
}

}  // namespace nnfront::cli
