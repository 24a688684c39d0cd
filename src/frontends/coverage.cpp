#include <fmt/format.h>

#include "frontends/frontend.h"

namespace nnfront::frontends {

namespace {

std::string joined_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& each : names) text += fmt::format("{}`{}`", text.empty() ? "" : " ", each);
  return text;
}

std::string section(const Frontend& frontend) {
  const std::vector<OperatorCoverage> rows = frontend.coverage();
  std::map<Fate, std::int64_t> counts;
  std::string table = "| operator | fate | note |\n|---|---|---|\n";
  for (const OperatorCoverage& row : rows) {
    ++counts[row.fate];
    table += fmt::format("| {} | {} | {} |\n", joined_names(row.names), name(row.fate), row.note);
  }
  return fmt::format("## {}\n\n{} operators: {} exact, {} rewritten, {} refused by name. Any other is refused as unknown.\n\n{}",
                     frontend.title, rows.size(), counts[Fate::exact], counts[Fate::rewritten], counts[Fate::refused], table);
}

}  // namespace

std::string coverage_markdown() {
  std::string page =
      "# Operator coverage\n\n"
      "Made from the operator tables of the front ends; do not edit. *exact*: one operator of the IR with the same meaning. "
      "*rewritten*: the same result from other operators. *refused*: the import names it with the reason.\n";
  for (const Frontend& frontend : frontends()) page += "\n" + section(frontend);
  return page;
}

}  // namespace nnfront::frontends
