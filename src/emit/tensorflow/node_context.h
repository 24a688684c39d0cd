// What an emitter sees of one node of the IR, or of one step of its epilogue, and where it puts the nodes that take its place. Axes and
// sizes are those in memory (emit/layout.h) wherever a function says so.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emit/layout.h"
#include "emit/operation_view.h"
#include "formats/graphdef_writer.h"
#include "ir/graph.h"

namespace nnfront::emit::tensorflow {

using Inputs = std::vector<std::string>;
using NodeAttributes = std::vector<formats::graphdef::Attribute>;
using Integers = std::vector<std::int64_t>;

// A value as it lies in memory: of more dimensions than its own, with ones in front.
struct Form {
  Value value;
  Layout layout = Layout::channels_first;
  std::size_t rank = 0;
  friend auto operator<=>(const Form&, const Form&) = default;
};

// A graph in the making.
struct Emission {
  explicit Emission(const Graph& of, const NodeIndex& nodes) : graph(of), index(nodes), layouts(nodes) {}

  const Graph& graph;
  const NodeIndex& index;
  Layouts layouts;
  Names names;  // of nodes
  std::map<Form, std::string> tensors;
  std::map<std::pair<Value, std::string>, std::string> changed;  // constants by what was made of them
  std::map<Value, std::string> output_names;                     // kept for the node that makes an output, until it is there
  formats::graphdef::Graph target;
};

// The nearest name that TensorFlow takes: other characters become "_", and an "n" stands in front of what cannot be the first.
std::string node_name(std::string_view name);

// The tensor that holds a value in that form; converts or writes the constant where it is not there yet.
std::string read(Emission& emission, const Form& form, const TensorType& type);
// Adds a node that holds a constant.
std::string add_constant(Emission& emission, const Tensor& tensor, std::string_view wanted_name);

class NodeContext : public OperationView {
 public:
  // `target`: the row's operator of TensorFlow.
  NodeContext(Emission& emission, const Operation& operation, OperationLayout layout, std::string_view target)
      : OperationView(operation), emission_(emission), layout_(std::move(layout)), target_(target), first_(emission.target.nodes.size()) {}

  std::string_view target() const { return target_; }
  std::string_view op() const { return operation().op->name; }

  // ---- Inputs.

  // The tensor of input i in the layout that the operation reads.
  std::string input(int i) const;
  Inputs inputs() const;  // all of them, none left out
  DType dtype() const { return type(0).dtype; }
  // The content of an input that is a constant.
  std::optional<Tensor> content(int i) const;
  // The same; Error (unsupported) where the model computes it. `what`: "the kernel".
  Tensor known(int i, std::string_view what) const;

  // ---- Layout.

  bool is_channels_last() const { return layout_.inputs[0] == Layout::channels_last; }
  Layout layout(int i = 0) const { return layout_.inputs[static_cast<std::size_t>(i)]; }
  Layout output_layout(int i = 0) const { return layout_.outputs[static_cast<std::size_t>(i)]; }
  // Where an axis of input 0 lies in memory; all of them; every one where the list is empty.
  std::int64_t axis(std::int64_t given) const;
  Integers axes(const Integers& given) const;
  Integers axes_or_all(const Integers& given) const;
  Integers spatial_axes() const;
  std::int64_t channel_axis() const { return axis(1); }
  // The dims of input 0 in memory.
  Shape stored_shape() const;
  // Size of dimension `axis` of the IR of input i; Error (unsupported) where it is not known.
  std::int64_t size(int i, std::int64_t axis) const;

  // ---- Nodes.

  // Adds the node whose outputs are those of this one.
  void emit(std::string_view op, Inputs inputs, NodeAttributes attributes);
  // The same with the one attribute "T", the type of input 0.
  void finish(std::string_view op, Inputs inputs);
  // The only output is this tensor: the node that was added last takes the output's name, any other gets an Identity.
  void yield(const std::string& tensor);
  // Output i is a tensor that is there already.
  void bind(int i, std::string tensor);
  // Adds a node in front and returns its output, which `part` describes.
  std::string add(std::string_view op, Inputs inputs, NodeAttributes attributes, std::string_view part);
  std::string math(std::string_view op, Inputs inputs, std::string_view part);

