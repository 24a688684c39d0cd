// MXNet's operators: op_table.cpp lists the families, whose files end with their rows.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/frontend.h"

namespace nnfront::frontends::mxnet {

class NodeContext;

using Values = std::vector<Value>;
// The values of one node of the source, one per visible output. Throws Error (unsupported) for what it does not cover.
using Translator = Values (*)(NodeContext&);

// For no_proof().
constexpr std::string_view mxnet_lacks_it = "MXNet 1.9.1, which the tests run, lacks it";

struct OperatorRow {
  std::vector<std::string_view> names;  // the first is MXNet 1.9's
  // What each input is; a last "..." repeats the one before it. "label" inputs are dropped; "weight", "bias", "gamma", "beta",
  // "moving_mean" and "moving_var" are parameters.
  std::vector<std::string_view> inputs;
  Fate fate = Fate::exact;
  Translator translate = nullptr;  // null where refused
  std::string_view target;         // the IR operator that a translator shared by several rows makes
  std::string_view note;
  std::optional<Proof> proof = std::nullopt;  // of an exact one that no case of tools/goldens/operator_cases.py is called after
};

std::span<const OperatorRow> operator_rows();
// Null for an operator that is not in the table.
const OperatorRow* find_row(std::string_view op);
// What input i is; "" where the table does not say.
std::string_view input_slot(const OperatorRow* row, std::size_t i);

// Why an operator that has no translator is refused.
std::string refusal_reason(std::string_view op);  // refused.cpp
// did_you_mean() (support/fail.h) for a name that is not in the table. Empty where none looks like it.
std::string did_you_mean_operator(std::string_view op);

// For the coverage page.
std::vector<OperatorCoverage> coverage();

}  // namespace nnfront::frontends::mxnet
