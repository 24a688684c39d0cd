#include "emit/tvm/emitter.h"

#include <algorithm>

#include "emit/python/layout.h"
#include "emit/tvm/op_table.h"
#include "formats/npz.h"
#include "ir/elements.h"
#include "support/file.h"

namespace nnfront::emit::tvm {

namespace {

using python::literal;
using python::statement;

// Names that are taken before a model gives any.
constexpr const char* taken_names[] = {"I", "R", "T", "Module", "Path", "main", "np", "parameters", "INPUTS", "NAMES", "OUTPUTS"};

// A weight, or a constant that is no single number: an input of the function.
struct Weight {
  std::string variable;
  std::string key;  // in the archive: the source's own name
  const Node* node;
};

struct Function {
  Emission emission;
  std::vector<std::string> inputs;  // "x: R.Tensor((1, 3), dtype="float32")"
  std::vector<Weight> weights;
  Names keys;
  std::vector<std::string> outputs;      // variables
  std::vector<std::string> input_names;  // the source's own, as literals
  std::vector<std::string> output_names;
};

bool is_number(const Node& node) {
  const TensorType& type = node.outputs.front().type;
  return node.op->name == "constant" && type.shape.empty() && (bits(type.dtype) >= 8 && type.dtype != DType::bfloat16);
}

std::string number_text(const Array& array) {
  const Element element = elements_of(array).front();
  const std::string text = std::visit(
      [](auto value) {
        if constexpr (std::is_same_v<decltype(value), std::uint64_t>)
          return std::to_string(value);
        else
          return literal(value);
      },
      element);
  return fmt::format("R.const({}, {})", text, literal(dtype_text(array.dtype())));
}

std::string tensor_type(const Emission& emission, const TensorType& type) {
  if (!type.ranked) throw Error(ErrorCode::unsupported, "an input without a rank");
  std::vector<std::string> dims;
  for (const Dim& dim : type.shape) {
    if (dim.is_unknown()) throw Error(ErrorCode::unsupported, "an input with a dimension that depends on the data");
    const std::string text = dim_text(dim, emission.symbols);
    dims.push_back(dim.is_integer() ? text : literal(text));
  }
  return fmt::format("R.Tensor({}, dtype={})", python::tuple(dims), literal(dtype_text(type.dtype)));
}

// A variable for every symbol that occurs in the shapes of inputs.
void name_symbols(const Graph& graph, Emission& emission) {
  for (const Value input : graph.inputs()) {
    for (const Dim& dim : emission.index.type(input).shape) {
      if (dim.is_integer() || dim.is_unknown()) continue;
      for (const std::string& symbol : dim.symbols()) {
        if (emission.symbols.count(symbol) == 0) emission.symbols.emplace(symbol, emission.names.take(python::identifier(symbol)));
      }
    }
  }
}

void emit_operation(Emission& emission, const Operation& operation, Refusals& refusals) {
  const OperatorRow* row = find_row(operation.op->name);
  try {
    if (row == nullptr) throw Error(ErrorCode::unsupported, "it is not written for TVM yet");
    NodeContext context(emission, operation, row->target);
    row->emit(context);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unsupported) throw;
    refusals.add(operation, error.what());
    // So that what reads it is looked at, too.
    for (const Value output : operation.outputs) emission.names.set(output, "refused");
  }
}

void add_leaf(Function& function, const Node& node) {
  Emission& emission = function.emission;
  if (is_number(node)) return emission.names.set(node.value(), number_text(node.tensor.evaluate()));
  const std::string variable = emission.names.take(python::identifier(node.name));
  emission.names.set(node.value(), variable);
  function.weights.push_back({variable, function.keys.take(node.name), &node});
}

// An output that no statement makes gets one.
void add_outputs(const Graph& graph, Function& function) {
  for (const NamedValue& output : graph.outputs()) {
    std::string variable = function.emission.names.at(output.value);
    const bool made = std::any_of(function.emission.lines.begin(), function.emission.lines.end(),
                                  [&](const std::string& line) { return line.rfind(variable + " = ", 0) == 0; });
    const bool again = std::find(function.outputs.begin(), function.outputs.end(), variable) != function.outputs.end();
    if (!made || again) {
      const std::string own = function.emission.names.take(python::identifier(output.name));
      function.emission.lines.push_back(fmt::format("{} = {}", own, variable));
      variable = own;
    }
    function.outputs.push_back(variable);
    function.output_names.push_back(literal(output.name));
  }
}

Function lower(const Graph& graph, const NodeIndex& index) {
  check_can_be_rebuilt(graph, "TVM");
  Function function{{index, {}, {}, {}}, {}, {}, {}, {}, {}, {}};
  Emission& emission = function.emission;
  for (const char* name : taken_names) emission.names.take(name);
  name_symbols(graph, emission);
  for (const Value input : graph.inputs()) {
    const std::string variable = emission.names.take(python::identifier(index.producer(input).name));
    emission.names.set(input, variable);
    function.input_names.push_back(literal(index.producer(input).name));
    function.inputs.push_back(fmt::format("{}: {}", variable, tensor_type(emission, index.type(input))));
  }
  Refusals refusals;
  for (const Node& node : graph.nodes()) {
    if (is_constant(node))
      add_leaf(function, node);
    else if (node.op->name != "input")
      for (const Operation& operation : operations(node, index)) emit_operation(emission, operation, refusals);
  }
  refusals.report("TVM");
  add_outputs(graph, function);
  return function;
}

std::string main_text(const Function& function) {
  std::vector<std::string> arguments = function.inputs;
  for (const Weight& weight : function.weights) {
    arguments.push_back(fmt::format("{}: {}", weight.variable, tensor_type(function.emission, weight.node->outputs.front().type)));
  }
  std::string text = statement("@R.function", 1) + statement(fmt::format("def main({}):", fmt::join(arguments, ", ")), 1);
  text += statement(fmt::format("R.func_attr({{\"num_input\": {}}})", function.inputs.size()), 2);
  for (const auto& [symbol, variable] : function.emission.symbols) text += statement(fmt::format("{} = T.int64()", variable), 2);
  text += statement("with R.dataflow():", 2);
  for (const std::string& line : function.emission.lines) text += statement(line, 3);
  text += statement(fmt::format("R.output({})", fmt::join(function.outputs, ", ")), 3);
  const bool single = function.outputs.size() == 1;
  return text + statement("return " + (single ? function.outputs.front() : python::tuple(function.outputs)), 2);
}

std::string source_of(const Function& function) {
  std::vector<std::string> names;
  for (const Weight& weight : function.weights) names.push_back(literal(weight.key));
  std::string text = "\"\"\"A network that nnfront rebuilt.\n\nModule.main takes the inputs, then what parameters() reads.\n\"\"\"\n\n";
  text += "from pathlib import Path\n\nimport numpy as np\nfrom tvm.script import ir as I\nfrom tvm.script import relax as R\n";
  if (!function.emission.symbols.empty()) text += "from tvm.script import tir as T\n";
  text += "\n" + statement("INPUTS = " + python::list(function.input_names), 0);
  text += statement("NAMES = " + python::list(names), 0) + statement("OUTPUTS = " + python::list(function.output_names), 0);
  text += "\n\ndef parameters():\n    with np.load(Path(__file__).with_name(\"model.npz\")) as arrays:\n";
  text += "        return [arrays[name] for name in NAMES]\n\n\n@I.ir_module\nclass Module:\n";
  return text + main_text(function);
}

void write_weights(const Function& function, const std::filesystem::path& path) {
  formats::NpzWriter writer(path);
  for (const Weight& weight : function.weights) {
    const Tensor& tensor = weight.node->tensor;
    if (tensor.dtype() == DType::bfloat16)
      fail(ErrorCode::unsupported, "'{}' is of bfloat16, which NumPy lacks", printable(weight.variable));
    writer.begin(weight.key, formats::npy_storage(tensor.dtype()), formats::npy_dims(tensor.dtype(), tensor.dims()));
    tensor.stream([&](std::span<const std::byte> bytes) { writer.write(bytes); });
    writer.end();
  }
  writer.finish();
}

}  // namespace

std::string model_source(const Graph& graph) {
  const NodeIndex index(graph);
  return source_of(lower(graph, index));
}

std::vector<std::filesystem::path> write(const Graph& graph, const std::filesystem::path& folder) {
  const NodeIndex index(graph);
  const Function function = lower(graph, index);
  make_folders(folder);
  write_weights(function, folder / "model.npz");
  write_text_file(folder / "model.py", source_of(function));
  return {folder / "model.npz", folder / "model.py"};
}

}  // namespace nnfront::emit::tvm
