// Random numbers that are the same on every machine: the standard library's distributions are not.
#pragma once

#include <cstdint>

namespace nnfront {

// splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014): what the generator gives in this state. Its next
// state is `state + splitmix64_step`.
inline constexpr std::uint64_t splitmix64_step = 0x9e3779b97f4a7c15U;
constexpr std::uint64_t splitmix64(std::uint64_t state) {
  std::uint64_t mixed = state + splitmix64_step;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31);
}

}  // namespace nnfront
