#include "frontends/onnx/external_data.h"

#include <gtest/gtest.h>

#include <fstream>

#include "ir/leaf.h"
#include "tests/frontends/onnx/model.h"
#include "tests/support/temporary_folder.h"

namespace nnfront::frontends::onnx {
namespace {

namespace fs = std::filesystem;

class OnnxExternalFiles : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "model");
    put("model/w.bin", "0123456789abcdef");
    put("secret.bin", "0123456789abcdef");
  }
  void put(const std::string& name, const std::string& bytes) { std::ofstream(folder_ / name, std::ios::binary) << bytes; }
  std::string error_of(const formats::OnnxExternalData& entry, std::uint64_t bytes = 4) {
    ExternalFiles files(folder_ / "model");
    try {
      files.content(entry, bytes);
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  }

  testing_support::TemporaryFolder folder_;
};

TEST_F(OnnxExternalFiles, a_range_of_a_file_beside_the_model) {
  ExternalFiles files(folder_ / "model");
  EXPECT_EQ(files.content({"w.bin", "4", "8"}, 8).read_all(8), "456789ab");
  EXPECT_EQ(files.content({"w.bin", "", ""}, 2).read_all(2), "01");
  ASSERT_EQ(files.paths().size(), 1u);
  EXPECT_EQ(files.paths()[0], folder_ / "model" / "w.bin");
}

TEST_F(OnnxExternalFiles, ranges_that_do_not_fit) {
  EXPECT_EQ(error_of({"w.bin", "14", ""}), "external data takes 4 bytes from byte 14 on, 'w.bin' has 16");
  EXPECT_EQ(error_of({"w.bin", "9223372036854775807", ""}), "external data takes 4 bytes from byte 9223372036854775807 on, 'w.bin' has 16");
  EXPECT_EQ(error_of({"w.bin", "", "8"}), "external data has 8 bytes, wanted 4");
  const std::string wanted = ", wanted decimal digits of a number from 0 to 9223372036854775807";
  EXPECT_EQ(error_of({"w.bin", "-1", ""}), "offset of external data is '-1'" + wanted);
  EXPECT_EQ(error_of({"w.bin", "four", ""}), "offset of external data is 'four'" + wanted);
  EXPECT_EQ(error_of({"w.bin", "99999999999999999999", ""}), "offset of external data is '99999999999999999999'" + wanted);
}

TEST_F(OnnxExternalFiles, nothing_outside_of_the_models_folder_is_opened) {
  EXPECT_EQ(error_of({"../secret.bin", "", ""}), "external data '../secret.bin' lies outside of the model's folder");
  EXPECT_EQ(error_of({"a/../../secret.bin", "", ""}), "external data 'a/../../secret.bin' lies outside of the model's folder");
  const std::string absolute = (folder_ / "secret.bin").string();
  EXPECT_EQ(error_of({absolute, "", ""}), "external data '" + absolute + "': wanted a path from the model's folder on");
  fs::create_symlink(folder_ / "secret.bin", folder_ / "model" / "link.bin");
  EXPECT_EQ(error_of({"link.bin", "", ""}), "external data 'link.bin' is a link out of the model's folder");
  fs::create_directory_symlink(folder_.path(), folder_ / "model" / "up");
  EXPECT_EQ(error_of({"up/secret.bin", "", ""}), "external data 'up/secret.bin' is a link out of the model's folder");
}

TEST_F(OnnxExternalFiles, a_link_inside_of_the_folder_is_followed) {
  fs::create_symlink("w.bin", folder_ / "model" / "link.bin");
  EXPECT_EQ(error_of({"link.bin", "", ""}), "");
}

TEST_F(OnnxExternalFiles, a_file_that_is_not_there) {
  EXPECT_EQ(error_of({"none.bin", "", ""}), "external data 'none.bin': No such file or directory");
}

TEST_F(OnnxExternalFiles, a_model_finds_its_content) {
  using namespace onnx_bytes;
  const std::string tensor = tensor_head("w", float_type, {2}) + part(13, part(1, "location") + part(2, "floats.bin")) +
                             part(13, part(1, "offset") + part(2, "4")) + onnx_bytes::number(14, 1);
  put("model/floats.bin", plain_bytes(std::vector<float>{1, 2, 3}));
  put("model/m.onnx", model({{{"Add", {"x", "w"}, {"y"}}}, {value_info("x", tensor_type(1, {"2"}))}, {"y"}, {tensor}, {}}));
  const fs::path path = folder_ / "model" / "m.onnx";
  const Import import = import_model({path, path}, {});
  const Node* parameter = find_parameter(import.graph, "w");
  ASSERT_NE(parameter, nullptr);
  EXPECT_EQ(parameter->tensor.evaluate().as<float>()[1], 3.0f);
  EXPECT_EQ(import.further_files, std::vector<fs::path>{folder_ / "model" / "floats.bin"});
  EXPECT_EQ(import.graph.source.files.size(), 2u);
}

TEST(OnnxExternalData, a_model_in_memory_has_no_folder) {
  ExternalFiles files;
  EXPECT_THROW(files.content({"w.bin", "", ""}, 4), Error);
}

}  // namespace
}  // namespace nnfront::frontends::onnx
