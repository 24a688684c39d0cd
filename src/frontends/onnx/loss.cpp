// Losses, built from smaller operators: there is no operator of the IR for what only training needs.
#include "frontends/onnx/families.h"
#include "frontends/onnx/node_context.h"
#include "ops/activation.h"
#include "ops/reduce.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

// The loss of every target and the weight that it counts with.
struct Losses {
  Value loss;
  std::optional<Value> weight;  // none: 1 each
};

// Which targets count, and the targets with those that do not replaced by class 0.
struct Targets {
  Value classes;
  std::optional<Value> counts;  // bool; none: all do
};

Targets targets_of(NodeContext& context, Value target) {
  if (!context.has_attr("ignore_index")) return {target, std::nullopt};
  const auto ignored = context.attr<std::int64_t>("ignore_index");
  const Array number = Array::of<std::int64_t>({}, std::span(&ignored, 1));
  const Value wide = context.as_type(target, DType::int64, "classes");
  const Value counts = context.add("not_equal", {wide, context.constant(number, "ignored")}, {}, "counts");
  return {context.add("where", {counts, wide, context.scalar(0.0, DType::int64)}, {}, "class_or_0"), counts};
}

// -log_probabilities[n, target[n, ...], ...], times the weight of the class.
Losses losses_of(NodeContext& context, Value log_probabilities, Value target, std::optional<Value> weight) {
  const DType dtype = context.dtype(log_probabilities);
  const Targets targets = targets_of(context, target);
  ops::OneHotAttrs one_hot;
  const Dim classes = context.dim(log_probabilities, 1);
  if (classes.is_integer()) one_hot.depth = classes.integer();
  one_hot.axis = 1;
  one_hot.dtype = DType::boolean;
  Operands operands = {targets.classes};
  if (!classes.is_integer()) operands.push_back(context.dim_value(log_probabilities, 1, "classes_there_are"));
  const Value is_target = context.add("one_hot", std::move(operands), one_hot, "is_target");
  const Value zero = context.scalar(0.0, dtype);
  const Value chosen = context.add("where", {is_target, log_probabilities, zero}, {}, "chosen");
  Value loss = context.add("neg", {context.add("reduce_sum", {chosen}, ops::ReduceAttrs{{1}, false}, "log_probability")}, {}, "unweighted");
  std::optional<Value> each;
  if (weight) each = context.add("gather", {*weight, targets.classes}, ops::GatherAttrs{0, false}, "weight");
  if (targets.counts && each) {
    each = context.add("where", {*targets.counts, *each, zero}, {}, "counted_weight");
  } else if (targets.counts) {
    each = context.cast(*targets.counts, dtype, "counted");
  }
  if (each) loss = context.add("mul", {loss, *each}, {}, "weighted");
  return {loss, each};
}

Value reduced(NodeContext& context, const Losses& losses, const std::string& reduction) {
  if (reduction == "none") return context.add("identity", {losses.loss});
  const ops::ReduceAttrs all{{}, false};
  if (reduction == "sum") return context.add("reduce_sum", {losses.loss}, all);
  if (!losses.weight) return context.add("reduce_mean", {losses.loss}, all);
  const Value sum = context.add("reduce_sum", {losses.loss}, all, "sum");
  return context.add("div", {sum, context.add("reduce_sum", {*losses.weight}, all, "total_weight")});
}

Values negative_log_likelihood_loss(NodeContext& context) {
  const std::string reduction = context.choice("reduction", {"none", "sum", "mean"}, "mean");
  const Losses losses = losses_of(context, context.input(0), context.input(1), context.optional_input(2));
  return {reduced(context, losses, reduction)};
}

Values softmax_cross_entropy_loss(NodeContext& context) {
  const std::string reduction = context.choice("reduction", {"none", "sum", "mean"}, "mean");
  const Value log_probabilities = context.add("log_softmax", {context.input(0)}, ops::SoftmaxAttrs{1, 1.0}, "log_probabilities");
  const Losses losses = losses_of(context, log_probabilities, context.input(1), context.optional_input(2));
  return {reduced(context, losses, reduction), log_probabilities};
}

}  // namespace

std::vector<OperatorRow> loss_rows() {
  using enum Fate;
  return {
      {"", "NegativeLogLikelihoodLoss", rewritten, {{12, negative_log_likelihood_loss}}, "", "from one_hot, where and sums"},
      {"", "SoftmaxCrossEntropyLoss", rewritten, {{12, softmax_cross_entropy_loss}}, "", "from log_softmax, one_hot, where and sums"},
  };
}

}  // namespace nnfront::frontends::onnx
