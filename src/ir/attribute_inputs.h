// Inputs that stand for attributes (Operator::attribute_inputs): whoever infers, runs or rewrites an operator resolves them here, so that
// records and kernels see attributes alone.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ir/graph.h"

namespace nnfront {

// True where an input that stands for an attribute is given: the attributes alone do not say what the operator does.
bool has_attribute_inputs(const Operator& op, const std::vector<std::optional<Value>>& inputs);
bool has_attribute_inputs(const Node& node);

// The attributes with the content of one such input in its place. Error (invalid_file), with got and wanted, where the attribute is not at
// its default or an element does not convert exactly.
Attributes with_content(const Operator& op, const Attributes& attributes, const AttributeInput& input, const Array& content);

// Operator::infer, or infer_unresolved, with those inputs resolved. Every caller of inference comes through here.
std::vector<TensorType> infer_operator(const Operator& op, const InferContext& context);

// The types of the outputs from the arrays at hand. Absent optional inputs are null.
std::vector<TensorType> infer_from_arrays(const Operator& op, const Attributes& attributes, std::span<const Array* const> inputs,
                                          const Node* node = nullptr);

// What a kernel is given: the attributes with the content of all such inputs in place, and the inputs in front of them.
struct ResolvedOperands {
  Attributes attributes;
  std::span<const Array* const> inputs;
};
ResolvedOperands resolved(const Operator& op, const Attributes& attributes, std::span<const Array* const> inputs);

// Operator::eval with those inputs resolved.
std::vector<Array> eval_resolved(const Operator& op, const EvalContext& context);

}  // namespace nnfront
