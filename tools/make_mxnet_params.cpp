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

using formats::OrderedJson;

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
  bool batch_norm = false;
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

// A symbol as MXNet 1.9 writes one, a chain of operators with their parameters.
class SymbolChain {
 public:
  SymbolChain() { last_ = add_variable("data"); }

  // An operator on the last one and on new parameters "<name>_<suffix>".
  void add(const std::string& op, const std::string& name, const OrderedJson& attributes, const std::vector<std::string>& suffixes) {
    OrderedJson inputs = OrderedJson::array({OrderedJson::array({last_, 0, 0})});
    for (const std::string& suffix : suffixes) inputs.push_back(OrderedJson::array({add_variable(name + "_" + suffix), 0, 0}));
    last_ = nodes_.size();
    nodes_.push_back({{"op", op}, {"name", name}, {"attrs", attributes}, {"inputs", std::move(inputs)}});
  }

  std::string text() const {
    const OrderedJson symbol = {{"nodes", nodes_},
                                {"arg_nodes", arguments_},
                                {"heads", OrderedJson::array({OrderedJson::array({last_, 0, 0})})},
                                {"attrs", {{"mxnet_version", OrderedJson::array({"int", 10901})}}}};
    return symbol.dump(1) + "\n";
  }

 private:
  std::size_t add_variable(const std::string& name) {
    arguments_.push_back(nodes_.size());
    nodes_.push_back({{"op", "null"}, {"name", name}, {"inputs", OrderedJson::array()}});
    return nodes_.size() - 1;
  }

  OrderedJson nodes_ = OrderedJson::array();
  OrderedJson arguments_ = OrderedJson::array();
  std::size_t last_ = 0;
};

std::vector<std::string> batch_norm_suffixes() {
  return {"gamma", "beta", "running_mean", "running_var"};
}

// data -> (fully connected -> batch norm, where asked for -> relu) x layers.
std::string dense_stack_symbol(const StackCommand& stack) {
  SymbolChain chain;
  for (std::int64_t layer = 0; layer < stack.layers; ++layer) {
    const std::string name = layer_name(layer);
    chain.add("FullyConnected", name, {{"flatten", "True"}, {"no_bias", "True"}, {"num_hidden", std::to_string(stack.width)}}, {"weight"});
    if (stack.batch_norm) chain.add("BatchNorm", name + "_bn", {{"eps", "1e-05"}, {"fix_gamma", "False"}}, batch_norm_suffixes());
    chain.add("Activation", name + "_relu", {{"act_type", "relu"}}, {});
  }
  return chain.text();
}

std::vector<NamedShape> dense_stack_shapes(const StackCommand& stack) {
  std::vector<NamedShape> shapes;
  for (std::int64_t layer = 0; layer < stack.layers; ++layer) {
    shapes.push_back({"arg:" + layer_name(layer) + "_weight", {stack.width, stack.width}});
    if (!stack.batch_norm) continue;
    for (const std::string& suffix : batch_norm_suffixes()) {
      const std::string kind = suffix.starts_with("running") ? "aux:" : "arg:";
      shapes.push_back({kind + layer_name(layer) + "_bn_" + suffix, {stack.width}});
    }
  }
  return shapes;
}

void run(const StackCommand& command) {
  if (command.layers < 1 || command.width < 1) fail(ErrorCode::invalid_argument, "layers and width must be at least 1");
  write_parameters(dense_stack_shapes(command), command.prefix.string() + "-0000.params", command.seed, std::nullopt);
  write_text_file(command.prefix.string() + "-symbol.json", dense_stack_symbol(command));
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
  dense_stack->add_flag("--batch-norm", stack.batch_norm, "a batch norm behind each, which folds into its weights");
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
