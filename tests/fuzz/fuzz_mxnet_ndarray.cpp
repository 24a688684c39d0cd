#include "formats/mxnet_ndarray.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnfront::fuzz(data, size, [](std::span<const std::byte> bytes) {
    for (const nnfront::formats::MxnetArray& array : nnfront::formats::read_mxnet_arrays(nnfront::ByteSource(bytes))) {
      // One array that cannot be made dense must not hide the next.
      nnfront::fuzz(nullptr, 0, [&](std::span<const std::byte>) { nnfront::formats::densify(array); });
    }
  });
}
