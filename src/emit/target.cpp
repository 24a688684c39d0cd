#include "emit/target.h"

#include <string>
#include <vector>

#include "emit/mxnet/emitter.h"
#include "emit/onnx/emitter.h"
#include "emit/tensorflow/emitter.h"
#include "emit/torch/emitter.h"
#include "emit/tvm/emitter.h"
#include "support/fail.h"

namespace nnfront::emit {

std::span<const Target> targets() {
  static const std::vector<Target> all = {
      {"onnx", "a model for every runtime of ONNX", "FILE.onnx",
       [](const Graph& graph, const std::filesystem::path& path, const Options& options) {
         onnx::write(graph, path, {options.opset.value_or(onnx::default_opset)});
         return std::vector{path};
       }},
      {"mxnet", "a symbol and its parameters, for Module and gluon's SymbolBlock", "PREFIX of PREFIX-symbol.json and PREFIX-0000.params",
       [](const Graph& graph, const std::filesystem::path& path, const Options&) { return mxnet::write(graph, path); }},
      {"torch", "a module of PyTorch", "a folder for model.py and model.safetensors",
       [](const Graph& graph, const std::filesystem::path& path, const Options&) { return torch::write(graph, path); }},
      {"tensorflow", "a frozen graph for TensorFlow 1.15 and 2.x", "FILE.pb",
       [](const Graph& graph, const std::filesystem::path& path, const Options&) {
         tensorflow::write(graph, path);
         return std::vector{path};
       }},
      {"tvm", "a Relax module of TVM, in TVMScript", "a folder for model.py and model.npz",
       [](const Graph& graph, const std::filesystem::path& path, const Options&) { return tvm::write(graph, path); }},
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
