#include "api/import.h"
#include "api/report_json.h"
#include "nnfront/compile.h"
#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront {

namespace {

std::string type_lines(std::string_view title, const std::vector<frontends::InputReport>& values) {
  std::string text;
  for (const auto& value : values) text += fmt::format("{:<12}{}  {}\n", title, printable(value.name), nnfront::text(value.type));
  return text;
}

std::string inspection_text(const std::filesystem::path& model, const frontends::Detected& detected,
                            const frontends::ImportReport& report) {
  std::string text = fmt::format("{:<12}{}\n{:<12}{} {}\n", "model", printable(model.string()), "format", report.framework, report.version);
  text += fmt::format("{:<12}{}\n", "graph", printable(detected.files.graph.string()));
  text += fmt::format("{:<12}{}\n", "parameters",
                      detected.files.parameters.empty() ? "no file" : printable(detected.files.parameters.string()));
  text += fmt::format("{:<12}{} elements, {}\n", "", with_thousands(report.parameter_count),
                      byte_text(static_cast<std::uint64_t>(report.parameter_bytes)));
  text += type_lines("input", report.inputs) + type_lines("output", report.outputs);
  text += fmt::format("{:<12}{:<24}{:>6}  {}\n", "operators", "name", "count", "fate");
  for (const api::OperatorKind& kind : api::operator_kinds(report)) {
    text += fmt::format("{:<12}{:<24}{:>6}  {}{}\n", "", printable(kind.op), kind.nodes.size(), frontends::name(kind.fate),
                        kind.reason.empty() ? "" : ": " + kind.reason);
  }
  for (const std::string& note : report.notes) text += fmt::format("{:<12}{}\n", "note", note);
  return text;
}

}  // namespace

Inspection inspect(const std::filesystem::path& model, const InspectOptions& options) {
  const frontends::Detected detected = frontends::detect(model, options.framework, options.epoch);
  frontends::ImportOptions import_options = api::import_options(options.inputs);
  import_options.parameters_required = false;
  const frontends::Import import = detected.frontend.import(detected.files, import_options);
  formats::OrderedJson json = api::import_json(import.report);
  json["graph_file"] = detected.files.graph.string();
  json["parameter_file"] = detected.files.parameters.string();
  return {inspection_text(model, detected, import.report), json.dump(2, ' ', false, formats::OrderedJson::error_handler_t::replace) + "\n"};
}

}  // namespace nnfront
