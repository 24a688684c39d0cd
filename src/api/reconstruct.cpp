#include "nnfront/reconstruct.h"

#include "emit/run.h"
#include "emit/target.h"
#include "executor/distance.h"
#include "support/fail.h"

namespace nnfront {

std::vector<ReconstructTarget> reconstruct_targets() {
  std::vector<ReconstructTarget> all;
  for (const emit::Target& target : emit::targets()) {
    all.push_back({std::string(target.name), std::string(target.doc), std::string(target.written)});
  }
  return all;
}

std::vector<std::filesystem::path> reconstruct(const Model& model, const std::filesystem::path& path, const ReconstructOptions& options) {
  return emit::target(options.to).write(model.graph(), path, {options.opset});
}

std::vector<Array> run_rebuilt(const Model& model, const std::filesystem::path& path, std::string_view to, const std::vector<Array>& inputs,
                               const std::string& python) {
  const std::vector<ValueInfo> wanted = model.inputs();
  if (inputs.size() != wanted.size()) fail(ErrorCode::invalid_argument, "got {} inputs, the model wants {}", inputs.size(), wanted.size());
  std::vector<emit::NamedArray> named;
  for (std::size_t i = 0; i < inputs.size(); ++i) named.push_back({wanted[i].name, inputs[i]});
  std::vector<std::string> outputs;
  for (const ValueInfo& output : model.outputs()) outputs.push_back(output.name);
  return emit::run(to, path, named, outputs, python);
}

double distance(const Array& got, const Array& wanted) {
  return executor::relative_distance(got, wanted);
}

}  // namespace nnfront
