#include "formats/npz.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnfront::fuzz(data, size, [](std::span<const std::byte> bytes) {
    const nnfront::ByteSource source(bytes);
    const nnfront::formats::NpyHeader header = nnfront::formats::read_npy_header(source);
    nnfront::formats::npy_array(header, source.slice(header.data_offset, source.size() - header.data_offset));
  });
}
