#include "frontends/file_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "formats/zip.h"
#include "support/fail.h"
#include "support/file.h"

namespace nnfront::frontends {

namespace {

// A field of a protobuf message: what it is and where its content begins.
struct Field {
  std::uint64_t number = 0;
  int wire = 0;
  std::uint64_t value = 0;  // of a varint; of a length-delimited field: its length
  std::uint64_t offset = 0;
};

// What is known of a file before anything tries to name it.
struct Look {
  std::uint64_t size = 0;
  std::string head;
  std::string tail;
  std::vector<Field> fields;         // the first of the file as a protobuf message; empty where it is none
  std::vector<Field> cut_off;        // the same of a message whose last field goes on behind the end of the file
  std::vector<std::string> entries;  // of a zip archive

  bool begins(std::string_view magic, std::size_t at = 0) const { return head.size() >= at && head.compare(at, magic.size(), magic) == 0; }
  bool contains(std::string_view text) const { return head.find(text) != std::string::npos; }
  bool has_field(std::uint64_t number, int wire) const {
    return std::any_of(fields.begin(), fields.end(), [&](const Field& field) { return field.number == number && field.wire == wire; });
  }
  bool has_entry(std::string_view end) const {
    return std::any_of(entries.begin(), entries.end(), [&](const std::string& name) {
      return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
    });
  }
};

std::string bytes_at(const ByteSource& source, std::uint64_t offset, std::uint64_t most) {
  const std::uint64_t count = offset < source.size() ? std::min(most, source.size() - offset) : 0;
  return source.slice(count == 0 ? 0 : offset, count).read_all(most);
}

// Reads at `at` and moves it; nothing where there is no whole varint.
std::optional<std::uint64_t> varint(std::string_view bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64 && at < bytes.size(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

struct Fields {
  std::vector<Field> all;
  bool cut_off = false;  // the last one goes on behind the end
};

// (developers.google.com/protocol-buffers, "Encoding".)
Fields protobuf_fields(const ByteSource& source) {
  constexpr std::size_t most_fields = 64;
  constexpr std::uint64_t longest_key = 20;  // two varints
  constexpr std::uint64_t largest_number = (1u << 29) - 1;
  std::vector<Field> fields;
  for (std::uint64_t offset = 0; offset < source.size() && fields.size() < most_fields;) {
    const std::string bytes = bytes_at(source, offset, longest_key);
    std::size_t at = 0;
    const auto key = varint(bytes, at);
    if (!key || (*key >> 3) == 0 || (*key >> 3) > largest_number) return {};
    Field field{*key >> 3, static_cast<int>(*key & 7), 0, 0};
    std::uint64_t content = field.wire == 1 ? 8 : field.wire == 5 ? 4 : 0;
    if (field.wire == 0 || field.wire == 2) {
      const auto value = varint(bytes, at);
      if (!value) return {};
      field.value = *value;
      content = field.wire == 2 ? *value : 0;
    } else if (content == 0) {
      return {};
    }
    field.offset = offset + at;
    fields.push_back(field);
    if (content > source.size() - field.offset) return {std::move(fields), true};
    offset = field.offset + content;
  }
  return {std::move(fields), false};
}

// The name in the first local header of a zip archive.
std::string first_entry(const ByteSource& source) {
  constexpr std::uint64_t header = 30;
  const std::string bytes = bytes_at(source, 0, header);
  if (bytes.size() < header) return {};
  const auto length = static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[26])) |
                      static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[27])) << 8;
  return bytes_at(source, header, length);
}

std::vector<std::string> archive_entries(const ByteSource& source) {
  if (!formats::looks_like_zip(source)) return {};
  std::vector<std::string> names;
  try {
    for (const formats::ZipEntry& entry : formats::read_zip(source)) names.push_back(entry.name);
  } catch (const Error&) {  // an archive that the strict reader refuses: its first entry must do
    return {first_entry(source)};
  }
  return names;
}

Look look_at(const ByteSource& source) {
  constexpr std::uint64_t looked_at = 1 << 16;
  constexpr std::uint64_t tail = 8;
  Look look;
  look.size = source.size();
  look.head = bytes_at(source, 0, looked_at);
  look.tail = source.size() < tail ? "" : bytes_at(source, source.size() - tail, tail);
  Fields fields = protobuf_fields(source);
  (fields.cut_off ? look.cut_off : look.fields) = std::move(fields.all);
  look.entries = archive_entries(source);
  return look;
}

bool is_text(const Look& look) {
  return std::none_of(look.head.begin(), look.head.end(), [](unsigned char c) { return c < 0x20 && std::isspace(c) == 0; });
}

bool is_json(const Look& look) {
  const std::size_t start = look.head.find_first_not_of(" \t\r\n");
  return start != std::string::npos && look.head[start] == '{';
}

// "layer {" at the beginning of a line, as protobuf's text form has messages.
bool has_message(const Look& look, std::string_view name) {
  for (std::size_t at = look.head.find(name); at != std::string::npos; at = look.head.find(name, at + 1)) {
    const std::size_t after = look.head.find_first_not_of(" \t", at + name.size());
    if ((at == 0 || look.head[at - 1] == '\n') && after != std::string::npos && look.head[after] == '{') return true;
  }
  return false;
}

