// Key points of one person from maps of how likely each is where: Xiao, Wu and Wei, Simple Baselines for Human Pose Estimation and
// Tracking, arXiv:1804.06208.
#pragma once

#include <span>

#include "postprocess/kind.h"

namespace nnfront::postprocess {

// One output [1, K, H, W], a map per key point. The point is where its map is largest, of equal ones the first, moved by a quarter of a
// cell towards the larger neighbour in each direction where it lies in the interior. Cell i begins at i/W of the input: networks learn the
// nearest cell of a place. A point's score is the map's value, 0 where that is not positive; the threshold only decides what is drawn.
bool recognises_pose(std::span<const Array> outputs, const Extent& input);
Findings read_pose(std::span<const Array> outputs, const Reading& reading);

}  // namespace nnfront::postprocess
