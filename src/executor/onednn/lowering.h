// From a graph to a program: values get a place and a layout, nodes become instructions. One function per operator, in the file
// of its family; lowering.cpp has the table.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "executor/onednn/program.h"
#include "executor/plan.h"
#include "ir/graph.h"

namespace nnfront::executor::onednn {

// Where a value lies while the program runs.
struct Located {
  Operand operand;
  DType dtype = DType::float32;
  Dims dims;
};

// A value that a node reads.
struct Input {
  Value value;
  DType dtype = DType::float32;
  Dims dims;
  bool constant = false;  // a parameter, or computed from nothing but parameters
  bool dies = false;      // nobody reads its memory after this node
};

// One operator at work: a node, or one step of its epilogue.
struct Operation {
  const Operator* op = nullptr;
  // With the content of constant inputs that stand for attributes in its place; such inputs are absent then.
  Attributes attributes = {};
  const Node* node = nullptr;
  std::vector<std::optional<Input>> inputs;
  std::vector<TensorType> outputs;
  std::string name;
  // What follows and may be done in the same primitive: for each step its operator and its inputs; the running result is absent.
  struct Step {
    const Operator* op = nullptr;
    const Attributes* attributes = nullptr;
    std::vector<std::optional<Input>> inputs;
    int running = 0;  // which of the inputs is the running result
  };
  std::vector<Step> epilogue;

  template <class T>
  const T& attrs() const {
    return attributes.as<T>();
  }
  bool has(std::size_t i) const { return i < inputs.size() && inputs[i].has_value(); }
  const Input& input(std::size_t i = 0) const { return *inputs.at(i); }
  // Output 0.
  Dims output_dims() const { return *concrete_dims(outputs.front()); }
};

struct Lowered {
  std::vector<Located> outputs;
  std::size_t absorbed = 0;  // steps of the epilogue that are done already
};

// Weights in the layouts that primitives asked for, shared by all programs of a prepared graph.
using ConstantCache = std::map<std::string, std::shared_ptr<const std::byte>>;

class Lowering {
 public:
  // `wanted`: the values that are results, in order. The cache may hold what another program of the same graph made.
  // `threads`: so many work on one image together.
  Lowering(const Graph& graph, Program& program, ConstantCache& cache, std::span<const Value> wanted, int threads);
  void run();

  const dnnl::engine& engine() const { return program_.engine; }
  int threads() const { return threads_; }

  // --- for the families ---
  // The value as float32 in that layout; a reorder is added where it lies in another one.
  Operand read(const Input& input, const Desc& layout);
  // In whatever layout it has.
  Operand read(const Input& input);
  // The same elements as `operand` in another layout.
  Operand reordered(const Operand& operand, const Desc& layout);
  // The same, into new memory in any case.
  Operand copied(const Operand& operand, const Desc& layout);
  // The content of a constant input from element `first` on, seen as `seen`, laid out as `layout`; made now.
  Operand weights(const Input& input, const Desc& seen, const Desc& layout, std::int64_t first = 0);
  // What `make` computes from the content of a constant input, under a name that says how.
  Operand weights(const Input& input, const std::string& name, std::size_t count, const std::function<void(const Array&, float*)>& make);
  // Content that a family computed itself (plain float32), under a name that is unique to it.
  Operand weights(const std::string& key, const std::vector<float>& content);
  Array content(const Input& input);
  // New memory in the arena.
  Operand fresh(const Desc& layout);
  // The memory of `input` where it can be overwritten and lies in `layout`.
  std::optional<Operand> in_place(const Input& input, const Desc& layout);
  // Adds the primitive with its scratchpad.
  void add(const Operation& operation, const dnnl::primitive& primitive, const dnnl::primitive_desc_base& description,
           std::vector<std::pair<int, Operand>> arguments, bool one_thread = false);
  // Adds an instruction whose pieces run side by side.
  void add(const Operation& operation, std::vector<Piece> pieces);
  Piece piece(const dnnl::primitive& primitive, const dnnl::primitive_desc_base& description,
              std::vector<std::pair<int, Operand>> arguments);
  static Located located(const Operand& operand, const Dims& dims) { return {operand, DType::float32, dims}; }

 private:
  void place_inputs();
  void lower(const ScheduledNode& scheduled);
  bool fold(const Node& node);
  void finish(const Node& node);
  bool keep_constants(const Node& node, const std::vector<Array>& outputs);
  bool resolve(Operation& operation);
  Operation operation_for(const Node& node);
  Operation operation_for(const Node& node, const EpilogueStep& step);
  Lowered apply(const Operation& operation);
  Lowered fall_back(const Operation& operation, const std::string& reason);
  void lower_owner(const Node& node);
  Located host_output(const TensorType& type, HostCall& host);
  Input describe(Value value) const;
  bool is_wanted(Value value) const;
  void define(Value value, const Located& located);
  void forget(Value value);
  int add_buffer(Buffer buffer);
  int constant_buffer(const std::string& key, std::size_t bytes, const std::function<void(std::byte*)>& make);
  int plain_buffer(const Input& input);
  void add_reorder(const Operand& from, const Operand& to);
  void copy_to_results(Value value, const Located& located);
  void copy_constant_to_results(Value value);

  const Graph& graph_;
  Program& program_;
  ConstantCache& cache_;
  NodeIndex index_;
  std::vector<Value> wanted_;
  std::unordered_set<Value> dying_;
  std::unordered_map<Value, Located> located_;
  std::unordered_map<Value, Tensor> constants_;
  std::unordered_map<int, int> holders_;  // per buffer: how many live values lie in it
  std::map<std::string, int> constant_buffers_;
  int threads_;
};

}  // namespace nnfront::executor::onednn
