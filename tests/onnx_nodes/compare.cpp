#include "tests/onnx_nodes/compare.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "ops/elements.h"

namespace nnfront::onnx_nodes {

namespace {

std::string type_text(const Array& array) {
  return fmt::format("{}[{}]", name(array.dtype()), fmt::join(array.dims(), ","));
}

// How far beyond the tolerance: 0 where the two agree.
double excess(double got, double wanted) {
  if (got == wanted || (std::isnan(got) && std::isnan(wanted))) return 0.0;
  const double distance = std::abs(got - wanted);
  const double allowed = absolute_tolerance + relative_tolerance * std::abs(wanted);
  if (!std::isfinite(got) || !std::isfinite(wanted)) return HUGE_VAL;
  return distance <= allowed ? 0.0 : distance - allowed;
}

std::string floating_difference(const Array& got, const Array& wanted) {
  const std::vector<double> a = ops::to_doubles(got);
  const std::vector<double> b = ops::to_doubles(wanted);
  std::size_t different = 0;
  std::size_t worst = 0;
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double beyond = excess(a[i], b[i]);
    if (beyond > 0.0) ++different;
    if (beyond > largest) {
      largest = beyond;
      worst = i;
    }
  }
  if (different == 0) return {};
  return fmt::format("{} of {} elements differ, element {}: got {}, wanted {}", different, a.size(), worst, a[worst], b[worst]);
}

std::string integer_difference(const Array& got, const Array& wanted) {
  const std::vector<std::int64_t> a = ops::to_integers(got);
  const std::vector<std::int64_t> b = ops::to_integers(wanted);
  std::size_t different = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) continue;
    if (different++ == 0) first = i;
  }
  if (different == 0) return {};
  return fmt::format("{} of {} elements differ, element {}: got {}, wanted {}", different, a.size(), first, a[first], b[first]);
}

}  // namespace

std::string difference(const Array& got, const Array& wanted) {
  if (got.dtype() != wanted.dtype() || got.dims() != wanted.dims()) {
    return fmt::format("got {}, wanted {}", type_text(got), type_text(wanted));
  }
  return is_floating(got.dtype()) ? floating_difference(got, wanted) : integer_difference(got, wanted);
}

}  // namespace nnfront::onnx_nodes
