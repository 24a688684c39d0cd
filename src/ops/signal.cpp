#include "ops/signal.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "ops/kernels.h"
#include "ops/window.h"

namespace nnfront::ops {

namespace {

constexpr double pi = std::numbers::pi;
using Complex = std::complex<double>;

constexpr Constraint type_constraint{"signal_c1", "the signal is of a floating type"};
constexpr Constraint parts_constraint{"signal_c2", "the last dimension of the signal is 1 (real) or 2 (complex)"};
constexpr Constraint real_constraint{"signal_c3", "a one-sided spectrum is that of a real signal"};
constexpr Constraint length_constraint{"signal_c4", "the length of a transform is from 1 to 2147483647"};
constexpr Constraint dtype_constraint{"signal_c5", "dtype is a floating type"};

void check_transform_length(const Dim& length) {
  if (length.is_integer() && (length.integer() < 1 || length.integer() > largest_window_entry)) {
    violated(length_constraint.label, "got a length of {}, wanted one from 1 to {}", length.text(), largest_window_entry);
  }
}

void check_parts(const TensorType& x, bool real) {
  const Dim& parts = x.shape.back();
  if (parts.is_integer() && parts.integer() != 1 && parts.integer() != 2) {
    violated(parts_constraint.label, "got {}, wanted a last dimension of 1 or 2", text(x));
  }
  if (real && parts.is_integer() && parts.integer() != 1) violated(real_constraint.label, "got {}, wanted a last dimension of 1", text(x));
}

// exp(2*pi*i*k/length) for k in [0, length).
std::vector<Complex> roots_of_unity(std::int64_t length) {
  std::vector<Complex> roots;
  for (std::int64_t k = 0; k < length; ++k) roots.push_back(std::polar(1.0, 2 * pi * static_cast<double>(k) / static_cast<double>(length)));
  return roots;
}

// The first `count` numbers of the transform of a line as long as `roots`, not divided.
std::vector<Complex> transformed(std::span<const Complex> line, std::span<const Complex> roots, std::size_t count, bool inverse) {
  std::vector<Complex> result(count);
  for (std::size_t k = 0; k < count; ++k) {
    std::size_t turn = 0;
    for (const Complex& element : line) {
      result[k] += element * (inverse ? roots[turn] : std::conj(roots[turn]));
      turn += k;
      if (turn >= roots.size()) turn -= roots.size();
    }
  }
  return result;
}

// ---- dft

bool makes_real(const DftAttrs& attrs) {
  return attrs.inverse && attrs.onesided;
}

Dim transform_length(const DftAttrs& attrs, const Dim& size) {
  if (attrs.length) return *attrs.length;
  return makes_real(attrs) ? (size - 1) * 2 : size;
}

void check_signal(const InferContext& context) {
  const TensorType& x = context.input(0);
  const auto& attrs = context.attrs<DftAttrs>();
  check_dtype(type_constraint.label, "x", x, DTypeClass::floating);
  check_min_rank("dft_c1", "x", x, 1);
  check_parts(x, attrs.onesided && !attrs.inverse);
}

// Along a dimension of x other than the last, with a transform of this length.
TensorType spectrum_type(const InferContext& context, std::size_t axis, const Dim& length) {
  const auto& attrs = context.attrs<DftAttrs>();
  TensorType type = context.input(0);
  if (axis + 1 == type.shape.size()) violated("dft_c1", "axis: got {}, wanted another than the last", axis);
  check_transform_length(length);
  type.shape[axis] = attrs.onesided && !attrs.inverse ? floor_div(length, 2) + 1 : length;
  type.shape.back() = makes_real(attrs) ? 1 : 2;
  return type;
}

std::size_t transformed_axis(const InferContext& context) {
  return static_cast<std::size_t>(normal_axis("dft_c1", context.attrs<DftAttrs>().axis, context.input(0).shape.size()));
}

std::vector<TensorType> infer_dft(const InferContext& context) {
  check_signal(context);
  const std::size_t axis = transformed_axis(context);
  return {spectrum_type(context, axis, transform_length(context.attrs<DftAttrs>(), context.input(0).shape[axis]))};
}

std::vector<TensorType> infer_dft_by_inputs(const InferContext& context) {
  check_signal(context);
  const Dim length = context.has(1) ? integer_argument(context, 1, 0) : Dim::unknown();
  if (!context.has(2)) return {spectrum_type(context, transformed_axis(context), length)};
  TensorType type = context.input(0);
  for (Dim& dim : type.shape) dim = Dim::unknown();
  type.shape.back() = makes_real(context.attrs<DftAttrs>()) ? 1 : 2;
  return {type};
}

// Along one axis of an array whose last dimension holds the parts: element k of line (o, i) begins at ((o*size + k)*inner + i)*parts.
struct ComplexView {
  AxisView view;
  std::int64_t parts;

