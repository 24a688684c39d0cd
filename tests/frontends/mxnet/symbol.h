// Small symbols for tests of translators: one operator "x" that reads variables.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "frontends/mxnet/importer.h"

namespace nnfront::frontends::mxnet {

using Attrs = std::map<std::string, std::string>;
// A variable with the shape of an input; an empty shape makes a parameter without content (if the operator takes it as one).
struct TestVariable {
  std::string name;
  std::vector<std::int64_t> shape;
};
using TestVariables = std::vector<TestVariable>;

// The symbol JSON, as MXNet 1.9 writes it.
std::string symbol_of(const std::string& op, const Attrs& attributes, const TestVariables& variables);
// Imports symbol_of() without parameters.
Import import_of(const std::string& op, const Attrs& attributes, const TestVariables& variables);
// The same as lines of IR text: what computes something, without inputs, parameters and outputs.
std::string ir(const std::string& op, const Attrs& attributes, const TestVariables& variables);
// The lines of a whole graph.
std::string operations(const Graph& graph);
// The parameters as "key role trainable shape", one per line.
std::string parameters_of(const Graph& graph);
// Why the operator is refused; "" where it is not.
std::string refusal(const std::string& op, const Attrs& attributes, const TestVariables& variables);
// The message of the Error that the import throws; "" where it throws none.
std::string error_of(const std::string& op, const Attrs& attributes, const TestVariables& variables);
// The same for a whole symbol.
std::string import_error(std::string_view json, const ImportOptions& options = {{}, {}, false});
// How the report says the operator was rewritten; "" for an exact one.
std::string rewriting(const std::string& op, const Attrs& attributes, const TestVariables& variables);

}  // namespace nnfront::frontends::mxnet
