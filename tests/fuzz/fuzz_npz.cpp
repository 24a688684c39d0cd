#include "formats/npz.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnfront::fuzz(data, size, [](std::span<const std::byte> bytes) {
    for (const nnfront::formats::NpzEntry& entry : nnfront::formats::read_npz(nnfront::ByteSource(bytes))) {
      nnfront::formats::npz_array(entry);
    }
  });
}
