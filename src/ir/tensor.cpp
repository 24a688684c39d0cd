#include "ir/tensor.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "support/fail.h"

namespace nnfront {

static_assert(std::endian::native == std::endian::little, "tensor content is little endian and read in place");

struct Tensor::State {
  DType dtype;
  std::vector<std::int64_t> dims;
  std::int64_t size;
  std::optional<Array> array;
  std::optional<ByteSource> source;
  std::optional<DeferredComputation> computation;
};

Tensor::Tensor(Array array)
    : state_(std::make_shared<const State>(State{array.dtype(), array.dims(), array.size(), array, std::nullopt, std::nullopt})) {}

Tensor::Tensor(DType dtype, std::vector<std::int64_t> dims, ByteSource source) {
  const std::int64_t size = element_count(dims);
  const std::size_t wanted = storage_bytes(dtype, size);
  if (source.size() < wanted) fail(ErrorCode::invalid_file, "{} bytes of content, wanted {}", source.size(), wanted);
  state_ = std::make_shared<const State>(State{dtype, std::move(dims), size, std::nullopt, source.slice(0, wanted), std::nullopt});
}

Tensor::Tensor(DType dtype, std::vector<std::int64_t> dims, DeferredComputation computation) {
  const std::int64_t size = element_count(dims);
  state_ = std::make_shared<const State>(State{dtype, std::move(dims), size, std::nullopt, std::nullopt, std::move(computation)});
}

DType Tensor::dtype() const {
  ensure(has_content(), "a tensor without content is asked for its type");
  return state_->dtype;
}

const std::vector<std::int64_t>& Tensor::dims() const {
  ensure(has_content(), "a tensor without content is asked for its dims");
  return state_->dims;
}

std::int64_t Tensor::size() const {
  ensure(has_content(), "a tensor without content is asked for its size");
  return state_->size;
}

std::size_t Tensor::bytes() const {
  return storage_bytes(dtype(), size());
}

bool Tensor::in_memory() const {
  return has_content() && state_->array.has_value();
}

Array Tensor::evaluate() const {
  ensure(has_content(), "a tensor without content is asked for its elements");
  if (state_->array) return *state_->array;
  if (state_->source) {
    Array result(state_->dtype, state_->dims);
    state_->source->read(0, {result.mutable_data(), result.bytes()});
    return result;
  }
  const DeferredComputation& computation = *state_->computation;
  std::vector<Array> inputs;
  for (const Tensor& input : computation.inputs) inputs.push_back(input.evaluate());
  Array result = computation.compute(inputs);
  ensure(result.dtype() == state_->dtype && result.dims() == state_->dims,
         fmt::format("{} computed another type than it announced", computation.name));
  return result;
}

void Tensor::stream(const std::function<void(std::span<const std::byte>)>& sink) const {
  constexpr std::size_t window_bytes = 1 << 20;
  if (!has_content() || !state_->source) {
    const Array array = evaluate();
    sink({array.data(), array.bytes()});
    return;
  }
  const std::size_t total = bytes();
  std::vector<std::byte> window(std::min(window_bytes, total));
  for (std::size_t offset = 0; offset < total; offset += window_bytes) {
    const std::span part(window.data(), std::min(window_bytes, total - offset));
    state_->source->read(offset, part);
    sink(part);
  }
}

}  // namespace nnfront
