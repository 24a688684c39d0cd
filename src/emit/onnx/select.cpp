// Operators whose number of results depends on the data.
#include "ops/select.h"

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

NodeAttributes along(const std::optional<std::int64_t>& axis) {
  return axis ? NodeAttributes{attribute("axis", *axis)} : NodeAttributes{};
}

void compress(NodeContext& context) {
  context.emit("Compress", context.inputs(), along(context.attrs<ops::CompressAttrs>().axis));
}

void unique(NodeContext& context) {
  const auto& attrs = context.attrs<ops::UniqueAttrs>();
  NodeAttributes attributes = along(attrs.axis);
  attributes.push_back(flag("sorted", attrs.sorted));
  context.emit("Unique", {context.input(0)}, std::move(attributes));
}

}  // namespace

std::vector<OperatorRow> select_rows() {
  return {
      {"compress", compress, "", 1, Widening::keeps},
      {"non_zero", plain, "NonZero", 1, Widening::keeps},
      {"unique", unique, "Unique", 1, Widening::keeps},
  };
}

}  // namespace nnfront::emit::onnx
