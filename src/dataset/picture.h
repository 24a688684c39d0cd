// Pictures of 8 bits per channel: read from JPEG and PNG files, written to them. The files are decoded by libjpeg-turbo and libpng.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "nnfront/detect.h"

namespace nnfront::dataset {

using nnfront::Picture;

// A larger picture is refused from what its header says: three bytes are taken per pixel.
inline constexpr std::int64_t largest_picture_pixels = 100'000'000;

// Three per pixel. Error (invalid_argument) where the extent is empty or has more than largest_picture_pixels.
std::size_t channel_values(const Extent& extent);
// A picture of that extent; Error as above.
Picture black_picture(const Extent& extent);

// Known by their first bytes, whatever the file is called. Grey becomes colour, 16 bits become 8, transparent pixels stand on black; the
// orientation that a camera notes is not looked at. Error (invalid_file) for a damaged or truncated picture, (unsupported) for other
// formats, CMYK and more than largest_picture_pixels; it names the file.
Picture read_picture(const std::filesystem::path& path);
Picture decode_picture(std::span<const std::byte> file);

// Error (invalid_argument) where the name ends neither in .png nor in .jpg or .jpeg.
void check_picture_name(const std::filesystem::path& path);
// Whole or not at all; as the name says, JPEG with quality 95 and full colour resolution.
void write_picture(const Picture& picture, const std::filesystem::path& path);

}  // namespace nnfront::dataset
