#include "formats/safetensors.h"

#include <gtest/gtest.h>

#include "nnfront/error.h"
#include "tests/formats/bytes.h"

namespace nnfront::formats {
namespace {

using safetensors::Tensor;

Tensor tensor(std::string name, DType dtype, std::vector<std::int64_t> dims, std::string bytes) {
  return {std::move(name), dtype, std::move(dims), [bytes = std::move(bytes)](const auto& sink) { sink(std::as_bytes(std::span(bytes))); }};
}

std::string written(std::vector<Tensor> tensors) {
  const TemporaryFolder folder;
  safetensors::write(folder / "model.safetensors", std::move(tensors));
  return content_of(folder / "model.safetensors");
}

TEST(Safetensors, IsALengthAHeaderAndTheElements) {
  const std::string bytes = written({tensor("flag", DType::boolean, {1}, "\x01"), tensor("a\"b", DType::float32, {1, 1}, "abcd")});
  const std::string header = R"({"__metadata__":{"format":"pt"},"a\"b":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},)"
                             R"("flag":{"dtype":"BOOL","shape":[1],"data_offsets":[4,5]}})";
  const std::size_t length = (header.size() + 7) / 8 * 8;
  ASSERT_EQ(bytes.size(), 8 + length + 5);
  EXPECT_EQ(static_cast<unsigned char>(bytes[0]), length);
  EXPECT_EQ(bytes.substr(8, header.size()), header);
  EXPECT_EQ(bytes.substr(8 + length), "abcd\x01");
}

TEST(Safetensors, RefusesNamesAndTypes) {
  EXPECT_THROW(written({tensor("__metadata__", DType::int8, {1}, "a")}), Error);
  EXPECT_THROW(written({tensor("\xFF", DType::int8, {1}, "a")}), Error);
  EXPECT_THROW(written({tensor("a", DType::int8, {1}, "a"), tensor("a", DType::int8, {1}, "a")}), Error);
  EXPECT_THROW(written({tensor("a", DType::int4, {2}, "a")}), Error);
}

}  // namespace
}  // namespace nnfront::formats
