// From a trained model's files to the two compiled forms.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnfront/model.h"

namespace nnfront {

struct CompileOptions {
  std::string framework;  // empty: found out from the content
  int epoch = -1;         // of PREFIX EPOCH; negative: the newest that is there
  // Shapes as text, "1,3,224,224" or "batch,3,224,224", by input name.
  std::map<std::string, std::string> inputs;
  std::vector<std::string> outputs;  // cut the graph at these; empty: the model's own
  std::filesystem::path out_directory = "moffett_ir";
  bool dry_run = false;  // read and report, with or without parameters and input shapes; write nothing
  bool png = true;
  // Run both forms and record the distance of every shared value. Where input shapes have symbols, with small numbers that fit, which a
  // note and the report name.
  bool verify = false;
  // The largest relative L2 distance that passes with verify. Folding moves roundings of float32 (1e-6); a wrong fold is far above.
  double distance_limit = 1e-4;
  int threads = 0;                       // 0: all processors; at most 1,024
  std::filesystem::path dump_directory;  // text of the imported graph, and after each pass that changed it; empty: none
  // Told what is going on: stage, bytes or nodes done, and in all (0: unknown). May be empty.
  std::function<void(std::string_view, std::uint64_t, std::uint64_t)> progress;
};

struct CompileResult {
  Model reconstruct;
  Model fused;
  std::string report_json;         // what compile_report.json holds
  std::vector<std::string> notes;  // for stderr: assumed shapes, unused parameters
  // Dry run only: the operators with their fate as a table, what is not covered (empty: everything is), and what a compilation lacks.
  // Where one of the latter two is not empty, there are no forms.
  std::string operators;
  std::string refusals;
  std::vector<std::string> missing;
  std::vector<std::filesystem::path> files;  // that were written
  std::optional<double> largest_distance;    // with verify; infinity where one form is not finite and the other differs
  std::string verify_failure;                // one line that names the worst value, where it is above distance_limit; else empty
};

// Throws Error; after an Error before the files are renamed into place nothing has been written. compile_report.json is removed before
// and renamed after all others: where it stands, the other files are whole and of the same compilation. With an empty `out_directory`
// nothing is written at all. A failed verification is no Error: the files are written and `verify_failure` says so.
// compile(), inspect() and Model may be used from several threads at once, compilations into one folder included (the last to finish
// stands). `progress` is called from any of compile()'s threads, one at a time, and may throw to stop it.
CompileResult compile(const std::filesystem::path& model, const CompileOptions& options = {});

struct InspectOptions {
  std::string framework;  // as in CompileOptions, all three
  int epoch = -1;
  std::map<std::string, std::string> inputs;
  // What is wanted; the other stays empty, which matters for a graph of a million nodes.
  bool text = true;
  bool json = true;
};

struct Inspection {
  std::string text;  // for people
  // For machines: the source's part of compile_report.json, and the files; of a graph file its nodes. Shapes are lists of integers and,
  // where a size is not fixed, its text ("batch", "?"), null where not even their number is known; parameter_count and parameter_bytes are
  // null where `unsized_parameters` have sizes that nobody tells.
  std::string json;
};

// What is in a model and what nnfront makes of it. Needs no parameters; writes nothing. Throws Error. A graph file that nnfront wrote is
// a model too, and so is a folder of compile()'s (its fused form): of it, all nodes are listed with their ids.
Inspection inspect(const std::filesystem::path& model, const InspectOptions& options = {});

}  // namespace nnfront
