// What ONNX calls choices for which the IR has names of its own: one definition for reading and writing.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace nnfront::formats {

// coordinate_transformation_mode of Resize, in the order of the IR's enumeration; "": ONNX has none. tf_half_pixel_for_nn is gone since
// opset 13.
inline constexpr std::array<std::string_view, 8> onnx_resize_coordinates = {
    "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn",
    "",           "tf_crop_and_resize"};

// A function of a recurrent cell as ONNX and the IR call it, and what its numbers are where they are not given.
struct OnnxCellFunction {
  std::string_view onnx;
  std::string_view ir;
  std::optional<double> alpha = std::nullopt;  // nothing: it has no such number
  std::optional<double> beta = std::nullopt;
};

inline constexpr std::array<OnnxCellFunction, 11> onnx_cell_functions = {{
    {"Relu", "relu"},
    {"Tanh", "tanh"},
    {"Sigmoid", "sigmoid"},
    {"Affine", "affine", 1.0, 0.0},
    {"LeakyRelu", "leaky_relu", 0.01},
    {"ThresholdedRelu", "thresholded_relu", 1.0},
    {"ScaledTanh", "scaled_tanh", 1.0, 1.0},
    {"HardSigmoid", "hard_sigmoid", 0.2, 0.5},
    {"Elu", "elu", 1.0},
    {"Softsign", "softsign"},
    {"Softplus", "softplus"},
}};

}  // namespace nnfront::formats
