// The whole way on the model that ships with the project.
#include "nnfront/compile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "nnfront/error.h"
#include "support/file.h"
#include "tests/support/source_folder.h"
#include "tests/support/temporary_folder.h"

namespace nnfront {
namespace {

using testing_support::TemporaryFolder;

const std::filesystem::path digits = testing_support::source_folder() / "examples/digits/digits-symbol.json";

// The file does not say the size of its images.
CompileOptions digits_options() {
  CompileOptions options;
  options.inputs = {{"data", "1,1,8,8"}};
  options.out_directory.clear();
  return options;
}

std::string content(const std::filesystem::path& path) {
  return ByteSource(File::open(path)).read_all(1 << 28);
}

TEST(Compile, WritesSixFilesAndAReport) {
  const TemporaryFolder folder;
  CompileOptions options = digits_options();
  options.out_directory = folder / "ir";
  options.verify = true;
  const CompileResult result = compile(digits, options);
  EXPECT_EQ(result.files.size(), 7U);
  for (const auto& file : result.files) EXPECT_TRUE(std::filesystem::is_regular_file(file)) << file;
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "ir"), std::filesystem::directory_iterator()), 7);
  ASSERT_TRUE(result.largest_distance.has_value());
  EXPECT_LT(*result.largest_distance, 1e-5);
  const auto report = nlohmann::json::parse(content(folder / "ir/compile_report.json"));
  EXPECT_EQ(report["source"]["framework"], "mxnet");
  EXPECT_GT(report["equivalence"]["values"].size(), 5U);
}

TEST(Compile, TwiceGivesTheSameBytes) {
  const TemporaryFolder folder;
  CompileOptions options = digits_options();
  options.out_directory = folder / "a";
  const auto first = compile(digits, options).files;
  options.out_directory = folder / "b";
  options.threads = 1;
  const auto second = compile(digits, options).files;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (first[i].filename() == "compile_report.json") continue;
    EXPECT_EQ(content(first[i]), content(second[i])) << first[i];
  }
}

TEST(Compile, BothFormsCountTheSame) {
  CompileOptions options = digits_options();
  const CompileResult result = compile(digits, options);
  EXPECT_TRUE(result.files.empty());
  EXPECT_EQ(result.reconstruct.complexity_line(), result.fused.complexity_line());
}

TEST(Compile, ACancelledCompilationLeavesNothing) {
  struct Cancelled {};
  const TemporaryFolder folder;
  CompileOptions options = digits_options();
  options.out_directory = folder / "ir";
  options.progress = [](std::string_view stage, std::uint64_t, std::uint64_t) {
    if (stage == "write parameters") throw Cancelled{};
  };
  EXPECT_THROW(compile(digits, options), Cancelled);
  EXPECT_FALSE(std::filesystem::exists(folder / "ir"));
}

TEST(Compile, ADryRunWritesNothing) {
  const TemporaryFolder folder;
  CompileOptions options = digits_options();
  options.out_directory = folder / "ir";
  options.dry_run = true;
  const CompileResult result = compile(digits, options);
  EXPECT_EQ(result.refusals, "");
  EXPECT_EQ(result.missing, std::vector<std::string>{});
  EXPECT_NE(result.operators.find("Convolution                  4  exact"), std::string::npos) << result.operators;
  EXPECT_FALSE(std::filesystem::exists(folder / "ir"));
}

TEST(Compile, ADryRunNeedsNeitherParametersNorTheInputsShape) {
  const TemporaryFolder folder;
  std::filesystem::copy_file(digits, folder / "lone-symbol.json");
  CompileOptions options;
  options.dry_run = true;
  const CompileResult result = compile(folder / "lone-symbol.json", options);
  EXPECT_EQ(result.refusals, "");
  EXPECT_NE(result.operators.find("Convolution"), std::string::npos);
  ASSERT_EQ(result.missing.size(), 2U);
  EXPECT_EQ(
      result.missing[0].rfind("no parameter file is beside it (PREFIX-0000.params for PREFIX-symbol.json); 23 parameters are missing: ", 0),
      0U)
      << result.missing[0];
  EXPECT_EQ(result.missing[1], "the file does not say the shape of every input; add --input data:1,C,H,W");
  const auto report = nlohmann::json::parse(result.report_json);
  EXPECT_EQ(report["source"]["missing"].size(), 2U);
}

