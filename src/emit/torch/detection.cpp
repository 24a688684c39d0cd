#include "ops/detection.h"

#include "emit/torch/op_table.h"

namespace nnfront::emit::torch {

namespace {

std::string format_name(ops::BoxFormat format) {
  return format == ops::BoxFormat::corner ? "corner" : "center";
}

std::string numbers(const std::vector<double>& values) {
  std::vector<std::string> texts;
  for (const double value : values) texts.push_back(literal(value));
  return python::tuple(texts);
}

// Boxes as corners, where they are not.
std::string corners(NodeContext& context, const std::string& boxes, ops::BoxFormat format) {
  return format == ops::BoxFormat::corner ? boxes : call(context.helper("corners"), {boxes});
}

void box_iou(NodeContext& context) {
  const auto format = context.attrs<ops::BoxIouAttrs>().format;
  context.returns(
      call(context.helper("box_iou"), {corners(context, context.input(0), format), corners(context, context.input(1), format)}));
}

void box_decode(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BoxDecodeAttrs>();
  std::vector<std::string> operands = {context.input(0), context.input(1), numbers(attrs.stds)};
  if (attrs.clip) operands.push_back(named("clip", literal(*attrs.clip)));
  if (attrs.format == ops::BoxFormat::corner) operands.push_back(named("anchors_are_corners", "True"));
  context.returns(call(context.helper("box_decode"), operands));
}

void box_nms(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BoxNmsAttrs>();
  if (attrs.topk == 0) return context.returns_input(0);
  context.helper("corners");
  context.helper("box_iou");
  std::vector<std::string> operands = {context.input(0),
                                       named("overlap", literal(attrs.overlap_threshold)),
                                       named("valid", literal(attrs.valid_threshold)),
                                       named("topk", literal(attrs.topk)),
                                       named("coord_start", literal(attrs.coord_start)),
                                       named("score_index", literal(attrs.score_index))};
  if (attrs.id_index >= 0) operands.push_back(named("id_index", literal(attrs.id_index)));
  if (attrs.id_index >= 0) operands.push_back(named("background", literal(attrs.background_id)));
  if (attrs.force_suppress) operands.push_back(named("force", "True"));
  if (attrs.in_format != ops::BoxFormat::corner) operands.push_back(named("form", literal(format_name(attrs.in_format))));
  if (attrs.out_format != attrs.in_format) operands.push_back(named("made", literal(format_name(attrs.out_format))));
  context.returns(call(context.helper("box_nms"), operands));
}

}  // namespace

std::vector<OperatorRow> detection_rows() {
  return {
      {"box_iou", box_iou},
      {"box_decode", box_decode},
      {"box_nms", box_nms},
  };
}

}  // namespace nnfront::emit::torch
