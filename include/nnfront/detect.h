// What is on a picture: a detector's networks are run on it and their outputs read as boxes, key points or labels.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "nnfront/model.h"

namespace nnfront {

struct Extent {
  int width = 0;
  int height = 0;
  bool operator==(const Extent&) const = default;
};

// Red, green and blue of every pixel, row by row from the top.
struct Picture {
  Extent extent;
  std::vector<std::uint8_t> pixels;
};

// In pixels of a picture, from its upper left corner; the middle of the first pixel is at (0.5, 0.5).
struct Point {
  double x = 0;
  double y = 0;
};

struct Box {
  double x1 = 0;
  double y1 = 0;
  double x2 = 0;
  double y2 = 0;
};

// May reach beyond the picture, as networks say it.
struct Detection {
  int category = 0;  // number of its class, 0 the first that is no background
  double score = 0;
  Box box;
  std::vector<Point> landmarks = {};  // of a face: eyes, nose, corners of the mouth, left ones of the picture first
};

struct Keypoint {
  Point at;
  double score = 0;
};

// One class per pixel of the picture, row by row.
struct LabelMap {
  Extent extent;
  std::vector<std::int32_t> labels;
};

// Detections by falling score; key points in the order of the network; a label map that is empty where the network gives none.
struct Findings {
  std::vector<Detection> detections = {};
  std::vector<Keypoint> keypoints = {};
  LabelMap label_map = {};
};

// One network: a graph file of nnfront's with its parameter file (empty: the one that `compile` wrote beside it), the folder with both
// forms (the fused one is taken), or a model as compile() takes it.
struct DetectorFile {
  std::filesystem::path graph;
  std::filesystem::path parameters = {};
};

// What is left out follows from the kind of the detector.
struct DetectOptions {
  std::string kind;                  // of detector_kinds(); empty: from the outputs' shapes
  std::optional<double> threshold;   // the smallest score
  std::optional<double> overlap;     // the largest overlap of two boxes of one class, intersection over union
  std::optional<Extent> size;        // of the network's input; left out: as the network says
  std::optional<bool> letterbox;     // keep the picture's proportions, with bars beside it; otherwise it is stretched
  std::vector<double> mean;          // of the network's channels, values from 0 to 255; empty: of the kind
  std::vector<double> std;           // what is divided by
  std::optional<bool> bgr;           // blue is the first channel
  std::optional<Box> region;         // the part of the picture that is looked at
  std::optional<int> smallest_face;  // of mtcnn: its side in pixels
  RunOptions run;                    // `values` aside
};

// What a picture is looked at with: the options, and where they say nothing the usual of the kind.
struct DetectSettings {
  Extent size;  // of the network's input; 0 x 0 for mtcnn, whose networks fix it
  bool letterbox = false;
  std::array<double, 3> mean = {0, 0, 0};
  std::array<double, 3> std = {1, 1, 1};
  bool bgr = false;
  double threshold = 0;
  double overlap = 0;
};

struct DetectResult {
  std::string kind;
  Extent picture;
  Findings findings;
  DetectSettings settings = {};
};

// "ssd", "yolov3", ...; each with a line that says what its outputs are, and what is taken where neither network nor options say more.
struct DetectorKind {
  std::string name;
  std::string doc;
  DetectSettings usual = {};
  std::string size = {};  // usual.size as text, or how it follows from the picture
};
std::vector<DetectorKind> detector_kinds();

// Throws Error. mtcnn takes three networks (proposal, refinement, output: of 12, 24 and 48 pixels), every other kind one. A path is that of
// a JPEG or PNG file.
DetectResult detect(const std::vector<DetectorFile>& networks, const Picture& picture, const DetectOptions& options = {});
DetectResult detect(const std::vector<DetectorFile>& networks, const std::filesystem::path& picture, const DetectOptions& options = {});

// Error (invalid_argument) where a class or key point that was found has no line among the names. No names at all are well.
void check_class_names(const DetectResult& result, const std::vector<std::string>& class_names);
// The result as `nnfront detect` prints it, key points below the threshold left out; classes without a name are called by their number.
// No names: those of the kind, where it has.
std::string detect_text(const DetectResult& result, const std::vector<std::string>& class_names = {});
std::string detect_json(const DetectResult& result, const std::vector<std::string>& class_names = {});
// The picture with what was found drawn on it, as .png or .jpg. Throws Error.
void draw_findings(Picture picture, const DetectResult& result, const std::vector<std::string>& class_names,
                   const std::filesystem::path& output);
void draw_findings(const std::filesystem::path& picture, const DetectResult& result, const std::vector<std::string>& class_names,
                   const std::filesystem::path& output);

}  // namespace nnfront
