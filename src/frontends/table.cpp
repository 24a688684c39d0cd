#include <algorithm>

#include "frontends/file_kind.h"
#include "frontends/frontend.h"
#include "frontends/mxnet/detect.h"
#include "frontends/mxnet/importer.h"
#include "frontends/mxnet/op_table.h"
#include "frontends/onnx/detect.h"
#include "frontends/onnx/importer.h"
#include "frontends/onnx/op_table.h"
#include "support/fail.h"

namespace nnfront::frontends {

namespace {

std::string tried_names() {
  std::string names;
  for (const Frontend& frontend : frontends()) names += (names.empty() ? "" : ", ") + std::string(frontend.name);
  return names;
}

Frontend frontend_named(std::string_view framework) {
  std::vector<std::string> known;
  for (const Frontend& frontend : frontends()) {
    if (frontend.name == framework) return frontend;
    known.emplace_back(frontend.name);
  }
  fail(ErrorCode::invalid_argument, "no front end is called '{}' (there are: {}){}", printable(framework), tried_names(),
       did_you_mean(framework, known));
}

std::string what_it_looks_like(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return "it is a directory in which no file is a model";
  if (const auto kind = other_kind(path)) return fmt::format("it is {}", *kind);
  if (std::filesystem::is_regular_file(path, error)) return first_bytes(path);
  if (std::filesystem::exists(path, error)) return "it is neither a file nor a directory";
  return "there is no such file, and no model files with this prefix";
}

// A model of another framework than the one that was named.
void refuse_other_framework(const std::filesystem::path& path, std::string_view named, int epoch) {
  if (named.empty()) return;
  for (const Frontend& frontend : frontends()) {
    if (frontend.name == named || !frontend.detect(path, epoch)) continue;
    fail(ErrorCode::invalid_argument, "{}: a model of {}, not of {}: leave the framework out, or name {}", printable(path.string()),
         frontend.title, named, frontend.name);
  }
}

// A folder with models of several frameworks: none of them is the one that was meant.
void refuse_mixed_folder(const std::filesystem::path& path, const Frontend& first) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return;
  for (const Frontend& frontend : frontends()) {
    if (frontend.name == first.name || !frontend.detect(path, -1)) continue;
    fail(ErrorCode::invalid_argument, "{}: a directory with models of {} and of {}, name a file or one of {}, {}", printable(path.string()),
         first.title, frontend.title, first.name, frontend.name);
  }
}

// A file that is plainly of some kind and that no frontend took.
[[noreturn]] void refuse_kind(const std::filesystem::path& path, std::string_view kind, const std::string& tried) {
  if (kind != onnx_kind) {
    fail(ErrorCode::unsupported, "{}: looks like {}, which nnfront does not read yet; tried: {}", printable(path.string()), kind, tried);
  }
  const std::string fault = onnx::fault(path);
  if (fault.empty()) fail(ErrorCode::unsupported, "{}: looks like {}; tried: {}", printable(path.string()), kind, tried);
  fail(ErrorCode::invalid_file, "{}: looks like {}, but {}", printable(path.string()), kind, fault);
}

}  // namespace

std::vector<Frontend> frontends() {
  return {
      {"mxnet", "MXNet", mxnet::detect, mxnet::import_model, mxnet::coverage},
      {"onnx", "ONNX", onnx::detect, onnx::import_model, onnx::coverage},
  };
}

Detected detect(const std::filesystem::path& path, std::string_view framework, int epoch) {
  const std::vector<Frontend> tried = framework.empty() ? frontends() : std::vector<Frontend>{frontend_named(framework)};
  for (const Frontend& frontend : tried) {
    auto files = frontend.detect(path, epoch);
    if (!files) continue;
    if (framework.empty()) refuse_mixed_folder(path, frontend);
    return {frontend, std::move(*files)};
  }
  refuse_other_framework(path, framework, epoch);
  if (is_graph_file(path)) {
    fail(ErrorCode::invalid_argument, "{}: a graph that nnfront wrote, compiled already: inspect, complexity and run read it",
         printable(path.string()));
  }
  if (const auto kind = model_kind(path)) {
    refuse_kind(path, *kind, framework.empty() ? tried_names() : std::string(framework));
  }
  fail(ErrorCode::unsupported, "{}: not a model of {}: {}", printable(path.string()),
       framework.empty() ? "any known kind (tried: " + tried_names() + ")" : std::string(framework), what_it_looks_like(path));
}

}  // namespace nnfront::frontends
