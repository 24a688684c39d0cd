#include "dataset/picture.h"

#include "dataset/codecs.h"
#include "support/fail.h"
#include "support/file.h"
#include "support/letter_case.h"

namespace nnfront::dataset {

namespace {

constexpr std::uint64_t largest_file = 512ULL << 20;
// What one byte of a file can stand for: deflate's 1,032 bytes of 8 pixels of one bit.
constexpr std::int64_t most_pixels_per_byte = 8 * 1032;

std::string ending(const std::filesystem::path& path) {
  return lower_case(path.extension().string());
}

bool is_jpeg_name(const std::filesystem::path& path) {
  return ending(path) == ".jpg" || ending(path) == ".jpeg";
}

}  // namespace

void check_promised(std::int64_t width, std::int64_t height, std::size_t file_bytes) {
  if (width <= 0 || height <= 0) fail(ErrorCode::invalid_file, "the picture is damaged: it has {} x {} pixels", width, height);
  if (width > largest_picture_pixels / height) {
    fail(ErrorCode::unsupported, "the picture has {} x {} pixels, at most {} are read", width, height, largest_picture_pixels);
  }
  if (width * height / most_pixels_per_byte > static_cast<std::int64_t>(file_bytes)) {
    fail(ErrorCode::invalid_file, "the picture is damaged: {} bytes cannot hold {} x {} pixels", file_bytes, width, height);
  }
}

std::size_t channel_values(const Extent& extent) {
  if (extent.width <= 0 || extent.height <= 0 || extent.width > largest_picture_pixels / extent.height) {
    fail(ErrorCode::invalid_argument, "a picture of {} x {} pixels: wanted at least one and at most {}", extent.width, extent.height,
         largest_picture_pixels);
  }
  return 3 * static_cast<std::size_t>(extent.width) * static_cast<std::size_t>(extent.height);
}

Picture black_picture(const Extent& extent) {
  return {extent, std::vector<std::uint8_t>(channel_values(extent))};
}

Picture decode_picture(std::span<const std::byte> file) {
  if (is_jpeg(file)) return decode_jpeg(file);
  if (is_png(file)) return decode_png(file);
  fail(ErrorCode::unsupported, "no picture that nnfront reads: wanted JPEG or PNG");
}

Picture read_picture(const std::filesystem::path& path) {
  const std::string file = File::open(path)->read_all(largest_file);
  try {
    return decode_picture(std::as_bytes(std::span(file)));
  } catch (const Error& error) {
    throw error.in(printable(path.string()));
  }
}

void check_picture_name(const std::filesystem::path& path) {
  if (ending(path) == ".png" || is_jpeg_name(path)) return;
  fail(ErrorCode::invalid_argument, "{}: wanted a name that ends in .png, .jpg or .jpeg", printable(path.string()));
}

void write_picture(const Picture& picture, const std::filesystem::path& path) {
  check_picture_name(path);
  const std::vector<std::byte> file = is_jpeg_name(path) ? encode_jpeg(picture) : encode_png(picture);
  FileWriter writer(path);
  writer.write(std::span(file));
  writer.commit();
}

}  // namespace nnfront::dataset
