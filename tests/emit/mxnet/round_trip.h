// A graph, written as MXNet's files and read again, computes what it computed.
#pragma once

#include <string>
#include <string_view>

#include "emit/mxnet/emitter.h"
#include "ir/graph.h"

namespace nnfront::test::mxnet {

// What the front end makes of the two files, which lie in a folder for as long as it takes.
Graph reread(const Graph& graph);
// The same without the content of parameters: their names, types and shapes alone.
Graph reread_without_content(const Graph& graph);

// `nodes`: of a graph in text form. Writes it, reads it, runs both by the reference executor on the same seeded inputs. Expects every
// output to be within `limit` (relative L2); what has no dimensions may come back as a list of one element.
void expect_round_trip(std::string_view nodes, double limit = 1e-6);

// The operators of the symbol that is written, in order, joined by spaces; variables left out.
std::string written_operators(std::string_view nodes);
// Node by node "op name {attribute=value ...}", variables left out.
std::string written_nodes(std::string_view nodes);
// The names of the arrays of the parameter file, joined by spaces.
std::string written_parameters(std::string_view nodes);
// The message of the Error that writing throws; "" where it throws none.
std::string writing_error(std::string_view nodes);

}  // namespace nnfront::test::mxnet
