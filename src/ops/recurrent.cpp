#include "ops/recurrent.h"

#include <algorithm>
#include <cmath>

#include "ops/activation.h"
#include "ops/recurrent_parts.h"

namespace nnfront::ops {

namespace {

// ---- Functions of a cell. Those that are operators are asked for their definition.

constexpr std::string_view from_activations[] = {"sigmoid", "tanh", "relu", "leaky_relu", "elu", "hard_sigmoid", "softsign", "softplus"};

// Functions that only cells have.
struct OwnFunction {
  std::string_view name;
  double alpha;
  double beta;
  double (*function)(double x, double alpha, double beta);
};

constexpr OwnFunction own_functions[] = {
    {"affine", 1.0, 0.0, [](double x, double alpha, double beta) { return alpha * x + beta; }},
    {"scaled_tanh", 1.0, 1.0, [](double x, double alpha, double beta) { return alpha * std::tanh(beta * x); }},
    {"thresholded_relu", 1.0, 0.0, [](double x, double alpha, double) { return x > alpha ? x : 0.0; }},
};

bool is_known(std::string_view name) {
  return std::find(std::begin(from_activations), std::end(from_activations), name) != std::end(from_activations) ||
         std::any_of(std::begin(own_functions), std::end(own_functions), [&](const OwnFunction& each) { return each.name == name; });
}

std::optional<double> number_at(const std::vector<double>& numbers, std::size_t i) {
  return i < numbers.size() ? std::optional(numbers[i]) : std::nullopt;
}

using Function = std::function<std::vector<double>(std::vector<double>)>;

Function activation_function(const std::string& name, std::optional<double> alpha, std::optional<double> beta) {
  const std::vector<Operator> all = activation_operators();
  const auto op = std::find_if(all.begin(), all.end(), [&](const Operator& each) { return each.name == name; });
  ensure(op != all.end(), "a cell's function is an activation");
  Attributes attributes = op->defaults;
  for (const AttrField& field : op->defaults.fields()) {
    if (field.name == "alpha" && alpha) attributes = attributes.with("alpha", *alpha);
    if (field.name == "beta" && beta) attributes = attributes.with("beta", *beta);
  }
  return [eval = op->eval, attributes](std::vector<double> x) {
    const Array array = from_doubles(DType::float64, {static_cast<std::int64_t>(x.size())}, x);
    const Array* const input = &array;
    return to_doubles(eval({{&input, 1}, attributes, {}}).front());
  };
}

Function cell_function(const std::string& name, std::optional<double> alpha, std::optional<double> beta) {
  for (const OwnFunction& own : own_functions) {
    if (own.name != name) continue;
    return [own, alpha, beta](std::vector<double> x) {
      for (double& element : x) element = own.function(element, alpha.value_or(own.alpha), beta.value_or(own.beta));
      return x;
    };
  }
  return activation_function(name, alpha, beta);
}

void check_functions(const RecurrentAttrs& attrs, std::size_t functions) {
  constexpr std::string_view label = "recurrent_c6";
  const std::size_t got = attrs.activations.size();
  const std::size_t all = functions * static_cast<std::size_t>(direction_count(attrs));
  if (got != functions && got != all) violated(label, "activations: got {}, wanted {} or {}", got, functions, all);
  for (const std::string& name : attrs.activations) {
    if (!is_known(name)) violated(label, "activations: got '{}', which is no function of a cell", printable(name));
  }
  if (!attrs.activation_alpha.empty()) check_length(label, "activation_alpha", attrs.activation_alpha.size(), got);
  if (!attrs.activation_beta.empty()) check_length(label, "activation_beta", attrs.activation_beta.size(), got);
  for (const double alpha : attrs.activation_alpha) check_finite(label, "activation_alpha", alpha);
  for (const double beta : attrs.activation_beta) check_finite(label, "activation_beta", beta);
}

// ---- The walk.

std::vector<double> doubles_or_zeros(const EvalContext& context, int i, std::int64_t count) {
  return context.has(i) ? to_doubles(context.input(i)) : std::vector<double>(static_cast<std::size_t>(count));
}

std::vector<std::int64_t> lengths(const EvalContext& context, std::int64_t steps, std::int64_t batch) {
  if (!context.has(input_sequence_lens)) return std::vector<std::int64_t>(static_cast<std::size_t>(batch), steps);
  std::vector<std::int64_t> result = to_integers(context.input(input_sequence_lens));
  for (const std::int64_t length : result) {
    if (length < 0 || length > steps) fail(ErrorCode::invalid_argument, "sequence_lens: got {}, wanted 0 to {} steps", length, steps);
  }
  return result;
}

std::vector<double> row(std::span<const double> elements, std::int64_t index, std::int64_t size) {
  const auto first = elements.begin() + index * size;
  return {first, first + size};
}

void put_row(std::vector<double>& elements, std::int64_t index, const std::vector<double>& row) {
  std::copy(row.begin(), row.end(), elements.begin() + index * static_cast<std::int64_t>(row.size()));
}

// All inputs as doubles.
struct Operands {
  explicit Operands(const EvalContext& context)
      : x(to_doubles(context.input(input_x))),
        weight(to_doubles(context.input(input_weight))),
        recurrent_weight(to_doubles(context.input(input_recurrent_weight))),
        bias(doubles_or_zeros(context, input_bias, 2 * context.input(input_weight).dims()[0] * context.input(input_weight).dims()[1])) {}

