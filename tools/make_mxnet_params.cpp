// Writes models in MXNet's format with seeded random parameters: for demonstrations, benchmarks and tests that need real sizes.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

#include "formats/json.h"
#include "formats/mxnet_ndarray.h"
#include "nnfront/error.h"
#include "support/fail.h"
#include "support/file.h"
#include "tools/seeded_parameters.h"

namespace nnfront::tools {
namespace {

constexpr std::uint64_t largest_shapes_file = 16 << 20;

struct ShapesCommand {
  std::filesystem::path shapes;
  std::filesystem::path output;
  std::uint64_t seed = 1;
  std::string bank;
};

struct StackCommand {
  std::filesystem::path prefix;
  std::int64_t layers = 24;
  std::int64_t width = 8192;
  std::uint64_t seed = 1;
};

void write_parameters(std::span<const NamedShape> shapes, const std::filesystem::path& path, std::uint64_t seed, std::optional<Bank> bank) {
  const std::vector<bool> pruned = pruned_parameters(shapes);
  formats::MxnetArrayWriter writer(path, shapes.size());
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    Array array = seeded_parameter(shapes[i], (seed << 32) + i);
    if (bank && pruned[i]) prune_banks(array, *bank);
    writer.add(shapes[i].name, array);
  }
  writer.finish();
}

void run(const ShapesCommand& command) {
  const std::vector<NamedShape> shapes = parse_shapes(File::open(command.shapes)->read_all(largest_shapes_file));
  write_parameters(shapes, command.output, command.seed, command.bank.empty() ? std::nullopt : std::optional(parse_bank(command.bank)));
}

std::string layer_name(std::int64_t layer) {
  return "dense" + std::to_string(layer);
}

// data -> (fully connected -> relu) x layers, as MXNet 1.9 writes a symbol.
std::string dense_stack_symbol(std::int64_t layers, std::int64_t width) {
  using formats::OrderedJson;
  OrderedJson nodes = OrderedJson::array({{{"op", "null"}, {"name", "data"}, {"inputs", OrderedJson::array()}}});
  OrderedJson arguments = OrderedJson::array({0});
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    const auto previous = static_cast<std::int64_t>(nodes.size()) - 1;
    arguments.push_back(previous + 1);
    nodes.push_back({{"op", "null"}, {"name", layer_name(layer) + "_weight"}, {"inputs", OrderedJson::array()}});
    const OrderedJson attributes = {{"flatten", "True"}, {"no_bias", "True"}, {"num_hidden", std::to_string(width)}};
    nodes.push_back({{"op", "FullyConnected"},
                     {"name", layer_name(layer)},
                     {"attrs", attributes},
                     {"inputs", {OrderedJson::array({previous, 0, 0}), OrderedJson::array({previous + 1, 0, 0})}}});
    nodes.push_back({{"op", "Activation"},
                     {"name", layer_name(layer) + "_relu"},
                     {"attrs", {{"act_type", "relu"}}},
                     {"inputs", OrderedJson::array({OrderedJson::array({previous + 2, 0, 0})})}});
  }
  const auto last = static_cast<std::int64_t>(nodes.size()) - 1;
  const OrderedJson symbol = {{"nodes", nodes},
                              {"arg_nodes", arguments},
                              {"heads", OrderedJson::array({OrderedJson::array({last, 0, 0})})},
                              {"attrs", {{"mxnet_version", OrderedJson::array({"int", 10901})}}}};
  return symbol.dump(1) + "\n";
}

void run(const StackCommand& command) {
  if (command.layers < 1 || command.width < 1) fail(ErrorCode::invalid_argument, "layers and width must be at least 1");
  std::vector<NamedShape> shapes;
  for (std::int64_t layer = 0; layer < command.layers; ++layer) {
    shapes.push_back({"arg:" + layer_name(layer) + "_weight", {command.width, command.width}});
  }
  write_parameters(shapes, command.prefix.string() + "-0000.params", command.seed, std::nullopt);
  write_text_file(command.prefix.string() + "-symbol.json", dense_stack_symbol(command.layers, command.width));
}

int main(int argc, char** argv) {
  CLI::App app(
      "Writes models in MXNet's format with seeded random parameters.\nExample: make_mxnet_params shapes shapes.json -o m-0000.params");
  app.require_subcommand(1);
  ShapesCommand shapes;
  CLI::App* from_shapes =
      app.add_subcommand("shapes", "The parameter file of a network whose shapes are listed as JSON: {\"arg:w_weight\": [64, 3, 7, 7]}");
  from_shapes->add_option("shapes", shapes.shapes, "the list of shapes")->required();
  from_shapes->add_option("-o,--output", shapes.output, "the parameter file to write")->required();
  from_shapes->add_option("--seed", shapes.seed, "another seed gives other values");
  from_shapes->add_option("--bank", shapes.bank, "KEEP,SIZE: every convolution but the first keeps KEEP of each bank of SIZE weights");
  StackCommand stack;
  CLI::App* dense_stack = app.add_subcommand("dense-stack", "A model of equal fully connected layers; 24 of width 8192 take 6.4 GB");
  dense_stack->add_option("prefix", stack.prefix, "writes PREFIX-symbol.json and PREFIX-0000.params")->required();
  dense_stack->add_option("--layers", stack.layers, "how many");
  dense_stack->add_option("--width", stack.width, "inputs and outputs of each");
  dense_stack->add_option("--seed", stack.seed, "another seed gives other values");
  CLI11_PARSE(app, argc, argv);
  if (from_shapes->parsed()) run(shapes);
  if (dense_stack->parsed()) run(stack);
  return 0;
}

}  // namespace
}  // namespace nnfront::tools

int main(int argc, char** argv) {
  try {
    return nnfront::tools::main(argc, argv);
  } catch (const nnfront::Error& error) {
    std::cerr << "make_mxnet_params: " << error.what() << "\n";
    return 2;
  }
}
