// What MXNet does to symbols of older versions when it loads them (its src/nnvm/legacy_json_util.cc).
#pragma once

#include "frontends/mxnet/decoder.h"

namespace nnfront::frontends::mxnet {

// Before 0.9: batch normalisations list no running statistics; variables "<node>_moving_mean" and "<node>_moving_var" are added.
// Before 0.9.5: axis -1 of argmax and argmin meant "of all elements".
SourceGraph upgraded(SourceGraph graph);

}  // namespace nnfront::frontends::mxnet
