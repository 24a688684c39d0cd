#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "formats/extent.h"
#include "formats/little_endian.h"
#include "formats/npz.h"
#include "support/fail.h"
#include "support/number_text.h"

namespace nnfront::formats {

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t longest_dictionary = 10000;  // as much as NumPy reads
constexpr std::size_t highest_rank = 64;           // NumPy's own limit

struct Descr {
  DType dtype;
  std::string_view text;
};

constexpr std::array<Descr, 12> descrs = {{
    {DType::float16, "<f2"},
    {DType::float32, "<f4"},
    {DType::float64, "<f8"},
    {DType::int8, "|i1"},
    {DType::int16, "<i2"},
    {DType::int32, "<i4"},
    {DType::int64, "<i8"},
    {DType::uint8, "|u1"},
    {DType::uint16, "<u2"},
    {DType::uint32, "<u4"},
    {DType::uint64, "<u8"},
    {DType::boolean, "|b1"},
}};

DType dtype_of(std::string_view descr) {
  for (const Descr& each : descrs) {
    if (each.text == descr) return each.dtype;
    // One byte has no order: "<i1" is the same as "|i1".
    if (each.text[0] == '|' && descr.size() == 3 && descr[0] == '<' && each.text.substr(1) == descr.substr(1)) return each.dtype;
  }
  if (!descr.empty() && descr[0] == '>') fail(ErrorCode::unsupported, "npy header: '{}' is big-endian", printable(descr));
  if (descr.find('O') != std::string_view::npos) {
    fail(ErrorCode::unsupported, "npy header: '{}' are pickled Python objects, which are never read", printable(descr));
  }
  fail(ErrorCode::unsupported, "npy header: got element type '{}', wanted a float, integer or bool", printable(descr));
}

// The header is a Python dictionary written as text; this reads the part of that language which np.save writes.
class DictionaryText {
 public:
  explicit DictionaryText(std::string_view text) : text_(text) {}

  bool accept(char wanted) {
    skip_spaces();
    if (position_ >= text_.size() || text_[position_] != wanted) return false;
    ++position_;
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) refuse(fmt::format("wanted '{}'", wanted));
  }

  std::string_view quoted() {
    const char quote = accept('\'') ? '\'' : '"';
    if (quote == '"') expect('"');
    const std::size_t end = text_.find(quote, position_);
    if (end == std::string_view::npos) refuse("wanted a closing quote");
    const std::string_view inside = text_.substr(position_, end - position_);
    position_ = end + 1;
    return inside;
  }

  bool boolean() {
    skip_spaces();
    for (const auto& [word, value] : {std::pair<std::string_view, bool>("True", true), {"False", false}}) {
      if (text_.substr(position_, word.size()) != word) continue;
      position_ += word.size();
      return value;
    }
    refuse("wanted True or False");
  }

  std::int64_t dimension() {
    skip_spaces();
    const std::size_t begin = position_;
    while (position_ < text_.size() && text_[position_] >= '0' && text_[position_] <= '9') ++position_;
    const std::optional<std::int64_t> value = parse_integer(text_.substr(begin, position_ - begin));
    if (!value) refuse("wanted a dimension");
    accept('L');  // Python 2 wrote long integers so
    return *value;
  }

  bool at_end() {
    skip_spaces();
    return position_ == text_.size();
  }

  [[noreturn]] void refuse(const std::string& wanted) const {
    fail(ErrorCode::invalid_file, "npy header: {} at column {} of '{}'", wanted, position_ + 1, printable(text_));
  }

