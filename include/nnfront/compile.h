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
  bool dry_run = false;  // read and report; write nothing
  bool png = true;
  bool verify = false;                   // run both forms and record the distance of every shared value
  int threads = 0;                       // 0: all processors
  std::filesystem::path dump_directory;  // text of the graph after each pass that changed it; empty: none
  // Told what is going on: stage, bytes or nodes done, and in all (0: unknown). May be empty.
  std::function<void(std::string_view, std::uint64_t, std::uint64_t)> progress;
};

struct CompileResult {
  Model reconstruct;
  Model fused;
  std::string report_json;                   // what compile_report.json holds
  std::vector<std::string> notes;            // for stderr: assumed shapes, unused parameters
  std::string refusals;                      // dry run only: what is not covered; empty: everything is
  std::vector<std::filesystem::path> files;  // that were written
  std::optional<double> largest_distance;    // with verify
};

// Throws Error; after an Error nothing has been written. With an empty `out_directory` nothing is written at all.
CompileResult compile(const std::filesystem::path& model, const CompileOptions& options = {});

// What is in a model, as text for people or as JSON. Nothing is written.
std::string inspect(const std::filesystem::path& model, const CompileOptions& options, bool json);

}  // namespace nnfront
