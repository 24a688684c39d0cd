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

TEST_F(OnnxDetect, says_what_is_wrong_with_what_looks_like_a_model) {
  using onnx_bytes::number;
  using onnx_bytes::part;
  const auto refusal_of = [&](const std::string& bytes, std::string_view framework = {}) -> std::string {
    const fs::path path = put("m.onnx", bytes);
    try {
      frontends::detect(path, framework);
    } catch (const Error& error) {
      return std::string(error.what()).substr(path.string().size());
    }
    return "no error";
  };
  const std::string opset = part(8, number(2, 17));
  EXPECT_EQ(refusal_of(number(1, 0) + part(7, "") + opset), ": looks like an ONNX model, but its IR version is 0, wanted 1 or more");
  EXPECT_EQ(refusal_of(number(1, -1) + part(7, "") + opset), ": looks like an ONNX model, but its IR version is -1, wanted 1 or more");
  EXPECT_EQ(refusal_of(number(1, std::int64_t{1} << 62) + part(7, "")),
            ": looks like an ONNX model, but its IR version is 4611686018427387904, wanted less than 1000");
  EXPECT_EQ(refusal_of(number(1, 8) + opset), ": looks like an ONNX model, but there is no graph");
  EXPECT_EQ(refusal_of(model(), "mxnet"), ": a model of ONNX, not of mxnet: leave the framework out, or name onnx");
  EXPECT_EQ(refusal_of(model()), "no error");
}

}  // namespace
}  // namespace nnfront::frontends::onnx