  std::size_t offset(std::int64_t o, std::int64_t k, std::int64_t i) const {
    return static_cast<std::size_t>(((o * view.size + k) * view.inner + i) * parts);
  }
};

ComplexView complex_view(std::span<const std::int64_t> dims, int axis) {
  return {view_around(dims.first(dims.size() - 1), axis), dims.back()};
}

// The whole spectrum of a real signal from its first half.
std::vector<Complex> completed(std::vector<Complex> half, std::size_t length) {
  half.resize(length / 2 + 1);
  half[0].imag(0);
  if (length % 2 == 0) half.back().imag(0);
  std::vector<Complex> spectrum(length);
  for (std::size_t k = 0; k < length; ++k) spectrum[k] = k < half.size() ? half[k] : std::conj(half[length - k]);
  return spectrum;
}

std::vector<Complex> transformed_line(std::vector<Complex> line, std::span<const Complex> roots, std::size_t count, const DftAttrs& attrs) {
  if (makes_real(attrs)) {
    line = completed(std::move(line), roots.size());
  } else {
    line.resize(std::min(line.size(), roots.size()));
  }
  std::vector<Complex> result = transformed(line, roots, count, attrs.inverse);
  for (Complex& number : result) number /= attrs.inverse ? static_cast<double>(roots.size()) : 1.0;
  return result;
}

std::vector<Array> eval_dft(const EvalContext& context) {
  const Array& x = context.input(0);
  const auto& attrs = context.attrs<DftAttrs>();
  const std::vector<std::int64_t> y_dims = output_dims(context);
  std::vector<double> y(static_cast<std::size_t>(element_count(y_dims)));
  const int axis = normal_axis("dft_c1", attrs.axis, x.dims().size());
  const std::vector<double> elements = to_doubles(x);
  const ComplexView in = complex_view(x.dims(), axis);
  const ComplexView out = complex_view(y_dims, axis);
  // Before memory is taken for the roots.
  if (y.empty()) return {Array(x.dtype(), y_dims)};
  const std::vector<Complex> roots = roots_of_unity(transform_length(attrs, in.view.size).integer());
  for (std::int64_t o = 0; o < out.view.outer; ++o) {
    for (std::int64_t i = 0; i < out.view.inner; ++i) {
      std::vector<Complex> line;
      for (std::int64_t k = 0; k < in.view.size; ++k) {
        const std::size_t at = in.offset(o, k, i);
        line.emplace_back(elements[at], in.parts == 2 ? elements[at + 1] : 0.0);
      }
      const std::vector<Complex> result = transformed_line(std::move(line), roots, static_cast<std::size_t>(out.view.size), attrs);
      for (std::int64_t k = 0; k < out.view.size; ++k) {
        const std::size_t at = out.offset(o, k, i);
        y[at] = result[static_cast<std::size_t>(k)].real();
        if (out.parts == 2) y[at + 1] = result[static_cast<std::size_t>(k)].imag();
      }
    }
  }
  return {from_doubles(x.dtype(), y_dims, y)};
}

// ---- stft

constexpr int step_operand = 2;
constexpr int length_operand = 3;

// frame_length, or else the window's, or else the signal's.
Dim frame_length(const InferContext& context) {
  const auto& attrs = context.attrs<StftAttrs>();
  if (context.has(length_operand)) return integer_argument(context, length_operand, 0);
  if (attrs.frame_length) return *attrs.frame_length;
  return context.has(1) ? context.input(1).shape[0] : context.input(0).shape[1];
}

TensorType frames_type(const InferContext& context, const Dim& step) {
  const TensorType& signal = context.input(0);
  const auto& attrs = context.attrs<StftAttrs>();
  check_dtype(type_constraint.label, "signal", signal, DTypeClass::floating);
  check_rank("stft_c1", "signal", signal, 3);
  check_parts(signal, attrs.onesided);
  if (context.has(1)) {
    check_same_dtype("stft_c3", "window", context.input(1), signal.dtype);
    check_rank("stft_c3", "window", context.input(1), 1);
    check_dim("stft_c3", "elements of window", context.input(1).shape[0], frame_length(context));
  }
  const Dim length = frame_length(context);
  check_transform_length(length);
  const bool known = step.is_integer();
  if (known) check_window_attribute("stft_c2", "frame_step", std::vector<std::int64_t>{step.integer()}, 1, 1);
  const Dim frames = known ? window_positions("stft_c4", signal.shape[1], length, {1, step.integer(), 1, 0, 0}) : Dim::unknown();
  return {signal.dtype, {signal.shape[0], frames, attrs.onesided ? floor_div(length, 2) + 1 : length, 2}};
}

std::vector<TensorType> infer_stft(const InferContext& context) {
  return {frames_type(context, context.attrs<StftAttrs>().frame_step)};
}

std::vector<TensorType> infer_stft_by_inputs(const InferContext& context) {
  return {frames_type(context, integer_argument(context, step_operand, context.attrs<StftAttrs>().frame_step))};
}

std::vector<Array> eval_stft(const EvalContext& context) {
  const Array& signal = context.input(0);
  const auto& attrs = context.attrs<StftAttrs>();
  const std::vector<std::int64_t> y_dims = output_dims(context);
  if (element_count(y_dims) == 0) return {Array(signal.dtype(), y_dims)};
  const std::vector<double> elements = to_doubles(signal);
  const std::int64_t size = signal.dims()[1];
  const std::int64_t parts = signal.dims()[2];
  const std::int64_t window_size = context.has(1) ? context.input(1).size() : size;
  const std::int64_t length = attrs.frame_length.value_or(window_size);
  const std::vector<double> window =
      context.has(1) ? to_doubles(context.input(1)) : std::vector<double>(static_cast<std::size_t>(length), 1.0);
  const std::vector<Complex> roots = roots_of_unity(length);
  std::vector<double> y;
  for (std::int64_t frame = 0; frame < y_dims[0] * y_dims[1]; ++frame) {
    const std::int64_t start = frame / y_dims[1] * size + frame % y_dims[1] * attrs.frame_step;
    std::vector<Complex> line;
    for (std::int64_t k = 0; k < length; ++k) {
      const auto at = static_cast<std::size_t>((start + k) * parts);
      line.push_back(Complex(elements[at], parts == 2 ? elements[at + 1] : 0.0) * window[static_cast<std::size_t>(k)]);
    }
    for (const Complex& number : transformed(line, roots, static_cast<std::size_t>(y_dims[2]), false)) {
      y.insert(y.end(), {number.real(), number.imag()});
    }
  }
  return {from_doubles(signal.dtype(), y_dims, y)};
}

// ---- cosine_window

std::vector<TensorType> infer_cosine_window(const InferContext& context) {
  const auto& attrs = context.attrs<CosineWindowAttrs>();
  const std::vector<std::int64_t> size = {attrs.size};
  check_window_attribute("cosine_window_c1", "size", size, 1, 0);
  check_dtype(dtype_constraint.label, "dtype", {attrs.dtype, {}}, DTypeClass::floating);
  return {{attrs.dtype, {attrs.size}}};
}

std::vector<TensorType> infer_cosine_window_by_input(const InferContext& context) {
  const auto& attrs = context.attrs<CosineWindowAttrs>();
  check_dtype(dtype_constraint.label, "dtype", {attrs.dtype, {}}, DTypeClass::floating);
  const Dim size = integer_argument(context, 0, attrs.size);
  if (size.is_integer()) check_at_least("cosine_window_c1", "size", size.integer(), 0);
  return {{attrs.dtype, {size}}};
}

double window_value(WindowKind kind, double turn) {
  switch (kind) {
    case WindowKind::hann:
      return 0.5 - 0.5 * std::cos(turn);
    case WindowKind::hamming:
      return 25.0 / 46.0 - 21.0 / 46.0 * std::cos(turn);
    case WindowKind::blackman:
      return 0.42 - 0.5 * std::cos(turn) + 0.08 * std::cos(2 * turn);
  }
  return 0;
}

std::vector<Array> eval_cosine_window(const EvalContext& context) {
  const auto& attrs = context.attrs<CosineWindowAttrs>();
  const std::int64_t period = attrs.periodic ? attrs.size : attrs.size - 1;
  std::vector<double> window;
  for (std::int64_t n = 0; n < attrs.size; ++n) {
    const double turn = 2 * pi * static_cast<double>(n) / static_cast<double>(period);
    window.push_back(period == 0 ? 1.0 : window_value(attrs.kind, turn));
  }
  return {from_doubles(attrs.dtype, {attrs.size}, window)};
}

// ---- mel_weight_matrix

std::vector<TensorType> infer_mel_weight_matrix(const InferContext& context) {
  const auto& attrs = context.attrs<MelWeightMatrixAttrs>();
  const std::vector<std::int64_t> numbers = {attrs.num_mel_bins, attrs.dft_length, attrs.sample_rate};
  check_window_attribute("mel_weight_matrix_c1", "num_mel_bins, dft_length and sample_rate", numbers, 3, 1);
  check_finite("mel_weight_matrix_c2", "upper_edge_hertz", attrs.upper_edge_hertz);
  if (!(attrs.lower_edge_hertz >= 0 && attrs.lower_edge_hertz <= attrs.upper_edge_hertz)) {
    violated("mel_weight_matrix_c2", "got edges {} and {}, wanted 0 <= lower <= upper", attrs.lower_edge_hertz, attrs.upper_edge_hertz);
  }
  check_dtype(dtype_constraint.label, "dtype", {attrs.dtype, {}}, DTypeClass::floating);
  return {{attrs.dtype, {attrs.dft_length / 2 + 1, attrs.num_mel_bins}}};
}

std::vector<TensorType> infer_mel_weight_matrix_by_inputs(const InferContext& context) {
  const auto& attrs = context.attrs<MelWeightMatrixAttrs>();
  check_dtype(dtype_constraint.label, "dtype", {attrs.dtype, {}}, DTypeClass::floating);
  const Dim columns = integer_argument(context, 0, attrs.num_mel_bins);
  const Dim length = integer_argument(context, 1, attrs.dft_length);
  for (const Dim& number : {columns, length}) {
    if (number.is_integer()) check_at_least("mel_weight_matrix_c1", "num_mel_bins and dft_length", number.integer(), 1);
  }
  return {{attrs.dtype, {floor_div(length, 2) + 1, columns}}};
}

double mel_of(double hertz) {
  return 2595 * std::log10(1 + hertz / 700);
}

// The rows, perhaps behind the last, at which the triangles begin, stand highest and end.
std::vector<std::int64_t> triangle_rows(const MelWeightMatrixAttrs& attrs) {
  constexpr double farthest = 0x1p53;
  const double lower = mel_of(attrs.lower_edge_hertz);
  const double step = (mel_of(attrs.upper_edge_hertz) - lower) / static_cast<double>(attrs.num_mel_bins + 2);
  std::vector<std::int64_t> result;
  for (std::int64_t i = 0; i < attrs.num_mel_bins + 2; ++i) {
    const double hertz = 700 * (std::pow(10.0, (static_cast<double>(i) * step + lower) / 2595) - 1);
    const double row = std::floor(static_cast<double>(attrs.dft_length + 1) * hertz / static_cast<double>(attrs.sample_rate));
    result.push_back(static_cast<std::int64_t>(std::clamp(row, 0.0, farthest)));
  }
  return result;
}

std::vector<Array> eval_mel_weight_matrix(const EvalContext& context) {
  const auto& attrs = context.attrs<MelWeightMatrixAttrs>();
  const std::vector<std::int64_t> dims = output_dims(context);
  std::vector<double> matrix(static_cast<std::size_t>(element_count(dims)), 0.0);
  const std::vector<std::int64_t> rows = triangle_rows(attrs);
  for (std::int64_t column = 0; column < dims[1]; ++column) {
    const std::int64_t* const corner = rows.data() + column;
    for (std::int64_t row = corner[0]; row <= std::min(corner[2], dims[0] - 1); ++row) {
      const bool rising = row <= corner[1];
      const std::int64_t length = rising ? corner[1] - corner[0] : corner[2] - corner[1];
      const std::int64_t distance = rising ? row - corner[0] : corner[2] - row;
      const double weight = length == 0 ? 1.0 : static_cast<double>(distance) / static_cast<double>(length);
      matrix[static_cast<std::size_t>(row * dims[1] + column)] = weight;
    }
  }
  return {from_doubles(attrs.dtype, dims, matrix)};
}

// ---- Records.

Operator dft() {
  Operator op = {
      .name = "dft",
      .family = "signal",
      .doc =
          "Discrete Fourier transform along axis, or its inverse (divided by the length); onesided takes and gives the first half of the "
          "spectrum of a real signal. Complex numbers are pairs in the last dimension.",
      .inputs = {{"x", "[..., n, ..., 1 or 2]"}},
      .outputs = {{"y", "type of x, [..., L, ..., 2]; onesided floor(L/2) + 1 instead of L; the inverse of that [..., L, ..., 1]"}},
      .constraints =
          {type_constraint, parts_constraint, real_constraint, length_constraint, {"dft_c1", "axis is a dimension of x, and not the last"}},
      .defaults = DftAttrs{},
      .infer = infer_dft,
      .eval = eval_dft,
      .cost = cost_per_output_element,
      .source = "https://onnx.ai/onnx/operators/onnx__DFT.html",
  };
  add_attribute_input(op, {"length", "one integer"}, "length");
  add_attribute_input(op, {"axis", "one integer"}, "axis");
  op.infer_unresolved = infer_dft_by_inputs;
  return op;
}

Operator stft() {
  Operator op = {
      .name = "stft",
      .family = "signal",
      .doc = "The discrete Fourier transform of every frame of a signal, frame_step apart, each weighted by a window.",
      .inputs = {{"signal", "[B, n, 1 or 2]"}, {"window", "[L]", Operand::Arity::optional}},
      .outputs = {{"y", "type of the signal, [B, frames, L, 2]; onesided floor(L/2) + 1 instead of L"}},
      .constraints = {type_constraint,
                      parts_constraint,
                      real_constraint,
                      length_constraint,
                      {"stft_c1", "the signal has rank 3"},
                      {"stft_c2", "frame_step is from 1 to 2147483647"},
                      {"stft_c3", "the window has the type of the signal, rank 1 and the frame's length"},
                      {"stft_c4", "a frame fits into the signal"}},
      .defaults = StftAttrs{},
      .infer = infer_stft,
      .eval = eval_stft,
      .cost = cost_per_output_element,
      .source = "https://onnx.ai/onnx/operators/onnx__STFT.html",
  };
  add_attribute_input(op, {"frame_step", "one integer"}, "frame_step");
  add_attribute_input(op, {"frame_length", "one integer"}, "frame_length");
  op.infer_unresolved = infer_stft_by_inputs;
  return op;
}

Operator cosine_window() {
  Operator op = {
      .name = "cosine_window",
      .family = "signal",
      .doc = "A window of cosines: hann, hamming or blackman; as one period of a periodic function, or symmetric.",
      .outputs = {{"y", "dtype [size]"}},
      .constraints = {dtype_constraint, {"cosine_window_c1", "size is from 0 to 2147483647"}},
      .defaults = CosineWindowAttrs{},
      .infer = infer_cosine_window,
      .eval = eval_cosine_window,
      .cost = cost_per_output_element,
      .source = "Harris, On the use of windows for harmonic analysis with the discrete Fourier transform, 1978",
  };
  add_attribute_input(op, {"size", "one integer"}, "size");
  op.infer_unresolved = infer_cosine_window_by_input;
  return op;
}

Operator mel_weight_matrix() {
  Operator op = {
      .name = "mel_weight_matrix",
      .family = "signal",
      .doc = "The weights that gather the rows of a one-sided spectrum into triangles that are evenly spaced on the mel scale.",
      .outputs = {{"y", "dtype [floor(dft_length/2) + 1, num_mel_bins]"}},
      .constraints = {dtype_constraint,
                      {"mel_weight_matrix_c1", "num_mel_bins, dft_length and sample_rate are from 1 to 2147483647"},
                      {"mel_weight_matrix_c2", "0 <= lower_edge_hertz <= upper_edge_hertz, which is finite"}},
      .defaults = MelWeightMatrixAttrs{},
      .infer = infer_mel_weight_matrix,
      .eval = eval_mel_weight_matrix,
      .cost = cost_per_output_element,
      .source = "https://onnx.ai/onnx/operators/onnx__MelWeightMatrix.html",
  };
  add_attribute_input(op, {"num_mel_bins", "one integer"}, "num_mel_bins");
  add_attribute_input(op, {"dft_length", "one integer"}, "dft_length");
  add_attribute_input(op, {"sample_rate", "one integer"}, "sample_rate", AttributeInput::Effect::elements);
  add_attribute_input(op, {"lower_edge_hertz", "one number"}, "lower_edge_hertz", AttributeInput::Effect::elements);
  add_attribute_input(op, {"upper_edge_hertz", "one number"}, "upper_edge_hertz", AttributeInput::Effect::elements);
  op.infer_unresolved = infer_mel_weight_matrix_by_inputs;
  return op;
}

}  // namespace

std::vector<Operator> signal_operators() {
  return {dft(), stft(), cosine_window(), mel_weight_matrix()};
}

}  // namespace nnfront::ops
