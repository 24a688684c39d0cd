// The two formats: bytes of a file to pixels and back.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "dataset/picture.h"

namespace nnfront::dataset {

// Before memory is taken for the pixels that a header promises. Error (invalid_file) for an empty picture, or one that so short a file
// cannot hold; (unsupported) for more than largest_picture_pixels.
void check_promised(std::int64_t width, std::int64_t height, std::size_t file_bytes);

bool is_jpeg(std::span<const std::byte> file);
Picture decode_jpeg(std::span<const std::byte> file);
std::vector<std::byte> encode_jpeg(const Picture& picture);

bool is_png(std::span<const std::byte> file);
Picture decode_png(std::span<const std::byte> file);
std::vector<std::byte> encode_png(const Picture& picture);

}  // namespace nnfront::dataset
