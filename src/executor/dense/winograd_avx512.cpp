// Compiled for AVX-512 (CMakeLists.txt): nothing here may run before winograd_runs_here() was asked, and nothing from the standard
// library may be instantiated here, since the linker could take that instance for the whole program.
#include <immintrin.h>

#include "executor/dense/winograd.h"

namespace nnfront::executor::dense {

namespace {

using Vector = __m512;
using Index = std::int64_t;

constexpr Index lanes = 16;
constexpr int block_rows = 14;  // 14 tiles x 2 vectors of sums, 2 of weights, 1 of activations: 31 registers
// Transformed tiles that stay in the second-level cache together with their products.
constexpr Index cached_floats = Index{200} << 10;

inline Vector scaled(float a, Vector x) {
  return _mm512_mul_ps(_mm512_set1_ps(a), x);
}
// a * x + y
inline Vector axpy(float a, Vector x, Vector y) {
  return _mm512_fmadd_ps(_mm512_set1_ps(a), x, y);
}
inline Vector plus(Vector x, Vector y) {
  return _mm512_add_ps(x, y);
}
inline Vector minus(Vector x, Vector y) {
  return _mm512_sub_ps(x, y);
}

template <int Tile>
struct Scheme;

template <>
struct Scheme<2> {
  static constexpr int side = 4;
  static void input(const Vector* d, Vector* v) {
    v[0] = minus(d[0], d[2]);
    v[1] = plus(d[1], d[2]);
    v[2] = minus(d[2], d[1]);
    v[3] = minus(d[3], d[1]);
  }
  static void output(const Vector* m, Vector* y) {
    y[0] = plus(m[0], plus(m[1], m[2]));
    y[1] = plus(minus(m[1], m[2]), m[3]);
  }
};

template <>
struct Scheme<4> {
  static constexpr int side = 6;
  static constexpr float a = 0.625F;
  static constexpr float b = 1.5F;
  static constexpr float a2 = a * a;
  static constexpr float b2 = b * b;

