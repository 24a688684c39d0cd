// Which operators of the IR TensorFlow has, family by family: each file here ends with its rows. Operators and attributes are those of
// TensorFlow 1.15, which 2.x reads as well; element types are those that the processor's kernels of 1.15 take.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "emit/tensorflow/node_context.h"

namespace nnfront::emit::tensorflow {

// Adds the nodes that compute what the operation computes. Throws Error (unsupported) for what TensorFlow cannot say.
using Emitter = void (*)(NodeContext&);

// Element types of input 0.
enum class Types {
  any,       // that TensorFlow has
  floating,  // float16, float32, float64
  real,      // float32, float64
  single,    // float32
  numbers,   // floating, int32, int64
  counts,    // the same and 8 and 16 bits
};

struct OperatorRow {
  std::string_view op;  // of the IR
  Types types;
  Emitter emit;
  std::string_view target = "";  // TensorFlow's operator, where an emitter serves several rows
};

bool includes(Types types, DType dtype);

// The operator of that name with the inputs as they are and the one attribute "T".
void plain(NodeContext& context);
// Input 0 itself.
void same(NodeContext& context);

std::vector<OperatorRow> activation_rows();
std::vector<OperatorRow> conv_rows();
std::vector<OperatorRow> elementwise_rows();
std::vector<OperatorRow> leaf_rows();
std::vector<OperatorRow> matmul_rows();
std::vector<OperatorRow> norm_rows();
std::vector<OperatorRow> pool_rows();
std::vector<OperatorRow> recurrent_rows();
std::vector<OperatorRow> reduce_rows();
std::vector<OperatorRow> resize_rows();
std::vector<OperatorRow> scatter_rows();
std::vector<OperatorRow> shape_rows();
std::vector<OperatorRow> slice_rows();

std::span<const OperatorRow> operator_rows();
// Null for an operator that TensorFlow does not get from here.
const OperatorRow* find_row(std::string_view op);

}  // namespace nnfront::emit::tensorflow
