// The loop over the nodes of a model.
#pragma once

#include <string>
#include <vector>

#include "frontends/frontend.h"
#include "frontends/onnx/decoder.h"
#include "frontends/onnx/external_data.h"
#include "frontends/onnx/input_types.h"

namespace nnfront::frontends::onnx {

struct BuiltGraph {
  Graph graph;
  std::vector<OperatorReport> operators;
  std::vector<std::string> notes;  // inputs and initializers that nothing reads
};

// `inputs` as input_types() gives them; those that no output needs are left out. `outputs`: names of values or nodes to cut at, empty: the
// graph's own. Functions are inlined. Throws Error "node 'conv0' (Conv, opset 17): ..." for what is damaged; what is not covered becomes
// opaque nodes.
BuiltGraph build_graph(const SourceModel& model, const std::vector<GraphInput>& inputs, const std::vector<std::string>& outputs,
                       ExternalFiles& external);

}  // namespace nnfront::frontends::onnx