TEST(Compile, PicturesOfAnOlderCompilationGo) {
  const TemporaryFolder folder;
  CompileOptions options = digits_options();
  options.out_directory = folder / "ir";
  compile(digits, options);
  options.png = false;
  compile(digits, options);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "ir"), std::filesystem::directory_iterator()), 5);
}

TEST(Compile, ASizeThatIsNotKnownNeedsAName) {
  CompileOptions options = digits_options();
  options.inputs = {{"data", "?,1,8,8"}};
  try {
    compile(digits, options);
    FAIL() << "wanted an Error";
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "input 'data': '?,1,8,8' is no shape like 1,3,224,224 (a size that is not known yet has a name of your choice: batch,3,h,w)");
  }
}

TEST(Compile, DumpsTheGraphAfterEachPassThatChangedIt) {
  const TemporaryFolder folder;
  CompileOptions options = digits_options();
  options.dump_directory = folder / "dump";
  compile(digits, options);
  bool folded = false;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "dump")) {
    folded = folded || entry.path().filename().string().find("fold_batch_norm") != std::string::npos;
  }
  EXPECT_TRUE(folded);
  EXPECT_NE(content(folder / "dump/reconstruct_00_import.txt").find("batch_norm"), std::string::npos);
}

TEST(Compile, AVerificationThatFailsNamesTheWorstValueAndStillWrites) {
  const TemporaryFolder folder;
  CompileOptions options = digits_options();
  options.out_directory = folder / "ir";
  options.png = false;
  options.verify = true;
  EXPECT_EQ(compile(digits, options).verify_failure, "");
  options.distance_limit = 0.0;
  const CompileResult result = compile(digits, options);
  EXPECT_NE(result.verify_failure.find("value "), std::string::npos) << result.verify_failure;
  EXPECT_NE(result.verify_failure.find("apart, at most 0 is allowed"), std::string::npos) << result.verify_failure;
  EXPECT_EQ(result.files.size(), 5U);
  const auto report = nlohmann::json::parse(content(folder / "ir/compile_report.json"));
  EXPECT_EQ(report["equivalence"]["passed"], false);
  EXPECT_EQ(report["equivalence"]["limit"], 0.0);
}

TEST(Compile, VerifiesWithNumbersForSymbols) {
  CompileOptions options = digits_options();
  options.inputs = {{"data", "batch,1,8,8"}};
  options.verify = true;
  const CompileResult result = compile(digits, options);
  EXPECT_EQ(result.verify_failure, "");
  EXPECT_EQ(result.notes, std::vector<std::string>{"both forms were run with batch = 2"});
  const auto report = nlohmann::json::parse(result.report_json);
  EXPECT_EQ(report["equivalence"]["sizes"].dump(), R"({"batch":2})");
  EXPECT_LT(report["equivalence"]["maximum"].get<double>(), 1e-5);
}

// What the middle is follows from the sizes at hand.
const std::string_view centre_crop = R"j({"nodes": [
  {"op": "null", "name": "data", "inputs": []},
  {"op": "Pooling", "name": "small", "attrs": {"kernel": "(2, 2)", "stride": "(2, 2)", "pool_type": "max"}, "inputs": [[0, 0, 0]]},
  {"op": "Crop", "name": "middle", "attrs": {"num_args": "2", "center_crop": "True"}, "inputs": [[0, 0, 0], [1, 0, 0]]}],
  "heads": [[2, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}})j";

