#include "nnfront/detect.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "api/detector_network.h"
#include "postprocess/kind.h"
#include "postprocess/mtcnn.h"
#include "report/overlay.h"
#include "support/fail.h"

namespace nnfront {

namespace {

using postprocess::Kind;

constexpr double smallest_face = 20;

std::array<double, 3> three(const std::vector<double>& given, const std::array<double, 3>& usual, std::string_view what) {
  if (given.empty()) return usual;
  if (given.size() != 1 && given.size() != 3) fail(ErrorCode::invalid_argument, "{}: got {} numbers, wanted 3, or 1", what, given.size());
  return {given[0], given[given.size() / 2], given[given.size() - 1]};
}

bool keeps_proportions(const dataset::Preprocess& preprocess) {
  return preprocess.fit != dataset::Fit::stretch;
}

dataset::Preprocess preprocess_of(const Kind& kind, const DetectOptions& options) {
  dataset::Preprocess preprocess = kind.preprocess;
  if (options.letterbox && *options.letterbox != keeps_proportions(preprocess)) {
    preprocess.fit = *options.letterbox ? dataset::Fit::letterbox : dataset::Fit::stretch;
  }
  preprocess.mean = three(options.mean, preprocess.mean, "mean");
  preprocess.std = three(options.std, preprocess.std, "std");
  preprocess.bgr = options.bgr.value_or(preprocess.bgr);
  return preprocess;
}

// Whole pixels around the box.
dataset::Region region_of(const Box& box, const Extent& picture) {
  const double farthest = dataset::largest_picture_pixels;
  const auto is_inside = [&](double number) { return std::abs(number) <= farthest; };
  if (!is_inside(box.x1) || !is_inside(box.y1) || !is_inside(box.x2) || !is_inside(box.y2) || box.x1 >= box.x2 || box.y1 >= box.y2) {
    fail(ErrorCode::invalid_argument, "region: got {},{},{},{}, wanted x1,y1,x2,y2 with x1 < x2 and y1 < y2", box.x1, box.y1, box.x2,
         box.y2);
  }
  if (box.x2 <= 0 || box.y2 <= 0 || box.x1 >= picture.width || box.y1 >= picture.height) {
    fail(ErrorCode::invalid_argument, "region: got {},{},{},{}, which is beside the picture of {} x {} pixels", box.x1, box.y1, box.x2,
         box.y2, picture.width, picture.height);
  }
  const double left = std::floor(box.x1);
  const double top = std::floor(box.y1);
  return {static_cast<std::int64_t>(left),
          static_cast<std::int64_t>(top),
          {static_cast<int>(std::ceil(box.x2) - left), static_cast<int>(std::ceil(box.y2) - top)}};
}

// The picture, or the part of it that is looked at.
struct View {
  const Picture& picture;
  double left = 0;
  double top = 0;
};

void move_by(std::vector<Detection>& faces, double left, double top) {
  for (Detection& face : faces) {
    face.box = {face.box.x1 + left, face.box.y1 + top, face.box.x2 + left, face.box.y2 + top};
    for (Point& landmark : face.landmarks) landmark = {landmark.x + left, landmark.y + top};
  }
}

DetectSettings settings_of(const dataset::Preprocess& preprocess, double threshold, double overlap) {
  return {preprocess.extent, keeps_proportions(preprocess), preprocess.mean, preprocess.std, preprocess.bgr, threshold, overlap};
}

constexpr std::array<int, 3> cascade_sides = {12, 24, 48};

bool loads(const DetectorFile& file, const Extent& extent) {
  try {
    api::DetectorNetwork::load(file, extent, {});
    return true;
  } catch (const Error&) {  // not of this size
    return false;
  }
}

// A network that takes the pixels of another stage is one that stands in the wrong place.
api::DetectorNetwork load_stage(const DetectorFile& file, int side) {
  try {
    return api::DetectorNetwork::load(file, Extent{side, side}, {});
  } catch (const Error&) {
    for (const int other : cascade_sides) {
      if (other == side || !loads(file, {other, other})) continue;
      fail(ErrorCode::invalid_argument, "{}: a network of {}x{} pixels where mtcnn wants one of {}x{}; the order is P (12), R (24), O (48)",
           printable(file.graph.string()), other, other, side, side);
    }
    throw;
  }
}

DetectResult detect_by_cascade(const Kind& kind, const std::vector<DetectorFile>& files, const View& view, const Extent& picture,
                               const DetectOptions& options) {
  if (files.size() != 3) fail(ErrorCode::invalid_argument, "{}: got {} networks, wanted 3", kind.name, files.size());
  if (options.size || options.letterbox || options.overlap) {
    fail(ErrorCode::invalid_argument, "{}: its networks fix size and overlap; wanted neither --size, --letterbox nor --overlap", kind.name);
  }
  std::vector<api::DetectorNetwork> networks;
  for (std::size_t i = 0; i < files.size(); ++i) networks.push_back(load_stage(files[i], cascade_sides[i]));
  const auto runner = [&](std::size_t i) { return [&, i](const Array& pictures) { return networks[i].run(pictures, options.run); }; };
  postprocess::MtcnnOptions cascade;
  cascade.smallest_face = options.smallest_face ? *options.smallest_face : smallest_face;
  cascade.thresholds[2] = options.threshold.value_or(kind.threshold);
  cascade.preprocess = preprocess_of(kind, options);
  cascade.preprocess.channels_last = networks[0].input().channels_last;
  Findings findings{.detections = find_faces(view.picture, {runner(0), runner(1), runner(2)}, cascade)};
  move_by(findings.detections, view.left, view.top);
  return {std::string(kind.name), picture, std::move(findings), settings_of(cascade.preprocess, cascade.thresholds[2], kind.overlap)};
}

void check_pixels(const Picture& picture) {
  const std::size_t wanted = dataset::channel_values(picture.extent);
  if (picture.pixels.size() == wanted) return;
  fail(ErrorCode::invalid_argument, "picture: got {} values, wanted {} for {} x {} pixels", picture.pixels.size(), wanted,
       picture.extent.width, picture.extent.height);
}

bool is_finite(const Detection& detection) {
  const Box& box = detection.box;
  return std::isfinite(box.x1) && std::isfinite(box.y1) && std::isfinite(box.x2) && std::isfinite(box.y2);
}

// How the picture is brought to the network must be known before its outputs are: a kind that is not named is taken for one that most
// networks resemble, and the network is run again where it turns out to be another that wants its picture in another way.
struct Answer {
  std::vector<Array> outputs;
  dataset::Placement placement;
  dataset::Preprocess preprocess;
};
Answer ask(const api::DetectorNetwork& network, const View& view, const Extent& extent, const Kind& kind, const DetectOptions& options) {
  dataset::Preprocess preprocess = preprocess_of(kind, options);
  preprocess.extent = extent;
  // An input that was made as large as the picture asks for has its proportions but for the rounding.
  if (kind.within && extent == dataset::extent_within(view.picture.extent, *kind.within)) preprocess.fit = dataset::Fit::stretch;
  preprocess.channels_last = network.input().channels_last;
  dataset::NetworkInput input = network_input(view.picture, preprocess);
  input.placement.origin_x = view.left;
  input.placement.origin_y = view.top;
  return {network.run(input.array, options.run), input.placement, preprocess};
}

std::optional<Extent> usual_extent(const Kind* kind, const Extent& picture) {
  if (kind == nullptr) return std::nullopt;
  return kind->within ? dataset::extent_within(picture, *kind->within) : kind->preprocess.extent;
}

std::string usual_size(const Kind& kind) {
  const Extent& extent = kind.preprocess.extent;
  if (extent == Extent{}) return fmt::format("{}, {} and {}", cascade_sides[0], cascade_sides[1], cascade_sides[2]);
  if (kind.within) return fmt::format("of the picture, shorter side {}, longer at most {}", kind.within->shorter, kind.within->longer);
  return fmt::format("{}x{}", extent.width, extent.height);
}

DetectResult detect_by_one(const Kind* named, const std::vector<DetectorFile>& files, const View& view, const Extent& picture,
                           const DetectOptions& options) {
  if (files.size() != 1) {
    fail(ErrorCode::invalid_argument, "{}: got {} networks, wanted 1", named == nullptr ? "a detector" : named->name, files.size());
  }
  const auto network = api::DetectorNetwork::load(files[0], options.size, usual_extent(named, view.picture.extent));
  const Kind& first = named == nullptr ? postprocess::kind_called("ssd") : *named;
  Answer answer = ask(network, view, network.extent(), first, options);
  const Kind& kind = named == nullptr ? postprocess::kind_of(answer.outputs, network.extent()) : *named;
  const bool same_preprocess = kind.preprocess.mean == first.preprocess.mean && kind.preprocess.std == first.preprocess.std &&
                               kind.preprocess.fit == first.preprocess.fit;
  if (!same_preprocess) answer = ask(network, view, network.extent(), kind, options);
  const postprocess::Reading reading = {network.extent(), picture, answer.placement, options.threshold.value_or(kind.threshold),
                                        options.overlap.value_or(kind.overlap)};
  DetectResult result{std::string(kind.name), picture, kind.read(answer.outputs, reading),
                      settings_of(answer.preprocess, reading.threshold, reading.overlap)};
  std::erase_if(result.findings.detections, [](const Detection& detection) { return !is_finite(detection); });
  return result;
}

}  // namespace

std::vector<DetectorKind> detector_kinds() {
  std::vector<DetectorKind> kinds;
  for (const Kind& kind : postprocess::kinds()) {
    kinds.push_back(
        {std::string(kind.name), std::string(kind.doc), settings_of(kind.preprocess, kind.threshold, kind.overlap), usual_size(kind)});
  }
  return kinds;
}

DetectResult detect(const std::vector<DetectorFile>& networks, const Picture& picture, const DetectOptions& options) {
  check_pixels(picture);
  const bool three_networks = options.kind.empty() && networks.size() == 3;
  const Kind* const kind = three_networks         ? &postprocess::kind_called("mtcnn")
                           : options.kind.empty() ? nullptr
                                                  : &postprocess::kind_called(options.kind);
  const bool is_cascade = kind != nullptr && kind->read == nullptr;
  if (options.smallest_face && !is_cascade) fail(ErrorCode::invalid_argument, "--smallest-face is for mtcnn alone");
  const auto look_at = [&](const View& view) -> DetectResult {
    if (is_cascade) return detect_by_cascade(*kind, networks, view, picture.extent, options);
    return detect_by_one(kind, networks, view, picture.extent, options);
  };
  if (!options.region) return look_at({picture});
  const dataset::Region region = region_of(*options.region, picture.extent);
  const Picture part = dataset::cut_out(picture, region);
  return look_at({part, static_cast<double>(region.left), static_cast<double>(region.top)});
}

DetectResult detect(const std::vector<DetectorFile>& networks, const std::filesystem::path& picture, const DetectOptions& options) {
  return detect(networks, dataset::read_picture(picture), options);
}

void draw_findings(Picture picture, const DetectResult& result, const std::vector<std::string>& class_names,
                   const std::filesystem::path& output) {
  check_pixels(picture);
  const Kind& kind = postprocess::kind_called(result.kind);
  const std::vector<std::string> own(kind.class_names.begin(), kind.class_names.end());
  report::draw_overlay(picture, result.findings, class_names.empty() ? own : class_names, result.settings.threshold);
  dataset::write_picture(picture, output);
}

void draw_findings(const std::filesystem::path& picture, const DetectResult& result, const std::vector<std::string>& class_names,
                   const std::filesystem::path& output) {
  draw_findings(dataset::read_picture(picture), result, class_names, output);
}

}  // namespace nnfront
