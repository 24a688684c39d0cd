#include "frontends/mxnet/parameters.h"

#include <set>

#include "support/fail.h"

namespace nnfront::frontends::mxnet {

namespace {

Tensor tensor_of(formats::MxnetArray array) {
  if (array.storage == formats::MxnetStorage::dense) return {array.dtype, array.dims, array.content};
  const DType dtype = array.dtype;
  const std::vector<std::int64_t> dims = array.dims;
  const auto densify = [held = std::move(array)](std::span<const Array>) { return formats::densify(held); };
  return {dtype, dims, DeferredComputation{"densify", {}, densify}};
}

StoredParameter stored(formats::MxnetArray array) {
  StoredParameter result;
  const std::string_view full = array.name;
  const bool prefixed = full.substr(0, 4) == "arg:" || full.substr(0, 4) == "aux:";
  result.auxiliary = full.substr(0, 4) == "aux:";
  result.name = std::string(prefixed ? full.substr(4) : full);
  try {
    result.tensor = tensor_of(std::move(array));
  } catch (const Error& error) {
    throw error.in(fmt::format("array '{}'", printable(result.name)));
  }
  return result;
}

}  // namespace

Parameters::Parameters(const ByteSource& source) {
  std::set<std::string> full_names;
  for (formats::MxnetArray& array : formats::read_mxnet_arrays(source)) {
    if (array.name.empty()) fail(ErrorCode::invalid_file, "its arrays have no names: a list of arrays, not a model's parameters");
    if (!full_names.insert(array.name).second) fail(ErrorCode::invalid_file, "two arrays are called '{}'", printable(array.name));
    const std::string full = array.name;
    StoredParameter parameter = stored(std::move(array));
    parameter.key = by_name_.count(parameter.name) == 0 ? parameter.name : full;
    by_name_.emplace(parameter.name, all_.size());
    all_.push_back(std::move(parameter));
  }
}

const StoredParameter* Parameters::find(std::string_view name, bool auxiliary) const {
  const auto [first, last] = by_name_.equal_range(name);
  if (first == last) return nullptr;
  for (auto candidate = first; candidate != last; ++candidate) {
    if (all_[candidate->second].auxiliary == auxiliary) return &all_[candidate->second];
  }
  return &all_[first->second];
}

}  // namespace nnfront::frontends::mxnet
