// One case of ONNX's backend tests: a folder with model.onnx and test_data_set_N/{input,output}_M.pb, or a model of the "light" ones with
// MODEL_output_M.pb beside it, whose input counts from 0 to 1 (onnx/backend/test/runner in github.com/onnx/onnx).
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "nnfront/array.h"

namespace nnfront::onnx_nodes {

struct CaseFiles {
  std::string name;
  std::filesystem::path model;
};

// Every case below `folder`, by name.
std::vector<CaseFiles> find_cases(const std::filesystem::path& folder);

enum class Verdict { passed, refused, failed };

struct CaseResult {
  std::string name;
  std::string category;
  Verdict verdict = Verdict::failed;
  std::string detail;                // why it was refused, or what was got and wanted
  std::vector<std::string> refused;  // operators
  std::set<std::string> translated;  // the others
};

// Imports, runs with `engine` and compares every data set. Never throws.
CaseResult run_case(const CaseFiles& files, const std::string& engine);

}  // namespace nnfront::onnx_nodes
