#include "emit/rearrange.h"

#include <cstring>
#include <numeric>

#include "ops/kernels.h"
#include "support/fail.h"

namespace nnfront::emit {

namespace {

using Integers = std::vector<std::int64_t>;

// Where the elements of `source` go: element `first` of the array that is read is the first to be copied, the others follow by strides.
struct Copy {
  Integers dims;  // of what is copied
  Integers from;  // strides in elements
  Integers to;
  std::int64_t first = 0;
};

Array copied(const Array& source, Integers dims, const Copy& copy) {
  Array result(source.dtype(), std::move(dims));
  const auto width = storage_bytes(source.dtype(), 1);
  std::byte* to = result.mutable_data();
  const std::byte* from = source.data() + static_cast<std::size_t>(copy.first) * width;
  ops::for_each_offset<2>(copy.dims, {copy.from, copy.to}, [&](std::int64_t, const std::array<std::int64_t, 2>& offsets) {
    std::memcpy(to + static_cast<std::size_t>(offsets[1]) * width, from + static_cast<std::size_t>(offsets[0]) * width, width);
  });
  return result;
}

Tensor deferred(const Tensor& tensor, Integers dims, std::string name, std::function<Array(const Array&)> compute) {
  ensure(bits(tensor.dtype()) >= 8, "elements that are rearranged are whole bytes");
  return {tensor.dtype(), std::move(dims),
          DeferredComputation{
              std::move(name), {tensor}, [compute = std::move(compute)](std::span<const Array> inputs) { return compute(inputs[0]); }}};
}

bool is_identity(const Integers& order) {
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (order[i] != static_cast<std::int64_t>(i)) return false;
  }
  return true;
}

}  // namespace

Tensor permuted(const Tensor& tensor, const Integers& order) {
  ensure(order.size() == tensor.dims().size(), "an order names every dimension");
  if (is_identity(order)) return tensor;
  const Integers strides = ops::strides_of(tensor.dims());
  Copy copy;
  for (const std::int64_t d : order) {
    copy.dims.push_back(tensor.dims()[static_cast<std::size_t>(d)]);
    copy.from.push_back(strides[static_cast<std::size_t>(d)]);
  }
  copy.to = ops::strides_of(copy.dims);
  const Integers dims = copy.dims;
  return deferred(tensor, dims, "permuted", [copy, dims](const Array& source) { return copied(source, dims, copy); });
}

Tensor reshaped(const Tensor& tensor, Integers dims) {
  if (dims == tensor.dims()) return tensor;
  ensure(element_count(dims) == tensor.size(), "reshaping keeps the number of elements");
  return deferred(tensor, dims, "reshaped", [dims](const Array& source) { return source.reshaped(dims); });
}

Tensor part(const Tensor& tensor, std::int64_t axis, std::int64_t begin, std::int64_t count) {
  const auto d = static_cast<std::size_t>(axis);
  Copy copy;
  copy.dims = tensor.dims();
  copy.dims[d] = count;
  copy.from = ops::strides_of(tensor.dims());
  copy.to = ops::strides_of(copy.dims);
  copy.first = begin * copy.from[d];
  const Integers dims = copy.dims;
  return deferred(tensor, dims, "part", [copy, dims](const Array& source) { return copied(source, dims, copy); });
}

Tensor spread(const Tensor& tensor, const Integers& factors) {
  Integers dims = tensor.dims();
  for (std::size_t d = 0; d < dims.size(); ++d) dims[d] = dims[d] == 0 ? 0 : (dims[d] - 1) * factors[d] + 1;
  if (dims == tensor.dims()) return tensor;
  element_count(dims);
  Copy copy{tensor.dims(), ops::strides_of(tensor.dims()), ops::strides_of(dims), 0};
  for (std::size_t d = 0; d < dims.size(); ++d) copy.to[d] *= factors[d];
  return deferred(tensor, dims, "spread", [copy, dims](const Array& source) { return copied(source, dims, copy); });
}

}  // namespace nnfront::emit
