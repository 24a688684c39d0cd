// The operators that oneDNN has primitives for, by family. Each function adds instructions and says where the outputs lie; no value
// where the primitive does not cover the case, with the reason in `reason`.
#pragma once

#include <optional>
#include <string>

#include "executor/onednn/lowering.h"

namespace nnfront::executor::onednn {

using LowerFunction = std::optional<Lowered> (*)(Lowering&, const Operation&, std::string& reason);

// conv.cpp
std::optional<Lowered> lower_conv(Lowering&, const Operation&, std::string& reason);
std::optional<Lowered> lower_conv_transpose(Lowering&, const Operation&, std::string& reason);
// winograd.cpp: a convolution by our own kernel (dense/winograd.h); no value where it does not fit.
std::optional<Lowered> lower_winograd(Lowering&, const Operation&);
// matmul.cpp
std::optional<Lowered> lower_dense(Lowering&, const Operation&, std::string& reason);
std::optional<Lowered> lower_matmul(Lowering&, const Operation&, std::string& reason);
// pool.cpp
std::optional<Lowered> lower_pool(Lowering&, const Operation&, std::string& reason);
// norm.cpp
std::optional<Lowered> lower_batch_norm(Lowering&, const Operation&, std::string& reason);
std::optional<Lowered> lower_layer_norm(Lowering&, const Operation&, std::string& reason);
std::optional<Lowered> lower_lrn(Lowering&, const Operation&, std::string& reason);
// activation.cpp
std::optional<Lowered> lower_eltwise(Lowering&, const Operation&, std::string& reason);
std::optional<Lowered> lower_prelu(Lowering&, const Operation&, std::string& reason);
std::optional<Lowered> lower_softmax(Lowering&, const Operation&, std::string& reason);
// elementwise.cpp
std::optional<Lowered> lower_binary(Lowering&, const Operation&, std::string& reason);
std::optional<Lowered> lower_identity(Lowering&, const Operation&, std::string& reason);
// shape.cpp
std::optional<Lowered> lower_reshape(Lowering&, const Operation&, std::string& reason);
std::optional<Lowered> lower_transpose(Lowering&, const Operation&, std::string& reason);
std::optional<Lowered> lower_concat(Lowering&, const Operation&, std::string& reason);
std::optional<Lowered> lower_split(Lowering&, const Operation&, std::string& reason);

// An element-wise function as oneDNN spells it: y = algorithm(x; alpha, beta).
struct Eltwise {
  dnnl::algorithm algorithm;
  float alpha = 0.0F;
  float beta = 0.0F;
};
// activation.cpp; no value where oneDNN has none, or not the same function.
std::optional<Eltwise> eltwise_of(const Operator& op, const Attributes& attributes);

}  // namespace nnfront::executor::onednn
