#include "formats/json.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "support/fail.h"

namespace nnfront::formats {

namespace {

constexpr std::size_t max_depth = 200;

// "line 3, column 7" of the byte at `offset`, both from 1.
std::string place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return fmt::format("line {}, column {}", line, before.size() - line_start + 1);
}

// Reads a text and tells how far it has come: the parser does not say where a key or a bracket stands.
class TrackedIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TrackedIterator(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  TrackedIterator& operator++() {
    ++at_;
    *reached_ = at_;
    return *this;
  }
  TrackedIterator operator++(int) {
    const TrackedIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const TrackedIterator& other) const { return at_ == other.at_; }
  bool operator!=(const TrackedIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

// What the event parser calls (the functions' names are the library's). It builds the document without recursion, so that
// neither parsing nor destroying it can exhaust the stack.
class DocumentBuilder {
 public:
  DocumentBuilder(std::string_view text, const char* const* reached) : text_(text), reached_(reached) {}
  // With a list whose elements are handed out.
  DocumentBuilder(std::string_view text, const char* const* reached, std::string_view streamed, const ElementVisitor& visit)
      : text_(text), reached_(reached), streamed_(streamed), visit_(&visit) {}

  bool null() { return add(nullptr); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(Json::number_integer_t value) { return add(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return add(value); }
  bool number_float(Json::number_float_t value, const std::string&) { return add(value); }
  bool string(std::string& value) { return add(std::move(value)); }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    Json& object = *open_.back();
    if (object.contains(name)) reject(fmt::format("the key '{}' stands twice in one object", printable(name)));
    starts_stream_ = visit_ != nullptr && open_.size() == 1 && name == streamed_;
    member_ = &object[std::move(name)];
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) {
    // The library's message is "[id] parse error at line L, column C: what"; only `what` is kept.
    const std::string_view message = error.what();
    const std::size_t colon = message.find(": ");
    const std::string_view what = colon == std::string_view::npos ? message : message.substr(colon + 2);
    fail(ErrorCode::invalid_file, "not JSON: {}: {}", place(text_, position == 0 ? 0 : position - 1), printable(what));
  }

  Json take() { return std::move(root_); }

 private:
  [[noreturn]] void reject(const std::string& what) const {
    const auto consumed = static_cast<std::size_t>(*reached_ - text_.data());
    fail(ErrorCode::invalid_file, "JSON refused: {}: {}", place(text_, consumed == 0 ? 0 : consumed - 1), what);
  }

  Json& put(Json value) {
    if (open_.empty()) return root_ = std::move(value);
    if (!open_.back()->is_array()) return *member_ = std::move(value);
    open_.back()->push_back(std::move(value));
    return open_.back()->back();
  }

  bool add(Json value) {
    put(std::move(value));
    hand_out();
    return true;
  }

  bool open(Json container) {
    if (open_.size() == max_depth) reject(fmt::format("nested deeper than {} levels", max_depth));
    const bool is_list = container.is_array();
    open_.push_back(&put(std::move(container)));
    if (starts_stream_ && is_list) list_ = open_.back();
    starts_stream_ = false;
    return true;
  }

  bool close() {
    if (open_.back() == list_) list_ = nullptr;
    open_.pop_back();
    hand_out();
    return true;
  }

  // Gives away the element that has just been completed.
  void hand_out() {
    starts_stream_ = false;
    if (list_ == nullptr || open_.back() != list_) return;
    const Json element = std::move(list_->back());
    list_->get_ref<Json::array_t&>().clear();
    (*visit_)(element);
  }

  std::string_view text_;
  const char* const* reached_;
  Json root_;
  std::vector<Json*> open_;  // containers that enclose the next value, outermost first
  Json* member_ = nullptr;   // where the value of the last key goes
  std::string_view streamed_;
  const ElementVisitor* visit_ = nullptr;
  bool starts_stream_ = false;  // the next value is that of the streamed key
  Json* list_ = nullptr;        // the streamed list, while it is open
};

Json built(DocumentBuilder builder, std::string_view text, const char** reached) {
  const TrackedIterator begin(text.data(), reached);
  const TrackedIterator end(text.data() + text.size(), reached);
  ensure(Json::sax_parse(begin, end, &builder), "a parse that fails throws");
  return builder.take();
}

std::string_view kind(const Json& value) {
  if (value.is_number_integer()) return "an integer";
  if (value.is_number()) return "a float";
  if (value.is_string()) return "a string";
  if (value.is_boolean()) return "a boolean";
  if (value.is_null()) return "null";
  return value.is_array() ? "an array" : "an object";
}

[[noreturn]] void wrong_kind(std::string_view what, const Json& value, std::string_view wanted) {
  fail(ErrorCode::invalid_file, "'{}': got {}, wanted {}", printable(what), kind(value), wanted);
}

}  // namespace

Json parse_json(std::string_view text) {
  const char* reached = text.data();
  return built(DocumentBuilder(text, &reached), text, &reached);
}

Json parse_json(std::string_view text, std::string_view key, const ElementVisitor& visit) {
  const char* reached = text.data();
  return built(DocumentBuilder(text, &reached, key, visit), text, &reached);
}

const Json& json_at(const Json& object, std::string_view key) {
  if (!object.is_object()) fail(ErrorCode::invalid_file, "got {}, wanted an object with '{}'", kind(object), printable(key));
  const auto found = object.find(key);
  if (found == object.end()) fail(ErrorCode::invalid_file, "'{}' is missing", printable(key));
  return *found;
}

std::int64_t json_integer(const Json& value, std::string_view what) {
  if (!value.is_number_integer()) wrong_kind(what, value, "an integer");
  if (!value.is_number_unsigned()) return value.get<std::int64_t>();
  const auto number = value.get<std::uint64_t>();
  if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    fail(ErrorCode::invalid_file, "'{}': got {}, wanted at most {}", printable(what), number, std::numeric_limits<std::int64_t>::max());
  }
  return static_cast<std::int64_t>(number);
}

double json_number(const Json& value, std::string_view what) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) wrong_kind(what, value, "a number");
  const auto& text = value.get_ref<const std::string&>();
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  wrong_kind(what, value, "a number");
}

const std::string& json_string(const Json& value, std::string_view what) {
  if (!value.is_string()) wrong_kind(what, value, "a string");
  return value.get_ref<const std::string&>();
}

bool json_boolean(const Json& value, std::string_view what) {
  if (!value.is_boolean()) wrong_kind(what, value, "a boolean");
  return value.get<bool>();
}

OrderedJson json_of(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

}  // namespace nnfront::formats
