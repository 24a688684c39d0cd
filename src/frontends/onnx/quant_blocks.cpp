// Weights of 2, 4 and 8 bits that are quantized in blocks, packed in bytes: they become tensors of uint4 or uint8, as the IR has them.
#include "frontends/onnx/quant_blocks.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/quant_operands.h"
#include "ops/kernels.h"
#include "ops/matmul.h"
#include "ops/quant.h"
#include "ops/shape.h"
#include "support/nibble.h"

namespace nnfront::frontends::onnx {

const Tensor& stored_content(NodeContext& context, int i, std::string_view what) {
  const Node& made = context.translation().builder.producer(context.input(i));
  if (!is_constant(made)) context.refuse("{} that depend on the data are not covered", what);
  return made.tensor;
}

namespace {

// [rows, columns] numbers of 2, 4 or 8 bits; each row of bytes begins with a whole byte. The rows may have several dimensions.
struct Packed {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t bits = 4;
  std::vector<std::int64_t> dims = {rows, columns};

  DType dtype() const { return bits == 4 ? DType::uint4 : DType::uint8; }
  std::int64_t row_bytes() const { return (columns * bits + 7) / 8; }
};

// Rows of an odd number of nibbles are not padded in the IR.
void unpack_nibbles(std::span<const std::uint8_t> from, const Packed& packed, std::span<std::uint8_t> to) {
  for (std::int64_t i = 0; i < packed.rows * packed.columns; ++i) {
    const std::int64_t row = i / packed.columns;
    set_nibble(to, i, nibble(from.subspan(static_cast<std::size_t>(row * packed.row_bytes())), i % packed.columns));
  }
}

// Each becomes a byte: the IR has no type of 2 bits.
void unpack_pairs(std::span<const std::uint8_t> from, const Packed& packed, std::span<std::uint8_t> to) {
  for (std::int64_t i = 0; i < packed.rows * packed.columns; ++i) {
    const std::int64_t column = i % packed.columns;
    const std::uint8_t four = from[static_cast<std::size_t>(i / packed.columns * packed.row_bytes() + column / 4)];
    to[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(four >> (2 * (column % 4)) & 3);
  }
}

Array unpacked(const Array& bytes, const Packed& packed) {
  const std::span<const std::uint8_t> from = bytes.as<std::uint8_t>();
  Array array(packed.dtype(), packed.dims);
  const std::span<std::uint8_t> to = array.as_mutable<std::uint8_t>();
  if (packed.bits == 2) {
    unpack_pairs(from, packed, to);
  } else if (packed.bits == 4 && packed.columns % 2 != 0) {
    unpack_nibbles(from, packed, to);
  } else {
    std::copy(from.begin(), from.end(), to.begin());
  }
  return array;
}

// Input i, bytes, as numbers of the IR.
Value numbers(NodeContext& context, int i, std::string_view what, const Packed& packed, std::string_view part) {
  const Tensor& bytes = stored_content(context, i, what);
  const std::int64_t wanted = ops::checked_multiply(packed.rows, packed.row_bytes());
  if (bytes.dtype() != DType::uint8 || bytes.size() != wanted) {
    fail(ErrorCode::invalid_file, "{}: got {} elements of {}, wanted {} bytes", what, bytes.size(), name(bytes.dtype()), wanted);
  }
  const auto unpack = [packed](std::span<const Array> parts) { return unpacked(parts[0], packed); };
  return context.content(Tensor(packed.dtype(), packed.dims, DeferredComputation{"a packed weight", {bytes}, unpack}), part);
}

std::int64_t positive(NodeContext& context, std::string_view attribute) {
  constexpr std::int64_t largest = 2147483647;
  const std::int64_t value = context.attr<std::int64_t>(attribute);
  if (value < 1 || value > largest) fail(ErrorCode::invalid_file, "attribute '{}' is {}, wanted 1 to {}", attribute, value, largest);
  return value;
}

// What a left out zero point is: the middle.
Array middle(const Packed& points) {
  const std::vector<std::int64_t> elements(static_cast<std::size_t>(element_count(points.dims)), std::int64_t{1} << (points.bits - 1));
  return ops::from_integers(points.dtype(), points.dims, elements);
}

Value zero_points(NodeContext& context, int i, const Packed& points) {
  if (!context.has_input(i)) return context.constant(middle(points), "zero_points");
  if (context.dtype(context.input(i)) != DType::uint8) context.refuse("zero points that are not integers are not covered");
  return numbers(context, i, "zero points", points, "zero_points");
}

// ---- MatMulBnb4: a number is an entry of a table times the largest magnitude of its block.

// Entries of bitsandbytes' tables. FP4: sign, two bits of exponent, one of mantissa, 3 being 1. NF4: quantiles of a normal distribution.
constexpr std::array<float, 16> fp4 = {0.0f,  5.208333333e-03f,  0.66666667f,  1.0f,  0.33333333f,  0.5f,  0.16666667f,  0.25f,
                                       -0.0f, -5.208333333e-03f, -0.66666667f, -1.0f, -0.33333333f, -0.5f, -0.16666667f, -0.25f};
constexpr std::array<float, 16> nf4 = {-1.0f,
                                       -0.6961928009986877f,
                                       -0.5250730514526367f,
                                       -0.39491748809814453f,
                                       -0.28444138169288635f,
                                       -0.18477343022823334f,
                                       -0.09105003625154495f,
                                       0.0f,
                                       0.07958029955625534f,
                                       0.16093020141124725f,
                                       0.24611230194568634f,
                                       0.33791524171829224f,
                                       0.44070982933044434f,
                                       0.5626170039176941f,
                                       0.7229568362236023f,
                                       1.0f};

// The first of two numbers stands in the upper half of its byte.
Array from_table(const Array& bytes, const Array& largest, const std::array<float, 16>& table, std::vector<std::int64_t> dims,
                 std::int64_t block) {
  const std::span<const std::uint8_t> from = bytes.as<std::uint8_t>();
  const std::vector<double> factors = ops::to_doubles(largest);
  std::vector<double> numbers(static_cast<std::size_t>(element_count(dims)));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const unsigned code = i % 2 == 0 ? from[i / 2] >> 4 : from[i / 2] & 15U;
    numbers[i] = static_cast<double>(table[code]) * factors[i / static_cast<std::size_t>(block)];
  }
  return ops::from_doubles(largest.dtype(), std::move(dims), numbers);
}

// [N, K]
Value table_weight(NodeContext& context, std::int64_t units, std::int64_t depth) {
  const std::int64_t block = positive(context, "block_size");
  const std::int64_t kind = context.attr<std::int64_t>("quant_type");
  if (kind != 0 && kind != 1) fail(ErrorCode::invalid_file, "quant_type is {}, wanted 0 or 1", kind);
  const std::int64_t count = ops::checked_multiply(units, depth);
  const Tensor& bytes = stored_content(context, 1, "weights");
  const Tensor& largest = stored_content(context, 2, "factors of weights");
  if (bytes.dtype() != DType::uint8 || bytes.size() != (count + 1) / 2) {
    fail(ErrorCode::invalid_file, "weights: got {} elements of {}, wanted {} bytes", bytes.size(), name(bytes.dtype()), (count + 1) / 2);
  }
  if (largest.size() != (count + block - 1) / block || !is_floating(largest.dtype())) {
    fail(ErrorCode::invalid_file, "factors of weights: got {}, wanted {}", largest.size(), (count + block - 1) / block);
  }
  const std::vector<std::int64_t> dims = {units, depth};
  const auto unpack = [dims, block, table = kind == 0 ? fp4 : nf4](std::span<const Array> parts) {
    return from_table(parts[0], parts[1], table, dims, block);
  };
  return context.content(Tensor(largest.dtype(), dims, DeferredComputation{"a packed weight", {bytes, largest}, unpack}), "weight");
}

// ---- GatherBlockQuantized

std::int64_t count_of(std::span<const std::int64_t> dims) {
  return std::accumulate(dims.begin(), dims.end(), std::int64_t{1}, ops::checked_multiply);
}

std::vector<std::int64_t> dims_of(NodeContext& context, Value value) {
  std::vector<std::int64_t> dims(context.shape(value).size());
  if (dims.empty()) fail(ErrorCode::invalid_file, "numbers without dimensions have no blocks");
  for (std::size_t d = 0; d < dims.size(); ++d) dims[d] = context.size(value, static_cast<std::int64_t>(d));
  return dims;
}

}  // namespace

Value block_numbers(NodeContext& context, int i, std::string_view what, std::int64_t bits, std::int64_t columns, std::string_view part) {
  const Value value = context.input(i, ParameterRole::weight);
  if (context.dtype(value) != DType::uint8) return value;
  std::vector<std::int64_t> dims = dims_of(context, value);
  dims.back() = columns;
  const std::int64_t rows = count_of(std::span(dims).first(dims.size() - 1));
  ops::checked_multiply(columns, bits);
  return numbers(context, i, what, {rows, columns, bits, dims}, part);
}

Value middles(NodeContext& context, Value numbers, Value scale, std::int64_t bits, std::string_view part) {
  const std::vector<std::int64_t> dims = dims_of(context, scale);
  const std::int64_t count = count_of(dims);
  const std::int64_t most = count_of(dims_of(context, numbers));
  if (count > most) fail(ErrorCode::invalid_file, "{} scales of {} numbers", count, most);
  const std::vector<std::int64_t> elements(static_cast<std::size_t>(count), std::int64_t{1} << (bits - 1));
  return context.constant(ops::from_integers(bits == 4 ? DType::uint4 : DType::uint8, dims, elements), part);
}

namespace {

// What is taken apart in blocks: integers, their scales, their zero points, with the scales' shape.
struct Blocks {
  Value numbers;
  Value scale;
  std::optional<Value> zero_point;
};

Value gathered(NodeContext& context, Value x, std::int64_t axis, std::string_view part) {
  return context.add("gather", {x, context.input(1)}, ops::GatherAttrs{axis, false}, part);
}

Blocks blocks_of(NodeContext& context, std::int64_t bits) {
  const Value data = context.input(0);
  const bool bytes = context.dtype(data) == DType::uint8;
  if (!is_integer(context.dtype(data))) context.refuse("numbers of {} are not covered", name(context.dtype(data)));
  const Value scale = context.input(2, ParameterRole::buffer);
  const std::int64_t last = context.size(data, -1);
  Blocks blocks{block_numbers(context, 0, "numbers", bits, bytes ? ops::checked_multiply(last, 8 / bits) : last, "numbers"), scale,
                std::nullopt};
  const std::int64_t scales = context.size(scale, -1);
  if (context.has_input(3)) {
    blocks.zero_point = block_numbers(context, 3, "zero points", bits, scales, "zero_points");
  } else if (bytes) {
    blocks.zero_point = middles(context, blocks.numbers, scale, bits, "zero_points");
  }
  return blocks;
}

Values matmul_bnb4(NodeContext& context) {
  context.ignore({"training_mode"});
  const std::int64_t depth = positive(context, "K");
  const std::int64_t units = positive(context, "N");
  const Value data = context.input(0);
  const Value weight = table_weight(context, units, depth);
  context.rewritten("the weight as real numbers, then the product");
  if (context.attr<bool>("transB", true)) return {context.add("dense", {data, weight})};
  return {context.add("matmul", {data, weight}, ops::MatmulAttrs{})};
}

// Rows are taken first and become real numbers then, unless the blocks lie along the same axis.
Values gather_block_quantized(NodeContext& context) {
  const std::int64_t bits = context.attr<std::int64_t>("bits", 4);
  if (bits != 2 && bits != 4 && bits != 8) context.refuse("numbers of {} bits are not covered", bits);
  const std::int64_t block = context.attr<std::int64_t>("block_size", 128);
  if (block < 1) context.refuse("blocks of {} are not covered", block);
  Blocks blocks = blocks_of(context, bits);
  const std::int64_t axis = context.axis(blocks.numbers, context.attr<std::int64_t>("gather_axis", 0));
  std::int64_t along = context.axis(blocks.numbers, context.attr<std::int64_t>("quantize_axis", 1));
  const DType dtype = context.dtype(blocks.scale);
  if (axis == along) {
    const Value real =
        context.add("dequantize", {blocks.numbers, blocks.scale, blocks.zero_point}, ops::DequantizeAttrs{along, block, dtype}, "real");
    return {gathered(context, real, axis, "")};
  }
  blocks.numbers = gathered(context, blocks.numbers, axis, "rows");
  blocks.scale = gathered(context, blocks.scale, axis, "rows.scale");
  if (blocks.zero_point) blocks.zero_point = gathered(context, *blocks.zero_point, axis, "rows.zero_point");
  if (along > axis) along += context.rank(context.input(1)) - 1;
  return {context.add("dequantize", {blocks.numbers, blocks.scale, blocks.zero_point}, ops::DequantizeAttrs{along, block, dtype})};
}

Values matmul_nbits(NodeContext& context) {
  context.ignore({"accuracy_level"});  // how a runtime may compute
  const std::int64_t bits = context.attr<std::int64_t>("bits", 4);
  if (bits != 2 && bits != 4 && bits != 8) context.refuse("weights of {} bits are not covered", bits);
  if (context.attr<bool>("weight_prepacked", false)) context.refuse("weights packed for a certain device are not covered");
  if (context.has_input(4)) context.refuse("groups in another order are not covered");
  const std::int64_t depth = positive(context, "K");
  const std::int64_t units = positive(context, "N");
  const std::int64_t block = positive(context, "block_size");
  const std::int64_t blocks = (depth + block - 1) / block;
  const Value data = context.input(0);
  const Value scale = context.reshape(context.input(2, ParameterRole::buffer), {units, blocks}, "scales");
  const Value weight = numbers(context, 1, "weights", {units, ops::checked_multiply(blocks, block), bits}, "weight");
  const Value zero_point = zero_points(context, 3, {units, blocks, bits});
  const ops::DequantizeAttrs attributes{1, block, context.dtype(scale)};
  Value real = context.add("dequantize", {weight, scale, zero_point}, attributes, "real_weight");
  if (blocks * block != depth) real = context.add("slice", {real}, ops::SliceAttrs{{1}, {0}, {depth}, {1}}, "cut_weight");
  const std::optional<Value> bias = context.optional_input(5, ParameterRole::bias);
  context.rewritten("the weight as real numbers, then the product");
  return {context.add("dense", {data, real, bias})};
}

}  // namespace

std::vector<OperatorRow> quant_blocks_rows() {
  using enum Fate;
  return {
      {"com.microsoft",
       "GatherBlockQuantized",
       rewritten,
       {{1, gather_block_quantized}},
       "",
       "gather and dequantize; integers of 2, 4 and 8 bits"},
      {"com.microsoft", "MatMulBnb4", rewritten, {{1, matmul_bnb4}}, "dense", "FP4 and NF4: the weight as real numbers"},
      {"com.microsoft", "MatMulNBits", rewritten, {{1, matmul_nbits}}, "dense", "2, 4 and 8 bits: the weight dequantized in blocks"},
  };
}

}  // namespace nnfront::frontends::onnx
