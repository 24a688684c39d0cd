// What names mean while nodes are translated.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frontends/onnx/binding.h"
#include "frontends/onnx/decoder.h"
#include "frontends/onnx/tensors.h"
#include "ir/builder.h"

namespace nnfront::frontends::onnx {

// Keys of parameters, each used once.
class ParameterKeys {
 public:
  // `wanted`, or "wanted#2" where another parameter is called so.
  std::string take(const std::string& wanted);

 private:
  std::unordered_map<std::string, int> taken_;
};

// A tensor of the file as a node. What only counts or says where (at most 4,096 bytes, not floating) becomes a constant, everything else
// a parameter; what is not floating is of role buffer.
Value add_content(Builder& builder, ParameterKeys& keys, const std::string& name, Tensor tensor, ParameterRole role);

// Initializers of a graph. A parameter or constant of the IR is made where one is first read.
class Initializers {
 public:
  // Error (invalid_file) for two of one name. `builder` adds to where the graph's nodes are.
  Initializers(const OnnxGraph& graph, ExternalFiles& external, ParameterKeys& keys, Builder& builder);

  bool has(std::string_view name) const { return entries_.count(name) > 0; }
  // Nothing where there is none of the name; the first reader's role counts. Error as ir_tensor() gives it.
  std::optional<Value> find(std::string_view name, ParameterRole role);
  // The elements without a node being made, where they take at most largest_constant_bytes; nothing otherwise. Counts as reading.
  std::optional<Array> content(std::string_view name);
  // Those that were never read, in the order of the file.
  std::vector<std::string_view> unused() const;

 private:
  struct Entry {
    const OnnxTensor* dense = nullptr;
    const formats::OnnxSparseTensor* sparse = nullptr;
    std::optional<Value> made;
    bool looked_at = false;
  };
  Tensor tensor_of(std::string_view name, Entry& entry);
  void add(std::string_view name, Entry entry);

  ExternalFiles& external_;
  ParameterKeys& keys_;
  Builder& builder_;
  std::vector<std::string_view> names_;
  std::unordered_map<std::string_view, Entry> entries_;
};

// The names of one graph or function body.
class Scope {
 public:
  // A body: sees nothing of what is around it.
  Scope(const Opsets& opsets, std::string prefix) : opsets_(&opsets), prefix_(std::move(prefix)) {}
  // A graph inside a node of `outer`, whose names it sees; `outer` must outlive it.
  static Scope inside(Scope& outer) { return inside(outer, outer.prefix_); }
  static Scope inside(Scope& outer, std::string prefix) {
    Scope inner(*outer.opsets_, std::move(prefix));
    inner.outer_ = &outer;
    return inner;
  }

  Initializers* initializers = nullptr;  // of this graph
  // What a function was called with, by name; a reference to another name has no value.
  std::unordered_map<std::string_view, const OnnxAttributeValue*> arguments;

  // Error (invalid_file) where the name has a meaning already.
  void define(std::string_view name, Binding binding);

  // No binding: nothing is called so.
  std::optional<Binding> find(std::string_view name, ParameterRole role);
  // The elements of an initializer: Initializers::content.
  std::optional<Array> content(std::string_view name);
  // True for a name that stands for nothing.
  bool is_left_out(std::string_view name) const;
  bool is_sequence(std::string_view name) const;
  // True where the name is an initializer, whether read yet or not.
  bool is_initializer(std::string_view name) const;
  // An attribute's value, that of the call where it is a reference; null where the call leaves it out.
  const OnnxAttributeValue* resolve(const OnnxAttribute& attribute) const;

  const Opsets& opsets() const { return *opsets_; }
  // In front of the names of nodes: "" or "call/".
  const std::string& prefix() const { return prefix_; }

 private:
  // Null for what is no value, as initializers are.
  const Binding* bound(std::string_view name) const;

  Scope* outer_ = nullptr;
  const Opsets* opsets_;
  std::string prefix_;
  std::unordered_map<std::string_view, Binding> values_;
};

}  // namespace nnfront::frontends::onnx
