// The numbers of the zip format that reader and writer share (section numbers: APPNOTE 6.3.10).
#pragma once

#include <cstddef>
#include <cstdint>

namespace nnfront::formats {

inline constexpr std::uint32_t zip_local_signature = 0x04034b50;      // 4.3.7
inline constexpr std::uint32_t zip_directory_signature = 0x02014b50;  // 4.3.12
inline constexpr std::uint32_t zip64_end_signature = 0x06064b50;      // 4.3.14
inline constexpr std::uint32_t zip64_locator_signature = 0x07064b50;  // 4.3.15
inline constexpr std::uint32_t zip_end_signature = 0x06054b50;        // 4.3.16

inline constexpr std::size_t zip_local_bytes = 30;
inline constexpr std::size_t zip_directory_entry_bytes = 46;
inline constexpr std::size_t zip64_end_bytes = 56;
inline constexpr std::size_t zip64_locator_bytes = 20;
inline constexpr std::size_t zip_end_bytes = 22;

// In a 32-bit or 16-bit field: the number stands in the zip64 record or extra field instead.
inline constexpr std::uint32_t zip_elsewhere_32 = 0xFFFFFFFF;
inline constexpr std::uint16_t zip_elsewhere_16 = 0xFFFF;
inline constexpr std::uint16_t zip64_extra_id = 0x0001;  // 4.5.3

inline constexpr std::uint16_t zip_flag_encrypted = 1U << 0;
inline constexpr std::uint16_t zip_flag_sizes_follow = 1U << 3;  // a data descriptor; the local header has zeros
inline constexpr std::uint16_t zip_flag_strongly_encrypted = 1U << 6;
inline constexpr std::uint16_t zip_flag_utf8 = 1U << 11;
inline constexpr std::uint16_t zip_flag_masked = 1U << 13;

inline constexpr std::uint16_t zip_stored = 0;
inline constexpr std::uint16_t zip_deflated = 8;

}  // namespace nnfront::formats
