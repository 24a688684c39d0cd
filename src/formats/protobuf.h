// The wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding) over a ByteSource.
//
// protozero's own reader wants a whole message in memory and counts it in 32 bits; a model may be larger than both. So a message is a
// range of the source that a cursor walks through small windows: protozero decodes the varints in them, a submessage is a range
// to walk in its turn, and large content becomes a slice that is not read at all. Nothing is limited to 2 GB.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/file.h"

namespace nnfront::formats {

// The windows through which one source is read. All messages of a source share one; it must outlive them.
class ProtoWindow {
 public:
  explicit ProtoWindow(ByteSource source) : source_(std::move(source)) {}

  const ByteSource& source() const { return source_; }
  // Bytes [begin, begin + size) where they pass no end; at most largest_view. Valid until the next call.
  static constexpr std::size_t largest_view = 16384;
  std::string_view view(std::uint64_t begin, std::size_t size);

 private:
  ByteSource source_;
  std::string window_;
  std::uint64_t window_begin_ = 0;
};

// A cursor over one message:
//
//   ProtoMessage message(window, "NodeProto");
//   while (message.next()) {
//     if (message.field() == 3) name = message.text();
//   }
//
// What is not asked for is passed over unread. Everything throws Error (invalid_file) "NodeProto at byte 17: ..." for lengths that pass
// the message's end, varints without an end, field number 0, groups, and values of another wire type than asked for.
class ProtoMessage {
 public:
  // The whole source is the message.
  ProtoMessage(ProtoWindow& window, std::string_view name);

  // Moves to the next field; false at the end.
  bool next();
  std::uint32_t field() const { return field_; }

  // The field's value.
  std::int64_t integer() const;
  std::int32_t small_integer() const;  // int32 and enumerations; larger numbers are an error
  float number32() const;
  double number64() const;
  std::uint64_t size() const;  // of a length-delimited value, in bytes
  std::string text() const;    // a copy; the caller has checked size()
  ByteSource slice() const;    // not read
  ProtoMessage message(std::string_view name) const;
  // Repeated numbers, packed or one by one: append what is here.
  void append_integers(std::vector<std::int64_t>& out) const;
  void append_numbers32(std::vector<float>& out) const;
  // The same without keeping them: how many numbers are here.
  std::uint64_t count_integers() const;
  std::uint64_t count_fixed(std::size_t bytes_each) const;
  // Calls visit(value) for each repeated number here: varints as their 64 bits.
  template <class Visit>
  void for_each_integer(Visit&& visit) const;
  // The bits of fixed-size numbers; T is an unsigned integer of the size.
  template <class T, class Visit>
  void for_each_fixed(Visit&& visit) const;

  // Where the field begins, its tag included, and where it ends: a range of fields is a message again.
  std::uint64_t field_begin() const { return tag_begin_; }
  std::uint64_t field_end() const { return position_; }
  ByteSource range(std::uint64_t begin, std::uint64_t end) const { return window_->source().slice(begin, end - begin); }

 private:
  enum class Wire { varint = 0, fixed64 = 1, length = 2, fixed32 = 5 };
  ProtoMessage(ProtoWindow& window, std::string_view name, std::uint64_t begin, std::uint64_t end)
      : window_(&window), name_(name), position_(begin), end_(end) {}

  [[noreturn]] void damaged(std::string_view what) const;
  void expect(Wire wire) const;
  std::uint64_t take_varint(std::uint64_t& position, std::uint64_t end) const;
  template <class T>
  T take_fixed(std::uint64_t& position, std::uint64_t end) const;

  ProtoWindow* window_;
  std::string_view name_;
  std::uint64_t position_;  // of the next field
  std::uint64_t end_;
  std::uint64_t tag_begin_ = 0;
  std::uint32_t field_ = 0;
  Wire wire_ = Wire::varint;
  std::uint64_t value_ = 0;  // of a varint or fixed number; the size of length-delimited content
  std::uint64_t begin_ = 0;  // of length-delimited content
};

template <class T>
T ProtoMessage::take_fixed(std::uint64_t& position, std::uint64_t end) const {
  if (end - position < sizeof(T)) damaged("a number is cut off");
  const std::string_view bytes = window_->view(position, sizeof(T));
  T bits;
  bytes.copy(reinterpret_cast<char*>(&bits), sizeof(T));
  position += sizeof(T);
  return bits;
}

template <class Visit>
void ProtoMessage::for_each_integer(Visit&& visit) const {
  if (wire_ != Wire::length) {
    expect(Wire::varint);
    return visit(value_);
  }
  const std::uint64_t end = begin_ + value_;
  for (std::uint64_t position = begin_; position < end;) visit(take_varint(position, end));
}

template <class T, class Visit>
void ProtoMessage::for_each_fixed(Visit&& visit) const {
  if (wire_ != Wire::length) {
    expect(sizeof(T) == 4 ? Wire::fixed32 : Wire::fixed64);
    return visit(static_cast<T>(value_));
  }
  const std::uint64_t end = begin_ + value_;
  for (std::uint64_t position = begin_; position < end;) visit(take_fixed<T>(position, end));
}

}  // namespace nnfront::formats
