#include "formats/onnx_attribute.h"
#include "formats/onnx_reader.h"
#include "support/fail.h"

namespace nnfront::formats {

namespace {

using Declared = OnnxAttributeType;

// What a declared type has where the file, as proto3 writers do, leaves a zero or an empty list out.
OnnxAttributeValue left_out(Declared declared) {
  switch (declared) {
    case Declared::number:
      return 0.0f;
    case Declared::integer:
      return std::int64_t{0};
    case Declared::text:
      return std::string_view{};
    case Declared::numbers:
      return std::vector<float>{};
    case Declared::integers:
      return std::vector<std::int64_t>{};
    case Declared::texts:
      return std::vector<std::string_view>{};
    default:
      return OnnxOversized{"an empty list or nothing", 0};
  }
}

Declared kind_of(const OnnxAttributeValue& value, Declared unread) {
  constexpr Declared by_alternative[] = {Declared::undefined,     Declared::integer, Declared::number, Declared::text,
                                         Declared::integers,      Declared::numbers, Declared::texts,  Declared::tensor,
                                         Declared::sparse_tensor, Declared::graph,   Declared::type};
  return std::holds_alternative<OnnxOversized>(value) ? unread : by_alternative[value.index()];
}

class AttributeReader {
 public:
  explicit AttributeReader(OnnxReading& reading) : reading_(reading) {}

  OnnxAttribute read(ProtoMessage message) {
    while (message.next()) field(message);
    finish();
    return std::move(attribute_);
  }

 private:
  void field(const ProtoMessage& message) {
    switch (message.field()) {
      case 1:
        attribute_.name = reading_.name(message);
        break;
      case 2:
        single(Declared::number) = message.number32();
        break;
      case 3:
        single(Declared::integer) = message.integer();
        break;
      case 4:
        text(message);
        break;
      case 5:
        single(Declared::tensor) = std::make_shared<const OnnxTensor>(read_tensor(message.message("TensorProto"), reading_));
        break;
      case 6:
        single(Declared::graph) = std::make_shared<const OnnxGraph>(read_graph(message.message("GraphProto"), reading_));
        break;
      case 7:
        if (auto* list = growing<float>(Declared::numbers, message)) message.append_numbers32(*list);
        break;
      case 8:
        if (auto* list = growing<std::int64_t>(Declared::integers, message)) message.append_integers(*list);
        break;
      case 9:
        if (auto* list = growing<std::string_view>(Declared::texts, message)) list->push_back(reading_.texts.keep(message.text()));
        break;
      case 10:
        single(Declared::tensors) = OnnxOversized{"a list of tensors", message.size()};
        break;
      case 11:
        single(Declared::graphs) = OnnxOversized{"a list of graphs", message.size()};
        break;
      case 14:
        single(Declared::type) = std::make_shared<const OnnxType>(read_type(message.message("TypeProto"), reading_));
        break;
      case 15:
        single(Declared::types) = OnnxOversized{"a list of types", message.size()};
        break;
      case 20:
        declared_ = declared_type(message.small_integer());
        break;
      case 21:
        attribute_.reference = reading_.name(message);
        break;
      case 22:
        single(Declared::sparse_tensor) =
            std::make_shared<const OnnxSparseTensor>(read_sparse_tensor(message.message("SparseTensorProto"), reading_));
        break;
      case 23:
        single(Declared::sparse_tensors) = OnnxOversized{"a list of sparse tensors", message.size()};
        break;
      default:  // documentation
        break;
    }
  }

  Declared declared_type(std::int32_t number) const {
    if (number < 0 || number > static_cast<std::int32_t>(Declared::types)) {
      fail(ErrorCode::invalid_file, "attribute '{}' has type {}, which there is not", printable(attribute_.name), number);
    }
    return static_cast<Declared>(number);
  }

  // The value, which must be of one kind throughout.
  OnnxAttributeValue& single(Declared kind) {
    if (found_ != Declared::undefined && found_ != kind) {
      fail(ErrorCode::invalid_file, "attribute '{}' has values of two kinds", printable(attribute_.name));
    }
    found_ = kind;
    return attribute_.value;
  }

  void text(const ProtoMessage& message) {
    OnnxAttributeValue& value = single(Declared::text);
    if (message.size() > largest_onnx_attribute) {
      value = OnnxOversized{"a text", message.size()};
    } else {
      value = reading_.texts.keep(message.text());
    }
  }

  // The list that the next entries belong to; null where it is too long to be kept.
  template <class T>
  std::vector<T>* growing(Declared kind, const ProtoMessage& message) {
    OnnxAttributeValue& value = single(kind);
    if (std::holds_alternative<std::monostate>(value)) value = std::vector<T>{};
    auto* list = std::get_if<std::vector<T>>(&value);
    const std::uint64_t more = added_bytes(kind, message);
    if (list != nullptr && list->size() + more <= largest_onnx_attribute) {
      reading_.count_numbers(more);
      return list;
    }
    entries_ += more;
    value = OnnxOversized{"a long list", entries_};
    return nullptr;
  }

  // At most so many entries stand in the field.
  std::uint64_t added_bytes(Declared kind, const ProtoMessage& message) const {
    if (kind == Declared::integers) return message.count_integers();
    if (kind == Declared::numbers) return message.count_fixed(sizeof(float));
    return message.size() > largest_onnx_attribute ? message.size() : 1;
  }

  void finish() {
    const std::string shown = printable(attribute_.name);
    if (!attribute_.reference.empty()) {
      attribute_.value = std::monostate{};
      return;
    }
    if (found_ == Declared::undefined) {
      if (declared_ == Declared::undefined) fail(ErrorCode::invalid_file, "attribute '{}' has neither a type nor a value", shown);
      attribute_.value = left_out(declared_);
    } else if (declared_ != Declared::undefined && declared_ != kind_of(attribute_.value, found_)) {
      fail(ErrorCode::invalid_file, "attribute '{}' has a value of another kind than its type {} says", shown, static_cast<int>(declared_));
    }
  }

  OnnxReading& reading_;
  OnnxAttribute attribute_;
  Declared declared_ = Declared::undefined;
  Declared found_ = Declared::undefined;
  std::uint64_t entries_ = 0;
};

}  // namespace

OnnxAttribute read_attribute(ProtoMessage message, OnnxReading& reading) {
  reading.count_entry();
  return AttributeReader(reading).read(message);
}

OnnxNode read_node(ProtoMessage message, OnnxReading& reading) {
  reading.count_node();
  OnnxNode node;
  while (message.next()) {
    switch (message.field()) {
      case 1:
        reading.append_name(node.inputs, message);
        break;
      case 2:
        reading.append_name(node.outputs, message);
        break;
      case 3:
        node.name = reading.name(message);
        break;
      case 4:
        node.op = reading.name(message);
        break;
      case 5:
        check_onnx_list(node.attributes.size());
        node.attributes.push_back(read_attribute(message.message("AttributeProto"), reading));
        break;
      case 7:
        node.domain = reading.name(message);
        break;
      case 8:
        node.overload = reading.name(message);
        break;
      default:  // documentation, metadata, devices
        break;
    }
  }
  return node;
}

}  // namespace nnfront::formats
