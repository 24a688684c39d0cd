// What the recurrent layers share: types, the walk over a sequence, the functions of a cell.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "ops/kernels.h"
#include "ops/recurrent.h"

namespace nnfront::ops {

// Inputs that all have, in this order; further ones follow.
enum RecurrentInput { input_x, input_weight, input_recurrent_weight, input_bias, input_sequence_lens, input_initial_h };

std::vector<Operand> recurrent_inputs();
std::vector<Operand> recurrent_outputs();
std::vector<Constraint> recurrent_constraints();

int direction_count(const RecurrentAttrs& attrs);

// The dimensions that types agree on.
struct RecurrentDims {
  Dim steps, batch, inputs, directions, units;
  Dim state;  // units of h
};

// Checks what all have. `functions`: how many the cell has. `projected`: h need not have as many units as there are.
RecurrentDims check_recurrent(const InferContext& context, const RecurrentAttrs& attrs, int gates, int functions, bool projected = false);
// An operand that is there must have this shape and the type of x.
void check_operand(std::string_view label, std::string_view operand, const InferContext& context, int i, const Shape& wanted);
// y and h.
std::vector<TensorType> recurrent_types(const InferContext& context, const RecurrentDims& dims);

// Recurrent layers are counted step by step: `per_unit` element-wise operations per unit, and `further` MACs per step and sample besides
// those of weight and recurrent weight.
Cost recurrent_cost(const CostContext& context, std::int64_t per_unit, std::int64_t further = 0);

// One function of a cell.
class CellFunction {
 public:
  // `name` is known, as check_recurrent() makes sure.
  CellFunction(const RecurrentAttrs& attrs, std::size_t i);
  std::vector<double> operator()(std::vector<double> x) const;

 private:
  std::function<std::vector<double>(std::vector<double>)> function_;
  std::optional<double> clip_;
};

// A matrix in C order.
struct Matrix {
  std::span<const double> elements;
  std::size_t rows = 0;
  std::size_t columns = 0;
  // Part `i` of `parts` equal parts of the rows.
  Matrix part(std::size_t i, std::size_t parts) const;
};
std::vector<double> operator*(const Matrix& matrix, const std::vector<double>& x);
std::vector<double> operator+(std::vector<double> a, std::span<const double> b);
std::vector<double> operator*(std::vector<double> a, std::span<const double> b);
// Part `i` of `parts` equal ones; nothing of nothing.
std::span<const double> part(std::span<const double> elements, std::size_t i, std::size_t parts);

// The weights of one direction. A bias that is left out is zeros.
struct DirectionWeights {
  std::size_t direction = 0;
  Matrix weight;
  Matrix recurrent_weight;
  std::span<const double> bias;            // of the inputs
  std::span<const double> recurrent_bias;  // of the state
  std::vector<CellFunction> functions;
};

struct CellState {
  std::vector<double> h;
  std::vector<double> c;  // of a cell that has one
};

// One step of one sample: `state` becomes the next one.
using Cell = std::function<void(const DirectionWeights& weights, const std::vector<double>& x, CellState& state)>;

// Walks over directions, samples and steps. y, h and, where `initial_c` is the index of an input, c.
std::vector<Array> run_recurrent(const EvalContext& context, const RecurrentAttrs& attrs, int functions, const Cell& cell,
                                 int initial_c = -1);

Operator rnn_operator();   // rnn.cpp
Operator gru_operator();   // gru.cpp
Operator lstm_operator();  // lstm.cpp

}  // namespace nnfront::ops
