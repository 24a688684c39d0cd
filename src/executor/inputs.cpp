#include "executor/inputs.h"

#include <unordered_map>

#include "ir/leaf.h"
#include "support/fail.h"

namespace nnfront::executor {

namespace {

std::string got_and_wanted(const Array& array, const TensorType& type) {
  return fmt::format("got {}{}, wanted {}", name(array.dtype()), text(shape_of(array.dims())), text(type));
}

// A dimension that is a symbol and nothing else takes its number from the array.
void bind(const Dim& dim, std::int64_t size, std::map<std::string, Dim>& symbols) {
  if (!dim.is_symbolic()) return;
  const auto names = dim.symbols();
  if (names.size() == 1 && dim == Dim::symbol(names.front())) symbols.emplace(names.front(), size);
}

}  // namespace

std::vector<DeclaredInput> declared_inputs(const Graph& graph) {
  return declared_inputs(graph.block());
}

std::vector<DeclaredInput> declared_inputs(const Block& block) {
  std::unordered_map<Value, const Node*> nodes;
  for (const Node& node : block.nodes) {
    if (node.attributes.is<InputAttrs>()) nodes.emplace(node.value(), &node);
  }
  std::vector<DeclaredInput> result;
  for (const Value value : block.inputs) {
    const auto found = nodes.find(value);
    ensure(found != nodes.end(), "every input of a block is an input node of it");
    result.push_back({found->second->name, found->second->outputs.front().type});
  }
  return result;
}

std::map<std::string, Dim> check_inputs(std::span<const DeclaredInput> declared, std::span<const Array> arrays) {
  if (arrays.size() != declared.size()) {
    fail(ErrorCode::invalid_argument, "got {} input arrays, the graph has {} inputs", arrays.size(), declared.size());
  }
  std::map<std::string, Dim> symbols;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const auto& dims = arrays[i].dims();
    const TensorType& type = declared[i].type;
    if (arrays[i].dtype() != type.dtype || (type.ranked && dims.size() != type.shape.size())) {
      fail(ErrorCode::invalid_argument, "input '{}': {}", printable(declared[i].name), got_and_wanted(arrays[i], type));
    }
    for (std::size_t d = 0; d < type.shape.size(); ++d) bind(type.shape[d], dims[d], symbols);
  }
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const TensorType& type = declared[i].type;
    for (std::size_t d = 0; d < type.shape.size(); ++d) {
      if (compatible(type.shape[d].substitute(symbols), Dim(arrays[i].dims()[d]))) continue;
      fail(ErrorCode::invalid_argument, "input '{}': {}", printable(declared[i].name), got_and_wanted(arrays[i], type));
    }
  }
  return symbols;
}

void require_integer_shapes(std::span<const DeclaredInput> declared) {
  for (const DeclaredInput& input : declared) {
    if (input.type.ranked && integers(input.type.shape)) continue;
    fail(ErrorCode::invalid_argument, "input '{}' is {}: this engine needs every dimension as a number", printable(input.name),
         text(input.type));
  }
}

}  // namespace nnfront::executor
