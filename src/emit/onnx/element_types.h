// Which element types ONNX's operators take, and since which operator set (onnx.ai/onnx/operators).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "formats/onnx_writer.h"
#include "nnfront/dtype.h"

namespace nnfront::emit::onnx {

// A bit for each DType.
using ElementTypes = std::uint32_t;

// What an operator is from one operator set on, until a later row of its name.
struct ElementTypeRow {
  std::string_view op;
  std::int64_t since;
  std::vector<ElementTypes> inputs;  // the last one holds for all behind it, too
  // The element type of output 0: what the attribute says, or else a fixed one, or else that of an input.
  struct Result {
    int like = 0;
    std::optional<DType> fixed;
    std::string_view attribute;
  } result = {};
};

// Sorted by name and operator set: every operator that is written, from the oldest set that is written to the newest.
std::span<const ElementTypeRow> element_type_rows();
bool takes(const ElementTypeRow& row, std::size_t input, DType dtype);

// The element type of output 0; no value for operators that own graphs, and where it is that of an input that is left out. ElementTypeError
// where an input's is not taken; inputs whose type is not known are. InternalError for an operator that the set lacks.
std::optional<DType> output_element_type(std::string_view op, std::int64_t opset, std::span<const std::optional<DType>> inputs,
                                         const std::vector<formats::onnx_file::Attribute>& attributes);

}  // namespace nnfront::emit::onnx
