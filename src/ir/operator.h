// The operator record: everything that is known about an operator, as a plain value. Families list their records at the end of
// their file in src/ops; src/ops/op_table.cpp lists the families.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ir/attributes.h"
#include "ir/cost.h"
#include "ir/type.h"
#include "nnfront/array.h"

namespace nnfront {

struct Node;
struct Subgraph;
class Builder;

// The elements of a scalar or list of integers or bools (0, 1) as far as they follow from constants and shapes: what shape arguments are
// made of. An entry is an integer, an expression in symbols, or unknown. Floating types too, where an element is a whole number.
struct Content {
  Shape entries;  // as many as the value has elements
  bool scalar = false;
  friend bool operator==(const Content&, const Content&) = default;
};

// What inference sees of a node. Absent optional inputs are null in `inputs`, and so are inputs that stand for attributes: their content
// is in `attributes` already (but see Operator::infer_unresolved).
struct InferContext {
  std::span<const TensorType* const> inputs;
  const Attributes& attributes;
  // The content of input i where all of it is known (a constant, what follows from constant shapes, an array at run time), null
  // otherwise. May be empty as a function.
  std::function<const Array*(int)> constant;
  // The node, for operators that own subgraphs; null where only types are asked for.
  const Node* node = nullptr;
  // The content of input i where only some of it is known, or by symbols. May be empty as a function; ask through content().
  std::function<std::optional<Content>(int)> symbolic = {};
  // The type of a value that the node's subgraphs take from outside. Empty where there is no node.
  std::function<const TensorType&(Value)> type_outside = {};

  // What is known of the elements of input i, which is a scalar or a list of whole numbers; no value where that is nothing.
  std::optional<Content> content(int i) const;
  int input_count() const { return static_cast<int>(inputs.size()); }
  bool has(int i) const { return i < input_count() && inputs[static_cast<std::size_t>(i)] != nullptr; }
  // InternalError where input i is absent: the count is checked against the record before.
  const TensorType& input(int i) const;
  template <class T>
  const T& attrs() const {
    return attributes.as<T>();
  }
};

// What a reference kernel sees. Arrays have the inferred dtypes; absent optional inputs are null.
struct EvalContext {
  std::span<const Array* const> inputs;
  const Attributes& attributes;
  // The types inferred for the outputs; dimensions that depend on data are unknown there.
  std::span<const TensorType> outputs;
  const Node* node = nullptr;
  // Runs one of the node's subgraphs: arrays for its inputs, in order, to those of its outputs. Empty for a node that owns none.
  std::function<std::vector<Array>(const Subgraph&, std::span<const Array>)> run_graph = {};

  bool has(int i) const { return i < static_cast<int>(inputs.size()) && inputs[static_cast<std::size_t>(i)] != nullptr; }
  const Array& input(int i) const;
  template <class T>
  const T& attrs() const {
    return attributes.as<T>();
  }
};

// What a cost function sees: concrete types (InternalError where a dimension is not an integer: the caller substitutes first).
struct CostContext {
  std::span<const TensorType* const> inputs;
  std::span<const TensorType> outputs;
  const Attributes& attributes;
  // True for inputs that are parameters or constants.
  std::span<const bool> is_constant;

  bool has(int i) const { return i < static_cast<int>(inputs.size()) && inputs[static_cast<std::size_t>(i)] != nullptr; }
  // Dimensions as integers.
  std::vector<std::int64_t> input_dims(int i) const;
  std::vector<std::int64_t> output_dims(int i) const;
  template <class T>
  const T& attrs() const {
    return attributes.as<T>();
  }
};

// What a rule for contents sees of a node (Operator::content): attributes with everything in their place that is known.
struct ContentContext {
  std::span<const TensorType* const> inputs;
  const Attributes& attributes;
  // Null where nothing is known of an input, and where it is absent.
  std::span<const Content* const> contents;
  // The output that is asked for, and its type: a scalar, or a list whose length is known.
  int output = 0;
  const TensorType& type;