  // ---- Constants: lists and scalars of int32, and others.

  std::string integers(const Integers& values, std::string_view part);
  std::string integer(std::int64_t value, std::string_view part);
  std::string scalar(double value, DType dtype, std::string_view part);
  std::string number(double value, std::string_view part) { return scalar(value, dtype(), part); }
  std::string constant(const Tensor& tensor, std::string_view part);
  std::string constant(Array array, std::string_view part) { return constant(Tensor(std::move(array)), part); }
  // What `change` makes of the content of input i, which is a constant: once for all nodes that read it in this `form`.
  std::string changed(int i, std::string_view form, const std::function<Tensor(const Tensor&)>& change);

  // ---- Common parts.

  std::string cast(const std::string& tensor, DType from, DType to, std::string_view part);
  std::string transposed(const std::string& tensor, DType dtype, const Integers& order, std::string_view part);
  std::string reshaped(const std::string& tensor, const Integers& dims, std::string_view part);
  // Reductions of a tensor of the type of input 0 that keep their dimensions.
  std::string reduced(std::string_view op, const std::string& tensor, const Integers& stored_axes, std::string_view part);
  // Elements begin, begin + step, ... up to before `end` along one axis in memory, of a tensor with the type and rank of input 0.
  std::string sliced(const std::string& tensor, std::int64_t stored_axis, std::int64_t begin, std::int64_t end, std::int64_t step,
                     std::string_view part);
  // One behind the other, of the type of input 0.
  std::string concatenated(Inputs tensors, std::int64_t stored_axis, std::string_view part);
  // The dims of input 0 in memory as a list of int32; of dimension `axis` of the IR, as a list of one.
  std::string shape_list();
  std::string dimension_list(std::int64_t axis);
  // Entries [begin, end) of a list of int32.
  std::string entries(const std::string& list, std::int64_t begin, std::int64_t end, std::string_view part);
  std::string joined(Inputs lists, std::string_view part);
  // These dims, in memory, as a list of int32 for Reshape and the like: entries are integers (-1 among them), or expressions in d0, d1,
  // ..., the dimensions of input 0. A single entry that would be computed is -1 where `infers`.
  std::string target_shape(const Shape& stored, bool infers);
  // Input i, one number, as a scalar; a list of int32 in place of the attribute `values` where input i is given.
  std::string scalar_input(int i, std::string_view part);
  std::string integers_of(int i, const Integers& values, std::string_view part);
  // Input i, a list of one number per channel of input 0, as it broadcasts with input 0 in memory.
  std::string column(int i, std::string_view part);

  // InternalError unless every output has been made.
  void check_outputs() const;

 private:
  std::string fresh(std::string_view part);
  std::string output_node_name();
  Form output_form(int i) const;

  Emission& emission_;
  OperationLayout layout_;
  std::string_view target_;
  std::size_t first_;  // of the nodes that this one adds
};

formats::graphdef::Attribute attribute(std::string name, bool value);
formats::graphdef::Attribute attribute(std::string name, const char* value) = delete;  // it would be a bool
formats::graphdef::Attribute attribute(std::string name, std::int64_t value);
formats::graphdef::Attribute attribute(std::string name, double value);
formats::graphdef::Attribute attribute(std::string name, DType value);
formats::graphdef::Attribute attribute(std::string name, Integers value);
formats::graphdef::Attribute text_attribute(std::string name, std::string_view value);

// The dims for Reshape where one of them at most is not an integer: -1 stands for it.
std::optional<Integers> static_target(const Shape& dims);

}  // namespace nnfront::emit::tensorflow