  // Even and odd halves of the polynomials at +p and -p are shared.
  static void input(const Vector* d, Vector* v) {
    v[0] = axpy(a2 * b2, d[0], axpy(-(a2 + b2), d[2], d[4]));
    const Vector even_a = axpy(-b2, d[2], d[4]);
    const Vector odd_a = scaled(a, axpy(-b2, d[1], d[3]));
    v[1] = plus(even_a, odd_a);
    v[2] = minus(even_a, odd_a);
    const Vector even_b = axpy(-a2, d[2], d[4]);
    const Vector odd_b = scaled(b, axpy(-a2, d[1], d[3]));
    v[3] = plus(even_b, odd_b);
    v[4] = minus(even_b, odd_b);
    v[5] = axpy(a2 * b2, d[1], axpy(-(a2 + b2), d[3], d[5]));
  }
  static void output(const Vector* m, Vector* y) {
    const Vector sum_a = plus(m[1], m[2]);
    const Vector difference_a = minus(m[1], m[2]);
    const Vector sum_b = plus(m[3], m[4]);
    const Vector difference_b = minus(m[3], m[4]);
    y[0] = plus(m[0], plus(sum_a, sum_b));
    y[1] = axpy(a, difference_a, scaled(b, difference_b));
    y[2] = axpy(a2, sum_a, scaled(b2, sum_b));
    y[3] = plus(axpy(a2 * a, difference_a, scaled(b2 * b, difference_b)), m[5]);
  }
};

// One tile of 16 channels into `to`: position p at to + p * step.
template <int Tile>
void transform_input(const WinogradShape& shape, const float* channels, Index row, Index column, float* to, Index step) {
  constexpr int side = Scheme<Tile>::side;
  Vector half[side][side];
  for (int x = 0; x < side; ++x) {
    Vector d[side];
    const Index at_x = column + x;
    for (int y = 0; y < side; ++y) {
      const Index at_y = row + y;
      const bool inside = at_y >= 0 && at_y < shape.height && at_x >= 0 && at_x < shape.width;
      d[y] = inside ? _mm512_loadu_ps(channels + (at_y * shape.width + at_x) * lanes) : _mm512_setzero_ps();
    }
    Vector v[side];
    Scheme<Tile>::input(d, v);
    for (int y = 0; y < side; ++y) half[y][x] = v[y];
  }
  for (int y = 0; y < side; ++y) {
    Vector v[side];
    Scheme<Tile>::input(half[y], v);
    for (int x = 0; x < side; ++x) _mm512_storeu_ps(to + (y * side + x) * step, v[x]);
  }
}

// The products of one tile and 16 output channels: position p at from + p * step.
template <int Tile>
void transform_output(const WinogradShape& shape, const WinogradArguments& arguments, const float* from, Index step, Index channel,
                      Index row, Index column) {
  constexpr int side = Scheme<Tile>::side;
  Vector half[Tile][side];
  for (int x = 0; x < side; ++x) {
    Vector m[side];
    for (int y = 0; y < side; ++y) m[y] = _mm512_loadu_ps(from + (y * side + x) * step);
    Vector out[Tile];
    Scheme<Tile>::output(m, out);
    for (int y = 0; y < Tile; ++y) half[y][x] = out[y];
  }
  const Vector bias = arguments.bias != nullptr ? _mm512_loadu_ps(arguments.bias + channel) : _mm512_setzero_ps();
  const Index plane = channel / lanes * shape.out_height * shape.out_width;
  for (int y = 0; y < Tile && row + y < shape.out_height; ++y) {
    Vector out[Tile];
    Scheme<Tile>::output(half[y], out);
    for (int x = 0; x < Tile && column + x < shape.out_width; ++x) {
      const Index at = (plane + (row + y) * shape.out_width + column + x) * lanes;
      Vector value = plus(out[x], bias);
      if (arguments.residual != nullptr) value = plus(value, _mm512_loadu_ps(arguments.residual + at));
      // Zero first: a NaN stays. Masked, since GCC 12 takes the plain form's unused lanes for uninitialized.
      if (arguments.relu) value = _mm512_mask_max_ps(value, 0xFFFF, _mm512_setzero_ps(), value);
      _mm512_storeu_ps(arguments.target + at, value);
    }
  }
}

// products[r][0..32) = sum over k of activations[r][k] * weights[k][0..32), k in order.
template <int Rows>
void multiply_rows(const float* activations, Index activation_stride, const float* weights, Index depth, float* products,
                   Index product_stride) {
  Vector low[Rows];
  Vector high[Rows];
  for (int r = 0; r < Rows; ++r) {
    low[r] = _mm512_setzero_ps();
    high[r] = _mm512_setzero_ps();
  }
  for (Index k = 0; k < depth; ++k) {
    // The panel behind this one, into the second-level cache: weights are read once per image, mostly from memory.
    const auto* const ahead = reinterpret_cast<const char*>(weights + (k + depth) * winograd_panel);
    _mm_prefetch(ahead, _MM_HINT_T1);
    _mm_prefetch(ahead + 64, _MM_HINT_T1);
    const Vector w0 = _mm512_loadu_ps(weights + k * winograd_panel);
    const Vector w1 = _mm512_loadu_ps(weights + k * winograd_panel + lanes);
    for (int r = 0; r < Rows; ++r) {
      const Vector x = _mm512_set1_ps(activations[r * activation_stride + k]);
      low[r] = _mm512_fmadd_ps(x, w0, low[r]);
      high[r] = _mm512_fmadd_ps(x, w1, high[r]);
    }
  }
  for (int r = 0; r < Rows; ++r) {
    _mm512_storeu_ps(products + r * product_stride, low[r]);
    _mm512_storeu_ps(products + r * product_stride + lanes, high[r]);
  }
}

using Multiply = void (*)(const float*, Index, const float*, Index, float*, Index);
constexpr Multiply multiply[block_rows + 1] = {
    nullptr,           multiply_rows<1>,  multiply_rows<2>,  multiply_rows<3>,  multiply_rows<4>,
    multiply_rows<5>,  multiply_rows<6>,  multiply_rows<7>,  multiply_rows<8>,  multiply_rows<9>,
    multiply_rows<10>, multiply_rows<11>, multiply_rows<12>, multiply_rows<13>, multiply_rows<14>,
};

// Rows in blocks of nearly the same height: 16 as 8 and 8, not 14 and 2.
void multiply_tiles(const float* activations, Index activation_stride, const float* weights, Index depth, float* products,
                    Index product_stride, Index rows) {
  const Index blocks = (rows + block_rows - 1) / block_rows;
  for (Index block = 0; block < blocks; ++block) {
    const Index begin = rows * block / blocks;
    const Index end = rows * (block + 1) / blocks;
    multiply[end - begin](activations + begin * activation_stride, activation_stride, weights, depth, products + begin * product_stride,
                          product_stride);
  }
}

Index tiles_at_once(const WinogradShape& shape) {
  const Index side = shape.tile + 2;
  const Index fit = cached_floats / (side * side * (shape.in_channels + shape.out_channels));
  const Index tiles = fit < 2 * block_rows ? 2 * block_rows : fit / block_rows * block_rows;
  const Index all = winograd_tile_rows(shape) * winograd_tile_columns(shape);
  return tiles < all ? tiles : all;
}

template <int Tile>
void run_tiles(const WinogradShape& shape, const WinogradArguments& arguments, const WinogradPart& part, Index first, Index count) {
  constexpr Index positions = Scheme<Tile>::side * Scheme<Tile>::side;
  const Index columns = winograd_tile_columns(shape);
  const Index panels = shape.out_channels / winograd_panel;
  const Index width = (part.last_panel - part.first_panel) * winograd_panel;
  float* const activations = arguments.scratch;                                                      // [position][tile][in]
  float* const products = arguments.scratch + positions * tiles_at_once(shape) * shape.in_channels;  // [position][tile][out]

  for (Index tile = 0; tile < count; ++tile) {
    const Index row = (first + tile) / columns * Tile - shape.pad_top;
    const Index column = (first + tile) % columns * Tile - shape.pad_left;
    for (Index in = 0; in < shape.in_channels; in += lanes) {
      transform_input<Tile>(shape, arguments.source + in * shape.height * shape.width, row, column,
                            activations + tile * shape.in_channels + in, count * shape.in_channels);
    }
  }
  for (Index position = 0; position < positions; ++position) {
    for (Index panel = part.first_panel; panel < part.last_panel; ++panel) {
      multiply_tiles(activations + position * count * shape.in_channels, shape.in_channels,
                     arguments.weights + (position * panels + panel) * shape.in_channels * winograd_panel, shape.in_channels,
                     products + position * count * width + (panel - part.first_panel) * winograd_panel, width, count);
    }
  }
  for (Index tile = 0; tile < count; ++tile) {
    const Index row = (first + tile) / columns * Tile;
    const Index column = (first + tile) % columns * Tile;
    for (Index out = 0; out < width; out += lanes) {
      transform_output<Tile>(shape, arguments, products + tile * width + out, count * width, part.first_panel * winograd_panel + out, row,
                             column);
    }
  }
}

}  // namespace

std::size_t winograd_scratch(const WinogradShape& shape) {
  const Index side = shape.tile + 2;
  return static_cast<std::size_t>(side * side * tiles_at_once(shape) * (shape.in_channels + shape.out_channels));
}

void winograd(const WinogradShape& shape, const WinogradArguments& arguments, const WinogradPart& part) {
  const Index columns = winograd_tile_columns(shape);
  const Index end = part.last_tile_row * columns;
  const Index step = tiles_at_once(shape);
  for (Index first = part.first_tile_row * columns; first < end; first += step) {
    const Index count = end - first < step ? end - first : step;
    if (shape.tile == 4) {
      run_tiles<4>(shape, arguments, part, first, count);
    } else {
      run_tiles<2>(shape, arguments, part, first, count);
    }
  }
}

}  // namespace nnfront::executor::dense