  const Content* content(int i) const { return i < static_cast<int>(contents.size()) ? contents[static_cast<std::size_t>(i)] : nullptr; }
  template <class T>
  const T& attrs() const {
    return attributes.as<T>();
  }
};

struct Operand {
  std::string_view name;
  std::string_view doc;
  enum class Arity { one, optional, variadic } arity = Arity::one;
};

// An optional input, behind all that stand for nothing else, whose content takes the place of an attribute: `starts` of slice. Where it is
// given, the attribute is at its default. Scalars and arrays of one element fill integers, numbers and bools; lists fill lists and
// shapes; elements convert exactly or are refused. See ir/attribute_inputs.h.
struct AttributeInput {
  int input = 0;               // index in Operator::inputs
  std::string_view attribute;  // a field of Operator::defaults
  // Whether the types of the outputs depend on it. Where they do not, and the content is not known, inference takes the default.
  enum class Effect { types, elements } effect = Effect::types;
};

// A condition that inference enforces, e.g. {"conv_c3", "the weight has input channels / groups channels"}. The label stands in
// the documentation, in the error message and in the name of the negative test.
struct Constraint {
  std::string_view label;
  std::string_view text;
};

// Throws the Error of a broken constraint: "[conv_c3] got ..., wanted ...".
template <class... Args>
[[noreturn]] void violated(std::string_view label, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorCode::invalid_file, fmt::format("[{}] {}", label, fmt::format(format, std::forward<Args>(args)...)));
}

// An input of a subgraph: its type when the subgraph is run for the first time, and which of the subgraph's outputs it is the next time
// (-1: none, its type stays).
struct SubgraphInput {
  TensorType type;
  int next = -1;
};

// Where an operator may stand in a producer's epilogue.
enum class EpilogueRole { none, activation, residual };

struct Operator {
  std::string_view name;
  std::string_view family;
  std::string_view doc;  // one line
  std::vector<Operand> inputs = {};
  std::vector<Operand> outputs;
  std::vector<Constraint> constraints = {};
  Attributes defaults = {};  // also says which attributes there are
  // Checks inputs and attributes and returns the types of the outputs. Throws Error through violated().
  std::function<std::vector<TensorType>(const InferContext&)> infer;
  // The definition of the operator: obviously right, never fast.
  std::function<std::vector<Array>(const EvalContext&)> eval = {};
  std::function<Cost(const CostContext&)> cost = {};
  // For composites, instead of eval: builds the same computation from smaller operators.
  std::function<std::vector<Value>(Builder&, const Node&)> decompose = {};
  EpilogueRole epilogue_role = EpilogueRole::none;
  // False where equal inputs and attributes do not make equal outputs: what a caller gives, what is unknown, dropout while training.
  bool deterministic = true;
  // What the attributes `axis` and `axes` count dimensions of, negative ones from the back: the first input, or else the output.
  bool axes_of_input = true;
  // Where the outputs are variadic: how many there are by the attributes, for inputs without a rank. Throws like `infer`.
  std::function<std::size_t(const Attributes&)> output_count = {};
  // Source of the definition: a paper, a spec section. May be empty.
  std::string_view source = {};
  std::vector<AttributeInput> attribute_inputs = {};
  // Takes the place of `infer` where an input that the types depend on stands for an attribute and its content is not known, or only in
  // part (`content(i)`): the types as far as they can be told. Those inputs are present, what is known is in the attributes. Empty: outputs
  // without a rank, of the first input's type.
  std::function<std::vector<TensorType>(const InferContext&)> infer_unresolved = {};
  // The content of an output that is a scalar or a short list, where it can be told; no value otherwise. Never wrong: an entry that may
  // be something else is unknown. May throw Error, which counts as no value.
  std::function<std::optional<Content>(const ContentContext&)> content = {};
  // For operators that own subgraphs with inputs: what the inputs of subgraph `graph` are, by the node's own inputs. Throws like `infer`.
  std::function<std::vector<SubgraphInput>(const InferContext&, std::size_t graph)> subgraph_inputs = {};
};

// A fixed list of operators, looked up by name.
class OperatorSet {
 public:
  explicit OperatorSet(std::vector<Operator> operators);
  // Null where there is none.
  const Operator* find(std::string_view name) const;
  // Error (unsupported) with the nearest name where there is none.
  const Operator& at(std::string_view name) const;
  std::span<const Operator> all() const { return operators_; }

 private:
  std::vector<Operator> operators_;
  std::unordered_map<std::string_view, const Operator*> by_name_;
};

}  // namespace nnfront
