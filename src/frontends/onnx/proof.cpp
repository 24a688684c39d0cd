#include <algorithm>
#include <array>

#include "frontends/onnx/op_table.h"

namespace nnfront::frontends::onnx {

namespace {

using Entry = std::pair<std::string_view, std::string_view>;

// How ONNX's node tests of an operator are called where that is not "test_" and the operator's name in small letters. Of operators that are
// not exact it says nothing.
constexpr std::array<Entry, 34> node_tests = {{
    {"AffineGrid", "affine_grid"},
    {"BatchNormalization", "batchnorm"},
    {"BitwiseAnd", "bitwise_and"},
    {"BitwiseNot", "bitwise_not"},
    {"BitwiseOr", "bitwise_or"},
    {"BitwiseXor", "bitwise_xor"},
    {"DeformConv", "deform_conv"},
    {"GatherElements", "gather_elements"},
    {"GreaterOrEqual", "greater_equal"},
    {"GroupNormalization", "group_normalization"},
    {"InstanceNormalization", "instancenorm"},
    {"LayerNormalization", "layer_normalization"},
    {"LessOrEqual", "less_equal"},
    {"Loop", "loop11"},
    {"LpNormalization", "l2normalization"},
    {"OptionalGetElement", "optional_get_element"},
    {"OptionalHasElement", "optional_has_element"},
    {"Pad", "constant_pad"},
    {"RMSNormalization", "rms_normalization"},
    {"ReduceL1", "reduce_l1"},
    {"ReduceL2", "reduce_l2"},
    {"ReduceLogSumExp", "reduce_log_sum_exp"},
    {"ReduceMax", "reduce_max"},
    {"ReduceMean", "reduce_mean"},
    {"ReduceMin", "reduce_min"},
    {"ReduceProd", "reduce_prod"},
    {"ReduceSum", "reduce_sum"},
    {"RotaryEmbedding", "rotary_embedding"},
    {"ScatterElements", "scatter_elements"},
    {"SequenceInsert", "sequence_insert"},
    {"SequenceMap", "sequence_map"},
    {"SplitToSequence", "split_to_sequence"},
    {"TopK", "top_k"},
    {"Trilu", "tril"},
}};

// Operators that no node test has, run beside onnxruntime (tools/goldens/onnx_operators.py).
constexpr std::array<std::string_view, 17> by_onnxruntime = {
    "BitCast",
    "CumProd",
    "GlobalLpPool",
    "MaxRoiPool",
    "SimplifiedLayerNormalization",
    "com.microsoft.DequantizeLinear",
    "com.microsoft.ExpandDims",
    "com.microsoft.GatherND",
    "com.microsoft.Gelu",
    "com.microsoft.GridSample",
    "com.microsoft.Inverse",
    "com.microsoft.Pad",
    "com.microsoft.QLinearConv",
    "com.microsoft.QuantizeLinear",
    "com.microsoft.Range",
    "com.microsoft.Trilu",
    "com.microsoft.Unique",
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

}  // namespace

Proof proof(const OperatorCoverage& row) {
  const std::string& name = row.names[0];
  if (std::count(by_onnxruntime.begin(), by_onnxruntime.end(), name) > 0) {
    return {"onnx-models", "../tools/goldens/onnx_operators.py", name};
  }
  constexpr std::string_view microsoft = "com.microsoft.";
  if (name.rfind(microsoft, 0) == 0) return {"quantized", "../tools/goldens/quantized_onnx.py", name.substr(microsoft.size())};
  const auto special = std::find_if(node_tests.begin(), node_tests.end(), [&](const Entry& entry) { return entry.first == name; });
  const std::string tests = special == node_tests.end() ? lower(name) : std::string(special->second);
  return {"onnx-nodes", "testing.md#onnxs-node-tests", "test_" + tests + "*"};
}

}  // namespace nnfront::frontends::onnx
