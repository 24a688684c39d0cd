#include "formats/protobuf.h"

#include <algorithm>
#include <limits>
#include <protozero/varint.hpp>

#include "support/fail.h"

namespace nnfront::formats {

std::string_view ProtoWindow::view(std::uint64_t begin, std::size_t size) {
  ensure(size <= largest_view, "a view is larger than the window");
  if (begin < window_begin_ || begin + size > window_begin_ + window_.size()) {
    window_.resize(std::min<std::uint64_t>(largest_view, source_.size() - begin));
    source_.read(begin, std::as_writable_bytes(std::span(window_)));
    window_begin_ = begin;
  }
  return std::string_view(window_).substr(begin - window_begin_, size);
}

ProtoMessage::ProtoMessage(ProtoWindow& window, std::string_view name) : ProtoMessage(window, name, 0, window.source().size()) {}

void ProtoMessage::damaged(std::string_view what) const {
  fail(ErrorCode::invalid_file, "{} at byte {}: {}", name_, tag_begin_, what);
}

std::uint64_t ProtoMessage::take_varint(std::uint64_t& position, std::uint64_t end) const {
  const std::string_view bytes = window_->view(position, std::min<std::uint64_t>(protozero::max_varint_length, end - position));
  const char* data = bytes.data();
  try {
    const std::uint64_t value = protozero::decode_varint(&data, bytes.data() + bytes.size());
    position += static_cast<std::uint64_t>(data - bytes.data());
    return value;
  } catch (const protozero::exception&) {
    damaged("a number without an end");
  }
}

bool ProtoMessage::next() {
  if (position_ >= end_) return false;
  tag_begin_ = position_;
  const std::uint64_t tag = take_varint(position_, end_);
  const std::uint64_t wire = tag & 7;
  constexpr std::uint64_t highest_field = (1u << 29) - 1;
  if (tag >> 3 == 0 || tag >> 3 > highest_field) damaged(fmt::format("field number {}, which there is not", tag >> 3));
  field_ = static_cast<std::uint32_t>(tag >> 3);
  if (wire != 0 && wire != 1 && wire != 2 && wire != 5) damaged(fmt::format("field {} has wire type {}", field_, wire));
  wire_ = static_cast<Wire>(wire);
  if (wire_ == Wire::fixed64) {
    value_ = take_fixed<std::uint64_t>(position_, end_);
  } else if (wire_ == Wire::fixed32) {
    value_ = take_fixed<std::uint32_t>(position_, end_);
  } else {
    value_ = take_varint(position_, end_);
  }
  if (wire_ != Wire::length) return true;
  begin_ = position_;
  if (value_ > end_ - position_) damaged(fmt::format("field {} takes {} bytes, {} are left", field_, value_, end_ - position_));
  position_ += value_;
  return true;
}

void ProtoMessage::expect(Wire wire) const {
  if (wire_ == wire) return;
  damaged(fmt::format("field {} has wire type {}, wanted {}", field_, static_cast<int>(wire_), static_cast<int>(wire)));
}

std::int64_t ProtoMessage::integer() const {
  expect(Wire::varint);
  return static_cast<std::int64_t>(value_);
}

std::int32_t ProtoMessage::small_integer() const {
  const std::int64_t value = integer();
  if (value != static_cast<std::int32_t>(value)) damaged(fmt::format("field {} is {}, wanted a number of 32 bits", field_, value));
  return static_cast<std::int32_t>(value);
}

float ProtoMessage::number32() const {
  expect(Wire::fixed32);
  return std::bit_cast<float>(static_cast<std::uint32_t>(value_));
}

double ProtoMessage::number64() const {
  expect(Wire::fixed64);
  return std::bit_cast<double>(value_);
}

std::uint64_t ProtoMessage::size() const {
  expect(Wire::length);
  return value_;
}

std::string ProtoMessage::text() const {
  const std::uint64_t bytes = size();
  if (bytes <= ProtoWindow::largest_view) return std::string(window_->view(begin_, bytes));
  return slice().read_all(bytes);
}

ByteSource ProtoMessage::slice() const {
  return window_->source().slice(begin_, size());
}

ProtoMessage ProtoMessage::message(std::string_view name) const {
  return ProtoMessage(*window_, name, begin_, begin_ + size());
}

void ProtoMessage::append_integers(std::vector<std::int64_t>& out) const {
  for_each_integer([&](std::uint64_t value) { out.push_back(static_cast<std::int64_t>(value)); });
}

void ProtoMessage::append_numbers32(std::vector<float>& out) const {
  for_each_fixed<std::uint32_t>([&](std::uint32_t bits) { out.push_back(std::bit_cast<float>(bits)); });
}

std::uint64_t ProtoMessage::count_integers() const {
  std::uint64_t count = 0;
  for_each_integer([&](std::uint64_t) { ++count; });
  return count;
}

std::uint64_t ProtoMessage::count_fixed(std::size_t bytes_each) const {
  if (wire_ != Wire::length) {
    expect(bytes_each == 4 ? Wire::fixed32 : Wire::fixed64);
    return 1;
  }
  if (value_ % bytes_each != 0)
    damaged(fmt::format("field {} takes {} bytes, which numbers of {} do not fill", field_, value_, bytes_each));
  return value_ / bytes_each;
}

}  // namespace nnfront::formats
