// Folds batch_norm into the weights and bias of the convolution, transposed convolution or fully connected layer next to it.
//
// After fuse_bias and fold_scale, which may stand between a layer and its batch norm; before the epilogues are filled, since
// only a bare layer can be folded into. Behind a layer: always, unless somebody else reads the layer's value. In front of a layer:
// only where no window reads padding (there the normalised zero would be wanted and the plain one is read), so never for a padded
// or a transposed convolution. The channels must lie along the axis that is normalised. What remains stays a batch_norm.
//
//   %1 = parameter() key="w" ...                       %9 = parameter() key="beta.folded" ...
//   %6 = conv(%0, %1, none) ...                        %10 = parameter() key="w.folded" ...
//   %7 = batch_norm(%6, %2, %3, %4, %5) ...            %7 = conv(%0, %10, %9) ... swallowed=[6]
//
//   %6 = batch_norm(%0, %2, %3, %4, %5) ...
//   %7 = conv(%6, %1, none) pads=[0,0,0,0] ...         %7 = conv(%0, %10, %9) pads=[0,0,0,0] ... swallowed=[6]
#pragma once

#include "ir/graph.h"

namespace nnfront::passes {

bool fold_batch_norm(Graph& graph);

}  // namespace nnfront::passes
