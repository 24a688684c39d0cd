// onnx_node_tests FOLDER: runs every case below it; one line per failed case, refusals by reason, counts per category. Exit status 1 where
// a case failed or too few of the core cases passed.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "support/parallel.h"
#include "tests/onnx_nodes/case.h"

namespace nnfront::onnx_nodes {
namespace {

struct Counts {
  int passed = 0;
  int refused = 0;
  int failed = 0;

  int all() const { return passed + refused + failed; }
  void add(Verdict verdict) { ++(verdict == Verdict::passed ? passed : verdict == Verdict::refused ? refused : failed); }
};

struct Summary {
  std::map<std::string, Counts> categories;
  std::map<std::string, std::vector<std::string>> refusals;  // cases by operator and reason
  std::vector<CaseResult> failed;
  std::map<std::string, std::vector<std::string>> passed;  // cases by operator
};

Summary summarized(const std::vector<CaseResult>& results) {
  Summary summary;
  for (const CaseResult& result : results) {
    summary.categories[result.category].add(result.verdict);
    if (result.verdict == Verdict::failed) summary.failed.push_back(result);
    if (result.verdict == Verdict::passed) {
      for (const std::string& op : result.translated) summary.passed[op].push_back(result.name);
    }
    if (result.verdict != Verdict::refused) continue;
    const std::string reason = result.refused.empty() ? result.detail : result.refused.front();
    summary.refusals[fmt::format("[{}] {}", result.category, reason)].push_back(result.name);
  }
  return summary;
}

void print(const Summary& summary) {
  for (const auto& [reason, cases] : summary.refusals)
    std::cout << fmt::format("refused {:4} {} ({})\n", cases.size(), reason, cases.front());
  for (const CaseResult& result : summary.failed) std::cout << fmt::format("failed {}: {}\n", result.name, result.detail);
  for (const auto& [category, counts] : summary.categories) {
    std::cout << fmt::format("{:12} {:5} cases: {} passed, {} refused, {} failed ({:.1f} % passed)\n", category, counts.all(),
                             counts.passed, counts.refused, counts.failed, 100.0 * counts.passed / counts.all());
  }
}

void print_json(const Summary& summary) {
  nlohmann::ordered_json json;
  for (const auto& [category, counts] : summary.categories) {
    json["categories"][category] = {{"passed", counts.passed}, {"refused", counts.refused}, {"failed", counts.failed}};
  }
  for (const auto& [reason, cases] : summary.refusals) json["refusals"][reason] = cases;
  for (const CaseResult& result : summary.failed) json["failures"][result.name] = result.detail;
  for (const auto& [op, cases] : summary.passed) json["passed"][op] = cases;
  std::cout << json.dump(2) << "\n";
}

// The wanted share of the core cases; everything that was left aside only must not fail.
bool good_enough(const Summary& summary, double share) {
  const auto core = summary.categories.find("core");
  return summary.failed.empty() && (core == summary.categories.end() || core->second.passed >= share * core->second.all());
}

int run(int argc, char** argv) {
  CLI::App app("Runs ONNX's node tests");
  std::string folder;
  std::string engine = "reference";
  std::string only;
  double share = 0.0;
  bool json = false;
  app.add_option("FOLDER", folder)->required()->check(CLI::ExistingDirectory);
  app.add_option("--engine", engine, "reference or onednn");
  app.add_option("--only", only, "cases whose names contain this");
  app.add_option("--share", share, "of the core cases that must pass, 0 to 1");
  app.add_flag("--json", json, "for machines");
  CLI11_PARSE(app, argc, argv);
  std::vector<CaseFiles> cases;
  for (CaseFiles& each : find_cases(folder)) {
    if (each.name.find(only) != std::string::npos) cases.push_back(std::move(each));
  }
  std::vector<CaseResult> results(cases.size());
  parallel_for(static_cast<std::int64_t>(cases.size()), available_threads(),
               [&](std::int64_t i) { results[static_cast<std::size_t>(i)] = run_case(cases[static_cast<std::size_t>(i)], engine); });
  const Summary summary = summarized(results);
  json ? print_json(summary) : print(summary);
  return good_enough(summary, share) ? 0 : 1;
}

}  // namespace
}  // namespace nnfront::onnx_nodes

int main(int argc, char** argv) {
  return nnfront::onnx_nodes::run(argc, argv);
}
