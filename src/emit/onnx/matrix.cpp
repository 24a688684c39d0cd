// Parts of matrices, and matrices with ones on a diagonal.
#include "ops/matrix.h"

#include <algorithm>
#include <numeric>

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

using Integers = std::vector<std::int64_t>;

std::string positions(NodeContext& context, std::int64_t axis, const Integers& target, std::string_view part) {
  const std::string count = context.size(0, axis, "count");
  const std::string list = context.add("Range", {context.integer(0, "first"), count, context.integer(1, "step")}, {}, "list");
  return context.add("Reshape", {list, context.integers(target, "target")}, {}, part);
}

// Where column - row is k or more (less), for sets of operators without the operator.
void trilu_of_parts(NodeContext& context, const ops::TriluAttrs& attrs) {
  const std::string k =
      context.has_input(1) ? context.cast(context.scalar_input(1, "k"), DType::int64, "k") : context.integer(attrs.k, "k");
  const std::string rows = positions(context, context.rank(0) - 2, {-1, 1}, "rows");
  const std::string columns = positions(context, context.rank(0) - 1, {1, -1}, "columns");
  const std::string diagonal = context.add("Sub", {columns, rows}, {}, "diagonal");
  const std::string stays = context.add(attrs.upper ? "GreaterOrEqual" : "LessOrEqual", {diagonal, k}, {}, "stays");
  context.emit("Where", {stays, context.input(0), context.number(0.0, "zero")});
}

void trilu(NodeContext& context) {
  const auto& attrs = context.attrs<ops::TriluAttrs>();
  if (context.opset() < 14) return trilu_of_parts(context, attrs);
  const std::string k =
      context.has_input(1) ? context.cast(context.scalar_input(1, "k"), DType::int64, "k") : context.integer(attrs.k, "k");
  context.emit("Trilu", {context.input(0), k}, {flag("upper", attrs.upper)});
}

std::int64_t known(NodeContext& context, std::int64_t axis) {
  const Dim& size = context.dim(0, axis);
  if (!size.is_integer()) context.refuse("along a dimension that is not known");
  return size.integer();
}

// The matrices as rows of all their elements, of which those on the diagonal are taken.
void diagonal(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DiagonalAttrs>();
  const std::int64_t axis1 = context.axis(attrs.axis1);
  const std::int64_t axis2 = context.axis(attrs.axis2);
  const std::int64_t rows = known(context, axis1);
  const std::int64_t columns = known(context, axis2);
  Integers order;
  for (std::int64_t d = 0; d < context.rank(0); ++d) {
    if (d != axis1 && d != axis2) order.push_back(d);
  }
  Integers target(order.size(), 0);
  target.push_back(rows * columns);
  order.insert(order.end(), {axis1, axis2});
  Integers places;
  for (std::int64_t i = std::max<std::int64_t>(0, -attrs.k); i < rows && i + attrs.k < columns; ++i)
    places.push_back(i * columns + i + attrs.k);
  const std::string moved = context.add("Transpose", {context.input(0)}, {attribute("perm", order)}, "matrices");
  const std::string flat = context.add("Reshape", {moved, context.integers(target, "target")}, {}, "flat");
  context.emit("Gather", {flat, context.integers(places, "places")}, {attribute("axis", std::int64_t{-1})});
}

// A zero behind the elements, which is read everywhere but on the diagonal.
void diagonal_matrix(NodeContext& context) {
  constexpr std::int64_t largest = 4096;
  const auto& attrs = context.attrs<ops::DiagonalMatrixAttrs>();
  const std::int64_t last = context.rank(0) - 1;
  const std::int64_t count = known(context, last);
  if (count > largest || attrs.k > largest || attrs.k < -largest) context.refuse("a matrix of more than {} rows", largest);
  const std::int64_t side = count + std::abs(attrs.k);
  std::vector<std::int64_t> places(static_cast<std::size_t>(side * side), count);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t row = i + std::max<std::int64_t>(0, -attrs.k);
    places[static_cast<std::size_t>(row * side + row + attrs.k)] = i;
  }
  Integers pads(static_cast<std::size_t>(2 * context.rank(0)), 0);
  pads.back() = 1;
  const std::string longer = context.add("Pad", {context.input(0), context.integers(pads, "pads")}, {}, "with_zero");
  context.emit("Gather", {longer, context.constant(Array::of<std::int64_t>({side, side}, places), "places")}, {attribute("axis", last)});
}

void eye(NodeContext& context) {
  const auto& attrs = context.attrs<ops::EyeAttrs>();
  const std::string shape = context.integers({attrs.rows, attrs.columns}, "shape");
  const std::string like = context.add("Expand", {context.scalar(0.0, DType::float32, "zero"), shape}, {}, "like");
  context.emit("EyeLike", {like}, {element_type("dtype", attrs.dtype), attribute("k", attrs.k)});
}

void eye_like(NodeContext& context) {
  const auto& attrs = context.attrs<ops::EyeLikeAttrs>();
  NodeAttributes attributes = {attribute("k", attrs.k)};
  if (attrs.dtype) attributes.push_back(element_type("dtype", *attrs.dtype));
  context.emit("EyeLike", {context.input(0)}, std::move(attributes));
}

void inverse(NodeContext& context) {
  context.emit_contributed("Inverse", {context.input(0)});
}

}  // namespace

std::vector<OperatorRow> matrix_rows() {
  return {
      {"trilu", trilu, "", 1, Widening::keeps},
      {"diagonal", diagonal, "", 1, Widening::keeps},
      {"diagonal_matrix", diagonal_matrix, "", 1, Widening::keeps},
      {"eye", eye},
      {"eye_like", eye_like},
      {"inverse", inverse},
  };
}

}  // namespace nnfront::emit::onnx
