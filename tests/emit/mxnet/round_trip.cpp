#include "tests/emit/mxnet/round_trip.h"

#include <gtest/gtest.h>

#include "executor/distance.h"
#include "executor/executor.h"
#include "formats/mxnet_types.h"
#include "frontends/mxnet/importer.h"
#include "nnfront/error.h"
#include "tests/emit/cases.h"
#include "tests/formats/bytes.h"

namespace nnfront::test::mxnet {

namespace {

namespace front = frontends::mxnet;

Graph import_graph(const std::string& json, const front::Parameters& parameters) {
  frontends::Import import = front::import_symbol(json, parameters, {});
  EXPECT_EQ(frontends::refusals(import.report), "");
  return std::move(import.graph);
}

void append_shape(std::string& bytes, const std::vector<std::int64_t>& dims) {
  formats::append_little(bytes, static_cast<std::int32_t>(dims.size()));
  for (const std::int64_t dim : dims) formats::append_little(bytes, dim);
}

// A row-sparse array without rows: as many zeros as one likes in a few bytes.
void append_zeros(std::string& bytes, const emit::mxnet::Parameter& parameter) {
  using namespace formats;  // NOLINT: the numbers of the file's layout
  append_little(bytes, mxnet_v2_magic);
  append_little(bytes, mxnet_row_sparse_storage);
  std::vector<std::int64_t> stored = parameter.dims;
  stored[0] = 0;
  append_shape(bytes, stored);
  append_shape(bytes, parameter.dims);
  append_little(bytes, mxnet_cpu);
  append_little(bytes, std::int32_t{0});
  append_little(bytes, static_cast<std::int32_t>(std::stoi(emit::mxnet::type_flag(parameter.dtype))));
  append_little(bytes, std::int32_t{6});  // int64
  append_shape(bytes, {0});
}

std::string file_of_zeros(const emit::mxnet::Model& model) {
  std::string bytes;
  formats::append_little(bytes, formats::mxnet_list_magic);
  formats::append_little(bytes, std::uint64_t{0});
  formats::append_little(bytes, std::uint64_t{model.parameters.size()});
  for (const auto& parameter : model.parameters) append_zeros(bytes, parameter);
  formats::append_little(bytes, std::uint64_t{model.parameters.size()});
  for (const auto& parameter : model.parameters) {
    const std::string name = (parameter.auxiliary ? "aux:" : "arg:") + model.symbol.nodes[parameter.node].name;
    formats::append_little(bytes, std::uint64_t{name.size()});
    bytes += name;
  }
  return bytes;
}

std::vector<std::int64_t> listed(const Array& array) {
  return array.dims().empty() ? std::vector<std::int64_t>{1} : array.dims();
}

// Those of `graph` that `again` has by their names: a symbol lists no input that nothing reads.
std::vector<Array> inputs_of(const Graph& again, const Graph& graph) {
  const NodeIndex of_again(again);
  const NodeIndex of_graph(graph);
  const std::vector<Array> all = case_inputs(graph);
  std::vector<Array> found;
  for (const Value input : again.inputs()) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (of_graph.producer(graph.inputs()[i]).name == of_again.producer(input).name) found.push_back(all[i]);
    }
  }
  return found;
}

template <class Text>
std::string joined(std::string_view nodes, Text&& text_of) {
  std::string all;
  for (const auto& node : emit::mxnet::lower(case_graph(nodes)).symbol.nodes) {
    if (node.op != "null") all += (all.empty() ? "" : " ") + text_of(node);
  }
  return all;
}

}  // namespace

Graph reread(const Graph& graph) {
  const formats::TemporaryFolder folder;
  const auto files = emit::mxnet::write(graph, folder / "model");
  // In memory, since graphs look at the content when they are run.
  const auto bytes = std::make_shared<const std::string>(formats::content_of(files[1]));
  return import_graph(formats::content_of(files[0]), front::Parameters(ByteSource(std::as_bytes(std::span(*bytes)), bytes)));
}

Graph reread_without_content(const Graph& graph) {
  const emit::mxnet::Model model = emit::mxnet::lower(graph);
  const auto bytes = std::make_shared<const std::string>(file_of_zeros(model));
  return import_graph(formats::mxnet_file::symbol_json(model.symbol),
                      front::Parameters(ByteSource(std::as_bytes(std::span(*bytes)), bytes)));
}

void expect_round_trip(std::string_view nodes, double limit) {
  const Graph graph = case_graph(nodes);
  const Graph again = reread(graph);
  const std::vector<Array> wanted = case_outputs(graph);
  const std::vector<Array> got = executor::run("reference", again, inputs_of(again, graph));
  ASSERT_EQ(got.size(), wanted.size()) << nodes;
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(again.outputs()[i].name, graph.outputs()[i].name) << nodes;
    ASSERT_EQ(got[i].dtype(), wanted[i].dtype()) << nodes;
    ASSERT_EQ(listed(got[i]), listed(wanted[i])) << nodes;
    EXPECT_LE(executor::relative_distance(got[i].reshaped(wanted[i].dims()), wanted[i]), limit) << nodes;
  }
}

std::string written_operators(std::string_view nodes) {
  return joined(nodes, [](const auto& node) { return node.op; });
}

std::string written_nodes(std::string_view nodes) {
  return joined(nodes, [](const auto& node) {
    std::string attributes;
    for (const auto& [name, value] : node.attributes) attributes += (attributes.empty() ? "" : " ") + name + "=" + value;
    return node.op + " " + node.name + " {" + attributes + "}";
  });
}

std::string written_parameters(std::string_view nodes) {
  const emit::mxnet::Model model = emit::mxnet::lower(case_graph(nodes));
  std::string names;
  for (const auto& parameter : model.parameters) {
    const std::string prefix = parameter.auxiliary ? "aux:" : "arg:";
    names += (names.empty() ? "" : " ") + prefix + model.symbol.nodes[parameter.node].name;
  }
  return names;
}

std::string writing_error(std::string_view nodes) {
  try {
    emit::mxnet::lower(case_graph(nodes));
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace nnfront::test::mxnet
