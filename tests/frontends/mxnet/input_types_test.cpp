#include "frontends/mxnet/input_types.h"

#include <gtest/gtest.h>

#include "formats/mxnet_ndarray.h"
#include "tests/frontends/mxnet/symbol.h"
#include "tests/support/temporary_folder.h"

namespace nnfront::frontends::mxnet {
namespace {

// A convolution with this stride, a pool, a fully connected layer.
std::string classifier(const std::string& stride, const std::string& pool, const std::string& classes = "5") {
  constexpr std::string_view outline = R"json({"nodes": [
    {"op": "null", "name": "data", "inputs": []},
    {"op": "null", "name": "conv_weight", "inputs": []},
    {"op": "Convolution", "name": "conv", "attrs": {"kernel": "(1, 1)", "num_filter": "4", "no_bias": "True", "stride": "STRIDE"},
     "inputs": [[0, 0, 0], [1, 0, 0]]},
    {"op": "Pooling", "name": "pool", "attrs": POOL, "inputs": [[2, 0, 0]]},
    {"op": "null", "name": "fc_weight", "inputs": []},
    {"op": "FullyConnected", "name": "fc", "attrs": {"num_hidden": "CLASSES", "no_bias": "True"}, "inputs": [[3, 0, 0], [4, 0, 0]]}],
    "heads": [[5, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}})json";
  std::string json(outline);
  json.replace(json.find("STRIDE"), 6, stride);
  json.replace(json.find("CLASSES"), 7, classes);
  return json.replace(json.find("POOL"), 4, pool);
}

// exp of an input that is declared so.
std::string declared(const std::string& attributes) {
  return R"({"nodes": [{"op": "null", "name": "data", "attrs": {)" + attributes +
         R"(}, "inputs": []}, {"op": "exp", "name": "x", "inputs": [[0, 0]]}], "heads": [[1, 0]]})";
}

constexpr const char* global_pool = R"({"global_pool": "True", "pool_type": "avg"})";

ImportOptions without_parameters() {
  ImportOptions options;
  options.parameters_required = false;
  return options;
}

std::string data_type(const std::string& json) {
  return text(import_symbol(json, Parameters(), without_parameters()).report.inputs.at(0).type);
}

TEST(MxnetInputTypes, a_classifier_that_makes_7x7_of_224_is_recognised) {
  const Import import = import_symbol(classifier("(32, 32)", global_pool), Parameters(), without_parameters());
  EXPECT_EQ(text(import.report.inputs[0].type), "float32[1,3,224,224]");
  EXPECT_EQ(
      import.report.notes,
      std::vector<std::string>{"the file does not say the shape of input 'data'; [1,3,224,224] is assumed: of the usual sizes of images "
                               "(224, 299, 32) the one that its layers fit (--input data:... for another)"});
}

TEST(MxnetInputTypes, one_that_makes_8x8_of_32_is_of_cifar) {
  EXPECT_EQ(data_type(classifier("(4, 4)", global_pool)), "float32[1,3,32,32]");
}

TEST(MxnetInputTypes, a_window_of_just_the_map_tells_299_from_224) {
  EXPECT_EQ(data_type(classifier("(38, 38)", R"json({"kernel": "(8, 8)", "pool_type": "avg"})json")), "float32[1,3,299,299]");
}

TEST(MxnetInputTypes, what_does_not_fit_stays_open_with_the_line_to_add) {
  const Import import = import_symbol(classifier("(2, 2)", global_pool), Parameters(), without_parameters());
  EXPECT_FALSE(import.report.inputs[0].type.ranked);
  EXPECT_EQ(import.report.notes, std::vector<std::string>{});
  EXPECT_EQ(import.report.missing.back(), "the file does not say the shape of every input; add --input data:1,C,H,W");
  EXPECT_EQ(import.report.operators.size(), 3u);
}

