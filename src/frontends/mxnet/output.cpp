#include "frontends/mxnet/families.h"
#include "frontends/mxnet/node_context.h"
#include "ops/activation.h"

namespace nnfront::frontends::mxnet {

namespace {

void ignore_training(NodeContext& context) {
  context.ignore({"grad_scale", "ignore_label", "use_ignore", "normalization", "out_grad", "smooth_alpha", "valid_thresh", "margin",
                  "regularization_coefficient", "use_linear", "sparseness_target", "penalty", "momentum"});
}

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

}  // namespace

std::vector<OperatorRow> output_rows() {
  using enum Fate;
  return {
      {{"SoftmaxOutput", "Softmax"}, {"data", "label"}, rewritten, softmax_output, "softmax", "the softmax that it judges"},
      {{"LogisticRegressionOutput"}, {"data", "label"}, rewritten, logistic_regression_output, "sigmoid", "the sigmoid that it judges"},
      {{"LinearRegressionOutput"}, {"data", "label"}, rewritten, prediction, "identity", "its data"},
      {{"MAERegressionOutput"}, {"data", "label"}, rewritten, prediction, "identity", "its data"},
      {{"SVMOutput"}, {"data", "label"}, rewritten, prediction, "identity", "its data"},
      {{"MakeLoss", "make_loss"}, {"data"}, rewritten, prediction, "identity", "its data"},
      {{"IdentityAttachKLSparseReg"}, {"data", ""}, refused, nullptr, "", "a penalty with a state of its own is not covered"},
      {{"CTCLoss", "ctc_loss", "_contrib_CTCLoss", "_contrib_ctc_loss"},
       {"data", "label", "length", "..."},
       refused,
       nullptr,
       "",
       "the CTC loss is not covered"},
      {{"softmax_cross_entropy"}, {"data", "label"}, refused, nullptr, "", "a loss as a value is not covered"},
  };
}

}  // namespace nnfront::frontends::mxnet
