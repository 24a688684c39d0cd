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

// Of ONNX 1.22, which the operator table was held against.
constexpr std::int64_t newest_opset = 27;

// Operators are looked up by the newest version that the table has, so that a change in a newer set would go unseen.
void note_newer_opset(const SourceModel& model, ImportReport& report) {
  const std::int64_t opset = model.opsets().version("");
  if (opset <= newest_opset) return;
  report.notes.push_back(fmt::format("opset {} is newer than {}, the newest that is known here: its operators are read as that has them",
                                     opset, newest_opset));
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
  report.notes = inputs.notes;
  report.notes.insert(report.notes.end(), built.notes.begin(), built.notes.end());
  note_newer_opset(model, report);
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
