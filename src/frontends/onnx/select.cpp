#include "ops/select.h"

#include "frontends/onnx/elementwise.h"
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

namespace {

// Without an axis the data are a list.
std::optional<std::int64_t> optional_axis(NodeContext& context) {
  if (!context.has_attr("axis")) return std::nullopt;
  return context.attr<std::int64_t>("axis");
}

Values compress(NodeContext& context) {
  return {context.add("compress", {context.input(0), context.input(1)}, ops::CompressAttrs{optional_axis(context)})};
}

Values unique(NodeContext& context) {
  ops::UniqueAttrs attributes;
  attributes.axis = optional_axis(context);
  attributes.sorted = context.attr<bool>("sorted", true);
  return context.add_all("unique", {context.input(0)}, attributes);
}

// onnxruntime's own: of a list, in order of appearance, without the first places.
Values unique_in_order(NodeContext& context) {
  const Values all = context.add_all("unique", {context.input(0)}, ops::UniqueAttrs{std::nullopt, false});
  return {all[0], all[2], all[3]};
}

}  // namespace

std::vector<OperatorRow> select_rows() {
  using enum Fate;
  return {
      {"", "Unique", exact, {{11, unique}}, "", ""},
      {"", "NonZero", exact, {{9, unary}}, "non_zero", ""},
      {"", "Compress", exact, {{9, compress}}, "", ""},
      {"com.microsoft", "Unique", exact, {{1, unique_in_order}}, "", "", beside_onnxruntime()},
  };
}

}  // namespace nnfront::frontends::onnx
