// Weights of 4 and 8 bits that are quantized in blocks, packed in bytes: they become tensors of uint4 or uint8, as the IR has them.
#include <algorithm>

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "frontends/onnx/quant_operands.h"
#include "ops/kernels.h"
#include "ops/quant.h"
#include "ops/shape.h"
#include "support/nibble.h"

namespace nnfront::frontends::onnx {

namespace {

// [rows, columns] numbers of 4 or 8 bits; each row of bytes begins with a whole byte.
struct Packed {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t bits = 4;

  DType dtype() const { return bits == 4 ? DType::uint4 : DType::uint8; }
  std::vector<std::int64_t> dims() const { return {rows, columns}; }
  std::int64_t row_bytes() const { return (columns * bits + 7) / 8; }
};

// Rows of an odd number of nibbles are not padded in the IR.
Array unpacked(const Array& bytes, const Packed& packed) {
  const std::span<const std::uint8_t> from = bytes.as<std::uint8_t>();
  Array array(packed.dtype(), packed.dims());
  const std::span<std::uint8_t> to = array.as_mutable<std::uint8_t>();
  if (packed.bits == 8 || packed.columns % 2 == 0) {
    std::copy(from.begin(), from.end(), to.begin());
    return array;
  }
  for (std::int64_t i = 0; i < array.size(); ++i) {
    const std::int64_t row = i / packed.columns;
    set_nibble(to, i, nibble(from.subspan(static_cast<std::size_t>(row * packed.row_bytes())), i % packed.columns));
  }
  return array;
}

const Tensor& stored_content(NodeContext& context, int i, std::string_view what) {
  const Value value = context.input(i);
  const auto& nodes = context.translation().builder.graph().nodes();
  const auto made = std::find_if(nodes.rbegin(), nodes.rend(), [&](const Node& node) { return node.id == value.node; });
  ensure(made != nodes.rend(), "a value has a node that makes it");
  if (!is_constant(*made)) context.refuse("{} that depend on the data are not covered", what);
  return made->tensor;
}

// Input i, bytes, as numbers of the IR.
Value numbers(NodeContext& context, int i, std::string_view what, const Packed& packed, std::string_view part) {
  const Tensor& bytes = stored_content(context, i, what);
  const std::int64_t wanted = ops::checked_multiply(packed.rows, packed.row_bytes());
  if (bytes.dtype() != DType::uint8 || bytes.size() != wanted) {
    fail(ErrorCode::invalid_file, "{}: got {} elements of {}, wanted {} bytes", what, bytes.size(), name(bytes.dtype()), wanted);
  }
  const auto unpack = [packed](std::span<const Array> parts) { return unpacked(parts[0], packed); };
  return context.content(Tensor(packed.dtype(), packed.dims(), DeferredComputation{"a packed weight", {bytes}, unpack}), part);
}

std::int64_t positive(NodeContext& context, std::string_view attribute) {
  constexpr std::int64_t largest = 2147483647;
  const std::int64_t value = context.attr<std::int64_t>(attribute);
  if (value < 1 || value > largest) fail(ErrorCode::invalid_file, "attribute '{}' is {}, wanted 1 to {}", attribute, value, largest);
  return value;
}

// What a left out zero point is: the middle.
Array middle(const Packed& points) {
  const std::vector<std::int64_t> elements(static_cast<std::size_t>(element_count(points.dims())), std::int64_t{1} << (points.bits - 1));
  return ops::from_integers(points.dtype(), points.dims(), elements);
}

Value zero_points(NodeContext& context, int i, const Packed& points) {
  if (!context.has_input(i)) return context.constant(middle(points), "zero_points");
  if (context.dtype(context.input(i)) != DType::uint8) context.refuse("zero points that are not integers are not covered");
  return numbers(context, i, "zero points", points, "zero_points");
}

Values matmul_nbits(NodeContext& context) {
  context.ignore({"accuracy_level"});  // how a runtime may compute
  const std::int64_t bits = context.attr<std::int64_t>("bits", 4);
  if (bits != 4 && bits != 8) context.refuse("weights of {} bits are not covered", bits);
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
      {"com.microsoft", "GatherBlockQuantized", refused, {}, "", "not covered yet: GatherBlockQuantized"},
      {"com.microsoft", "MatMulBnb4", refused, {}, "", "not covered yet: MatMulBnb4"},
      {"com.microsoft", "MatMulNBits", rewritten, {{1, matmul_nbits}}, "dense", "4 and 8 bits: the weight dequantized in blocks"},
  };
}

}  // namespace nnfront::frontends::onnx
