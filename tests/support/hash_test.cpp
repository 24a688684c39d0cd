#include "support/hash.h"

#include <gtest/gtest.h>

#include "support/file.h"

namespace nnfront {
namespace {

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// FIPS 180-4 example, and the CRC catalogue's check value.
TEST(Hash, KnownValues) {
  EXPECT_EQ(sha256(bytes("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(crc32(0, bytes("123456789")), 0xcbf43926U);
  EXPECT_EQ(crc32(crc32(0, bytes("1234")), bytes("56789")), 0xcbf43926U);
}

TEST(Hash, ASourceHashesAsItsBytes) {
  const std::string text((3 << 20) + 17, 'q');
  EXPECT_EQ(sha256(ByteSource(bytes(text))), sha256(bytes(text)));
}

}  // namespace
}  // namespace nnfront
