#include "ops/matmul.h"

#include <algorithm>

#include "emit/mxnet/op_table.h"
#include "ops/linear_algebra.h"

namespace nnfront::emit::mxnet {

namespace {

void check_floating(const NodeContext& context) {
  if (!context.is_floating(0)) context.refuse("products of integers");
}

void dense(NodeContext& context) {
  check_floating(context);
  context.emit("FullyConnected", context.inputs(),
               {attribute("num_hidden", context.size(1, 0)), attribute("no_bias", !context.has_input(2)),
                attribute("flatten", context.rank(0) == 2)});
}

// The leading dimensions of both, stretched to those of the result.
Entry batched(NodeContext& context, int i, std::string_view part) {
  const Shape& wanted = context.output_type().shape;
  const Shape& own = context.type(i).shape;
  const auto leading = static_cast<std::ptrdiff_t>(wanted.size()) - 2;
  const bool is_whole = own.size() == wanted.size() && std::equal(own.begin(), own.begin() + leading, wanted.begin());
  Entry entry = context.input(i);
  if (is_whole) return entry;
  Integers target = context.output_dims();
  target[target.size() - 2] = context.size(i, context.rank(i) - 2);
  target.back() = context.size(i, context.rank(i) - 1);
  for (std::size_t d = own.size(); d < wanted.size(); ++d)
    entry = context.add("expand_dims", {entry}, {attribute("axis", std::int64_t{0})}, std::string(part) + ".widened");
  return context.add("broadcast_to", {entry}, {attribute("shape", target)}, part);
}

void matmul(NodeContext& context) {
  check_floating(context);
  const auto& attrs = context.attrs<ops::MatmulAttrs>();
  const NodeAttributes attributes = {attribute("transpose_a", attrs.transpose_a), attribute("transpose_b", attrs.transpose_b)};
  const bool b_is_matrix = context.rank(1) == 2;
  if (b_is_matrix && (context.rank(0) == 2 || !attrs.transpose_a)) return context.emit("dot", context.inputs(), attributes);
  const bool of_three = context.output_type().shape.size() == 3;
  const Entry a = batched(context, 0, "a");
  context.emit(of_three ? "batch_dot" : "_linalg_gemm2", {a, batched(context, 1, "b")}, attributes);
}

void cholesky(NodeContext& context) {
  context.emit("_linalg_potrf", {context.input(0)}, {attribute("lower", context.attrs<ops::CholeskyAttrs>().lower)});
}

}  // namespace

std::vector<OperatorRow> matmul_rows() {
  return {
      {"dense", dense}, {"matmul", matmul}, {"det", plain, "_linalg_det"}, {"inverse", plain, "_linalg_inverse"}, {"cholesky", cholesky},
  };
}

}  // namespace nnfront::emit::mxnet