bool only_fields(const Look& look, std::initializer_list<std::uint64_t> numbers) {
  return !look.fields.empty() && std::all_of(look.fields.begin(), look.fields.end(), [&](const Field& field) {
    return std::find(numbers.begin(), numbers.end(), field.number) != numbers.end();
  });
}

// The content of the first field where it is field 1 with a length, as far as it was looked at.
std::string_view first_content(const Look& look) {
  if (look.fields.empty() || look.fields.front().number != 1 || look.fields.front().wire != 2) return {};
  const std::string_view head = look.head;
  const auto offset = static_cast<std::size_t>(std::min<std::uint64_t>(look.fields.front().offset, head.size()));
  return head.substr(offset, static_cast<std::size_t>(std::min<std::uint64_t>(look.fields.front().value, head.size())));
}

// ModelProto: ir_version, graph (7), opset_import (8).
bool is_onnx(const Look& look) {
  return look.has_field(1, 0) && (look.has_field(7, 2) || look.has_field(8, 2)) &&
         only_fields(look, {1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26});
}

// Specification.Model: specificationVersion, description, and one of the models from 200 on.
bool is_core_ml(const Look& look) {
  return look.has_field(1, 0) && look.has_field(2, 2) &&
         std::any_of(look.fields.begin(), look.fields.end(), [](const Field& field) { return field.number >= 200 && field.number < 4000; });
}

// SavedModel: saved_model_schema_version 1, meta_graphs.
bool is_saved_model(const Look& look) {
  return look.begins("\x08\x01") && look.has_field(2, 2) && only_fields(look, {1, 2});
}

// GraphDef: node (a NodeDef begins with its name and its operator), versions, library.
bool is_tensorflow_graph(const Look& look) {
  const std::string_view node = first_content(look);
  if (node.size() < 2 || node[0] != '\x0a' || !only_fields(look, {1, 2, 3, 4, 5})) return false;
  std::size_t at = 1;
  const auto length = varint(node, at);
  return length && *length < node.size() - at && node[at + static_cast<std::size_t>(*length)] == '\x12';
}

// ProgramDesc: blocks, the first with idx 0 and parent_idx -1.
bool is_paddle(const Look& look) {
  constexpr std::string_view begin("\x08\x00\x10", 3);
  return first_content(look).substr(0, begin.size()) == begin;
}

// NetParameter: name, layers (2, before 2014) or layer (100).
bool is_caffe_weights(const Look& look) {
  const std::string_view name = first_content(look);
  const bool printed = std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isprint(c) != 0; });
  const bool old_layers = !name.empty() && printed && look.has_field(2, 2);
  return (look.has_field(100, 2) || old_layers) && only_fields(look, {1, 2, 3, 4, 5, 6, 7, 8, 100});
}

bool is_caffe_text(const Look& look) {
  return is_text(look) && (has_message(look, "layer") || has_message(look, "layers")) && look.contains("type:");
}

bool is_tensorflow_text(const Look& look) {
  return is_text(look) && has_message(look, "node") && look.contains("op:");
}

bool is_openvino(const Look& look) {
  return look.contains("<net ") && look.contains("<layers");
}

// The length of a JSON header, then the header.
bool is_safetensors(const Look& look) {
  if (look.head.size() < 10 || (look.head[8] != '{')) return false;
  std::uint64_t length = 0;
  for (int i = 7; i >= 0; --i) length = length << 8 | static_cast<unsigned char>(look.head[static_cast<std::size_t>(i)]);
  return length <= look.size - 8;
}

bool is_torch_program(const Look& look) {
  return look.has_entry("serialized_exported_program.json") || (look.has_entry("archive_format") && look.has_entry(".json"));
}

bool is_torch_script(const Look& look) {
  return look.has_entry("data.pkl") && look.has_entry("constants.pkl");
}

bool is_torch_archive(const Look& look) {
  return look.has_entry("data.pkl");
}

