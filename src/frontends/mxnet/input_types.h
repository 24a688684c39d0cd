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
  // Where no shape is known for some input: what the user should add. Such an input has no rank.
  std::string missing;
};

// Shapes in this order: options.input_shapes; "__shape__" of the file; an image classifier that fits one usual size alone (224, 299, 32)
// is recognised, and one of 1,000 classes that takes any size gets 224. Error for a name in options that is no input.
InputTypes input_types(const SourceGraph& source, const Parameters& parameters, const ImportOptions& options);

}  // namespace nnfront::frontends::mxnet