TEST(MxnetInputTypes, a_window_that_is_no_average_says_nothing) {
  EXPECT_EQ(data_type(classifier("(16, 16)", R"json({"kernel": "(2, 2)", "pool_type": "max"})json")), "float32[...]");
}

TEST(MxnetInputTypes, weights_behind_a_flattening_tell_the_size) {
  const testing_support::TemporaryFolder folder;
  formats::MxnetArrayWriter writer(folder / "w.params", 2);
  writer.add("arg:conv_weight", Array(DType::float32, {4, 3, 1, 1}));
  writer.add("arg:fc_weight", Array(DType::float32, {5, 4}));
  writer.finish();
  const Parameters parameters{ByteSource(File::open(folder / "w.params"))};
  const std::string json = classifier("(16, 16)", R"json({"kernel": "(2, 2)", "pool_type": "max"})json");
  EXPECT_EQ(text(import_symbol(json, parameters, {}).report.inputs.at(0).type), "float32[1,3,32,32]");
}

TEST(MxnetInputTypes, a_thousand_classes_that_take_any_size_get_224) {
  const Import import = import_symbol(classifier("(16, 16)", global_pool, "1000"), Parameters(), without_parameters());
  EXPECT_EQ(text(import.report.inputs[0].type), "float32[1,3,224,224]");
  EXPECT_EQ(import.report.notes,
            std::vector<std::string>{"the file does not say the shape of input 'data'; [1,3,224,224] is assumed: as is usual for 1,000 "
                                     "classes; its layers take any size (--input data:... for another)"});
  EXPECT_EQ(data_type(classifier("(16, 16)", global_pool, "999")), "float32[...]");
  EXPECT_EQ(data_type(classifier("(4, 4)", global_pool, "1000")), "float32[1,3,224,224]") << "8x8 of 32 is not for 1,000 classes";
}

TEST(MxnetInputTypes, where_parameters_are_required_an_open_shape_is_an_error) {
  EXPECT_EQ(import_error(R"({"nodes": [{"op": "null", "name": "data", "inputs": []}, {"op": "exp", "name": "x", "inputs": [[0, 0]]}],
                             "heads": [[1, 0]]})",
                         {}),
            "the file does not say the shape of every input; add --input data:1,...");
}

TEST(MxnetInputTypes, refusals_come_before_the_question_for_shapes) {
  const std::string json = R"({"nodes": [{"op": "null", "name": "data", "inputs": []}, {"op": "Foo", "name": "x", "inputs": [[0, 0]]}],
                               "heads": [[1, 0]]})";
  EXPECT_EQ(refusals(import_symbol(json, Parameters(), {}).report),
            "1 operator of 1 kind not covered: Foo (1: x): not an operator that is known here");
}

TEST(MxnetInputTypes, a_declared_shape_and_type_are_taken) {
  const std::string json = declared(R"json("__shape__": "(2, 5)", "__dtype__": "1")json");
  EXPECT_EQ(text(import_symbol(json, Parameters(), {}).report.inputs[0].type), "float64[2,5]");
}

TEST(MxnetInputTypes, an_open_batch_is_taken_as_one_and_said) {
  const Import import = import_symbol(declared(R"json("__shape__": "(0, 5)")json"), Parameters(), {});
  EXPECT_EQ(text(import.report.inputs[0].type), "float32[1,5]");
  EXPECT_EQ(import.report.notes, std::vector<std::string>{"input 'data': batch 1 is assumed, shape [1,5]"});
}

TEST(MxnetInputTypes, the_user_comes_first_and_must_name_an_input) {
  ImportOptions options = without_parameters();
  options.input_shapes["data"] = {Dim::symbol("batch"), 3, 64, 64};
  EXPECT_EQ(text(import_symbol(classifier("(32, 32)", global_pool), Parameters(), options).report.inputs[0].type),
            "float32[batch,3,64,64]");
  options.input_shapes["dta"] = {1};
  EXPECT_EQ(import_error(classifier("(32, 32)", global_pool), options),
            "--input dta: no input is called so (there are: data), did you mean 'data'?");
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
