#include "ir/tensor.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <variant>

#include "support/fail.h"

namespace nnfront {

static_assert(std::endian::native == std::endian::little, "tensor content is little endian and read in place");

namespace {

constexpr std::size_t window_bytes = 1 << 20;
constexpr std::size_t largest_transposed_part = std::size_t{16} << 20;

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

void send_in_windows(std::span<const std::byte> bytes, const Tensor::Sink& sink) {
  for_each_window(bytes.size(), [&](std::size_t offset, std::size_t size) { sink(bytes.subspan(offset, size)); });
}

// Element i of `elements` to `to` + i * `step`.
template <class Word>
void scatter_words(std::span<const std::byte> elements, std::byte* to, std::size_t step) {
  for (std::size_t at = 0; at < elements.size(); at += sizeof(Word), to += step) std::memcpy(to, elements.data() + at, sizeof(Word));
}

void scatter_column_wise(std::span<const std::byte> elements, std::byte* to, std::size_t step, std::size_t element) {
  switch (element) {
    case 1:
      return scatter_words<std::uint8_t>(elements, to, step);
    case 2:
      return scatter_words<std::uint16_t>(elements, to, step);
    case 4:
      return scatter_words<std::uint32_t>(elements, to, step);
    default:
      ensure(element == 8, "an element has 1, 2, 4 or 8 bytes");
      return scatter_words<std::uint64_t>(elements, to, step);
  }
}

}  // namespace

struct Tensor::State {
  using Content = std::variant<Array, ByteSource, DeferredComputation, ElementwiseChange, MatrixTransposition>;

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
  const MatrixTransposition* transposition() const { return std::get_if<MatrixTransposition>(&content); }
  std::shared_ptr<State> take_source() {
    auto* held = std::get_if<ElementwiseChange>(&content);
    return held != nullptr ? std::move(held->source.state_) : nullptr;
  }

  DType dtype;
  std::vector<std::int64_t> dims;
  std::int64_t size;
  Content content;
};

// Bytes of a tensor from any place on: of a file slice without the rest of it in memory.
class Tensor::PositionedReader {
 public:
  explicit PositionedReader(const Tensor& tensor) : source_(tensor.state_->source()) {
    if (source_ == nullptr) array_ = tensor.evaluate();
  }
  void operator()(std::size_t offset, std::span<std::byte> out) const {
    if (source_ != nullptr) return source_->read(offset, out);
    std::copy_n(array_.data() + offset, out.size(), out.begin());
  }

 private:
  const ByteSource* source_;
  Array array_;
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

Tensor::Tensor(std::vector<std::int64_t> dims, MatrixTransposition transposition) {
  const DType dtype = transposition.source.dtype();
  const std::int64_t matrix = transposition.rows * transposition.columns;
  ensure(bits(dtype) % 8 == 0 && element_count(dims) == transposition.source.size(), "a transposition keeps elements of whole bytes");
  ensure(matrix == 0 ? transposition.source.size() == 0 : transposition.source.size() % matrix == 0, "matrices are transposed as wholes");
  state_ = std::make_shared<State>(dtype, std::move(dims), transposition.source.size(), std::move(transposition));
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
  if (state_->transposition() != nullptr) return evaluate_transposed();
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

Array Tensor::evaluate_transposed() const {
  Array result(dtype(), dims());
  std::byte* next = result.mutable_data();
  stream_transposed([&](std::span<const std::byte> part) { next = std::copy(part.begin(), part.end(), next); });
  return result;
}

// So many columns at a time as there is room for, of each of which the source has one piece per row.
void Tensor::stream_transposed(const Sink& sink) const {
  const auto& [source, rows, columns] = *state_->transposition();
  if (size() == 0) return;
  const auto element = static_cast<std::size_t>(bits(dtype()) / 8);
  const std::size_t column_bytes = static_cast<std::size_t>(rows) * element;
  const std::size_t room = std::clamp(bytes() / 16, window_bytes, largest_transposed_part);
  const auto at_once = std::min(columns, std::max<std::int64_t>(1, static_cast<std::int64_t>(room / column_bytes)));
  const PositionedReader read(source);
  std::vector<std::byte> piece(static_cast<std::size_t>(at_once) * element);
  std::vector<std::byte> part(piece.size() * static_cast<std::size_t>(rows));
  for (std::int64_t matrix = 0; matrix < size(); matrix += rows * columns) {
    for (std::int64_t first = 0; first < columns; first += at_once) {
      const std::int64_t count = std::min(at_once, columns - first);
      for (std::int64_t row = 0; row < rows; ++row) {
        const std::span taken(piece.data(), static_cast<std::size_t>(count) * element);
        read(static_cast<std::size_t>(matrix + row * columns + first) * element, taken);
        scatter_column_wise(taken, part.data() + static_cast<std::size_t>(row) * element, column_bytes, element);
      }
      send_in_windows({part.data(), static_cast<std::size_t>(count) * column_bytes}, sink);
    }
  }
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
  if (state_->transposition() != nullptr) return stream_transposed(sink);
  if (state_->change() != nullptr) {
    const Changes changes = this->changes();
    // A long chain whose operands are larger than the tensor takes less memory one change after the other.
    if (changes.operand_bytes() <= bytes()) return stream_changed(changes, sink);
  }
  const Array array = evaluate();
  send_in_windows({array.data(), array.bytes()}, sink);
}

}  // namespace nnfront
