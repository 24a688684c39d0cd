#include <unordered_set>
#include <utility>

#include "formats/extent.h"
#include "formats/npz.h"
#include "formats/zip.h"
#include "support/fail.h"
#include "support/hash.h"

namespace nnfront::formats {

namespace {

constexpr std::uint64_t alignment = 64;
constexpr std::size_t longest_name = 65000;  // the format's 16 bits, less what ".npy" needs

}  // namespace

struct NpzWriter::State {
  explicit State(std::filesystem::path path) : file(std::move(path)) {}

  FileWriter file;
  std::vector<ZipRecord> directory;
  std::unordered_set<std::string> names;
  bool in_entry = false;
  std::uint64_t entry_end = 0;  // where the entry that is being written must end
};

NpzWriter::NpzWriter(std::filesystem::path path) : state_(std::make_unique<State>(std::move(path))) {}

NpzWriter::~NpzWriter() = default;

void NpzWriter::begin(std::string_view name, DType stored_as, std::span<const std::int64_t> dims) {
  ensure(!state_->in_entry, "an npz entry begins inside another");
  if (name.size() > longest_name || !is_utf8(name) || name.find('\0') != std::string_view::npos) {
    fail(ErrorCode::invalid_argument, "npz: '{}' cannot name an entry: wanted UTF-8 of at most {} bytes", printable(name), longest_name);
  }
  if (!state_->names.emplace(name).second) fail(ErrorCode::invalid_argument, "npz: two entries are called '{}'", printable(name));
  const std::string header = npy_header(stored_as, dims);
  ZipRecord record;
  record.name = std::string(name) + ".npy";
  record.size = header.size() + content_bytes(stored_as, dims);
  record.offset = state_->file.position();
  state_->file.write(zip_local_header(record, alignment));
  state_->entry_end = state_->file.position() + record.size;
  state_->directory.push_back(std::move(record));
  state_->in_entry = true;
  write(std::as_bytes(std::span(header)));
}

void NpzWriter::write(std::span<const std::byte> bytes) {
  ensure(state_->in_entry, "npz content is written outside an entry");
  ensure(bytes.size() <= state_->entry_end - state_->file.position(), "an npz entry gets more bytes than its shape has");
  ZipRecord& record = state_->directory.back();
  record.crc32 = crc32(record.crc32, bytes);
  state_->file.write(bytes);
}

void NpzWriter::end() {
  ensure(state_->in_entry, "an npz entry ends that did not begin");
  ensure(state_->file.position() == state_->entry_end, "an npz entry gets fewer bytes than its shape has");
  const ZipRecord& record = state_->directory.back();
  state_->file.write_at(record.offset + zip_crc_offset, std::as_bytes(std::span(&record.crc32, 1)));
  state_->in_entry = false;
}

void NpzWriter::finish() {
  ensure(!state_->in_entry, "an npz archive is finished inside an entry");
  const std::uint64_t offset = state_->file.position();
  for (const ZipRecord& record : state_->directory) state_->file.write(zip_directory_entry(record));
  state_->file.write(zip_end(state_->directory.size(), offset, state_->file.position() - offset));
  state_->file.commit();
}

}  // namespace nnfront::formats
