#include "frontends/onnx/elementwise.h"
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "ops/elementwise.h"

namespace nnfront::frontends::onnx {

namespace {

Values bit_shift(NodeContext& context) {
  if (!context.has_attr("direction")) fail(ErrorCode::invalid_file, "attribute 'direction' is missing");
  const bool left = context.choice("direction", {"LEFT", "RIGHT"}, "LEFT") == "LEFT";
  ops::BitShiftAttrs attributes;
  attributes.direction = left ? ops::ShiftDirection::left : ops::ShiftDirection::right;
  return {context.add("bit_shift", {context.input(0), context.input(1)}, attributes)};
}

Values bit_cast(NodeContext& context) {
  if (!context.has_attr("to")) fail(ErrorCode::invalid_file, "attribute 'to' is missing");
  return {context.add("bit_cast", {context.input(0)}, ops::BitCastAttrs{context.dtype_attr("to", DType::float32)})};
}

}  // namespace

std::vector<OperatorRow> bits_rows() {
  using enum Fate;
  return {
      {"", "BitwiseNot", exact, {{18, unary}}, "bit_not", "", node_tests("bitwise_not")},
      {"", "BitwiseAnd", exact, {{18, binary}}, "bit_and", "", node_tests("bitwise_and")},
      {"", "BitwiseOr", exact, {{18, binary}}, "bit_or", "", node_tests("bitwise_or")},
      {"", "BitwiseXor", exact, {{18, binary}}, "bit_xor", "", node_tests("bitwise_xor")},
      {"", "BitCast", exact, {{26, bit_cast}}, "", "", beside_onnxruntime()},
      {"", "BitShift", exact, {{11, bit_shift}}, "", ""},
  };
}

}  // namespace nnfront::frontends::onnx
