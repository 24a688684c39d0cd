#include "api/import.h"
#include "api/inspect_graph.h"
#include "api/report_json.h"
#include "api/report_text.h"
#include "frontends/file_kind.h"
#include "nnfront/compile.h"
#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront {

namespace {

std::string parameters_text(const frontends::ImportReport& report) {
  const std::string known =
      fmt::format("{} elements, {}", with_thousands(report.parameter_count), byte_text(static_cast<std::uint64_t>(report.parameter_bytes)));
  const std::int64_t unsized = report.unsized_parameters;
  if (unsized == 0) return known;
  const std::string unknown = fmt::format("{} parameter{} of unknown size", unsized, unsized == 1 ? "" : "s");
  return report.parameter_count == 0 ? unknown : fmt::format("{}, and {}", known, unknown);
}

std::string inspection_text(const std::filesystem::path& model, const frontends::Detected& detected,
                            const frontends::ImportReport& report) {
  const auto shown = [](const std::filesystem::path& path) { return path.empty() ? "no file" : printable(path.string()); };
  std::string text = api::titled_line("model", shown(model));
  text += api::titled_line("format", fmt::format("{} {}", report.framework, report.version));
  text += api::titled_line("graph", shown(detected.files.graph));
  text += api::titled_line("parameters", shown(detected.files.parameters));
  text += api::titled_line("", parameters_text(report));
  text += api::type_lines("input", report.inputs) + api::type_lines("output", report.outputs) + api::operators_text(report);
  for (const std::string& missing : report.missing) text += api::titled_line("missing", missing);
  for (const std::string& note : report.notes) text += api::titled_line("note", note);
  return text;
}

std::string inspection_json(const frontends::Detected& detected, const frontends::ImportReport& report) {
  formats::OrderedJson json = api::import_json(report);
  json["graph_file"] = detected.files.graph.string();
  json["parameter_file"] = detected.files.parameters.string();
  return json.dump(2, ' ', false, formats::OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace

Inspection inspect(const std::filesystem::path& model, const InspectOptions& options) {
  const std::filesystem::path graph = api::graph_in_folder(model);
  if (options.framework.empty() && frontends::is_graph_file(graph)) return api::inspect_graph(graph, options);
  const frontends::Detected detected = frontends::detect(model, options.framework, options.epoch);
  frontends::ImportOptions import_options = api::import_options(options.inputs);
  import_options.parameters_required = false;
  const frontends::ImportReport report = detected.frontend.import(detected.files, import_options).report;
  Inspection result;
  if (options.text) result.text = inspection_text(model, detected, report);
  if (options.json) result.json = inspection_json(detected, report);
  return result;
}

}  // namespace nnfront
