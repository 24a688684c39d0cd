// MXNet's symbol JSON as plain nodes. Every spelling from 0.8 to 1.9 is read: attributes under "param", "attr" and "attrs" (two of
// them together in 0.8), "backward_source_id", entries of two or three numbers (nnvm's src/pass/saveload_json.cc writes them).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "support/file.h"

namespace nnfront::frontends::mxnet {

// Bytes of the largest symbol file that is read.
inline constexpr std::uint64_t largest_symbol = 256u << 20;

// Output `output` of node `node`.
struct Entry {
  std::int64_t node = 0;
  std::int64_t output = 0;
};

struct SourceGraph;

struct SourceNode {
  std::string op;  // "null": a variable
  std::string name;
  std::map<std::string, std::string> attributes;  // of the operator
  std::map<std::string, std::string> hidden;      // of the node: "__shape__", "lr_mult", ... without the underscores
  std::vector<Entry> inputs;
  std::vector<SourceGraph> subgraphs;  // of a fused or control-flow node

  bool is_variable() const { return op == "null"; }
};

struct SourceGraph {
  int version = 800;              // major * 10000 + minor * 100 + patch; a file that does not say is 0.8's
  std::vector<SourceNode> nodes;  // inputs point backwards only
  std::vector<Entry> heads;
};

// Throws Error (invalid_file): not JSON, wrong types, ids out of range, an input that is not made before it is read (MXNet writes
// nodes in topological order, so that is a cycle or damage), two variables of one name, more than 2^17 nodes, those of subgraphs
// among them. Memory is that of the nodes: the text is read in pieces.
SourceGraph decode_symbol(const ByteSource& json);
SourceGraph decode_symbol(std::string_view json);

// 10401 as "1.4.1".
std::string version_text(int version);

// True for text that has the outline of a symbol JSON, or begins as one does: a file that was cut off, or has a typing error, is still a
// symbol, and decoding says where it is wrong. Cheaper than decoding.
bool looks_like_symbol(const ByteSource& json);

}  // namespace nnfront::frontends::mxnet
