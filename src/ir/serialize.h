// The two files of an IR: NAME_graph.json and NAME_params.npz.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "ir/graph.h"
#include "support/file.h"

namespace nnfront {

inline constexpr int graph_format_version = 1;

// Deterministic JSON of everything but tensor content.
std::string graph_json(const Graph& graph);
void write_graph(const Graph& graph, const std::filesystem::path& path);

// Writes every parameter's content, one at a time, in node order. `progress` (may be empty) is told bytes done and in all.
void write_parameters(const Graph& graph, const std::filesystem::path& path,
                      const std::function<void(std::uint64_t, std::uint64_t)>& progress = {});

// Reads piece by piece and verifies. Throws Error (invalid_file) that names file, node and operator. Parameters have types but no content.
Graph read_graph(const std::filesystem::path& path, const OperatorSet& operators);
Graph parse_graph_json(const ByteSource& json, const OperatorSet& operators);
Graph parse_graph_json(std::string_view json, const OperatorSet& operators);
// Gives the parameters of `graph` their content, which is read, and compared with its checksum, when somebody wants it. Error where one is
// missing, of another type or left over.
void attach_parameters(Graph& graph, const std::filesystem::path& path);
void attach_parameters(Graph& graph, const ByteSource& npz);

// The JSON Schema of the graph file, made from the operator records.
std::string graph_json_schema(const OperatorSet& operators);

}  // namespace nnfront
