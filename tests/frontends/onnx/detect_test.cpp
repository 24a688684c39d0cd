#include "frontends/onnx/detect.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/frontends/onnx/model.h"
#include "tests/support/temporary_folder.h"

namespace nnfront::frontends::onnx {
namespace {

namespace fs = std::filesystem;

class OnnxDetect : public testing::Test {
 protected:
  fs::path put(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }
  std::string model() { return model_of({"Relu", {}, {{"x", {"2"}}}}); }

  testing_support::TemporaryFolder folder_;
};

TEST_F(OnnxDetect, by_content_whatever_the_name) {
  const fs::path path = put("weights.txt", model());
  ASSERT_TRUE(detect(path, -1).has_value());
  EXPECT_EQ(detect(path, -1)->graph, path);
  EXPECT_EQ(detect(path, -1)->parameters, path);
  EXPECT_FALSE(detect(put("text.onnx", "not a model"), -1).has_value());
  EXPECT_FALSE(detect(put("empty.onnx", ""), -1).has_value());
  EXPECT_FALSE(detect(folder_ / "none.onnx", -1).has_value());
}

TEST_F(OnnxDetect, a_directory_with_one_model) {
  put("readme", "text");
  EXPECT_FALSE(detect(folder_.path(), -1).has_value());
  const fs::path path = put("m", model());
  EXPECT_EQ(detect(folder_.path(), -1)->graph, path);
  put("n", model());
  EXPECT_THROW(detect(folder_.path(), -1), Error);
}

}  // namespace
}  // namespace nnfront::frontends::onnx
