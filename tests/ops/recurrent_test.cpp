#include "ops/recurrent.h"

#include "op_harness.h"

namespace nnfront::ops::testing {
namespace {

using Numbers = std::vector<double>;

const Operator& op(std::string_view name) {
  static const std::vector<Operator> operators = recurrent_operators();
  return named(operators, name);
}

int gates_of(std::string_view name) {
  return name == "rnn" ? 1 : name == "gru" ? 3 : 4;
}

// 5 steps of 2 samples with 3 inputs, 4 units.
Types types_of(std::string_view name, int directions = 1) {
  const int rows = 4 * gates_of(name);
  return {f32({5, 2, 3}),          f32({directions, rows, 3}), f32({directions, rows, 4}), f32({directions, 2 * rows}),
          type(DType::int32, {2}), f32({directions, 2, 4})};
}

constexpr std::string_view all[] = {"rnn", "gru", "lstm"};

Attributes changed(std::string_view name, std::string_view field, const AttrValue& value) {
  return op(name).defaults.with(field, value);
}

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

TEST(Recurrent, infers_outputs) {
  for (const std::string_view name : all) {
    const std::vector<TensorType> one = infer(op(name), types_of(name));
    EXPECT_EQ(text(one[0]), "float32[5,1,2,4]");
    EXPECT_EQ(text(one[1]), "float32[1,2,4]");
    const std::vector<TensorType> both = infer(op(name), types_of(name, 2), changed(name, "direction", std::string("bidirectional")));
    EXPECT_EQ(text(both[0]), "float32[5,2,2,4]");
    EXPECT_EQ(text(both.back()), "float32[2,2,4]");
    Types symbolic = types_of(name);
    symbolic[0] = f32({Dim::symbol("t"), Dim::symbol("n"), 3});
    symbolic[4] = symbolic[5] = std::nullopt;
    EXPECT_EQ(text(infer(op(name), symbolic)[0]), "float32[t,1,n,4]");
  }
}

TEST(Recurrent, counts_macs_per_step) {
  EXPECT_EQ(cost(op("rnn"), types_of("rnn")).macs, 5 * 2 * 4 * (3 + 4));
  EXPECT_EQ(cost(op("gru"), types_of("gru", 2), changed("gru", "direction", std::string("bidirectional"))).macs, 2 * 5 * 2 * 12 * (3 + 4));
  EXPECT_EQ(cost(op("lstm"), types_of("lstm")).macs, 5 * 2 * 16 * (3 + 4));
  EXPECT_EQ(cost(op("lstm"), types_of("lstm")).elementwise, 5 * 2 * 4 * 9);
}

TEST(Rnn, evaluates_by_hand) {
  const Array x = array({3, 1, 1}, {1, 2, 3});
  const Arrays inputs = {
      x, array({1, 1, 1}, {2}), array({1, 1, 1}, {10}), array({1, 2}, {0.25, 0.25}), std::nullopt, array({1, 1, 1}, {1})};
  const Attributes affine = changed("rnn", "activations", std::vector<std::string>{"affine"});
  // h = 2x + 0.5 + 10h
  std::vector<Array> results = eval(op("rnn"), inputs, affine);
  expect_elements(results[0], {12.5, 129.5, 1301.5});
  expect_elements(results[1], {1301.5});
  results = eval(op("rnn"), inputs, affine.with("direction", std::string("reverse")));
  expect_elements(results[0], {1697.5, 169.5, 16.5});
  expect_elements(results[1], {1697.5});
}

TEST(Rnn, each_sample_has_its_length_and_each_direction_its_weights) {
  const Array x = array({3, 2, 1}, {1, 10, 2, 20, 3, 30});
  const Array lengths = array({2}, {2, 0}, DType::int64);
  Attributes attrs = changed("rnn", "activations", std::vector<std::string>{"affine", "relu"});
  attrs = attrs.with("direction", std::string("bidirectional"))
              .with("activation_alpha", Numbers{1, 0})
              .with("activation_beta", Numbers{100, 0});
  const std::vector<Array> results = eval(
      op("rnn"), {x, array({2, 1, 1}, {1, -1}), array({2, 1, 1}, {2, 3}), std::nullopt, lengths, array({2, 2, 1}, {0, 7, 5, 8})}, attrs);
  // Forward: x + 2h + 100: 101, 304. Backward from the second step: relu(-2 + 3*5) = 13, relu(-1 + 3*13) = 38.
  expect_elements(results[0], {101, 0, 38, 0, 304, 0, 13, 0, 0, 0, 0, 0});
  expect_elements(results[1], {304, 7, 38, 8});
}

TEST(Rnn, lengths_beyond_the_sequence_are_an_error) {
  const Arrays inputs = {array({1, 1, 1}, {1}), array({1, 1, 1}, {1}), array({1, 1, 1}, {1}), std::nullopt, array({1}, {2}, DType::int32)};
  EXPECT_THROW(eval(op("rnn"), inputs, op("rnn").defaults), Error);
}

TEST(Gru, evaluates_by_hand) {
  const Numbers w = {0.5, -1, 2};
  const Numbers r = {1, 0.25, -0.5};
  const Numbers b = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6};
  const double h = 0.75;
  const double x = 1.5;
  const Arrays inputs = {array({1, 1, 1}, {x}), array({1, 3, 1}, w), array({1, 3, 1}, r),
                         array({1, 6}, b),      std::nullopt,        array({1, 1, 1}, {h})};
  const double z = sigmoid(w[0] * x + b[0] + r[0] * h + b[3]);
  const double reset = sigmoid(w[1] * x + b[1] + r[1] * h + b[4]);
  const double plain = std::tanh(w[2] * x + b[2] + r[2] * (reset * h) + b[5]);
  const double linear = std::tanh(w[2] * x + b[2] + reset * (r[2] * h + b[5]));
  expect_elements(eval(op("gru"), inputs, op("gru").defaults)[1], {(1 - z) * plain + z * h}, 1e-6);
  expect_elements(eval(op("gru"), inputs, changed("gru", "linear_before_reset", true))[1], {(1 - z) * linear + z * h}, 1e-6);
}

struct LstmStep {
  double h = 0.75;
  double c = -0.5;
  double i, o, f, g;
  LstmStep(const Numbers& w, const Numbers& r, const Numbers& p, double x, bool input_forget = false) {
    i = sigmoid(w[0] * x + r[0] * h + p[0] * c);
    f = input_forget ? 1 - i : sigmoid(w[2] * x + r[2] * h + p[2] * c);
    g = std::tanh(w[3] * x + r[3] * h);
    c = f * c + i * g;
    o = sigmoid(w[1] * x + r[1] * h + p[1] * c);
    h = o * std::tanh(c);
  }
};

TEST(Lstm, evaluates_by_hand) {
  const Numbers w = {0.5, -1, 2, 0.25};
  const Numbers r = {1, 0.25, -0.5, 0.125};
  const Numbers p = {0.3, -0.4, 0.7};
  Arrays inputs = {array({1, 1, 1}, {1.5}),  array({1, 4, 1}, w),     array({1, 4, 1}, r), std::nullopt, std::nullopt,
                   array({1, 1, 1}, {0.75}), array({1, 1, 1}, {-0.5})};
  const LstmStep plain(w, r, {0, 0, 0}, 1.5);
  std::vector<Array> results = eval(op("lstm"), inputs, op("lstm").defaults);
  expect_elements(results[0], {plain.h}, 1e-6);
  expect_elements(results[1], {plain.h}, 1e-6);
  expect_elements(results[2], {plain.c}, 1e-6);
  expect_elements(eval(op("lstm"), inputs, changed("lstm", "input_forget", true))[2], {LstmStep(w, r, {0, 0, 0}, 1.5, true).c}, 1e-6);
  inputs.push_back(array({1, 3}, p));
  const LstmStep peeping(w, r, p, 1.5);
  results = eval(op("lstm"), inputs, op("lstm").defaults);
  expect_elements(results[1], {peeping.h}, 1e-6);
  expect_elements(results[2], {peeping.c}, 1e-6);
}

TEST(Lstm, a_projection_changes_the_units_of_the_state) {
  const Array x = array({1, 1, 1}, {1});
  // Two units that see the input alike, projected to their sum and twice their difference.
  const Arrays inputs = {x,
                         array({1, 8, 1}, {1, 1, 1, 1, 1, 1, 1, 1}),
                         array({1, 8, 2}, Numbers(16, 0)),
                         std::nullopt,
                         std::nullopt,
                         std::nullopt,
                         std::nullopt,
                         std::nullopt,
                         array({1, 2, 2}, {1, 1, 2, -2})};
  const double c = sigmoid(1) * std::tanh(1);
  const double h = sigmoid(1) * std::tanh(c);
  const std::vector<Array> results = eval(op("lstm"), inputs, op("lstm").defaults);
  expect_elements(results[1], {2 * h, 0}, 1e-6);
  expect_elements(results[2], {c, c}, 1e-6);
  EXPECT_EQ(cost(op("lstm"), {f32({1, 1, 1}), f32({1, 8, 1}), f32({1, 8, 2}), std::nullopt, std::nullopt, std::nullopt, std::nullopt,
                              std::nullopt, f32({1, 2, 2})})
                .macs,
            8 + 16 + 4);
}

TEST(Lstm, clip_bounds_what_enters_each_function) {
  const Array x = array({1, 1, 1}, {100});
  const Arrays inputs = {x, array({1, 4, 1}, {1, -1, 1, 1}), array({1, 4, 1}, {0, 0, 0, 0})};
  const std::vector<Array> results = eval(op("lstm"), inputs, changed("lstm", "clip", 0.5));
  const double c = sigmoid(0.5) * std::tanh(0.5);
  expect_elements(results[2], {c}, 1e-6);
  expect_elements(results[1], {sigmoid(-0.5) * std::tanh(c)}, 1e-6);
}

// Every function a cell may have, in a layer that does nothing but apply it.
TEST(Recurrent, functions_of_a_cell) {
  const auto applied = [](const std::string& name, double x, const Numbers& alpha = {}, const Numbers& beta = {}) {
    const Arrays inputs = {array({1, 1, 1}, {x}), array({1, 1, 1}, {1}), array({1, 1, 1}, {0})};
    const Attributes attrs = changed("rnn", "activations", std::vector<std::string>{name});
    return to_doubles(eval(op("rnn"), inputs, attrs.with("activation_alpha", alpha).with("activation_beta", beta))[1]).front();
  };
  EXPECT_NEAR(applied("sigmoid", 2), sigmoid(2), 1e-6);
  EXPECT_NEAR(applied("tanh", 0.5), std::tanh(0.5), 1e-6);
  EXPECT_EQ(applied("relu", -2), 0);
  EXPECT_EQ(applied("leaky_relu", -2, {0.5}), -1);
  EXPECT_NEAR(applied("elu", -1, {2}), 2 * std::expm1(-1), 1e-6);
  EXPECT_EQ(applied("hard_sigmoid", 1, {0.25}, {0.125}), 0.375);
  EXPECT_EQ(applied("softsign", 1), 0.5);
  EXPECT_NEAR(applied("softplus", 1), std::log1p(std::exp(1)), 1e-6);
  EXPECT_EQ(applied("affine", 3, {2}, {1}), 7);
  EXPECT_NEAR(applied("scaled_tanh", 1, {2}, {0.5}), 2 * std::tanh(0.5), 1e-6);
  EXPECT_EQ(applied("thresholded_relu", 1, {1}), 0);
  EXPECT_EQ(applied("thresholded_relu", 1.5, {1}), 1.5);
}

// ---- Constraints, of all three.

void expect_refused(std::string_view label, const std::function<void(Types&)>& change) {
  for (const std::string_view name : all) {
    SCOPED_TRACE(name);
    Types types = types_of(name);
    change(types);
    expect_violation(op(name), label, types);
  }
}
void expect_refused(std::string_view label, std::string_view field, const AttrValue& value) {
  for (const std::string_view name : all) expect_violation(op(name), label, types_of(name), changed(name, field, value));
}

TEST(Recurrent, recurrent_c1_ranks) {
  expect_refused("recurrent_c1", [](Types& types) { types[0] = f32({5, 3}); });
  expect_refused("recurrent_c1", [](Types& types) { types[2] = f32({4, 4}); });
}
TEST(Recurrent, recurrent_c2_types) {
  expect_refused("recurrent_c2", [](Types& types) { types[0] = type(DType::int32, {5, 2, 3}); });
  expect_refused("recurrent_c2", [](Types& types) { types[5] = type(DType::float64, {1, 2, 4}); });
}
TEST(Recurrent, recurrent_c3_weights) {
  expect_refused("recurrent_c3", [](Types& types) { types[0] = f32({5, 2, 7}); });
  expect_refused("recurrent_c3", [](Types& types) { types[1]->shape[1] = types[2]->shape[1] = 11; });
  expect_refused("recurrent_c3", "direction", std::string("bidirectional"));
  expect_refused("recurrent_c3", [](Types& types) { types[2]->shape[2] = 5; });
}
TEST(Recurrent, recurrent_c4_bias_and_state) {
  expect_refused("recurrent_c4", [](Types& types) { types[3] = f32({1, 4}); });
  expect_refused("recurrent_c4", [](Types& types) { types[5] = f32({1, 2, 5}); });
  Types types = types_of("lstm");
  types.push_back(f32({1, 3, 4}));
  expect_violation(op("lstm"), "recurrent_c4", types);
}
TEST(Recurrent, recurrent_c5_lengths) {
  expect_refused("recurrent_c5", [](Types& types) { types[4] = f32({2}); });
  expect_refused("recurrent_c5", [](Types& types) { types[4] = type(DType::int32, {3}); });
}
TEST(Recurrent, recurrent_c6_functions) {
  expect_refused("recurrent_c6", "activations", std::vector<std::string>(5, "tanh"));
  for (const std::string_view name : all) {
    const auto usual = std::get<std::vector<std::string>>(op(name).defaults.fields()[1].value);
    Attributes strange = changed(name, "activations", std::vector<std::string>(usual.size(), "gelu"));
    expect_violation(op(name), "recurrent_c6", types_of(name), strange);
  }
  expect_refused("recurrent_c6", "activation_alpha", Numbers(7, 1.0));
  expect_refused("recurrent_c6", "activation_beta", Numbers(7, 1.0));
  expect_violation(op("rnn"), "recurrent_c6", types_of("rnn"),
                   changed("rnn", "activation_alpha", Numbers{std::numeric_limits<double>::infinity()}));
}
TEST(Recurrent, recurrent_c7_clip) {
  expect_refused("recurrent_c7", "clip", 0.0);
  expect_refused("recurrent_c7", "clip", std::numeric_limits<double>::infinity());
}
TEST(Lstm, lstm_c1_peephole) {
  Types types = types_of("lstm");
  types.insert(types.end(), {std::nullopt, f32({1, 11})});
  expect_violation(op("lstm"), "lstm_c1", types);
}
TEST(Lstm, lstm_c2_projection) {
  Types types = types_of("lstm");
  types.insert(types.end(), {std::nullopt, std::nullopt, f32({1, 4, 3})});
  expect_violation(op("lstm"), "lstm_c2", types);
}

}  // namespace
}  // namespace nnfront::ops::testing
