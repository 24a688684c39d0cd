// What a translator sees of one node of the source, and how it adds to the graph.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "frontends/mxnet/attribute_text.h"
#include "frontends/mxnet/decoder.h"
#include "frontends/mxnet/op_table.h"
#include "frontends/mxnet/scope.h"
#include "ir/builder.h"
#include "support/fail.h"

namespace nnfront::frontends::mxnet {

// Thrown where a translator needs the shape of a value that has none, because something before it was not understood. Such a
// node is neither refused nor an error: there is only nothing to build on.
struct UnrankedInput {};

// What a variable of a graph inside a node stands for: a value, or else the node's input of that number.
struct GraphInput {
  std::optional<Value> value;
  std::int64_t input = 0;
};

class NodeContext {
 public:
  // `node` is one of the scope's graph.
  NodeContext(const OperatorRow& row, const SourceNode& node, Scope& scope)
      : row_(row), node_(node), scope_(scope), builder_(scope.builder()) {}

  // The operator's name in the table, whatever older spelling the file uses.
  std::string_view op() const { return row_.names.front(); }
  std::string_view target() const { return row_.target; }
  const std::string& name() const { return node_.name; }
  int input_count() const { return static_cast<int>(node_.inputs.size()); }
  bool has_input(int i) const { return i < input_count(); }
  // Error (invalid_file) where there is no input i.
  Value input(int i);
  std::vector<Value> inputs();
  // What input i joins, where the source joins lists there: each as it was before it was made a list; otherwise input i alone.
  std::vector<Value> joined_parts(int i);
  // Input i, of which the operator knows the shape: where it is a variable, this is what its content must have, or what is taken
  // where there is no content. A fixed scale is not trainable.
  Value parameter(int i, const std::optional<Shape>& shape, bool trainable = true);

  // The shape of input i where it is known before it is asked for; a parameter's without content is not.
  std::optional<Shape> known_shape(int i);

  const TensorType& type(Value value) const { return builder_.type(value); }
  // These throw UnrankedInput where the value has no rank.
  DType dtype(Value value) const;
  const Shape& shape(Value value) const;
  std::int64_t rank(Value value) const { return static_cast<std::int64_t>(shape(value).size()); }
  // Counted from the end where negative; Error (invalid_file) outside.
  std::int64_t axis(Value value, std::int64_t axis) const;
  const Dim& dim(Value value, std::int64_t axis) const;
  // The dimension as a number; refuses where it is none.
  std::int64_t size(Value value, std::int64_t axis) const;

  // An attribute, or what MXNet takes where it is not given. Error (invalid_file) that names it where the text is not of the type.
  template <class T>
  T attr(const std::string& attribute, T fallback) {
    const std::string* text = find(attribute);
    return text == nullptr ? std::move(fallback) : parsed<T>(attribute, *text);
  }
  // One that MXNet demands.
  template <class T>
  T attr(const std::string& attribute) {
    const std::string* text = find(attribute);
    if (text == nullptr) fail(ErrorCode::invalid_file, "attribute '{}' is missing", attribute);
    return parsed<T>(attribute, *text);
  }
  // One of `choices`; refuses another.
  std::string choice(const std::string& attribute, std::initializer_list<std::string_view> choices, std::string_view fallback);
  // A type; refuses one that the IR lacks.
  DType dtype_attr(const std::string& attribute, DType fallback);
  // Attributes that say how to train or how to compute, not what.
  void ignore(std::initializer_list<const char*> attributes);
  // What was given and neither read nor ignored.
  std::vector<std::string> unread() const;

  // The graphs inside the node. Error (invalid_file) where there are not `count`.
  const std::vector<SourceGraph>& subgraphs(std::size_t count);
  bool has_read_subgraphs() const { return read_subgraphs_; }
  // Of a node of a graph inside, whose operator is in the table: for its attributes alone.
  NodeContext of_inner(const SourceNode& node) const;
  // Its nodes translated where `builder` adds, its variables, in order, being `inputs`: values that are at hand there, or inputs of this
  // node. Gives what its outputs are. Refuses where one of them is not covered.
  std::vector<Value> translate(const SourceGraph& graph, Builder& builder, const std::vector<GraphInput>& inputs);
  Builder& builder() { return builder_; }

  // Why the node cannot be covered.
  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail(ErrorCode::unsupported, format, std::forward<Args>(args)...);
  }
  // For the report: the node became something else with the same result.
  void rewritten(std::string how) { how_ = std::move(how); }
  const std::string& how() const { return how_; }

  // The node that has the source's name. Helpers get `part` behind it: "fc1.flatten".
  Value add(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes = {}, std::string_view part = {});
  std::vector<Value> add_all(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes = {},
                             std::string_view part = {});
  // The same, valid only for the input shapes at hand.
  Value add_fixed(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes = {}, std::string_view part = {});
  // The node that owns `graphs` (Builder::add_owner).
  std::vector<Value> add_owner(std::string_view op, std::vector<std::optional<Value>> inputs, Attributes attributes,
                               std::vector<Subgraph> graphs);
  Value constant(Array array) { return builder_.constant(std::move(array)); }
  // A constant without dimensions.
  Value scalar(double value, DType dtype);
  // As int64: MXNet keeps indices and lengths in any type, and cuts off fractions.
  Value as_indices(Value indices, std::string_view part = "indices");
  Value reshape(Value value, Shape target, std::string_view part = {});

 private:
  const std::string* find(const std::string& attribute);
  const Entry& entry(int i) const { return node_.inputs[static_cast<std::size_t>(i)]; }
  std::string part_name(std::string_view part) const;

  template <class T>
  T parsed(const std::string& attribute, const std::string& text) const {
    try {
      return parse_attribute<T>(text);
    } catch (const Error& error) {
      throw error.in("attribute '" + attribute + "'");
    }
  }

  const OperatorRow& row_;
  const SourceNode& node_;
  Scope& scope_;
  Builder& builder_;
  std::set<std::string> read_;
  bool read_subgraphs_ = false;
  std::string how_;
};

// The symbol for dimension i of a reshape's input: "d0".
Dim input_dim(std::int64_t i);

}  // namespace nnfront::frontends::mxnet
