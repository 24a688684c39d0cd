#include <turbojpeg.h>

#include <memory>

#include "dataset/codecs.h"
#include "support/fail.h"

namespace nnfront::dataset {

namespace {

constexpr int quality = 95;
// Of a progressive picture, which is decoded as often as it has scans. Cameras and programs write about ten.
constexpr int decoding_flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;

struct Destroy {
  void operator()(void* handle) const { tjDestroy(handle); }
  void operator()(unsigned char* buffer) const { tjFree(buffer); }
};
using Handle = std::unique_ptr<void, Destroy>;
using Buffer = std::unique_ptr<unsigned char, Destroy>;

[[noreturn]] void refuse(const Handle& handle) {
  fail(ErrorCode::invalid_file, "the JPEG picture is damaged: {}", printable(tjGetErrorStr2(handle.get())));
}

Handle made(void* handle) {
  ensure(handle != nullptr, "libjpeg-turbo can be used");
  return Handle(handle);
}

}  // namespace

bool is_jpeg(std::span<const std::byte> file) {
  return file.size() >= 3 && file[0] == std::byte{0xff} && file[1] == std::byte{0xd8} && file[2] == std::byte{0xff};
}

Picture decode_jpeg(std::span<const std::byte> file) {
  const Handle handle = made(tjInitDecompress());
  const auto* const bytes = reinterpret_cast<const unsigned char*>(file.data());
  Extent extent;
  int subsampling = 0;
  int colours = 0;
  if (tjDecompressHeader3(handle.get(), bytes, file.size(), &extent.width, &extent.height, &subsampling, &colours) != 0) refuse(handle);
  if (colours == TJCS_CMYK || colours == TJCS_YCCK)
    fail(ErrorCode::unsupported, "the JPEG picture has the colours CMYK, wanted RGB or grey");
  check_promised(extent.width, extent.height, file.size());
  Picture picture = black_picture(extent);
  if (tjDecompress2(handle.get(), bytes, file.size(), picture.pixels.data(), extent.width, 0, extent.height, TJPF_RGB, decoding_flags) != 0)
    refuse(handle);
  return picture;
}

std::vector<std::byte> encode_jpeg(const Picture& picture) {
  const Handle handle = made(tjInitCompress());
  unsigned char* written = nullptr;
  unsigned long size = 0;
  const int status = tjCompress2(handle.get(), picture.pixels.data(), picture.extent.width, 0, picture.extent.height, TJPF_RGB, &written,
                                 &size, TJSAMP_444, quality, TJFLAG_ACCURATEDCT);
  const Buffer buffer(written);
  if (status != 0) fail(ErrorCode::unsupported, "no JPEG picture: {}", printable(tjGetErrorStr2(handle.get())));
  const auto* const bytes = reinterpret_cast<const std::byte*>(buffer.get());
  return {bytes, bytes + size};
}

}  // namespace nnfront::dataset
