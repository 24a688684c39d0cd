// What an emitter sees of one node of the IR, or of one step of its epilogue, and where it puts the Python that takes its place.
//
// Expressions are texts whose operands are atoms (a variable, `self.name`, a call, a number): an emitter puts parentheses around its own.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "emit/operation_view.h"
#include "emit/python/text.h"
#include "emit/torch/program.h"

namespace nnfront::emit::torch {

using python::literal;

// A program in the making.
struct Emission {
  const Graph& graph;
  const NodeIndex& index;
  std::unordered_map<Value, std::vector<const Operation*>> readers = {};
  std::unordered_map<Value, int> variables = {};
  std::unordered_map<std::int64_t, int> free_members = {};  // of parameters and constants, by id of the node
  std::map<std::string, int> layers = {};                   // by text and parameters
  Names keys = {};                                          // of the state
  Program program = {};
};

// Which input is which parameter of a layer.
struct Leaf {
  std::string_view name;
  int input;
};

class NodeContext : public OperationView {
 public:
  // `target`: the row's function of torch.
  NodeContext(Emission& emission, const Operation& operation, std::string_view target)
      : OperationView(operation), emission_(emission), target_(target) {}

  std::string_view target() const { return target_; }

  // Input i as a tensor.
  std::string input(int i);
  // The same, or a number where input i is a constant scalar: for operators of Python, whose other operand is a tensor.
  std::string operand(int i);
  // The only element of a constant.
  std::optional<double> constant_number(int i) const;
  // The elements of a constant of integers; Error (unsupported), which calls it `what`, where input i is none.
  std::vector<std::int64_t> constant_integers(int i, std::string_view what) const;
  // The attribute, or where input i stands for it its content, which must be a constant.
  std::vector<std::int64_t> integers_of(int i, const std::vector<std::int64_t>& attribute, std::string_view what) const;
  std::int64_t integer_of(int i, std::int64_t attribute, std::string_view what) const;

  // A statement in front of what returns() says, and the variable that it makes.
  std::string let(const std::string& expression);
  // What the output is; of several outputs an expression that gives as many.
  void returns(const std::string& expression);
  // The output is input i itself.
  void returns_input(int i);
  // One expression per output.
  void returns_each(const std::vector<std::string>& expressions);

  // The member that this makes, with its parameters; the same for operations that share all of them. No value where an input is no
  // parameter of the graph that belongs to such a layer alone, or only some of the parameters are trained: then it is written with tensors.
  std::optional<std::string> layer(std::string_view type, std::vector<std::string> operands, const std::vector<Leaf>& leaves);
  // A class or function of helpers.h.
  std::string helper(std::string_view name);

  // Error (unsupported) where torch has no such element type.
  std::string dtype(DType type) const;
  // A whole size of input i.
  std::int64_t size(int i, std::int64_t axis) const;
  // Text of a shape whose entries are integers or expressions in d0, d1, ..., the dimensions of input 0.
  std::vector<std::string> sizes(const Shape& entries);
  // Error (unsupported) for integers without a sign of more than 8 bits, which torch stores but computes next to nothing with.
  void check_arithmetic() const;
  bool is_floating_input(int i) const { return is_floating(type(i).dtype); }

 private:
  // The parameter or constant that input i is; null where it is computed.
  const Node* constant_node(int i) const;
  bool owns(const Leaf& leaf, const std::vector<Leaf>& leaves) const;
  int free_member(const Node& node);
  int new_variable();

  Emission& emission_;
  std::string_view target_;
};

// "f(a, b)"
std::string call(std::string_view function, const std::vector<std::string>& operands);
// "name=value"
std::string named(std::string_view name, const std::string& value);
// Spatial attributes: "3" where all are equal, else "(3, 5)".
std::string spatial(const std::vector<std::int64_t>& values);
bool all_are(const std::vector<std::int64_t>& values, std::int64_t wanted);
// "torch.zeros(64, 3, dtype=torch.float16)": a tensor of that type; Error (unsupported) where torch has none.
std::string zeros_of(const TensorType& type);
// "torch.float16"; no value where torch has none.
std::optional<std::string> torch_dtype(DType dtype);

}  // namespace nnfront::emit::torch
