#include "ops/roi.h"

#include "emit/torch/op_table.h"

namespace nnfront::emit::torch {

namespace {

// A sampling ratio of 0 makes the number of samples depend on the regions.
void roi_align(NodeContext& context) {
  const auto& attrs = context.attrs<ops::RoiAlignAttrs>();
  if (attrs.mode != ops::RoiAlignMode::average) context.refuse("the largest of the samples");
  if (attrs.position_sensitive) context.refuse("bins that read channels of their own");
  if (attrs.sampling_ratio <= 0) context.refuse("as many samples as a bin is large");
  std::vector<std::string> operands = {context.input(0),
                                       context.input(1),
                                       context.input(2) + ".long()",
                                       python::tuple(attrs.pooled_size),
                                       literal(attrs.spatial_scale),
                                       literal(attrs.sampling_ratio)};
  if (attrs.half_pixel) operands.push_back(named("half_pixel", "True"));
  context.helper("bilinear");
  context.returns(call(context.helper("roi_align"), operands));
}

}  // namespace

std::vector<OperatorRow> roi_rows() {
  return {{"roi_align", roi_align}};
}

}  // namespace nnfront::emit::torch
