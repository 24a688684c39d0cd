#include "ops/detection.h"

#include <cmath>

#include "emit/mxnet/op_table.h"

namespace nnfront::emit::mxnet {

namespace {

std::string format_name(ops::BoxFormat format) {
  return std::string(EnumNames<ops::BoxFormat>::names[static_cast<std::size_t>(format)]);
}

void box_nms(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BoxNmsAttrs>();
  context.emit("_contrib_box_nms", {context.input(0)},
               {attribute("overlap_thresh", attrs.overlap_threshold), attribute("valid_thresh", attrs.valid_threshold),
                attribute("topk", attrs.topk), attribute("coord_start", attrs.coord_start), attribute("score_index", attrs.score_index),
                attribute("id_index", attrs.id_index), attribute("background_id", attrs.background_id),
                attribute("force_suppress", attrs.force_suppress), attribute("in_format", format_name(attrs.in_format)),
                attribute("out_format", format_name(attrs.out_format))});
}

void box_iou(NodeContext& context) {
  context.emit("_contrib_box_iou", context.inputs(), {attribute("format", format_name(context.attrs<ops::BoxIouAttrs>().format))});
}

// No clip is one below 0.
void box_decode(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BoxDecodeAttrs>();
  if (attrs.clip && *attrs.clip <= 0.0) context.refuse("a clip of {}", *attrs.clip);
  NodeAttributes attributes;
  for (std::size_t i = 0; i < attrs.stds.size(); ++i) attributes.push_back(attribute("std" + std::to_string(i), attrs.stds[i]));
  attributes.push_back(attribute("clip", attrs.clip.value_or(-1.0)));
  attributes.push_back(attribute("format", format_name(attrs.format)));
  context.emit("_contrib_box_decode", context.inputs(), std::move(attributes));
}

// Matches in the type of the boxes, which is what front ends cast to integers.
Entry matches(NodeContext& context, DType dtype) {
  const Held own = context.held(context.value(1));
  if (own.dtype == dtype) return own.entry;
  const Node* node = context.producer(1);
  if (node != nullptr && node->op->name == "cast" && node->epilogue.empty()) {
    const Held source = context.held(*node->inputs[0]);
    if (source.dtype == dtype) return source.entry;
  }
  return context.cast(own.entry, dtype, "typed");
}

void box_encode(NodeContext& context) {
  const Entry samples = context.input(0);
  const Entry found = matches(context, context.type(2).dtype);
  Inputs inputs = {samples, found};
  for (int i = 2; i < context.input_count(); ++i) inputs.push_back(context.input(i));
  context.emit("_contrib_box_encode", std::move(inputs));
}

// Indices come in the type of the scores.
void bipartite_matching(NodeContext& context) {
  const auto& attrs = context.attrs<ops::BipartiteMatchingAttrs>();
  const DType dtype = context.type(0).dtype;
  context.emit("_contrib_bipartite_matching", {context.input(0)},
               {attribute("is_ascend", attrs.ascending), attribute("threshold", attrs.threshold), attribute("topk", attrs.limit)}, dtype);
  context.pass({context.made(1), dtype}, 1);
}

void multibox_prior(NodeContext& context) {
  const auto& attrs = context.attrs<ops::MultiboxPriorAttrs>();
  context.emit("_contrib_MultiBoxPrior", {context.input(0)},
               {attribute("sizes", attrs.sizes), attribute("ratios", attrs.ratios), attribute("clip", attrs.clip),
                attribute("steps", attrs.steps), attribute("offsets", attrs.offsets)});
}

void multibox_detection(NodeContext& context) {
  const auto& attrs = context.attrs<ops::MultiboxDetectionAttrs>();
  context.emit(
      "_contrib_MultiBoxDetection", context.inputs(),
      {attribute("clip", attrs.clip), attribute("threshold", attrs.threshold), attribute("nms_threshold", attrs.nms_threshold),
       attribute("force_suppress", attrs.force_suppress), attribute("variances", attrs.variances), attribute("nms_topk", attrs.nms_topk)});
}

// MXNet has one for a single image and one for several.
void proposal(NodeContext& context) {
  const auto& attrs = context.attrs<ops::ProposalAttrs>();
  if (attrs.min_size < 0.0 || attrs.min_size > 1e6 || std::floor(attrs.min_size) != attrs.min_size)
    context.refuse("a smallest size of {}, MXNet has whole ones", attrs.min_size);
  const auto min_size = static_cast<std::int64_t>(attrs.min_size);
  const NodeAttributes attributes = {attribute("rpn_pre_nms_top_n", attrs.pre_nms_top_n),
                                     attribute("rpn_post_nms_top_n", attrs.post_nms_top_n),
                                     attribute("threshold", attrs.nms_threshold),
                                     attribute("rpn_min_size", min_size),
                                     attribute("scales", attrs.scales),
                                     attribute("ratios", attrs.ratios),
                                     attribute("feature_stride", attrs.feature_stride),
                                     attribute("iou_loss", attrs.iou_loss),
                                     attribute("output_score", context.is_read(1))};
  const char* op = context.size(0, 0) == 1 ? "_contrib_Proposal" : "_contrib_MultiProposal";
  if (context.is_read(1)) return context.emit(op, context.inputs(), attributes);
  context.emit_output(0, op, context.inputs(), attributes, context.output_type().dtype);
}

}  // namespace

std::vector<OperatorRow> detection_rows() {
  return {
      {"box_nms", box_nms},
      {"box_iou", box_iou},
      {"box_decode", box_decode},
      {"box_encode", box_encode},
      {"bipartite_matching", bipartite_matching},
      {"multibox_prior", multibox_prior},
      {"multibox_detection", multibox_detection},
      {"proposal", proposal},
  };
}

}  // namespace nnfront::emit::mxnet
