#include <algorithm>
#include <utility>

#include "formats/extent.h"
#include "formats/little_endian.h"
#include "formats/mxnet_ndarray.h"
#include "formats/mxnet_types.h"
#include "support/fail.h"

namespace nnfront::formats {

namespace {

std::int32_t type_flag(DType dtype, std::string_view array_name) {
  const auto found = std::find(mxnet_type_flags.begin(), mxnet_type_flags.end(), dtype);
  if (found == mxnet_type_flags.end()) {
    fail(ErrorCode::unsupported, "array '{}': MXNet's files hold no {}", printable(array_name), name(dtype));
  }
  return static_cast<std::int32_t>(found - mxnet_type_flags.begin());
}

std::string record_head(std::string_view name, DType dtype, const std::vector<std::int64_t>& dims) {
  std::string head;
  append_little(head, mxnet_v2_magic);
  append_little(head, mxnet_dense_storage);
  append_little(head, static_cast<std::int32_t>(dims.size()));
  for (const std::int64_t dim : dims) append_little(head, dim);
  append_little(head, mxnet_cpu);
  append_little(head, std::int32_t{0});  // device number
  append_little(head, type_flag(dtype, name));
  return head;
}

}  // namespace

struct MxnetArrayWriter::State {
  State(std::filesystem::path path, std::uint64_t announced) : file(std::move(path)), count(announced) {}

  FileWriter file;
  std::uint64_t count;
  std::vector<std::string> names;
};

MxnetArrayWriter::MxnetArrayWriter(std::filesystem::path path, std::uint64_t count)
    : state_(std::make_unique<State>(std::move(path), count)) {
  std::string head;
  append_little(head, mxnet_list_magic);
  append_little(head, std::uint64_t{0});
  append_little(head, count);
  state_->file.write(head);
}

MxnetArrayWriter::~MxnetArrayWriter() = default;

void MxnetArrayWriter::add(std::string name, const Array& array) {
  add(std::move(name), array.dtype(), array.dims(), [&](const auto& sink) { sink(std::span(array.data(), array.bytes())); });
}

void MxnetArrayWriter::add(std::string name, DType dtype, const std::vector<std::int64_t>& dims, const Stream& stream) {
  ensure(state_->names.size() < state_->count, "more MXNet arrays are written than were announced");
  const std::int64_t elements = element_count(dims);
  if (dims.empty() || elements == 0) {
    fail(ErrorCode::unsupported, "array '{}': MXNet's V2 files hold no array of shape {}", printable(name), dims_text(dims));
  }
  state_->file.write(record_head(name, dtype, dims));
  std::size_t written = 0;
  stream([&](std::span<const std::byte> bytes) {
    state_->file.write(bytes);
    written += bytes.size();
  });
  ensure(written == storage_bytes(dtype, elements), "an array's content is as long as its type says");
  state_->names.push_back(std::move(name));
}

void MxnetArrayWriter::finish() {
  ensure(state_->names.size() == state_->count, "fewer MXNet arrays are written than were announced");
  std::string tail;
  append_little(tail, std::uint64_t{state_->names.size()});
  for (const std::string& name : state_->names) {
    append_little(tail, std::uint64_t{name.size()});
    tail += name;
  }
  state_->file.write(tail);
  state_->file.commit();
}

}  // namespace nnfront::formats
