// From a symbol and its parameters to the IR: the loop over the nodes. Errors get their context (file, node, operator) here.
#pragma once

#include <string_view>

#include "frontends/frontend.h"
#include "frontends/mxnet/parameters.h"

namespace nnfront::frontends::mxnet {

// Throws Error that names the file: damaged, and, where options.parameters_required, parameters missing or an input whose shape is not
// known. The graph's source files have no checksums yet: whoever writes the graph reads them all once more anyway, beside other work.
Import import_model(const ModelFiles& files, const ImportOptions& options);

// The same from memory; `parameters` may be empty where the symbol has none or options.parameters_required is false.
Import import_symbol(const ByteSource& json, const Parameters& parameters, const ImportOptions& options);
Import import_symbol(std::string_view json, const Parameters& parameters, const ImportOptions& options);

}  // namespace nnfront::frontends::mxnet
