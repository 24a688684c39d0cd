// Writes MXNet's symbol JSON (nnvm's src/pass/saveload_json.cc reads it): nodes in topological order, variables among them.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace nnfront::formats::mxnet_file {

inline constexpr int version = 10901;  // of MXNet, whose meaning the operators have: major * 10000 + minor * 100 + patch

// Output `output` of node number `node`.
struct Entry {
  std::size_t node = 0;
  int output = 0;
  friend bool operator==(const Entry&, const Entry&) = default;
};

struct Node {
  std::string op;  // "null": a variable
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes = {};
  std::vector<Entry> inputs = {};
  int outputs = 1;  // those that MXNet keeps to itself included
};

struct Symbol {
  std::vector<Node> nodes;
  std::vector<Entry> heads;
};

// Without the nodes that no head needs. `kept`, where it is given, gets the numbers that the remaining ones had, in order.
Symbol reachable(const Symbol& symbol, std::vector<std::size_t>* kept = nullptr);

// The file's text. InternalError where an input is not made before it is read.
std::string symbol_json(const Symbol& symbol);

}  // namespace nnfront::formats::mxnet_file
