#include "nnfront/detect.h"

#include <fmt/format.h>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "dataset/class_names.h"
#include "dataset/picture.h"
#include "formats/npz.h"
#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront::cli {

namespace {

struct Arguments {
  std::string picture;
  std::vector<std::string> graphs;
  std::vector<std::string> parameters;
  std::string classes;
  std::string size;
  std::vector<double> region;
  std::string output;
  std::string label_map;
  bool bgr = false;
  bool rgb = false;
  bool letterbox = false;
  bool stretch = false;
  bool json = false;
  DetectOptions options;
};

Extent extent_of(const std::string& text) {
  const std::size_t by = text.find('x');
  const auto number = [&](const std::string& word) {
    const auto value = parse_integer(word);
    if (!value || *value < 1 || *value > 16384) fail(ErrorCode::invalid_argument, "--size: got {}, wanted WIDTHxHEIGHT", printable(text));
    return static_cast<int>(*value);
  };
  if (by == std::string::npos) return {number(text), number(text)};
  return {number(text.substr(0, by)), number(text.substr(by + 1))};
}

std::vector<DetectorFile> networks_of(const Arguments& arguments) {
  if (!arguments.parameters.empty() && arguments.parameters.size() != arguments.graphs.size()) {
    fail(ErrorCode::invalid_argument, "--params: got {} files for {} graphs", arguments.parameters.size(), arguments.graphs.size());
  }
  std::vector<DetectorFile> networks;
  for (std::size_t i = 0; i < arguments.graphs.size(); ++i) {
    networks.push_back({arguments.graphs[i], arguments.parameters.empty() ? "" : arguments.parameters[i]});
  }
  return networks;
}

DetectOptions options_of(const Arguments& arguments) {
  DetectOptions options = arguments.options;
  if (!arguments.size.empty()) options.size = extent_of(arguments.size);
  if (arguments.bgr || arguments.rgb) options.bgr = arguments.bgr;
  if (arguments.letterbox || arguments.stretch) options.letterbox = arguments.letterbox;
  const std::vector<double>& region = arguments.region;
  if (!region.empty()) options.region = Box{region[0], region[1], region[2], region[3]};
  return options;
}

void write_label_map(const LabelMap& map, const std::string& path) {
  if (map.labels.empty()) fail(ErrorCode::invalid_argument, "--label-map: this detector gives no label map");
  formats::write_npy(path, Array::of<std::int32_t>({map.extent.height, map.extent.width}, map.labels));
}

int detect_on_picture(const Arguments& arguments) {
  if (!arguments.output.empty()) dataset::check_picture_name(arguments.output);
  const std::vector<std::string> names =
      arguments.classes.empty() ? std::vector<std::string>{} : dataset::read_class_names(arguments.classes);
  const std::vector<DetectorFile> networks = networks_of(arguments);
  Picture picture = dataset::read_picture(arguments.picture);
  const DetectResult result = detect(networks, picture, options_of(arguments));
  check_class_names(result, names);
  if (!arguments.label_map.empty()) write_label_map(result.findings.label_map, arguments.label_map);
  if (!arguments.output.empty()) draw_findings(std::move(picture), result, names, arguments.output);
  fmt::print("{}", arguments.json ? detect_json(result, names) : detect_text(result, names));
  return 0;
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const DetectorKind& kind : detector_kinds()) names.push_back(kind.name);
  return names;
}

std::string usual_text(const DetectorKind& kind) {
  const DetectSettings& usual = kind.usual;
  return fmt::format("size {}{}, mean {:.6g}, std {:.6g}, {}, threshold {}, overlap {}", kind.size, usual.letterbox ? ", letterbox" : "",
                     fmt::join(usual.mean, ","), fmt::join(usual.std, ","), usual.bgr ? "bgr" : "rgb", usual.threshold, usual.overlap);
}

std::string kinds_text() {
  std::string text = "Kinds, what their networks give, and what is taken where neither network nor options say it:\n";
  for (const DetectorKind& kind : detector_kinds()) {
    text += fmt::format("  {:<13} {}\n  {:<13} {}\n", kind.name, kind.doc, "", usual_text(kind));
  }
  return text;
}

void add_preprocessing(CLI::App& app, Arguments& arguments) {
  app.add_option("--size", arguments.size, "WIDTHxHEIGHT of the network's input; otherwise as the network says");
  CLI::Option* letterbox = app.add_flag("--letterbox", arguments.letterbox, "keep the picture's proportions, with bars beside it");
  app.add_flag("--stretch", arguments.stretch, "fill the input, whatever the proportions")->excludes(letterbox);
  app.add_option("--mean", arguments.options.mean, "what is taken off each channel, 0 to 255: 123.7,116.3,103.5")->delimiter(',');
  app.add_option("--std", arguments.options.std, "what each channel is divided by then")->delimiter(',');
  CLI::Option* bgr = app.add_flag("--bgr", arguments.bgr, "blue is the network's first channel");
  app.add_flag("--rgb", arguments.rgb, "red is")->excludes(bgr);
  app.add_option("--region", arguments.region, "x1,y1,x2,y2: look at this part of the picture only (for pose: the person)")
      ->delimiter(',')
      ->expected(4);
}

}  // namespace

Action add_detect(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  app.add_option("PICTURE", arguments->picture, "a JPEG or PNG file")->required();
  app.add_option("--graph", arguments->graphs,
                 "a model, or the graph file or folder of a compiled one; mtcnn has three, in the order P, R, O")
      ->required()
      ->take_all();
  app.add_option("--params", arguments->parameters, "of a compiled graph, where its parameters do not lie beside it")->take_all();
  app.add_option("--kind", arguments->options.kind, "what the outputs mean; otherwise their shapes say it")->check(one_of(kind_names()));
  app.add_option("--classes", arguments->classes, "file with the name of a class on every line");
  app.add_option("--threshold", arguments->options.threshold, "the smallest score")->check(number_from(0));
  app.add_option("--overlap", arguments->options.overlap, "the largest overlap of two boxes of a class that both stay")
      ->check(number_from(0));
  app.add_option("--smallest-face", arguments->options.smallest_face, "side of the smallest face in pixels (mtcnn)")
      ->check(whole_number(4, 16384));
  add_preprocessing(app, *arguments);
  app.add_option("-o,--output", arguments->output, "the picture with what was found drawn on it, .png or .jpg");
  app.add_option("--label-map", arguments->label_map, "a .npy file with the class of every pixel (segmentation)");
  app.add_option("--engine", arguments->options.run.engine, "onednn (fast) or reference (the definition)")
      ->check(one_of({"onednn", "reference"}))
      ->capture_default_str();
  app.add_option("--threads", arguments->options.run.threads, "0: all processors")->check(thread_count())->capture_default_str();
  app.add_flag("--json", arguments->json, "for machines");
  app.footer(kinds_text() +
             "Examples:\n  nnfront detect street.jpg --graph moffett_ir/IR_fused_for_CModel_graph.json --classes names.txt -o found.png\n"
             "  nnfront detect people.jpg --graph det1-symbol.json --graph det2-symbol.json --graph det3-symbol.json --json\n"
             "Boxes are x1,y1,x2,y2 in pixels of the picture.");
  return [arguments] { return detect_on_picture(*arguments); };
}

}  // namespace nnfront::cli
