// Names of values: each differently, the source's own wherever that can be.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "ir/graph.h"

namespace nnfront::emit::onnx {

class Names {
 public:
  // `wanted` where nothing is called so yet, else "wanted_2", "wanted_3", ...; never empty.
  std::string take(std::string_view wanted);
  void set(Value value, std::string name) { of_.insert_or_assign(value, std::move(name)); }
  bool has(Value value) const { return of_.count(value) != 0; }
  // InternalError for a value that has no name yet: nodes stand in topological order.
  const std::string& at(Value value) const;

 private:
  std::unordered_map<Value, std::string> of_;
  std::unordered_set<std::string> taken_;
  std::unordered_map<std::string, int> last_;  // number that was given to a name
};

}  // namespace nnfront::emit::onnx
