// Checksums: SHA-256 of source files, CRC-32 of archive entries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace nnfront {

class ByteSource;

// CRC-32 as in zip; start with 0 and pass the result on.
std::uint32_t crc32(std::uint32_t crc, std::span<const std::byte> bytes);

// Lower-case hexadecimal SHA-256 of the whole source, read in windows of 1 MiB.
std::string sha256(const ByteSource& source);
std::string sha256(std::span<const std::byte> bytes);

}  // namespace nnfront
