// What an emitter sees of one node of the IR, or of one step of its epilogue, and where it puts the nodes that take its place.
//
// MXNet keeps some values in another type than the IR: what compares, and what finds an index, comes in the type of the data, and nothing
// computes bools. Such a value is held in that type until somebody needs its own. What has no dimensions is a list of one element there.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "emit/operation_view.h"
#include "formats/mxnet_symbol.h"
#include "ir/graph.h"

namespace nnfront::emit::mxnet {

using formats::mxnet_file::Entry;
using Inputs = std::vector<Entry>;
using Integers = std::vector<std::int64_t>;
using NodeAttributes = std::vector<std::pair<std::string, std::string>>;

// Where a value stands in the symbol, and in which type.
struct Held {
  Entry entry;
  DType dtype = DType::float32;
};

// A variable with content.
struct Parameter {
  std::size_t node = 0;
  DType dtype = DType::float32;
  Integers dims;
  Tensor tensor;
  bool auxiliary = false;  // a state: what batch norm updates
};

// A symbol in the making.
struct Emission {
  const Graph& graph;
  const NodeIndex& index;
  Names names;           // of nodes that compute something
  Names variable_names;  // which may be those of nodes, too
  formats::mxnet_file::Symbol symbol;
  std::vector<Parameter> parameters;
  std::unordered_map<Value, Held> held;
  std::unordered_map<Value, std::size_t> variables;             // nodes of parameters and constants
  std::unordered_map<Value, std::string> ends;                  // what an output of the graph is called
  std::unordered_map<Value, std::vector<const Node*>> readers;  // null: an output of the graph
};

// One node on a path that a single tensor takes.
struct Step {
  std::string_view op;
  NodeAttributes attributes;
  std::string_view part;  // behind the name, where it is not the last one
};

class NodeContext : public OperationView {
 public:
  // `target`: the row's operator of MXNet.
  NodeContext(Emission& emission, const Operation& operation, std::string_view target)
      : OperationView(operation), emission_(emission), target_(target), name_(operation.name) {}

  std::string_view op() const { return operation().op->name; }
  std::string_view target() const { return target_; }
  // Calls the node without an ending that front ends give its name.
  void drop_ending(std::string_view ending);

  Value value(int i) const;
  bool is_floating(int i) const { return nnfront::is_floating(type(i).dtype); }
  // An axis of input i from the front.
  std::int64_t axis(int i, std::int64_t given) const { return ops::from_front(given, static_cast<std::size_t>(rank(i))); }
  // A size of input i; Error (unsupported) where it has no such dimension, or none that is known.
  std::int64_t size(int i, std::int64_t axis) const;
  Integers dims(int i) const;
  // An entry in d0, d1, ... with the sizes of input 0 in their place.
  Dim evaluated(const Dim& entry) const;
  Integers output_dims(int i = 0) const;
  bool is_read(int output) const;
  bool is_fused() const { return emission_.graph.kind == GraphKind::fused; }
  // The type that every reader of output i casts it to, where MXNet can give it so; otherwise int64.
  DType wanted_index_type(int output) const;

  // The node that makes input i; null for what stands inside this node's epilogue.
  const Node* producer(int i) const;
  // The node that makes a value that stands outside epilogues.
  const Node& maker(Value value) const { return emission_.index.producer(value); }
  // The number that input i is, where it is a constant of one element that does not add dimensions to input `other`.
  std::optional<double> number(int i, int other) const;

  // Whether every element of input i is known to be 0.
  bool is_zeros(int i) const;

  // Input i in its own type; of bools 0 or 1 in the type of the first one that is asked for.
  Entry input(int i);
  // All that are given.
  Inputs inputs();
  // Input i in the type it is held in: for what takes indices of any type.
  Entry index(int i);
  // Input i as something that is 0 for false and not 0 for true.
  Entry truth(int i);
  // `x` where input i is only x compared with 0, or cast to bool.
  std::optional<Value> compared_with_zero(int i) const;
  Held held(Value value);
  // The variable of input i, which is a state of the operator. Error (unsupported) where it is none.
  Entry state(int i);
  // The variable itself, also where nothing may train it.
  Entry variable(int i);

  // Adds the node that makes the outputs of this one. `dtype`: what output 0 is held in, where that is another type.
  void emit(std::string_view op, Inputs inputs, NodeAttributes attributes = {}, std::optional<DType> dtype = std::nullopt);
  // The same for output i alone: a node that makes nothing else.
  void emit_output(int i, std::string_view op, Inputs inputs, NodeAttributes attributes, DType dtype);
  // Output i is what stands there already.
  void pass(Held value, int i = 0);
  // What stands for output i, once it is there.
  Entry made(int i) const { return emission_.held.at(operation().outputs[static_cast<std::size_t>(i)]).entry; }
  // Adds a node in front of it, which `part` describes.
  Entry add(std::string_view op, Inputs inputs, NodeAttributes attributes, std::string_view part);
  // Steps one after the other; the last of emit_steps is the node.
  Entry add_steps(Entry data, std::span<const Step> steps);
  void emit_steps(Entry data, std::span<const Step> steps);
  Entry cast(Entry value, DType to, std::string_view part);
  // One number everywhere; a size of 0 is left to MXNet, which infers it.
  Entry filled(const Integers& dims, double value, DType dtype, std::string_view part);

 private:
  std::string name_of_output(int i, DType dtype, bool alone);

  Emission& emission_;
  std::string_view target_;
  std::string name_;
  std::optional<DType> bools_in_;  // the type that bools are taken in
};

// What stands in the symbol for a constant or a parameter; made on first use.
Held constant_value(Emission& emission, const Node& node);
// The variable of it.
Entry variable_of(Emission& emission, const Node& node);
std::size_t append(Emission& emission, std::string_view op, std::string name, NodeAttributes attributes, Inputs inputs, int outputs = 1);
// How many outputs of a node can be read.
int visible_outputs(const formats::mxnet_file::Node& node);
// True for types that MXNet's operators compute with.
bool is_covered(DType dtype);
std::string type_flag(DType dtype);

std::string text_of(const Integers& values);  // "(2, 2)", "(2,)"
std::pair<std::string, std::string> attribute(std::string name, std::int64_t value);
std::pair<std::string, std::string> attribute(std::string name, double value);
std::pair<std::string, std::string> attribute(std::string name, bool value);
std::pair<std::string, std::string> attribute(std::string name, const char* value);
std::pair<std::string, std::string> attribute(std::string name, std::string value);
std::pair<std::string, std::string> attribute(std::string name, const Integers& value);
std::pair<std::string, std::string> attribute(std::string name, const std::vector<double>& value);
std::pair<std::string, std::string> attribute(std::string name, DType value);

}  // namespace nnfront::emit::mxnet
