#include "ops/signal.h"

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

// The input that stands for a number, as a scalar, or else the number; "" where there is none.
std::string number_of(NodeContext& context, int i, std::optional<std::int64_t> value, std::string_view part) {
  if (context.has_input(i)) return context.scalar_input(i, part);
  return value ? context.integer(*value, part) : "";
}

// Until opset 19 the axis is an attribute.
void dft(NodeContext& context) {
  const auto& attrs = context.attrs<ops::DftAttrs>();
  NodeAttributes attributes = {flag("inverse", attrs.inverse), flag("onesided", attrs.onesided)};
  Inputs inputs = {context.input(0), number_of(context, 1, attrs.length, "length")};
  if (context.opset() >= 20) {
    inputs.push_back(number_of(context, 2, attrs.axis, "axis"));
    return context.emit("DFT", std::move(inputs), std::move(attributes));
  }
  if (context.has_input(2)) context.need_opset(20, "an axis that the model computes");
  if (attrs.inverse && attrs.onesided) context.need_opset(20, "the inverse of half a spectrum");
  attributes.push_back(attribute("axis", context.axis(attrs.axis)));
  context.emit("DFT", std::move(inputs), std::move(attributes));
}

void stft(NodeContext& context) {
  const auto& attrs = context.attrs<ops::StftAttrs>();
  const std::string step = number_of(context, 2, attrs.frame_step, "frame_step");
  context.emit("STFT", {context.input(0), step, context.input(1), number_of(context, 3, attrs.frame_length, "frame_length")},
               {flag("onesided", attrs.onesided)});
}

void cosine_window(NodeContext& context) {
  const auto& attrs = context.attrs<ops::CosineWindowAttrs>();
  const std::string_view op = attrs.kind == ops::WindowKind::hann      ? "HannWindow"
                              : attrs.kind == ops::WindowKind::hamming ? "HammingWindow"
                                                                       : "BlackmanWindow";
  context.emit(op, {number_of(context, 0, attrs.size, "size")},
               {element_type("output_datatype", attrs.dtype), flag("periodic", attrs.periodic)});
}

void mel_weight_matrix(NodeContext& context) {
  const auto& attrs = context.attrs<ops::MelWeightMatrixAttrs>();
  const std::string bins = number_of(context, 0, attrs.num_mel_bins, "num_mel_bins");
  const std::string length = number_of(context, 1, attrs.dft_length, "dft_length");
  const std::string rate = number_of(context, 2, attrs.sample_rate, "sample_rate");
  const auto edge = [&](int i, double hertz, std::string_view part) {
    return context.has_input(i) ? context.cast(context.scalar_input(i, part), DType::float32, part)
                                : context.scalar(hertz, DType::float32, part);
  };
  const std::string lower = edge(3, attrs.lower_edge_hertz, "lower_edge_hertz");
  context.emit("MelWeightMatrix", {bins, length, rate, lower, edge(4, attrs.upper_edge_hertz, "upper_edge_hertz")},
               {element_type("output_datatype", attrs.dtype)});
}

}  // namespace

std::vector<OperatorRow> signal_rows() {
  return {
      {"dft", dft, "DFT", 17, Widening::floats},
      {"stft", stft, "STFT", 17, Widening::floats},
      {"cosine_window", cosine_window, "HannWindow", 17},
      {"mel_weight_matrix", mel_weight_matrix, "MelWeightMatrix", 17},
  };
}

}  // namespace nnfront::emit::onnx
