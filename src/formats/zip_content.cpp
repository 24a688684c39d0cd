#include <zlib.h>

#include <algorithm>
#include <vector>

#include "formats/zip.h"
#include "support/fail.h"
#include "support/hash.h"

namespace nnfront::formats {

namespace {

constexpr std::uint64_t highest_ratio = 1100;
constexpr std::size_t window_bytes = std::size_t{64} << 10;

void check_sizes(const ZipEntry& entry) {
  if (entry.size / highest_ratio > entry.archived.size()) {
    fail(ErrorCode::unsupported, "zip entry '{}': {} bytes become {}, at most {} times as many are inflated", printable(entry.name),
         entry.archived.size(), entry.size, highest_ratio);
  }
  // No encoder needs twice the room; what claims to is read for nothing.
  if (entry.archived.size() / 2 > entry.size + 512) {
    fail(ErrorCode::invalid_file, "zip entry '{}': {} compressed bytes for a content of {}", printable(entry.name), entry.archived.size(),
         entry.size);
  }
}

// Bytes without a head or a tail of their own, as archives have them.
class Inflater {
 public:
  Inflater() {
    const int made = inflateInit2(&stream_, -MAX_WBITS);
    ensure(made == Z_OK, "zlib can inflate");
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // How many bytes of `out` were filled: fewer where the compressed ones end, or are damaged.
  std::size_t read(const ByteSource& compressed, std::span<std::byte> out) {
    std::size_t done = 0;
    while (done < out.size() && !ended_) done += read_some(compressed, out.subspan(done));
    return done;
  }

 private:
  std::size_t read_some(const ByteSource& compressed, std::span<std::byte> out) {
    if (stream_.avail_in == 0) refill(compressed);
    const auto wanted = static_cast<uInt>(std::min(out.size(), std::size_t{1} << 30));
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = wanted;
    // Without input it says Z_BUF_ERROR: the end came too early.
    ended_ = inflate(&stream_, Z_NO_FLUSH) != Z_OK;
    return wanted - stream_.avail_out;
  }

  void refill(const ByteSource& compressed) {
    window_.resize(std::min<std::uint64_t>(window_bytes, compressed.size() - position_));
    compressed.read(position_, window_);
    position_ += window_.size();
    stream_.next_in = reinterpret_cast<Bytef*>(window_.data());
    stream_.avail_in = static_cast<uInt>(window_.size());
  }

  z_stream stream_{};
  std::vector<std::byte> window_;
  std::uint64_t position_ = 0;
  bool ended_ = false;
};

}  // namespace

struct ZipContent::State {
  explicit State(const ZipEntry& of) : entry(of) {
    if (entry.deflated) inflater = std::make_unique<Inflater>();
  }

  [[noreturn]] void refuse() const {
    fail(ErrorCode::invalid_file, "zip entry '{}': damaged: it does not inflate to {} bytes", printable(entry.name), entry.size);
  }

  ZipEntry entry;
  std::unique_ptr<Inflater> inflater;
  std::uint64_t position = 0;
  std::uint32_t crc = 0;
};

ZipContent::ZipContent(const ZipEntry& entry) {
  if (entry.deflated) check_sizes(entry);
  state_ = std::make_unique<State>(entry);
}

ZipContent::~ZipContent() = default;
ZipContent::ZipContent(ZipContent&&) noexcept = default;

void ZipContent::read(std::span<std::byte> out) {
  State& state = *state_;
  ensure(out.size() <= state.entry.size - state.position, "no more is read than an entry has");
  if (state.inflater == nullptr) {
    state.entry.archived.read(state.position, out);
  } else if (state.inflater->read(state.entry.archived, out) < out.size()) {
    state.refuse();
  }
  state.position += out.size();
  state.crc = crc32(state.crc, out);
}

bool ZipContent::matches() {
  State& state = *state_;
  ensure(state.position == state.entry.size, "a checksum is of the whole content");
  std::byte more{};
  if (state.inflater != nullptr && state.inflater->read(state.entry.archived, {&more, 1}) != 0) state.refuse();
  return state.crc == state.entry.crc32;
}

}  // namespace nnfront::formats
