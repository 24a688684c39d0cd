// What the inputs of a symbol look like: from the user, from the file, or recognised.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "frontends/frontend.h"
#include "frontends/mxnet/decoder.h"
#include "frontends/mxnet/variables.h"

namespace nnfront::frontends::mxnet {

struct InputTypes {
  std::map<std::string, TensorType> types;
  std::vector<std::string> notes;  // what was assumed
};

// Shapes in this order: options.input_shapes; "__shape__" of the file; an image classifier that only fits one usual size is
// recognised. Error (invalid_argument) with the `--input` lines to add where none of them helps and parameters are required;
// without parameters such an input has no rank and a note says so. Error for a name in options that is no input.
InputTypes input_types(const SourceGraph& source, const Parameters& parameters, const ImportOptions& options);

}  // namespace nnfront::frontends::mxnet
