#include "frontends/mxnet/importer.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnfront::fuzz(data, size, [](std::span<const std::byte> bytes) {
    nnfront::frontends::ImportOptions options;
    options.parameters_required = false;
    const std::string_view json(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    nnfront::frontends::mxnet::import_symbol(json, nnfront::frontends::mxnet::Parameters(), options);
  });
}