TEST(Compile, WhatIsMadeForOneSizeTakesNoSymbol) {
  const TemporaryFolder folder;
  write_text_file(folder / "crop-symbol.json", centre_crop);
  CompileOptions options;
  options.out_directory.clear();
  options.inputs = {{"data", "1,3,8,8"}};
  EXPECT_NO_THROW(compile(folder / "crop-symbol.json", options));
  options.inputs = {{"data", "batch,3,8,8"}};
  try {
    compile(folder / "crop-symbol.json", options);
    FAIL() << "wanted an Error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_NE(std::string_view(error.what())
                  .find("'middle' (slice) is only valid for one size of what it reads, and that is "
                        "[batch,3,8,8]: give a number in place of batch"),
              std::string_view::npos)
        << error.what();
  }
}

TEST(Compile, SaysWhereOnlyOneSampleFits) {
  const TemporaryFolder folder;
  write_text_file(folder / "ones-symbol.json", R"j({"nodes": [
    {"op": "null", "name": "data", "inputs": []},
    {"op": "null", "name": "one", "inputs": []},
    {"op": "Concat", "name": "both", "attrs": {"dim": "1", "num_args": "2"}, "inputs": [[0, 0, 0], [1, 0, 0]]}],
    "heads": [[2, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}})j");
  CompileOptions options;
  options.out_directory.clear();
  options.verify = true;
  options.inputs = {{"data", "batch,4"}, {"one", "1,4"}};
  const CompileResult result = compile(folder / "ones-symbol.json", options);
  EXPECT_EQ(result.notes.back(), "batch can only be 1: the model takes no other size that was tried");
}

TEST(Compile, LimitsOfThreadsAndDistanceAreHeld) {
  CompileOptions options = digits_options();
  options.threads = 1025;
  EXPECT_THROW(compile(digits, options), Error);
  options.threads = 0;
  options.distance_limit = std::nan("");
  EXPECT_THROW(compile(digits, options), Error);
}

TEST(Compile, AFileInTheWayOfTheDumpIsAnError) {
  const TemporaryFolder folder;
  write_text_file(folder / "dump", "");
  CompileOptions options = digits_options();
  options.dump_directory = folder / "dump";
  EXPECT_THROW(compile(digits, options), Error);
}

TEST(Compile, TwoAtOnceIntoOneFolder) {
  const TemporaryFolder folder;
  CompileOptions options = digits_options();
  options.out_directory = folder / "ir";
  std::thread other([&] { compile(digits, options); });
  compile(digits, options);
  other.join();
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "ir"), std::filesystem::directory_iterator()), 7);
}

