// Parts of a program that may become a class: statements that have one variable coming in and one going out.
#pragma once

#include <string>
#include <vector>

#include "emit/torch/program.h"

namespace nnfront::emit::torch {

// Statements [begin, end).
struct Part {
  int begin = 0;
  int end = 0;
  std::string prefix;  // what the source calls it
  int input = -1;
  int output = -1;
  std::vector<int> members;  // in the order in which they are read

  int size() const { return end - begin; }
};

// Who reads what, over a whole program.
struct Reads {
  explicit Reads(const Program& program);

  std::vector<int> made_at;    // by variable; -1: an input
  std::vector<int> last_read;  // the number of statements where forward() returns it, -1 where nobody reads it
  std::vector<int> first_use;  // of members
  std::vector<int> last_use;
};

// Statements whose sources' names begin alike, and statements between places where only one variable is alive (a residual block), alone
// and with what follows without a layer (its activation). They may overlap.
std::vector<Part> candidate_parts(const Program& program, const Reads& reads);

// "net0_stage1" of "net0_stage1_block0"; "" of a name without parts.
std::string parent_of(const std::string& name);
// "block0"
std::string_view last_part(std::string_view name);

}  // namespace nnfront::emit::torch
