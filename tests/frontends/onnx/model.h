// Small models for tests of translators: one operator that makes "y".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/onnx/importer.h"
#include "tests/formats/onnx_bytes.h"

namespace nnfront::frontends::onnx {

// An input of the operator: of the graph, or an initializer where bytes of a TensorProto are given. An empty name leaves it out.
struct TestInput {
  std::string name;
  std::vector<std::string> dims = {};
  int type = onnx_bytes::float_type;
  std::string initializer = {};
};
using TestInputs = std::vector<TestInput>;

// Initializers: int64 numbers as a list, or one number without dimensions; float32 of ones, of a shape.
TestInput integers(const std::string& name, const std::vector<std::int64_t>& elements);
TestInput integer(const std::string& name, std::int64_t element);
TestInput number(const std::string& name, float element);
TestInput weight(const std::string& name, const std::vector<std::int64_t>& dims);

struct TestNode {
  std::string op;
  std::vector<std::string> attributes = {};  // AttributeProto
  TestInputs inputs = {};
  std::int64_t opset = 21;
  std::vector<std::string> outputs = {"y"};
};

std::string model_of(const TestNode& node);
// From bytes, which are kept alive with the result.
Import import_file(const std::string& model, const ImportOptions& options = {});
Import import_of(const TestNode& node);
// The nodes as lines of IR text: what computes something and constants, without inputs and parameters.
std::string operations(const Graph& graph);
std::string ir(const TestNode& node);
// The parameters as "key role trainable type", one per line.
std::string parameters_of(const Graph& graph);
// Why the operator is refused, or how it was rewritten; "" where it is exact.
std::string refusal(const TestNode& node);
std::string rewriting(const TestNode& node);
// The message of the Error that the import throws; "" where it throws none.
std::string error_of(const TestNode& node);
// operations() of a whole file. Expects that nothing of it is refused and that the graph is valid.
std::string operations_of_file(const std::string& model);
std::string file_error(const std::string& model, const ImportOptions& options = {});

}  // namespace nnfront::frontends::onnx
