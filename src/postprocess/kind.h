// The kinds of detectors as records of functions: how a picture is brought to the network, how its outputs are known, how they are read.
// kind.cpp lists them.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "dataset/preprocess.h"
#include "nnfront/array.h"
#include "nnfront/detect.h"

namespace nnfront::postprocess {

// What reading needs to know besides the outputs.
struct Reading {
  Extent input;                  // of the network, in pixels
  Extent picture;                // the whole one
  dataset::Placement placement;  // from the one to the other
  double threshold = 0;          // the smallest score
  double overlap = 0;            // the largest of two boxes of one class
};

struct Kind {
  std::string_view name;
  std::string_view doc;                        // what its outputs are
  dataset::Preprocess preprocess;              // the extent: what is taken where the network leaves it open
  std::optional<dataset::Within> within = {};  // instead of that extent: the picture decides, and fills the input
  double threshold = 0.5;
  double overlap = 0.45;
  std::vector<std::string_view> class_names = {};
  // Whether outputs of these shapes can only be of this kind. Null: the kind must be asked for.
  bool (*recognises)(std::span<const Array> outputs, const Extent& input) = nullptr;
  // Null for a cascade of networks (mtcnn.h). Error (invalid_argument) for outputs that are not of this kind, saying what was got and
  // wanted.
  Findings (*read)(std::span<const Array> outputs, const Reading& reading) = nullptr;
};

// In the order in which they are tried.
const std::vector<Kind>& kinds();
// Error (invalid_argument) that names them where there is no such kind.
const Kind& kind_called(std::string_view name);
// The one that recognises the outputs; Error (invalid_argument) that shows their shapes where none does.
const Kind& kind_of(std::span<const Array> outputs, const Extent& input);

}  // namespace nnfront::postprocess
