// Attributes of the operators that have no inputs: what the IR itself must know about. Their records are in ops/leaf.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ir/attributes.h"

namespace nnfront {

// `input`: the node's name is the input's name; its type is declared, not inferred.
struct InputAttrs {
  DType dtype = DType::float32;
  Shape shape;
  static void fields(auto& self, auto&& visit) {
    visit("dtype", self.dtype);
    visit("shape", self.shape);
  }
};

enum class ParameterRole { weight, bias, running_mean, running_var, buffer, state };
template <>
struct EnumNames<ParameterRole> {
  static constexpr std::string_view names[] = {"weight", "bias", "running_mean", "running_var", "buffer", "state"};
};

enum class SparseStorage { dense, packed };
template <>
struct EnumNames<SparseStorage> {
  static constexpr std::string_view names[] = {"dense", "packed"};
};

// The fields of ParameterAttrs that stand together in files.
inline constexpr std::string_view sparsity_prefix = "sparsity_";

// `parameter`: content in the parameter file under `key`.
struct ParameterAttrs {
  std::string key;
  DType dtype = DType::float32;
  Shape shape;
  ParameterRole role = ParameterRole::weight;
  bool trainable = true;
  std::vector<std::string> tied_names;  // further names of the same weight in the source
  // Where it is sparse: the pattern ("unstructured", "2:4", "bank(4,64)", "block(1,4)", "channel"), the target sparsity and the
  // key of the bitmap. In JSON these four stand under "sparsity", which is absent where the pattern is empty.
  std::string sparsity_pattern;
  double sparsity_target = 0.0;
  std::string sparsity_mask;
  SparseStorage sparsity_storage = SparseStorage::dense;
  static void fields(auto& self, auto&& visit) {
    visit("key", self.key);
    visit("dtype", self.dtype);
    visit("shape", self.shape);
    visit("role", self.role);
    visit("trainable", self.trainable);
    visit("tied_names", self.tied_names);
    visit("sparsity_pattern", self.sparsity_pattern);
    visit("sparsity_target", self.sparsity_target);
    visit("sparsity_mask", self.sparsity_mask);
    visit("sparsity_storage", self.sparsity_storage);
  }
};

// `constant`: content in the graph file (Node::tensor), at most 4,096 bytes; larger content is a parameter of role buffer.
struct ConstantAttrs {
  DType dtype = DType::float32;
  Shape shape;
  static void fields(auto& self, auto&& visit) {
    visit("dtype", self.dtype);
    visit("shape", self.shape);
  }
};
inline constexpr std::size_t largest_constant_bytes = 4096;

// `opaque`: an operator of the source that was not understood. A graph that holds one cannot be written or run.
struct OpaqueAttrs {
  std::string source_op;
  std::string reason;
  std::int64_t output_count = 1;
  static void fields(auto& self, auto&& visit) {
    visit("source_op", self.source_op);
    visit("reason", self.reason);
    visit("output_count", self.output_count);
  }
};

}  // namespace nnfront
