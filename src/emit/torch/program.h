// A graph as statements of Python, before it is text. In expressions, variables and members stand as marks (no name can hold one), so that
// names are chosen when it is known which module a statement stands in and how long a variable is read.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"

namespace nnfront::emit::torch {

// A tensor of the state that the module carries.
struct StateEntry {
  std::string leaf;  // "weight"; "" where the member is the tensor itself
  std::string key;   // the source's name
  TensorType type;
  Tensor content;
};

enum class MemberKind { layer, parameter, buffer, constant };

// What __init__ makes.
struct Member {
  MemberKind kind = MemberKind::layer;
  std::string wanted;  // a source's name for it, as it is in the model
  std::string text;    // an expression: "nn.Conv2d(3, 64, 7)", "torch.zeros(64)"
  std::vector<StateEntry> state;
  std::vector<std::string> fixed = {};  // leaves that are not trained, where others of the member are
  bool is_norm = false;                 // its weight and bias are gamma and beta in some sources
  std::string name = {};                // the attribute; chosen when all members of a module are known
  std::vector<Member> inside = {};      // of a module that is defined in the source: its own members
};

// One statement of forward: `makes = text`.
struct Step {
  std::string text;
  std::vector<int> makes;  // variables
  std::string source;      // the node's name
};

struct Program {
  std::vector<Member> members;
  std::vector<Step> steps;
  int variable_count = 0;
  std::vector<int> inputs;
  std::vector<std::string> input_names;
  std::vector<std::string> outputs;       // expressions
  std::vector<std::string> output_names;  // of the source
  std::set<std::string> helpers;          // functions and classes that the source needs (helpers.h)
};

// A class of the source.
struct ModuleClass {
  std::string name;
  std::string doc;                      // one line, of our own words
  std::vector<std::string> parameters;  // of __init__: "channels", "stride=1"
  Program body;
};

std::string variable_mark(int variable);
std::string member_mark(int member);

struct Mark {
  bool is_member = false;
  int number = 0;
};
// The text with every mark replaced.
std::string with_marks(std::string_view text, const std::function<std::string(const Mark&)>& name);
std::vector<Mark> marks_of(std::string_view text);

}  // namespace nnfront::emit::torch
