// What every fuzz target is: bytes in, and an Error is the only thing that may be thrown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "nnfront/error.h"

namespace nnfront {

// Calls read(bytes). Any other exception, an InternalError too, leaves and is a finding.
template <class Read>
int fuzz(const std::uint8_t* data, std::size_t size, Read read) {
  try {
    read(std::as_bytes(std::span(data, size)));
  } catch (const Error&) {
    // The refusal that a damaged file should get.
  }
  return 0;
}

}  // namespace nnfront

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
