#include <string_view>

#include "ir/serialize.h"
#include "ops/op_table.h"
#include "support/fail.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnfront::fuzz(data, size, [](std::span<const std::byte> bytes) {
    const auto& operators = nnfront::ops::operators();
    const auto graph = nnfront::parse_graph_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, operators);
    // A graph with an operator that was not understood is refused here.
    const std::string written = nnfront::graph_json(graph);
    const auto again = nnfront::parse_graph_json(written, operators);
    nnfront::ensure(nnfront::graph_json(again) == written, "a graph changes when it is written and read again");
  });
}
