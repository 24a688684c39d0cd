#include "postprocess/kind.h"

#include <set>

#include "tests/postprocess/outputs.h"

namespace nnfront::postprocess::testing {
namespace {

std::string message(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Kind, IsFoundByName) {
  std::set<std::string_view> names;
  for (const Kind& kind : kinds()) {
    EXPECT_TRUE(names.insert(kind.name).second);
    EXPECT_EQ(&kind_called(kind.name), &kind);
    EXPECT_EQ(kind.read == nullptr, kind.name == "mtcnn");
  }
  EXPECT_EQ(names.size(), 8U);
  EXPECT_NE(message([] { kind_called("yolo3"); }).find("there is no kind 'yolo3' of detector"), std::string::npos);
  EXPECT_NE(message([] { kind_called("yolo3"); }).find("did you mean 'yolov3'?"), std::string::npos);
}

TEST(Kind, IsRecognisedByTheShapesOfOutputs) {
  const auto name_of = [](const std::vector<Array>& outputs) { return kind_of(outputs, {64, 64}).name; };
  const Array boxes = array({1, 2, 4}, std::vector<float>(8));
  const Array ones = array({1, 2, 1}, {0, 0});
  EXPECT_EQ(name_of({ones, ones, boxes}), "ssd");
  EXPECT_EQ(name_of({array({1, 2, 3}, std::vector<float>(6)), boxes, boxes}), "ssd");
  EXPECT_EQ(name_of({array({1, 2, 2}, std::vector<float>(4)), boxes}), "ultraface");
  EXPECT_EQ(name_of({array({2, 4}, std::vector<float>(8)), array({2, 12}, std::vector<float>(24)), boxes}), "faster_rcnn");
  const Array two = array({1, 2, 1, 1}, {0, 0});
  EXPECT_EQ(name_of({array({1, 3, 1, 1}, {0, 0, 0}), two, two}), "centernet");
  EXPECT_EQ(name_of({array({1, 17, 1, 1}, std::vector<float>(17))}), "pose");
  EXPECT_EQ(name_of({array({1, 2, 64, 64}, std::vector<float>(8192))}), "segmentation");
  EXPECT_EQ(message([&] { name_of({ones}); }), "the outputs [1,2,1] do not say what kind of detector this is; name it with --kind");
}

}  // namespace
}  // namespace nnfront::postprocess::testing
