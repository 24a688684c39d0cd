#include "formats/protobuf.h"

#include <gtest/gtest.h>

#include "tests/formats/bytes.h"
#include "tests/formats/onnx_bytes.h"

namespace nnfront::formats {
namespace {

using onnx_bytes::number;
using onnx_bytes::packed;
using onnx_bytes::part;
using onnx_bytes::varint;

// Reads the first field of `bytes` and gives it to `look`.
template <class Look>
auto first_field(const std::string& bytes, Look&& look) {
  ProtoWindow window(source_of(bytes));
  ProtoMessage message(window, "M");
  EXPECT_TRUE(message.next());
  return look(message);
}

std::string read_through(const std::string& bytes) {
  return refusal([&] {
    ProtoWindow window(source_of(bytes));
    ProtoMessage message(window, "M");
    while (message.next()) {
    }
  });
}

TEST(Protobuf, fields_come_in_their_order_with_their_values) {
  const std::string bytes = number(1, -5) + part(2, "abc") + onnx_bytes::float32(3, 1.5f) + number(1000, 7);
  ProtoWindow window(source_of(bytes));
  ProtoMessage message(window, "M");
  ASSERT_TRUE(message.next());
  EXPECT_EQ(message.field(), 1u);
  EXPECT_EQ(message.integer(), -5);
  ASSERT_TRUE(message.next());
  EXPECT_EQ(message.text(), "abc");
  EXPECT_EQ(message.slice().read_all(10), "abc");
  EXPECT_EQ(message.field_begin(), 11u);
  EXPECT_EQ(message.field_end(), 16u);
  ASSERT_TRUE(message.next());
  EXPECT_EQ(message.number32(), 1.5f);
  ASSERT_TRUE(message.next());
  EXPECT_EQ(message.field(), 1000u);
  EXPECT_EQ(message.small_integer(), 7);
  EXPECT_FALSE(message.next());
}

TEST(Protobuf, lists_are_read_packed_and_one_by_one) {
  std::vector<std::int64_t> numbers;
  first_field(packed(1, {1, -2, 300}), [&](const ProtoMessage& message) {
    EXPECT_EQ(message.count_integers(), 3u);
    message.append_integers(numbers);
  });
  first_field(number(1, 4), [&](const ProtoMessage& message) { message.append_integers(numbers); });
  EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, -2, 300, 4}));
  std::vector<float> floats;
  first_field(part(1, little(0.5f, 2.0f)), [&](const ProtoMessage& message) {
    EXPECT_EQ(message.count_fixed(4), 2u);
    message.append_numbers32(floats);
  });
  EXPECT_EQ(floats, (std::vector<float>{0.5f, 2.0f}));
}

TEST(Protobuf, submessages_end_where_they_say) {
  const std::string bytes = part(1, number(2, 3)) + number(4, 5);
  first_field(bytes, [](const ProtoMessage& message) {
    ProtoMessage inner = message.message("Inner");
    ASSERT_TRUE(inner.next());
    EXPECT_EQ(inner.field(), 2u);
    EXPECT_FALSE(inner.next());
  });
}

TEST(Protobuf, content_larger_than_a_window_is_passed_over_unread_or_read_as_it_is) {
  const std::string large(5 * ProtoWindow::largest_view, 'x');
  const std::string bytes = part(1, large) + number(2, 1);
  ProtoWindow window(source_of(bytes));
  ProtoMessage message(window, "M");
  ASSERT_TRUE(message.next());
  EXPECT_EQ(message.size(), large.size());
  EXPECT_EQ(message.text(), large);
  ASSERT_TRUE(message.next());
  EXPECT_EQ(message.integer(), 1);
}

TEST(Protobuf, a_number_may_lie_across_windows) {
  const std::string bytes = part(1, std::string(ProtoWindow::largest_view - 5, 'x')) + number(2, -1);
  ProtoWindow window(source_of(bytes));
  ProtoMessage message(window, "M");
  ASSERT_TRUE(message.next());
  EXPECT_EQ(message.text().size(), ProtoWindow::largest_view - 5);
  ASSERT_TRUE(message.next());
  EXPECT_EQ(message.integer(), -1);
}

TEST(Protobuf, damage_is_refused_with_its_place) {
  EXPECT_EQ(read_through(number(1, 1) + std::string(11, '\xff')), "M at byte 2: a number without an end");
  EXPECT_EQ(read_through("\x08"), "M at byte 0: a number without an end");
  EXPECT_EQ(read_through(varint(2)), "M at byte 0: field number 0, which there is not");
  EXPECT_EQ(read_through(varint((1 << 3) | 3)), "M at byte 0: field 1 has wire type 3");
  EXPECT_EQ(read_through(varint((1 << 3) | 2) + varint(5) + "abc"), "M at byte 0: field 1 takes 5 bytes, 3 are left");
  EXPECT_EQ(read_through(varint((1 << 3) | 2) + varint(~std::uint64_t{0}) + "abc"),
            "M at byte 0: field 1 takes 18446744073709551615 bytes, 3 are left");
  EXPECT_EQ(read_through(varint((1 << 3) | 5) + "abc"), "M at byte 0: a number is cut off");
}

TEST(Protobuf, a_value_of_another_wire_type_is_refused) {
  first_field(number(1, 1), [](const ProtoMessage& message) {
    expect_refusal("field 1 has wire type 0, wanted 2", [&] { message.text(); });
    expect_refusal("field 1 has wire type 0, wanted 5", [&] { message.number32(); });
    expect_refusal("field 1 has wire type 0, wanted 1", [&] { message.number64(); });
  });
  first_field(number(1, std::int64_t{1} << 40), [](const ProtoMessage& message) {
    expect_refusal("field 1 is 1099511627776, wanted a number of 32 bits", [&] { message.small_integer(); });
  });
  first_field(part(1, "abc"), [](const ProtoMessage& message) {
    expect_refusal("field 1 has wire type 2, wanted 0", [&] { message.integer(); });
    expect_refusal("field 1 takes 3 bytes, which numbers of 4 do not fill", [&] { message.count_fixed(4); });
  });
}

}  // namespace
}  // namespace nnfront::formats
