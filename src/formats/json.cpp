#include "formats/json.h"

#include <cmath>
#include <limits>
#include <utility>

#include "formats/json_text.h"
#include "support/fail.h"

namespace nnfront::formats {

namespace {

// What the event parser calls (the functions' names are the library's).
class DocumentReader {
 public:
  explicit DocumentReader(const JsonText& text) : text_(text), document_(text) {}
  // With a list whose elements are handed out.
  DocumentReader(const JsonText& text, std::string_view streamed, const ElementVisitor& visit)
      : text_(text), document_(text), streamed_(streamed), visit_(&visit) {}

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
    starts_stream_ = visit_ != nullptr && document_.depth() == 1 && name == streamed_;
    document_.key(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) {
    fail_not_json(text_, position, error.what());
  }

  Json take() { return document_.take(); }

 private:
  bool add(Json value) {
    document_.add(std::move(value));
    hand_out();
    return true;
  }

  bool open(Json container) {
    if (document_.depth() == deepest_json) refuse_json(text_, fmt::format("nested deeper than {} levels", deepest_json));
    const bool is_list = container.is_array();
    document_.open(std::move(container));
    if (starts_stream_ && is_list) list_ = document_.innermost();
    starts_stream_ = false;
    return true;
  }

  bool close() {
    if (document_.innermost() == list_) list_ = nullptr;
    document_.close();
    hand_out();
    return true;
  }

  // Gives away the element that has just been completed.
  void hand_out() {
    starts_stream_ = false;
    if (list_ == nullptr || document_.innermost() != list_) return;
    const Json element = std::move(list_->back());
    list_->get_ref<Json::array_t&>().clear();
    (*visit_)(element);
  }

  const JsonText& text_;
  JsonBuilder document_;
  std::string_view streamed_;
  const ElementVisitor* visit_ = nullptr;
  bool starts_stream_ = false;  // the next value is that of the streamed key
  Json* list_ = nullptr;        // the streamed list, while it is open
};

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
  const ByteSource source(std::as_bytes(std::span(text)));
  JsonText characters(source);
  DocumentReader reader(characters);
  read_json(characters, reader);
  return reader.take();
}

Json parse_json(const ByteSource& source, std::string_view key, const ElementVisitor& visit) {
  JsonText characters(source);
  DocumentReader reader(characters, key, visit);
  read_json(characters, reader);
  return reader.take();
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
