#include <string_view>

#include "formats/json.h"
#include "support/fail.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnfront::fuzz(data, size, [](std::span<const std::byte> bytes) {
    const auto json = nnfront::formats::parse_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    // What was read can be written, and reads back as the same.
    nnfront::ensure(nnfront::formats::parse_json(json.dump()) == json, "JSON changes when it is written and read again");
  });
}
