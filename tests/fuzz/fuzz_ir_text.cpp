#include <string_view>

#include "ir/text.h"
#include "ops/op_table.h"
#include "support/fail.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnfront::fuzz(data, size, [](std::span<const std::byte> bytes) {
    const auto& operators = nnfront::ops::operators();
    const auto graph = nnfront::parse_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, operators);
    const std::string printed = nnfront::print(graph);
    nnfront::ensure(nnfront::print(nnfront::parse_text(printed, operators)) == printed,
                    "a graph changes when it is printed and parsed again");
  });
}
