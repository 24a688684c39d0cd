#include "ops/roi.h"

#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/shape.h"

namespace nnfront::frontends::mxnet {

namespace {

Tuple pooled_size(NodeContext& context) {
  const Tuple size = context.attr<Tuple>("pooled_size");
  if (size.size() != 2) fail(ErrorCode::invalid_file, "attribute 'pooled_size' has {} entries, wanted 2", size.size());
  return size;
}

Value columns(NodeContext& context, Value regions, std::int64_t from, std::int64_t to, std::string_view part) {
  return context.add("slice", {regions}, ops::SliceAttrs{{1}, {from}, {to}, {1}}, part);
}

Values roi_pooling(NodeContext& context) {
  const ops::RoiPoolAttrs attributes{pooled_size(context), context.attr<double>("spatial_scale")};
  return {context.add("roi_pool", {context.input(0), context.input(1)}, attributes)};
}

// Regions with five columns begin with their image; those with four are of the first one.
Values roi_align(NodeContext& context) {
  ops::RoiAlignAttrs attributes;
  attributes.pooled_size = pooled_size(context);
  attributes.spatial_scale = context.attr<double>("spatial_scale");
  attributes.sampling_ratio = std::max<std::int64_t>(context.attr<std::int64_t>("sample_ratio", -1), 0);
  attributes.position_sensitive = context.attr<bool>("position_sensitive", false);
  attributes.half_pixel = context.attr<bool>("aligned", false);
  const Value data = context.input(0);
  const Value regions = context.input(1);
  if (context.size(regions, 1) == 4) {
    const ops::BroadcastToAttrs one_each{{context.size(regions, 0)}};
    const Value first = context.add("broadcast_to", {context.scalar(0.0, DType::int64)}, one_each, "images");
    return {context.add_fixed("roi_align", {data, regions, first}, attributes)};
  }
  const Value images = context.reshape(columns(context, regions, 0, 1, "column"), {-1}, "images");
  const Value boxes = columns(context, regions, 1, 5, "boxes");
  return {context.add("roi_align", {data, boxes, context.as_indices(images)}, attributes)};
}

Values psroi_pooling(NodeContext& context) {
  ops::PsroiPoolAttrs attributes;
  attributes.spatial_scale = context.attr<double>("spatial_scale");
  attributes.output_dim = context.attr<std::int64_t>("output_dim");
  attributes.pooled_size = context.attr<std::int64_t>("pooled_size");
  attributes.group_size = context.attr<std::int64_t>("group_size", 0);
  if (attributes.group_size == 0) attributes.group_size = attributes.pooled_size;
  return {context.add("psroi_pool", {context.input(0), context.input(1)}, attributes)};
}

}  // namespace

std::vector<OperatorRow> roi_rows() {
  using enum Fate;
  return {
      {{"ROIPooling"}, {"data", "rois"}, exact, roi_pooling, "roi_pool", ""},
      {{"_contrib_ROIAlign"}, {"data", "rois"}, rewritten, roi_align, "roi_align", "images and boxes apart"},
      {{"_contrib_PSROIPooling"}, {"data", "rois"}, exact, psroi_pooling, "psroi_pool", ""},
      {{"_contrib_RROIAlign"}, {"data", "rois"}, refused, nullptr, "", "rotated regions are not covered"},
      {{"_contrib_DeformablePSROIPooling"}, {"data", "rois", "trans"}, refused, nullptr, "", "regions whose bins move are not covered"},
  };
}

}  // namespace nnfront::frontends::mxnet
