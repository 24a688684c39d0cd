// Dosovitskiy et al., FlowNet, arXiv:1504.06852, section 3.
#include <cmath>

#include "ops/kernels.h"
#include "ops/sampling.h"
#include "ops/sampling_parts.h"
#include "ops/window.h"

namespace nnfront::ops {

namespace {

void check_attributes(const CorrelationAttrs& attrs) {
  const std::vector<std::int64_t> positive = {attrs.kernel_size, attrs.stride1, attrs.stride2};
  const std::vector<std::int64_t> other = {attrs.max_displacement, attrs.pad_size};
  check_window_attribute("correlation_c3", "kernel_size, stride1 and stride2", positive, 3, 1);
  check_window_attribute("correlation_c3", "max_displacement and pad_size", other, 2, 0);
  if (attrs.kernel_size % 2 == 0) violated("correlation_c3", "kernel_size: got {}, wanted an odd number", attrs.kernel_size);
}

// Displacements along one dimension.
std::int64_t displacements(const CorrelationAttrs& attrs) {
  return 2 * (attrs.max_displacement / attrs.stride2) + 1;
}

Dim positions(const Dim& size, const CorrelationAttrs& attrs) {
  const std::int64_t border = attrs.max_displacement + (attrs.kernel_size - 1) / 2;
  const Dim room = size + 2 * attrs.pad_size - 2 * border;
  if (room.is_integer() && room.integer() < 1) {
    violated("correlation_c4", "got {} elements, padded by {}, and displacements and kernel that reach {}, wanted more", size.text(),
             attrs.pad_size, border);
  }
  return ceil_div(room, attrs.stride1);
}

std::vector<TensorType> infer_correlation(const InferContext& context) {
  const TensorType& a = context.input(0);
  const auto& attrs = context.attrs<CorrelationAttrs>();
  check_dtype("correlation_c1", "a", a, DTypeClass::floating);
  check_same_dtype("correlation_c1", "b", context.input(1), a.dtype);
  check_rank("correlation_c2", "a", a, 4);
  check_shape("correlation_c2", "b", context.input(1).shape, a.shape);
  check_attributes(attrs);
  const Dim channels = Dim(displacements(attrs)) * displacements(attrs);
  return {{a.dtype, {a.shape[0], channels, positions(a.shape[2], attrs), positions(a.shape[3], attrs)}}};
}

struct Place {
  std::int64_t row;
  std::int64_t column;
};

// A sample's numbers, 0 around them; places count from the corner of the padding.
struct Padded {
  const double* elements;
  std::int64_t rows;
  std::int64_t columns;
  std::int64_t pad;

  double at(std::int64_t channel, Place place) const {
    const std::int64_t row = place.row - pad;
    const std::int64_t column = place.column - pad;
    if (row < 0 || row >= rows || column < 0 || column >= columns) return 0;
    return elements[(channel * rows + row) * columns + column];
  }
};

double compared(const Padded& a, const Padded& b, Place first, Place second, std::int64_t channels, const CorrelationAttrs& attrs) {
  double sum = 0;
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    for (std::int64_t h = 0; h < attrs.kernel_size; ++h) {
      for (std::int64_t w = 0; w < attrs.kernel_size; ++w) {
        const double left = a.at(channel, {first.row + h, first.column + w});
        const double right = b.at(channel, {second.row + h, second.column + w});
        sum += attrs.is_multiply ? left * right : std::abs(left - right);
      }
    }
  }
  const auto side = static_cast<double>(attrs.kernel_size);
  return sum / (side * side * static_cast<double>(channels));
}

std::vector<Array> eval_correlation(const EvalContext& context) {
  const auto& attrs = context.attrs<CorrelationAttrs>();
  const std::vector<std::int64_t>& dims = context.input(0).dims();
  const std::vector<std::int64_t> y_dims = output_dims(context);
  const std::vector<double> a = to_doubles(context.input(0));
  const std::vector<double> b = to_doubles(context.input(1));
  const std::int64_t per_sample = dims[1] * dims[2] * dims[3];
  const std::int64_t side = displacements(attrs);
  const std::int64_t radius = side / 2;
  std::vector<double> y;
  for_each_index(y_dims, [&](std::span<const std::int64_t> index) {
    const Padded left{a.data() + index[0] * per_sample, dims[2], dims[3], attrs.pad_size};
    const Padded right{b.data() + index[0] * per_sample, dims[2], dims[3], attrs.pad_size};
    const Place first{index[2] * attrs.stride1 + attrs.max_displacement, index[3] * attrs.stride1 + attrs.max_displacement};
    const Place second{first.row + (index[1] / side - radius) * attrs.stride2, first.column + (index[1] % side - radius) * attrs.stride2};
    y.push_back(compared(left, right, first, second, dims[1], attrs));
  });
  return {from_doubles(context.input(0).dtype(), y_dims, y)};
}

// A product of two activations counts as MACs, a difference as element-wise operations.
Cost cost_correlation(const CostContext& context) {
  const auto& attrs = context.attrs<CorrelationAttrs>();
  const std::int64_t terms = checked_multiply(checked_multiply(attrs.kernel_size, attrs.kernel_size), context.input_dims(0)[1]);
  const std::int64_t count = checked_multiply(element_count(context.output_dims(0)), terms);
  if (!attrs.is_multiply) return elementwise_cost(count);
  Cost cost;
  cost.macs = count;
  cost.padded_macs = count;
  return cost;
}

}  // namespace

Operator correlation() {
  return {
      .name = "correlation",
      .family = "sampling",
      .doc =
          "How well squares of two feature maps agree, for every displacement up to max_displacement: the mean of their products, or of "
          "the absolute values of their differences.",
      .inputs = {{"a", "[N, C, H, W]"}, {"b", "[N, C, H, W]"}},
      .outputs = {{"y", "[N, displacements^2, H', W'], displacements = 2*floor(max_displacement/stride2) + 1"}},
      .constraints = {{"correlation_c1", "a and b are of one floating type"},
                      {"correlation_c2", "a has rank 4 and b its shape"},
                      {"correlation_c3",
                       "kernel_size (odd) and strides are positive, max_displacement and pad_size not negative, up to 2147483647"},
                      {"correlation_c4", "displacements and kernel leave a position within the padded maps"}},
      .defaults = CorrelationAttrs{},
      .infer = infer_correlation,
      .eval = eval_correlation,
      .cost = cost_correlation,
      .source = "Dosovitskiy et al., FlowNet, arXiv:1504.06852, section 3",
  };
}

}  // namespace nnfront::ops
