#include "frontends/mxnet/importer.h"

#include <algorithm>
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
  return names.size() > shown ? text + ", ..." : text;
}

// "prob", or "prob_output" and "split_output1" as MXNet lists outputs: the number of the output.
std::optional<std::int64_t> output_in_name(const std::string& name, const std::string& node) {
  constexpr std::string_view between = "_output";
  if (name == node + std::string(between)) return 0;
  const std::size_t start = node.size() + between.size();
  if (name.size() <= start || name.compare(0, start, node + std::string(between)) != 0) return std::nullopt;
  const std::string digits = name.substr(start);
  if (digits.size() >= 4 || digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return std::stoi(digits);
}

// All that `name` may mean: nodes that are called so, else outputs of nodes.
std::vector<Entry> outputs_called(const SourceGraph& source, const std::string& name) {
  std::vector<Entry> nodes;
  std::vector<Entry> outputs;
  for (std::size_t n = 0; n < source.nodes.size(); ++n) {
    const auto id = static_cast<std::int64_t>(n);
    if (source.nodes[n].name == name) nodes.push_back({id, 0});
    if (const auto output = output_in_name(name, source.nodes[n].name)) outputs.push_back({id, *output});
  }
  return nodes.empty() ? outputs : nodes;
}

// MXNet lets nodes share a name; a name that is to address one must not be shared.
void cut_at(SourceGraph& source, const std::vector<std::string>& outputs) {
  if (outputs.empty()) return;
  source.heads.clear();
  for (const std::string& name : outputs) {
    const std::vector<Entry> entries = outputs_called(source, name);
    if (entries.empty()) {
      std::vector<std::string> names;
      for (const SourceNode& node : source.nodes) names.push_back(node.name);
      fail(ErrorCode::invalid_argument, "--output {}: no node is called so{}", printable(name), did_you_mean(name, names));
    }
    if (entries.size() > 1) {
      fail(ErrorCode::invalid_argument, "--output {}: {} nodes of the file are called so (at {} and {} of its list), wanted one",
           printable(name), entries.size(), entries[0].node, entries[1].node);
    }
    source.heads.push_back(entries.front());
  }
}

// Empty where there are none. `without_file` says why there is no content at all.
std::string missing_parameters(const Variables& variables, const Parameters& parameters, std::string_view without_file) {
  const std::vector<std::string> missing = variables.missing();
  if (missing.empty()) return {};
  const std::string counted = fmt::format("{} parameter{} missing", missing.size(), missing.size() == 1 ? " is" : "s are");
  constexpr std::size_t shown_of_all = 5;
  constexpr std::size_t shown_of_some = 40;
  if (!without_file.empty()) return fmt::format("{}; {}: {}", without_file, counted, listed(missing, shown_of_all));
  std::string hint;
  bool structural = !parameters.all().empty();
  for (const StoredParameter& stored : parameters.all()) structural = structural && stored.name.find('.') != std::string::npos;
  if (structural) {
    hint = fmt::format("; the file names them by structure, as '{}' (save_parameters): write it with export, which uses the graph's names",
                       printable(parameters.all().front().name));
  }
  return fmt::format("{}: {}{}", counted, listed(missing, shown_of_some), hint);
}

// Parameters of the file that the model does not have. What --output cuts off is no news: the whole model has it.
std::string unused_parameters(const SourceGraph& source, const Variables& variables) {
  std::set<std::string> of_model;
  for (const SourceNode& node : source.nodes) of_model.insert(node.name);
  std::vector<std::string> unused;
  for (const StoredParameter* stored : variables.left_over()) {
    if (of_model.count(stored->name) == 0) unused.push_back(stored->key);
  }
  if (unused.empty()) return {};
  std::sort(unused.begin(), unused.end());
  return fmt::format("{} parameter{} not used: {}", unused.size(), unused.size() == 1 ? " of the file is" : "s of the file are",
                     listed(unused, 5));
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
  std::set<std::string> sized;
  for (const Node& node : graph.nodes()) {
    if (!node.attributes.is<ParameterAttrs>()) continue;
    const auto& attributes = node.attributes.as<ParameterAttrs>();
    const auto dims = integers(attributes.shape);
    if (!dims || !node.outputs[0].type.ranked || in_file.count(attributes.key) != 0) continue;
    count(attributes.dtype, *dims, report);
    sized.insert(attributes.key);
  }
  for (const std::string& name : variables.missing()) report.unsized_parameters += sized.count(name) == 0 ? 1 : 0;
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

Import import_graph(const ByteSource& json, const Parameters& parameters, const ImportOptions& options, std::string_view without_file) {
  SourceGraph source = upgraded(decode_symbol(json));
  cut_at(source, options.outputs);
  const Variables variables(source, reachable_nodes(source), parameters);
  const InputTypes inputs = input_types(source, parameters, options);
  BuiltGraph built = build_graph(source, parameters, inputs.types);
  Import result{std::move(built.graph), {}};
  result.graph.source = {"mxnet", version_text(source.version), {}};
  ImportReport& report = result.report;
  report.framework = "mxnet";
  report.version = version_text(source.version);
  report.operators = std::move(built.operators);
  report.notes = inputs.notes;
  const std::string parameters_missing = missing_parameters(variables, parameters, without_file);
  for (const std::string& missing : {parameters_missing, inputs.missing}) {
    if (!missing.empty()) report.missing.push_back(missing);
  }
  // What is refused is refused with any parameters and for every shape, so that comes first.
  if (options.parameters_required && !report.missing.empty() && refusals(report).empty()) {
    throw Error(parameters_missing.empty() ? ErrorCode::invalid_argument : ErrorCode::invalid_file, report.missing.front());
  }
  const std::string unused = unused_parameters(source, variables);
  if (!unused.empty()) report.notes.push_back(unused);
  describe_ends(result.graph, report);
  count_parameters(result.graph, variables, report);
  return result;
}

}  // namespace

Import import_symbol(const ByteSource& json, const Parameters& parameters, const ImportOptions& options) {
  return import_graph(json, parameters, options, {});
}

Import import_symbol(std::string_view json, const Parameters& parameters, const ImportOptions& options) {
  return import_symbol(ByteSource(std::as_bytes(std::span(json))), parameters, options);
}

Import import_model(const ModelFiles& files, const ImportOptions& options) {
  const ByteSource symbol(File::open(files.graph));
  std::vector<SourceFile> source_files = {{files.graph.filename().string(), symbol.size(), {}}};
  Parameters parameters;
  if (!files.parameters.empty()) {
    const ByteSource content(File::open(files.parameters));
    parameters = naming(files.parameters, [&] { return Parameters(content); });
    source_files.push_back({files.parameters.filename().string(), content.size(), {}});
  }
  if (symbol.size() > largest_symbol)
    fail(ErrorCode::invalid_file, "{}: {} bytes, at most {} are read here", symbol.name(), symbol.size(), largest_symbol);
  const std::string_view without_file =
      files.parameters.empty() ? "no parameter file is beside it (PREFIX-0000.params for PREFIX-symbol.json)" : "";
  Import result = naming(files.graph, [&] { return import_graph(symbol, parameters, options, without_file); });
  result.graph.source.files = std::move(source_files);
  return result;
}

}  // namespace nnfront::frontends::mxnet
