#include "nnfront/reconstruct.h"

#include "emit/target.h"

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

}  // namespace nnfront
