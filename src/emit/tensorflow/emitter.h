// A graph of the IR as a frozen GraphDef of TensorFlow, which 1.15 and 2.x load and run. What only training reads is lost: dropout, which
// axes and momentum running statistics take, that a gamma is fixed.
//
// Inputs and outputs have the shapes of the IR, channels-first; in between convolutions work channels-last (emit/layout.h). Nodes keep the
// names of the source where TensorFlow takes them (node_context.h: node_name): input `data` is fed as "data:0", output `prob` fetched as
// "prob:0". The outputs are the nodes that no other node reads. Inputs and outputs that could not keep their names have them as the
// attribute `_source_name`.
#pragma once

#include <filesystem>

#include "formats/graphdef_writer.h"
#include "ir/graph.h"

namespace nnfront::emit::tensorflow {

// Error (unsupported) that lists every operator that TensorFlow lacks, with the names of its nodes; a graph without the content of its
// parameters is an Error (invalid_argument). Tensors are asked for their content when the graph is written.
formats::graphdef::Graph lower(const Graph& graph);

void write(const Graph& graph, const std::filesystem::path& path);

}  // namespace nnfront::emit::tensorflow
