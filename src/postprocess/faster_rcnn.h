// Faster R-CNN: Ren et al., Faster R-CNN: Towards Real-Time Object Detection with Region Proposal Networks, arXiv:1506.01497.
#pragma once

#include <span>

#include "postprocess/kind.h"

namespace nnfront::postprocess {

// Rows (rows.h), or the heads: scores [N, C + 1] of which the first is the background, offsets [N, 4*C] to the regions, one box per class,
// and regions [N, 4] as corners in pixels of the input. Each may have a 1 in front; offsets may be [1, N, C, 4]. Scores that are no
// probabilities go through a softmax.
bool recognises_faster_rcnn(std::span<const Array> outputs, const Extent& input);
Findings read_faster_rcnn(std::span<const Array> outputs, const Reading& reading);

}  // namespace nnfront::postprocess
