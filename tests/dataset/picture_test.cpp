#include "dataset/picture.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstring>

#include "dataset/codecs.h"
#include "nnfront/error.h"
#include "support/file.h"
#include "tests/support/temporary_folder.h"

namespace nnfront::dataset {
namespace {

using Bytes = std::vector<std::byte>;

// Smooth, so that JPEG keeps it nearly as it is.
Picture slope(int width, int height) {
  Picture picture = black_picture({width, height});
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const std::size_t at = 3 * static_cast<std::size_t>(y * width + x);
      picture.pixels[at] = static_cast<std::uint8_t>(255 * x / width);
      picture.pixels[at + 1] = static_cast<std::uint8_t>(255 * y / height);
      picture.pixels[at + 2] = 40;
    }
  }
  return picture;
}

int largest_difference(const Picture& a, const Picture& b) {
  int largest = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  return largest;
}

std::string message_of(const Bytes& file) {
  try {
    decode_picture(file);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Picture, SurvivesPng) {
  const Picture picture = slope(31, 17);
  const Picture read = decode_picture(encode_png(picture));
  EXPECT_EQ(read.extent, picture.extent);
  EXPECT_EQ(read.pixels, picture.pixels);
}

TEST(Picture, SurvivesJpegNearly) {
  const Picture picture = slope(31, 17);
  const Picture read = decode_picture(encode_jpeg(picture));
  EXPECT_EQ(read.extent, picture.extent);
  EXPECT_LE(largest_difference(read, picture), 6);  // what quality 95 takes
  EXPECT_GT(largest_difference(read, black_picture(picture.extent)), 200);
}

TEST(Picture, IsWrittenAsItsNameSays) {
  const testing_support::TemporaryFolder folder;
  write_picture(slope(8, 8), folder / "a.png");
  write_picture(slope(8, 8), folder / "b.JPG");
  const std::string png = File::open(folder / "a.png")->read_all(10'000);
  const std::string jpeg = File::open(folder / "b.JPG")->read_all(10'000);
  EXPECT_TRUE(is_png(std::as_bytes(std::span(png))));
  EXPECT_TRUE(is_jpeg(std::as_bytes(std::span(jpeg))));
  EXPECT_EQ(read_picture(folder / "a.png").pixels, slope(8, 8).pixels);
  EXPECT_THROW(write_picture(slope(8, 8), folder / "c.gif"), Error);
  EXPECT_THROW(check_picture_name("picture"), Error);
  EXPECT_FALSE(std::filesystem::exists(folder / "c.gif"));
}

TEST(Picture, CutOffAnywhereIsRefused) {
  struct File {
    Bytes file;
    std::size_t behind;  // the pixels: a checksum and the last chunk, the last marker
  };
  for (const auto& [file, behind] : {File{encode_png(slope(40, 30)), 16}, File{encode_jpeg(slope(40, 30)), 2}}) {
    for (std::size_t size = 0; size + behind < file.size(); ++size) {
      EXPECT_NE(message_of(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size))), "") << size << " of " << file.size();
    }
  }
}

TEST(Picture, WithAWrongByteIsRefusedOrHasItsSize) {
  for (const Bytes& file : {encode_png(slope(20, 15)), encode_jpeg(slope(20, 15))}) {
    for (std::size_t at = 0; at < file.size(); ++at) {
      Bytes damaged = file;
      damaged[at] ^= std::byte{0x55};
      try {
        const Picture picture = decode_picture(damaged);
        EXPECT_EQ(picture.pixels.size(), channel_values(picture.extent));
      } catch (const Error& error) {
        EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
      }
    }
  }
}

void put(Bytes& file, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) file[at + i] = static_cast<std::byte>(value >> (24 - 8 * i));
}

// A PNG whose header promises that many pixels, with the checksum that goes with it.
Bytes promising(std::uint32_t width, std::uint32_t height) {
  Bytes file = encode_png(slope(4, 4));
  put(file, 16, width);
  put(file, 20, height);
  put(file, 29, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(&file[12]), 17)));
  return file;
}

