#include "formats/json_pieces.h"

#include <optional>
#include <set>
#include <utility>

#include "formats/json_text.h"
#include "support/fail.h"

namespace nnfront::formats {

namespace {

// What the event parser calls (the functions' names are the library's). Containers are counted from the outermost object: 1 open is
// that object, 2 a list of pieces or a member under construction.
class PieceReader {
 public:
  PieceReader(const JsonText& text, const JsonPieces& pieces) : text_(text), pieces_(pieces), piece_(text) {}

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
    if (depth() > 1) {
      piece_.key(name);
      return true;
    }
    if (!seen_.insert(name).second) refuse_json(text_, fmt::format("the key '{}' stands twice in one object", printable(name)));
    if (seen_.size() > most_json_members) refuse_json(text_, fmt::format("more than {} members", most_json_members));
    key_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) {
    fail_not_json(text_, position, error.what());
  }

 private:
  std::size_t depth() const { return (inside_ ? 1 : 0) + (list_length_ ? 1 : 0) + piece_.depth(); }

  // Whether the next value begins a piece.
  bool between_pieces() const { return piece_.depth() == 0; }

  void count() {
    values_ = between_pieces() ? 1 : values_ + 1;
    if (values_ > most_json_values) refuse_json(text_, fmt::format("more than {} values in one piece", most_json_values));
  }

  bool add(Json value) {
    if (!inside_) wrong_outermost(value);
    count();
    piece_.add(std::move(value));
    if (between_pieces()) hand_over();
    return true;
  }

  bool open(Json container) {
    if (depth() == deepest_json) refuse_json(text_, fmt::format("nested deeper than {} levels", deepest_json));
    if (!inside_) {
      if (!container.is_object()) wrong_outermost(container);
      inside_ = true;
    } else if (between_pieces() && !list_length_ && container.is_array()) {
      list_length_ = 0;
    } else {
      count();
      piece_.open(std::move(container));
    }
    return true;
  }

  bool close() {
    if (piece_.depth() > 0) {
      piece_.close();
      if (between_pieces()) hand_over();
    } else if (list_length_) {
      list_length_.reset();
      pieces_.member(key_, Json::array());
    }
    return true;
  }

  void hand_over() {
    Json piece = piece_.take();
    if (!list_length_) return pieces_.member(key_, std::move(piece));
    pieces_.element(key_, *list_length_, std::move(piece));
    ++*list_length_;
  }

  [[noreturn]] void wrong_outermost(const Json& value) const {
    fail(ErrorCode::invalid_file, "the JSON text is {}, wanted {}", value.type_name(), pieces_.outermost);
  }

  const JsonText& text_;
  const JsonPieces& pieces_;
  JsonBuilder piece_;
  bool inside_ = false;                     // of the outermost object
  std::optional<std::size_t> list_length_;  // of the list of pieces that is open
  std::string key_;
  std::set<std::string> seen_;
  std::size_t values_ = 0;
};

}  // namespace

void read_json_pieces(const ByteSource& source, const JsonPieces& pieces) {
  JsonText text(source);
  PieceReader reader(text, pieces);
  read_json(text, reader);
}

}  // namespace nnfront::formats
