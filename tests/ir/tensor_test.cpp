#include "ir/tensor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "ir/elements.h"
#include "support/fail.h"

namespace nnfront::ir_test {
namespace {

constexpr std::size_t window = std::size_t{1} << 20;

std::string bytes_of(const Array& array) {
  return {reinterpret_cast<const char*>(array.data()), array.bytes()};
}

struct Streamed {
  std::string bytes;
  std::size_t windows = 0;
  std::size_t largest = 0;
};

Streamed streamed(const Tensor& tensor) {
  Streamed result;
  tensor.stream([&](std::span<const std::byte> part) {
    result.bytes.append(reinterpret_cast<const char*>(part.data()), part.size());
    ++result.windows;
    result.largest = std::max(result.largest, part.size());
  });
  return result;
}

Tensor slice_of(const Array& array);

// Two matrices of 5 x 90,000, in parts of one column and of all.
TEST(Tensor, TransposesMatricesInParts) {
  for (const auto& [rows, columns] : {std::pair<std::int64_t, std::int64_t>{5, 90'000}, {90'000, 5}, {1, 7}, {7, 1}}) {
    Array array(DType::float32, {2, rows, columns});
    for (std::int64_t i = 0; i < array.size(); ++i) array.as_mutable<float>()[static_cast<std::size_t>(i)] = static_cast<float>(i);
    Array wanted(DType::float32, {2, columns, rows});
    for (std::int64_t i = 0; i < array.size(); ++i) {
      const std::int64_t matrix = i / (rows * columns);
      const std::int64_t row = i / columns % rows;
      const std::int64_t to = (matrix * columns + i % columns) * rows + row;
      wanted.as_mutable<float>()[static_cast<std::size_t>(to)] = static_cast<float>(i);
    }
    for (const Tensor& source : {Tensor(array), slice_of(array)}) {
      const Tensor transposed({2, columns, rows}, MatrixTransposition{source, rows, columns});
      EXPECT_FALSE(transposed.in_memory());
      EXPECT_EQ(bytes_of(transposed.evaluate()), bytes_of(wanted)) << rows << " x " << columns;
      const Streamed parts = streamed(transposed);
      EXPECT_EQ(parts.bytes, bytes_of(wanted)) << rows << " x " << columns;
      EXPECT_LE(parts.largest, window);
    }
  }
}

Tensor slice_of(const Array& array) {
  const auto owner = std::make_shared<const Array>(array);
  return {array.dtype(), array.dims(), ByteSource(std::span(array.data(), array.bytes()), owner)};
}

Tensor computed(const Array& array) {
  return {array.dtype(), array.dims(), DeferredComputation{"test", {}, [array](std::span<const Array>) { return array; }}};
}

// Every float32 element is multiplied by the operand, then its own place is added.
Tensor times_plus_place(const Tensor& source, const Tensor& factor) {
  return Tensor(ElementwiseChange{source, {factor}, [](std::span<const Array> operands, const ElementRange& range) {
                                    auto* elements = reinterpret_cast<float*>(range.bytes.data());
                                    for (std::int64_t i = 0; i < range.count; ++i) {
                                      elements[i] = elements[i] * operands[0].as<float>()[0] + static_cast<float>(range.first + i);
                                    }
                                  }});
}

Tensor factor_of(float factor, std::int64_t size = 1) {
  Array array(DType::float32, {size});
  array.as_mutable<float>()[0] = factor;
  return Tensor(array);
}

TEST(Tensor, ContentOfAnyKindIsStreamedInWindows) {
  const Array array = random_array(DType::float32, {611, 1009}, 1);
  for (const Tensor& tensor : {Tensor(array), slice_of(array), computed(array)}) {
    const Streamed parts = streamed(tensor);
    EXPECT_EQ(parts.bytes, bytes_of(array));
    EXPECT_EQ(parts.windows, (array.bytes() + window - 1) / window);
    EXPECT_EQ(parts.largest, window);
  }
  EXPECT_EQ(streamed(Tensor(Array(DType::float32, {0, 3}))).windows, 0U);
}

TEST(Tensor, ChangesAreAppliedInOrderWhereverTheContentIs) {
  const Array array = random_array(DType::float32, {611, 1009}, 1);
  Array wanted(DType::float32, array.dims());
  for (std::int64_t i = 0; i < array.size(); ++i) {
    const float once = array.as<float>()[i] * 3.0F + static_cast<float>(i);
    wanted.as_mutable<float>()[i] = once * 0.5F + static_cast<float>(i);
  }
  for (const Tensor& source : {Tensor(array), slice_of(array), computed(array)}) {
    const Tensor changed = times_plus_place(times_plus_place(source, factor_of(3.0F)), computed(factor_of(0.5F).evaluate()));
    EXPECT_EQ(changed.dtype(), DType::float32);
    EXPECT_EQ(changed.dims(), array.dims());
    EXPECT_FALSE(changed.in_memory());
    EXPECT_EQ(bytes_of(changed.evaluate()), bytes_of(wanted));
    const Streamed parts = streamed(changed);
    EXPECT_EQ(parts.bytes, bytes_of(wanted));
    EXPECT_EQ(parts.largest, window);
  }
  EXPECT_EQ(bytes_of(array), bytes_of(random_array(DType::float32, {611, 1009}, 1)));
}

TEST(Tensor, AWindowKnowsWhichElementsItHolds) {
  for (const DType dtype : {DType::float4_e2m1, DType::float16, DType::float64}) {
    const std::int64_t size = elements_in(dtype, 2 * window) + 7;
    const Array content(dtype, {size});
    std::int64_t next = 0;
    const Tensor changed(ElementwiseChange{slice_of(content), {}, [&](std::span<const Array>, const ElementRange& range) {
                                             EXPECT_EQ(range.dtype, dtype);
                                             EXPECT_EQ(range.first, next);
                                             EXPECT_EQ(range.bytes.size(), storage_bytes(dtype, range.count));
                                             next += range.count;
                                           }});
    streamed(changed);
    EXPECT_EQ(next, size) << name(dtype);
    next = 0;
    changed.evaluate();
    EXPECT_EQ(next, size) << name(dtype);
  }
}

// One change after the other instead of all operands at once.
TEST(Tensor, AChainWithLargerOperandsThanItselfIsTheSame) {
  const Array array = random_array(DType::float32, {1000}, 1);
  std::int64_t alive = 0;
  std::int64_t most = 0;
  const auto counted = [&](float factor) {
    const auto compute = [&, factor](std::span<const Array>) {
      most = std::max(most, ++alive);
      const auto storage = std::shared_ptr<float>(new float[500](), [&](float* held) {
        --alive;
        delete[] held;
      });
      *storage = factor;
      return Array::view(DType::float32, {500}, reinterpret_cast<const std::byte*>(storage.get()), storage);
    };
    return Tensor(DType::float32, {500}, DeferredComputation{"factor", {}, compute});
  };
  const auto chain = [&](int length) {
    Tensor tensor = slice_of(array);
    for (int i = 0; i < length; ++i) tensor = times_plus_place(tensor, counted(0.25F));
    return tensor;
  };
  EXPECT_EQ(streamed(chain(2)).bytes, bytes_of(chain(2).evaluate()));
  EXPECT_EQ(most, 2);
  most = 0;
  EXPECT_EQ(streamed(chain(9)).bytes, bytes_of(chain(9).evaluate()));
  EXPECT_EQ(most, 1);
  EXPECT_EQ(alive, 0);
}

TEST(Tensor, AnErrorOfAChangeIsPassedOn) {
  const auto refuse = [](std::span<const Array>, const ElementRange&) { fail(ErrorCode::invalid_file, "cannot be folded"); };
  const Tensor changed(ElementwiseChange{slice_of(Array(DType::float32, {3})), {}, refuse});
  EXPECT_THROW(changed.evaluate(), Error);
  EXPECT_THROW(streamed(changed), Error);
}

}  // namespace
}  // namespace nnfront::ir_test
