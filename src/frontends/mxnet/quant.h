// What the translators of integer graphs share: grids as mx.contrib.quantization gives them.
//
// An integer tensor is three values: the integers, and the lowest and the highest number of a range, which are values too. An integer
// q stands for q / steps, steps = top / max(|low|, |high|), top = 127.5 of int8 and 255.5 of uint8 (MXNet 1.9, src/operator/quantization/
// quantization_utils.h); the zero point is 0. All of it is float32 arithmetic in the order that MXNet has on x86-64 with oneDNN, so
// that integers are the same; on processors without VNNI MXNet's own sums saturate at 16 bits and are others.
#pragma once

#include <optional>
#include <string_view>

#include "frontends/mxnet/node_context.h"

namespace nnfront::frontends::mxnet {

struct Range {
  Value low;
  Value high;
};

struct OnGrid {
  Value integers;
  Range range;
};

// A float32 constant with one element.
Value number(NodeContext& context, double value);

// What calibration wrote: min_calib_range and max_calib_range. Error (invalid_file) where one of them is missing, or the two are in the
// wrong order.
std::optional<Range> calibrated(NodeContext& context);

// Inputs `integers`, `low` and `high` of the node; refuses integers of another type than int8 and uint8.
OnGrid input_on_grid(NodeContext& context, int integers, int low, int high);

// max(|low|, |high|)
Value magnitude(NodeContext& context, const Range& range, std::string_view part);
// How many steps of a grid are 1.
Value steps_of(NodeContext& context, DType dtype, const Range& range, const std::string& part);
Value steps_of(NodeContext& context, const OnGrid& x, const std::string& part);

// The nearest integers, halves to even, saturated.
Value nearest_integers(NodeContext& context, Value steps, DType dtype, std::string_view part = {});

Value as_type(NodeContext& context, Value value, DType to, std::string_view part);

}  // namespace nnfront::frontends::mxnet
