#include "frontends/mxnet/parameters.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "frontends/mxnet/importer.h"
#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

class MxnetParameters : public testing::Test {
 protected:
  // A file with one array [i] per name.
  Parameters written(const std::vector<std::string>& names) {
    formats::MxnetArrayWriter writer(path_, names.size());
    float value = 0.0f;
    for (const std::string& name : names) {
      writer.add(name, Array::of<float>({1}, std::span<const float>(&value, 1)));
      value += 1.0f;
    }
    writer.finish();
    return Parameters(ByteSource(File::open(path_)));
  }
  static float value_of(const StoredParameter* parameter) { return parameter->tensor.evaluate().as<float>()[0]; }
  void TearDown() override { std::filesystem::remove(path_); }

  const std::filesystem::path path_ = std::filesystem::temp_directory_path() / "nnfront_parameters_test.params";
};

TEST_F(MxnetParameters, prefixes_are_dropped_and_told_apart) {
  const Parameters parameters = written({"arg:w", "aux:mean", "bare"});
  EXPECT_EQ(parameters.find("w", false)->key, "w");
  EXPECT_FALSE(parameters.find("w", false)->auxiliary);
  EXPECT_TRUE(parameters.find("mean", true)->auxiliary);
  EXPECT_EQ(parameters.find("bare", false)->key, "bare");
  EXPECT_EQ(parameters.find("absent", false), nullptr);
}

TEST_F(MxnetParameters, a_clash_keeps_the_prefix_of_the_second) {
  const Parameters parameters = written({"arg:x", "aux:x"});
  EXPECT_EQ(parameters.find("x", false)->key, "x");
  EXPECT_EQ(value_of(parameters.find("x", false)), 0.0f);
  EXPECT_EQ(parameters.find("x", true)->key, "aux:x");
  EXPECT_EQ(value_of(parameters.find("x", true)), 1.0f);
}

TEST_F(MxnetParameters, a_name_that_comes_twice_is_an_error) {
  EXPECT_THROW(written({"arg:x", "arg:x"}), Error);
}

TEST_F(MxnetParameters, contents_become_parameters_and_what_is_left_over_is_said) {
  const Parameters parameters = written({"arg:g", "arg:spare"});
  ImportOptions options;
  options.input_shapes["data"] = {2, 1, 3};
  const Import import = import_symbol(symbol_of("LeakyReLU", {{"act_type", "prelu"}}, {{"data", {}}, {"g", {}}}), parameters, options);
  EXPECT_EQ(parameters_of(import.graph), "g weight trainable float32[1]");
  EXPECT_EQ(import.report.notes, std::vector<std::string>{"1 parameter of the file is not used: spare"});
  EXPECT_EQ(import.report.parameter_count, 1);
  EXPECT_EQ(import.report.parameter_bytes, 4);
}

TEST_F(MxnetParameters, what_an_output_cuts_off_is_not_left_over) {
  const Parameters parameters = written({"arg:g", "arg:spare2", "arg:spare1"});
  ImportOptions options;
  options.outputs = {"data"};
  options.input_shapes["data"] = {2, 1, 3};
  const Import import = import_symbol(symbol_of("LeakyReLU", {{"act_type", "prelu"}}, {{"data", {}}, {"g", {}}}), parameters, options);
  EXPECT_EQ(import.report.notes, std::vector<std::string>{"2 parameters of the file are not used: spare1, spare2"});
}

TEST_F(MxnetParameters, those_of_the_file_are_counted_whatever_becomes_of_their_operators) {
  const Parameters parameters = written({"arg:g", "arg:x_weight"});
  ImportOptions options;
  options.parameters_required = false;
  const Import import = import_symbol(symbol_of("Foo", {}, {{"data", {}}, {"g", {}}, {"x_weight", {}}}), parameters, options);
  EXPECT_EQ(import.report.parameter_count, 2);
}

TEST_F(MxnetParameters, content_of_another_shape_is_an_error_that_names_it) {
  const Parameters parameters = written({"arg:w", "arg:b"});
  ImportOptions options;
  options.input_shapes["data"] = {2, 5};
  try {
    import_symbol(symbol_of("FullyConnected", {{"num_hidden", "4"}}, {{"data", {}}, {"w", {}}, {"b", {}}}), parameters, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "node 'x' (FullyConnected): parameter 'w' is [1], wanted [4,5]");
  }
}

TEST_F(MxnetParameters, all_that_are_missing_are_listed_at_once) {
  const Parameters parameters = written({"features.0.weight"});
  ImportOptions options;
  options.input_shapes["data"] = {2, 5};
  try {
    import_symbol(symbol_of("FullyConnected", {{"num_hidden", "4"}}, {{"data", {}}, {"w", {}}, {"b", {}}}), parameters, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "2 parameters are missing: w, b; the file names them by structure, as 'features.0.weight' (save_parameters): write it with "
        "export, which uses the graph's names");
  }
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
