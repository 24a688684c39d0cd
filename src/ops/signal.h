// Signals and their spectra: dft, stft, cosine_window, mel_weight_matrix. Complex numbers are pairs in the last dimension: real part,
// imaginary part.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ir/operator.h"

namespace nnfront::ops {

// dft(x[..., n, ..., 1 or 2], length?, axis?) along axis, any dimension but the last. L is `length`, or else n (inverse and onesided: 2*(n
// - 1)); of a longer line the first L elements count, a shorter one is filled with zeros. A last dimension of 1 holds real numbers.
//   X[k] = sum over j of x[j] * exp(-2*pi*i*j*k/L); inverse: exp(+...), divided by L.
//   onesided: x is real, and only X[0] to X[floor(L/2)] are there.
//   inverse, onesided: x are the first floor(L/2) + 1 numbers of the spectrum of a real signal, which is the result, [..., L, ..., 1].
// Otherwise the result is complex: [..., L, ..., 2], or onesided [..., floor(L/2) + 1, ..., 2].
struct DftAttrs {
  std::int64_t axis = -2;
  std::optional<std::int64_t> length;
  bool inverse = false;
  bool onesided = false;
  static void fields(auto& self, auto&& visit) {
    visit("axis", self.axis);
    visit("length", self.length);
    visit("inverse", self.inverse);
    visit("onesided", self.onesided);
  }
};

// stft(signal[B, n, 1 or 2], window[L]?, frame_step?, frame_length?) -> [B, floor((n - L)/frame_step) + 1, K, 2]: the dft of every frame of
// L elements, each times its number of the window (1 without one). L is frame_length, or else the window's, or else n. onesided: the signal
// is real and K is floor(L/2) + 1; otherwise K is L.
struct StftAttrs {
  std::int64_t frame_step = 1;
  std::optional<std::int64_t> frame_length;
  bool onesided = true;
  static void fields(auto& self, auto&& visit) {
    visit("frame_step", self.frame_step);
    visit("frame_length", self.frame_length);
    visit("onesided", self.onesided);
  }
};

// cosine_window(size?) -> dtype [size], with N = size (periodic) or size - 1 (symmetric):
//   hann     0.5 - 0.5*cos(2*pi*n/N)
//   hamming  25/46 - 21/46*cos(2*pi*n/N)
//   blackman 0.42 - 0.5*cos(2*pi*n/N) + 0.08*cos(4*pi*n/N)
// A symmetric window of one element is 1.
enum class WindowKind { hann, hamming, blackman };
struct CosineWindowAttrs {
  WindowKind kind = WindowKind::hann;
  std::int64_t size = 1;
  bool periodic = true;
  DType dtype = DType::float32;
  static void fields(auto& self, auto&& visit) {
    visit("kind", self.kind);
    visit("size", self.size);
    visit("periodic", self.periodic);
    visit("dtype", self.dtype);
  }
};

// mel_weight_matrix(num_mel_bins?, dft_length?, sample_rate?, lower_edge_hertz?, upper_edge_hertz?) -> dtype [floor(dft_length/2) + 1,
// num_mel_bins]: triangles of height 1, as TensorFlow and ONNX place them. The frequencies f_0 to f_(num_mel_bins+1) lie on the mel scale
// 2595*log10(1 + f/700) at the lower edge plus multiples of the distance of the edges over num_mel_bins + 2, and at the row b_i =
// floor((dft_length + 1)*f_i/sample_rate). Column i rises from 0 at b_i to 1 at b_(i+1) and falls to 0 at b_(i+2); what lies behind the
// last row is left out.
struct MelWeightMatrixAttrs {
  std::int64_t num_mel_bins = 1;
  std::int64_t dft_length = 1;
  std::int64_t sample_rate = 1;
  double lower_edge_hertz = 0.0;
  double upper_edge_hertz = 0.0;
  DType dtype = DType::float32;
  static void fields(auto& self, auto&& visit) {
    visit("num_mel_bins", self.num_mel_bins);
    visit("dft_length", self.dft_length);
    visit("sample_rate", self.sample_rate);
    visit("lower_edge_hertz", self.lower_edge_hertz);
    visit("upper_edge_hertz", self.upper_edge_hertz);
    visit("dtype", self.dtype);
  }
};

std::vector<Operator> signal_operators();

}  // namespace nnfront::ops

template <>
struct nnfront::EnumNames<nnfront::ops::WindowKind> {
  static constexpr std::string_view names[] = {"hann", "hamming", "blackman"};
};
