// What members are called, and how the names that the source has for parameters follow from paths in the module.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emit/torch/program.h"

namespace nnfront::emit::torch {

// What parameters of the source have in common in their names, behind which something that names one begins: "net0_" of "net0_conv0_weight"
// and "net0_dense0_bias"; "" where that is nothing.
std::string common_prefix(const std::vector<Member>& members);

// Gives every member a name that is legal and its own, from the source's name of its parameters without `prefix`.
void name_members(std::vector<Member>& members, const std::string& prefix);

// The rule by which paths become the source's names: what stands in `entries` for the module that is nearest above, then the rest of the
// path, joined by `separator`, in which a norm's weight and bias are gamma and beta where `gamma_and_beta`. An entry of a path is all of a
// name. Entries are checked: the rule gives the source's name of every parameter.
struct NameRule {
  std::string separator;
  bool gamma_and_beta = false;
  std::map<std::string, std::string> entries;
  bool is_identity = false;  // paths are the names
};

NameRule name_rule(const std::vector<Member>& members);

}  // namespace nnfront::emit::torch
