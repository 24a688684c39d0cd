// What a translator sees of one node of a model: its inputs as values of the IR, its attributes with ONNX's defaults, and ways to
// add nodes and to refuse.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "frontends/onnx/binding.h"
#include "frontends/onnx/decoder.h"
#include "frontends/onnx/known_content.h"
#include "frontends/onnx/op_table.h"
#include "frontends/onnx/scope.h"
#include "ir/builder.h"
#include "support/fail.h"

namespace nnfront::frontends::onnx {

// Thrown where a translator needs the shape of a value that has none, because something before it was not understood. Such a
// node is neither refused nor an error: there is only nothing to build on.
struct UnrankedInput {};

using Operands = std::vector<std::optional<Value>>;

// A graph of a node, translated apart.
struct TranslatedGraph {
  Subgraph graph;
  std::vector<TensorType> outputs;
};

// Puts the nodes of a graph in the place of the node that holds it, as often as it is called: from what its inputs are to what its outputs
// are. `prefix` stands in front of the names of the nodes. Initializers are made once.
using GraphInPlace = std::function<Bindings(const Bindings& inputs, const std::string& prefix)>;

// How the graphs that stand in attributes of a node are translated. Errors name the node inside.
struct GraphTranslators {
  // `graph` and `scope` must outlive the result.
  std::function<GraphInPlace(const OnnxGraph& graph, Scope& scope)> in_place;
  // As a subgraph called `name`, again and again until the types of its inputs hold for what it hands on. Refuses a value that changes its
  // rank or element type.
  std::function<TranslatedGraph(const OnnxGraph& graph, Scope& scope, std::string name, std::vector<SubgraphInput> inputs)> apart;
};

// What the nodes of one block share, and all blocks of one import.
struct Translation {
  const SourceModel& model;
  ExternalFiles& external;
  Builder& builder;
  KnownContent& known;
  ParameterKeys& keys;
  const GraphTranslators& graphs;
};

class NodeContext {
 public:
  NodeContext(const OperatorRow& row, const OnnxNode& node, Scope& scope, Translation& translation);

  std::string_view op() const { return row_.name; }
  std::string_view target() const { return row_.target; }
  // The node's name, or where it has none that of its first output; unique in most files.
  const std::string& name() const { return name_; }
  // The version of the operator's set that the graph or function around the node is written in.
  std::int64_t opset() const { return scope_.opsets().version(node_.domain); }

  // ---- Inputs. Inputs at the end may be left out, and any may be "".
  int input_count() const { return static_cast<int>(node_.inputs.size()); }
  bool has_input(int i) const;
  // Error (invalid_file) where input i is left out or nothing makes it. Refuses a sequence. `role`: what it is where it is an initializer.
  Value input(int i, ParameterRole role = ParameterRole::weight);
  std::optional<Value> optional_input(int i, ParameterRole role = ParameterRole::weight);
  // Whatever it is; nothing where it is left out.
  Binding binding(int i, ParameterRole role = ParameterRole::weight);
  // Error (invalid_file) where it is left out or a tensor; UnrankedInput where it was not understood.
  ValueList sequence(int i);
  // All that are listed; Error (invalid_file) where one is left out.
  std::vector<Value> inputs();
  // True where input i is an initializer.
  bool is_initializer(int i) const;

  // The content of input i where it is the same in every run, whatever the graph's inputs are: at most 4,096 bytes.
  std::optional<Array> constant(int i);
  // What is known of the elements of input i, a list of integers, by the shapes in the graph: integers, symbols, unknown entries.
  // Nothing where that is nothing at all.
  std::optional<Shape> shape_content(int i);
  // The same as integers or numbers; nothing where the input is left out. Refuses where it is there and its content is not known.
  std::optional<std::vector<std::int64_t>> constant_integers(int i, std::string_view what);
  std::optional<std::vector<double>> constant_numbers(int i, std::string_view what);

  // An input that stands for an attribute of the IR's operator. Known content goes into `attribute`; what depends on the graph's inputs
  // goes to the end of `operands` as it is (Operator::attribute_inputs). Every call adds one operand, one that
  // is left out where there is no need; calls follow the order of the operator's inputs.
  void argument(int i, std::string_view what, std::vector<std::int64_t>& attribute, Operands& operands);
  void argument(int i, std::string_view what, std::vector<double>& attribute, Operands& operands);
  void argument(int i, std::string_view what, Shape& attribute, Operands& operands);
  void argument(int i, std::string_view what, std::int64_t& attribute, Operands& operands);  // one number
  void argument(int i, std::string_view what, double& attribute, Operands& operands);
  // The same for an attribute without a value where the input is left out.
  template <class T>
  void argument(int i, std::string_view what, std::optional<T>& attribute, Operands& operands) {
    T given{};
    argument(i, what, given, operands);
    if (has_input(i) && !operands.back()) attribute = given;
  }
  // For an input that lists sizes of all dimensions where the attribute lists those behind batch and channels.
  void spatial_argument(int i, std::string_view what, std::vector<std::int64_t>& attribute, Operands& operands);
  // How many elements input i, a list, has. Error (invalid_file) where it is no list; refuses where that is no number.
  std::int64_t list_length(int i, std::string_view what);

  // ---- Outputs.
  int output_count() const { return static_cast<int>(node_.outputs.size()); }
  // True where output i is named.
  bool has_output(int i) const;
  // Refuses where an output beyond the first `count` is named.
  void only_outputs(int count) const;

