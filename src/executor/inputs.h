// Checks the arrays that a caller hands to a run against what the graph declares.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "nnfront/array.h"

namespace nnfront::executor {

// The declared types of graph.inputs(), in that order, with their names.
struct DeclaredInput {
  std::string name;
  TensorType type;
};
std::vector<DeclaredInput> declared_inputs(const Graph& graph);
std::vector<DeclaredInput> declared_inputs(const Block& block);

// Error (invalid_argument) where count, element type or shape are not what is declared; a symbol must stand for the same number
// everywhere. Returns what each symbol stands for.
std::map<std::string, Dim> check_inputs(std::span<const DeclaredInput> declared, std::span<const Array> arrays);

// Error (invalid_argument) that names the first input whose shape is not all integers.
void require_integer_shapes(std::span<const DeclaredInput> declared);

}  // namespace nnfront::executor
