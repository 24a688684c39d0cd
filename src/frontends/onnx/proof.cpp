#include "frontends/onnx/decoder.h"
#include "frontends/onnx/op_table.h"
#include "support/letter_case.h"

namespace nnfront::frontends::onnx {

namespace {

Proof named(Proof proof, const std::string& name) {
  if (proof.cases.empty()) proof.cases = name;
  return proof;
}

}  // namespace

Proof node_tests(std::string_view beginning) {
  return {"onnx-nodes", "testing.md#onnxs-node-tests", "test_" + std::string(beginning) + "*"};
}

Proof beside_onnxruntime() {
  return {"onnx-models", "../tools/goldens/onnx_operators.py", {}};
}

Proof proof_of(const OperatorRow& row) {
  if (row.proof) return named(*row.proof, qualified_name(row.domain, row.name));
  if (row.domain == "com.microsoft") return {"quantized", "../tools/goldens/quantized_onnx.py", std::string(row.name)};
  return node_tests(lower_case(row.name));
}

}  // namespace nnfront::frontends::onnx