 private:
  void skip_spaces() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\n')) ++position_;
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

std::vector<std::int64_t> parse_shape(DictionaryText& text) {
  std::vector<std::int64_t> dims;
  text.expect('(');
  while (!text.accept(')')) {
    dims.push_back(text.dimension());
    if (dims.size() > highest_rank) text.refuse(fmt::format("wanted at most {} dimensions", highest_rank));
    if (text.accept(',')) continue;
    text.expect(')');
    // In Python "(3)" is the number 3, not a tuple.
    if (dims.size() == 1) text.refuse("wanted a comma behind a single dimension");
    break;
  }
  return dims;
}

NpyHeader parse_dictionary(std::string_view dictionary) {
  DictionaryText text(dictionary);
  std::optional<std::string_view> descr;
  std::optional<bool> fortran_order;
  std::optional<std::vector<std::int64_t>> shape;
  text.expect('{');
  while (!text.accept('}')) {
    const std::string_view key = text.quoted();
    text.expect(':');
    if (key == "descr" && !descr) {
      if (text.accept('[')) fail(ErrorCode::unsupported, "npy header: structured elements, wanted a float, integer or bool");
      descr = text.quoted();
    } else if (key == "fortran_order" && !fortran_order) {
      fortran_order = text.boolean();
    } else if (key == "shape" && !shape) {
      shape = parse_shape(text);
    } else {
      text.refuse(fmt::format("got key '{}', wanted descr, fortran_order and shape, each once", printable(key)));
    }
    if (text.accept(',')) continue;
    text.expect('}');
    break;
  }
  if (!text.at_end()) text.refuse("wanted nothing more");
  if (!descr || !fortran_order || !shape) text.refuse("wanted descr, fortran_order and shape");
  NpyHeader header;
  header.dtype = dtype_of(*descr);
  header.dims = std::move(*shape);
  header.fortran_order = *fortran_order;
  return header;
}

std::string_view descr_of(DType stored_as) {
  for (const Descr& each : descrs) {
    if (each.dtype == stored_as) return each.text;
  }
  ensure(false, "npy has no such element type: npy_storage() comes first");
  return {};
}

// Elements whose first index varies fastest, put in C order.
Array c_order_of(const Array& fortran) {
  const std::vector<std::int64_t>& dims = fortran.dims();
  Array result(fortran.dtype(), dims);
  const auto element = static_cast<std::size_t>(bits(fortran.dtype()) / 8);
  std::vector<std::int64_t> strides(dims.size(), 1);
  for (std::size_t d = 1; d < dims.size(); ++d) strides[d] = strides[d - 1] * dims[d - 1];
  std::vector<std::int64_t> index(dims.size(), 0);
  std::int64_t from = 0;
  std::byte* to = result.mutable_data();
  for (std::int64_t i = 0; i < result.size(); ++i, to += element) {
    std::copy_n(fortran.data() + static_cast<std::size_t>(from) * element, element, to);
    for (std::size_t d = dims.size(); d-- > 0;) {
      from += strides[d];
      if (++index[d] < dims[d]) break;
      from -= strides[d] * dims[d];
      index[d] = 0;
    }
  }
  return result;
}

// How many bytes stand in front of the dictionary, of the first 12 bytes of a file (all, where there are fewer).
std::size_t checked_prefix(std::string_view head) {
  if (head.size() < 12 && !head.empty() && head.substr(0, magic.size()) == magic.substr(0, head.size())) {
    fail(ErrorCode::invalid_file, "an npy file that is cut off: it ends after {} bytes, inside its header", head.size());
  }
  if (head.size() < 12 || head.substr(0, magic.size()) != magic) fail(ErrorCode::invalid_file, "not an npy file: no npy magic");
  const int version = static_cast<unsigned char>(head[6]);
  if (version < 1 || version > 3 || head[7] != 0) {
    fail(ErrorCode::unsupported, "npy version {}.{}, wanted 1.0, 2.0 or 3.0", version, static_cast<unsigned char>(head[7]));
  }
  return version == 1 ? 10 : 12;
}

}  // namespace