// The magic number that torch.save() wrote in front before version 1.6.
bool is_torch_pickle(const Look& look) {
  return look.begins(std::string_view("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 14));
}

bool is_keras_archive(const Look& look) {
  return look.has_entry("config.json") && look.has_entry("model.weights.h5");
}

// ModelProto up to a graph that goes on behind the end of the file.
bool is_cut_off_onnx(const Look& look) {
  const auto of_model = [](const Field& field) { return field.number <= 7; };
  return !look.cut_off.empty() && look.begins("\x08") && look.cut_off.back().number == 7 && look.cut_off.back().wire == 2 &&
         std::all_of(look.cut_off.begin(), look.cut_off.end(), of_model);
}

bool is_report(const Look& look) {
  return is_json(look) && look.contains("\"producer\": \"nnfront ") && look.contains("\"source\"");
}

struct Kind {
  std::string_view name;
  bool (*matches)(const Look& look);
};

// The first that matches; the surest come first.
constexpr std::array kinds = {
    Kind{"a TensorFlow Lite model", [](const Look& look) { return look.begins("TFL3", 4); }},
    Kind{"an HDF5 file (Keras writes models so)", [](const Look& look) { return look.begins("\x89HDF\r\n\x1a\n"); }},
    Kind{"a GGUF model", [](const Look& look) { return look.begins("GGUF"); }},
    Kind{"a Keras model", is_keras_archive},
    Kind{"an exported PyTorch program", is_torch_program},
    Kind{"a TorchScript model", is_torch_script},
    Kind{"a PyTorch checkpoint", is_torch_archive},
    Kind{"a PyTorch checkpoint", is_torch_pickle},
    Kind{"a Python pickle", [](const Look& look) { return look.begins("\x80\x02") || look.begins("\x80\x03") || look.begins("\x80\x04"); }},
    Kind{"a safetensors file", is_safetensors},
    Kind{"the index of a TensorFlow checkpoint", [](const Look& look) { return look.tail == "\x57\xfb\x80\x8b\x24\x75\x47\xdb"; }},
    Kind{"an OpenVINO graph", is_openvino},
    Kind{"a Paddle program", [](const Look& look) { return is_json(look) && look.contains("\"base_code\""); }},
    Kind{"a TensorFlow.js model", [](const Look& look) { return is_json(look) && look.contains("\"modelTopology\""); }},
    Kind{"an ncnn graph", [](const Look& look) { return look.begins("7767517\n"); }},
    Kind{"a Darknet network", [](const Look& look) { return is_text(look) && look.contains("[convolutional]"); }},
    Kind{"a Caffe network", is_caffe_text},
    Kind{"a TensorFlow graph as text", is_tensorflow_text},
    Kind{onnx_kind, is_onnx},
    Kind{"a Core ML model", is_core_ml},
    Kind{"a TensorFlow SavedModel", is_saved_model},
    Kind{"a Paddle program", is_paddle},
    Kind{"a TensorFlow graph", is_tensorflow_graph},
    Kind{"Caffe weights", is_caffe_weights},
};

// The same of what holds no model.
constexpr std::array other_kinds = {
    Kind{"an ONNX model that is cut off", is_cut_off_onnx},
    Kind{"the report of a compilation by nnfront", is_report},
    Kind{"a NumPy archive, such as the parameters beside a graph file of nnfront", [](const Look& look) { return look.has_entry(".npy"); }},
    Kind{"a JPEG picture", [](const Look& look) { return look.begins("\xff\xd8\xff"); }},
    Kind{"a tar archive", [](const Look& look) { return look.begins("ustar", 257); }},
    Kind{"JSON text that is no model", is_json},
    Kind{"text", [](const Look& look) { return look.size > 0 && is_text(look); }},
};

std::optional<std::string_view> first_match(std::span<const Kind> of, const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  const Look look = look_at(ByteSource(File::open(path)));
  for (const Kind& kind : of) {
    if (kind.matches(look)) return kind.name;
  }
  return std::nullopt;
}

// What well-known kinds of file begin with.
std::string_view kind_of(std::string_view head) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> beginnings = {{
      {std::string_view("PK\x03\x04", 4), "a zip archive"},
      {std::string_view("\x93NUMPY", 6), "a NumPy array"},
      {std::string_view("\x1f\x8b", 2), "a gzip stream"},
      {std::string_view("\x89PNG", 4), "a PNG picture"},
      {std::string_view("\x7f"
                        "ELF",
                        4),
       "a program"},
      {std::string_view("{", 1), "JSON text"},
      {std::string_view("\x08", 1), "perhaps a protobuf message"},
  }};
  for (const auto& [magic, kind] : beginnings) {
    if (head.substr(0, magic.size()) == magic) return kind;
  }
  return {};
}

}  // namespace

std::string first_bytes(const std::filesystem::path& path) {
  constexpr std::uint64_t looked_at = 8;
  const std::string got = bytes_at(ByteSource(File::open(path)), 0, looked_at);
  if (got.empty()) return "it is empty";
  std::string hex;
  for (const char c : got) hex += fmt::format("{}{:02x}", hex.empty() ? "" : " ", static_cast<unsigned char>(c));
  const std::string_view kind = kind_of(got);
  return fmt::format("its first bytes are {}{}", hex, kind.empty() ? "" : fmt::format(" ({})", kind));
}

std::optional<std::string_view> other_kind(const std::filesystem::path& path) {
  return first_match(other_kinds, path);
}

std::optional<std::string_view> model_kind(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return std::filesystem::is_regular_file(path / "saved_model.pb", error) ? std::optional<std::string_view>("a TensorFlow SavedModel")
                                                                            : std::nullopt;
  }
  return first_match(kinds, path);
}

bool is_graph_file(const std::filesystem::path& path) {
  constexpr std::uint64_t looked_at = 256;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  const std::string head = bytes_at(ByteSource(File::open(path)), 0, looked_at);
  const std::size_t start = head.find_first_not_of(" \t\r\n");
  return start != std::string::npos && head[start] == '{' && head.find("\"nnfront-ir\"") != std::string::npos;
}

}  // namespace nnfront::frontends
