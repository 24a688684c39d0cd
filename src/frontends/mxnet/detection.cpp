#include "ops/detection.h"

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/elementwise.h"

namespace nnfront::frontends::mxnet {

namespace {

ops::BoxFormat format_attr(NodeContext& context, const std::string& attribute, ops::BoxFormat fallback) {
  const std::string given = context.choice(attribute, {"corner", "center"}, fallback == ops::BoxFormat::center ? "center" : "corner");
  return given == "center" ? ops::BoxFormat::center : ops::BoxFormat::corner;
}

Values box_nms(NodeContext& context) {
  ops::BoxNmsAttrs attributes;
  attributes.overlap_threshold = context.attr<double>("overlap_thresh", 0.5);
  attributes.valid_threshold = context.attr<double>("valid_thresh", 0.0);
  attributes.topk = context.attr<std::int64_t>("topk", -1);
  attributes.coord_start = context.attr<std::int64_t>("coord_start", 2);
  attributes.score_index = context.attr<std::int64_t>("score_index", 1);
  attributes.id_index = context.attr<std::int64_t>("id_index", -1);
  attributes.background_id = context.attr<std::int64_t>("background_id", -1);
  attributes.force_suppress = context.attr<bool>("force_suppress", false);
  attributes.in_format = format_attr(context, "in_format", ops::BoxFormat::corner);
  attributes.out_format = format_attr(context, "out_format", ops::BoxFormat::corner);
  return {context.add("box_nms", {context.input(0)}, attributes)};
}

Values box_iou(NodeContext& context) {
  const ops::BoxIouAttrs attributes{format_attr(context, "format", ops::BoxFormat::corner)};
  return {context.add("box_iou", {context.input(0), context.input(1)}, attributes)};
}

// A clip of 0 or less is none.
Values box_decode(NodeContext& context) {
  ops::BoxDecodeAttrs attributes;
  for (std::size_t i = 0; i < 4; ++i) attributes.stds[i] = context.attr<double>("std" + std::to_string(i), 1.0);
  const double clip = context.attr<double>("clip", -1.0);
  if (clip > 0.0) attributes.clip = clip;
  attributes.format = format_attr(context, "format", ops::BoxFormat::center);
  return {context.add("box_decode", {context.input(0), context.input(1)}, attributes)};
}

// samples, matches, anchors, refs, means, stds
Values box_encode(NodeContext& context) {
  Values inputs = context.inputs();
  if (inputs.size() != 6) fail(ErrorCode::invalid_file, "there are {} inputs, wanted 6", inputs.size());
  inputs[1] = context.as_indices(inputs[1], "matches");
  return context.add_all("box_encode", {inputs.begin(), inputs.end()});
}

// Indices in the type of the scores.
Values bipartite_matching(NodeContext& context) {
  ops::BipartiteMatchingAttrs attributes;
  attributes.ascending = context.attr<bool>("is_ascend", false);
  attributes.threshold = context.attr<double>("threshold");
  attributes.limit = context.attr<std::int64_t>("topk", -1);
  const Value scores = context.input(0);
  const ops::CastAttrs as_scores{context.dtype(scores)};
  const Values found = context.add_all("bipartite_matching", {scores}, attributes, "matching");
  return {context.add("cast", {found[0]}, as_scores, "rows"), context.add("cast", {found[1]}, as_scores, "columns")};
}

Values multibox_prior(NodeContext& context) {
  ops::MultiboxPriorAttrs attributes;
  attributes.sizes = context.attr<Numbers>("sizes", {1.0});
  attributes.ratios = context.attr<Numbers>("ratios", {1.0});
  attributes.clip = context.attr<bool>("clip", false);
  attributes.steps = context.attr<Numbers>("steps", {-1.0, -1.0});
  attributes.offsets = context.attr<Numbers>("offsets", {0.5, 0.5});
  return {context.add("multibox_prior", {context.input(0)}, attributes)};
}

Values multibox_detection(NodeContext& context) {
  ops::MultiboxDetectionAttrs attributes;
  attributes.clip = context.attr<bool>("clip", true);
  attributes.threshold = context.attr<double>("threshold", 0.01);
  attributes.nms_threshold = context.attr<double>("nms_threshold", 0.5);
  attributes.force_suppress = context.attr<bool>("force_suppress", false);
  attributes.variances = context.attr<Numbers>("variances", {0.1, 0.1, 0.2, 0.2});
  attributes.nms_topk = context.attr<std::int64_t>("nms_topk", -1);
  const std::int64_t background = context.attr<std::int64_t>("background_id", 0);
  if (background != 0) context.refuse("background_id {} is not covered, only 0", background);
  return {context.add("multibox_detection", {context.input(0), context.input(1), context.input(2)}, attributes)};
}

// Proposal, MultiProposal. The scores are the second output where they are asked for.
Values proposal(NodeContext& context) {
  ops::ProposalAttrs attributes;
  attributes.pre_nms_top_n = context.attr<std::int64_t>("rpn_pre_nms_top_n", 6000);
  attributes.post_nms_top_n = context.attr<std::int64_t>("rpn_post_nms_top_n", 300);
  attributes.nms_threshold = context.attr<double>("threshold", 0.7);
  attributes.min_size = context.attr<double>("rpn_min_size", 16.0);
  attributes.scales = context.attr<Numbers>("scales", {4.0, 8.0, 16.0, 32.0});
  attributes.ratios = context.attr<Numbers>("ratios", {0.5, 1.0, 2.0});
  attributes.feature_stride = context.attr<std::int64_t>("feature_stride", 16);
  attributes.iou_loss = context.attr<bool>("iou_loss", false);
  const bool with_scores = context.attr<bool>("output_score", false);
  const Values found = context.add_all("proposal", {context.input(0), context.input(1), context.input(2)}, attributes);
  return with_scores ? found : Values{found[0]};
}

}  // namespace

std::vector<OperatorRow> detection_rows() {
  using enum Fate;
  return {
      {{"_contrib_Proposal"}, {"data", "..."}, exact, proposal, "proposal", ""},
      {{"_contrib_MultiProposal"}, {"data", "..."}, exact, proposal, "proposal", ""},
      {{"_contrib_MultiBoxPrior"}, {"data"}, exact, multibox_prior, "multibox_prior", ""},
      {{"_contrib_MultiBoxTarget"},
       {"anchor", "label", "data"},
       refused,
       nullptr,
       "",
       "it makes targets for training; name the other outputs with --output"},
      {{"_contrib_MultiBoxDetection"}, {"data", "..."}, exact, multibox_detection, "multibox_detection", "background_id 0"},
      {{"_contrib_box_nms", "_contrib_box_non_maximum_suppression"}, {"data"}, exact, box_nms, "box_nms", ""},
      {{"_contrib_box_iou"}, {"data", "..."}, exact, box_iou, "box_iou", ""},
      {{"_contrib_box_decode"}, {"data", "anchors"}, exact, box_decode, "box_decode", ""},
      {{"_contrib_box_encode"}, {"data", "..."}, exact, box_encode, "box_encode", "matches as int64"},
      {{"_contrib_bipartite_matching"}, {"data"}, rewritten, bipartite_matching, "bipartite_matching", "and casts of the indices"},
  };
}

}  // namespace nnfront::frontends::mxnet
