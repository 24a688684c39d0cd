#include "tests/passes/random_network.h"

#include <string>
#include <vector>

#include "ir/builder.h"
#include "ops/activation.h"
#include "ops/conv.h"
#include "ops/elementwise.h"
#include "ops/kernels.h"
#include "ops/norm.h"
#include "ops/op_table.h"
#include "ops/pool.h"
#include "ops/shape.h"
#include "support/random.h"

namespace nnfront::test {

namespace {

using Ints = std::vector<std::int64_t>;

// The standard distributions differ between libraries.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    const std::uint64_t number = splitmix64(state_);
    state_ += splitmix64_step;
    return number;
  }
  std::int64_t below(std::int64_t count) { return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(count)); }
  bool one_in(std::int64_t count) { return below(count) == 0; }
  double between(double low, double high) { return low + (high - low) * static_cast<double>(next() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

class Network {
 public:
  explicit Network(std::uint64_t seed) : random_(seed), graph_(ops::operators()), builder_(graph_) {
    // Half of the graphs in double, where a distance can only be a wrong formula, half in float, which is what users have.
    dtype_ = random_.one_in(2) ? DType::float64 : DType::float32;
    values_.push_back(builder_.input("x", {dtype_, shape_of({1, 2 + random_.below(3), 5, 6})}));
  }

  Graph build() && {
    const std::int64_t steps = 4 + random_.below(9);
    for (std::int64_t i = 0; i < steps; ++i) add_step();
    if (random_.one_in(3)) add_classifier();
    builder_.output("y", values_.back());
    for (std::int64_t i = 0, further = random_.below(3); i < further; ++i) {
      builder_.output("further" + std::to_string(i), any_value());
    }
    return std::move(graph_);
  }

 private:
  // Mostly the newest value, so that networks are deep; sometimes an old one, so that they branch.
  Value any_value() { return random_.below(3) < 2 ? values_.back() : values_[random_.below(static_cast<std::int64_t>(values_.size()))]; }
  Ints dims_of(Value value) const { return integers(builder_.type(value).shape).value(); }
  std::string next_name(const char* what) { return what + std::to_string(names_++); }
  void keep(Value value) { values_.push_back(value); }

  Tensor tensor(const Ints& dims, double low, double high) {
    std::vector<double> elements(static_cast<std::size_t>(ops::product(dims)));
    for (double& element : elements) element = random_.between(low, high);
    return Tensor(ops::from_doubles(dtype_, dims, elements));
  }
  Value parameter(const Ints& dims, double low, double high, ParameterRole role) {
    const bool trainable = role == ParameterRole::weight || role == ParameterRole::bias;
    return builder_.parameter(next_name("p"), tensor(dims, low, high), role, trainable);
  }
  Value constant(const Ints& dims, double low, double high) {
    return builder_.constant(tensor(dims, low, high).evaluate(), next_name("c"));
  }

  // A weight of these dims: new, one that another layer has already, or computed from a parameter.
  Value weight(const Ints& dims) {
    for (const Value known : weights_) {
      if (dims_of(known) == dims && random_.one_in(2)) return known;
    }
    Value made;
    if (random_.one_in(5)) {
      made = parameter({dims.rbegin(), dims.rend()}, -1, 1, ParameterRole::weight);
      Ints reversed;
      for (std::size_t i = dims.size(); i-- > 0;) reversed.push_back(static_cast<std::int64_t>(i));
      made = builder_.add1("transpose", {made}, ops::TransposeAttrs{reversed});
    } else {
      made = parameter(dims, -1, 1, ParameterRole::weight);
    }
    weights_.push_back(made);
    return made;
  }
  std::optional<Value> bias(std::int64_t channels) {
    return random_.one_in(2) ? std::nullopt : std::optional(parameter({channels}, -1, 1, ParameterRole::bias));
  }

  void add_step() {
    const Value x = any_value();
    switch (random_.below(18)) {
      case 0:
      case 1:
      case 2:
        return add_conv(x);
      case 3:
      case 4:
        return keep(batch_norm(x, 1));
      case 5:
      case 6:
        return keep(activation(x));
      case 7:
      case 8:
        return add_residual(x);
      case 9:
        return add_constant_arithmetic(x);
      case 10:
        return add_padding(x);
      case 11:
        return add_pool(x);
      case 12:
        return keep(random_.one_in(2) ? builder_.add1("dropout", {x}, ops::DropoutAttrs{}) : builder_.add1("identity", {x}));
      case 13:
        return add_concat(x);
      case 14:
        return add_transposes(x);
      case 15:
        return random_.one_in(2) ? add_computed_reshape(x) : add_computed_attributes(x);
      case 16:
        return random_.one_in(2) ? add_branches(x) : add_loop(x);
      default:
        return add_twin(x);
    }
  }

  void add_conv(Value x) {
    const Ints dims = dims_of(x);
    if (random_.one_in(5)) return add_conv_transpose(x);
    const std::int64_t kernel = std::min<std::int64_t>({1 + 2 * random_.below(2), dims[2], dims[3]});
    const std::int64_t pad = kernel == 3 ? random_.below(2) : 0;
    const bool depthwise = random_.one_in(4);
    const std::int64_t channels = depthwise ? dims[1] : 2 + random_.below(4);
    const std::int64_t stride = dims[2] > 3 && dims[3] > 3 && random_.one_in(4) ? 2 : 1;
    const ops::ConvAttrs attrs{{stride, stride}, {pad, pad, pad, pad}, {1, 1}, depthwise ? dims[1] : 1};
    keep(builder_.add1("conv", {x, weight({channels, dims[1] / attrs.groups, kernel, kernel}), bias(channels)}, attrs, next_name("conv")));
  }

  void add_conv_transpose(Value x) {
    const Ints dims = dims_of(x);
    if (dims[2] > 8) return;
    const std::int64_t groups = dims[1] % 2 == 0 && random_.one_in(2) ? 2 : 1;
    const std::int64_t per_group = 1 + random_.below(3);
    const ops::ConvTransposeAttrs attrs{{1, 1}, {1, 0, 0, 1}, {1, 1}, {0, 0}, groups};
    keep(builder_.add1("conv_transpose", {x, weight({dims[1], per_group, 2, 2}), bias(groups * per_group)}, attrs, next_name("deconv")));
  }

  Value batch_norm(Value x, std::int64_t axis) {
    const std::int64_t channels = dims_of(x)[static_cast<std::size_t>(axis)];
    ops::BatchNormAttrs attrs;
    attrs.axis = axis;
    attrs.fix_gamma = random_.one_in(4);
    const Value gamma = parameter({channels}, 0.5, 1.5, ParameterRole::weight);
    const Value beta = parameter({channels}, -1, 1, ParameterRole::bias);
    const Value mean = parameter({channels}, -1, 1, ParameterRole::running_mean);
    const Value variance = parameter({channels}, 0.5, 1.5, ParameterRole::running_var);
    return builder_.add1("batch_norm", {x, gamma, beta, mean, variance}, attrs, next_name("bn"));
  }

  Value activation(Value x) {
    switch (random_.below(5)) {
      case 0:
        return builder_.add1("sigmoid", {x});
      case 1:
        return builder_.add1("leaky_relu", {x}, ops::LeakyReluAttrs{0.1});
      case 2:
        return builder_.add1("clip", {x}, ops::ClipAttrs{-1.0, 3.0});
      case 3:
        return builder_.add1("prelu", {x, parameter({dims_of(x)[1]}, -0.5, 0.5, ParameterRole::weight)});
      default:
        return builder_.add1("relu", {x}, {}, next_name("relu"));
    }
  }

  void add_residual(Value x) {
    std::vector<Value> same;
    for (const Value other : values_) {
      if (dims_of(other) == dims_of(x)) same.push_back(other);
    }
    const Value other = same[random_.below(static_cast<std::int64_t>(same.size()))];
    keep(random_.one_in(2) ? builder_.add1("add", {x, other}) : builder_.add1("add", {other, x}));
  }

  void add_constant_arithmetic(Value x) {
    const std::int64_t channels = dims_of(x)[1];
    const Ints dims = random_.one_in(3) ? Ints{} : random_.one_in(2) ? Ints{channels, 1, 1} : Ints{1, channels, 1, 1};
    const Value c = random_.one_in(2) ? constant(dims, 0.5, 2.0) : parameter(dims, 0.5, 2.0, ParameterRole::weight);
    switch (random_.below(5)) {
      case 0:
        return keep(builder_.add1("mul", {x, c}));
      case 1:
        return keep(builder_.add1("div", {x, c}));
      case 2:
        return keep(builder_.add1("sub", {x, c}));
      case 3:
        return keep(builder_.add1("sub", {c, x}));
      default:
        return keep(builder_.add1("add", {c, x}));
    }
  }

  void add_padding(Value x) {
    if (dims_of(x)[2] > 8) return;
    ops::PadAttrs attrs;
    attrs.pads = {0, 0, 1, random_.below(2), 0, 0, random_.below(2), 1};
    if (random_.one_in(4)) attrs.value = 0.5;
    keep(builder_.add1("pad", {x}, attrs));
  }

  void add_pool(Value x) {
    const Ints dims = dims_of(x);
    if (dims[2] < 3 || dims[3] < 3) return;
    const auto rounding = static_cast<ops::PoolRounding>(random_.below(3));
    const std::int64_t stride = 1 + random_.below(2);
    const std::int64_t pad = random_.below(2);
    if (random_.one_in(3)) {
      return keep(builder_.add1("max_pool", {x}, ops::PoolAttrs{{3, 3}, {stride, stride}, {pad, 0, 0, pad}, {1, 1}, rounding}));
    }
    const bool counts = random_.one_in(2);
    keep(builder_.add1("average_pool", {x}, ops::AveragePoolAttrs{{{3, 3}, {stride, stride}, {pad, 0, 0, pad}, {1, 1}, rounding}, counts}));
  }

  void add_concat(Value x) {
    const Value y = any_value();
    const Ints a = dims_of(x);
    const Ints b = dims_of(y);
    if (a[2] != b[2] || a[3] != b[3] || a[1] + b[1] > 8) return;
    keep(builder_.add1("concat", {x, y}, ops::AxisAttrs{1}));
  }

  // To channels-last, something there, and back: as a front end of a channels-last framework writes it.
  void add_transposes(Value x) {
    const Ints there{0, 2, 3, 1};
    const Ints back{0, 3, 1, 2};
    Value value = builder_.add1("transpose", {x}, ops::TransposeAttrs{there});
    if (random_.one_in(2)) value = builder_.add1("relu", {value});
    if (random_.one_in(3)) value = builder_.add1("mul", {value, constant({}, 0.5, 2.0)});
    if (random_.one_in(3))
      value = builder_.add1("concat", {value, builder_.add1("transpose", {x}, ops::TransposeAttrs{there})}, ops::AxisAttrs{-1});
    if (random_.one_in(4)) value = batch_norm(value, 3);
    keep(builder_.add1("transpose", {value}, ops::TransposeAttrs{back}));
  }

  // To a shape that is computed from x's own, or another's of the same size.
  void add_computed_reshape(Value x) {
    const Value measured = builder_.add1("shape_of", {random_.one_in(2) ? x : builder_.add1("relu", {x})});
    const Value order = builder_.constant(Array::of<std::int64_t>({4}, Ints{0, 1, 3, 2}));
    Value target = builder_.add1("gather", {measured, order}, ops::GatherAttrs{});
    if (random_.one_in(2)) {
      const Value front = builder_.add1("slice", {target}, ops::SliceAttrs{{0}, {0}, {3}, {1}});
      target = builder_.add1("concat", {front, builder_.constant(Array::of<std::int64_t>({1}, Ints{-1}))}, ops::AxisAttrs{0});
    }
    keep(builder_.add1("reshape", {x, target}, {}, next_name("reshape")));
  }

  // Attributes that stand in constants, and one that is computed from a shape.
  void add_computed_attributes(Value x) {
    const auto list = [&](const Ints& elements) {
      return builder_.constant(Array::of<std::int64_t>({static_cast<std::int64_t>(elements.size())}, elements));
    };
    if (random_.one_in(2)) return keep(builder_.add1("clip", {x, constant({}, -1.0, 0.0), std::nullopt}));
    const Value whole = builder_.add1("slice", {builder_.add1("shape_of", {x})}, ops::SliceAttrs{{0}, {3}, {4}, {1}});
    Value y = builder_.add1("slice", {x, list({0}), whole, list({-1})});
    if (dims_of(y)[2] < 8) y = builder_.add1("pad", {y, list({1, 0}), std::nullopt, list({2})});
    y = builder_.add1("unsqueeze", {y}, ops::SqueezeAttrs{{0}});
    keep(builder_.add1("squeeze", {y, list({0})}));
  }

  // The same computation twice.
  void add_twin(Value x) {
    const Value w = weight({2, dims_of(x)[1], 1, 1});
    const ops::ConvAttrs attrs{{1, 1}, {0, 0, 0, 0}, {1, 1}, 1};
    const Value a = builder_.add1("conv", {x, w, std::nullopt}, attrs);
    const Value b = builder_.add1("conv", {x, w, std::nullopt}, attrs);
    keep(builder_.add1("add", {builder_.add1("relu", {a}), random_.one_in(2) ? b : builder_.add1("relu", {b})}));
  }

  // False, for all that a pass can know.
  Value never(Value x) { return builder_.add1("reduce_max", {builder_.add1("is_nan", {x})}); }

  // A few operators on `x` in a subgraph; what they read besides stands outside.
  Value few_operators(Builder& inner, Value x, const std::vector<Value>& norm, Value outside) {
    for (std::int64_t i = 0, count = random_.below(4); i < count; ++i) {
      const std::int64_t kind = random_.below(4);
      if (kind == 0) x = inner.add1("identity", {x});
      if (kind == 1) x = inner.add1("batch_norm", {x, norm[0], norm[1], norm[2], norm[3]}, ops::BatchNormAttrs{});
      if (kind == 2) x = inner.add1("relu", {x});
      if (kind == 3) x = inner.add1("add", {x, outside});
    }
    return x;
  }

  std::vector<Value> norm_parameters(std::int64_t channels) {
    return {parameter({channels}, 0.5, 1.5, ParameterRole::weight), parameter({channels}, -1, 1, ParameterRole::bias),
            parameter({channels}, -1, 1, ParameterRole::running_mean), parameter({channels}, 0.5, 1.5, ParameterRole::running_var)};
  }

  void add_branches(Value x) {
    const std::int64_t bit = random_.below(2);
    const Value known = builder_.constant(ops::from_integers(DType::boolean, {}, std::span(&bit, 1)));
    const Value condition = random_.one_in(2) ? known : never(x);
    const std::vector<Value> norm = norm_parameters(dims_of(x)[1]);
    std::vector<Subgraph> graphs(2);
    for (Subgraph& graph : graphs) {
      graph.name = &graph == graphs.data() ? "then" : "else";
      Builder inner(builder_, graph.block);
      inner.output("y", few_operators(inner, x, norm, x));
    }
    keep(builder_.add_owner("if", {condition}, {}, std::move(graphs), next_name("if")).front());
  }

  void add_loop(Value x) {
    const std::int64_t trips = random_.below(3);
    Value count = builder_.constant(ops::from_integers(DType::int64, {}, std::span(&trips, 1)));
    if (random_.one_in(3)) count = builder_.add1("add", {count, builder_.add1("cast", {never(x)}, ops::CastAttrs{DType::int64})});
    const std::vector<Value> norm = norm_parameters(dims_of(x)[1]);
    std::vector<Subgraph> graphs(1);
    graphs[0].name = "body";
    Builder inner(builder_, graphs[0].block);
    inner.input("iteration", {DType::int64, {}});
    inner.output("condition", inner.input("condition", {DType::boolean, {}}));
    const Value carried = inner.input("carried", builder_.type(x));
    inner.output("carried", few_operators(inner, carried, norm, x));
    keep(builder_.add_owner("loop", {count, std::nullopt, x}, {}, std::move(graphs), next_name("loop")).front());
  }

  void add_classifier() {
    Value x = values_.back();
    if (random_.one_in(2)) x = builder_.add1("reshape", {x}, ops::ReshapeAttrs{{Dim::symbol("d0"), Dim::symbol("d1"), Dim(-1)}});
    x = builder_.add1("reshape", {x}, ops::ReshapeAttrs{{Dim::symbol("d0"), Dim(-1)}});
    if (random_.one_in(4)) x = batch_norm(x, 1);
    const std::int64_t wanted = 24;
    x = builder_.add1("dense", {x, weight({wanted, dims_of(x)[1]}), bias(wanted)}, {}, next_name("fc"));
    if (random_.one_in(2)) x = batch_norm(x, 1);
    if (random_.one_in(2)) x = builder_.add1("relu", {x});
    // A value of another rank: nothing is built upon it.
    keep(x);
  }

  Random random_;
  Graph graph_;
  Builder builder_;
  DType dtype_;
  std::vector<Value> values_;
  std::vector<Value> weights_;
  int names_ = 0;
};

}  // namespace

Graph random_network(std::uint64_t seed) {
  return Network(seed).build();
}

}  // namespace nnfront::test
