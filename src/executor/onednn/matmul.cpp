#include "ops/matmul.h"

#include "executor/onednn/families.h"
#include "executor/onednn/post_ops.h"

namespace nnfront::executor::onednn {

namespace {

// [rows, columns] as the pixels and channels of a picture with channels last.
Desc as_picture(std::int64_t rows, std::int64_t columns) {
  return Desc({1, columns, 1, rows}, dnnl::memory::data_type::f32, Dims{rows * columns, 1, rows * columns, columns});
}

}  // namespace

// As a 1x1 convolution: oneDNN's inner product splits a sum between threads, its convolutions never do.
std::optional<Lowered> lower_dense(Lowering& lowering, const Operation& operation, std::string& reason) {
  const Input& x = operation.input();
  const Input& weight = operation.input(1);
  if (!weight.constant || (operation.has(2) && !operation.input(2).constant) || x.dims.empty()) {
    reason = "its weights are computed while running";
    return std::nullopt;
  }
  const std::int64_t columns = weight.dims[1];
  const std::int64_t units = weight.dims[0];
  const std::int64_t rows = element_count(x.dims) / columns;
  const Desc source_layout = as_picture(rows, columns);
  const Operand target = lowering.fresh(as_picture(rows, units));
  const Operand source{lowering.read(x, plain_desc(x.dims)).buffer, source_layout};
  constexpr std::int64_t block = 16;
  std::vector<Piece> pieces;
  std::size_t absorbed = 0;
  for (const auto& [begin, end] : parts_of((units + block - 1) / block, rows == 1 ? fixed_pieces(units) : 1)) {
    const std::int64_t first = begin * block;
    const std::int64_t count = std::min(end * block, units) - first;
    const Desc target_layout = as_picture(rows, count);
    const Dims weight_dims{count, columns, 1, 1};
    const Desc bias = operation.has(2) ? plain_desc({count}) : Desc();
    const PostOps post_ops = post_ops_for(lowering, operation, target_layout, Absorb::functions);
    using Conv = dnnl::convolution_forward;
    const Conv::primitive_desc description(Conv::desc(dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
                                                      source_layout, any_desc(weight_dims), bias, target_layout, {1, 1}, {0, 0}, {0, 0}),
                                           post_ops.attributes, lowering.engine());
    const auto offset = static_cast<std::size_t>(first) * sizeof(float);
    std::vector<std::pair<int, Operand>> arguments{
        {DNNL_ARG_SRC, source},
        {DNNL_ARG_WEIGHTS, lowering.weights(weight, plain_desc(weight_dims), description.weights_desc(), first * columns)},
        {DNNL_ARG_DST, {target.buffer, target_layout, offset}}};
    if (operation.has(2)) arguments.push_back({DNNL_ARG_BIAS, {lowering.read(operation.input(2)).buffer, bias, offset}});
    pieces.push_back(lowering.piece(Conv(description), description, std::move(arguments)));
    absorbed = post_ops.absorbed;
  }
  lowering.add(operation, std::move(pieces));
  const Dims dims = operation.output_dims();
  return Lowered{{Lowering::located({target.buffer, plain_desc(dims)}, dims)}, absorbed};
}

// On one thread: the primitive may split the inner dimension between threads.
std::optional<Lowered> lower_matmul(Lowering& lowering, const Operation& operation, std::string& reason) {
  const auto& attrs = operation.attrs<ops::MatmulAttrs>();
  const Dims dims = operation.output_dims();
  const std::size_t rank = dims.size();
  if (operation.input(0).dims.size() < 2 || operation.input(1).dims.size() < 2 || rank < 2) {
    reason = "an operand with fewer than two dimensions";
    return std::nullopt;
  }
  const auto seen = [&](const Input& input, bool transposed) {
    Dims shape(rank - input.dims.size(), 1);
    shape.insert(shape.end(), input.dims.begin(), input.dims.end());
    const Desc plain = plain_desc(shape);
    if (!transposed) return plain;
    std::vector<int> permutation;
    for (std::size_t d = 0; d < rank; ++d) permutation.push_back(static_cast<int>(d));
    std::swap(permutation[rank - 1], permutation[rank - 2]);
    return plain.permute_axes(permutation);
  };
  const Desc a = seen(operation.input(0), attrs.transpose_a);
  const Desc b = seen(operation.input(1), attrs.transpose_b);
  const Desc layout = plain_desc(dims);
  const PostOps none = post_ops_for(lowering, operation, layout, Absorb::nothing);
  using Matmul = dnnl::matmul;
  const ThreadCount one(1);
  const Matmul::primitive_desc description(Matmul::desc(a, b, layout), none.attributes, lowering.engine());
  const Operand first = lowering.read(operation.input(0), plain_desc(operation.input(0).dims));
  const Operand second = lowering.read(operation.input(1), plain_desc(operation.input(1).dims));
  const Operand target = lowering.fresh(layout);
  lowering.add(operation, Matmul(description), description,
               {{DNNL_ARG_SRC, {first.buffer, a}}, {DNNL_ARG_WEIGHTS, {second.buffer, b}}, {DNNL_ARG_DST, target}}, true);
  return Lowered{{Lowering::located(target, dims)}};
}

}  // namespace nnfront::executor::onednn
