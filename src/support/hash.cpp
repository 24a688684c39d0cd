#include "support/hash.h"

#include <libdeflate.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <vector>

#include "support/fail.h"
#include "support/file.h"

namespace nnfront {

namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    ensure(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1, "SHA-256 is available");
  }
  void update(std::span<const std::byte> bytes) {
    ensure(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1, "SHA-256 takes bytes");
  }
  std::string hexadecimal() {
    std::array<unsigned char, 32> digest{};
    unsigned int size = 0;
    ensure(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1 && size == digest.size(), "SHA-256 gives 32 bytes");
    std::string text;
    for (const unsigned char byte : digest) text += fmt::format("{:02x}", byte);
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

}  // namespace

std::uint32_t crc32(std::uint32_t crc, std::span<const std::byte> bytes) {
  return libdeflate_crc32(crc, bytes.data(), bytes.size());
}

std::string sha256(const ByteSource& source) {
  constexpr std::uint64_t window_bytes = 1 << 20;
  Sha256 hash;
  std::vector<std::byte> window(std::min(window_bytes, source.size()));
  for (std::uint64_t offset = 0; offset < source.size(); offset += window_bytes) {
    const std::span part(window.data(), std::min(window_bytes, source.size() - offset));
    source.read(offset, part);
    hash.update(part);
  }
  return hash.hexadecimal();
}

std::string sha256(std::span<const std::byte> bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.hexadecimal();
}

}  // namespace nnfront
