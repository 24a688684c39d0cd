// What the inputs of a graph look like: as the file says, with symbols for what it leaves open, and as the user says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frontends/frontend.h"
#include "frontends/onnx/decoder.h"

namespace nnfront::frontends::onnx {

struct GraphInput {
  std::string_view name;
  TensorType type;
  std::string refusal;  // why it is no tensor of the IR; empty: it is one
};

struct InputTypes {
  std::vector<GraphInput> inputs;  // in the order of the file, initializers left out
  std::vector<std::string> notes;
  std::string missing;  // where not even the rank of some input is known: what the user should add. Such an input has no rank
};

// A size that the file names is that symbol, spelled as ir/dim.h wants it; one that it leaves open is "INPUT_dAXIS". A shape in
// options.input_shapes replaces the file's, and a symbol that it gives a size has that size in every other input too. Error
// (invalid_argument) for a name that is no input, another rank than the file says, two sizes for one symbol.
InputTypes input_types(const OnnxGraph& graph, const ImportOptions& options);

}  // namespace nnfront::frontends::onnx
