#include "postprocess/kind.h"

#include "postprocess/center_net.h"
#include "postprocess/faster_rcnn.h"
#include "postprocess/outputs.h"
#include "postprocess/pose.h"
#include "postprocess/segmentation.h"
#include "postprocess/ssd.h"
#include "postprocess/ultraface.h"
#include "postprocess/yolov3.h"
#include "support/fail.h"

namespace nnfront::postprocess {

namespace {

// Mean and deviation of ImageNet's channels, red first, which most networks are trained with.
dataset::Preprocess like_imagenet(const Extent& extent) {
  return {.extent = extent, .mean = {123.675, 116.28, 103.53}, .std = {58.395, 57.12, 57.375}};
}

dataset::Preprocess fitted(dataset::Preprocess preprocess, dataset::Fit fit) {
  preprocess.fit = fit;
  return preprocess;
}

std::vector<std::string_view> keypoint_names() {
  return {"nose",           "left_eye",   "right_eye",   "left_ear",   "right_ear",   "left_shoulder",
          "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip",
          "right_hip",      "left_knee",  "right_knee",  "left_ankle", "right_ankle"};
}

std::vector<Kind> all_kinds() {
  return {
      {.name = "ultraface",
       .doc = "scores [1,N,2] and boxes [1,N,4]",
       .preprocess = {.extent = {320, 240}, .mean = {127, 127, 127}, .std = {128, 128, 128}},
       .threshold = 0.7,
       .overlap = 0.3,
       .class_names = {"face"},
       .recognises = recognises_ultraface,
       .read = read_ultraface},
      {.name = "ssd",
       .doc = "classes, scores and corners, or scores, offsets and anchors",
       .preprocess = like_imagenet({512, 512}),
       .recognises = recognises_ssd,
       .read = read_ssd},
      {.name = "yolov3",
       .doc = "classes, scores and corners, or three maps",
       .preprocess = like_imagenet({416, 416}),
       .recognises = recognises_yolov3,
       .read = read_yolov3},
      {.name = "centernet",
       .doc = "classes, scores and corners, or maps of centres, sizes and places",
       .preprocess = fitted(like_imagenet({512, 512}), dataset::Fit::warp),
       .recognises = recognises_center_net,
       .read = read_center_net},
      {.name = "faster_rcnn",
       .doc = "classes, scores and corners, or scores, offsets and regions",
       .preprocess = fitted(like_imagenet({1000, 600}), dataset::Fit::letterbox),
       .within = dataset::Within{600, 1000},
       .overlap = 0.5,
       .recognises = recognises_faster_rcnn,
       .read = read_faster_rcnn},
      {.name = "pose",
       .doc = "a map per key point; one person, see --region",
       .preprocess = like_imagenet({192, 256}),
       .threshold = 0.2,
       .class_names = keypoint_names(),
       .recognises = recognises_pose,
       .read = read_pose},
      {.name = "segmentation",
       .doc = "a map of scores per class",
       .preprocess = like_imagenet({480, 480}),
       .recognises = recognises_segmentation,
       .read = read_segmentation},
      {.name = "mtcnn",
       .doc = "three networks: faces with landmarks",
       .preprocess = {.extent = {}, .mean = {127.5, 127.5, 127.5}, .std = {128, 128, 128}, .bgr = true},
       .threshold = 0.7,
       .overlap = 0.7,
       .class_names = {"face"}},
  };
}

}  // namespace

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = all_kinds();
  return all;
}

const Kind& kind_called(std::string_view name) {
  std::vector<std::string> names;
  for (const Kind& kind : kinds()) {
    if (kind.name == name) return kind;
    names.emplace_back(kind.name);
  }
  fail(ErrorCode::invalid_argument, "there is no kind '{}' of detector (there are: {}){}", printable(name), fmt::join(names, ", "),
       did_you_mean(name, names));
}

const Kind& kind_of(std::span<const Array> outputs, const Extent& input) {
  for (const Kind& kind : kinds()) {
    if (kind.recognises != nullptr && kind.recognises(outputs, input)) return kind;
  }
  fail(ErrorCode::invalid_argument, "the outputs {} do not say what kind of detector this is; name it with --kind", shapes_text(outputs));
}

}  // namespace nnfront::postprocess
