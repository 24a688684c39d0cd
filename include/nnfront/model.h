// A compiled model (one IR graph with its parameters), for programs that use nnfront as a library.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nnfront/array.h"
#include "nnfront/fallback.h"

namespace nnfront {

class Graph;  // the IR itself: internal

struct ValueInfo {
  std::string value;  // "12:0"
  std::string name;   // of the graph output or input it is, else of the node that makes it
  std::string dtype;
  std::string shape;  // "[1,3,224,224]"
};

struct NodeInfo {
  std::int64_t id = 0;
  std::string op;
  std::string name;
  std::vector<std::string> inputs;  // values; "" for an optional input left out
  std::vector<ValueInfo> outputs;
  std::string attributes_json;
  std::vector<std::string> epilogue;  // operators, in order
};

struct RunOptions {
  std::string engine = "onednn";    // or "reference"
  int threads = 0;                  // 0: all processors
  std::vector<std::string> values;  // further values to return: "12:0", the name of a node, or "all"
};

// Copies share the graph, which does not change.
class Model {
 public:
  Model();
  explicit Model(std::shared_ptr<const Graph> graph);
  // `parameters` may be empty: the graph alone, which cannot be run.
  static Model load(const std::filesystem::path& graph_json, const std::filesystem::path& parameters_npz = {});
  void save(const std::filesystem::path& graph_json, const std::filesystem::path& parameters_npz) const;

  std::string kind() const;  // reconstruct, fused, quantized
  std::vector<ValueInfo> inputs() const;
  std::vector<ValueInfo> outputs() const;
  std::vector<NodeInfo> nodes() const;  // in topological order
  std::vector<std::string> parameter_names() const;
  // Error where there is no such parameter, or no content.
  Array parameter(std::string_view name) const;
  std::string text() const;  // the text form

  // The same model for inputs of these shapes, by input name, as text ("1,3,224,224", "batch,3,224,224"); one that is not named keeps its
  // own, with the sizes that its symbols have in those that are. Error for a name or a shape that does not fit.
  Model with_input_shapes(const std::map<std::string, std::string>& shapes) const;

  // The line, the table and the JSON of `nnfront complexity`. Error where a shape has a symbol: see with_input_shapes(). What depends on
  // the data is left out but for its weights, and complexity_note() says what that is, on one line; it is empty where everything counts.
  std::string complexity_note() const;
  std::string complexity_line() const;
  std::string complexity_table() const;
  std::string complexity_json(bool per_layer = false) const;

  struct RunResult {
    // What the arrays are called, each differently: outputs by their names, further values by what was asked for, "all" by ids. An id
    // that both forms of a model have is the same key in both. An output that was asked for by its id stands under that id, too.
    std::vector<std::string> keys;
    std::vector<ValueInfo> info;  // of arrays, in the same order
    std::vector<Array> arrays;    // graph outputs, then options.values; "all" leaves out the outputs
    std::vector<Fallback> fallbacks;
  };
  // Inputs in the model's order. Their first dimension (the batch) may differ from the model's, and sizes that the model keeps as
  // symbols may be any; anything else that differs is an Error. The prepared form is kept for the next run of the same kind.
  // Safe to call from several threads: runs of one model wait for one another.
  RunResult run(const std::vector<Array>& inputs, const RunOptions& options = {}) const;

  const Graph& graph() const { return *graph_; }

 private:
  struct Cache;
  std::shared_ptr<const Graph> graph_;
  std::shared_ptr<Cache> cache_;
};

}  // namespace nnfront
