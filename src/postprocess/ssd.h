// SSD: Liu et al., SSD: Single Shot MultiBox Detector, arXiv:1512.02325.
#pragma once

#include <span>

#include "postprocess/kind.h"

namespace nnfront::postprocess {

// Rows (rows.h), or the heads: scores [1, A, C + 1] of which the first is the background, offsets [1, A, 4] to the anchors, anchors
// [1, A, 4] as centre and size in pixels of the input. Scores that are no probabilities go through a softmax. Every class of an anchor is a
// candidate of its own.
bool recognises_ssd(std::span<const Array> outputs, const Extent& input);
Findings read_ssd(std::span<const Array> outputs, const Reading& reading);

// Every row by itself: as it is where all numbers are probabilities that sum to 1 within 1e-3, else its softmax.
struct Matrix;
Matrix probabilities_of(Matrix scores);

}  // namespace nnfront::postprocess
