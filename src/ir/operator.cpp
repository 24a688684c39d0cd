#include "ir/operator.h"

#include "ir/content.h"

namespace nnfront {

namespace {

std::vector<std::int64_t> concrete_dims(const TensorType& type) {
  auto dims = integers(type.shape);
  ensure(dims.has_value() && type.ranked, "a cost is asked for concrete shapes only");
  return *std::move(dims);
}

}  // namespace

const TensorType& InferContext::input(int i) const {
  ensure(has(i), "inference asks for an input that is absent");
  return *inputs[static_cast<std::size_t>(i)];
}

std::optional<Content> InferContext::content(int i) const {
  const Array* whole = constant ? constant(i) : nullptr;
  if (whole != nullptr) return content_of_array(*whole);
  return symbolic ? symbolic(i) : std::nullopt;
}

const Array& EvalContext::input(int i) const {
  ensure(has(i), "a kernel asks for an input that is absent");
  return *inputs[static_cast<std::size_t>(i)];
}

std::vector<std::int64_t> CostContext::input_dims(int i) const {
  ensure(has(i), "a cost asks for an input that is absent");
  return concrete_dims(*inputs[static_cast<std::size_t>(i)]);
}

std::vector<std::int64_t> CostContext::output_dims(int i) const {
  return concrete_dims(outputs[static_cast<std::size_t>(i)]);
}

OperatorSet::OperatorSet(std::vector<Operator> operators) : operators_(std::move(operators)) {
  for (const Operator& each : operators_) {
    const bool is_new = by_name_.emplace(each.name, &each).second;
    ensure(is_new, fmt::format("operator {} is listed twice", each.name));
  }
}

const Operator* OperatorSet::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const Operator& OperatorSet::at(std::string_view name) const {
  if (const Operator* found = find(name)) return *found;
  std::vector<std::string> names;
  for (const Operator& each : operators_) names.emplace_back(each.name);
  fail(ErrorCode::unsupported, "there is no operator '{}'{}", printable(name), did_you_mean(name, names));
}

}  // namespace nnfront
