#include "ops/signal.h"

#include <limits>

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = signal_operators();
  return named(operators, name);
}

Array real(const std::vector<double>& elements) {
  return array({static_cast<std::int64_t>(elements.size()), 1}, elements, DType::float64);
}
Array complex(const std::vector<double>& parts) {
  return array({static_cast<std::int64_t>(parts.size()) / 2, 2}, parts, DType::float64);
}

std::vector<double> transformed(const Array& x, const DftAttrs& attrs) {
  return to_doubles(eval1(op("dft"), {x}, attrs));
}
void expect_near(const std::vector<double>& got, const std::vector<double>& wanted) {
  expect_elements(array({static_cast<std::int64_t>(got.size())}, got, DType::float64), wanted, 1e-14);
}

// ---- dft

TEST(Dft, of_four_by_hand) {
  expect_near(transformed(real({1, 2, 3, 4}), {}), {10, 0, -2, 2, -2, 0, -2, -2});
  expect_near(transformed(complex({0, 1, 1, 0, 0, 0, 0, 0}), {}), {1, 1, 0, 0, -1, 1, 0, 2});
  expect_near(transformed(real({1, 2, 3, 4}), {-2, {}, false, true}), {10, 0, -2, 2, -2, 0});
  expect_near(transformed(complex({10, 0, -2, 2, -2, 0, -2, -2}), {0, {}, true, false}), {1, 0, 2, 0, 3, 0, 4, 0});
}

TEST(Dft, one_sided_spectra_and_back) {
  expect_near(transformed(complex({10, 0, -2, 2, -2, 0}), {-2, {}, true, true}), {1, 2, 3, 4});
  // The imaginary parts of the first and, for an even length, of the last number mean nothing.
  expect_near(transformed(complex({10, 9, -2, 2, -2, 9}), {-2, {}, true, true}), {1, 2, 3, 4});
  const std::vector<double> odd = {1, -2, 0.5, 3, 7};
  const std::vector<double> spectrum = transformed(real(odd), {-2, {}, false, true});
  EXPECT_EQ(spectrum.size(), 6U);
  expect_near(transformed(complex(spectrum), {-2, 5, true, true}), odd);
}

TEST(Dft, lengths_cut_and_fill) {
  expect_near(transformed(real({1, 2, 3, 4}), {-2, 2, false, false}), {3, 0, -1, 0});
  expect_near(transformed(real({1, 2}), {-2, 4, false, false}), transformed(real({1, 2, 0, 0}), {}));
  expect_near(transformed(complex({4, 0}), {-2, 4, true, true}), {1, 1, 1, 1});
}

TEST(Dft, along_any_axis) {
  const Array x = array({2, 1, 2, 1}, {1, 2, 3, 4}, DType::float64);
  const Array y = eval1(op("dft"), {x}, DftAttrs{0, {}, false, false});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2, 1, 2, 2}));
  expect_elements(y, {4, 0, 6, 0, -2, 0, -2, 0}, 1e-14);
}

TEST(Dft, infers_lengths) {
  const Dim n = Dim::symbol("n");
  const TensorType x = f32({2, n, 1});
  EXPECT_EQ(infer(op("dft"), {x}).at(0), f32({2, n, 2}));
  EXPECT_EQ(infer(op("dft"), {x}, DftAttrs{1, {}, false, true}).at(0), f32({2, floor_div(n, 2) + 1, 2}));
  EXPECT_EQ(infer(op("dft"), {x}, DftAttrs{1, {}, true, true}).at(0), f32({2, (n - 1) * 2, 1}));
  EXPECT_EQ(infer(op("dft"), {x}, DftAttrs{1, 5, false, true}).at(0), f32({2, 3, 2}));
  EXPECT_EQ(cost(op("dft"), {f32({2, 8, 1})}).elementwise, 32);
}

