// Faces by a cascade of three networks: Zhang et al., Joint Face Detection and Alignment using Multitask Cascaded Convolutional Networks,
// arXiv:1604.02878. Rounding, cropping and suppression are those of the authors' program.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

#include "dataset/preprocess.h"
#include "nnfront/array.h"

namespace nnfront::postprocess {

// Outputs of one network for an input, in any order: face [N, 2] (no, yes) and offsets [N, 4] of the corners; the third also landmarks
// [N, 10]. The first gives maps, [1, 2, H, W] and [1, 4, H, W].
using Network = std::function<std::vector<Array>(const Array& input)>;

struct MtcnnNetworks {
  Network proposal;    // of any size
  Network refinement;  // of 24 x 24 pixels
  Network output;      // of 48 x 48 pixels
};

struct MtcnnOptions {
  double smallest_face = 20;                           // side in pixels
  double factor = 0.709;                               // between the scales at which the first network sees the picture
  std::array<double, 3> thresholds = {0.6, 0.7, 0.7};  // the smallest score of each stage
  dataset::Preprocess preprocess;                      // its extent is set for each network
};

// By falling score, with five landmarks. Error (invalid_argument) where outputs are others.
std::vector<Detection> find_faces(const dataset::Picture& picture, const MtcnnNetworks& networks, const MtcnnOptions& options);

// ---- The steps, each by itself.

// The scales of the picture, from the largest down, until its shorter side has fewer than 12 pixels.
std::vector<double> pyramid(const Extent& picture, double smallest_face, double factor);

// A box with what its network says of its corners: parts of the width and height of the box to be added.
struct Candidate {
  Detection face;
  std::array<double, 4> offsets;
};

// Cells of the first network's maps at that scale with a score of at least the threshold: 12 pixels every second one, in whole pixels of
// the picture.
std::vector<Candidate> candidates_of(const Array& faces, const Array& offsets, double scale, double threshold);
// The box moved by its offsets; `edge` is 1 where its corners are pixels that belong to it.
Box refined(const Box& box, std::span<const double> offsets, double edge);
// The smallest square around the same centre that holds the box.
Box squared(const Box& box);

}  // namespace nnfront::postprocess