  std::vector<double> x, weight, recurrent_weight, bias;
};

DirectionWeights weights_of(const EvalContext& context, const Operands& operands, const RecurrentAttrs& attrs, std::size_t direction,
                            std::size_t functions) {
  const auto directions = static_cast<std::size_t>(direction_count(attrs));
  const auto matrix = [&](RecurrentInput i, std::span<const double> elements) {
    const std::vector<std::int64_t>& dims = context.input(i).dims();
    return Matrix{part(elements, direction, directions), static_cast<std::size_t>(dims[1]), static_cast<std::size_t>(dims[2])};
  };
  const std::span<const double> bias = part(operands.bias, direction, directions);
  DirectionWeights weights{direction,
                           matrix(input_weight, operands.weight),
                           matrix(input_recurrent_weight, operands.recurrent_weight),
                           part(bias, 0, 2),
                           part(bias, 1, 2),
                           {}};
  const std::size_t first = attrs.activations.size() > functions ? direction * functions : 0;
  for (std::size_t i = 0; i < functions; ++i) weights.functions.emplace_back(attrs, first + i);
  return weights;
}

}  // namespace

CellFunction::CellFunction(const RecurrentAttrs& attrs, std::size_t i)
    : function_(cell_function(attrs.activations[i], number_at(attrs.activation_alpha, i), number_at(attrs.activation_beta, i))),
      clip_(attrs.clip) {}

std::vector<double> CellFunction::operator()(std::vector<double> x) const {
  if (clip_) {
    for (double& element : x) element = std::clamp(element, -*clip_, *clip_);
  }
  return function_(std::move(x));
}

Matrix Matrix::part(std::size_t i, std::size_t parts) const {
  return {ops::part(elements, i, parts), rows / parts, columns};
}

std::vector<double> operator*(const Matrix& matrix, const std::vector<double>& x) {
  std::vector<double> result(matrix.rows);
  for (std::size_t r = 0; r < matrix.rows; ++r) {
    for (std::size_t c = 0; c < matrix.columns; ++c) result[r] += matrix.elements[r * matrix.columns + c] * x[c];
  }
  return result;
}

std::vector<double> operator+(std::vector<double> a, std::span<const double> b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

std::vector<double> operator*(std::vector<double> a, std::span<const double> b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] *= b[i];
  return a;
}

std::span<const double> part(std::span<const double> elements, std::size_t i, std::size_t parts) {
  const std::size_t size = elements.size() / parts;
  return elements.subspan(i * size, size);
}

int direction_count(const RecurrentAttrs& attrs) {
  return attrs.direction == RecurrentDirection::bidirectional ? 2 : 1;
}

std::vector<Operand> recurrent_inputs() {
  return {{"x", "[steps, batch, inputs]"},
          {"weight", "[directions, G*H, inputs], of G gates of H units"},
          {"recurrent_weight", "[directions, G*H, H]"},
          {"bias", "[directions, 2*G*H], that of the inputs, then that of the state", Operand::Arity::optional},
          {"sequence_lens", "integers [batch]", Operand::Arity::optional},
          {"initial_h", "[directions, batch, H]", Operand::Arity::optional}};
}

std::vector<Operand> recurrent_outputs() {
  return {{"y", "[steps, directions, batch, H]"}, {"h", "[directions, batch, H]"}};
}

std::vector<Constraint> recurrent_constraints() {
  return {{"recurrent_c1", "x, weight and recurrent_weight have rank 3"},
          {"recurrent_c2", "everything but sequence_lens has one floating type"},
          {"recurrent_c3", "the weights have as many directions as the attribute says, as many inputs as x, and whole gates"},
          {"recurrent_c4", "bias and initial state have the shapes that follow from x and the weights"},
          {"recurrent_c5", "sequence_lens is one integer per sample"},
          {"recurrent_c6",
           "activations names one function of a cell for each that the cell has, or for each in each direction; the lists of "
           "numbers are as long, or empty, and finite"},
          {"recurrent_c7", "clip is a finite number above 0"}};
}

void check_operand(std::string_view label, std::string_view operand, const InferContext& context, int i, const Shape& wanted) {
  if (!context.has(i)) return;
  check_same_dtype("recurrent_c2", operand, context.input(i), context.input(input_x).dtype);
  check_shape(label, operand, context.input(i).shape, wanted);
}

RecurrentDims check_recurrent(const InferContext& context, const RecurrentAttrs& attrs, int gates, int functions, bool projected) {
  const TensorType& x = context.input(input_x);
  const TensorType& weight = context.input(input_weight);
  const TensorType& recurrent_weight = context.input(input_recurrent_weight);
  check_rank("recurrent_c1", "x", x, 3);
  check_rank("recurrent_c1", "weight", weight, 3);
  check_rank("recurrent_c1", "recurrent_weight", recurrent_weight, 3);
  check_dtype("recurrent_c2", "x", x, DTypeClass::floating);

  const Dim rows = common_dim("recurrent_c3", "rows of recurrent_weight", recurrent_weight.shape[1], weight.shape[1]);
  if (rows.is_integer() && rows.integer() % gates != 0) violated("recurrent_c3", "weight: got {} rows for {} gates", rows.text(), gates);
  const Dim units = floor_div(rows, gates);
  const RecurrentDims dims{
      x.shape[0], x.shape[1], x.shape[2], direction_count(attrs), units, projected ? recurrent_weight.shape[2] : units};
  check_operand("recurrent_c3", "weight", context, input_weight, {dims.directions, rows, dims.inputs});
  check_operand("recurrent_c3", "recurrent_weight", context, input_recurrent_weight, {dims.directions, rows, dims.state});
  check_operand("recurrent_c4", "bias", context, input_bias, {dims.directions, Dim(2) * rows});
  check_operand("recurrent_c4", "initial_h", context, input_initial_h, {dims.directions, dims.batch, dims.state});
  if (context.has(input_sequence_lens)) {
    check_dtype("recurrent_c5", "sequence_lens", context.input(input_sequence_lens), DTypeClass::integer);
    check_shape("recurrent_c5", "sequence_lens", context.input(input_sequence_lens).shape, {dims.batch});
  }
  check_functions(attrs, static_cast<std::size_t>(functions));
  if (attrs.clip) {
    check_finite("recurrent_c7", "clip", *attrs.clip);
    if (*attrs.clip <= 0) violated("recurrent_c7", "clip: got {}, wanted a number above 0", *attrs.clip);
  }
  return dims;
}

std::vector<TensorType> recurrent_types(const InferContext& context, const RecurrentDims& dims) {
  const DType dtype = context.input(input_x).dtype;
  return {{dtype, {dims.steps, dims.directions, dims.batch, dims.state}}, {dtype, {dims.directions, dims.batch, dims.state}}};
}

Cost recurrent_cost(const CostContext& context, std::int64_t per_unit, std::int64_t further) {
  const std::vector<std::int64_t> x = context.input_dims(input_x);
  const std::int64_t weights =
      checked_add(element_count(context.input_dims(input_weight)), element_count(context.input_dims(input_recurrent_weight)));
  const std::int64_t samples = checked_multiply(x[0], x[1]);
  Cost cost;
  cost.macs = cost.padded_macs = checked_multiply(samples, checked_add(weights, further));
  const std::int64_t units = element_count(context.output_dims(static_cast<int>(context.outputs.size()) - 1));
  cost.elementwise = checked_multiply(checked_multiply(x[0], units), per_unit);
  return cost;
}

std::vector<Array> run_recurrent(const EvalContext& context, const RecurrentAttrs& attrs, int functions, const Cell& cell, int initial_c) {
  const std::vector<std::int64_t> y_dims = output_dims(context, 0);
  const std::int64_t steps = y_dims[0];
  const std::int64_t directions = y_dims[1];
  const std::int64_t batch = y_dims[2];
  const std::int64_t state_units = y_dims[3];
  const bool has_c = initial_c >= 0;
  const std::int64_t units = has_c ? output_dims(context, 2)[2] : 0;
  const std::int64_t inputs = context.input(input_x).dims()[2];
  const std::vector<std::int64_t> sample_steps = lengths(context, steps, batch);
  const Operands operands(context);
  std::vector<double> y(static_cast<std::size_t>(product(y_dims)));
  std::vector<double> h = doubles_or_zeros(context, input_initial_h, directions * batch * state_units);
  std::vector<double> c = has_c ? doubles_or_zeros(context, initial_c, directions * batch * units) : std::vector<double>();

  for (std::int64_t d = 0; d < directions; ++d) {
    const DirectionWeights weights = weights_of(context, operands, attrs, static_cast<std::size_t>(d), static_cast<std::size_t>(functions));
    const bool reverse = attrs.direction == RecurrentDirection::reverse || d == 1;
    for (std::int64_t n = 0; n < batch; ++n) {
      const std::int64_t length = sample_steps[static_cast<std::size_t>(n)];
      CellState state{row(h, d * batch + n, state_units), row(c, d * batch + n, units)};
      for (std::int64_t step = 0; step < length; ++step) {
        const std::int64_t t = reverse ? length - 1 - step : step;
        cell(weights, row(operands.x, t * batch + n, inputs), state);
        put_row(y, (t * directions + d) * batch + n, state.h);
      }
      put_row(h, d * batch + n, state.h);
      put_row(c, d * batch + n, state.c);
    }
  }
  const DType dtype = context.input(input_x).dtype();
  std::vector<Array> results = {from_doubles(dtype, y_dims, y), from_doubles(dtype, output_dims(context, 1), h)};
  if (has_c) results.push_back(from_doubles(dtype, output_dims(context, 2), c));
  return results;
}

std::vector<Operator> recurrent_operators() {
  return {rnn_operator(), gru_operator(), lstm_operator()};
}

}  // namespace nnfront::ops
