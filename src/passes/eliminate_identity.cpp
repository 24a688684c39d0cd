#include "passes/eliminate_identity.h"

#include <algorithm>

#include "ir/attribute_inputs.h"
#include "ops/elementwise.h"
#include "ops/shape.h"
#include "passes/rewriter.h"

namespace nnfront::passes {

namespace {

bool all_equal(const std::vector<std::int64_t>& values, std::int64_t wanted) {
  return std::all_of(values.begin(), values.end(), [&](std::int64_t value) { return value == wanted; });
}

bool hands_on_its_input(const Node& node, const Rewriter& rewriter) {
  const std::string_view op = node.op->name;
  if (has_attribute_inputs(node)) return false;
  if (op == "identity") return true;
  if (op == "cast") return rewriter.type(*node.inputs[0]).dtype == node.attributes.as<ops::CastAttrs>().to;
  if (op == "concat") return node.inputs.size() == 1;
  if (op == "pad") return all_equal(node.attributes.as<ops::PadAttrs>().pads, 0);
  if (op == "tile") return all_equal(node.attributes.as<ops::TileAttrs>().repeats, 1);
  if (op == "flip") return node.attributes.as<ops::FlipAttrs>().axes.empty();
  return op == "split" && node.outputs.size() == 1;
}

}  // namespace

bool eliminate_identity(Graph& graph) {
  Rewriter rewriter(graph);
  rewriter.sweep([&](Node& node) {
    if (!node.epilogue.empty() || !hands_on_its_input(node, rewriter)) return;
    rewriter.replace(node.value(), *node.inputs[0]);
    rewriter.erase(node);
  });
  return rewriter.finish();
}

}  // namespace nnfront::passes
