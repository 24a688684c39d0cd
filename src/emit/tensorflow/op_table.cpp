#include "emit/tensorflow/op_table.h"

#include <unordered_map>

#include "support/fail.h"

namespace nnfront::emit::tensorflow {

namespace {

std::vector<OperatorRow> rows() {
  std::vector<OperatorRow> all;
  for (const auto& family : {activation_rows(), conv_rows(), elementwise_rows(), leaf_rows(), matmul_rows(), norm_rows(), pool_rows(),
                             recurrent_rows(), reduce_rows(), resize_rows(), scatter_rows(), shape_rows(), slice_rows()})
    all.insert(all.end(), family.begin(), family.end());
  return all;
}

using RowsByName = std::unordered_map<std::string_view, const OperatorRow*>;

RowsByName by_name() {
  RowsByName result;
  for (const OperatorRow& row : operator_rows()) {
    ensure(result.emplace(row.op, &row).second, fmt::format("{} stands twice in the table", row.op));
  }
  return result;
}

bool is_small_integer(DType dtype) {
  return dtype == DType::int8 || dtype == DType::int16 || dtype == DType::uint8 || dtype == DType::uint16;
}

}  // namespace

bool includes(Types types, DType dtype) {
  const bool real = dtype == DType::float32 || dtype == DType::float64;
  const bool floating = real || dtype == DType::float16;
  const bool number = floating || dtype == DType::int32 || dtype == DType::int64;
  switch (types) {
    case Types::any:
      return formats::graphdef::element_type(dtype).has_value();
    case Types::floating:
      return floating;
    case Types::real:
      return real;
    case Types::single:
      return dtype == DType::float32;
    case Types::numbers:
      return number;
    case Types::counts:
      return number || is_small_integer(dtype);
  }
  return false;
}

void plain(NodeContext& context) {
  context.finish(context.target(), context.inputs());
}

void same(NodeContext& context) {
  context.finish("Identity", {context.input(0)});
}

std::span<const OperatorRow> operator_rows() {
  static const std::vector<OperatorRow> table = rows();
  return table;
}

const OperatorRow* find_row(std::string_view op) {
  static const RowsByName table = by_name();
  const auto found = table.find(op);
  return found == table.end() ? nullptr : found->second;
}

}  // namespace nnfront::emit::tensorflow
