// What every front end is: a record of functions. frontends/table.cpp lists them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"

namespace nnfront::frontends {

// What the user said about the model, front end's language included.
struct ImportOptions {
  std::map<std::string, Shape> input_shapes;  // --input NAME:1,3,224,224
  std::vector<std::string> outputs;           // --output NAME: cut the graph there; empty: as the model has them
  bool parameters_required = true;            // false: what a compilation lacks is reported, not thrown (inspect, dry run)
};

// The files of one model.
struct ModelFiles {
  std::filesystem::path graph;
  std::filesystem::path parameters;  // empty: none found; `graph` where they are in the same file
};

enum class Fate { exact, rewritten, refused };
std::string_view name(Fate fate);

// One operator of the source and what became of it.
struct OperatorReport {
  std::string node;
  std::string op;  // the source's name, with its version where it has one
  Fate fate = Fate::exact;
  std::string reason;  // how it was rewritten, or why it was refused
};

struct InputReport {
  std::string name;
  TensorType type;
};

struct ImportReport {
  std::string framework;
  std::string version;
  std::vector<InputReport> inputs;
  std::vector<InputReport> outputs;
  std::vector<OperatorReport> operators;
  // Further things a user should know: an input shape that was assumed, unused parameters, ...
  std::vector<std::string> notes;
  // What a compilation needs and the files and options do not give (parameters, an input's shape), one line each.
  std::vector<std::string> missing;
  std::int64_t parameter_count = 0;  // elements of those whose sizes are known
  std::int64_t parameter_bytes = 0;
  std::int64_t unsized_parameters = 0;  // those whose sizes neither the files nor the operators tell
};

struct Import {
  Graph graph;  // may hold `opaque` nodes: report.operators then has refusals
  ImportReport report;
  std::vector<std::filesystem::path> further_files = {};  // of the model, besides ModelFiles: content that lies beside the graph
};

// All refusals in one message: "3 operators in 2 kinds are not covered: Foo (2: a, b): reason; Bar (1: c): reason". Empty: none.
std::string refusals(const ImportReport& report);

// The test against the framework itself that shows an exact operator to give the framework's results.
struct Proof {
  std::string_view step;  // of ./test; empty where there is none
  std::string_view page;  // what holds its cases, from docs/ on
  std::string cases;      // the case, or how the cases' names begin and "*"; without a step: why there is none
};
Proof no_proof(std::string_view why);

// One operator of a source framework, for the coverage page and the coverage test.
struct OperatorCoverage {
  std::vector<std::string> names;  // the first is the one in use; the others are older spellings
  Fate fate = Fate::exact;
  std::string note;  // what an exact one leaves out, how one is rewritten, why one is refused
  Proof proof;       // of an exact one
};

struct Frontend {
  std::string_view name;   // "mxnet"
  std::string_view title;  // "MXNet": for pages and messages
  // The files of the model that `path` belongs to, where its content is this framework's; nothing otherwise. `path` is a file,
  // a directory, or a prefix; `epoch` as in PREFIX EPOCH, negative: the newest that is there.
  std::optional<ModelFiles> (*detect)(const std::filesystem::path& path, int epoch);
  // Throws Error for damaged files and, where options.parameters_required, for what is missing (refused operators come first: then it only
  // stands in the report); unknown operators are reported, not thrown.
  Import (*import)(const ModelFiles& files, const ImportOptions& options);
  // Its operator table, in order.
  std::vector<OperatorCoverage> (*coverage)();
};

// Every front end, in the order in which they are tried.
std::vector<Frontend> frontends();

// Sniffs content. Error (unsupported) that lists what was tried and what the file's first bytes look like.
struct Detected {
  Frontend frontend;
  ModelFiles files;
};
Detected detect(const std::filesystem::path& path, std::string_view framework = {}, int epoch = -1);

// docs/op_coverage.md: every operator of every front end with its fate.
std::string coverage_markdown();

}  // namespace nnfront::frontends
