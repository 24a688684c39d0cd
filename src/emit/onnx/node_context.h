// What an emitter sees of one node of the IR, or of one step of its epilogue, and where it puts the nodes that take its place.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "emit/operation_view.h"
#include "formats/onnx_writer.h"
#include "ir/graph.h"

namespace nnfront::emit::onnx {

using Inputs = std::vector<std::string>;
using NodeAttributes = std::vector<formats::onnx_file::Attribute>;

// A graph in the making.
struct Emission {
  const NodeIndex* index;
  std::int64_t opset;
  Names names;                                    // of values, in all blocks
  Names node_names;                               // of nodes, which ONNX wants to differ, too
  std::unordered_map<std::string, DType> dtypes;  // of values by name
  formats::onnx_file::Graph target;               // of the block at hand
  bool uses_contributed = false;                  // an operator of `contributed_domain`
  std::unordered_set<Value> read = {};            // what anything reads
  std::int64_t next_id = 0;                       // of nodes that are none of the graph's
  // A graph that a node owns; what ONNX lacks in it is noted with everything else that it lacks.
  std::function<formats::onnx_file::Graph(const Subgraph&)> lower_subgraph = {};
};

// onnxruntime's own operators, which models name that were made for it.
inline constexpr std::string_view contributed_domain = "com.microsoft";

// An operator that does not take elements of the type at hand: computed in another type it may be written all the same.
class ElementTypeError : public Error {
 public:
  explicit ElementTypeError(const std::string& message) : Error(ErrorCode::unsupported, message) {}
};

class NodeContext : public OperationView {
 public:
  // `target`: the row's operator of ONNX.
  NodeContext(Emission& emission, const Operation& operation, std::string_view target)
      : OperationView(operation), emission_(emission), target_(target) {}

  std::string_view target() const { return target_; }
  std::int64_t opset() const { return emission_.opset; }
  // The name of input i; "" where it is left out.
  std::string input(int i) const;
  // All of them, without those at the end that are left out.
  Inputs inputs() const;
  const std::string& output(int i = 0) const { return emission_.names.at(operation().outputs[static_cast<std::size_t>(i)]); }
  // What the node calls itself, in front of the names of its parts.
  const std::string& name() const { return operation().name; }
  // Graphs that the node owns; of a step of an epilogue none.
  const std::vector<Subgraph>& graphs() const { return operation().node->graphs; }
  std::shared_ptr<formats::onnx_file::Graph> lowered(const Subgraph& graph) {
    return std::make_shared<formats::onnx_file::Graph>(emission_.lower_subgraph(graph));
  }

  // The node that makes a value; null where it is none of the graph's.
  const Node* producer(std::optional<Value> value) const { return value ? emission_.index->find(value->node) : nullptr; }
  const std::string& name_of_value(Value value) const { return emission_.names.at(value); }
  // Whether anything reads output i.
  bool is_read(int i) const { return emission_.read.count(operation().outputs[static_cast<std::size_t>(i)]) != 0; }
  // What the operator's definition makes of these inputs.
  std::vector<Array> evaluated(std::span<const Array> inputs) const;

  // Adds the node that makes the outputs of this one. ElementTypeError where the operator does not take elements of these types in the
  // operator set at hand.
  void emit(std::string_view op, Inputs inputs, NodeAttributes attributes = {});
  // The same without the outputs that nothing reads, but for the first: of operators whose other outputs may be left out.
  void emit_read(std::string_view op, Inputs inputs, NodeAttributes attributes = {});
  // The same for an operator of contributed_domain, whose types are not looked at.
  void emit_contributed(std::string_view op, Inputs inputs, NodeAttributes attributes = {});
  // The same of an operator of two outputs of which the graph has only the second; `first` describes the other.
  void emit_second(std::string_view op, Inputs inputs, NodeAttributes attributes, std::string_view first);
  // The same, with the value alone that makes output `i`: where several nodes make the outputs.
  void emit_output(int i, std::string_view op, Inputs inputs, NodeAttributes attributes = {});
  // Adds a node in front of it and returns the name of its output, which `part` describes.
  std::string add(std::string_view op, Inputs inputs, NodeAttributes attributes, std::string_view part);
  // The same with the names of several outputs. All but the first are of type int64: indices and counts.
  Inputs add_all(std::string_view op, Inputs inputs, NodeAttributes attributes, const std::vector<std::string_view>& parts);
  // A value that a graph which is written here takes or gives: a scalar, or of a rank that is not said.
  formats::onnx_file::ValueInfo info(std::string_view part, DType dtype, bool is_scalar);
  // A graph for a node that owns one, of what `fill` adds; that gives the names of its outputs.
  std::shared_ptr<formats::onnx_file::Graph> graph(std::string_view part, std::vector<formats::onnx_file::ValueInfo> inputs,
                                                   const std::function<Inputs()>& fill);
  // What ONNX does not tell of an output by the node alone.
  void note_dtype(const std::string& value, DType dtype) { emission_.dtypes.insert_or_assign(value, dtype); }

