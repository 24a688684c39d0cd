#include "ir/tensor.h"

#include <algorithm>
#include <bit>
#include <variant>

#include "support/fail.h"

namespace nnfront {

static_assert(std::endian::native == std::endian::little, "tensor content is little endian and read in place");

namespace {

constexpr std::size_t window_bytes = 1 << 20;

std::vector<Array> evaluated(const std::vector<Tensor>& tensors) {
  std::vector<Array> arrays;
  for (const Tensor& tensor : tensors) arrays.push_back(tensor.evaluate());
  return arrays;
}

// Calls visit(offset, size) for consecutive windows.
template <class Visit>
void for_each_window(std::size_t total, const Visit& visit) {
  for (std::size_t offset = 0; offset < total; offset += window_bytes) visit(offset, std::min(window_bytes, total - offset));
}

// What lies from byte `offset` of a tensor of `size` elements on; a window begins with a whole element of every type.
ElementRange range_at(DType dtype, std::int64_t size, std::size_t offset, std::span<std::byte> bytes) {
  const std::int64_t first = elements_in(dtype, offset);
  return {dtype, first, std::min(elements_in(dtype, bytes.size()), size - first), bytes};
}

}  // namespace

struct Tensor::State {
  using Content = std::variant<Array, ByteSource, DeferredComputation, ElementwiseChange>;

  State(DType type, std::vector<std::int64_t> sizes, std::int64_t count, Content what)
      : dtype(type), dims(std::move(sizes)), size(count), content(std::move(what)) {}
  // A chain of changes is as long as a model makes it: it is released link by link, not by recursion.
  ~State() {
    std::shared_ptr<State> link = take_source();
    while (link.use_count() == 1) link = link->take_source();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const Array* array() const { return std::get_if<Array>(&content); }
  const ByteSource* source() const { return std::get_if<ByteSource>(&content); }
  const ElementwiseChange* change() const { return std::get_if<ElementwiseChange>(&content); }
  std::shared_ptr<State> take_source() {
    auto* held = std::get_if<ElementwiseChange>(&content);
    return held != nullptr ? std::move(held->source.state_) : nullptr;
  }

  DType dtype;
  std::vector<std::int64_t> dims;
  std::int64_t size;
  Content content;
};

// What lies between a tensor and the first one under it that is no change, in the order in which it is applied.
struct Tensor::Changes {
  Tensor root;
  std::vector<const ElementwiseChange*> list;

  std::size_t operand_bytes() const {
    std::size_t sum = 0;
    for (const ElementwiseChange* change : list) {
      for (const Tensor& operand : change->operands) sum += operand.bytes();
    }
    return sum;
  }
};

Tensor::Tensor(Array array) : state_(std::make_shared<State>(array.dtype(), array.dims(), array.size(), array)) {}

Tensor::Tensor(DType dtype, std::vector<std::int64_t> dims, ByteSource source) {
  const std::int64_t size = element_count(dims);
  const std::size_t wanted = storage_bytes(dtype, size);
  if (source.size() < wanted) fail(ErrorCode::invalid_file, "{} bytes of content, wanted {}", source.size(), wanted);
  state_ = std::make_shared<State>(dtype, std::move(dims), size, source.slice(0, wanted));
}

Tensor::Tensor(DType dtype, std::vector<std::int64_t> dims, DeferredComputation computation) {
  const std::int64_t size = element_count(dims);
  state_ = std::make_shared<State>(dtype, std::move(dims), size, std::move(computation));
}

Tensor::Tensor(ElementwiseChange change) {
  const Tensor source = change.source;
  state_ = std::make_shared<State>(source.dtype(), source.dims(), source.size(), std::move(change));
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
  return has_content() && state_->array() != nullptr;
}

std::int64_t elements_in(DType dtype, std::size_t bytes) {
  return static_cast<std::int64_t>(bytes * 8 / static_cast<std::size_t>(bits(dtype)));
}

Tensor::Changes Tensor::changes() const {
  Changes result{*this, {}};
  while (const ElementwiseChange* change = result.root.state_->change()) {
    result.list.push_back(change);
    result.root = Tensor(change->source);
  }
  std::reverse(result.list.begin(), result.list.end());
  return result;
}

Array Tensor::evaluate() const {
  ensure(has_content(), "a tensor without content is asked for its elements");
  if (const Array* array = state_->array()) return *array;
  if (const ByteSource* source = state_->source()) {
    Array result(state_->dtype, state_->dims);
    source->read(0, {result.mutable_data(), result.bytes()});
    return result;
  }
  if (state_->change() != nullptr) return evaluate_changed();
  const auto& computation = std::get<DeferredComputation>(state_->content);
  Array result = computation.compute(evaluated(computation.inputs));
  ensure(result.dtype() == state_->dtype && result.dims() == state_->dims,
         fmt::format("{} computed another type than it announced", computation.name));
  return result;
}

// In place, one change after the other.
Array Tensor::evaluate_changed() const {
  const Changes changes = this->changes();
  Array result = changes.root.evaluate().unshared();
  const std::span all(result.mutable_data(), result.bytes());
  for (const ElementwiseChange* change : changes.list) {
    const std::vector<Array> operands = evaluated(change->operands);
    for_each_window(all.size(), [&](std::size_t offset, std::size_t size) {
      change->apply(operands, range_at(dtype(), this->size(), offset, all.subspan(offset, size)));
    });
  }
  return result;
}

// One window after the other.
void Tensor::stream_changed(const Changes& changes, const Sink& sink) const {
  std::vector<std::vector<Array>> operands;
  for (const ElementwiseChange* change : changes.list) operands.push_back(evaluated(change->operands));
  std::vector<std::byte> window;
  std::size_t done = 0;
  changes.root.stream([&](std::span<const std::byte> lent) {
    window.assign(lent.begin(), lent.end());
    const ElementRange range = range_at(dtype(), size(), done, window);
    for (std::size_t i = 0; i < operands.size(); ++i) changes.list[i]->apply(operands[i], range);
    sink(window);
    done += lent.size();
  });
}

void Tensor::stream(const Sink& sink) const {
  ensure(has_content(), "a tensor without content is asked for its elements");
  if (const ByteSource* source = state_->source()) {
    std::vector<std::byte> window(std::min(window_bytes, bytes()));
    for_each_window(bytes(), [&](std::size_t offset, std::size_t size) {
      const std::span part(window.data(), size);
      source->read(offset, part);
      sink(part);
    });
    return;
  }
  if (state_->change() != nullptr) {
    const Changes changes = this->changes();
    // A long chain whose operands are larger than the tensor takes less memory one change after the other.
    if (changes.operand_bytes() <= bytes()) return stream_changed(changes, sink);
  }
  const Array array = evaluate();
  for_each_window(array.bytes(), [&](std::size_t offset, std::size_t size) { sink({array.data() + offset, size}); });
}

}  // namespace nnfront
