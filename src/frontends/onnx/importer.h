// From an ONNX file to the IR. Errors get their context (file, node, operator) here and in the loop over the nodes.
#pragma once

#include "frontends/frontend.h"
#include "frontends/onnx/external_data.h"

namespace nnfront::frontends::onnx {

// Throws Error that names the file: damaged, an input of unknown rank. The graph's source files have no checksums yet: whoever writes
// the graph reads them all once more anyway, beside other work.
Import import_model(const ModelFiles& files, const ImportOptions& options);

// The same from bytes; `source` must stay alive with the result's parameters.
Import import_bytes(const ByteSource& source, ExternalFiles& external, const ImportOptions& options);

}  // namespace nnfront::frontends::onnx