TEST(Dft, signal_c1_c2_c3_signal) {
  expect_violation(op("dft"), "signal_c1", {type(DType::int32, {4, 1})});
  expect_violation(op("dft"), "signal_c2", {f32({4, 3})});
  expect_violation(op("dft"), "signal_c3", {f32({4, 2})}, DftAttrs{0, {}, false, true});
}
TEST(Dft, signal_c4_length) {
  expect_violation(op("dft"), "signal_c4", {f32({0, 1})});
  expect_violation(op("dft"), "signal_c4", {f32({1, 2})}, DftAttrs{0, {}, true, true});
  expect_violation(op("dft"), "signal_c4", {f32({4, 1})}, DftAttrs{0, std::int64_t{1} << 40, false, false});
}
TEST(Dft, dft_c1_axis) {
  expect_violation(op("dft"), "dft_c1", {f32({4, 1})}, DftAttrs{1, {}, false, false});
  expect_violation(op("dft"), "dft_c1", {f32({4, 1})}, DftAttrs{-3, {}, false, false});
}

// ---- stft

TEST(Stft, frames_weighted_by_a_window) {
  const Array signal = array({1, 5, 1}, {1, 2, 3, 4, 5}, DType::float64);
  const Array y = eval1(op("stft"), {signal, array({2}, {1, 10}, DType::float64)}, StftAttrs{2, {}, true});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{1, 2, 2, 2}));
  expect_elements(y, {21, 0, -19, 0, 43, 0, -37, 0}, 1e-14);
}

TEST(Stft, without_a_window_and_of_complex_signals) {
  const Array signal = array({2, 2, 2}, {1, 1, 2, 0, 3, 0, 4, 0}, DType::float64);
  const Array y = eval1(op("stft"), {signal, std::nullopt}, StftAttrs{1, {}, false});
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{2, 1, 2, 2}));
  expect_elements(y, {3, 1, -1, 1, 7, 0, -1, 0}, 1e-14);
  EXPECT_EQ(eval1(op("stft"), {signal}, StftAttrs{1, 1, false}).dims(), (std::vector<std::int64_t>{2, 2, 1, 2}));
}

TEST(Stft, every_frame_is_a_dft) {
  std::mt19937 random(6);
  const Array signal = random_integers(random, {1, 7, 1}, DType::float64);
  const std::vector<double> y = to_doubles(eval1(op("stft"), {signal}, StftAttrs{3, 4, true}));
  const std::vector<double> elements = to_doubles(signal);
  std::vector<double> wanted;
  for (const std::ptrdiff_t start : {0, 3}) {
    const std::vector<double> frame =
        transformed(real({elements.begin() + start, elements.begin() + start + 4}), DftAttrs{-2, {}, false, true});
    wanted.insert(wanted.end(), frame.begin(), frame.end());
  }
  expect_near(y, wanted);
}

TEST(Stft, signal_c1_to_c4) {
  expect_violation(op("stft"), "signal_c1", {type(DType::int32, {1, 4, 1})});
  expect_violation(op("stft"), "signal_c2", {f32({1, 4, 3})}, StftAttrs{1, {}, false});
  expect_violation(op("stft"), "signal_c3", {f32({1, 4, 2})});
  expect_violation(op("stft"), "signal_c4", {f32({1, 4, 1})}, StftAttrs{1, 0, true});
}
TEST(Stft, stft_c1_rank) {
  expect_violation(op("stft"), "stft_c1", {f32({4, 1})});
}
TEST(Stft, stft_c2_step) {
  expect_violation(op("stft"), "stft_c2", {f32({1, 4, 1})}, StftAttrs{0, {}, true});
}
TEST(Stft, stft_c3_window) {
  expect_violation(op("stft"), "stft_c3", {f32({1, 4, 1}), type(DType::float64, {2})});
  expect_violation(op("stft"), "stft_c3", {f32({1, 4, 1}), f32({2, 1})});
  expect_violation(op("stft"), "stft_c3", {f32({1, 4, 1}), f32({2})}, StftAttrs{1, 3, true});
}
TEST(Stft, stft_c4_fit) {
  expect_violation(op("stft"), "stft_c4", {f32({1, 4, 1}), f32({5})});
}

// ---- cosine_window

