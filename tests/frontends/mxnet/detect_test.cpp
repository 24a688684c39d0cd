#include "frontends/mxnet/detect.h"

#include <gtest/gtest.h>

#include <fstream>

#include "formats/mxnet_ndarray.h"
#include "tests/frontends/mxnet/symbol.h"

namespace nnfront::frontends::mxnet {
namespace {

namespace fs = std::filesystem;

class MxnetDetect : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / (std::string("nnfront_detect_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path symbol(const std::string& name) {
    std::ofstream(folder_ / name) << symbol_of("exp", {}, {{"data", {}}});
    return folder_ / name;
  }
  fs::path parameters(const std::string& name) {
    formats::MxnetArrayWriter writer(folder_ / name, 1);
    const float value = 1.0f;
    writer.add("arg:w", Array::of<float>({1}, std::span<const float>(&value, 1)));
    writer.finish();
    return folder_ / name;
  }
  std::string error_of(const fs::path& path, int epoch = -1) {
    try {
      detect(path, epoch);
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  }

  fs::path folder_;
};

TEST_F(MxnetDetect, a_prefix_with_and_without_an_epoch) {
  const fs::path graph = symbol("net-symbol.json");
  const fs::path first = parameters("net-0000.params");
  const fs::path last = parameters("net-0012.params");
  EXPECT_EQ(detect(folder_ / "net", 0)->graph, graph);
  EXPECT_EQ(detect(folder_ / "net", 0)->parameters, first);
  EXPECT_EQ(detect(folder_ / "net", -1)->parameters, last);
  EXPECT_EQ(error_of(folder_ / "net", 3),
            (folder_ / "net").string() + "-0003.params: there is no such file; of this model there is net-0000.params, net-0012.params");
}

TEST_F(MxnetDetect, a_symbol_finds_the_newest_parameters_beside_it) {
  const fs::path graph = symbol("net-symbol.json");
  EXPECT_TRUE(detect(graph, -1)->parameters.empty());
  parameters("net-0001.params");
  parameters("netting-0009.params");
  EXPECT_EQ(detect(graph, -1)->parameters, folder_ / "net-0001.params");
  EXPECT_EQ(detect(graph, 1)->parameters, folder_ / "net-0001.params");
}

TEST_F(MxnetDetect, parameters_find_their_symbol) {
  const fs::path weights = parameters("net-0001.params");
  EXPECT_EQ(error_of(weights), weights.string() + ": MXNet parameters, but the graph net-symbol.json is not beside them");
  const fs::path graph = symbol("net-symbol.json");
  EXPECT_EQ(detect(weights, -1)->graph, graph);
  EXPECT_EQ(detect(weights, -1)->parameters, weights);
}

TEST_F(MxnetDetect, a_directory_must_hold_one_symbol) {
  EXPECT_FALSE(detect(folder_, -1));
  symbol("a-symbol.json");
  parameters("a-0000.params");
  EXPECT_EQ(detect(folder_, -1)->parameters, folder_ / "a-0000.params");
  symbol("b-symbol.json");
  EXPECT_EQ(error_of(folder_), folder_.string() + ": a directory with 2 MXNet graphs, name one of them: a-symbol.json, b-symbol.json");
}

TEST_F(MxnetDetect, content_decides_not_the_name) {
  const fs::path graph = symbol("oddly_named.txt");
  EXPECT_EQ(detect(graph, -1)->graph, graph);
  std::ofstream(folder_ / "fake-symbol.json") << R"({"nodes": []})";
  EXPECT_FALSE(detect(folder_ / "fake-symbol.json", -1));
  std::ofstream(folder_ / "fake-0000.params") << "not arrays";
  EXPECT_FALSE(detect(folder_ / "fake-0000.params", -1));
  EXPECT_FALSE(detect(folder_ / "absent", -1));
}

}  // namespace
}  // namespace nnfront::frontends::mxnet
