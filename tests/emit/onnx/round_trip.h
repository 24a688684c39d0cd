// A graph, written as ONNX and read again, computes what it computed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ir/graph.h"

namespace nnfront::test {

// `body`: the nodes of a graph in text form. Writes it, reads it, runs both by the reference executor on the same seeded inputs. Expects
// every output to be within `limit` (relative L2).
void expect_round_trip(std::string_view body, std::int64_t opset = 21, double limit = 1e-6);

// The same with the content of large parameters in a file of its own.
void expect_round_trip_with_weights_beside(std::string_view body);

// The operators of the model that is written, in order, joined by spaces.
std::string written_operators(std::string_view body, std::int64_t opset = 21);
// The message of the Error that writing throws; "" where it throws none.
std::string writing_error(std::string_view body, std::int64_t opset = 21);

}  // namespace nnfront::test