std::vector<double> window(WindowKind kind, std::int64_t size, bool periodic) {
  return to_doubles(eval1(op("cosine_window"), {}, CosineWindowAttrs{kind, size, periodic, DType::float64}));
}

TEST(CosineWindow, of_four_by_hand) {
  expect_near(window(WindowKind::hann, 4, true), {0, 0.5, 1, 0.5});
  expect_near(window(WindowKind::hann, 5, false), {0, 0.5, 1, 0.5, 0});
  expect_near(window(WindowKind::hamming, 4, true), {4.0 / 46, 25.0 / 46, 1, 25.0 / 46});
  expect_near(window(WindowKind::blackman, 4, true), {0, 0.34, 1, 0.34});
  expect_near(window(WindowKind::hann, 1, false), {1});
  expect_near(window(WindowKind::hann, 0, true), {});
}

TEST(CosineWindow, cosine_window_c1_size) {
  expect_violation(op("cosine_window"), "cosine_window_c1", {}, CosineWindowAttrs{WindowKind::hann, -1, true, DType::float32});
}
TEST(CosineWindow, signal_c5_dtype) {
  expect_violation(op("cosine_window"), "signal_c5", {}, CosineWindowAttrs{WindowKind::hann, 1, true, DType::int32});
  expect_violation(op("mel_weight_matrix"), "signal_c5", {}, MelWeightMatrixAttrs{1, 1, 1, 0, 0, DType::int32});
}

// ---- mel_weight_matrix

TEST(MelWeightMatrix, triangles) {
  const MelWeightMatrixAttrs attrs{2, 8, 8192, 0, 4096, DType::float64};
  const Array y = eval1(op("mel_weight_matrix"), {}, attrs);
  EXPECT_EQ(y.dims(), (std::vector<std::int64_t>{5, 2}));
  // A quarter of the mel scale up to 4096 Hz is 433 Hz, a half 1132 Hz, three quarters 2264 Hz: rows 0, 0, 1, 2.
  expect_elements(y, {1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
}

TEST(MelWeightMatrix, slopes_and_what_lies_behind) {
  // One band up to the half of the sample rate: a third of the mel scale and two thirds.
  const Array y = eval1(op("mel_weight_matrix"), {}, MelWeightMatrixAttrs{1, 20, 1400, 0, 700, DType::float64});
  // Rows floor(21*f/1400) for f = 700*(2^(i/3) - 1): 0, 2, 6.
  expect_elements(y, {0, 0.5, 1, 0.75, 0.5, 0.25, 0, 0, 0, 0, 0}, 1e-14);
  const Array cut = eval1(op("mel_weight_matrix"), {}, MelWeightMatrixAttrs{1, 4, 10, 0, 700, DType::float64});
  EXPECT_EQ(cut.dims(), (std::vector<std::int64_t>{3, 1}));
}

TEST(MelWeightMatrix, mel_weight_matrix_c1_numbers) {
  expect_violation(op("mel_weight_matrix"), "mel_weight_matrix_c1", {}, MelWeightMatrixAttrs{0, 1, 1, 0, 0, DType::float32});
  expect_violation(op("mel_weight_matrix"), "mel_weight_matrix_c1", {}, MelWeightMatrixAttrs{1, 0, 1, 0, 0, DType::float32});
  expect_violation(op("mel_weight_matrix"), "mel_weight_matrix_c1", {}, MelWeightMatrixAttrs{1, 1, 0, 0, 0, DType::float32});
}
TEST(MelWeightMatrix, mel_weight_matrix_c2_edges) {
  expect_violation(op("mel_weight_matrix"), "mel_weight_matrix_c2", {}, MelWeightMatrixAttrs{1, 1, 1, -1, 0, DType::float32});
  expect_violation(op("mel_weight_matrix"), "mel_weight_matrix_c2", {}, MelWeightMatrixAttrs{1, 1, 1, 2, 1, DType::float32});
  expect_violation(op("mel_weight_matrix"), "mel_weight_matrix_c2", {}, MelWeightMatrixAttrs{1, 1, 1, 0, nan, DType::float32});
}

}  // namespace
}  // namespace nnfront::ops::testing
