#include "postprocess/outputs.h"

#include <cmath>

#include "ops/elements.h"
#include "support/fail.h"

namespace nnfront::postprocess {

std::string shapes_text(std::span<const Array> outputs) {
  std::string text;
  for (const Array& output : outputs) text += fmt::format("{}[{}]", text.empty() ? "" : ", ", fmt::join(output.dims(), ","));
  return text;
}

void refuse_outputs(std::span<const Array> outputs, std::string_view kind, std::string_view wanted) {
  fail(ErrorCode::invalid_argument, "the outputs {} are none of {}: wanted {}", shapes_text(outputs), kind, wanted);
}

bool is_matrix(const Array& array, std::int64_t columns) {
  const std::vector<std::int64_t>& dims = array.dims();
  const bool one_picture = dims.size() == 2 || (dims.size() == 3 && dims[0] == 1);
  return one_picture && dims.back() == columns && array.dtype() != DType::string;
}

Matrix matrix_of(const Array& array) {
  const std::vector<std::int64_t>& dims = array.dims();
  ensure(dims.size() >= 2 && is_matrix(array, dims.back()), "an output of rows");
  return {static_cast<std::size_t>(dims[dims.size() - 2]), static_cast<std::size_t>(dims.back()), ops::to_doubles(array)};
}

bool is_maps(const Array& array) {
  return array.rank() == 4 && array.dims()[0] == 1 && !array.empty() && array.dtype() != DType::string;
}

Maps maps_of(const Array& array) {
  ensure(is_maps(array), "an output of maps");
  const std::vector<std::int64_t>& dims = array.dims();
  return {static_cast<std::size_t>(dims[1]), static_cast<std::size_t>(dims[2]), static_cast<std::size_t>(dims[3]), ops::to_doubles(array)};
}

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

}  // namespace nnfront::postprocess
