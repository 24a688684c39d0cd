// The content of a .params file by the names that the symbol uses.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "formats/mxnet_ndarray.h"
#include "ir/tensor.h"

namespace nnfront::frontends::mxnet {

struct StoredParameter {
  std::string name;  // as the symbol has it
  // Key in the IR: the name, but for the second of an "arg:" and an "aux:" entry of one name, which keeps its prefix.
  std::string key;
  bool auxiliary = false;  // "aux:": a state, not trained
  Tensor tensor;           // a slice of the file, or a deferred densification
};

class Parameters {
 public:
  Parameters() = default;
  // Throws Error (invalid_file) for a damaged file, arrays without names or two entries of one full name.
  explicit Parameters(const ByteSource& source);

  // An entry of that name; where "arg:" and "aux:" both have it, the one that is meant. Null where there is none.
  const StoredParameter* find(std::string_view name, bool auxiliary) const;
  const std::vector<StoredParameter>& all() const { return all_; }

 private:
  std::vector<StoredParameter> all_;
  std::multimap<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace nnfront::frontends::mxnet
