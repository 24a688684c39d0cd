// Ultra-light face detectors: an SSD for one class, whose anchors follow from the input's size.
#pragma once

#include <span>
#include <vector>

#include "postprocess/anchors.h"
#include "postprocess/kind.h"

namespace nnfront::postprocess {

// Scores [1, N, 2] (background, face) and boxes [1, N, 4] relative to the input: corners where every row is ordered, else offsets to the
// anchors, of which there must be N.
bool recognises_ultraface(std::span<const Array> outputs, const Extent& input);
Findings read_ultraface(std::span<const Array> outputs, const Reading& reading);

// Squares of 10, 16 and 24 pixels around the middle of every cell of 8 pixels, of 32 and 48 of 16, of 64 and 96 of 32, of 128, 192 and 256
// of 64, relative to the input and brought into [0, 1].
std::vector<Anchor> ultraface_anchors(const Extent& input);

}  // namespace nnfront::postprocess
