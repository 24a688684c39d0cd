#include "frontends/frontend.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace nnfront::frontends {
namespace {

std::string detect_error(const std::filesystem::path& path, std::string_view framework = {}) {
  try {
    detect(path, framework);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(Frontend, refusals_are_grouped_by_operator_and_reason) {
  ImportReport report;
  report.operators = {{"a", "Foo", Fate::refused, "no foo"},
                      {"b", "Bar", Fate::refused, "no bar"},
                      {"c", "Good", Fate::exact, ""},
                      {"d", "Foo", Fate::refused, "no foo"}};
  EXPECT_EQ(refusals(report), "3 operators of 2 kinds not covered: Foo (2: a, d): no foo; Bar (1: b): no bar");
}

TEST(Frontend, long_lists_of_nodes_are_cut) {
  ImportReport report;
  for (int i = 0; i < 7; ++i) report.operators.push_back({"n" + std::to_string(i), "Foo", Fate::refused, "no"});
  EXPECT_EQ(refusals(report), "7 operators of 1 kind not covered: Foo (7: n0, n1, n2, n3, n4, ...): no");
}

TEST(Frontend, a_folder_with_models_of_two_frameworks_is_ambiguous) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "nnfront_frontend_folder_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "a-symbol.json") << R"j({"nodes": [{"op": "null", "name": "data", "inputs": []}], "heads": [[0, 0, 0]]})j";
  std::ofstream(folder / "b.onnx", std::ios::binary) << std::string("\x08\x08\x3a\x03\x12\x01g\x42\x02\x10\x11", 11);
  EXPECT_EQ(detect_error(folder), folder.string() + ": a directory with models of MXNet and of ONNX, name a file or one of mxnet, onnx");
  EXPECT_EQ(detect_error(folder, "onnx"), "");
}

TEST(Frontend, nothing_refused_is_no_text) {
  ImportReport report;
  report.operators = {{"c", "Good", Fate::rewritten, "so"}};
  EXPECT_EQ(refusals(report), "");
}

TEST(Frontend, detection_says_what_was_tried_and_what_the_file_looks_like) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "nnfront_frontend_test";
  std::filesystem::create_directories(folder);
  const std::filesystem::path file = folder / "model.bin";
  std::ofstream(file, std::ios::binary) << std::string("PK\x03\x04 zip", 8);
  EXPECT_EQ(
      detect_error(file),
      file.string() + ": not a model of any known kind (tried: mxnet, onnx): its first bytes are 50 4b 03 04 20 7a 69 70 (a zip archive)");
  std::ofstream(file, std::ios::binary) << std::string("\x1c\0\0\0TFL3", 8);
  EXPECT_EQ(detect_error(file),
            file.string() + ": looks like a TensorFlow Lite model, which nnfront does not read yet; tried: mxnet, onnx");
  std::ofstream(file, std::ios::binary) << R"({"format": "nnfront-ir", "version": 1})";
  EXPECT_EQ(detect_error(file), file.string() + ": a graph that nnfront wrote, compiled already: inspect, complexity and run read it");
  const std::string onnx_text = file.string() + ": a model of ONNX, not of mxnet: leave the framework out, or name onnx";
  std::ofstream(file, std::ios::binary) << std::string("\x08\x08\x3a\x03\x12\x01g\x42\x02\x10\x11", 11);
  EXPECT_EQ(detect_error(file, "mxnet"), onnx_text);
  std::ofstream(file, std::ios::binary).close();
  EXPECT_EQ(detect_error(file, "mxnet"), file.string() + ": not a model of mxnet: it is empty");
  EXPECT_EQ(detect_error(folder),
            folder.string() + ": not a model of any known kind (tried: mxnet, onnx): it is a directory in which no file is a model");
  EXPECT_EQ(detect_error(folder / "absent"),
            (folder / "absent").string() +
                ": not a model of any known kind (tried: mxnet, onnx): there is no such file, and no model files with this prefix");
  EXPECT_EQ(detect_error("/dev/null"),
            "/dev/null: not a model of any known kind (tried: mxnet, onnx): it is neither a file nor a directory");
  std::filesystem::remove_all(folder);
}

TEST(Frontend, an_unknown_framework_is_named_with_its_nearest) {
  EXPECT_EQ(detect_error("x", "mxnt"), "no front end is called 'mxnt' (there are: mxnet, onnx), did you mean 'mxnet'?");
}

}  // namespace
}  // namespace nnfront::frontends
