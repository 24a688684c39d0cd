// What members are called, and how the names that the source has for parameters follow from paths in the module.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "emit/torch/program.h"

namespace nnfront::emit::torch {

// What parameters of the source have in common in their names, behind which something that names one begins: "net0_" of "net0_conv0_weight"
// and "net0_dense0_bias"; "" where that is nothing.
std::string common_prefix(const std::vector<Member>& members);

// What the source calls a member: "net0_conv0" where its parameters are net0_conv0_weight and net0_conv0_bias.
std::string source_base(const Member& member);

// Names of the members of one object of a class, from the source's, in which what the source calls the object is left out.
std::vector<std::string> names_within(const std::vector<const Member*>& members, const std::string& object);
// One list of names for all objects: where they count on from object to object (conv3, norm3, conv4 behind conv0, norm0, conv1) each
// counts from 0, and other numbers that differ are left out ("down_conv0" for down1_conv0 and down2_conv0).
std::vector<std::string> shared_names(const std::vector<std::vector<std::string>>& objects);

// Gives every member a name that is legal and its own, from the source's name of its parameters without `prefix`.
void name_members(std::vector<Member>& members, const std::string& prefix);

// The rule by which paths become the source's names: what stands in `entries` for the module that is nearest above, then the rest of the
// path, joined by `separator`, in which a norm's weight and bias are gamma and beta where `gamma_and_beta`. An entry of a path is all of a
// name. Entries are checked: the rule gives the source's name of every parameter.
struct NameEntry {
  std::string text;
  std::int64_t first = 0;  // what is added to the first number behind it: of a block whose layers count on from the one in front of it
};
struct NameRule {
  std::string separator;
  bool gamma_and_beta = false;
  std::map<std::string, NameEntry> entries;
  bool is_identity = false;  // paths are the names
};

NameRule name_rule(const std::vector<Member>& members);

}  // namespace nnfront::emit::torch
