// A class for every pixel: Long, Shelhamer and Darrell, Fully Convolutional Networks for Semantic Segmentation, arXiv:1411.4038.
#pragma once

#include <span>

#include "postprocess/kind.h"

namespace nnfront::postprocess {

// The first output, scores [1, C, H, W]; further ones (auxiliary heads) are not read. Scores are interpolated linearly at the middle of
// every pixel of the picture, then the largest decides, of equal ones the first class.
bool recognises_segmentation(std::span<const Array> outputs, const Extent& input);
Findings read_segmentation(std::span<const Array> outputs, const Reading& reading);

}  // namespace nnfront::postprocess
