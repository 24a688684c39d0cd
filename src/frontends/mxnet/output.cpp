#include "frontends/mxnet/translators.h"
#include "ops/activation.h"

namespace nnfront::frontends::mxnet {

namespace {

void ignore_training(NodeContext& context) {
  context.ignore({"grad_scale", "ignore_label", "use_ignore", "normalization", "out_grad", "smooth_alpha", "valid_thresh", "margin",
                  "regularization_coefficient", "use_linear", "sparseness_target", "penalty", "momentum"});
}

}  // namespace

// Its forward pass is the softmax of the data.
Values softmax_output(NodeContext& context) {
  const bool multi_output = context.attr<bool>("multi_output", false);
  const bool preserve_shape = context.attr<bool>("preserve_shape", false);
  ignore_training(context);
  const Value data = context.input(0);
  // Of the data as rows of all that is behind the first dimension, says the plain kernel; along the last axis, says the one of
  // oneDNN, which MXNet's own packages use.
  if (!multi_output && !preserve_shape && context.rank(data) > 2) {
    context.refuse("data {} without multi_output or preserve_shape: MXNet's builds do not agree on the axis", text(context.type(data)));
  }
  return {context.add("softmax", {data}, ops::SoftmaxAttrs{multi_output ? 1 : -1, 1.0})};
}

Values logistic_regression_output(NodeContext& context) {
  ignore_training(context);
  return {context.add("sigmoid", {context.input(0)})};
}

Values prediction(NodeContext& context) {
  ignore_training(context);
  return {context.add("identity", {context.input(0)})};
}

}  // namespace nnfront::frontends::mxnet
