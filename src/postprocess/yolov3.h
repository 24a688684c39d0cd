// YOLOv3: Redmon and Farhadi, YOLOv3: An Incremental Improvement, arXiv:1804.02767.
#pragma once

#include <span>

#include "postprocess/kind.h"

namespace nnfront::postprocess {

// Rows (rows.h), or the heads: three maps [1, 3*(5 + C), H, W] of strides 32, 16 and 8 in any order. Per cell and anchor: centre (x, y),
// size (w, h), that there is an object, the classes; all before their sigmoid or exponential. Anchors are those of the paper.
bool recognises_yolov3(std::span<const Array> outputs, const Extent& input);
Findings read_yolov3(std::span<const Array> outputs, const Reading& reading);

}  // namespace nnfront::postprocess
