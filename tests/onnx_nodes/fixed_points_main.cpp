// onnx_fixed_points FOLDER OUT [--opset N]: every model below FOLDER, rebuilt as OUT/<name>/model.onnx; one line per model whose second
// way round differs from the first. --json: names by verdict. Exit status 1 where one differs.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "emit/onnx/emitter.h"
#include "support/parallel.h"
#include "tests/onnx_nodes/case.h"
#include "tests/onnx_nodes/fixed_point.h"

namespace nnfront::onnx_nodes {
namespace {

constexpr std::string_view verdicts[] = {"fixed", "moves", "not_read", "not_written"};

int run(int argc, char** argv) {
  CLI::App app("Takes ONNX models round twice");
  std::string folder;
  std::filesystem::path out;
  std::int64_t opset = emit::onnx::default_opset;
  bool json = false;
  app.add_option("FOLDER", folder)->required()->check(CLI::ExistingDirectory);
  app.add_option("OUT", out)->required();
  app.add_option("--opset", opset);
  app.add_flag("--json", json, "for machines");
  CLI11_PARSE(app, argc, argv);
  const std::vector<CaseFiles> cases = find_cases(folder);
  std::vector<FixedPoint> results(cases.size());
  parallel_for(static_cast<std::int64_t>(cases.size()), available_threads(), [&](std::int64_t i) {
    const CaseFiles& each = cases[static_cast<std::size_t>(i)];
    std::filesystem::create_directories(out / each.name);
    results[static_cast<std::size_t>(i)] = fixed_point(each.model, out / each.name / "model.onnx", opset);
  });
  nlohmann::ordered_json summary;
  for (const std::string_view verdict : verdicts) summary[std::string(verdict)] = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    summary[std::string(verdicts[static_cast<std::size_t>(results[i].verdict)])][cases[i].model.string()] = results[i].detail;
  }
  if (json) std::cout << summary.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
  for (const auto& [model, detail] : summary["moves"].items()) {
    if (!json) std::cout << fmt::format("{} moves: {}\n", model, detail.get<std::string>());
  }
  return summary["moves"].empty() ? 0 : 1;
}

}  // namespace
}  // namespace nnfront::onnx_nodes

int main(int argc, char** argv) {
  return nnfront::onnx_nodes::run(argc, argv);
}
