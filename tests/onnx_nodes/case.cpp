#include "tests/onnx_nodes/case.h"

#include <algorithm>
#include <set>

#include "executor/executor.h"
#include "formats/onnx_model.h"
#include "frontends/onnx/importer.h"
#include "support/fail.h"
#include "tests/onnx_nodes/category.h"
#include "tests/onnx_nodes/compare.h"

namespace nnfront::onnx_nodes {

namespace {

namespace fs = std::filesystem;

struct DataSet {
  std::string name;
  std::map<std::string, Array> inputs;
  std::vector<Array> outputs;
};

Array read_array(const fs::path& path) {
  formats::OnnxTexts texts;
  return formats::onnx_array(formats::read_onnx_tensor(ByteSource(File::open(path)), texts));
}

std::vector<std::string> input_names(const formats::OnnxModel& model, bool with_initializers) {
  std::set<std::string_view> initializers;
  for (const formats::OnnxTensor& tensor : model.graph.initializers) initializers.insert(tensor.name);
  std::vector<std::string> names;
  for (const formats::OnnxValueInfo& info : model.graph.inputs) {
    if (with_initializers || initializers.count(info.name) == 0) names.emplace_back(info.name);
  }
  return names;
}

DataSet read_data_set(const fs::path& folder, const formats::OnnxModel& model) {
  DataSet data{folder.filename().string(), {}, {}};
  const std::vector<std::string> names = input_names(model, true);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const fs::path file = folder / fmt::format("input_{}.pb", i);
    if (fs::exists(file)) data.inputs.emplace(names[i], read_array(file));
  }
  for (std::size_t i = 0; fs::exists(folder / fmt::format("output_{}.pb", i)); ++i) {
    data.outputs.push_back(read_array(folder / fmt::format("output_{}.pb", i)));
  }
  return data;
}

// Elements i/n, as ONNX's runner feeds the light models.
Array counting_array(const formats::OnnxValueInfo& info) {
  std::vector<std::int64_t> dims;
  for (const formats::OnnxDim& dim : *info.type.dims) dims.push_back(*dim.value);
  Array array(DType::float32, dims);
  const auto elements = array.as_mutable<float>();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    elements[i] = static_cast<float>(static_cast<double>(i) / static_cast<double>(elements.size()));
  }
  return array;
}

DataSet light_data_set(const fs::path& model_path, const formats::OnnxModel& model) {
  DataSet data{"light", {}, {}};
  const std::vector<std::string> names = input_names(model, false);
  for (const formats::OnnxValueInfo& info : model.graph.inputs) {
    const bool is_input = std::count(names.begin(), names.end(), info.name) > 0;
    if (is_input) data.inputs.emplace(std::string(info.name), counting_array(info));
  }
  fs::path stem = model_path;
  stem.replace_extension();
  data.outputs.push_back(read_array(stem.string() + "_output_0.pb"));
  return data;
}

std::vector<DataSet> data_sets(const CaseFiles& files, const formats::OnnxModel& model) {
  if (files.model.filename() != "model.onnx") return {light_data_set(files.model, model)};
  std::vector<DataSet> sets;
  for (int i = 0; fs::is_directory(files.model.parent_path() / fmt::format("test_data_set_{}", i)); ++i) {
    sets.push_back(read_data_set(files.model.parent_path() / fmt::format("test_data_set_{}", i), model));
  }
  return sets;
}

std::string run_data_set(const executor::Prepared& prepared, const Graph& graph, const DataSet& data) {
  const NodeIndex index(graph);
  std::vector<Array> inputs;
  for (const Value input : graph.inputs()) {
    const auto found = data.inputs.find(index.producer(input).name);
    if (found == data.inputs.end()) return fmt::format("there is no data for input '{}'", index.producer(input).name);
    inputs.push_back(found->second);
  }
  const std::vector<Array> outputs = prepared.run(inputs);
  if (outputs.size() < data.outputs.size()) return fmt::format("got {} outputs, wanted {}", outputs.size(), data.outputs.size());
  for (std::size_t i = 0; i < data.outputs.size(); ++i) {
    const std::string found = difference(outputs[i], data.outputs[i]);
    if (!found.empty()) return fmt::format("output '{}': {}", graph.outputs()[i].name, found);
  }
  return {};
}

