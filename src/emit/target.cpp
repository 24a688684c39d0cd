#include "emit/target.h"

#include <string>
#include <vector>

#include "emit/onnx/emitter.h"
#include "emit/tensorflow/emitter.h"
#include "support/fail.h"

namespace nnfront::emit {

std::span<const Target> targets() {
  static const std::vector<Target> all = {
      {"onnx", "a model for every runtime of ONNX", "FILE.onnx",
       [](const Graph& graph, const std::filesystem::path& path, const Options& options) {
         onnx::write(graph, path, {options.opset.value_or(onnx::default_opset)});
       }},
      {"tensorflow", "a frozen graph for TensorFlow 1.15 and 2.x", "FILE.pb",
       [](const Graph& graph, const std::filesystem::path& path, const Options&) { tensorflow::write(graph, path); }},
  };
  return all;
}

const Target& target(std::string_view name) {
  std::vector<std::string> names;
  for (const Target& each : targets()) {
    if (each.name == name) return each;
    names.emplace_back(each.name);
  }
  fail(ErrorCode::invalid_argument, "nothing is rebuilt for '{}': wanted {}{}", printable(name), fmt::join(names, ", "),
       did_you_mean(name, names));
}

}  // namespace nnfront::emit
