// What an emitter sees of one node of the IR, or of one step of its epilogue, and where it puts the TVMScript that takes its place.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emit/operation_view.h"
#include "emit/python/text.h"

namespace nnfront::emit::tvm {

using Integers = std::vector<std::int64_t>;

// A function in the making. Names are those of its variables.
struct Emission {
  const NodeIndex& index;
  Names names;                                 // of values
  std::map<std::string, std::string> symbols;  // variable of each symbol of a dimension
  std::vector<std::string> lines;
};

class NodeContext : public OperationView {
 public:
  // `target`: the row's function of Relax, without "R.".
  NodeContext(Emission& emission, const Operation& operation, std::string_view target)
      : OperationView(operation), emission_(emission), target_(target) {}

  std::string_view target() const { return target_; }
  std::string input(int i) const;
  // A statement in front of what returns() says, and the variable that it makes.
  std::string let(const std::string& expression);
  // What the output is.
  void returns(const std::string& expression) { returns_each({expression}); }
  void returns_each(const std::vector<std::string>& expressions);

  // A constant of the type of input 0.
  std::string number(double value) const;
  std::string constant(double value, DType dtype) const;
  // The attribute; Error (unsupported) where input i stands for it.
  const Integers& integers_of(int i, const Integers& attribute) const;
  // A size of input i that is an integer.
  std::int64_t size(int i, std::int64_t axis) const;
  // "(n, 3, 8)" of a shape whose dimensions are all known, by numbers or by symbols.
  std::string shape(const Shape& dims) const;
  bool is_floating_input(int i) const { return is_floating(type(i).dtype); }

 private:
  Emission& emission_;
  std::string_view target_;
};

// "R.f(a, b)"
std::string call(std::string_view function, const std::vector<std::string>& operands);
// "name=value"
std::string named(std::string_view name, const std::string& value);
// Relax's name of an element type; Error (unsupported) where it has none.
std::string dtype_text(DType dtype);
// A dimension as an expression of Python: symbols by their variables.
std::string dim_text(const Dim& dim, const std::map<std::string, std::string>& symbols);

}  // namespace nnfront::emit::tvm
