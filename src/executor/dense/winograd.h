// 3x3 convolutions with stride 1 by Winograd's minimal filtering, float32, on activations in blocks of 16 channels
// ([C/16][height][width][16]). Lavin, Gray: Fast Algorithms for Convolutional Neural Networks (2015); interpolation points
// 0, +-5/8, +-3/2 and infinity for 4x4 tiles, 0, +-1 and infinity for 2x2 tiles, chosen for small rounding errors.
//
// Every output element is computed in one order, whatever part of the output is asked for.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nnfront::executor::dense {

struct WinogradShape {
  std::int64_t in_channels = 0;   // multiples of 16
  std::int64_t out_channels = 0;  // multiples of 32
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t out_height = 0;
  std::int64_t out_width = 0;
  std::int64_t pad_top = 0;
  std::int64_t pad_left = 0;
  std::int64_t tile = 4;  // output pixels of a tile's side: 2 or 4
};

inline constexpr std::int64_t winograd_panel = 32;  // output channels that are computed together

struct WinogradArguments {
  const float* source = nullptr;
  const float* weights = nullptr;   // from winograd_weights()
  const float* bias = nullptr;      // one per output channel
  const float* residual = nullptr;  // added to the result, laid out like it; may be null, may be `target`
  float* target = nullptr;
  float* scratch = nullptr;  // winograd_scratch() floats, 64-byte aligned
  bool relu = false;
};

// The part of the output to be computed.
struct WinogradPart {
  std::int64_t first_tile_row = 0;
  std::int64_t last_tile_row = 0;  // not included
  std::int64_t first_panel = 0;
  std::int64_t last_panel = 0;  // not included
};

// True where the processor has what winograd() needs (AVX-512 F).
bool winograd_runs_here();

std::int64_t winograd_tile_rows(const WinogradShape& shape);
std::int64_t winograd_tile_columns(const WinogradShape& shape);
// How many floats the transformed weights take: [position][panel][in][32].
std::size_t winograd_weight_count(const WinogradShape& shape);
// Transforms `plain` [out][in][3][3], computed in double.
void winograd_weights(const WinogradShape& shape, const float* plain, float* packed);
// Floats of scratch memory that one part takes.
std::size_t winograd_scratch(const WinogradShape& shape);

void winograd(const WinogradShape& shape, const WinogradArguments& arguments, const WinogradPart& part);

}  // namespace nnfront::executor::dense
