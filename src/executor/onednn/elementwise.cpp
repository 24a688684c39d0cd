#include "ops/elementwise.h"

#include "executor/onednn/families.h"
#include "executor/onednn/post_ops.h"

namespace nnfront::executor::onednn {

namespace {

using dnnl::algorithm;

std::optional<algorithm> method_of(std::string_view op) {
  if (op == "add") return algorithm::binary_add;
  if (op == "sub") return algorithm::binary_sub;
  if (op == "mul") return algorithm::binary_mul;
  if (op == "div") return algorithm::binary_div;
  if (op == "minimum") return algorithm::binary_min;
  if (op == "maximum") return algorithm::binary_max;
  return std::nullopt;
}

bool commutes(std::string_view op) {
  return op == "add" || op == "mul";
}

// NumPy aligns shapes at the end.
Dims stretched(const Dims& dims, std::size_t rank) {
  Dims result(rank - dims.size(), 1);
  result.insert(result.end(), dims.begin(), dims.end());
  return result;
}

Operand read_as(Lowering& lowering, const Input& input, const Dims& dims) {
  const Operand plain = lowering.read(input, plain_desc(input.dims));
  return {plain.buffer, plain_desc(dims)};
}

// Both operands as the primitive takes them: the first has the shape of the result.
struct Operands {
  Operand first;
  Operand second;
};

// Where shapes agree the first operand's layout stays; blocks of channels are padded with zeros, which a division must not see.
Operands operands_of(Lowering& lowering, const Input& a, const Input& b, const Dims& dims, bool division) {
  const Desc layout = a.constant ? plain_desc(a.dims) : lowering.read(a).desc;
  if (a.dims == b.dims && !division) return {lowering.read(a, layout), lowering.read(b, layout)};
  // One value per channel needs no layout of its own.
  const Dims stretched_b = stretched(b.dims, dims.size());
  bool per_channel = dims.size() >= 2 && a.dims == dims && !division;
  for (std::size_t d = 0; d < dims.size(); ++d) per_channel = per_channel && (stretched_b[d] == 1 || (d == 1 && stretched_b[d] == dims[d]));
  if (per_channel) return {lowering.read(a, layout), read_as(lowering, b, stretched_b)};
  return {read_as(lowering, a, stretched(a.dims, dims.size())), read_as(lowering, b, stretched_b)};
}

}  // namespace

std::optional<Lowered> lower_binary(Lowering& lowering, const Operation& operation, std::string& reason) {
  const std::string_view op = operation.op->name;
  const auto method = method_of(op);
  const Dims dims = operation.output_dims();
  const Input* a = &operation.input(0);
  const Input* b = &operation.input(1);
  if (a->dims != dims && commutes(op)) std::swap(a, b);
  if (!method || a->dims != dims || dims.empty()) {
    reason = "oneDNN does not stretch the first operand";
    return std::nullopt;
  }
  const auto [first, second] = operands_of(lowering, *a, *b, dims, op == "div");
  const PostOps none = post_ops_for(lowering, operation, first.desc, Absorb::nothing);
  using Binary = dnnl::binary;
  const Binary::primitive_desc description(Binary::desc(*method, first.desc, second.desc, first.desc), none.attributes, lowering.engine());
  const auto held = lowering.in_place(*a, first.desc);
  const Operand target = held ? *held : lowering.fresh(first.desc);
  lowering.add(operation, Binary(description), description, {{DNNL_ARG_SRC_0, first}, {DNNL_ARG_SRC_1, second}, {DNNL_ARG_DST, target}});
  return Lowered{{Lowering::located(target, dims)}};
}

std::optional<Lowered> lower_identity(Lowering& lowering, const Operation& operation, std::string&) {
  return Lowered{{Lowering::located(lowering.read(operation.input()), operation.input().dims)}};
}

}  // namespace nnfront::executor::onednn
