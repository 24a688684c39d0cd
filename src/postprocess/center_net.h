// CenterNet: Zhou, Wang and Krähenbühl, Objects as Points, arXiv:1904.07850.
#pragma once

#include <span>

#include "postprocess/kind.h"

namespace nnfront::postprocess {

// Rows (rows.h), or the heads, maps of one size: how likely a class has its centre in a cell [1, C, H, W], the size [1, 2, H, W] (width,
// height) and the centre within the cell [1, 2, H, W] (x, y), both in cells. A cell counts where none of its eight neighbours is more
// likely; the 100 best of all classes are read. No box suppresses another.
bool recognises_center_net(std::span<const Array> outputs, const Extent& input);
Findings read_center_net(std::span<const Array> outputs, const Reading& reading);

}  // namespace nnfront::postprocess
