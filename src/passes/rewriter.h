// What passes share: one sweep over a graph in which nodes are added, merged and removed while lookup and use counts stay right.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ir/graph.h"
#include "ir/leaf.h"

namespace nnfront::passes {

// Everything here is linear in the size of the graph over a whole sweep. A pass walks the blocks in order, changes nodes through
// the rewriter and ends with finish(). New nodes stand before the node that reads them, and producers are merged into the place of
// the last node they are merged with, so the order stays topological without sorting.
class Rewriter {
 public:
  explicit Rewriter(Graph& graph);
  Rewriter(const Rewriter&) = delete;
  Rewriter& operator=(const Rewriter&) = delete;

  // Calls visit(node) for every node in order, in every block or in one; its inputs are survivors already. `visit` may erase the node,
  // and nodes in front of it.
  void sweep(const std::function<void(Node&)>& visit);
  void sweep(Block& block, const std::function<void(Node&)>& visit);

  Graph& graph() { return graph_; }
  // Null where there is no such node (any more).
  Node* find(std::int64_t id) const;
  Node* producer(Value value) const { return find(value.node); }
  // The type of a value that a node makes.
  const TensorType& type(Value value) const;
  int uses(Value value) const;

  // The maker of `value` where it stands in the block of `reader`, has no other output and nobody but `reader` reads it, and that
  // once; null otherwise. A graph output is a read.
  Node* sole_producer(const Node& reader, std::optional<Value> value) const;
  // The later of two nodes of one block.
  Node& later(Node& a, Node& b) const;

  // The maker of `value` where its content is known and stays the same from run to run: a constant, or a parameter with content
  // that is no state. Null otherwise.
  const Node* constant(std::optional<Value> value) const;

  // A new node with a new id, in front of `place`. `node` needs op, inputs, attributes and outputs.
  Node& insert_before(const Node& place, Node node);
  // Input `input` of `reader` becomes a new parameter "<name of source>.folded", key and name, in front of `reader`; a second one of the
  // same source is "<name>.2.folded", so a shared weight is duplicated as it is folded. `like` says what else the attributes are.
  void fold_input(Node& reader, std::size_t input, const Node& source, ParameterAttrs like, Tensor tensor);
  // "<name>.folded", or "<name>.2.folded" and so on where that is taken; it counts as taken from then on.
  std::string take_folded_key(const std::string& name);

  // Sets an input (appending where the node has fewer). A folded parameter that nobody reads any more disappears.
  void set_input(Node& node, std::size_t input, std::optional<Value> value);
  // Removes a node that nobody reads.
  void erase(const Node& node);
  // `removed` has a survivor: reads move there in finish(), and `aliases` remembers. Makers of removed values are erased by the caller.
  void replace(Value removed, Value survivor);
  // The survivor of a value that replace() was told of, else the value itself.
  Value current(Value value) const;

  // Removes `gone`, which nobody reads any more, and enters it and what it had swallowed itself as swallowed by `keeper`.
  void swallow(Node& keeper, const Node& gone);
  // `producer` and `last`, its only reader, become one node: the operator and inputs of `producer` with the id, name, place and outputs of
  // `last` (a nameless `last` takes the name of `producer`); `producer` is entered as swallowed and its value is gone. What `last` had as
  // epilogue follows.
  Node& absorb(Node& producer, Node& last);
  // The same with `last` as a step of the epilogue: the value of `producer` stays addressable.
  Node& absorb_as_step(Node& producer, Node& last);

  // Applies the replacements, forgets aliases of values that are gone, brings captures up to date. Returns whether anything changed.
  bool finish();

 private:
  struct Place {
    Block* block = nullptr;
    std::list<Node>::iterator node;
    std::int64_t order = 0;
  };
  const Place& place(const Node& node) const;
  void drop_use(std::optional<Value> value);

  Graph& graph_;
  // What a lookup of all nodes is made of is given back at once.
  std::pmr::monotonic_buffer_resource memory_;
  std::pmr::unordered_map<std::int64_t, Place> places_{&memory_};
  std::pmr::unordered_map<Value, int> uses_{&memory_};
  std::unordered_set<std::int64_t> state_;
  std::unordered_set<std::string> keys_;
  std::unordered_map<std::string, std::int64_t> duplicates_;
  ValueMap replacements_;
  bool changed_ = false;
};

// The nodes that state updates name: parameters that a run changes, and what they become.
std::unordered_set<std::int64_t> state_nodes(const Graph& graph);
// Whether the content of `node` is known and the same in every run: a constant, or a parameter with content that is no state.
bool has_fixed_content(const Node& node, const std::unordered_set<std::int64_t>& state);

// The name that a folded parameter made from `source` is called after: its key, or the name of a node that is no parameter, without
// the suffix of an earlier folding.
std::string source_name(const Node& source);

// Removes aliases whose surviving value is neither made by a node nor an epilogue's.
void drop_dangling_aliases(Graph& graph);
// Lists as captures of every subgraph exactly what it reads from outside.
void update_captures(Graph& graph);

}  // namespace nnfront::passes
