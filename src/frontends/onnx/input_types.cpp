#include "frontends/onnx/input_types.h"

#include <map>
#include <set>

#include "ir/dim_symbol.h"
#include "support/fail.h"

namespace nnfront::frontends::onnx {

namespace {

using formats::OnnxType;

std::string symbol_text(std::string_view text) {
  constexpr std::size_t longest = 128;
  std::string symbol;
  for (const char c : text.substr(0, longest)) symbol += is_symbol_part(c) ? c : '_';
  if (symbol.empty() || !is_symbol_start(symbol[0])) symbol = ("_" + symbol).substr(0, longest);
  return symbol;
}

// Exporters write sums and products of symbols, too.
bool is_expression(const Dim& dim) {
  return !dim.is_unknown() && !dim.is_integer();
}

class Symbols {
 public:
  Dim dim(const formats::OnnxDim& dim, std::string_view input, std::size_t axis) {
    if (dim.value && *dim.value >= 0) return *dim.value;
    if (dim.symbol.empty()) return named(fmt::format("{}_d{}", input, axis));
    try {
      const Dim parsed = Dim::parse(dim.symbol);
      if (is_expression(parsed)) return parsed;
    } catch (const Error&) {
      // Not in the grammar: a name with other characters.
    }
    return named(dim.symbol);
  }

 private:
  // Two names that come to be spelled alike stay two symbols.
  Dim named(std::string_view name) {
    std::string& symbol = by_name_[std::string(name)];
    for (int i = 1; symbol.empty(); ++i) {
      std::string candidate = symbol_text(name);
      if (i > 1) candidate = fmt::format("{}_{}", candidate.substr(0, 120), i);
      if (used_.insert(candidate).second) symbol = candidate;
    }
    return Dim::symbol(symbol);
  }

  std::map<std::string, std::string> by_name_;
  std::set<std::string> used_;
};

std::string_view kind_name(OnnxType::Kind kind) {
  switch (kind) {
    case OnnxType::Kind::sequence:
      return "a sequence";
    case OnnxType::Kind::optional:
      return "an optional";
    case OnnxType::Kind::map:
      return "a map";
    case OnnxType::Kind::sparse_tensor:
      return "a sparse tensor";
    case OnnxType::Kind::opaque:
      return "of an opaque type";
    default:
      return "of no type";
  }
}

GraphInput graph_input(const formats::OnnxValueInfo& info, Symbols& symbols) {
  GraphInput input{info.name, TensorType::unranked(), {}};
  if (info.type.kind != OnnxType::Kind::tensor) {
    input.refusal = fmt::format("an input that is {} is not covered", kind_name(info.type.kind));
    return input;
  }
  const auto dtype = formats::onnx_dtype(info.type.element_type);
  if (!dtype || *dtype == DType::string) {
    input.refusal = fmt::format("an input of {} is not covered", formats::onnx_type_name(info.type.element_type));
    return input;
  }
  input.type.dtype = *dtype;
  if (!info.type.dims) return input;
  input.type.ranked = true;
  for (std::size_t d = 0; d < info.type.dims->size(); ++d) {
    input.type.shape.push_back(symbols.dim((*info.type.dims)[d], info.name, d));
  }
  return input;
}

// Sizes of symbols, as the user's shapes give them.
using Sizes = std::map<std::string, Dim>;

void give_size(const std::string& symbol, const Dim& size, Sizes& sizes) {
  const auto [place, is_new] = sizes.emplace(symbol, size);
  if (is_new || place->second == size) return;
  fail(ErrorCode::invalid_argument, "--input: the size '{}' is {} in one shape and {} in another", symbol, place->second.text(),
       size.text());
}

void give_shape(GraphInput& input, const Shape& shape, Sizes& sizes) {
  if (input.type.ranked && input.type.shape.size() != shape.size()) {
    fail(ErrorCode::invalid_argument, "--input {}: got {}, wanted {} dimensions as in {}", printable(input.name), text(shape),
         input.type.shape.size(), text(input.type));
  }
  for (std::size_t d = 0; input.type.ranked && d < shape.size(); ++d) {
    const Dim& declared = input.type.shape[d];
    if (declared.is_symbolic() && is_symbol_name(declared.text())) give_size(declared.text(), shape[d], sizes);
  }
  input.type.shape = shape;
  input.type.ranked = true;
}

void take_shapes(InputTypes& result, const ImportOptions& options) {
  Sizes sizes;
  std::vector<std::string> names;
  std::set<std::string_view> given;
  for (GraphInput& input : result.inputs) {
    names.emplace_back(input.name);
    const auto found = options.input_shapes.find(std::string(input.name));
    if (found == options.input_shapes.end()) continue;
    give_shape(input, found->second, sizes);
    given.insert(input.name);
  }
  for (const auto& [name, shape] : options.input_shapes) {
    if (given.count(name) == 0) {
      fail(ErrorCode::invalid_argument, "--input {}: there is no input of this name{}", printable(name), did_you_mean(name, names));
    }
  }
  for (GraphInput& input : result.inputs) {
    if (given.count(input.name) > 0) continue;
    for (Dim& dim : input.type.shape) dim = dim.substitute(sizes);
  }
}

std::string missing_shapes(const std::vector<GraphInput>& inputs) {
  std::string names;
  std::string arguments;
  for (const GraphInput& input : inputs) {
    if (input.type.ranked || !input.refusal.empty()) continue;
    names += (names.empty() ? "" : ", ") + printable(input.name);
    arguments += fmt::format(" --input {}:SHAPE", printable(input.name));
  }
  if (names.empty()) return {};
  return fmt::format("the file does not say the shape of {}: add{}", names, arguments);
}

}  // namespace

InputTypes input_types(const OnnxGraph& graph, const ImportOptions& options) {
  std::set<std::string_view> initializers;
  for (const OnnxTensor& tensor : graph.initializers) initializers.insert(tensor.name);
  for (const formats::OnnxSparseTensor& sparse : graph.sparse_initializers) initializers.insert(sparse.values.name);
  InputTypes result;
  Symbols symbols;
  std::set<std::string_view> seen;
  for (const formats::OnnxValueInfo& info : graph.inputs) {
    if (!seen.insert(info.name).second) fail(ErrorCode::invalid_file, "two inputs are called '{}'", printable(info.name));
    if (initializers.count(info.name) == 0) result.inputs.push_back(graph_input(info, symbols));
  }
  take_shapes(result, options);
  result.missing = missing_shapes(result.inputs);
  return result;
}

}  // namespace nnfront::frontends::onnx
