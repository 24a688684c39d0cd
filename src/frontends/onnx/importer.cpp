#include "frontends/onnx/importer.h"

#include "frontends/onnx/decoder.h"
#include "frontends/onnx/graph_builder.h"
#include "frontends/onnx/input_types.h"
#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront::frontends::onnx {

namespace {

void count_parameters(const Graph& graph, ImportReport& report) {
  for (const Node& node : graph.nodes()) {
    if (!node.attributes.is<ParameterAttrs>() || !node.tensor.has_content()) continue;
    report.parameter_count += node.tensor.size();
    report.parameter_bytes += static_cast<std::int64_t>(node.tensor.bytes());
  }
}

void describe_ends(const Graph& graph, ImportReport& report) {
  const NodeIndex index(graph);
  for (const Value input : graph.inputs()) report.inputs.push_back({index.producer(input).name, index.type(input)});
  for (const NamedValue& output : graph.outputs()) report.outputs.push_back({output.name, index.type(output.value)});
}

// "IR 8, opset 17, com.microsoft 1, pytorch 2.1.0".
std::string version_text(const SourceModel& model) {
  std::string text = fmt::format("IR {}, opset {}", model.file().ir_version, model.opsets().text());
  if (model.file().producer.empty()) return text;
  text += fmt::format(", {}", printable(model.file().producer));
  if (!model.file().producer_version.empty()) text += fmt::format(" {}", printable(model.file().producer_version));
  return text;
}

// What onnx 1.22 defines.
constexpr std::int64_t newest_ir_version = 13;
constexpr std::int64_t newest_opset = 27;

// A file from the future is read as far as it is understood; whoever wonders at the result must be told.
std::vector<std::string> version_notes(const SourceModel& model) {
  std::vector<std::string> notes;
  if (model.file().ir_version > newest_ir_version) {
    notes.push_back(fmt::format("the file's IR version {} is newer than {}, the newest that is known here: what it adds is not seen",
                                model.file().ir_version, newest_ir_version));
  }
  if (const std::int64_t opset = model.opsets().version(""); opset > newest_opset) {
    notes.push_back(fmt::format("opset {} is newer than {}, the newest that is known here: operators are read as of opset {}", opset,
                                newest_opset, newest_opset));
  }
  return notes;
}

}  // namespace

Import import_bytes(const ByteSource& source, ExternalFiles& external, const ImportOptions& options) {
  const SourceModel model(formats::read_onnx_model(source));
  const InputTypes inputs = input_types(model.graph(), options);
  BuiltGraph built = build_graph(model, inputs.inputs, options.outputs, external);
  Import result{std::move(built.graph), {}};
  ImportReport& report = result.report;
  report.framework = "onnx";
  report.version = version_text(model);
  result.graph.source = {report.framework, report.version, {}};
  report.operators = std::move(built.operators);
  report.notes = version_notes(model);
  report.notes.insert(report.notes.end(), inputs.notes.begin(), inputs.notes.end());
  report.notes.insert(report.notes.end(), built.notes.begin(), built.notes.end());
  if (model.file().has_training) report.notes.emplace_back("the file holds graphs for training, which are left out");
  // What is refused is refused for every shape, so that comes first.
  if (!inputs.missing.empty() && options.parameters_required && refusals(report).empty()) {
    throw Error(ErrorCode::invalid_argument, inputs.missing);
  }
  if (!inputs.missing.empty()) report.notes.push_back(inputs.missing);
  describe_ends(result.graph, report);
  count_parameters(result.graph, report);
  return result;
}

Import import_model(const ModelFiles& files, const ImportOptions& options) {
  const ByteSource source(File::open(files.graph));
  ExternalFiles external(files.graph.parent_path());
  try {
    Import result = import_bytes(source, external, options);
    result.graph.source.files = {{files.graph.filename().string(), source.size(), {}}};
    result.further_files = external.paths();
    for (const auto& path : result.further_files) {
      result.graph.source.files.push_back({path.filename().string(), File::open(path)->size(), {}});
    }
    return result;
  } catch (const Error& error) {
    throw error.in(printable(files.graph.filename().string()));
  }
}

}  // namespace nnfront::frontends::onnx
