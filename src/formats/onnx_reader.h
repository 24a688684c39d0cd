// What the readers of ONNX's messages share; not for use outside of formats.
#pragma once

#include <string_view>

#include "formats/onnx_model.h"
#include "formats/protobuf.h"

namespace nnfront::formats {

// Counts and depth over one file.
struct OnnxReading {
  OnnxTexts& texts;
  std::size_t nodes = 0;
  std::size_t entries = 0;
  std::size_t parts = 0;
  std::uint64_t numbers = 0;
  int depth = 0;

  void count_node();
  void count_entry();
  // A tensor, a value's declaration, a function or an operator set: what takes much more memory than it has bytes in the file.
  void count_part();
  // Elements of lists in attributes.
  void count_numbers(std::uint64_t more);
  // A name: kept, and UTF-8.
  std::string_view name(const ProtoMessage& message);
  // One more of the names that a node or function lists.
  void append_name(std::vector<std::string_view>& names, const ProtoMessage& message);
};

// Error for a list of a node or function to which nothing may be added.
void check_onnx_list(std::size_t size);
// Error for a shape to which `more` dimensions may not be added.
void check_onnx_rank(std::size_t rank, std::uint64_t more);

// One level further down as long as it lives; Error beyond deepest_onnx_nesting.
class OnnxLevel {
 public:
  explicit OnnxLevel(OnnxReading& reading);
  ~OnnxLevel() { --reading_.depth; }
  OnnxLevel(const OnnxLevel&) = delete;
  OnnxLevel& operator=(const OnnxLevel&) = delete;

 private:
  OnnxReading& reading_;
};

// Each reads the message that the cursor stands before. onnx_model.cpp:
OnnxGraph read_graph(ProtoMessage message, OnnxReading& reading);
OnnxOpset read_opset(ProtoMessage message, OnnxReading& reading);
// onnx_node.cpp
OnnxNode read_node(ProtoMessage message, OnnxReading& reading);
OnnxAttribute read_attribute(ProtoMessage message, OnnxReading& reading);
// onnx_type.cpp
OnnxValueInfo read_value_info(ProtoMessage message, OnnxReading& reading);
OnnxType read_type(ProtoMessage message, OnnxReading& reading);
// onnx_tensor.cpp
OnnxTensor read_tensor(ProtoMessage message, OnnxReading& reading);
OnnxSparseTensor read_sparse_tensor(ProtoMessage message, OnnxReading& reading);

}  // namespace nnfront::formats
