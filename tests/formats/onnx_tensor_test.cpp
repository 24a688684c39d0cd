#include "formats/onnx_tensor.h"

#include <gtest/gtest.h>

#include "formats/onnx_model.h"
#include "tests/formats/bytes.h"
#include "tests/formats/onnx_bytes.h"

namespace nnfront::formats {
namespace {

using namespace onnx_bytes;

Array read(const std::string& bytes) {
  OnnxTexts texts;
  return onnx_array(read_onnx_tensor(source_of(bytes), texts));
}

std::string read_error(const std::string& bytes) {
  return refusal([&] { read(bytes); });
}

template <class T>
std::vector<T> elements(const Array& array) {
  const std::span<const T> all = array.as<T>();
  return {all.begin(), all.end()};
}

std::string double_data(double value) {
  return varint((10 << 3) | 1) + little(value);
}

TEST(OnnxTensor, raw_content_is_taken_as_it_lies) {
  const Array array = read(float_tensor("t", {2, 1}, {1.5f, -2.0f}));
  EXPECT_EQ(array.dims(), (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(elements<float>(array), (std::vector<float>{1.5f, -2.0f}));
}

TEST(OnnxTensor, typed_content_packed_and_one_by_one) {
  EXPECT_EQ(elements<std::int64_t>(read(tensor_head("t", int64_type, {3}) + packed(7, {1, -2, 3}))), (std::vector<std::int64_t>{1, -2, 3}));
  EXPECT_EQ(elements<std::int64_t>(read(number(7, 1) + tensor_head("t", int64_type, {3}) + number(7, -2) + number(7, 3))),
            (std::vector<std::int64_t>{1, -2, 3}));
  EXPECT_EQ(elements<float>(read(tensor_head("t", float_type, {3}) + part(4, little(1.0f, 2.0f)) + float32(4, 3.0f))),
            (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(elements<double>(read(tensor_head("t", 11, {1}) + double_data(0.1))), (std::vector<double>{0.1}));
}

TEST(OnnxTensor, small_types_stand_in_int32_data) {
  EXPECT_EQ(elements<std::uint16_t>(read(tensor_head("t", float16_type, {2}) + packed(5, {0x3C00, 0xC000}))),
            (std::vector<std::uint16_t>{0x3C00, 0xC000}));
  EXPECT_EQ(elements<std::int8_t>(read(tensor_head("t", int8_type, {2}) + packed(5, {-1, 5}))), (std::vector<std::int8_t>{-1, 5}));
  EXPECT_EQ(elements<std::uint8_t>(read(tensor_head("t", bool_type, {2}) + packed(5, {1, 0}))), (std::vector<std::uint8_t>{1, 0}));
  EXPECT_EQ(elements<std::uint8_t>(read(tensor_head("t", 21, {3}) + packed(5, {0x21, 0x03}))), (std::vector<std::uint8_t>{0x21, 0x03}));
  EXPECT_EQ(elements<std::uint32_t>(read(tensor_head("t", 12, {1}) + packed(11, {4000000000}))), (std::vector<std::uint32_t>{4000000000u}));
}

TEST(OnnxTensor, numbers_that_do_not_fit_their_type_are_refused) {
  const auto error = [](int type, std::uint32_t field, std::int64_t value) {
    return read_error(tensor_head("t", type, {2}) + packed(field, {1, value}));
  };
  EXPECT_EQ(error(uint8_type, 5, 300), "tensor 't' of uint8 has the element 300, wanted 0 to 255");
  EXPECT_EQ(error(uint8_type, 5, -1), "tensor 't' of uint8 has the element -1, wanted 0 to 255");
  EXPECT_EQ(error(int8_type, 5, 128), "tensor 't' of int8 has the element 128, wanted -128 to 127");
  EXPECT_EQ(error(bool_type, 5, 256), "tensor 't' of bool has the element 256, wanted 0 to 1");
  EXPECT_EQ(error(float16_type, 5, 65536), "tensor 't' of float16 has the element 65536, wanted 0 to 65535");
  EXPECT_EQ(error(12, 11, std::int64_t{1} << 32), "tensor 't' of uint32 has the element 4294967296, wanted 0 to 4294967295");
  EXPECT_EQ(elements<std::int8_t>(read(tensor_head("t", int8_type, {2}) + packed(5, {-128, 127}))), (std::vector<std::int8_t>{-128, 127}));
}

TEST(OnnxTensor, empty_tensors_and_scalars) {
  EXPECT_EQ(read(tensor_head("t", float_type, {0, 4})).size(), 0);
  EXPECT_EQ(read(raw_tensor("t", float_type, {0}, "")).size(), 0);
  EXPECT_EQ(read(number(2, float_type) + part(9, little(2.5f))).rank(), 0);
  // Empty raw data beside the elements.
  EXPECT_EQ(elements<std::int64_t>(read(raw_tensor("t", int64_type, {1}, "") + packed(7, {9}))), (std::vector<std::int64_t>{9}));
}

TEST(OnnxTensor, content_that_does_not_fit_is_refused_before_memory_is_taken) {
  EXPECT_EQ(read_error(raw_tensor("t", float_type, {1 << 20, 1 << 20}, "abcd")),
            "tensor 't' of float32[1048576,1048576] has 4 bytes, wanted 4398046511104");
  EXPECT_EQ(read_error(tensor_head("t", int64_type, {2}) + packed(7, {1})), "tensor 't' of int64[2] has 1 elements, wanted 2");
  EXPECT_EQ(read_error(tensor_head("t", int64_type, {1}) + packed(5, {1})), "tensor 't' of int64 has its elements in field 5, wanted 7");
  EXPECT_EQ(read_error(tensor_head("t", int64_type, {1}) + packed(7, {1}) + part(4, little(1.0f))),
            "tensor 't' has elements in two fields, 7 and 4");
  EXPECT_EQ(read_error(tensor_head("t", int64_type, {1}) + packed(7, {1}) + part(9, "12345678")), "tensor 't' has two contents");
  expect_refusal("tensor 't' has shape [-1]", [] { read(raw_tensor("t", float_type, {-1}, "")); });
  expect_refusal("a tensor has more than 64 dimensions", [] { read(packed(1, std::vector<std::int64_t>(65, 1))); });
}

TEST(OnnxTensor, types_that_the_ir_lacks) {
  EXPECT_EQ(read_error(raw_tensor("t", 14, {1}, "12345678")), "tensor 't' is of complex64, which the IR lacks");
  EXPECT_EQ(read_error(raw_tensor("t", 99, {1}, "1")), "tensor 't' is of type 99, which the IR lacks");
  EXPECT_EQ(read_error(tensor_head("t", string_type, {1}) + part(6, "abc")), "tensor 't' holds strings");
}

TEST(OnnxTensor, external_data_is_described_not_read) {
  OnnxTexts texts;
  const std::string bytes = tensor_head("t", float_type, {1}) + part(13, part(1, "location") + part(2, "w.bin")) +
                            part(13, part(1, "offset") + part(2, "8")) + number(14, 1);
  const OnnxTensor tensor = read_onnx_tensor(source_of(bytes), texts);
  EXPECT_EQ(tensor.external->location, "w.bin");
  EXPECT_EQ(tensor.external->offset, "8");
  EXPECT_EQ(tensor.external->length, "");
  EXPECT_EQ(refusal([&] { read_onnx_tensor(source_of(tensor_head("t", float_type, {1}) + number(14, 1)), texts); }),
            "tensor 't' is in another file, which is not named");
}

}  // namespace
}  // namespace nnfront::formats
