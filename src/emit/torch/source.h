// The text of model.py.
#pragma once

#include <string>
#include <vector>

#include "emit/torch/naming.h"
#include "emit/torch/program.h"
#include "ir/graph.h"

namespace nnfront::emit::torch {

// What model.py is made of. Members have their names.
struct Source {
  std::vector<ModuleClass> classes;  // that `model` uses, each behind those that it uses itself
  Program model;
  NameRule names;
  bool trains = true;       // false: what the fused form has folded together does not train
  std::string description;  // of what it was made of, in plain words
};

// Formatted as `ruff format` does it with lines of 120 characters.
std::string text_of(const Source& source);

}  // namespace nnfront::emit::torch
