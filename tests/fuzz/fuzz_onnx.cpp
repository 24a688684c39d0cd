#include "frontends/onnx/importer.h"
#include "tests/fuzz/target.h"

// The reader and the import behind it, and the content of every small parameter.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return nnfront::fuzz(data, size, [](std::span<const std::byte> bytes) {
    nnfront::frontends::ImportOptions options;
    options.parameters_required = false;
    nnfront::frontends::onnx::ExternalFiles external;
    const auto import = nnfront::frontends::onnx::import_bytes(nnfront::ByteSource(bytes), external, options);
    constexpr std::size_t most_bytes = 65536;
    for (const nnfront::Node& node : import.graph.nodes()) {
      if (node.tensor.has_content() && node.tensor.bytes() <= most_bytes) node.tensor.evaluate();
    }
  });
}
