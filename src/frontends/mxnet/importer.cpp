#include "frontends/mxnet/importer.h"

#include <map>
#include <set>
#include <utility>

#include "frontends/mxnet/decoder.h"
#include "frontends/mxnet/graph_builder.h"
#include "frontends/mxnet/input_types.h"
#include "frontends/mxnet/upgrade.h"
#include "ops/kernels.h"
#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

std::string listed(const std::vector<std::string>& names, std::size_t shown) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < shown; ++i) text += (i == 0 ? "" : ", ") + printable(names[i]);
  return names.size() > shown ? fmt::format("{}, ... ({} in all)", text, names.size()) : text;
}

// "prob", or "prob_output" and "split_output1" as MXNet lists outputs.
std::optional<Entry> output_called(const SourceGraph& source, const std::string& name) {
  for (std::size_t n = source.nodes.size(); n-- > 0;) {
    const std::string& node = source.nodes[n].name;
    const auto id = static_cast<std::int64_t>(n);
    if (name == node || name == node + "_output") return Entry{id, 0};
    if (name.size() <= node.size() + 7 || name.compare(0, node.size() + 7, node + "_output") != 0) continue;
    const std::string digits = name.substr(node.size() + 7);
    if (digits.size() < 4 && digits.find_first_not_of("0123456789") == std::string::npos) return Entry{id, std::stoi(digits)};
  }
  return std::nullopt;
}

void cut_at(SourceGraph& source, const std::vector<std::string>& outputs) {
  if (outputs.empty()) return;
  source.heads.clear();
  for (const std::string& name : outputs) {
    const auto entry = output_called(source, name);
    if (!entry) {
      std::vector<std::string> names;
      for (const SourceNode& node : source.nodes) names.push_back(node.name);
      fail(ErrorCode::invalid_argument, "--output {}: no node is called so{}", printable(name), did_you_mean(name, names));
    }
    source.heads.push_back(*entry);
  }
}

void check_complete(const Variables& variables, const Parameters& parameters) {
  const std::vector<std::string> missing = variables.missing();
  if (missing.empty()) return;
  std::string hint;
  bool structural = !parameters.all().empty();
  for (const StoredParameter& stored : parameters.all()) structural = structural && stored.name.find('.') != std::string::npos;
  if (structural) {
    hint = fmt::format("; the file names them by structure, as '{}' (save_parameters): write it with export, which uses the graph's names",
                       printable(parameters.all().front().name));
  }
  fail(ErrorCode::invalid_file, "{} parameter{} missing: {}{}", missing.size(), missing.size() == 1 ? " is" : "s are", listed(missing, 40),
       hint);
}

void count(DType dtype, const std::vector<std::int64_t>& dims, ImportReport& report) {
  const std::int64_t elements = element_count(dims);
  report.parameter_count = ops::checked_add(report.parameter_count, elements);
  report.parameter_bytes = ops::checked_add(report.parameter_bytes, static_cast<std::int64_t>(storage_bytes(dtype, elements)));
}

// The file knows its shapes whatever is known of the graph; without a file they follow from the operators, as far as these do.
void count_parameters(const Graph& graph, const Variables& variables, ImportReport& report) {
  std::set<std::string> in_file;
  for (const StoredParameter* stored : variables.used()) {
    count(stored->tensor.dtype(), stored->tensor.dims(), report);
    in_file.insert(stored->key);
  }
  for (const Node& node : graph.nodes()) {
    if (!node.attributes.is<ParameterAttrs>()) continue;
    const auto& attributes = node.attributes.as<ParameterAttrs>();
    const auto dims = integers(attributes.shape);
    if (dims && node.outputs[0].type.ranked && in_file.count(attributes.key) == 0) count(attributes.dtype, *dims, report);
  }
}

void describe_ends(const Graph& graph, ImportReport& report) {
  const NodeIndex index(graph);
  for (const Value input : graph.inputs()) report.inputs.push_back({index.producer(input).name, index.type(input)});
  for (const NamedValue& output : graph.outputs()) report.outputs.push_back({output.name, index.type(output.value)});
}

// Whatever is wrong with a file is said with its name in front.
template <class Do>
auto naming(const std::filesystem::path& path, Do&& action) {
  try {
    return action();
  } catch (const Error& error) {
    throw error.in(printable(path.filename().string()));
  }
}

}  // namespace

Import import_symbol(const ByteSource& json, const Parameters& parameters, const ImportOptions& options) {
  SourceGraph source = upgraded(decode_symbol(json));
  cut_at(source, options.outputs);
  const Variables variables(source, reachable_nodes(source), parameters);
  if (options.parameters_required) check_complete(variables, parameters);
  const InputTypes inputs = input_types(source, parameters, options);
  BuiltGraph built = build_graph(source, parameters, inputs.types);
  Import result{std::move(built.graph), {}};
  result.graph.source = {"mxnet", version_text(source.version), {}};
  ImportReport& report = result.report;
  report.framework = "mxnet";
  report.version = version_text(source.version);
  report.operators = std::move(built.operators);
  report.notes = inputs.notes;
  // What is refused is refused for every shape, so that comes first.
  if (!inputs.missing.empty() && options.parameters_required && refusals(report).empty()) {
    throw Error(ErrorCode::invalid_argument, inputs.missing);
  }
  if (!inputs.missing.empty()) report.notes.push_back(inputs.missing);
  const std::vector<std::string> left_over = variables.left_over();
  if (!left_over.empty()) {
    report.notes.push_back(fmt::format("{} parameter{} not used: {}", left_over.size(),
                                       left_over.size() == 1 ? " of the file is" : "s of the file are", listed(left_over, 5)));
  }
  describe_ends(result.graph, report);
  count_parameters(result.graph, variables, report);
  return result;
}

Import import_symbol(std::string_view json, const Parameters& parameters, const ImportOptions& options) {
  return import_symbol(ByteSource(std::as_bytes(std::span(json))), parameters, options);
}

Import import_model(const ModelFiles& files, const ImportOptions& options) {
  const ByteSource symbol(File::open(files.graph));
  if (files.parameters.empty() && options.parameters_required) {
    fail(ErrorCode::invalid_file, "{}: no parameter file beside it (PREFIX-0000.params for PREFIX-symbol.json)",
         printable(files.graph.filename().string()));
  }
  std::vector<SourceFile> source_files = {{files.graph.filename().string(), symbol.size(), {}}};
  Parameters parameters;
  if (!files.parameters.empty()) {
    const ByteSource content(File::open(files.parameters));
    parameters = naming(files.parameters, [&] { return Parameters(content); });
    source_files.push_back({files.parameters.filename().string(), content.size(), {}});
  }
  if (symbol.size() > largest_symbol)
    fail(ErrorCode::invalid_file, "{}: {} bytes, at most {} are read here", symbol.name(), symbol.size(), largest_symbol);
  Import result = naming(files.graph, [&] { return import_symbol(symbol, parameters, options); });
  result.graph.source.files = std::move(source_files);
  return result;
}

}  // namespace nnfront::frontends::mxnet
