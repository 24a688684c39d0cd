// The graph: nodes in topological order, values named "id:output", ids that are never reused.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ir/attributes.h"
#include "ir/operator.h"
#include "ir/tensor.h"
#include "ir/type.h"
#include "support/boxed.h"

namespace nnfront {

struct Output {
  TensorType type;
  Boxed<Quantization> quant;
  friend bool operator==(const Output&, const Output&) = default;
};

// One swallowed operator, applied to a producer's result. Steps run in order.
struct EpilogueStep {
  const Operator* op = nullptr;
  Attributes attributes;
  // As they were on the swallowed node; the one that equals `value` is the running result.
  std::vector<std::optional<Value>> inputs;
  // The value that enters this step: the id that the producer (or the step before) had before it was swallowed. It stays
  // addressable. The value that leaves the last step is the node's output 0.
  Value value;
  // Grid of `value` and its rescaling in a quantized graph.
  Boxed<Quantization> quant;
  Boxed<Requantization> requant;
  friend bool operator==(const EpilogueStep&, const EpilogueStep&) = default;
};

struct Node;

struct NamedValue {
  std::string name;
  Value value;
  friend bool operator==(const NamedValue&, const NamedValue&) = default;
};

// Nodes in topological order with what goes in and out.
struct Block {
  std::list<Node> nodes;
  std::vector<Value> inputs;  // outputs of `input` nodes of this block
  std::vector<NamedValue> outputs;
};

// A graph that a node owns (if, loop, scan). `captures`: the values it takes from outside, each once, sorted.
// Its inputs have types that hold for every run: a dimension that is another one from run to run is unknown there.
struct Subgraph {
  std::string name;
  Block block;
  std::vector<Value> captures;
};

struct Node {
  std::int64_t id = -1;
  const Operator* op = nullptr;
  std::string name;  // the source's own
  std::vector<std::optional<Value>> inputs;
  Attributes attributes;
  std::vector<Output> outputs;
  std::vector<EpilogueStep> epilogue;
  std::vector<std::int64_t> swallowed;
  std::vector<Subgraph> graphs;
  bool fixed = false;  // only valid for the input shapes it was made with
  Tensor tensor;       // content of a parameter or constant
  Boxed<Requantization> requant;
  std::string dialect;    // of a quantized node
  std::string acc_bound;  // proven bound of a quantized node's accumulator; a parameter key or a number

  Value value(int output = 0) const { return {id, output}; }
};

// True for parameters and constants: values that are the same in every run.
bool is_constant(const Node& node);

// reconstruct: trainable. fused: folded for the chip. quantized: a fused graph on integer grids.
enum class GraphKind { reconstruct, fused, quantized };
template <>
struct EnumNames<GraphKind> {
  static constexpr std::string_view names[] = {"reconstruct", "fused", "quantized"};
};

struct SourceFile {
  std::string name;  // without folders
  std::uint64_t bytes = 0;
  std::string sha256;
  friend bool operator==(const SourceFile&, const SourceFile&) = default;
};

struct Source {
  std::string framework;
  std::string version;  // of the format, as the file states it
  std::vector<SourceFile> files;
  friend bool operator==(const Source&, const Source&) = default;
};

// How an image becomes the input. All optional: what is not known is left out.
struct Preprocess {
  std::vector<std::int64_t> resize;  // height, width; one number: shorter side
  std::vector<std::int64_t> crop;
  std::vector<double> mean;
  std::vector<double> std_dev;
  std::string channel_order;  // rgb, bgr
  std::string interpolation;
  friend bool operator==(const Preprocess&, const Preprocess&) = default;
};

// What a run carries on: after a run, `parameter` takes the content of `next`.
struct StateUpdate {
  Value parameter;
  Value next;
  friend bool operator==(const StateUpdate&, const StateUpdate&) = default;
};

// A further graph in the same file (a signature, a TFLite subgraph). Its nodes share the ids and parameters of the file.
struct EntryPoint {
  std::string name;
  Block block;
};

class Graph {
 public:
  explicit Graph(const OperatorSet& operators) : operators_(&operators) {}
  // Copies share tensors.
  Graph(const Graph& other);
  Graph& operator=(const Graph& other);
  Graph(Graph&&) noexcept = default;
  Graph& operator=(Graph&&) noexcept = default;

