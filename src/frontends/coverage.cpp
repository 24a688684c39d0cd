#include <fmt/format.h>

#include "frontends/frontend.h"

namespace nnfront::frontends {

namespace {

std::string joined_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& each : names) text += fmt::format("{}`{}`", text.empty() ? "" : " ", each);
  return text;
}

std::string proof_text(const Proof& proof) {
  if (proof.step.empty()) return "none: " + proof.cases;
  return fmt::format("[{}]({}): `{}`", proof.step, proof.page, proof.cases);
}

std::string unproven_text(const std::vector<std::string>& unproven) {
  if (unproven.empty()) return "Each exact one has its proof.";
  return fmt::format("Exact without a proof: {}.", joined_names(unproven));
}

std::string section(const Frontend& frontend) {
  const std::vector<OperatorCoverage> rows = frontend.coverage();
  std::map<Fate, std::int64_t> counts;
  std::vector<std::string> unproven;
  std::string table = "| operator | fate | note | proof |\n|---|---|---|---|\n";
  for (const OperatorCoverage& row : rows) {
    ++counts[row.fate];
    const bool exact = row.fate == Fate::exact;
    if (exact && row.proof.step.empty()) unproven.push_back(row.names[0]);
    table += fmt::format("| {} | {} | {} | {} |\n", joined_names(row.names), name(row.fate), row.note, exact ? proof_text(row.proof) : "");
  }
  return fmt::format("## {}\n\n{} operators: {} exact, {} rewritten, {} refused by name. Any other is refused as unknown. {}\n\n{}",
                     frontend.title, rows.size(), counts[Fate::exact], counts[Fate::rewritten], counts[Fate::refused],
                     unproven_text(unproven), table);
}

}  // namespace

Proof no_proof(std::string_view why) {
  return {{}, {}, std::string(why)};
}

std::string coverage_markdown() {
  std::string page =
      "# Operator coverage\n\n"
      "Made from the operator tables of the front ends; do not edit. *exact*: one operator of the IR with the same meaning. "
      "*rewritten*: the same result from other operators. *refused*: the import names it with the reason. "
      "*Proof*: the step of `./test` that compares the operator with the framework itself (ONNX's: its node tests, or onnxruntime), and "
      "its "
      "cases; tools/coverage_proofs.py holds that they are there.\n";
  for (const Frontend& frontend : frontends()) page += "\n" + section(frontend);
  return page;
}

}  // namespace nnfront::frontends
