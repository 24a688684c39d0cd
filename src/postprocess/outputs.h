// Outputs of a network for one picture: what their shapes are, and their elements as numbers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nnfront/array.h"

namespace nnfront::postprocess {

// "[1,100,4], [1,100,1]"
std::string shapes_text(std::span<const Array> outputs);

// Throws Error (invalid_argument): "the outputs [1,10], [1,4] are none of ssd: wanted ...".
[[noreturn]] void refuse_outputs(std::span<const Array> outputs, std::string_view kind, std::string_view wanted);

// [rows, columns] of numbers, C order.
struct Matrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> elements = {};

  std::span<const double> row(std::size_t i) const { return std::span(elements).subspan(i * columns, columns); }
};

// [channels][height][width] of numbers.
struct Maps {
  std::size_t channels = 0;
  std::size_t height = 0;
  std::size_t width = 0;
  std::vector<double> elements = {};

  std::span<const double> channel(std::size_t c) const { return std::span(elements).subspan(c * height * width, height * width); }
  double at(std::size_t c, std::size_t y, std::size_t x) const { return elements[(c * height + y) * width + x]; }
};

// True for [1, N, columns] and [N, columns].
bool is_matrix(const Array& array, std::int64_t columns);
// Of [1, N, K] or [N, K]; InternalError for another rank.
Matrix matrix_of(const Array& array);
// True for [1, C, H, W] with at least one element.
bool is_maps(const Array& array);
Maps maps_of(const Array& array);
// 0 to 1 from any number.
double sigmoid(double x);

}  // namespace nnfront::postprocess