NpyHeader read_npy_header(std::uint64_t size, const std::function<void(std::span<std::byte>)>& read) {
  // Magic, version, then the dictionary's length in 2 bytes (version 1) or 4.
  std::string head(std::min<std::uint64_t>(size, 12), '\0');
  read(std::as_writable_bytes(std::span(head)));
  const std::size_t prefix = checked_prefix(head);
  const std::uint64_t length = prefix == 10 ? load_little<std::uint16_t>(head, 8) : load_little<std::uint32_t>(head, 8);
  if (length > longest_dictionary) {
    fail(ErrorCode::unsupported, "npy header: {} bytes, at most {} are read", length, longest_dictionary);
  }
  if (length > size - prefix) {
    fail(ErrorCode::invalid_file, "npy header: {} bytes announced, the file has {}", length, size - prefix);
  }
  const std::size_t known = std::min(head.size(), prefix + length);
  head.resize(prefix + length);
  read(std::as_writable_bytes(std::span(head).subspan(known)));
  NpyHeader header = parse_dictionary(std::string_view(head).substr(prefix));
  header.data_offset = head.size();
  const std::uint64_t wanted = content_bytes(header.dtype, header.dims);
  const std::uint64_t got = size - header.data_offset;
  if (got != wanted) {
    fail(ErrorCode::invalid_file, "npy: {} {} takes {} bytes, the file has {} behind its header", name(header.dtype),
         dims_text(header.dims), wanted, got);
  }
  return header;
}

NpyHeader read_npy_header(const ByteSource& source) {
  std::uint64_t position = 0;
  return read_npy_header(source.size(), [&](std::span<std::byte> out) {
    source.read(position, out);
    position += out.size();
  });
}

std::string npy_header(DType stored_as, std::span<const std::int64_t> dims, std::uint64_t before) {
  const std::string comma = dims.size() == 1 ? "," : "";
  const std::string shape = fmt::format("({}{})", fmt::join(dims.begin(), dims.end(), ", "), comma);
  std::string dictionary = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", descr_of(stored_as), shape);
  const std::uint64_t unpadded = before + magic.size() + 4 + dictionary.size() + 1;
  dictionary.append((64 - unpadded % 64) % 64, ' ');
  dictionary += '\n';
  ensure(dims.size() <= highest_rank && dictionary.size() <= longest_dictionary, "an npy header passes its limits");
  std::string header(magic);
  header += '\1';
  header += '\0';
  append_little(header, static_cast<std::uint16_t>(dictionary.size()));
  return header + dictionary;
}

Array npy_array(const NpyHeader& header, const ByteSource& content) {
  const std::uint64_t wanted = content_bytes(header.dtype, header.dims);
  if (content.size() != wanted) fail(ErrorCode::invalid_file, "npy: got {} bytes of elements, wanted {}", content.size(), wanted);
  Array array(header.dtype, header.dims);
  content.read(0, {array.mutable_data(), array.bytes()});
  const bool reordered = header.fortran_order && array.rank() > 1 && !array.empty();
  return reordered ? c_order_of(array) : array;
}

Array read_npy(const std::filesystem::path& path) {
  const ByteSource source(File::open(path));
  try {
    const NpyHeader header = read_npy_header(source);
    return npy_array(header, source.slice(header.data_offset, source.size() - header.data_offset));
  } catch (const Error& error) {
    throw error.in(printable(path.string()));
  }
}

void write_npy(const std::filesystem::path& path, const Array& array) {
  FileWriter file(path);
  file.write(npy_header(npy_storage(array.dtype()), npy_dims(array.dtype(), array.dims())));
  file.write({array.data(), array.bytes()});
  file.commit();
}

DType npy_storage(DType dtype) {
  ensure(dtype != DType::string, "strings are not stored as npy");
  if (dtype == DType::bfloat16) return DType::uint16;
  if (bits(dtype) == 4 || (bits(dtype) == 8 && is_floating(dtype))) return DType::uint8;
  return dtype;
}

std::vector<std::int64_t> npy_dims(DType dtype, const std::vector<std::int64_t>& dims) {
  if (bits(dtype) != 4) return dims;
  return {static_cast<std::int64_t>(storage_bytes(dtype, element_count(dims)))};
}

}  // namespace nnfront::formats
