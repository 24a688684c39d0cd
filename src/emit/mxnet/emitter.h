// A graph of the IR as an MXNet model: a symbol and its parameters. It trains as the source does: batch norm and dropout by their own
// rules, running statistics as auxiliary states.
#pragma once

#include <filesystem>
#include <vector>

#include "emit/mxnet/node_context.h"
#include "ir/graph.h"

namespace nnfront::emit::mxnet {

struct Model {
  formats::mxnet_file::Symbol symbol;
  std::vector<Parameter> parameters;  // in the order of their nodes
};

// Nodes, parameters and outputs keep the names of the source; an epilogue becomes nodes again. A value without dimensions becomes a list
// of one element. Error (unsupported) that lists every operator that MXNet lacks, with the names of its nodes; a graph without the content
// of its parameters is an Error (invalid_argument). Tensors are asked for their content when the model is written.
Model lower(const Graph& graph);

// Writes `<path>-symbol.json` and `<path>-0000.params`, and gives these two. `path` may be that of the symbol itself.
std::vector<std::filesystem::path> write(const Graph& graph, const std::filesystem::path& path);

}  // namespace nnfront::emit::mxnet