constexpr std::string_view older_attention =
    "Attention: the data have masks before the soft cap, as onnx 1.19 did; onnx 1.22 and onnxruntime have the soft cap first";

// Cases whose wanted output contradicts what the specification of their operator says, and how.
constexpr std::pair<std::string_view, std::string_view> contradictions[] = {
    {"test_qlinearmatmul_2D_int8_", "QLinearMatMul: the data wrap where the specification saturates, as onnxruntime does"},
    {"test_qlinearmatmul_3D_int8_", "QLinearMatMul: the data wrap where the specification saturates, as onnxruntime does"},
    {"test_dft_inverse", "DFT: the data hold rounding errors of float32, larger than the tolerance, where the transform is 0"},
    {"test_l2normalization_axis_0", "LpNormalization: the data divide 0 by 0, which is 0 in the specification and in onnxruntime"},
    {"test_attention_3d_with_past_and_present_qk_matmul_bias", older_attention},
    {"test_attention_3d_with_past_and_present_qk_matmul_softcap", older_attention},
    {"test_attention_4d_with_past_and_present_qk_matmul_bias", older_attention},
    {"test_attention_4d_with_qk_matmul_bias", older_attention},
    {"test_attention_4d_with_qk_matmul_softcap", older_attention},
};

std::string_view contradiction(std::string_view name) {
  for (const auto& [prefix, how] : contradictions) {
    if (name.substr(0, prefix.size()) == prefix) return how;
  }
  return {};
}

void judge(const CaseFiles& files, const std::string& engine, CaseResult& result) {
  const ByteSource source(File::open(files.model));
  const formats::OnnxModel model = formats::read_onnx_model(source);
  result.category = category(model);
  const frontends::Import imported = frontends::onnx::import_model({files.model, {}}, {});
  for (const frontends::OperatorReport& report : imported.report.operators) {
    if (report.fate == frontends::Fate::refused) {
      result.refused.push_back(report.op + ": " + report.reason);
    } else {
      result.translated.insert(report.op);
    }
  }
  result.detail = frontends::refusals(imported.report);
  result.verdict = Verdict::refused;
  if (!result.detail.empty()) return;
  result.verdict = Verdict::failed;
  const executor::Prepared prepared = executor::engine(engine).prepare(imported.graph, {});
  for (const DataSet& data : data_sets(files, model)) {
    const std::string problem = run_data_set(prepared, imported.graph, data);
    if (problem.empty()) continue;
    result.detail = data.name + ": " + problem;
    const std::string_view how = contradiction(files.name);
    if (how.empty()) return;
    result.verdict = Verdict::refused;
    result.refused.emplace_back(how);
    return;
  }
  result.verdict = Verdict::passed;
}

}  // namespace

std::vector<CaseFiles> find_cases(const fs::path& folder) {
  std::vector<CaseFiles> cases;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const fs::path& path = entry.path();
    if (path.extension() != ".onnx") continue;
    const bool is_light = path.filename() != "model.onnx";
    cases.push_back({is_light ? path.stem().string() : path.parent_path().filename().string(), path});
  }
  std::sort(cases.begin(), cases.end(), [](const CaseFiles& a, const CaseFiles& b) { return a.name < b.name; });
  return cases;
}

CaseResult run_case(const CaseFiles& files, const std::string& engine) {
  CaseResult result{files.name, "core", Verdict::failed, {}, {}, {}};
  try {
    judge(files, engine, result);
  } catch (const Error& error) {
    result.verdict = error.code() == ErrorCode::unsupported ? Verdict::refused : Verdict::failed;
    result.detail = error.what();
  } catch (const std::exception& error) {
    result.verdict = Verdict::failed;
    result.detail = error.what();
  }
  return result;
}

}  // namespace nnfront::onnx_nodes
