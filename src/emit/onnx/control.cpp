// Operators that own graphs.
#include "ops/control.h"

#include "emit/onnx/op_table.h"

namespace nnfront::emit::onnx {

namespace {

void branch(NodeContext& context) {
  // ONNX takes a condition of one element, whatever its rank.
  context.emit(
      "If", {context.input(0)},
      {attribute("then_branch", context.lowered(context.graphs()[0])), attribute("else_branch", context.lowered(context.graphs()[1]))});
}

// What the body says of the condition is asked by runtimes even where the loop has none.
void go_on_always(NodeContext& context, formats::onnx_file::Graph& body) {
  const std::string goes_on = context.name() + ".goes_on";
  body.nodes.push_back({"Identity", "", goes_on, {context.truth(true, "true")}, {goes_on}});
  body.outputs.front().name = goes_on;
  body.outputs.front().dims.clear();
}

void loop(NodeContext& context) {
  if (context.attrs<ops::LoopAttrs>().pad_scanned) context.refuse("zeros behind what a loop that ends early scanned");
  const auto body = context.lowered(context.graphs().front());
  if (!context.has_input(1) && !body->outputs.empty()) go_on_always(context, *body);
  Inputs inputs = context.inputs();
  if (context.has_input(0)) inputs[0] = context.scalar_input(0, "trips");
  if (context.has_input(1)) inputs[1] = context.scalar_input(1, "condition");
  context.emit("Loop", std::move(inputs), {attribute("body", body)});
}

void scan(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ScanAttrs>();
  NodeAttributes attributes = {attribute("body", context.lowered(context.graphs().front())),
                               attribute("num_scan_inputs", context.input_count() - attrs.states),
                               attribute("scan_input_axes", attrs.input_axes), attribute("scan_input_directions", attrs.reversed_inputs)};
  if (!attrs.output_axes.empty()) {
    attributes.push_back(attribute("scan_output_axes", attrs.output_axes));
    attributes.push_back(attribute("scan_output_directions", attrs.reversed_outputs));
  }
  context.emit("Scan", context.inputs(), std::move(attributes));
}

}  // namespace

std::vector<OperatorRow> control_rows() {
  return {{"if", branch}, {"loop", loop}, {"scan", scan}};
}

}  // namespace nnfront::emit::onnx