TEST(Inspect, ListsOperatorsWithTheirFate) {
  const Inspection found = inspect(digits, {"", -1, {{"data", "1,1,8,8"}}});
  EXPECT_NE(found.text.find("Convolution"), std::string::npos);
  EXPECT_NE(found.text.find("exact"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(found.json)["framework"], "mxnet");
}

TEST(Inspect, CountsTheParametersOfTheFileWithoutAnInputShape) {
  const Inspection with = inspect(digits, {"", -1, {{"data", "1,1,8,8"}}});
  const Inspection without = inspect(digits);
  for (const char* what : {"parameter_count", "parameter_bytes"}) {
    EXPECT_EQ(nlohmann::json::parse(without.json)[what], nlohmann::json::parse(with.json)[what]) << what;
  }
  EXPECT_NE(without.text.find("10,026 elements, 39.2 KiB"), std::string::npos) << without.text;
}

TEST(Inspect, UnknownSizesAreNotZero) {
  const TemporaryFolder folder;
  std::filesystem::copy_file(digits, folder / "alone-symbol.json");
  const Inspection found = inspect(folder / "alone-symbol.json");
  const auto json = nlohmann::json::parse(found.json);
  EXPECT_TRUE(json["parameter_count"].is_null()) << json["parameter_count"];
  EXPECT_TRUE(json["parameter_bytes"].is_null());
  EXPECT_GT(json["unsized_parameters"], 0);
  EXPECT_NE(found.text.find("parameters of unknown size\n"), std::string::npos) << found.text;
  EXPECT_EQ(found.text.find(" 0 elements"), std::string::npos) << found.text;
}

TEST(Inspect, GivesShapesAsLists) {
  const auto json = nlohmann::json::parse(inspect(digits, {"", -1, {{"data", "batch,1,8,8"}}}).json);
  EXPECT_EQ(json["inputs"][0]["shape"].dump(), R"(["batch",1,8,8])");
  EXPECT_EQ(json["outputs"][0]["shape"].dump(), R"(["batch",10])");
  EXPECT_EQ(json["unsized_parameters"], 0);
  const auto unknown = nlohmann::json::parse(inspect(digits).json);
  EXPECT_TRUE(unknown["inputs"][0]["shape"].is_null()) << unknown["inputs"];
}

TEST(Inspect, ListsTheNodesOfAGraphThatWasCompiled) {
  const TemporaryFolder folder;
  CompileOptions options = digits_options();
  options.out_directory = folder / "ir";
  options.png = false;
  const CompileResult compiled = compile(digits, options);
  const Inspection found = inspect(folder / "ir/IR_fused_for_CModel_graph.json");
  const auto json = nlohmann::json::parse(found.json);
  EXPECT_EQ(json["format"], "nnfront-ir");
  EXPECT_EQ(json["kind"], "fused");
  EXPECT_EQ(json["outputs"][0]["name"], "digits_dense0_fwd");
  EXPECT_EQ(json["parameters"].size(), compiled.fused.parameter_names().size());
  EXPECT_EQ(json["inputs"][0]["shape"].dump(), "[1,1,8,8]");
  EXPECT_EQ(json["outputs"][0]["shape"].dump(), "[1,10]");
  const auto& last = json["nodes"].back();
  EXPECT_EQ(last["outputs"][0]["shape"].dump(), "[1,10]");
  EXPECT_EQ(std::to_string(last["id"].get<int>()) + ":0", compiled.fused.outputs()[0].value);
  EXPECT_NE(found.text.find("conv+add+relu"), std::string::npos) << found.text;
  EXPECT_NE(found.text.find("producer    nnfront "), std::string::npos) << found.text;
  EXPECT_NE(found.text.find(compiled.fused.outputs()[0].value), std::string::npos) << found.text;
  // Written piece by piece, and yet as the library writes a document.
  EXPECT_EQ(nlohmann::ordered_json::parse(found.json).dump(2) + "\n", found.json);
}

TEST(Inspect, AGraphWithoutOperators) {
  const TemporaryFolder folder;
  const auto path = folder / "graph.json";
  std::ofstream(path) << R"({"format": "nnfront-ir", "version": 1, "kind": "fused", "producer": "", "next_id": 1, "aliases": {},
    "source": {"framework": "", "version": "", "files": []}, "inputs": ["0:0"], "outputs": [{"name": "y", "value": "0:0"}], "nodes": [
    {"id": 0, "op": "input", "name": "x", "inputs": [], "attrs": {"dtype": "float32", "shape": [2]},
     "outputs": [{"shape": [2], "dtype": "float32"}]}]})";
  const Inspection found = inspect(path);
  EXPECT_EQ(nlohmann::ordered_json::parse(found.json).dump(2) + "\n", found.json);
  EXPECT_TRUE(nlohmann::json::parse(found.json)["nodes"].empty());
}

TEST(Inspect, GivesWhatIsWantedAlone) {
  const TemporaryFolder folder;
  CompileOptions options = digits_options();
  options.out_directory = folder / "ir";
  options.png = false;
  compile(digits, options);
  for (const std::filesystem::path& model : {std::filesystem::path(digits), folder / "ir/IR_fused_for_CModel_graph.json"}) {
    InspectOptions wanted;
    const Inspection both = inspect(model, wanted);
    wanted.text = false;
    EXPECT_EQ(inspect(model, wanted).json, both.json);
    EXPECT_EQ(inspect(model, wanted).text, "");
    wanted.text = true;
    wanted.json = false;
    EXPECT_EQ(inspect(model, wanted).text, both.text);
    EXPECT_EQ(inspect(model, wanted).json, "");
  }
}

}  // namespace
}  // namespace nnfront
