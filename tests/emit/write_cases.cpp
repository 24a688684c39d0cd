// write_emitted_cases TARGET FILE FOLDER [--opset N]: every case as the target's model, FOLDER/<number>_<operator>/FILE, beside it
// inputs.npz and wanted.npz (what the reference executor makes of them), and FOLDER/cases.json: name, operator, limit, reason where it is
// refused.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "emit/target.h"
#include "formats/npz.h"
#include "nnfront/error.h"
#include "tests/emit/cases.h"

namespace nnfront::test {
namespace {

void write_arrays(const std::filesystem::path& path, const std::vector<std::string>& names, const std::vector<Array>& arrays) {
  formats::NpzWriter writer(path);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Array& array = arrays[i];
    writer.begin(names[i], formats::npy_storage(array.dtype()), formats::npy_dims(array.dtype(), array.dims()));
    writer.write({array.data(), array.bytes()});
    writer.end();
  }
  writer.finish();
}

std::vector<std::string> input_names(const Graph& graph) {
  const NodeIndex index(graph);
  std::vector<std::string> names;
  for (const Value input : graph.inputs()) names.push_back(index.producer(input).name);
  return names;
}

std::vector<std::string> output_names(const Graph& graph) {
  std::vector<std::string> names;
  for (const NamedValue& output : graph.outputs()) names.push_back(output.name);
  return names;
}

// The reason why the target does not get the case; "" where it does.
std::string write_model(const Graph& graph, const emit::Target& target, const std::filesystem::path& path, const emit::Options& options) {
  try {
    target.write(graph, path, options);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unsupported) throw;
    return error.what();
  }
  return {};
}

struct Order {
  std::string target;
  std::string file;
  std::filesystem::path folder;
  emit::Options options;
};

nlohmann::ordered_json write_case(const WrittenCase& each, std::size_t number, const Order& order) {
  const Graph graph = case_graph(each.nodes);
  const std::string name = fmt::format("{:03}_{}", number, each.op);
  const std::filesystem::path folder = order.folder / name;
  std::filesystem::create_directories(folder);
  const std::string reason = write_model(graph, emit::target(order.target), folder / order.file, order.options);
  write_arrays(folder / "inputs.npz", input_names(graph), case_inputs(graph));
  write_arrays(folder / "wanted.npz", output_names(graph), case_outputs(graph));
  return {{"name", name}, {"op", each.op}, {"limit", each.limit}, {"refused", reason}, {"nodes", each.nodes}};
}

int run(int argc, char** argv) {
  CLI::App app("Writes every case of the tests for a target");
  Order order;
  app.add_option("TARGET", order.target)->required();
  app.add_option("FILE", order.file)->required();
  app.add_option("FOLDER", order.folder)->required();
  app.add_option("--opset", order.options.opset);
  CLI11_PARSE(app, argc, argv);
  nlohmann::ordered_json written = nlohmann::ordered_json::array();
  for (const WrittenCase& each : written_cases()) written.push_back(write_case(each, written.size(), order));
  std::ofstream(order.folder / "cases.json") << written.dump(1) << "\n";
  return 0;
}

}  // namespace
}  // namespace nnfront::test

int main(int argc, char** argv) {
  try {
    return nnfront::test::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
