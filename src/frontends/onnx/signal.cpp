#include "ops/signal.h"

#include <functional>

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

namespace {

// `make` adds the node in a floating type; another type is a cast behind it.
Values in_dtype(NodeContext& context, const std::function<Value(DType dtype, std::string_view part)>& make) {
  const DType dtype = context.dtype_attr("output_datatype", DType::float32);
  if (is_floating(dtype)) return {make(dtype, "")};
  context.rewritten("in float32 and a cast");
  return {context.cast(make(DType::float32, "numbers"), dtype)};
}

Values window(NodeContext& context, ops::WindowKind kind) {
  ops::CosineWindowAttrs attributes;
  attributes.kind = kind;
  attributes.periodic = context.attr<bool>("periodic", true);
  Operands operands;
  context.argument(0, "size", attributes.size, operands);
  return in_dtype(context, [&](DType dtype, std::string_view part) {
    attributes.dtype = dtype;
    return context.add("cosine_window", operands, attributes, part);
  });
}

ops::DftAttrs dft_attributes(NodeContext& context, std::int64_t axis) {
  ops::DftAttrs attributes;
  attributes.axis = axis;
  attributes.inverse = context.attr<bool>("inverse", false);
  attributes.onesided = context.attr<bool>("onesided", false);
  return attributes;
}

Values dft_17(NodeContext& context) {
  ops::DftAttrs attributes = dft_attributes(context, context.attr<std::int64_t>("axis", 1));
  Operands operands = {context.input(0)};
  context.argument(1, "dft_length", attributes.length, operands);
  return {context.add("dft", operands, attributes)};
}

Values dft(NodeContext& context) {
  ops::DftAttrs attributes = dft_attributes(context, -2);
  Operands operands = {context.input(0)};
  context.argument(1, "dft_length", attributes.length, operands);
  context.argument(2, "axis", attributes.axis, operands);
  return {context.add("dft", operands, attributes)};
}

Values stft(NodeContext& context) {
  ops::StftAttrs attributes;
  attributes.onesided = context.attr<bool>("onesided", true);
  Operands operands = {context.input(0), context.optional_input(2)};
  context.argument(1, "frame_step", attributes.frame_step, operands);
  context.argument(3, "frame_length", attributes.frame_length, operands);
  return {context.add("stft", operands, attributes)};
}

Values hann_window(NodeContext& context) {
  return window(context, ops::WindowKind::hann);
}

Values hamming_window(NodeContext& context) {
  return window(context, ops::WindowKind::hamming);
}

Values blackman_window(NodeContext& context) {
  return window(context, ops::WindowKind::blackman);
}

Values mel_weight_matrix(NodeContext& context) {
  ops::MelWeightMatrixAttrs attributes;
  Operands operands;
  context.argument(0, "num_mel_bins", attributes.num_mel_bins, operands);
  context.argument(1, "dft_length", attributes.dft_length, operands);
  context.argument(2, "sample_rate", attributes.sample_rate, operands);
  context.argument(3, "lower_edge_hertz", attributes.lower_edge_hertz, operands);
  context.argument(4, "upper_edge_hertz", attributes.upper_edge_hertz, operands);
  return in_dtype(context, [&](DType dtype, std::string_view part) {
    attributes.dtype = dtype;
    return context.add("mel_weight_matrix", operands, attributes, part);
  });
}

}  // namespace

std::vector<OperatorRow> signal_rows() {
  using enum Fate;
  return {
      {"", "DFT", exact, {{17, dft_17}, {20, dft}}, "", ""},
      {"", "STFT", exact, {{17, stft}}, "", ""},
      {"", "HannWindow", exact, {{17, hann_window}}, "cosine_window", ""},
      {"", "HammingWindow", exact, {{17, hamming_window}}, "cosine_window", ""},
      {"", "BlackmanWindow", exact, {{17, blackman_window}}, "cosine_window", ""},
      {"", "MelWeightMatrix", exact, {{17, mel_weight_matrix}}, "", ""},
      {"com.microsoft", "ComplexMul", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "ComplexMulConj", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "Irfft", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "Rfft", refused, {}, "", not_run_by_onnxruntime},
  };
}

}  // namespace nnfront::frontends::onnx
