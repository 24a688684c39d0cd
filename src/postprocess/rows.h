// Detections of networks that choose among their candidates themselves.
#pragma once

#include <span>
#include <vector>

#include "postprocess/kind.h"

namespace nnfront::postprocess {

// Three outputs of N rows: classes (N numbers, negative for none), scores (N) and corners [1, N, 4] in pixels of the input; what follows
// is not read. Or one, [1, N, 6]: class, score and corners as parts of the input (the operator multibox_detection).
bool are_rows(std::span<const Array> outputs);

// Rows of a class and a score of at least the threshold, by falling score; rows with a number that is not finite are left out.
std::vector<Detection> read_rows(std::span<const Array> outputs, const Reading& reading);

}  // namespace nnfront::postprocess