  // Constants. A scalar of an integer type must be a whole number.
  std::string integers(const std::vector<std::int64_t>& values, std::string_view part);
  std::string integer(std::int64_t value, std::string_view part);
  std::string truth(bool value, std::string_view part);
  std::string scalar(double value, DType dtype, std::string_view part);
  // Of the type of input 0.
  std::string number(double value, std::string_view part) { return scalar(value, type(0).dtype, part); }
  std::string constant(Array array, std::string_view part);
  // The input that stands for an attribute where it is given, else the attribute.
  std::string integers_of(int i, const std::vector<std::int64_t>& values, std::string_view part);
  // Input i, which is one number in a scalar or a list of one, as a scalar; as a list.
  std::string scalar_input(int i, std::string_view part);
  std::string list_input(int i, std::string_view part);
  // Input i, indices of any integer type, as int64.
  std::string indices(int i);
  // The dimension of input i along axis as a scalar of int64: a constant where it is known; and those from `begin` up to `end` as a list.
  std::string size(int i, std::int64_t axis, std::string_view part);
  std::string sizes(int i, std::int64_t begin, std::int64_t end, std::string_view part);
  // `list`, one number per channel, so that it broadcasts with input 0: [C, 1, ...].
  std::string column(const std::string& list, std::string_view part);
  std::string cast(const std::string& value, DType to, std::string_view part);
  // The reduction of `value` along `axes`, which stay as dimensions of 1 where `keep`.
  std::string reduced(std::string_view op, const std::string& value, const std::vector<std::int64_t>& axes, bool keep,
                      std::string_view part);

  // Whether the axes of a reduction are an input: since opset 18, of ReduceSum in every set that is written.
  bool axes_are_input(std::string_view reduction) const { return opset() >= 18 || reduction == "ReduceSum"; }

  // Where the target's operator came with a later opset.
  void need_opset(std::int64_t since, std::string_view what) const;

 private:
  std::string fresh(std::string_view part);
  // Adds the node; returns the element type of its first output as ONNX has it, no value for operators that are not looked at.
  std::optional<DType> push(std::string_view op, std::string_view domain, std::string name, Inputs inputs, Inputs outputs,
                            NodeAttributes attributes);

  Emission& emission_;
  std::string_view target_;
};

// What the IR calls a choice, where ONNX calls it so, too.
template <class E>
std::string name_of(E value) {
  return std::string(EnumNames<E>::names[static_cast<std::size_t>(value)]);
}

// "strides": [2, 2]
formats::onnx_file::Attribute attribute(std::string name, std::int64_t value);
formats::onnx_file::Attribute attribute(std::string name, double value);
formats::onnx_file::Attribute attribute(std::string name, std::string value);
formats::onnx_file::Attribute attribute(std::string name, std::vector<std::int64_t> value);
formats::onnx_file::Attribute attribute(std::string name, std::vector<double> value);
formats::onnx_file::Attribute attribute(std::string name, std::vector<std::string> value);
formats::onnx_file::Attribute attribute(std::string name, std::shared_ptr<const formats::onnx_file::Graph> value);
// A flag: 0 or 1.
formats::onnx_file::Attribute flag(std::string name, bool value);
formats::onnx_file::Attribute element_type(std::string name, DType value);

}  // namespace nnfront::emit::onnx
