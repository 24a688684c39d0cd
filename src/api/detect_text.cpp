// What `nnfront detect` prints.
#include <algorithm>
#include <map>

#include "formats/json.h"
#include "nnfront/detect.h"
#include "postprocess/kind.h"
#include "support/fail.h"

namespace nnfront {

namespace {

using formats::OrderedJson;

// The name of a class, or of a key point.
class Names {
 public:
  Names(const DetectResult& result, const std::vector<std::string>& given) : names_(given) {
    if (!names_.empty()) return;
    for (const std::string_view name : postprocess::kind_called(result.kind).class_names) names_.emplace_back(name);
  }
  // Empty where there is none.
  std::string at(std::size_t number) const { return number < names_.size() ? names_[number] : ""; }
  std::string shown(std::size_t number) const { return at(number).empty() ? std::to_string(number) : printable(at(number), 40); }

 private:
  std::vector<std::string> names_;
};

// Pixels of every class that there is.
std::map<std::int32_t, std::int64_t> pixels_by_class(const LabelMap& map) {
  std::map<std::int32_t, std::int64_t> pixels;
  for (const std::int32_t label : map.labels) ++pixels[label];
  return pixels;
}

OrderedJson named(OrderedJson object, const std::string& name) {
  if (!name.empty()) object["name"] = name;
  return object;
}

OrderedJson detection_json(const Detection& detection, const Names& names) {
  OrderedJson json = named({{"class", detection.category}}, names.at(static_cast<std::size_t>(detection.category)));
  json["score"] = formats::json_of(detection.score);
  json["box"] = {detection.box.x1, detection.box.y1, detection.box.x2, detection.box.y2};
  if (detection.landmarks.empty()) return json;
  json["landmarks"] = OrderedJson::array();
  for (const Point& point : detection.landmarks) json["landmarks"].push_back({formats::json_of(point.x), formats::json_of(point.y)});
  return json;
}

double share_of(std::int64_t pixels, const LabelMap& map) {
  return static_cast<double>(pixels) / static_cast<double>(map.labels.size());
}

OrderedJson settings_json(const DetectSettings& settings) {
  OrderedJson json = {{"size", nullptr},
                      {"letterbox", settings.letterbox},
                      {"mean", settings.mean},
                      {"std", settings.std},
                      {"colours", settings.bgr ? "bgr" : "rgb"},
                      {"threshold", settings.threshold},
                      {"overlap", settings.overlap}};
  if (settings.size != Extent{}) json["size"] = {{"width", settings.size.width}, {"height", settings.size.height}};
  return json;
}

}  // namespace

void check_class_names(const DetectResult& result, const std::vector<std::string>& class_names) {
  const Findings& findings = result.findings;
  std::int64_t last = static_cast<std::int64_t>(findings.keypoints.size()) - 1;
  for (const Detection& found : findings.detections) last = std::max<std::int64_t>(last, found.category);
  for (const std::int32_t label : findings.label_map.labels) last = std::max<std::int64_t>(last, label);
  const auto count = static_cast<std::int64_t>(class_names.size());
  if (count == 0 || last < count) return;
  fail(ErrorCode::invalid_argument, "--classes: got {} names, and {} {} was found (the first is 0)", count,
       findings.keypoints.empty() ? "class" : "key point", last);
}

std::string detect_text(const DetectResult& result, const std::vector<std::string>& class_names) {
  const Names names(result, class_names);
  std::string text;
  for (const Detection& found : result.findings.detections) {
    text += fmt::format("{:<16} {:.4f}  {:.1f},{:.1f} {:.1f},{:.1f}\n", names.shown(static_cast<std::size_t>(found.category)), found.score,
                        found.box.x1, found.box.y1, found.box.x2, found.box.y2);
  }
  for (std::size_t i = 0; i < result.findings.keypoints.size(); ++i) {
    const Keypoint& point = result.findings.keypoints[i];
    if (point.score < result.settings.threshold) continue;
    text += fmt::format("{:<16} {:.4f}  {:.1f},{:.1f}\n", names.shown(i), point.score, point.at.x, point.at.y);
  }
  for (const auto& [label, pixels] : pixels_by_class(result.findings.label_map)) {
    text += fmt::format("{:<16} {:.4f}  {} pixels\n", names.shown(static_cast<std::size_t>(label)),
                        share_of(pixels, result.findings.label_map), pixels);
  }
  return text.empty() ? "nothing found\n" : text;
}

std::string detect_json(const DetectResult& result, const std::vector<std::string>& class_names) {
  const Names names(result, class_names);
  OrderedJson json = {{"kind", result.kind},
                      {"picture", {{"width", result.picture.width}, {"height", result.picture.height}}},
                      {"settings", settings_json(result.settings)}};
  const Findings& findings = result.findings;
  if (findings.keypoints.empty() && findings.label_map.labels.empty()) json["detections"] = OrderedJson::array();
  for (const Detection& found : findings.detections) json["detections"].push_back(detection_json(found, names));
  if (!findings.keypoints.empty()) json["keypoints"] = OrderedJson::array();
  for (std::size_t i = 0; i < findings.keypoints.size(); ++i) {
    const Keypoint& point = findings.keypoints[i];
    if (point.score < result.settings.threshold) continue;
    OrderedJson each = named({{"keypoint", i}}, names.at(i));
    each["score"] = formats::json_of(point.score);
    each["at"] = {formats::json_of(point.at.x), formats::json_of(point.at.y)};
    json["keypoints"].push_back(std::move(each));
  }
  for (const auto& [label, pixels] : pixels_by_class(findings.label_map)) {
    OrderedJson each = named({{"class", label}}, names.at(static_cast<std::size_t>(label)));
    each["pixels"] = pixels;
    each["share"] = share_of(pixels, findings.label_map);
    json["segments"].push_back(std::move(each));
  }
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace nnfront