  // ---- Types. These throw UnrankedInput where the value has no rank.
  const TensorType& type(Value value) const { return translation_.builder.type(value); }
  DType dtype(Value value) const;
  // Of input i; a node for an initializer is not made for that.
  DType input_dtype(int i);
  const Shape& shape(Value value) const;
  std::int64_t rank(Value value) const { return static_cast<std::int64_t>(shape(value).size()); }
  // Counted from the end where negative; Error (invalid_file) outside [-rank, rank), or [-rank-1, rank] for a new axis.
  std::int64_t axis(Value value, std::int64_t axis) const;
  std::vector<std::int64_t> axes(std::int64_t rank, std::vector<std::int64_t> axes) const;
  const Dim& dim(Value value, std::int64_t axis) const;
  // The dimension as a number; refuses where it is none.
  std::int64_t size(Value value, std::int64_t axis) const;

  // ---- Attributes: std::int64_t, bool (not 0), double, std::string, lists of std::int64_t, double, std::string.
  bool has_attr(std::string_view attribute) const { return find(attribute) != nullptr; }
  // An attribute, or what ONNX takes where it is not given. Error (invalid_file) that names it where it is of another kind.
  template <class T>
  T attr(std::string_view attribute, T fallback) {
    const OnnxAttributeValue* value = read(attribute);
    return value == nullptr ? std::move(fallback) : converted<T>(attribute, *value);
  }
  // One that ONNX demands.
  template <class T>
  T attr(std::string_view attribute) {
    const OnnxAttributeValue* value = read(attribute);
    if (value == nullptr) fail(ErrorCode::invalid_file, "attribute '{}' is missing", attribute);
    return converted<T>(attribute, *value);
  }
  // One of `choices`; refuses another.
  std::string choice(std::string_view attribute, std::initializer_list<std::string_view> choices, std::string_view fallback);
  // A TensorProto.DataType; refuses one that the IR lacks.
  DType dtype_attr(std::string_view attribute, DType fallback);
  // Null where it is not given.
  const OnnxTensor* tensor_attr(std::string_view attribute);
  // Error (invalid_file) where it is not given.
  const OnnxGraph& graph_attr(std::string_view attribute);
  const OnnxAttributeValue* value_attr(std::string_view attribute) { return read(attribute); }
  // Attributes that say how to train or how to compute, not what.
  void ignore(std::initializer_list<std::string_view> attributes);
  // What was given and neither read nor ignored.
  std::vector<std::string> unread() const;

  // ---- Fate.
  // Why the node cannot be covered.
  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail(ErrorCode::unsupported, format, std::forward<Args>(args)...);
  }
  // For the report: the node became something else with the same result.
  void rewritten(std::string how) { how_ = std::move(how); }
  const std::string& how() const { return how_; }

  // ---- Nodes. The one without a part has the source's name. Helpers get `part` behind it: "fc1.flatten".
  Value add(std::string_view op, Operands inputs, Attributes attributes = {}, std::string_view part = {});
  std::vector<Value> add_all(std::string_view op, Operands inputs, Attributes attributes = {}, std::string_view part = {});
  // Makes a helper of the node that was added last.
  void name_last(std::string_view part);
  // A node that owns subgraphs.
  std::vector<Value> add_owner(std::string_view op, Operands inputs, Attributes attributes, std::vector<Subgraph> graphs);
  // The same as add(), valid only for the input shapes at hand.
  Value add_fixed(std::string_view op, Operands inputs, Attributes attributes = {}, std::string_view part = {});
  // Small content is a constant, larger a parameter.
  Value content(Tensor tensor, std::string_view part = {});
  Value constant(Array array, std::string_view part = {}) { return content(Tensor(std::move(array)), part); }
  // A constant without dimensions.
  Value scalar(double value, DType dtype);
  // A list of integers.
  Value integers(const std::vector<std::int64_t>& elements, std::string_view part = {});
  // 0, 1, ... below `count`, as int64.
  Value counted(std::int64_t count, std::string_view part);
  // Entry `index` along the first dimension, which is gone.
  Value entry(Value value, std::int64_t index, std::string_view part);
  // Dimension `axis` of a value as it is when the graph runs: an int64 without dimensions.
  Value dim_value(Value value, std::int64_t axis, std::string_view part);
  Value reshape(Value value, Shape target, std::string_view part = {});
  Value cast(Value value, DType dtype, std::string_view part = {});
  // The value itself where it is of the type already.
  Value as_type(Value value, DType wanted, std::string_view part);
  Value transpose(Value value, std::vector<std::int64_t> permutation, std::string_view part = {});

  const OnnxNode& node() const { return node_; }
  Scope& scope() { return scope_; }
  Translation& translation() { return translation_; }

 private:
  const OnnxAttributeValue* find(std::string_view attribute) const;
  const OnnxAttributeValue* read(std::string_view attribute);
  std::optional<Array> argument_content(int i, Operands& operands);
  std::string part_name(std::string_view part) const;
  template <class T>
  static T converted(std::string_view attribute, const OnnxAttributeValue& value);

  const OperatorRow& row_;
  const OnnxNode& node_;
  Scope& scope_;
  Translation& translation_;
  std::string name_;
  std::set<std::string, std::less<>> read_;
  std::string how_;
};

// The symbol for dimension i of a reshape's input: "d0".
Dim input_dim(std::int64_t i);

// A node's name, or where it has none that of its first output, as reports and the IR have it.
std::string node_name(const OnnxNode& node, const Scope& scope);

// axis, axis + 1, ... up to the last of `rank` dimensions.
std::vector<std::int64_t> axes_from(std::int64_t axis, std::int64_t rank);

}  // namespace nnfront::frontends::onnx