void append_chunk(Bytes& file, const std::string& type_and_content) {
  const std::size_t begin = file.size();
  file.resize(begin + 4);
  put(file, begin, static_cast<std::uint32_t>(type_and_content.size() - 4));
  for (const char c : type_and_content) file.push_back(static_cast<std::byte>(c));
  file.resize(file.size() + 4);
  put(file, file.size() - 4,
      static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(&file[begin + 4]), static_cast<uInt>(type_and_content.size()))));
}

// Two pixels of these places in a palette of red and, half transparent, green.
Bytes by_palette(char first, char second) {
  using namespace std::string_literals;
  const std::string row = {0, first, second};
  std::string packed(100, '\0');
  uLongf size = packed.size();
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(row.data()), row.size());
  packed.resize(size);
  const Bytes signature = encode_png(slope(1, 1));
  Bytes file(signature.begin(), signature.begin() + 8);
  append_chunk(file, "IHDR\0\0\0\2\0\0\0\1\10\3\0\0\0"s);
  append_chunk(file, "PLTE\377\0\0\0\377\0"s);
  append_chunk(file, "tRNS\377\200"s);
  append_chunk(file, "IDAT" + packed);
  append_chunk(file, "IEND");
  return file;
}

TEST(Picture, OfAPaletteHasItsColours) {
  const std::vector<std::uint8_t> pixels = decode_picture(by_palette(1, 0)).pixels;
  ASSERT_EQ(pixels.size(), 6U);
  EXPECT_EQ(std::vector(pixels.begin() + 3, pixels.end()), (std::vector<std::uint8_t>{255, 0, 0}));
  EXPECT_EQ(pixels[0], 0);
  EXPECT_NEAR(pixels[1], 188, 1);  // half of the light of 255 over black
  EXPECT_EQ(pixels[2], 0);
}

TEST(Picture, WithAPlaceBehindItsPaletteIsRefused) {
  EXPECT_EQ(message_of(by_palette(0, 2)), "the PNG picture is damaged: colour 2 of a palette of 2");
}

TEST(Picture, ThatIsTooLargeIsRefusedByItsHeader) {
  EXPECT_EQ(message_of(promising(20'000, 20'000)), "the picture has 20000 x 20000 pixels, at most 100000000 are read");
  const std::string message = message_of(promising(9'000, 9'000));
  EXPECT_NE(message.find("bytes cannot hold 9000 x 9000 pixels"), std::string::npos) << message;
  Bytes jpeg = encode_jpeg(slope(16, 16));
  for (std::size_t i = 0; i + 9 < jpeg.size(); ++i) {
    if (jpeg[i] != std::byte{0xff} || jpeg[i + 1] != std::byte{0xc0}) continue;
    for (std::size_t k = 5; k < 9; ++k) jpeg[i + k] = std::byte{0xfe};  // height and width
  }
  EXPECT_EQ(message_of(jpeg), "the picture has 65278 x 65278 pixels, at most 100000000 are read");
}

TEST(Picture, OfAnotherFormatIsRefused) {
  EXPECT_EQ(message_of({}), "no picture that nnfront reads: wanted JPEG or PNG");
  EXPECT_EQ(message_of(Bytes(100, std::byte{'G'})), "no picture that nnfront reads: wanted JPEG or PNG");
  EXPECT_THROW(read_picture("nowhere.png"), Error);
}

TEST(Picture, HasAnExtent) {
  EXPECT_EQ(channel_values({2, 3}), 18U);
  EXPECT_THROW(channel_values({0, 3}), Error);
  EXPECT_THROW(channel_values({-1, 3}), Error);
  EXPECT_THROW(channel_values({100'000, 100'000}), Error);
}

}  // namespace
}  // namespace nnfront::dataset