  GraphKind kind = GraphKind::reconstruct;
  std::string producer;
  Source source;
  std::optional<Preprocess> preprocess;
  std::int64_t next_id = 0;
  // Removed values and the value that took their place.
  std::map<Value, Value> aliases;
  std::vector<StateUpdate> state;
  std::vector<EntryPoint> entry_points;  // beyond the main one

  const OperatorSet& operators() const { return *operators_; }
  Block& block() { return block_; }
  const Block& block() const { return block_; }
  std::list<Node>& nodes() { return block_.nodes; }
  const std::list<Node>& nodes() const { return block_.nodes; }
  std::vector<Value>& inputs() { return block_.inputs; }
  const std::vector<Value>& inputs() const { return block_.inputs; }
  std::vector<NamedValue>& outputs() { return block_.outputs; }
  const std::vector<NamedValue>& outputs() const { return block_.outputs; }

  std::int64_t take_id() { return next_id++; }

 private:
  const OperatorSet* operators_;
  Block block_;
};

struct KnownContents;

// Node lookup by id over all blocks. Valid until nodes are removed; added ones are told with add(). What inference found out about the
// contents of values (ir/content.h) is kept here: it is valid as long as the nodes in front of a node that is inferred stay as they are.
class NodeIndex {
 public:
  explicit NodeIndex(const Graph& graph);
  // Empty, but for what `outer` knows. `outer` must outlive it.
  explicit NodeIndex(const NodeIndex* outer);
  // With the nodes of its subgraphs.
  void add(const Node& node);
  // Null where there is no such node.
  const Node* find(std::int64_t id) const;
  // InternalError where there is no such node.
  const Node& at(std::int64_t id) const;
  const TensorType& type(Value value) const;
  // The node that makes `value`.
  const Node& producer(Value value) const { return at(value.node); }
  // A parameter that a run changes: its content is not known.
  bool is_state(std::int64_t id) const { return state_.count(id) != 0 || (outer_ != nullptr && outer_->is_state(id)); }
  KnownContents& known_contents() const { return *known_contents_; }

 private:
  const NodeIndex* outer_ = nullptr;
  std::unordered_map<std::int64_t, const Node*> nodes_;
  std::unordered_set<std::int64_t> state_;
  std::shared_ptr<KnownContents> known_contents_;
};

// The same for changing nodes in place.
class MutableNodeIndex {
 public:
  explicit MutableNodeIndex(Graph& graph);
  Node& at(std::int64_t id) const;
  Node& producer(Value value) const { return at(value.node); }

 private:
  std::unordered_map<std::int64_t, Node*> nodes_;
};

using ValueMap = std::unordered_map<Value, Value>;

// Every read of a key becomes a read of its value (chains are followed), in all blocks, outputs, captures, state and aliases'
// targets.
void replace_uses(Graph& graph, const ValueMap& replacements);

// What every pass that takes a value away does: uses move to the survivor and `aliases` remembers.
void alias_and_replace(Graph& graph, const ValueMap& replacements);

// Calls visit(block) for the main block, entry points and all subgraphs, outer before inner.
void for_each_block(Graph& graph, const std::function<void(Block&)>& visit);
void for_each_block(const Graph& graph, const std::function<void(const Block&)>& visit);

// Nodes of all blocks.
std::size_t node_count(const Graph& graph);

// How deep subgraphs may stand in subgraphs: what a graph file can say before its JSON nests deeper than JSON may.
inline constexpr int deepest_nesting = 48;
// How deep they do; 0 where no node owns one. Does not recurse.
int nesting(const Graph& graph);

// Lists as captures of the node's subgraphs, and of those in them, exactly what they read from outside.
void update_captures(Node& node);

// Calls visit(input) for every value that the node reads (its epilogue's included, the running result left out).
void for_each_input(const Node& node, const std::function<void(Value)>& visit);

// Infers the outputs' types of one node from `index`; message: "name (op): ...".
std::vector<TensorType> infer_node(const Node& node, const NodeIndex& index);
// Infers all types again, in order, after inputs or attributes changed. Quantization info stays.
void infer_types(Graph& graph);

// The parameter of that key, null where there is none.
const Node* find_parameter(const Graph& graph, std::string_view key);

// Resolves an id that was swallowed, aliased or is present: what a caller may ask a run for. No value where the id is unknown.
// An epilogue value comes back unchanged: the executor knows it.
std::optional<Value> resolve(const Graph& graph, Value value);

}  // namespace nnfront
