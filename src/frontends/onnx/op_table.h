// ONNX's operators: op_table.cpp lists the families, whose files end with their rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "frontends/frontend.h"
#include "frontends/onnx/binding.h"

namespace nnfront::frontends::onnx {

class NodeContext;

using Values = std::vector<Value>;
// The values of one node of the source, one per output that it lists at most. Throws Error (unsupported) for what it does not cover.
using Translator = Values (*)(NodeContext&);
// The same of an operator that may give sequences and optionals.
using BindingTranslator = Bindings (*)(NodeContext&);

// From version `since` of the operator set on.
struct Version {
  std::int64_t since = 1;
  std::variant<Translator, BindingTranslator> translate;
};

struct OperatorRow {
  std::string_view domain;  // "" is ai.onnx
  std::string_view name;
  Fate fate = Fate::exact;
  std::vector<Version> versions;  // rising; none where refused
  std::string_view target;        // the IR operator that a translator shared by several rows makes
  std::string_view note;
  std::optional<Proof> proof = std::nullopt;  // of an exact one: where proof_of() would be wrong
};

std::span<const OperatorRow> operator_rows();
// Null for an operator that is not in the table.
const OperatorRow* find_row(std::string_view domain, std::string_view op);
// The newest that is not newer than `opset`; null where all are newer.
const Version* find_version(const OperatorRow& row, std::int64_t opset);

// Why an operator that has no translator is refused.
std::string refusal_reason(std::string_view domain, std::string_view op);

// For the coverage page.
std::vector<OperatorCoverage> coverage();

// proof.cpp. Of an exact operator, unless its row says something else: ONNX's node tests that are called after it in small letters, of
// com.microsoft the case of tools/goldens/quantized_onnx.py.
Proof proof_of(const OperatorRow& row);
// ONNX's node tests whose names go on with `beginning` behind "test_".
Proof node_tests(std::string_view beginning);
// The case of tools/goldens/onnx_operators.py.
Proof beside_onnxruntime();

}  // namespace nnfront::frontends::onnx
