// Calls that make a layer, taken apart, so that layers that differ in numbers alone can be made by one class with parameters.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emit/torch/program.h"

namespace nnfront::emit::torch {

// "nn.Conv2d(3, 64, 7, stride=2)". No value for an expression that is no such call.
struct Constructor {
  std::string callee;
  std::vector<std::string> positional;
  std::vector<std::pair<std::string, std::string>> options;  // name, value
};
std::optional<Constructor> constructor_of(const std::string& text);

// Equal for members that one class can make: they are of one kind with one state, and their calls differ in operands alone.
std::string kind_of(const Member& member);

// What a class has instead of members that stand at the same place of several of its objects.
struct Unified {
  std::vector<std::string> texts;                   // of the members, in which what differs is a parameter
  std::vector<std::string> parameters;              // of __init__: "channels", "stride=1"
  std::vector<std::vector<std::string>> arguments;  // for each object: what is given for the parameters
};

// `members[i]` are those of object i; at each place they have one kind_of().
Unified unify(const std::vector<std::vector<const Member*>>& members);

}  // namespace nnfront::emit::torch
