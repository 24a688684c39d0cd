// Random parameters for a network whose shapes are known: the same for a seed on every machine.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nnfront/array.h"

namespace nnfront::tools {

struct NamedShape {
  std::string name;  // as in the parameter file: "arg:..._weight", "aux:..._running_var"
  std::vector<std::int64_t> dims;
};

// {"name": [dims], ...}, in the order of the file. Error (invalid_file) for anything else.
std::vector<NamedShape> parse_shapes(std::string_view json);

// float32 values that keep a deep network's activations near 1: weights uniform with He's variance 2 / fan-in, gamma in
// [0.5, 1], beta in [0.3, 0.7], bias in [-0.2, 0.2], running_mean in [-0.1, 0.1], running_var in [0.8, 1.2].
// Error (invalid_argument) for a name with another ending.
Array seeded_parameter(const NamedShape& parameter, std::uint64_t seed);

// The bank pattern of sparsity: keep `keep` of every `size` weights.
struct Bank {
  std::int64_t keep = 0;
  std::int64_t size = 0;
};
// "4,64". Error (invalid_argument) unless 0 < keep <= size.
Bank parse_bank(std::string_view text);

// Zeroes all but the largest weights of every bank. Each output channel of the convolution weight [out, in, taps...] is flattened with
// input channels fastest and cut in banks; a short last bank of length n keeps ceil(keep * n / size). Of equal magnitudes the
// earlier is kept.
void prune_banks(Array& weight, Bank bank);

// The convolutions that are pruned: every weight of rank 3 or more but the first.
std::vector<bool> pruned_parameters(std::span<const NamedShape> parameters);

}  // namespace nnfront::tools
