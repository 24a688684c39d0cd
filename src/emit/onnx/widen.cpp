#include "emit/onnx/widen.h"

#include <algorithm>

namespace nnfront::emit::onnx {

namespace {

// Integers that hold every element of the other type; or, where it is enough that sums are right modulo 2^bits, twice as wide ones.
std::vector<DType> wider_integers(DType dtype) {
  if (bits(dtype) <= 16) return {DType::int32, DType::int64};
  if (dtype == DType::uint32 || dtype == DType::int32) return {DType::int64};
  return {};
}

// Floats that hold every element.
std::vector<DType> floats_that_hold(DType dtype) {
  if (bits(dtype) <= 16) return {DType::float32, DType::float64};
  return bits(dtype) <= 32 ? std::vector<DType>{DType::float64} : std::vector<DType>{};
}

// A value that is no node's of the IR: what a cast in front of the operation makes, what the operation makes in front of a cast.
Value stand_in(const Operation& operation, bool is_output, std::size_t i) {
  const Value output = operation.outputs.front();
  return {-2 - output.node, static_cast<int>(2 * i) + (is_output ? 1 : 0) + 1000 * output.output};
}

}  // namespace

std::vector<DType> wider_types(Widening widening, DType dtype) {
  if (widening == Widening::none) return {};
  if (is_floating(dtype)) return bits(dtype) <= 16 ? std::vector<DType>{DType::float32} : std::vector<DType>{};
  if (widening == Widening::floats) return {};
  if (widening == Widening::wraps) return is_integer(dtype) ? wider_integers(dtype) : std::vector<DType>{};
  if (dtype == DType::boolean) return {DType::uint8, DType::int32};
  if (!is_integer(dtype)) return {};
  std::vector<DType> all = wider_integers(dtype);
  for (const DType each : floats_that_hold(dtype)) all.push_back(each);
  return all;
}

std::optional<DType> data_type(const Operation& operation) {
  std::optional<DType> first;
  for (std::size_t i = 0; i < operation.inputs.size(); ++i) {
    if (!operation.inputs[i]) continue;
    const DType dtype = operation.input_types[i].dtype;
    if (is_floating(dtype)) return dtype;
    // A condition chooses between data.
    if (!first || *first == DType::boolean) first = dtype;
  }
  return first;
}

void emit_in(Emission& emission, const Operation& operation, const OperatorRow& row, DType wide) {
  const std::optional<DType> narrow = data_type(operation);
  Operation widened = operation;
  NodeContext around(emission, operation, row.target);
  for (std::size_t i = 0; i < widened.inputs.size(); ++i) {
    if (!widened.inputs[i] || widened.input_types[i].dtype != narrow) continue;
    const Value cast = stand_in(operation, false, i);
    emission.names.set(cast, around.cast(around.input(static_cast<int>(i)), wide, "wide"));
    widened.inputs[i] = cast;
    widened.input_types[i].dtype = wide;
  }
  std::vector<std::size_t> cast_back;
  for (std::size_t i = 0; i < widened.outputs.size(); ++i) {
    if (widened.types[i].dtype != narrow) continue;
    const std::string name = emission.names.take(operation.name + ".of_wide");
    emission.dtypes.insert_or_assign(name, wide);
    widened.outputs[i] = stand_in(operation, true, i);
    emission.names.set(widened.outputs[i], name);
    widened.types[i].dtype = wide;
    cast_back.push_back(i);
  }
  NodeContext context(emission, widened, row.target);
  row.emit(context);
  for (const std::size_t i : cast_back) {
    around.emit_output(static_cast<int>(i), "Cast", {emission.names.at(widened.outputs[i])}, {element_type("to", *narrow)});
  }
}

}  // namespace nnfront::emit::onnx
