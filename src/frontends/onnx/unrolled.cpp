#include "frontends/onnx/unrolled.h"

#include <algorithm>
#include <iterator>

#include "ops/elements.h"
#include "ops/shape.h"

namespace nnfront::frontends::onnx {

namespace {

constexpr int first_carried = 2;

// The trip count where there is one.
std::optional<std::int64_t> trip_count(NodeContext& context) {
  if (!context.has_input(0)) return std::nullopt;
  const std::optional<Array> known = context.constant(0);
  if (!known) context.refuse("a loop that carries or reads a sequence is covered where its number of trips is known");
  const std::vector<std::int64_t> count = ops::to_integers(*known);
  if (count.size() != 1) fail(ErrorCode::invalid_file, "the trip count has {} elements, wanted 1", count.size());
  if (count[0] > most_trips)
    context.refuse("a loop of {} trips that carries or reads a sequence is not covered, only {}", count[0], most_trips);
  return count[0];
}

bool holds(NodeContext& context, Value condition) {
  const std::optional<Array> known = context.translation().known.find(condition);
  if (!known) context.refuse("a loop that carries or reads a sequence is covered where its condition is known");
  if (known->size() != 1) fail(ErrorCode::invalid_file, "the condition has {} elements, wanted 1", known->size());
  return ops::to_doubles(*known).front() != 0;
}

// What the body of a loop is given and hands on.
struct Trip {
  Value condition;
  Bindings carried;
};

class Unrolling {
 public:
  Unrolling(NodeContext& context, const OnnxGraph& body)
      : context_(context), body_(context.translation().graphs.in_place(body, context.scope())), scanned_(scanned_count(context, body)) {}

  // Takes `trip` one further.
  void go(std::int64_t number, Trip& trip) {
    Bindings inputs = {context_.scalar(static_cast<double>(number), DType::int64), trip.condition};
    inputs.insert(inputs.end(), trip.carried.begin(), trip.carried.end());
    Bindings results = body_(inputs, fmt::format("{}.{}/", context_.name(), number));
    trip.condition = as_tensor(results[0], "a condition");
    const auto behind = results.begin() + 1 + static_cast<std::ptrdiff_t>(trip.carried.size());
    for (std::size_t i = 0; i < scanned_.size(); ++i) {
      scanned_[i].emplace_back(as_tensor(behind[static_cast<std::ptrdiff_t>(i)], "a scanned output"));
    }
    trip.carried.assign(results.begin() + 1, behind);
  }

  // What all trips together have scanned, one trip after the other along a new first dimension.
  Bindings scanned() {
    Bindings outputs;
    for (std::size_t i = 0; i < scanned_.size(); ++i) {
      if (scanned_[i].empty()) context_.refuse("a scanned output of no trips has no known shape");
      outputs.emplace_back(context_.add("stack", scanned_[i], ops::AxisAttrs{0}, fmt::format("scanned{}", i)));
    }
    return outputs;
  }

 private:
  static std::size_t scanned_count(const NodeContext& context, const OnnxGraph& body) {
    const std::size_t carried = static_cast<std::size_t>(std::max(context.input_count(), first_carried) - first_carried);
    if (body.outputs.size() < 1 + carried) {
      fail(ErrorCode::invalid_file, "body gives {} values, wanted {}", body.outputs.size(), 1 + carried);
    }
    return body.outputs.size() - 1 - carried;
  }

  NodeContext& context_;
  GraphInPlace body_;
  std::vector<Operands> scanned_;
};

}  // namespace

bool must_be_unrolled(NodeContext& context) {
  const Scope& scope = context.scope();
  const std::vector<std::string_view> read = names_read(context.node());
  if (std::any_of(read.begin(), read.end(), [&](std::string_view name) { return scope.is_sequence(name); })) return true;
  const std::vector<std::string_view>& inputs = context.node().inputs;
  const auto carried = inputs.begin() + std::min<std::ptrdiff_t>(first_carried, std::ssize(inputs));
  return std::any_of(carried, inputs.end(), [&](std::string_view name) { return scope.is_left_out(name); });
}

Bindings unrolled(NodeContext& context, const OnnxGraph& body) {
  Unrolling unrolling(context, body);
  const std::optional<std::int64_t> count = trip_count(context);
  const bool asks = context.has_input(1);
  if (!count && !asks) context.refuse("a loop that has neither trip count nor condition does not end");
  Trip trip = {asks ? context.input(1) : context.scalar(1.0, DType::boolean), {}};
  for (int i = first_carried; i < context.input_count(); ++i) trip.carried.push_back(context.binding(i));
  std::int64_t number = 0;
  while ((!count || number < *count) && (!asks || holds(context, trip.condition))) {
    if (number == most_trips) context.refuse("a loop that carries or reads a sequence for more than {} trips is not covered", most_trips);
    unrolling.go(number++, trip);
  }
  context.rewritten(fmt::format("{} trips one after the other, for the sequences in them", number));
  Bindings outputs = trip.carried;
  const Bindings scanned = unrolling.scanned();
  outputs.insert(outputs.end(), scanned.begin(), scanned.end());
  return outputs;
}

}  // namespace nnfront::frontends::onnx
