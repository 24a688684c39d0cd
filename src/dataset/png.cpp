#include <png.h>

#include <algorithm>
#include <array>

#include "dataset/codecs.h"
#include "support/fail.h"

namespace nnfront::dataset {

namespace {

// libpng's description of a picture; what it holds is given back however the function ends.
struct Image {
  png_image image{};
  Image() { image.version = PNG_IMAGE_VERSION; }
  ~Image() { png_image_free(&image); }
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
};

[[noreturn]] void refuse(const Image& png) {
  fail(ErrorCode::invalid_file, "the PNG picture is damaged: {}", printable(png.image.message));
}

// What is transparent lies on it.
constexpr png_color black{};

// libpng gives colours of its own to places past the end of a palette.
void read_by_palette(Image& png, Picture& picture) {
  png.image.format = PNG_FORMAT_RGB_COLORMAP;
  std::vector<std::uint8_t> palette(PNG_IMAGE_COLORMAP_SIZE(png.image));
  std::vector<std::uint8_t> places(PNG_IMAGE_SIZE(png.image));
  if (png_image_finish_read(&png.image, &black, places.data(), 0, palette.data()) == 0) refuse(png);
  auto pixel = picture.pixels.begin();
  for (const std::uint8_t place : places) {
    if (place >= png.image.colormap_entries) {
      fail(ErrorCode::invalid_file, "the PNG picture is damaged: colour {} of a palette of {}", place, png.image.colormap_entries);
    }
    pixel = std::copy_n(palette.begin() + 3 * place, 3, pixel);
  }
}

}  // namespace

bool is_png(std::span<const std::byte> file) {
  constexpr std::array<unsigned char, 8> signature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  return file.size() >= signature.size() &&
         std::equal(signature.begin(), signature.end(), file.begin(), [](unsigned char a, std::byte b) { return std::byte{a} == b; });
}

Picture decode_png(std::span<const std::byte> file) {
  Image png;
  if (png_image_begin_read_from_memory(&png.image, file.data(), file.size()) == 0) refuse(png);
  check_promised(png.image.width, png.image.height, file.size());
  Picture picture = black_picture({static_cast<int>(png.image.width), static_cast<int>(png.image.height)});
  if ((png.image.format & PNG_FORMAT_FLAG_COLORMAP) != 0) {
    read_by_palette(png, picture);
    return picture;
  }
  png.image.format = PNG_FORMAT_RGB;
  if (png_image_finish_read(&png.image, &black, picture.pixels.data(), 0, nullptr) == 0) refuse(png);
  return picture;
}

std::vector<std::byte> encode_png(const Picture& picture) {
  Image png;
  png.image.width = static_cast<png_uint_32>(picture.extent.width);
  png.image.height = static_cast<png_uint_32>(picture.extent.height);
  png.image.format = PNG_FORMAT_RGB;
  std::vector<std::byte> file(PNG_IMAGE_PNG_SIZE_MAX(png.image));
  png_alloc_size_t size = file.size();
  if (png_image_write_to_memory(&png.image, file.data(), &size, 0, picture.pixels.data(), 0, nullptr) == 0) {
    fail(ErrorCode::unsupported, "no PNG picture: {}", printable(png.image.message));
  }
  file.resize(size);
  return file;
}

}  // namespace nnfront::dataset
