#include "ops/scatter.h"

#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"

namespace nnfront::frontends::onnx {

namespace {

ops::ScatterReduction reduction_of(NodeContext& context) {
  const std::string name = context.choice("reduction", {"none", "add", "mul", "min", "max"}, "none");
  if (name == "add") return ops::ScatterReduction::add;
  if (name == "mul") return ops::ScatterReduction::mul;
  if (name == "min") return ops::ScatterReduction::min;
  return name == "max" ? ops::ScatterReduction::max : ops::ScatterReduction::none;
}

Values gather_elements(NodeContext& context) {
  ops::GatherElementsAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", 0);
  return {context.add("gather_elements", {context.input(0), context.input(1)}, attributes)};
}

Values gather_nd(NodeContext& context) {
  ops::GatherNdAttrs attributes;
  attributes.batch_dims = context.attr<std::int64_t>("batch_dims", 0);
  return {context.add("gather_nd", {context.input(0), context.input(1)}, attributes)};
}

Values scatter_elements(NodeContext& context) {
  ops::ScatterElementsAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", 0);
  attributes.reduction = reduction_of(context);
  return {context.add("scatter_elements", {context.input(0), context.input(1), context.input(2)}, attributes)};
}

Values scatter_nd(NodeContext& context) {
  ops::ScatterNdAttrs attributes;
  attributes.reduction = reduction_of(context);
  return {context.add("scatter_nd", {context.input(0), context.input(1), context.input(2)}, attributes)};
}

Values tensor_scatter(NodeContext& context) {
  ops::TensorScatterAttrs attributes;
  attributes.axis = context.attr<std::int64_t>("axis", -2);
  const bool circular = context.choice("mode", {"linear", "circular"}, "linear") == "circular";
  attributes.mode = circular ? ops::CacheMode::circular : ops::CacheMode::linear;
  return {context.add("tensor_scatter", {context.input(0), context.input(1), context.optional_input(2)}, attributes)};
}

}  // namespace

std::vector<OperatorRow> scatter_rows() {
  using enum Fate;
  return {
      {"", "GatherElements", exact, {{11, gather_elements}}, "", "", node_tests("gather_elements")},
      {"", "GatherND", exact, {{11, gather_nd}}, "", ""},
      {"", "Scatter", exact, {{9, scatter_elements}}, "scatter_elements", ""},
      {"", "ScatterElements", exact, {{11, scatter_elements}}, "", "", node_tests("scatter_elements")},
      {"", "ScatterND", exact, {{11, scatter_nd}}, "", ""},
      {"", "TensorScatter", exact, {{24, tensor_scatter}}, "", ""},
      {"com.microsoft", "GatherND", exact, {{1, gather_nd}}, "", "", beside_onnxruntime()},
  };
}

}  // namespace nnfront::frontends::onnx
